"""The call box and the red flag as tools over any place or box, and what every place should hear about calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from psr_tui.domain.call_sheet import CallSheet
from psr_tui.domain.callback_list import CallInHand
from psr_tui.domain.errors import DeskError
from psr_tui.screens.promise_watch import PromiseWatch
from psr_tui.services.callbacks import OutcomeSaved
from psr_tui.services.calls import Ring

if TYPE_CHECKING:
    from psr_tui.desk import Desk
    from psr_tui.screens.flows import Flows
    from psr_tui.screens.red_flag import RedFlagAbout

GOES_ON = "The call goes on; Ctrl+O brings it back."


def _nothing(_callback_id: str) -> None:
    return None


async def work(screen: Flows[Any], hand: CallInHand, told: str = "") -> OutcomeSaved | None:
    """Open the box for a call; what was saved, or None when it was hidden. ``told``: what came of the call before it.
    Only inside a flow."""
    from psr_tui.screens.call_dialog import CallDialog
    from psr_tui.screens.claim_heart import draft_of

    draft = await draft_of(screen.desk, hand.item.id)
    return await screen.open(CallDialog(screen.desk, hand, draft, screen.station.shown, told))


async def work_on(
    screen: Flows[Any], hand: CallInHand, acted_on: Callable[[str], None] = _nothing
) -> OutcomeSaved | None:
    """Open the box for a call; while a phone block runs, the next item comes at once after each outcome. What was saved
    last, or None when the box was hidden. Only inside a flow.

    An outcome is committed before the next number shows (CC-34), and keys typed ahead go to the item they were typed
    for, because each box takes as many of them as its own outcome needs.
    """
    told = ""
    while True:
        saved = await work(screen, hand, told)
        acted_on(hand.item.id)
        if saved is None:
            return None
        following = await screen.desk.act(screen.desk.callbacks.next_in_block)
        if following.hand is None:
            return replace(saved, words=f"{saved.words} {following.words}".strip())
        told = f"{screen.station.shown.name(hand.patient)}: {saved.words}"
        hand = following.hand


async def hidden(desk: Desk) -> str:
    """What is true after the box of a callback was put out of sight: the call goes on, unless it was taken away."""
    if await desk.ask(desk.callbacks.holds):
        return GOES_ON
    return "This call is not yours any more; 9 on its row notes what you typed."


async def call_box(screen: Flows[Any]) -> None:
    """Ctrl+O: the call that is open comes back over whatever is shown; with none a call begins, and its timer."""
    from psr_tui.screens.call_dialog import CallDialog
    from psr_tui.screens.call_in import CallInBox

    below = [one for one in screen.app.screen_stack if isinstance(one, (CallInBox, CallDialog))]
    if below and below[-1] is not screen:
        screen.refuse("The call box is under this one; F12 goes back to it.")
        return
    desk = screen.desk
    call_id = await desk.ask(desk.calls.open_call)
    if not call_id and await _callback(screen):
        return
    await show(screen, call_id or await desk.act(desk.calls.start, desk.new_id()))


async def left_over(screen: Flows[Any]) -> None:
    """After sign-in: the call that was cut off stands there again, with its text, before anything else (CC-68)."""
    call_id = await screen.desk.ask(screen.desk.calls.cut_off)
    if call_id:
        await show(screen, call_id, "This call was left open; your text is back.", unasked=True)


async def new_call(screen: Flows[Any]) -> None:
    """One more call comes in: whoever is in the ear goes on hold. Only inside a flow."""
    await show(screen, await screen.desk.act(screen.desk.calls.start, screen.desk.new_id()))


async def other_call(screen: Flows[Any]) -> None:
    """``g`` in the box of a callback: to the caller who waits, while this one goes on hold. Only inside a flow."""
    call_id = await screen.desk.ask(screen.desk.calls.open_call)
    if not call_id:
        screen.refuse("There is no other call; n takes one more.")
        return
    await screen.desk.act(screen.desk.calls.take_up, call_id)
    await show(screen, call_id)


async def show(screen: Flows[Any], call_id: str, said: str = "", *, unasked: bool = False) -> None:
    """Show a call and go on with whatever the rep changes to, until all are saved or hidden. ``unasked``: no key of
    the rep asked for it now. Only inside a flow."""
    from psr_tui.screens.call_in import CallInBox
    from psr_tui.screens.call_in_end import DRAFT

    desk = screen.desk
    while call_id:
        if await desk.ask(desk.calls.is_callback, call_id):
            await desk.act(desk.calls.take_up, call_id)
            if not _is_callback_box(screen):
                await _callback(screen)
            elif said:
                screen.say(said)
            return
        sheet = await desk.ask(desk.calls.sheet, call_id)
        draft = await _draft(desk, DRAFT, call_id)
        if unasked and not screen.is_current:
            return  # the rep was faster: Ctrl+O shows it already, or something else stands there
        left = await screen.open(CallInBox(desk, sheet, draft, screen.station.shown, said, unasked))
        unasked = False
        if left is None:
            screen.say(GOES_ON)
            return
        call_id, said = left.call_id, left.words
        if left.what == "another":
            call_id = await _started(screen, sheet.call_id)
        elif left.what == "book":
            said = await _book(screen, sheet)
    refresh = getattr(screen, "refresh_data", None)
    if refresh is not None:
        refresh()
    screen.say(said)


async def _started(screen: Flows[Any], stays: str) -> str:
    """The new call, or the one that was shown when there is no room for another."""
    desk = screen.desk
    try:
        return await desk.act(desk.calls.start, desk.new_id())
    except DeskError as error:
        screen.refuse(error)
        return stays


async def _book(screen: Flows[Any], sheet: CallSheet) -> str:
    """An appointment for the patient of the call; the box comes back with what was booked."""
    from psr_tui.screens.base import Place
    from psr_tui.screens.schedule_flows import new_visit

    place = screen if isinstance(screen, Place) else None
    if place is None or sheet.patient is None:
        return "Close the box below this call first; then + books from here."
    booked = await new_visit(place, sheet.patient.patient_id)
    return booked.words if booked is not None else "Nothing was booked."


async def _callback(screen: Flows[Any]) -> bool:
    """Show the callback in hand; False when there is none."""
    hand = await screen.desk.ask(screen.desk.callbacks.current)
    if hand is None:
        return False
    saved = await work_on(screen, hand)
    if saved is None:
        screen.say(await hidden(screen.desk))
        return True
    refresh = getattr(screen, "refresh_data", None)
    if refresh is not None:
        refresh()
    screen.say(saved.words)
    return True


def _is_callback_box(screen: Flows[Any]) -> bool:
    from psr_tui.screens.call_dialog import CallDialog

    return isinstance(screen, CallDialog)


async def _draft(desk: Desk, form: str, subject: str) -> dict[str, str]:
    try:
        return await desk.ask(desk.drafts.find, form, subject) or {}
    except DeskError:
        return {}


async def red_flag(screen: Flows[Any]) -> None:
    """Ctrl+R: to the nurse now, from anywhere. Whoever is on the line is proposed; nobody need be."""
    from psr_tui.screens import red_flag as flags

    desk = screen.desk
    call_id = await desk.ask(desk.calls.open_call)
    hand = None if call_id else await desk.ask(desk.callbacks.current)
    about = flags.RedFlagAbout() if hand is None else about_of(hand)
    if call_id:
        about = about_call(await desk.ask(desk.calls.sheet, call_id))
    await flags.red_flag(screen, about)


async def red_flag_of(screen: Flows[Any], sheet: CallSheet) -> None:
    """A red flag out of the call that is shown. Only inside a flow."""
    from psr_tui.screens import red_flag as flags

    await flags.red_flag(screen, about_call(sheet))


def about_of(hand: CallInHand) -> RedFlagAbout:
    """What is known of the person the call in hand is about."""
    from psr_tui.screens.red_flag import RedFlagAbout

    number = hand.number.shown if hand.number else ""
    return RedFlagAbout(hand.item.patient_id, hand.patient, number, hand.language, subject=hand.item.id)


def about_call(sheet: CallSheet) -> RedFlagAbout:
    """The number and, when one was chosen, the patient of a call that came in."""
    from psr_tui.screens.red_flag import RedFlagAbout

    who = sheet.patient
    name = who.name if who else sheet.caller_name
    number = sheet.number_shown if sheet.number else ""
    return RedFlagAbout(who.patient_id if who else "", name, number, sheet.language, sheet.call_id, sheet.call_id)


class CallWatch:
    """Tells once a minute, on whatever is shown, what must not be forgotten: an open call after a restart, a
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


class RingWatch:
    """Tells at once what rings for this rep: on their telephone, or handed on by a colleague. It takes no key and opens
    nothing; Ctrl+O shows it (CC-71)."""

    def __init__(self) -> None:
        self._told: set[str] = set()

    async def __call__(self, screen: Flows[Any]) -> str:
        """The sentence for the message line, or nothing. Taking in what the line told renews an open box."""
        desk = screen.desk
        rings = await desk.act(desk.calls.hear)
        fresh = [one for one in rings if one.key not in self._told]
        self._told = {one.key for one in rings}
        shown = screen.station.shown
        return " ".join(_ring_words(one, shown.phone(one.number)) for one in fresh)


def _ring_words(ring: Ring, number: str) -> str:
    who = number or "a withheld number"
    if ring.call_id:
        return f"{ring.colleague} hands you a call ({who}): {ring.words.rstrip('.')}. Ctrl+O shows it."
    people = "not on file" if not ring.people else "known" if ring.people == 1 else f"{ring.people} people"
    how = "Ringing" if ring.state == "ringing" else "On your line"
    return f"{how}: {who}, {people}. Ctrl+O shows it."


async def left_open(desk: Desk) -> list[str]:
    """What quitting or signing out would leave half done."""
    held = await desk.ask(desk.callbacks.current)
    call_id = await desk.ask(desk.calls.open_call)
    return ["an open call"] if held or call_id else []
