"""Taking somebody in who comes late, on another day, or after all: the questions that come before, never a silent no.

Queue, check-in and schedule use it: ``act`` is tried, and what it asks for is asked and given (front-desk.md FD-26,
FD-28). Inside a flow.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from psr_tui.domain.arrivals import LateAsks, ReasonNeeded, WrongDay
from psr_tui.domain.errors import InvalidInput
from psr_tui.screens.dialogs import Choose, Prompt
from psr_tui.screens.flows import Flows
from psr_tui.services.queue import WalkIn

T = TypeVar("T")
_SCHEDULE = "schedule"


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What the rep answered: the code of lateness, and why a no-show of a closed day is taken in."""

    late: str = ""
    reason: str = ""


async def take_in(
    place: Flows[Any], visit_id: str, patient_id: str, act: Callable[[TakenIn], Awaitable[T]], reason: str = ""
) -> T | None:
    """The outcome of ``act``; None when the rep stepped back or the visit goes another way. What else is refused is
    raised."""
    answered = TakenIn(reason=reason)
    while True:
        try:
            return await act(answered)
        except LateAsks as asks:
            code = await _late(place, visit_id, asks)
            if code is None:
                return None
            answered = TakenIn(code, answered.reason)
        except ReasonNeeded as needed:
            why = await place.open(Prompt("Came after all", "Why now", _needed, note=needed.message))
            if why is None:
                return None
            answered = TakenIn(answered.late, why)
        except WrongDay as wrong:
            await _another_day(place, visit_id, patient_id, wrong)
            return None


async def _late(place: Flows[Any], visit_id: str, asks: LateAsks) -> str | None:
    """Ask the provider: taken in with a coded reason, or another time. None for anything but taken in."""
    title = f"{place.station.shown.name(asks.who)}: late by {asks.late.minutes} min, grace {asks.late.grace} min"
    note = "Ask the provider. Nobody is refused care for being late."
    how = await place.open(Choose(title, [("in", "Take in"), *_moves(place)], note=note, unasked=True))
    if how == "move":
        await place.station.go(_SCHEDULE, visit_id)
        return None
    if how is None:
        place.refuse("Nothing was changed; they still stand as booked.")
        return None
    reasons = await place.desk.ask(place.desk.reference.reasons, "late")
    return await place.open(Choose("Why late?", [(one.code, one.label) for one in reasons]))


async def _another_day(place: Flows[Any], visit_id: str, patient_id: str, wrong: WrongDay) -> None:
    """A walk-in for today, or another day for the visit."""
    options = [("walk_in", "A walk-in for today"), *_moves(place)]
    how = await place.open(Choose(f"This visit is on {wrong.day:%a %m/%d}", options, note=wrong.message, unasked=True))
    if how == "move":
        await place.station.go(_SCHEDULE, visit_id)
    elif how == "walk_in":
        walk_in = WalkIn(place.desk.new_id(), patient_id)
        moved = await place.desk.act(place.desk.queue.walk_in, walk_in)
        await place.station.go("queue", moved.visit_id)
        shown = place.station.screen
        if isinstance(shown, Flows):
            shown.say(moved.words)
    else:
        place.refuse("Nothing was changed.")


def _moves(place: Flows[Any]) -> list[tuple[str, str]]:
    """Another time is offered where there is a schedule to choose it from."""
    return [("move", "Reschedule")] if _SCHEDULE in place.station.place_names else []


def _needed(typed: str) -> str:
    if not typed:
        raise InvalidInput("Why: a few words are needed, for example the bus did not come.", "Why")
    return typed
