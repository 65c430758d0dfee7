"""The call box and the red flag as tools over any place, and what every place should hear about calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from psr_tui.domain.callback_list import CallInHand
from psr_tui.screens.promise_watch import PromiseWatch
from psr_tui.services.callbacks import OutcomeSaved

if TYPE_CHECKING:
    from psr_tui.desk import Desk
    from psr_tui.screens.base import Place
    from psr_tui.screens.flows import Flows
    from psr_tui.screens.red_flag import RedFlagAbout


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


async def red_flag(screen: Flows[Any]) -> None:
    """Ctrl+R: to the nurse now, from anywhere. Whoever is on the line is proposed; nobody need be."""
    from psr_tui.screens import red_flag as flags

    hand = await screen.desk.ask(screen.desk.callbacks.current)
    await flags.red_flag(screen, flags.RedFlagAbout() if hand is None else about_of(hand))


def about_of(hand: CallInHand) -> RedFlagAbout:
    """What is known of the person the call in hand is about."""
    from psr_tui.screens.red_flag import RedFlagAbout

    number = hand.number.shown if hand.number else ""
    return RedFlagAbout(hand.item.patient_id, hand.patient, number, hand.language, subject=hand.item.id)


class CallWatch:
    """Tells once a minute, on whatever place is shown, what must not be forgotten: an open call after a restart, a
    promise that has become due. Silent until the count changes (CC-58)."""

    def __init__(self) -> None:
        self._promises = PromiseWatch()
        self._held = ""
        self._begun = False

    async def __call__(self, desk: Desk) -> str:
        """The sentence for the message line, or nothing."""
        news = await desk.act(desk.callbacks.minute)
        first, self._begun = not self._begun, True
        promised = await self._promises(desk)
        before, self._held = self._held, news.held
        if before and before != news.held:
            lost = (await desk.ask(desk.callbacks.claim_news, before)).words
            if lost:
                return f"{lost} F4 and 9 on its row show it."
        if first and news.open_call:
            return "You still have a call open: Ctrl+O goes on with it."
        return promised


async def left_open(desk: Desk) -> list[str]:
    """What quitting would leave half done."""
    return ["an open call"] if await desk.ask(desk.callbacks.current) else []
