"""Steps of a booking inside a running transaction: conflicts, the row, its log, its versions, what is read back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from psr_tui.domain.booking import Booked, read_back
from psr_tui.domain.clock import local, local_date
from psr_tui.domain.conflicts import (
    BookingRefused,
    Conflict,
    Kind,
    Wish,
    conflicts_of,
    decide,
)
from psr_tui.domain.day_units import day_units, span, units_of
from psr_tui.domain.diary import Diary, VisitKind, free_time
from psr_tui.domain.errors import AlreadyDone, Refused
from psr_tui.domain.openings import next_openings
from psr_tui.domain.restrictions import check_may_book
from psr_tui.domain.staff import Actor
from psr_tui.domain.visit import Act, Standing, VisitEvent, VisitState, check_move
from psr_tui.domain.wanted import Found, Opening, Wanted
from psr_tui.services.authorisation_use import ToBook, for_booking, for_visit
from psr_tui.services.estimate_steps import on_booked
from psr_tui.services.guards import must_exist
from psr_tui.services.visit_acts import Moved, Said, VisitActs

if TYPE_CHECKING:
    from psr_tui.store.repositories.visits import Visit
    from psr_tui.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class NewBooking:
    """A booking as it is asked for. ``command_id`` is made by the screen and becomes the visit's id. ``reason``: why
    it is booked over a conflict; ``sure``: warnings were read; ``more`` columns of the row beside the time."""

    command_id: str
    patient_id: str
    opening: Opening
    visit_type: str
    minutes: int
    note: str = ""
    reason: str = ""
    sure: bool = False
    batch: str = ""
    without: str = ""
    more: tuple[tuple[str, Any], ...] = ()


def places_of(wish: Wish, diary: Diary, over: tuple[Conflict, ...], tz: ZoneInfo) -> int | None:
    """How many visits the database lets stand beside this one; None when it was booked over a full or closed time, or
    with nobody."""
    opening = wish.opening
    if not opening.provider_id or any(one.kind in (Kind.SLOT_FULL, Kind.PROVIDER_OUT) for one in over):
        return None
    if wish.kind.holds > 1:
        return wish.kind.holds
    units = day_units(opening.day, tz)
    time = free_time(diary, opening.provider_id, units, wish.kind, opening.day)
    length = units_of(wish.kind.of_provider(opening.minutes))
    return time.places(span(units.of(opening.starts_at), length)) if time else None


@dataclass(frozen=True, slots=True)
class AllTheSame:
    """Why a conflict is booked over, and whether the warnings were read."""

    reason: str = ""
    sure: bool = False


_ALONE = AllTheSame()
_KEPT = ("reason", "interpreter", "interpreter_mode", "access_request", "asked_to_arrive", "case_id",
         "authorisation_id", "series_id", "related_id", "note")  # fmt: skip
"""What goes along when a visit is moved to another row."""


class BookingActs(VisitActs):
    """Stateless; every method works in the caller's transaction and leaves the commit to it."""

    def seen(self, work: UnitOfWork, visit_id: str, version: int) -> tuple[Visit, Standing]:
        """The visit at the version that was shown. Raises Stale, NotFound."""
        return self._guarded(work, visit_id, version, work.clinic.get().tz)

    def moved_away(self, work: UnitOfWork, actor: Actor, visit: Visit, note: str, batch: str) -> Moved:
        """The visit is given up for another row; its time is free from now on."""
        said = Said(note=note, batch=batch)
        return self._write(work, actor, visit, Act.MOVE, VisitState.RESCHEDULED, work.clinic.get().tz, said)

    def kind(self, work: UnitOfWork, code: str) -> VisitKind:
        """The visit type. Raises Refused for one that is not in use."""
        found = next((one for one in work.schedule.kinds() if one.code == code), None)
        if found is None:
            raise Refused("This visit type is not in use; choose another from the list.")
        return found

    def search(self, work: UnitOfWork, wanted: Wanted) -> Found:
        """The next openings for a wish."""
        tz = work.clinic.get().tz
        kind = self.kind(work, wanted.visit_type)

        def read(first: date, last: date) -> Any:
            return work.schedule.diary(
                first, last, tz, kind=kind, patient_id=wanted.patient_id, room_id=wanted.room_id,
                provider_ids=wanted.provider_ids, packed=True, without=wanted.instead_of,
            )  # fmt: skip

        return next_openings(wanted, kind, work.now, tz, read)

    def book(self, work: UnitOfWork, actor: Actor, new: NewBooking) -> Booked:
        """Write the visit with its log. Raises BookingRefused (with the next openings), BookingWarns, Refused,
        AlreadyDone when the id was used for something else."""
        tz = work.clinic.get().tz
        wish = self.wish(work, new)
        known = work.visits.get(new.command_id)
        if known is not None:
            return self._again(work, actor, known, new, wish)
        diary = self.diary(work, new, wish)
        over = self.decided(work, actor, new, wish, diary)
        booker = must_exist(work.booking.booker(new.patient_id), "This patient")
        columns: dict[str, Any] = {
            "interpreter": booker.interpreter,
            "kind": "group" if wish.kind.holds > 1 else "scheduled",
        }
        columns |= {"asked_to_arrive": max(wish.kind.early_minutes, booker.asked_to_arrive), "note": new.note}
        columns |= dict(new.more)
        work.booking.add(
            new.command_id, new.patient_id, wish, actor.name, work.now, time_zone=tz.key,
            places=places_of(wish, diary, over, tz), **columns,
        )  # fmt: skip
        self._logged(work, actor, new, wish, over)
        on_booked(work, actor, new.command_id)
        return self.told(work, new, wish, over)

    def wish(self, work: UnitOfWork, new: NewBooking) -> Wish:
        """The booking with what is known of patient and visit type. Raises Refused, NotFound."""
        kind = self.kind(work, new.visit_type)
        booker = must_exist(work.booking.booker(new.patient_id), "This patient")
        at = local(new.opening.starts_at, work.clinic.get().tz)  # the instant counts: day and clock follow from it
        opening = replace(new.opening, minutes=new.minutes or kind.minutes, day=at.date(), local_start=f"{at:%H:%M}")
        linked = dict(new.more).get("authorisation_id") or ""
        to_book = ToBook(new.patient_id, kind.code, opening.day, opening.provider_id, linked, new.without)
        leave = for_booking(work, to_book)
        missing = leave.words[:1].upper() + leave.words[1:] if leave.missing else ""
        missed = work.booking.no_shows(new.patient_id, opening.day - timedelta(days=365))
        return Wish(booker.name, kind, opening, unauthorised=missing, without=new.without, no_shows=missed)

    def diary(self, work: UnitOfWork, new: NewBooking, wish: Wish) -> Diary:
        """What decides about this booking: its day, its provider, its patient, its room."""
        day = wish.opening.day
        return work.schedule.diary(
            day, day, work.clinic.get().tz, kind=wish.kind, patient_id=new.patient_id, room_id=wish.opening.room_id,
            provider_ids=(wish.opening.provider_id,) if wish.opening.provider_id else (),
        )  # fmt: skip

    def conflicts(
        self, work: UnitOfWork, actor: Actor, new: NewBooking, wish: Wish, diary: Diary
    ) -> tuple[Conflict, ...]:
        """Everything that stands against the booking for this actor."""
        tz, day = work.clinic.get().tz, wish.opening.day
        found = conflicts_of(wish, diary, work.now, tz)
        try:
            stops = work.patients.booking_stops(new.patient_id, day)
            same_day = day == local_date(work.now, tz)
            check_may_book(wish.patient, stops, actor, same_day=same_day, reason=new.reason)
        except Refused as stopped:
            return (Conflict(Kind.STOPPED, stopped.message.rstrip(".")), *found)
        return found

    def decided(
        self, work: UnitOfWork, actor: Actor, new: NewBooking, wish: Wish, diary: Diary
    ) -> tuple[Conflict, ...]:
        """The conflicts that are booked over. Raises BookingRefused with the next openings, BookingWarns."""
        found = self.conflicts(work, actor, new, wish, diary)
        try:
            return decide(found, actor, new.reason, new.sure)
        except BookingRefused as refused:
            if any(one.kind is Kind.STOPPED for one in refused.conflicts):
                raise  # another time would not help
            opening = wish.opening
            wanted = Wanted(
                wish.kind.code, opening.minutes, new.patient_id, (opening.provider_id,) if opening.provider_id else (),
                target=max(opening.day, local_date(work.now, work.clinic.get().tz)), room_id=opening.room_id,
                instead_of=new.without, most=9,
            )  # fmt: skip
            raise BookingRefused(refused.conflicts, self.search(work, wanted).openings) from None

    def _logged(self, work: UnitOfWork, actor: Actor, new: NewBooking, wish: Wish, over: tuple[Conflict, ...]) -> None:
        """Created and booked in one batch, so that one undo takes the booking back."""
        visit = must_exist(work.visits.get(new.command_id), "This visit")
        batch = new.batch or work.new_id()
        said = Said(reason=new.reason, note="; ".join(one.sentence for one in over), batch=batch)
        created = self.event(work, actor, visit, Act.CREATED, VisitState.REQUESTED, Said(batch=batch))
        work.visits.append(replace(created, from_state=None), 1)
        detail = {"type": wish.kind.code, "over": [one.kind.value for one in over]}
        work.audit.append("create", "appointment", new.command_id, reason=new.reason, detail=detail)
        if wish.kind.starts_as == VisitState.REQUESTED.value:
            self.keep(work, visit, 1)
        else:
            self._write(work, actor, visit, Act.MOVE, VisitState.BOOKED, work.clinic.get().tz, said)
        work.touch("queue", "schedule")

    def _again(self, work: UnitOfWork, actor: Actor, known: Visit, new: NewBooking, wish: Wish) -> Booked:
        """The same key press once more: the same answer. Anything else under that id is refused."""
        row = must_exist(work.booking.booked_as(new.command_id), "This visit")
        opening = wish.opening
        same = (row.patient_id, row.provider_id or "", row.visit_type, row.minutes, row.starts_at) == (
            new.patient_id, opening.provider_id, wish.kind.code, opening.minutes, opening.starts_at,
        )  # fmt: skip
        if not same or row.replaces_id != dict(new.more).get("replaces_id"):
            raise AlreadyDone("This was already saved with other content; nothing was saved again. Start anew.")
        return self.told(work, new, wish, ())

    def told(self, work: UnitOfWork, new: NewBooking, wish: Wish, over: tuple[Conflict, ...]) -> Booked:
        """What is said to the patient and written on the message line (FD-77)."""
        visit = must_exist(work.visits.get(new.command_id), "This visit")
        clinic, opening, kind = work.clinic.get(), wish.opening, wish.kind
        copay = work.booking.copay(new.patient_id, opening.day)
        row = must_exist(work.booking.booked_as(new.command_id), "This visit")
        money = ""
        if copay is not None:
            money = f"Copay expected: {copay.dollars}"
        elif kind.cents is not None:
            money = f"Costs {kind.cents // 100:,}.{kind.cents % 100:02d} for who pays themselves"
        place = opening.location or ", ".join(part for part in (clinic.name, clinic.address) if part)
        leave = for_visit(work, visit)
        allowed = f"Authorisation: {'; '.join((leave.words, *leave.warnings))}" if leave.needed or leave.covers else ""
        lines = read_back(wish.patient, kind, opening, place, money, visit.interpreter, row.asked_to_arrive, allowed)
        words = f"{wish.patient} booked: {kind.label} {opening.words}. Ctrl+Z undoes it."
        return Booked(
            new.command_id, visit.version, new.patient_id, wish.patient, opening, words, lines,
            tuple(one.sentence for one in over),
        )  # fmt: skip

    def reschedule(
        self, work: UnitOfWork, actor: Actor, command_id: str, visit_id: str, version: int, opening: Opening,
        visit_type: str = "", minutes: int = 0, how: AllTheSame = _ALONE, batch: str = "",
    ) -> Booked:  # fmt: skip
        """Move a booked visit: the old row becomes rescheduled, the new one is linked to it and keeps what was agreed;
        both in one batch, so that one undo takes all back (FD-86). Raises Stale, Refused, BookingRefused."""
        old = must_exist(work.booking.booked_as(visit_id), "This visit")
        batch = batch or work.new_id()
        more = {name: getattr(old, name) for name in _KEPT} | {"replaces_id": visit_id}
        new = NewBooking(
            command_id, old.patient_id, opening, visit_type or old.visit_type, minutes or old.minutes, old.note,
            how.reason, how.sure, batch, without=visit_id, more=tuple(more.items()),
        )  # fmt: skip
        if work.visits.get(command_id) is None:
            tz = work.clinic.get().tz
            visit, standing = self.seen(work, visit_id, version)
            check_move(standing, VisitState.RESCHEDULED, tz)
            self.moved_away(work, actor, visit, f"to {opening.words}", batch)
        booked = self.book(work, actor, new)
        return replace(booked, words=f"{booked.patient} moved to {booked.opening.words}. Ctrl+Z undoes it.")

    def changed(self, work: UnitOfWork, actor: Actor, visit: Visit, act: Act, note: str, **columns: Any) -> VisitEvent:
        """Change the time, provider or room of a visit without moving it: the whole log stays with it (FD-21)."""
        version = work.visits.change(visit.visit_id, actor.name, work.now, **columns)
        event = self.event(work, actor, visit, act, visit.state, Said(note=note))
        work.visits.append(event, version)
        self.keep(work, visit, version)
        work.audit.append(act.value, "appointment", visit.visit_id, detail={"fields": sorted(columns)})
        work.touch("queue", "schedule")
        return event
