"""A small clinic's morning for the real program: three visits with a copay, two callbacks, two drawers, no money yet.

Made once a run and copied for each test, because schema and key slots take their time.
"""

from __future__ import annotations

import functools
import shutil
import tempfile
from pathlib import Path

from psr_tui.domain.callbacks import Priority
from psr_tui.domain.clock import FixedClock
from psr_tui.services.callbacks import NewCallback
from psr_tui.services.every import Services
from psr_tui.store import vault
from psr_tui.store.store import open_store
from tests.helpers.clinic import NOW, PASSWORD, TestClinic, make_clinic
from tests.helpers.program import WorkPlace

VISITS = (("ALVAREZ", "Ana", "09:30", 2500), ("BAKER", "Bob", "09:45", 4000), ("CASTRO", "Cy", "10:00", 3000))
CALLS = (("EVANS", "Eva"), ("FLORES", "Flo"), ("GOMEZ", "Gil"))
FLOAT = ("0", "0", "3", "5", "8", "25", "60", "50", "60", "200")
"""Pieces of $100, $50, $20, $10, $5, $1, 25c, 10c, 5c, 1c: 200.00."""


@functools.cache
def _morning() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="psr-morning-"))
    clinic = make_clinic(folder)
    fill(clinic)
    clinic.store.close()
    return folder


def fill(clinic: TestClinic) -> None:
    """Write the people of the morning."""
    provider, payer = clinic.add_provider(), clinic.add_payer()
    for number, (last, first, start, copay) in enumerate(VISITS):
        patient = clinic.add_patient(last, first, phone=f"+150555501{number:02d}")
        clinic.add_coverage(patient, payer, copay)
        clinic.add_visit(patient, start, provider)
    actor, services = clinic.actor("tchen"), Services(clinic.store, clinic.clock)
    for number, (last, first) in enumerate(CALLS):
        patient = clinic.add_patient(last, first, phone=f"+150555502{number:02d}")
        wish = NewCallback(f"{number + 1:032x}", patient, "SCHED", Priority.NORMAL, "", False, None, "")
        services.callbacks.create(actor, wish)


def small_day(folder: Path) -> WorkPlace:
    """A copy of the morning in ``folder``, closed and ready for the program."""
    return WorkPlace(folder, morning_clinic(folder))


def morning_clinic(folder: Path) -> TestClinic:
    """A copy of the morning, opened, for tests that change it before the program starts."""
    for source in _morning().iterdir():
        if source.is_file() and not source.name.endswith((".wlock", "-wal", "-shm")):
            shutil.copy2(source, folder / source.name)
    path = folder / "clinic.psr"
    clock = FixedClock(NOW)
    return TestClinic(open_store(path, vault.unlock(path, "admin", PASSWORD).keys, clock), clock)
