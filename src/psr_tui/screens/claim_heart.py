"""The sign of life of a call that is open on the screen: typing keeps the claim, and its end is said in time."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from psr_tui.domain.errors import DeskError, Refused

if TYPE_CHECKING:
    from psr_tui.desk import Desk

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
