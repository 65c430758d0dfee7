"""A clinic with providers who are in: templates, openings by hand, bookings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from psr_tui.domain.booking import Booked
from psr_tui.domain.clock import at_local
from psr_tui.domain.day_units import minute_of
from psr_tui.domain.staff import Actor
from psr_tui.domain.wanted import Opening
from psr_tui.services.booking import BookingService
from psr_tui.services.every import Services
from psr_tui.store.tables.booking import ProviderTemplateRow
from tests.helpers.clinic import SETUP, TestClinic

WEDNESDAY = date(2026, 3, 4)
TUESDAY = date(2026, 3, 10)
MORNING = "1" * 16  # 08:00 to 12:00


@dataclass
class Planned:
    """The clinic, its services, one rep, and two providers who are in every weekday morning."""

    clinic: TestClinic
    services: Services
    actor: Actor
    lee: str
    ortiz: str

    @property
    def booking(self) -> BookingService:
        return self.services.booking

    def at(self, start: str = "09:00", day: date = TUESDAY, provider: str = "", minutes: int = 15) -> Opening:
        """An opening as a search would give it."""
        who = provider or self.lee
        starts = at_local(day, *divmod(minute_of(start), 60), self.clinic.clinic.tz)
        return Opening(who, "Lee" if who == self.lee else "Ortiz", day, start, starts, minutes)

    def book(self, patient: str, start: str = "09:00", day: date = TUESDAY, kind: str = "OV15", **more: str) -> Booked:
        """Book by hand as the rep of this clinic."""
        opening = self.at(start, day, more.pop("provider", ""))
        return self.booking.book(self.actor, self.new_id(), patient, opening, kind, **more)  # type: ignore[arg-type]

    def new_id(self) -> str:
        with self.clinic.store.read() as work:
            return work.new_id()

    def state(self, visit_id: str) -> str:
        with self.clinic.store.read() as work:
            visit = work.visits.get(visit_id)
            assert visit is not None
            return visit.state.value


def planned(clinic: TestClinic, slots: str = MORNING) -> Planned:
    """Two providers, in from 08:00 on by ``slots``, Monday to Friday."""
    ids = [clinic.add_provider("Lee", "LEE"), clinic.add_provider("Ortiz", "ORT")]
    for provider in ids:
        set_week(clinic, provider, slots)
    services = Services(clinic.store, clinic.clock)
    return Planned(clinic, services, clinic.actor(), *ids)


def set_week(clinic: TestClinic, provider_id: str, slots: str, first: str = "08:00", minutes: int = 15) -> None:
    """The same five days for a provider."""
    with clinic.store.write(SETUP) as work:
        for weekday in range(5):
            work.session.add(
                ProviderTemplateRow(
                    id=work.new_id(), provider_id=provider_id, weekday=weekday, starts_on=date(2026, 1, 1),
                    first_slot=first, slot_minutes=minutes, slots=slots, changed_at=work.now,
                )
            )  # fmt: skip
        work.commit()
