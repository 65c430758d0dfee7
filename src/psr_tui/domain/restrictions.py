"""What stops somebody from being booked or taken in, and who may go on all the same (front-desk.md FD-35)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.text import clean

LONGEST_REASON = 300


class StopKind(StrEnum):
    """Why nobody may book; the last three are restrictions somebody wrote down."""

    DECEASED = "deceased"
    MERGED = "merged"
    NO_BOOKING = "no_booking"
    SAME_DAY_ONLY = "same_day_only"
    SUPERVISOR_ONLY = "supervisor_only"


RESTRICTIONS = {
    StopKind.NO_BOOKING: "may not be booked",
    StopKind.SAME_DAY_ONLY: "may only be booked for the same day",
    StopKind.SUPERVISOR_ONLY: "may only be booked by a supervisor",
}
"""The kinds a lead can put on a record, in words that follow the name."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One thing that stands against a visit. ``reason`` follows the patient's name in a sentence; ``overridable_by``
    is the role that may go on with a reason, None where nobody may (a merged record has another one to use)."""

    kind: StopKind
    reason: str
    author: str = ""
    overridable_by: Role | None = Role.SUPERVISOR


@dataclass(frozen=True, slots=True)
class Restriction:
    """A restriction with its author and end. ``ends_on`` is its last day; a lifted one stays on record."""

    restriction_id: str
    kind: StopKind
    reason: str
    author: str
    since: datetime
    ends_on: date | None
    lifted_at: datetime | None
    version: int
    changed_by: str
    changed_at: datetime

    def in_force(self, on: date) -> bool:
        """Whether it stops anything on a date."""
        return self.lifted_at is None and (self.ends_on is None or self.ends_on >= on)


def stop_of(one: Restriction) -> Stop:
    """The restriction as what stands against a visit, with its words."""
    until = f" until {one.ends_on:%m/%d/%Y}" if one.ends_on else ""
    why = f": {one.reason.rstrip('.')}" if one.reason else ""
    return Stop(one.kind, f"{RESTRICTIONS[one.kind]}{until}{why} ({one.author})", one.author)


def deceased_stop(on: date) -> Stop:
    return Stop(StopKind.DECEASED, f"is recorded as deceased on {on:%m/%d/%Y}")


def merged_stop(kept: str) -> Stop:
    """``kept`` names the record that is used instead."""
    return Stop(StopKind.MERGED, f"was found to be {kept}; use that record", overridable_by=None)


def standing(stops: Iterable[Stop], same_day: bool) -> tuple[Stop, ...]:
    """The stops that count: same-day-only does not stop anybody for the same day."""
    return tuple(one for one in stops if not (same_day and one.kind is StopKind.SAME_DAY_ONLY))


def check_may_book(who: str, stops: Iterable[Stop], actor: Actor, *, same_day: bool, reason: str = "") -> None:
    """Raise Refused while anything stands against a visit.

    A supervisor may book who may only be booked by one, and with a ``reason`` whoever may be overridden. ``same_day``:
    the visit is today.
    """
    for stop in standing(stops, same_day):
        role = stop.overridable_by
        if role is not None and actor.at_least(role) and (reason.strip() or stop.kind is StopKind.SUPERVISOR_ONLY):
            continue
        raise Refused(_sentence(who, stop))


def check_may_come(who: str, stops: Iterable[Stop], actor: Actor, reason: str = "") -> None:
    """Raise Refused for somebody at the desk who may not be taken in; whoever stands there comes on the same day."""
    check_may_book(who, stops, actor, same_day=True, reason=reason)


def overridden(stops: Iterable[Stop], same_day: bool, reason: str) -> tuple[str, ...]:
    """The kinds of stops a reason went over, for the audit log."""
    return tuple(one.kind.value for one in standing(stops, same_day)) if reason.strip() else ()


def _sentence(who: str, stop: Stop) -> str:
    if stop.overridable_by is None:
        return f"{who} {stop.reason}."
    if stop.kind is StopKind.DECEASED:
        return f"{who} {stop.reason}; check that this is the right person and call a supervisor."
    return f"{who} {stop.reason}; ask a supervisor, who can go on with a reason."


def checked_restriction(kind: str, reason: str, ends_on: date | None, today: date) -> tuple[StopKind, str]:
    """The kind and the cleaned reason. Raises InvalidInput without a reason or with an end that is past."""
    words = clean(reason, LONGEST_REASON)
    if not words:
        raise InvalidInput("Reason is missing; say why in a few words, for example three visits missed.", "Reason")
    if ends_on is not None and ends_on < today:
        raise InvalidInput("Last day is past; type a day to come, or leave it empty for no end.", "Last day")
    return StopKind(kind), words


def checked_death(on: date, born: date | None, today: date) -> date:
    """The day of death. Raises InvalidInput for one to come or before the birth."""
    if on > today:
        raise InvalidInput("Died on is in the future; check the date.", "Died on")
    if born is not None and on < born:
        raise InvalidInput(f"Died on is before the birth on {born:%m/%d/%Y}; check the date.", "Died on")
    return on
