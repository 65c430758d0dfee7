"""How fast the schedule answers: the next openings of 50 providers over 120 days, and the grid of a day.

    python -m bench.schedule [FOLDER]

A clinic of 50 providers, each booked to three quarters for four months, is made in FOLDER (default: a temporary one).
Prints p50 and p99 in milliseconds; asserts nothing.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from psr_tui.domain.clinic import Clinic
from psr_tui.domain.clock import FixedClock, at_local
from psr_tui.domain.day_plan import DayPlan
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.wanted import DayPart, Wanted
from psr_tui.services.every import Services
from psr_tui.store import vault
from psr_tui.store.load_sql import load, reference_text
from psr_tui.store.repositories.staff import StaffMember
from psr_tui.store.store import Store, create_store
from psr_tui.store.tables.booking import ProviderTemplateRow
from psr_tui.store.tables.patients import PatientRow
from psr_tui.store.tables.schedule import AppointmentRow, ProviderRow

NOW = datetime(2026, 3, 4, 15, 47, tzinfo=UTC)
TODAY = date(2026, 3, 4)
PROVIDERS, DAYS, PATIENTS = 50, 120, 2000
SLOTS = 32
BOOKED = 24
ROUNDS = 60
WHO = Actor("u-admin", "admin", "Admin", Role.ADMINISTRATOR, "s", "bench")


def make(folder: Path) -> Store:
    """The clinic on an encrypted file."""
    clock = FixedClock(NOW)
    store = create_store(folder / "schedule.psr", "u-admin", "admin", "correct horse", clock, vault.THROW_AWAY)
    dice = random.Random(7)
    with store.write(WHO) as work:
        load(work.session, reference_text())
        clinic = Clinic("Bench", "Bench", "America/Chicago", NOW)
        work.clinic.add(clinic, work.new_id(), "bench")
        work.staff.add(StaffMember("u-admin", "admin", "Admin", Role.ADMINISTRATOR, True), "bench", NOW)
        session, tz = work.session, clinic.tz
        for number in range(PATIENTS):
            session.add(
                PatientRow(id=f"p{number}", mrn=number + 1, last_name=f"P{number}", first_name="A", last_folded="p",
                           first_folded="a", registered_at=NOW, changed_at=NOW)
            )  # fmt: skip
        session.flush()
        for number in range(PROVIDERS):
            session.add(ProviderRow(id=f"d{number:02d}", code=f"D{number}", last_name=f"Doctor{number:02d}"))
            session.flush()
            for weekday in range(5):
                session.add(
                    ProviderTemplateRow(id=f"t{number}-{weekday}", provider_id=f"d{number:02d}", weekday=weekday,
                                        starts_on=TODAY - timedelta(days=9), first_slot="08:00", slots="1" * SLOTS,
                                        changed_at=NOW)
                )  # fmt: skip
        rows: list[dict[str, object]] = []
        for ahead in range(DAYS):
            day = TODAY + timedelta(days=ahead)
            full = SLOTS if ahead < 10 else BOOKED  # the next two weeks are full: a search has to look on
            for number in range(PROVIDERS if day.weekday() < 5 else 0):
                for slot in dice.sample(range(SLOTS), full):
                    minute = 480 + 15 * slot
                    rows.append(
                        {"id": f"v{len(rows)}", "patient_id": f"p{dice.randrange(PATIENTS)}",
                         "provider_id": f"d{number:02d}", "visit_type": "OV15", "kind": "scheduled", "local_date": day,
                         "local_start": f"{minute // 60:02d}:{minute % 60:02d}", "time_zone": tz.key,
                         "starts_at": at_local(day, minute // 60, minute % 60, tz), "minutes": 15, "state": "booked",
                         "state_at": NOW, "changed_at": NOW}
                    )  # fmt: skip
        session.bulk_insert_mappings(AppointmentRow, rows)
        work.commit()
    print(f"{PROVIDERS} providers, {DAYS} days, {len(rows):,} booked visits")
    return store


def measure(name: str, ask: Callable[[], object], rounds: int = ROUNDS) -> None:
    """Print p50 and p99 of a question."""
    ask()
    taken = []
    for _ in range(rounds):
        begin = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - begin) * 1000)
    taken.sort()
    print(f"{name:<52} p50 {taken[len(taken) // 2]:8.1f} ms   p99 {taken[int(len(taken) * 0.99)]:8.1f} ms")


def openings(store: Store) -> None:
    """Searches from easy to hopeless."""
    booking = Services(store, FixedClock(NOW)).booking
    soon = Wanted("OV15", patient_id="p1")
    measure("next 12 openings, any provider", lambda: booking.openings(WHO, soon))
    measure("30 min, Thursday afternoon", lambda: booking.openings(
        WHO, Wanted("OV15", 30, weekdays="3", parts=(DayPart.AFTERNOON,))))  # fmt: skip
    near = Wanted("OV15", 30, target=TODAY + timedelta(days=91), window_days=21, provider_ids=("d07",))
    measure("follow-up order, 3 months, one provider", lambda: booking.openings(WHO, near))
    measure("nothing to be found: 120 days x 50 providers", lambda: booking.openings(
        WHO, Wanted("OV15", 240, latest=TODAY + timedelta(days=DAYS))), 5)  # fmt: skip


def grid(store: Store) -> None:
    """The grid of a day: read from the store, and painted."""
    from textual.app import App, ComposeResult

    from psr_tui.widgets.day_grid import DayGrid

    schedule = Services(store, FixedClock(NOW)).schedule
    day = TODAY + timedelta(days=20)
    five = [f"d{number:02d}" for number in range(5)]
    plans: list[DayPlan] = []
    measure("a day of 5 providers, read", lambda: plans.append(schedule.day(WHO, day, five)))

    class Stage(App[None]):
        def compose(self) -> ComposeResult:
            yield DayGrid(str, "")

    async def painted() -> None:
        app = Stage()
        async with app.run_test(size=(120, 40)) as pilot:
            shown = app.query_one(DayGrid)
            shown.show(plans[-1])
            await pilot.pause()
            measure("all lines of the grid painted (120 x 40)", lambda: [shown.render_line(y) for y in range(40)])

    asyncio.run(painted())


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        store = make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder))
        openings(store)
        grid(store)
        store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
