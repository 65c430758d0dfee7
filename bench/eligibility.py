"""How long a batch takes, how long a save waits beside it, and how long the list takes with a full clinic.

    python -m bench.eligibility [--visits 300] [--list 2000] [--saves 200]

Every visit of the batch is asked of the loopback payer: three transactions, a 270 written, a 271 read and kept. Beside
it another thread saves small things the way a rep does, and says how long each save waited for the gate.
"""

from __future__ import annotations

import argparse
import tempfile
import threading
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from bench.pty_clock import percentile
from psr_tui.domain.clock import FixedClock
from psr_tui.domain.staff import Actor, Role
from psr_tui.doors import TRAINING_PASSWORD, make_training_clinic
from psr_tui.exchange.eligibility_channels import Channels
from psr_tui.services.every import Services
from psr_tui.store import vault
from psr_tui.store.store import Store, open_store
from psr_tui.store.tables.coverage import CoverageRow
from psr_tui.store.tables.patients import PatientRow
from psr_tui.store.tables.schedule import AppointmentRow

AT = datetime(2026, 3, 4, 15, 47, tzinfo=UTC)
TODAY = date(2026, 3, 4)
REP = Actor("u-mrivera", "mrivera", "M. Rivera", Role.REP, "bench", "bench")


def fill(store: Store, visits: int, per_day: int) -> list[tuple[str, str]]:
    """Insured people with a visit each, in the days that the list looks ahead; (visit, coverage) of each."""
    with store.read() as work:
        payer = work.session.connection().exec_driver_sql("SELECT id FROM payer WHERE name = 'Aetna'").scalar_one()
    patients, appointments, coverages = [], [], []
    for number in range(visits):
        day = TODAY + timedelta(days=1 + number // per_day)
        start = f"{8 + number % 36 // 4:02d}:{number % 4 * 15:02d}"
        patients.append(
            {
                "id": f"e{number:031x}", "mrn": 900_000 + number, "last_name": f"BENCH{number}", "first_name": "Ann",
                "last_folded": f"bench{number}", "first_folded": "ann", "dob": date(1980, 5, 6), "sex": "female",
                "registered_at": AT, "changed_at": AT,
            }
        )  # fmt: skip
        appointments.append(
            {
                "id": f"f{number:031x}", "patient_id": f"e{number:031x}", "visit_type": "OV15", "local_date": day,
                "local_start": start, "time_zone": "America/Chicago",
                "starts_at": AT + timedelta(days=1 + number // per_day), "state": "booked", "state_at": AT,
                "changed_at": AT,
            }
        )  # fmt: skip
        coverages.append(
            {
                "id": f"d{number:031x}", "patient_id": f"e{number:031x}", "payer_id": payer,
                "member_id": f"HMO{number:06d}", "effective_on": date(2026, 1, 1), "changed_at": AT,
            }
        )  # fmt: skip
    with store.write(None) as work:
        for row, rows in ((PatientRow, patients), (AppointmentRow, appointments), (CoverageRow, coverages)):
            work.session.execute(insert(row), [row(**one).model_dump() for one in rows])
        work.commit()
    return [(str(one["id"]), str(cover["id"])) for one, cover in zip(appointments, coverages, strict=True)]


def save_beside(store: Store, saves: int, pause: float, waits: list[float], end: threading.Event) -> None:
    """Somebody who types and saves: how long each save took, gate included."""
    for _save in range(saves):
        if end.is_set():
            return
        before = time.perf_counter()
        with store.write(REP) as work:
            work.audit.append("bench", "thing", "x")
            work.touch("queue")
            work.commit()
        waits.append((time.perf_counter() - before) * 1000)
        time.sleep(pause)


def shown(name: str, values: list[float]) -> None:
    marks = " ".join(f"p{at} {percentile(values, at / 100):.1f}" for at in (50, 95, 99))
    print(f"{name:<42} {marks} max {max(values):.1f} ms ({len(values)})")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=300)
    parser.add_argument("--list", type=int, default=2000)
    parser.add_argument("--saves", type=int, default=200)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path, clock = Path(folder) / "bench.psr", FixedClock(AT)
        make_training_clinic(path, clock, vault.THROW_AWAY)
        store = open_store(path, vault.unlock(path, "admin", TRAINING_PASSWORD).keys, clock)
        service = Services(store, clock, channels=Channels()).eligibility
        pairs = fill(store, max(args.list, args.visits), max(1, args.list // 7))
        times = []
        for _round in range(5):
            before = time.perf_counter()
            rows = len(service._lines())
            times.append((time.perf_counter() - before) * 1000)
        shown(f"the list: {rows} rows read, judged, sorted", times)
        alone: list[float] = []
        save_beside(store, 50, 0.0, alone, threading.Event())
        shown("a save alone", alone)
        waits: list[float] = []
        end = threading.Event()
        beside = threading.Thread(target=save_beside, args=(store, args.saves, 0.01, waits, end))
        beside.start()
        asks, before = [], time.perf_counter()
        for pair in pairs[: args.visits]:
            started = time.perf_counter()
            service.ask(REP, *pair)
            asks.append((time.perf_counter() - started) * 1000)
        took = time.perf_counter() - before
        end.set()
        beside.join()
        shown("one check, asked, answered and kept", asks)
        shown("a save beside the batch", waits)
        print(f"{args.visits} visits asked in {took:.1f} s, {args.visits / took:.0f} a second")
        store.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
