"""The states of a visit, the moves between them, and the acts that go backwards (front-desk.md section 2).

A visit's state is the state after its last event. Events are only ever added: an undo is a new event that names the
one it takes back. Nothing here reads a clock or a file; who, when and what the day allows come in as values.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from psr_tui.domain.arrivals import ReasonNeeded, WrongDay
from psr_tui.domain.clock import local, local_date
from psr_tui.domain.errors import Refused
from psr_tui.domain.staff import Actor, Role


class VisitState(StrEnum):
    """Where a visit stands; the value is the stored code."""

    REQUESTED = "requested"
    BOOKED = "booked"
    ARRIVED = "arrived"
    CHECKED_IN = "checked_in"
    ROOMED = "roomed"
    CHECKED_OUT = "checked_out"
    CANCELLED = "cancelled"
    RESCHEDULED = "rescheduled"
    NO_SHOW = "no_show"
    LEFT_UNSEEN = "left_unseen"
    ENTERED_IN_ERROR = "entered_in_error"

    @property
    def rank(self) -> int:
        """Its place on the way through the clinic; 9 for the ends that are no step forward."""
        return _FACES[self].rank

    @property
    def glyph(self) -> str:
        """The sign that stands before its word."""
        return _FACES[self].glyph

    @property
    def word(self) -> str:
        """The word on the list; glyph and word always stand together (FD-03)."""
        return _FACES[self].word

    @property
    def waiting(self) -> bool:
        """Whether the wait clock runs: at the desk or in the waiting room, not yet in a room (FD-06, FD-27)."""
        return self in (VisitState.ARRIVED, VisitState.CHECKED_IN)

    @property
    def closed(self) -> bool:
        """Whether the visit is over."""
        return self.rank >= _FACES[VisitState.CHECKED_OUT].rank


@dataclass(frozen=True, slots=True)
class _Face:
    rank: int
    glyph: str
    word: str


_FACES = {
    VisitState.REQUESTED: _Face(0, "…", "Requested"),
    VisitState.BOOKED: _Face(1, "○", "Booked"),
    VisitState.ARRIVED: _Face(2, "▲", "Arrived"),
    VisitState.CHECKED_IN: _Face(3, "◆", "Checked in"),
    VisitState.ROOMED: _Face(4, "■", "Roomed"),
    VisitState.CHECKED_OUT: _Face(5, "✓", "Checked out"),
    VisitState.CANCELLED: _Face(9, "−", "Cancelled"),
    VisitState.RESCHEDULED: _Face(9, "→", "Rescheduled"),
    VisitState.NO_SHOW: _Face(9, "✗", "No-show"),
    VisitState.LEFT_UNSEEN: _Face(9, "◀", "Left unseen"),
    VisitState.ENTERED_IN_ERROR: _Face(9, "!", "In error"),
}


class Act(StrEnum):
    """What kind of line a log holds. ``MOVE`` follows the table; ``UNDO`` and the three named acts are the only ways
    backwards; the last six change no state."""

    CREATED = "created"
    IMPORTED = "imported"
    MOVE = "move"
    UNDO = "undo"
    BACK_TO_BOOKED = "back_to_booked"
    CAME_AFTER_ALL = "came_after_all"
    CANCEL_CHECK_OUT = "cancel_check_out"
    NOTE = "note"
    PROVIDER = "provider"
    TIME = "time"
    ROOM = "room"
    PRIORITY = "priority"
    LINE = "line"

    @property
    def changes_state(self) -> bool:
        """Whether a log line of this kind moves the visit."""
        return self not in (Act.NOTE, Act.PROVIDER, Act.TIME, Act.ROOM, Act.PRIORITY, Act.LINE)


WALK_IN = "walk_in"
"""The kind of a visit that nobody booked."""
_GATE_RANK = VisitState.CHECKED_IN.rank
_FROM: dict[VisitState, frozenset[VisitState]] = {
    VisitState.CHECKED_OUT: frozenset({VisitState.CHECKED_IN, VisitState.ROOMED}),
    VisitState.CANCELLED: frozenset({VisitState.REQUESTED, VisitState.BOOKED, VisitState.ARRIVED}),
    VisitState.RESCHEDULED: frozenset({VisitState.REQUESTED, VisitState.BOOKED}),
    VisitState.NO_SHOW: frozenset({VisitState.BOOKED}),
    VisitState.LEFT_UNSEEN: frozenset({VisitState.ARRIVED, VisitState.CHECKED_IN, VisitState.ROOMED}),
    VisitState.ENTERED_IN_ERROR: frozenset(VisitState) - {VisitState.ENTERED_IN_ERROR},
}


def may_move(now: VisitState, to: VisitState) -> bool:
    """Whether the ranked table has this step: any rise among ranks 0 to 4, else the listed sources only."""
    if to in _FROM:
        return now in _FROM[to]
    return now.rank < to.rank <= VisitState.ROOMED.rank


def meets_gate(now: VisitState, to: VisitState) -> bool:
    """Whether the step reaches or passes checked_in, so that the check-in gate decides (front-desk.md section 3)."""
    return now.rank < _GATE_RANK <= to.rank <= VisitState.ROOMED.rank


def needs_reason(to: VisitState) -> bool:
    """Whether this state is never entered without a reason."""
    return to in (VisitState.CANCELLED, VisitState.ENTERED_IN_ERROR)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a visit stands now and who put it there: what every refusal names (FD-19). ``at`` is aware UTC."""

    who: str
    state: VisitState
    by: str
    at: datetime

    def words(self, tz: ZoneInfo) -> str:
        """``SMITH, Jon is Roomed (M. Rivera, 09:46)``."""
        return f"{self.who} is {self.state.word} ({self.by}, {local(self.at, tz):%H:%M})"


_HOW_ELSE = {
    VisitState.CHECKED_OUT: "check in first, then check out",
    VisitState.CANCELLED: "only a visit that has not been checked in can be cancelled",
    VisitState.NO_SHOW: "no-show is for a booked visit; if they came and went, mark Left unseen",
    VisitState.LEFT_UNSEEN: "left unseen is for somebody who arrived and was not checked out",
    VisitState.RESCHEDULED: "only a visit that nobody arrived for can be rescheduled",
}


def check_move(standing: Standing, to: VisitState, tz: ZoneInfo) -> None:
    """Raise Refused unless the table allows the step; the message names the present state, who and when (FD-19)."""
    if may_move(standing.state, to):
        return
    if standing.state == to:
        raise Refused(f"{standing.words(tz)} already; nothing was changed.")
    if standing.state is VisitState.NO_SHOW and to is VisitState.ARRIVED:
        hint = "take them in with Came after all"
    elif to.rank <= VisitState.ROOMED.rank and standing.state.rank >= to.rank:
        hint = "a visit only goes forward; Ctrl+Z takes back your own last act"
    else:
        hint = _HOW_ELSE.get(to, "that step is not possible from here")
    raise Refused(f"{standing.words(tz)}: {hint}.")


def check_permission(actor: Actor, to: VisitState, reason: str) -> None:
    """Marking a visit as entered in error needs a lead and a reason; cancelling needs a coded reason."""
    if to is VisitState.ENTERED_IN_ERROR:
        actor.require(Role.LEAD, "mark a visit as entered in error")
    if needs_reason(to) and not reason:
        raise Refused(f"{to.word} needs a reason; choose one from the list.")


def check_arrival_day(standing: Standing, starts: datetime, now: datetime, tz: ZoneInfo) -> None:
    """Early-arrival rule: a visit is taken in on its own date only, whichever way it gets there (FD-28)."""
    day, today = local_date(starts, tz), local_date(now, tz)
    if day != today:
        raise WrongDay(standing.who, day, today)


def takes_in(now: VisitState, to: VisitState) -> bool:
    """Whether the step brings somebody into the house: every such path meets the early-arrival rule (FD-28)."""
    inside = VisitState.ARRIVED.rank
    return inside <= to.rank <= VisitState.ROOMED.rank and not inside <= now.rank <= VisitState.CHECKED_OUT.rank


@dataclass(frozen=True, slots=True)
class VisitEvent:
    """One line of a visit's log (FD-20): appended, never changed. ``undoes`` is the id of the event taken back."""

    event_id: str
    visit_id: str
    at: datetime
    by_id: str
    by: str
    station: str
    act: Act
    from_state: VisitState | None
    to_state: VisitState
    reason: str = ""
    note: str = ""
    undoes: str = ""
    batch: str = ""
    room: str = ""


def standing_events(events: Iterable[VisitEvent]) -> tuple[VisitEvent, ...]:
    """The events that still hold: state changes in order, without undone ones and without the undoing ones."""
    kept: list[VisitEvent] = []
    for event in events:
        if event.act is Act.UNDO:
            kept = [one for one in kept if one.event_id != event.undoes]
        elif event.act.changes_state:
            kept.append(event)
    return tuple(kept)


def current_state(events: Sequence[VisitEvent]) -> VisitState | None:
    """The state the log says (FD-22): the last state event wins, undo included; None for an empty log."""
    moves = [event for event in events if event.act.changes_state]
    return moves[-1].to_state if moves else None


def check_undo(
    standing: Standing, events: Sequence[VisitEvent], event_id: str, actor: Actor, tz: ZoneInfo
) -> VisitEvent:
    """The event to undo. Raises Refused when it is not the last one that holds, or not the actor's own (FD-24)."""
    held = standing_events(events)
    if not held or held[-1].event_id != event_id or held[-1].from_state is None:
        raise Refused(f"{standing.words(tz)} by now; that act can no longer be undone.")
    if held[-1].by_id != actor.staff_id:
        raise Refused(f"{standing.words(tz)}; only {held[-1].by} can undo that.")
    return held[-1]


def state_after_undo(kind: str, events: Sequence[VisitEvent], undone: VisitEvent) -> VisitState:
    """Where an undo leads: the state before, except for the arrival of a walk-in and the booking of a new visit. The
    visit was made by this very act, so taking it back ends it as entered in error."""
    held = standing_events(events)
    first = len(held) == 2 and held[0].act is Act.CREATED and held[1] == undone
    made_here = first and (kind == WALK_IN or bool(undone.batch and held[0].batch == undone.batch))
    return VisitState.ENTERED_IN_ERROR if made_here else undone.from_state or VisitState.BOOKED


def check_back_to_booked(standing: Standing, actor: Actor, tz: ZoneInfo) -> None:
    """Going back to booked needs its own permission, a lead's (FD-25), and somebody who is in the house."""
    actor.require(Role.LEAD, "set a visit back to booked")
    if standing.state not in (VisitState.ARRIVED, VisitState.CHECKED_IN, VisitState.ROOMED):
        raise Refused(f"{standing.words(tz)}: only somebody who arrived can be set back to Booked.")


def check_came_after_all(standing: Standing, day_closed: bool, reason: str, tz: ZoneInfo) -> None:
    """A no-show who comes is taken in; after the day is closed that needs a reason (FD-26)."""
    if standing.state is not VisitState.NO_SHOW:
        raise Refused(f"{standing.words(tz)}: Came after all is for a no-show.")
    if day_closed and not reason:
        raise ReasonNeeded("The day of this visit is closed; give a reason to take the no-show in.")


def check_cancel_check_out(standing: Standing, day_closed: bool, tz: ZoneInfo) -> None:
    """A check-out can be taken back until the day is closed."""
    if standing.state is not VisitState.CHECKED_OUT:
        raise Refused(f"{standing.words(tz)}: there is no check-out to take back.")
    if day_closed:
        raise Refused("The day of this visit is closed; its check-out stays.")


def state_before_check_out(events: Sequence[VisitEvent]) -> VisitState:
    """Where a cancelled check-out returns to: the state the check-out left."""
    held = [event for event in standing_events(events) if event.to_state is VisitState.CHECKED_OUT]
    return (held[-1].from_state if held else None) or VisitState.CHECKED_IN


def day_is_over(visit_day: date, today: date, closed: bool = False) -> bool:
    """A visit's day is over once a lead ``closed`` it, and at the latest when the clinic's date moved on."""
    return closed or visit_day < today
