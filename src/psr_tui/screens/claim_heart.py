"""The sign of life of a call that is open on the screen: typing keeps the claim, and its end is said in time."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from psr_tui.domain.errors import DeskError, Refused
from psr_tui.screens.flows import Flows
from psr_tui.widgets.call_box import CallBox

if TYPE_CHECKING:
    from psr_tui.desk import Desk

DRAFT = "call"
"""The kind of draft that is kept of a call, by the id of its callback."""
BEAT = 10.0
"""Seconds between two looks; writes only when something was typed in between (CC-20)."""


class ClaimHeart:
    """Remembers what was typed at the last beat. Never opens a dialog: it answers with a sentence (CC-22, CC-25)."""

    def __init__(self, desk: Desk, callback_id: str, draft: Mapping[str, str]) -> None:
        self._desk, self._callback_id = desk, callback_id
        self._draft = dict(draft)
        self._told = ""

    async def beat(self, draft: Mapping[str, str]) -> str:
        """What the message line should say now, once each; nothing as a rule."""
        callbacks = self._desk.callbacks
        if dict(draft) != self._draft:
            self._draft = dict(draft)
            with suppress(Refused):  # no longer ours: the news below say why
                await self._desk.act(callbacks.renew, self._callback_id)
        try:
            words = (await self._desk.ask(callbacks.claim_news, self._callback_id)).words
        except DeskError:
            return ""  # a store that is busy says so at the next act
        fresh = "" if words == self._told else words
        self._told = words
        return fresh


class HoldsClaim(Flows[Any]):
    """A box over a claimed callback: it beats every few seconds, and at once when callbacks were changed."""

    _heart: ClaimHeart | None = None

    @property
    def box(self) -> CallBox:
        """Where the rep types."""
        raise NotImplementedError

    def begin_to_beat(self, callback_id: str) -> None:
        """When the box stands with what was typed before."""
        self._heart = ClaimHeart(self.desk, callback_id, self.box.draft())
        self.set_interval(BEAT, lambda: self.flow(self._beat(), hold=False))

    def topics_changed(self, topics: frozenset[str]) -> None:
        """Somebody changed callbacks: it may have been this one."""
        if "callbacks" in topics and self._heart is not None:
            self.flow(self._beat(), hold=False)

    async def _beat(self) -> None:
        words = await self._heart.beat(self.box.draft()) if self._heart is not None else ""
        if words:
            self.refuse(words)


async def draft_of(desk: Desk, callback_id: str) -> dict[str, str]:
    """What was typed for this call before it was hidden, taken away, or the program ended."""
    try:
        return await desk.ask(desk.drafts.find, DRAFT, callback_id) or {}
    except DeskError:
        return {}
