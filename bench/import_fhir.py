"""How long a FHIR import takes, first time and again.

python -m bench.import_fhir [FOLDER]
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from psr_tui.domain.clinic import Clinic
from psr_tui.domain.clock import FixedClock
from psr_tui.domain.staff import Actor, Role
from psr_tui.exchange.fhir import FhirFiles
from psr_tui.services.imports import ImportService
from psr_tui.store.store import create_store

DEFAULT = Path(__file__).resolve().parents[2] / "shared/data/fhir/synthea-r4"
NOW = datetime(2026, 3, 4, 15, 47, tzinfo=UTC)
ACTOR = Actor("bench", "bench", "Bench", Role.ADMINISTRATOR, "", "bench")


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    if not folder.exists():
        print(f"{folder} is not there; name a folder with FHIR files.")
        return 2
    with tempfile.TemporaryDirectory(prefix="psr-bench-") as place:
        clock = FixedClock(NOW)
        store = create_store(Path(place) / "clinic.psr", "bench", "bench", "bench password", clock)
        with store.write(ACTOR) as work:
            work.clinic.add(Clinic("Bench", "Bench", "America/Denver", NOW), work.new_id(), "bench")
            work.commit()
        service = ImportService(store, clock)
        for label, dry_run in (("dry run", True), ("first time", False), ("again", False)):
            started, began = time.perf_counter(), time.process_time()
            summary = service.take(ACTOR, FhirFiles(folder), "fhir", dry_run=dry_run)
            wall, own = time.perf_counter() - started, time.process_time() - began
            taken = ", ".join(f"{count:,} {kind}" for kind, count in sorted(summary.taken.items()) if count)
            took = f"{wall:6.2f} s ({own:.2f} s of processor) in {summary.batches} batches"
            print(f"{label:<10} {took}: {taken or 'nothing new'}")
        store.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
