"""Series: one visit becomes several by a pattern; an edit means this one, those after it, or all (FD-81)."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

from psr_tui.domain.clock import Clock, at_local, local
from psr_tui.domain.conflicts import BookingRefused, BookingWarns
from psr_tui.domain.day_units import minute_of
from psr_tui.domain.errors import Refused
from psr_tui.domain.series import Member, Pattern, Which, meant
from psr_tui.domain.staff import Actor
from psr_tui.domain.visit import VisitState
from psr_tui.domain.wanted import Opening
from psr_tui.services.booking_acts import BookingActs, NewBooking
from psr_tui.services.guards import must_exist
from psr_tui.services.visit_acts import Said
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork


class SeriesService:
    """Each act is one transaction; what a single visit refuses is told and the others are booked."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._acts = BookingActs()

    def book(self, actor: Actor, command_id: str, visit_id: str, version: int, pattern: Pattern) -> str:
        """Make a booked visit the first of a series at the same wall time with the same provider. Days that cannot be
        booked are left out and named. Raises Stale, Refused."""
        with self._store.write(actor, "series", "appointment", visit_id) as work:
            tz = work.clinic.get().tz
            visit, standing = self._acts.seen(work, visit_id, version)
            row = must_exist(work.booking.booked_as(visit_id), "This visit")
            if visit.state is not VisitState.BOOKED or row.series_id:
                raise Refused(f"{standing.words(tz)}: only a booked visit that is in no series yet can become one.")
            work.booking.add_series(command_id, visit.patient_id, pattern, actor.name, work.now)
            work.visits.change(visit_id, actor.name, work.now, series_id=command_id)
            self._acts.keep(work, visit, version + 1)
            work.audit.append("series", "appointment", visit_id, detail={"pattern": pattern.words})
            batch, left = work.new_id(), list[str]()
            for number, day in enumerate(pattern.days(visit.local_date)[1:], start=1):
                opening = self._at(work, Opening(row.provider_id or "", visit.provider, day, visit.local_start,
                                                 visit.starts_at, row.minutes))  # fmt: skip
                new = NewBooking(
                    _derived(command_id, number), visit.patient_id, opening, row.visit_type, row.minutes, row.note,
                    batch=batch, more=(("series_id", command_id), ("interpreter", row.interpreter)),
                )  # fmt: skip
                try:
                    self._acts.book(work, actor, new)
                except (BookingRefused, BookingWarns) as refused:
                    left.append(f"{day:%a %m/%d}: {refused.conflicts[0].sentence}")
            work.touch("queue", "schedule")
            work.commit()
        number = pattern.count - len(left)
        words = f"{visit.patient}: {number} visits, {pattern.words}. Ctrl+Z undoes the new ones."
        return f"{words} Left out: {'; '.join(left)}." if left else words

    def cancel(self, actor: Actor, visit_id: str, version: int, which: Which, code: str, note: str = "") -> str:
        """Cancel this visit, those after it too, or all; one undo takes them back. Raises Stale, Refused."""
        with self._store.write(actor, "move:cancelled", "appointment", visit_id) as work:
            members = self._meant(work, visit_id, version, which)
            said = Said(code, note, work.new_id())
            for one in members:
                self._acts.move(work, actor, one.visit_id, one.version, VisitState.CANCELLED, said)
            who = must_exist(work.visits.get(visit_id), "This visit").patient
            work.touch("schedule")
            work.commit()
        return f"{who}: {len(members)} visits cancelled. Ctrl+Z undoes it."

    def move(self, actor: Actor, command_id: str, visit_id: str, version: int, which: Which, opening: Opening) -> str:
        """Move this visit to an opening, and the others of the series by as many days to the same time and provider.
        All or none. Raises Stale, Refused, BookingRefused naming the day."""
        with self._store.write(actor, "reschedule", "appointment", visit_id) as work:
            members = self._meant(work, visit_id, version, which)
            here = next(one for one in members if one.visit_id == visit_id)
            step = opening.day - here.day
            batch = work.new_id()
            ordered = sorted(members, key=lambda one: one.day, reverse=step > timedelta(0))
            for one in ordered:
                there = self._at(work, Opening(opening.provider_id, opening.provider, one.day + step,
                                               opening.local_start, opening.starts_at, 0))  # fmt: skip
                self._one(work, actor, _derived(command_id, one.day.toordinal()), one, there, batch)
            who = must_exist(work.visits.get(visit_id), "This visit").patient
            work.commit()
        return f"{who}: {len(members)} visits moved, {opening.local_start} with {opening.provider}. Ctrl+Z undoes it."

    def _one(self, work: UnitOfWork, actor: Actor, command_id: str, one: Member, there: Opening, batch: str) -> None:
        try:
            self._acts.reschedule(work, actor, command_id, one.visit_id, one.version, there, batch=batch)
        except BookingRefused as refused:
            raise Refused(f"{there.day:%a %m/%d}: {refused.message} Nothing was moved.") from None
        except BookingWarns as warned:
            words = "; ".join(conflict.sentence for conflict in warned.conflicts)
            raise Refused(f"{there.day:%a %m/%d}: {words}. Nothing was moved; move that visit alone.") from None

    def _meant(self, work: UnitOfWork, visit_id: str, version: int, which: Which) -> tuple[Member, ...]:
        visit, _standing = self._acts.seen(work, visit_id, version)
        row = must_exist(work.booking.booked_as(visit_id), "This visit")
        if not row.series_id:
            raise Refused(f"{visit.patient}: this visit is no part of a series.")
        return meant(work.booking.members(row.series_id), visit_id, which)

    @staticmethod
    def _at(work: UnitOfWork, like: Opening) -> Opening:
        """The opening with its instant: the wall time counts, also over a change of the clocks (FD-84)."""
        tz = work.clinic.get().tz
        minute = minute_of(like.local_start)
        at = at_local(like.day, minute // 60, minute % 60, tz)
        day: date = local(at, tz).date()
        return Opening(like.provider_id, like.provider, day, like.local_start, at, like.minutes)


def _derived(command_id: str, number: int) -> str:
    """An id of its own for each visit of one command, the same whenever the command comes again."""
    return hashlib.sha256(f"{command_id}:{number}".encode()).hexdigest()[:32]
