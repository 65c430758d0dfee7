"""Steps of the wait list inside a running transaction: what a freed time is, who fits it, how entries end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from psr_tui.domain.clock import at_local, local_date
from psr_tui.domain.day_units import UNIT, day_units
from psr_tui.domain.diary import VisitKind, free_time, slots_of
from psr_tui.domain.staff import Actor
from psr_tui.domain.wait_list import Fit, Gap, lapsed, ranked
from psr_tui.services.authorisation_use import Picture, ToBook, for_booking, picture
from psr_tui.services.guards import must_exist

if TYPE_CHECKING:
    from psr_tui.store.repositories.wait_list import Waiting
    from psr_tui.store.unit_of_work import UnitOfWork

LONGEST_GAP = 180  # minutes of a freed time that are looked at together


class WaitListSteps:
    """Stateless; every method works in the caller's transaction and leaves the commit to it."""

    def gap_of(self, work: UnitOfWork, visit_id: str) -> Gap | None:
        """The time a visit freed, bounded by the neighbours; None for one without a provider, and for the past."""
        visit = must_exist(work.booking.one(visit_id), "This visit")
        tz = work.clinic.get().tz
        until = visit.starts_at + timedelta(minutes=visit.minutes)
        if visit.provider_id is None or until <= work.now:
            return None
        units = day_units(visit.day, tz)
        first = max(units.of(visit.starts_at), units.up_to(work.now))
        diary = work.schedule.diary(visit.day, visit.day, tz, provider_ids=(visit.provider_id,))
        kind = VisitKind(visit.visit_type, visit.label, visit.minutes)
        time = free_time(diary, visit.provider_id, units, kind, local_date(work.now, tz), visit_id)
        if time is None:
            return Gap(visit.provider_id, visit.provider, units.instant(first), until)
        free = time.present & ~time.away & ~time.full
        last = first
        while free >> last & 1 and (last - first) * UNIT < LONGEST_GAP:
            last += 1
        if last == first:
            return None
        template = diary.template(visit.provider_id, visit.day)
        codes = [code for code, bits in slots_of(template, units)[0] if bits >> first & 1] if template else []
        takes = diary.codes[codes[0]].visit_types if codes and codes[0] in diary.codes else ()
        return Gap(visit.provider_id, visit.provider, units.instant(first), units.instant(last), takes)

    def fits(self, work: UnitOfWork, gap: Gap) -> Sequence[Fit]:
        """Who on the wait list fits a freed time, the best first (FD-93, FD-94)."""
        clinic = work.clinic.get()
        waiting = work.wait_list.waiting(self.midnight(work), work.now, gap.starts_at)
        day = local_date(gap.starts_at, clinic.tz)
        seen = picture(work, list({one.entry.patient_id for one in waiting}))
        entries = [replace(one.entry, unauthorised=self._unauthorised(work, seen, one, gap, day)) for one in waiting]
        return ranked(entries, gap, work.now, clinic.tz, clinic.offers_a_day)

    @staticmethod
    def _unauthorised(work: UnitOfWork, seen: Picture, one: Waiting, gap: Gap, day: date) -> bool:
        new = ToBook(one.entry.patient_id, one.entry.visit_type, day, gap.provider_id)
        return for_booking(work, new, seen).missing

    def placed(self, work: UnitOfWork, actor: Actor, patient_id: str, visit_type: str) -> None:
        """A visit was booked: what was to be scheduled for it is done."""
        for row in work.wait_list.of_patient(patient_id):
            if row.appointment_id is None and row.visit_type == visit_type:
                self.close(work, actor, row.id, "booked", "booked")

    def moved(self, work: UnitOfWork, actor: Actor, visit_id: str) -> None:
        """A visit was moved: who waited to have it earlier does no more (FD-98)."""
        for row in work.wait_list.of_visit(visit_id):
            self.close(work, actor, row.id, "booked", "moved")

    def close(self, work: UnitOfWork, actor: Actor, entry_id: str, state: str, why: str) -> None:
        """An entry ends with its reason; offers of it that are open are withdrawn."""
        work.wait_list.change(entry_id, actor.name, work.now, state=state, closed_reason=why)
        for offer in work.wait_list.open_offers():
            if offer.entry_id == entry_id:
                work.wait_list.answer(offer.offer_id, "cancelled", actor.name, work.now)
        work.audit.append("wait_list.close", "wait_list", entry_id, reason=why)
        work.touch("wait_list")

    def tidy(self, work: UnitOfWork, actor: Actor) -> int:
        """Offers that ran out, and entries whose time is over, end by themselves (FD-96, FD-98). How many did."""
        ended = 0
        for offer in work.wait_list.open_offers(work.now):
            work.wait_list.answer(offer.offer_id, "expired", actor.name, work.now)
            ended += 1
        today = local_date(work.now, work.clinic.get().tz)
        for one in work.wait_list.waiting(self.midnight(work), work.now):
            why = lapsed(one.entry, today, one.entry.has is not None)
            if why:
                self.close(work, actor, one.entry.entry_id, "closed", why)
                ended += 1
        if ended:
            work.touch("wait_list")
        return ended

    @staticmethod
    def midnight(work: UnitOfWork) -> datetime:
        """When the clinic's date began: offers of today are counted from then."""
        tz = work.clinic.get().tz
        return at_local(local_date(work.now, tz), 0, 0, tz)
