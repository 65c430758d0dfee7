"""The call box and the red flag as tools over any place, and what every place should hear about calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from psr_tui.domain.callback_list import CallInHand
from psr_tui.screens.promise_watch import PromiseWatch
from psr_tui.services.callbacks import OutcomeSaved

if TYPE_CHECKING:
    from psr_tui.desk import Desk
    from psr_tui.screens.base import Place


def _nothing(_callback_id: str) -> None:
    return None


async def work(place: Place, hand: CallInHand, told: str = "") -> OutcomeSaved | None:
    """Open the box for a call; what was saved, or None when it was hidden. ``told``: what came of the call before it.
    Only inside a flow."""
    from psr_tui.screens.call_dialog import CallDialog, draft_of

    draft = await draft_of(place.desk, hand.item.id)
    return await place.open(CallDialog(place.desk, hand, draft, place.shown, told))


async def work_on(place: Place, hand: CallInHand, acted_on: Callable[[str], None] = _nothing) -> OutcomeSaved | None:
    """Open the box for a call; while a phone block runs, the next item comes at once after each outcome. What was saved
    last, or None when the box was hidden. Only inside a flow.

    An outcome is committed before the next number shows (CC-34), and keys typed ahead go to the item they were typed
    for, because each box takes as many of them as its own outcome needs.
    """
    told = ""
    while True:
        saved = await work(place, hand, told)
        acted_on(hand.item.id)
        if saved is None:
            return None
        following = await place.desk.act(place.desk.callbacks.next_in_block)
        if following.hand is None:
            return replace(saved, words=f"{saved.words} {following.words}".strip())
        told = f"{place.shown.name(hand.patient)}: {saved.words}"
        hand = following.hand


async def call_box(place: Place) -> None:
    """Ctrl+O: the open call comes back over the place that is shown."""
    hand = await place.desk.ask(place.desk.callbacks.current)
    if hand is None:
        place.say("No call is open. F4 shows who is to be called; 1 there takes the next one.")
        return
    saved = await work_on(place, hand)
    if saved is None:
        place.say("The call goes on; Ctrl+O brings it back.")
    else:
        place.refresh_data()
        place.say(saved.words)


async def red_flag(place: Place) -> None:
    """Ctrl+R: to the nurse now, from anywhere."""
    from psr_tui.screens import red_flag as flags

    await flags.red_flag(place, await place.desk.ask(place.desk.callbacks.current))


class CallWatch:
    """Tells once a minute, on whatever place is shown, what must not be forgotten: an open call after a restart, a
    promise that has become due. Silent until the count changes (CC-58)."""

    def __init__(self) -> None:
        self._promises = PromiseWatch()
        self._begun = False

    async def __call__(self, desk: Desk) -> str:
        """The sentence for the message line, or nothing."""
        news = await desk.act(desk.callbacks.minute)
        first, self._begun = not self._begun, True
        promised = await self._promises(desk)
        if first and news.open_call:
            return "You still have a call open: Ctrl+O goes on with it."
        return promised


async def left_open(desk: Desk) -> list[str]:
    """What quitting would leave half done."""
    return ["an open call"] if await desk.ask(desk.callbacks.current) else []
