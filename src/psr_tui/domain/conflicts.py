"""What stands against a booking, worked out before it is saved: each conflict has its own sentence and its own policy
(front-desk.md FD-65 to FD-72, FD-82, FD-35)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from psr_tui.domain.clock import local
from psr_tui.domain.day_units import UNIT, DayUnits, day_units, span, units_of
from psr_tui.domain.diary import Busy, Diary, VisitKind, free_time, slots_of
from psr_tui.domain.errors import Refused
from psr_tui.domain.slots import Absence
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.wanted import Opening


class Policy(StrEnum):
    """What a conflict does: ``warn`` is asked about once, ``refuse`` ends it unless somebody who may gives a reason."""

    WARN = "warn"
    REFUSE = "refuse"


class Kind(StrEnum):
    """The kinds of conflict."""

    PAST = "past"
    UNITS = "units"
    SLOT_FULL = "slot_full"
    PROVIDER_OUT = "provider_out"
    LUNCH = "lunch"
    HOLIDAY = "holiday"
    BLOCKOUT = "blockout"
    NOT_RELEASED = "not_released"
    KEPT = "kept"
    PATIENT_ELSEWHERE = "patient_elsewhere"
    ROOM_TAKEN = "room_taken"
    NOTICE = "notice"
    DAILY_CAP = "daily_cap"
    GROUP_FULL = "group_full"
    GROUP_TWICE = "group_twice"
    STOPPED = "stopped"
    AUTHORISATION = "authorisation"
    NO_SHOWS = "no_shows"

    @property
    def policy(self) -> Policy:
        """Whether it warns or refuses."""
        return Policy.WARN if self in _WARNS else Policy.REFUSE

    @property
    def override(self) -> Role | None:
        """Who may book all the same with a reason; None for nobody."""
        return None if self in _NEVER else Role.LEAD


_WARNS = frozenset({Kind.PATIENT_ELSEWHERE, Kind.NOTICE, Kind.AUTHORISATION, Kind.LUNCH, Kind.NO_SHOWS})
MANY_NO_SHOWS = 3
"""So many in a year raise a flag at booking; nobody is turned away for it (FD-92)."""
_NEVER = frozenset({Kind.PAST, Kind.UNITS, Kind.GROUP_FULL, Kind.GROUP_TWICE, Kind.STOPPED})
"""Nobody goes over these here; a stop that a supervisor went over with a reason is no conflict any more."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing that stands against a booking, as a sentence without its full stop."""

    kind: Kind
    sentence: str


@dataclass(frozen=True, slots=True)
class Wish:
    """A booking before it is saved. ``stops``: sentences of what keeps this patient from being booked at all;
    ``unauthorised``: why an authorisation is missing, '' when none is; ``without``: the visit that is moved."""

    patient: str
    kind: VisitKind
    opening: Opening
    stops: tuple[str, ...] = ()
    unauthorised: str = ""
    without: str = ""
    no_shows: int = 0
    """Visits of the last year the patient did not come to."""

    @property
    def ends_at(self) -> datetime:
        """When patient and room are free again; the length is exact on every day (FD-84)."""
        return self.opening.starts_at + timedelta(minutes=self.opening.minutes)

    @property
    def provider_until(self) -> datetime:
        """When the provider is free again."""
        return self.opening.starts_at + timedelta(minutes=self.kind.of_provider(self.opening.minutes))


class BookingRefused(Refused):
    """The booking cannot be made; ``conflicts`` say why, ``openings`` are offered instead (FD-70)."""

    def __init__(self, conflicts: Sequence[Conflict], openings: Sequence[Opening] = ()) -> None:
        self.conflicts, self.openings = tuple(conflicts), tuple(openings)
        words = "; ".join(one.sentence for one in conflicts)
        hint = f"the next free time is {openings[0].words}" if openings else "choose another time"
        super().__init__(f"{words}; {hint}.")


class BookingWarns(Refused):
    """Something is worth a look; nothing is written until the rep says so."""

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        self.conflicts = tuple(conflicts)
        super().__init__(f"{'; '.join(one.sentence for one in conflicts)}. Book all the same?")


def decide(conflicts: Sequence[Conflict], actor: Actor, reason: str = "", sure: bool = False) -> tuple[Conflict, ...]:
    """The conflicts that are booked over. Raises BookingRefused for what the actor may not pass (a lead may with a
    reason), and BookingWarns for the rest unless ``sure``."""
    refused = [one for one in conflicts if one.kind.policy is Policy.REFUSE]
    stands = [
        one
        for one in refused
        if one.kind.override is None or not actor.at_least(one.kind.override) or not reason.strip()
    ]
    if stands:
        raise BookingRefused(stands)
    warned = [one for one in conflicts if one.kind.policy is Policy.WARN]
    if warned and not sure:
        raise BookingWarns(warned)
    return tuple(conflicts)


def may_override(conflicts: Iterable[Conflict], actor: Actor) -> bool:
    """Whether this person could go on with a reason."""
    refused = [one.kind for one in conflicts if one.kind.policy is Policy.REFUSE]
    roles = [Role.SUPERVISOR if kind is Kind.STOPPED else kind.override for kind in refused]
    return bool(roles) and all(role is not None and actor.at_least(role) for role in roles)


def conflicts_of(wish: Wish, diary: Diary, now: datetime, tz: ZoneInfo) -> tuple[Conflict, ...]:
    """Everything that stands against this booking now, the gravest first."""
    opening = wish.opening
    units = day_units(opening.day, tz)
    today = now.astimezone(tz).date()
    return (
        *(Conflict(Kind.STOPPED, sentence) for sentence in wish.stops),
        *_of_time(wish, now, tz),
        *_of_day(wish, diary),
        *_of_provider(wish, diary, units, today, tz),
        *_of_others(wish, diary, tz),
    )


def _of_time(wish: Wish, now: datetime, tz: ZoneInfo) -> Iterator[Conflict]:
    opening, kind = wish.opening, wish.kind
    if opening.starts_at < now:
        yield Conflict(Kind.PAST, f"{opening.day:%a %m/%d} {opening.local_start} is past")
    if opening.minutes <= 0 or opening.minutes % UNIT or opening.starts_at.minute % UNIT:
        yield Conflict(Kind.UNITS, "Times and lengths are planned in steps of five minutes")
    ready = now + timedelta(minutes=kind.notice_minutes)
    if now <= opening.starts_at < ready:
        yield Conflict(
            Kind.NOTICE,
            f"{kind.label} needs {_length(kind.notice_minutes)} of notice: from {local(ready, tz):%a %m/%d %H:%M} on",
        )


def _of_day(wish: Wish, diary: Diary) -> Iterator[Conflict]:
    opening, kind = wish.opening, wish.kind
    if opening.day in diary.closed:
        yield Conflict(Kind.HOLIDAY, f"The clinic is closed on {opening.day:%a %m/%d}: {diary.closed[opening.day]}")
    if kind.daily_cap is not None and diary.of_type.get(opening.day, 0) >= kind.daily_cap:
        yield Conflict(Kind.DAILY_CAP, f"{kind.label}: {kind.daily_cap} a day, and {opening.day:%a %m/%d} has them")
    if opening.day in diary.group_days:
        yield Conflict(Kind.GROUP_TWICE, f"{wish.patient} is in this group on {opening.day:%a %m/%d} already")
    if wish.no_shows >= MANY_NO_SHOWS:
        yield Conflict(
            Kind.NO_SHOWS,
            f"{wish.patient} did not come to {wish.no_shows} visits in a year; a same-day time may suit better",
        )
    if wish.unauthorised:
        yield Conflict(Kind.AUTHORISATION, wish.unauthorised)


def _of_provider(wish: Wish, diary: Diary, units: DayUnits, today: date, tz: ZoneInfo) -> Iterator[Conflict]:
    opening, kind = wish.opening, wish.kind
    yield from _absences(wish, diary)
    if not opening.provider_id:
        return
    bits = span(units.of(opening.starts_at), units_of(kind.of_provider(opening.minutes)))
    time = free_time(diary, opening.provider_id, units, kind, today, wish.without)
    if time is None or bits & ~time.present:
        yield Conflict(Kind.PROVIDER_OUT, f"{opening.provider} is not in then")
    here = diary.busy.get((opening.provider_id, opening.day), ())
    if kind.holds > 1:
        yield from _group(wish, here)
        return
    if time is None:
        if any(_touch(one, opening.starts_at, wish.provider_until) for one in here if one.visit_id != wish.without):
            yield Conflict(Kind.SLOT_FULL, f"{opening.provider} has another visit then")
        return
    yield from _slots(wish, diary, units, bits, today, tz)
    if bits & time.taken_up:
        places = time.places(bits)
        full = "that time is taken" if places == 1 else f"all {places} places of that time are taken"
        yield Conflict(Kind.SLOT_FULL, f"{opening.provider}: {full}")


def _slots(wish: Wish, diary: Diary, units: DayUnits, bits: int, today: date, tz: ZoneInfo) -> Iterator[Conflict]:
    template = diary.template(wish.opening.provider_id, units.day)
    for code, where in slots_of(template, units)[0] if template else ():
        known = diary.codes.get(code)
        if known is None or not where & bits:
            continue
        if not known.takes(wish.kind.code):
            yield Conflict(Kind.KEPT, f"That slot is kept for {known.label} ({', '.join(known.visit_types)})")
        elif not known.released(units.day, today):
            yield Conflict(Kind.NOT_RELEASED, known.not_yet(units.day, tz))


def _absences(wish: Wish, diary: Diary) -> Iterator[Conflict]:
    opening = wish.opening
    kinds = {"lunch": Kind.LUNCH, "holiday": Kind.HOLIDAY}
    for one in diary.absences:
        if not (one.starts_at < wish.provider_until and opening.starts_at < one.ends_at):
            continue
        if not one.concerns(opening.provider_id) or not one.stops(wish.kind.code):
            continue
        kind = Kind.BLOCKOUT if one.kind == "blockout" else kinds.get(one.reason, Kind.PROVIDER_OUT)
        yield Conflict(kind, _absent(one, opening.provider, kind))


def _absent(one: Absence, provider: str, kind: Kind) -> str:
    return f"That time is blocked: {one.name}" if kind is Kind.BLOCKOUT else one.words(provider)


def _group(wish: Wish, here: Sequence[Busy]) -> Iterator[Conflict]:
    opening, kind = wish.opening, wish.kind
    number = 0
    for one in here:
        if one.visit_id == wish.without or not _touch(one, opening.starts_at, wish.provider_until):
            continue
        if one.visit_type == kind.code and one.starts_at == opening.starts_at:
            number += 1
        else:
            yield Conflict(Kind.SLOT_FULL, f"{opening.provider} has another visit then")
            return
    if number >= kind.holds:
        yield Conflict(Kind.GROUP_FULL, f"The group is full: {kind.holds} people are booked")


def _of_others(wish: Wish, diary: Diary, tz: ZoneInfo) -> Iterator[Conflict]:
    opening = wish.opening
    for one in diary.of_patient:
        if one.visit_id != wish.without and _touch(one, opening.starts_at, wish.ends_at, whole=True):
            with_whom = f" with {one.provider}" if one.provider else ""
            at = local(one.starts_at, tz)
            yield Conflict(Kind.PATIENT_ELSEWHERE, f"{wish.patient} has a visit at {at:%H:%M}{with_whom} already")
    if not opening.room_id:
        return
    taken = any(
        one.visit_id != wish.without and _touch(one, opening.starts_at, wish.ends_at, whole=True)
        for one in diary.of_room
    )
    if taken or any(
        one.room_id == opening.room_id and one.starts_at < wish.ends_at and opening.starts_at < one.ends_at
        for one in diary.absences
    ):
        yield Conflict(Kind.ROOM_TAKEN, "The room is taken then")


def _touch(one: Busy, start: datetime, end: datetime, whole: bool = False) -> bool:
    return one.starts_at < end and start < (one.ends_at if whole else one.provider_until)


def _length(minutes: int) -> str:
    if minutes % 1440 == 0 and minutes:
        return f"{minutes // 1440} day{'s' if minutes > 1440 else ''}"
    return f"{minutes // 60} h" if minutes % 60 == 0 and minutes else f"{minutes} min"
