"""A clinic to measure on: 100,000 patients and 2,000 visits today, or what is asked for.

    python -m bench.big_clinic FOLDER [--patients 100000] [--visits 2000]

Everybody is invented from word lists; staff and password are those of the training clinic.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from psr_tui.domain.clock import Clock, at_local, local_date, zone
from psr_tui.domain.text import fold
from psr_tui.doors import make_training_clinic
from psr_tui.station_clock import TRAINING_ZONE, TrainingClock
from psr_tui.store import vault
from psr_tui.store.repositories.patient_columns import deletion_values
from psr_tui.store.store import Store, open_store
from psr_tui.store.tables.patients import NameDeletionRow, PatientNamePartRow, PatientPhoneRow, PatientRow
from psr_tui.store.tables.schedule import AppointmentEventRow, AppointmentRow

SYLLABLES = [
    "ba",
    "be",
    "bo",
    "da",
    "de",
    "do",
    "fa",
    "fe",
    "ga",
    "go",
    "ha",
    "he",
    "ka",
    "ke",
    "la",
    "le",
    "li",
    "lo",
    "ma",
    "me",
    "mi",
    "mo",
    "na",
    "ne",
    "ni",
    "no",
    "pa",
    "pe",
    "ra",
    "re",
    "ri",
    "ro",
    "sa",
    "se",
    "ta",
]
ENDINGS = ("son", "ez", "ski", "man", "ton", "ini", "berg", "well", "field", "wood")
GIVEN = ("Ana", "Ben", "Carla", "Dan", "Eva", "Finn", "Gus", "Hana", "Ivo", "Jo", "Kai", "Lena", "Max", "Nora", "Omar")
BATCH = 5000


def surname(rng: random.Random) -> str:
    return ("".join(rng.choices(SYLLABLES, k=rng.choice((2, 2, 3)))) + rng.choice(ENDINGS)).upper()


def people(count: int, rng: random.Random, at: datetime) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """(patient, phone) rows."""
    for number in range(count):
        last, first = surname(rng), rng.choice(GIVEN)
        key = f"b{number:031x}"
        phone = f"+1505555{rng.randrange(10000):04d}"
        yield (
            {
                "id": key, "mrn": 1_000_000 + number, "last_name": last, "first_name": first,
                "last_folded": fold(last), "first_folded": fold(first),
                "dob": date(1930, 1, 1) + timedelta(days=rng.randrange(33000)), "sex": rng.choice(("female", "male")),
                "street": f"{number % 900 + 1} Bench Road", "street_key": fold(f"{number % 900 + 1} Bench Road")[:8],
                "city": "Springfield", "state": "IL", "zip_code": f"{60000 + number % 900}", "language": "en",
                "registered_at": at, "changed_at": at, "changed_by": "bench", "version": 1,
            },
            {
                "id": f"c{number:031x}", "patient_id": key, "typed": phone, "e164": phone, "last_four": phone[-4:],
                "position": 0,
            },
        )  # fmt: skip


def fill_patients(store: Store, count: int, rng: random.Random, at: datetime) -> None:
    words: set[str] = set()
    made = people(count, rng, at)
    while batch := [pair for _, pair in zip(range(BATCH), made, strict=False)]:
        parts = [
            {"part": patient[f"{kind}_folded"], "patient_id": patient["id"], "kind": kind}
            for patient, _ in batch
            for kind in ("last", "first")
        ]
        new = {row["part"] for row in parts} - words
        words |= new
        deletions = deletion_values(sorted(new))
        with store.write(None) as work:
            work.session.execute(insert(PatientRow), [patient for patient, _ in batch])
            work.session.execute(insert(PatientPhoneRow), [phone for _, phone in batch])
            work.session.execute(insert(PatientNamePartRow), parts)
            if deletions:
                work.session.execute(insert(NameDeletionRow).prefix_with("OR IGNORE"), deletions)
            work.commit()


def fill_visits(store: Store, count: int, rng: random.Random, clock: Clock, patients: int) -> None:
    """Visits spread over today's opening hours; those before now have mostly arrived."""
    tz = zone(TRAINING_ZONE)
    today, now = local_date(clock.now(), tz), clock.now()
    visits, events = [], []
    with store.read() as work:
        providers = [provider.id for provider in work.reference.providers()]
    for number in range(count):
        minute = 7 * 60 + (number * 600 // max(1, count)) // 5 * 5
        starts = at_local(today, minute // 60, minute % 60, tz)
        state = "booked" if starts > now else rng.choice(("arrived", "checked_in", "roomed", "booked"))
        arrived = starts - timedelta(minutes=rng.randrange(15)) if state != "booked" else None
        since = arrived or starts - timedelta(days=9)
        key = f"d{number:031x}"
        visits.append(
            {
                "id": key, "patient_id": f"b{rng.randrange(patients):031x}", "provider_id": rng.choice(providers),
                "visit_type": "OV15", "kind": "scheduled", "local_date": today,
                "local_start": f"{minute // 60:02d}:{minute % 60:02d}", "time_zone": TRAINING_ZONE, "starts_at": starts,
                "state": state, "state_at": since, "arrived_at": arrived, "changed_at": since, "version": 1,
            }
        )  # fmt: skip
        events.append(
            {
                "id": f"e{number:031x}", "appointment_id": key, "seq": 1, "at": since, "kind": "imported",
                "to_state": state, "version": 1,
            }
        )  # fmt: skip
    with store.write(None) as work:
        work.session.execute(insert(AppointmentRow), visits)
        work.session.execute(insert(AppointmentEventRow), events)
        work.commit()


def make(folder: Path, patients: int, visits: int) -> Path:
    """Build the clinic; returns the store's path."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "bench.psr"
    clock = TrainingClock(datetime.now(UTC).astimezone().date())
    make_training_clinic(path, clock)
    from psr_tui.doors import TRAINING_PASSWORD

    store = open_store(path, vault.unlock(path, "admin", TRAINING_PASSWORD).keys, clock)
    rng = random.Random(2026)
    fill_patients(store, patients, rng, clock.now())
    fill_visits(store, visits, rng, clock, patients)
    store.close()
    return path


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("folder", type=Path)
    options.add_argument("--patients", type=int, default=100_000)
    options.add_argument("--visits", type=int, default=2_000)
    asked = options.parse_args()
    begun = time.perf_counter()
    path = make(asked.folder, asked.patients, asked.visits)
    seconds = time.perf_counter() - begun
    print(
        f"{path.name}: {asked.patients} patients, {asked.visits} visits in {seconds:.1f} s, "
        f"{path.stat().st_size / 1e6:.0f} MB"
    )


if __name__ == "__main__":
    main()
