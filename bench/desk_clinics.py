"""The two clinics the whole desk is measured on, each with the same twelve people to check in and calls to make.

Both stand at 09:47 of today, whatever the hour: programs are started with the clock moved.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench import callbacks
from bench.big_clinic import make
from bench.pty_clock import Clocked
from psr_tui.domain.clock import FixedClock, local_date, zone
from psr_tui.doors import TRAINING_PASSWORD, make_training_clinic
from psr_tui.station_clock import TRAINING_ZONE, TrainingClock
from psr_tui.store import vault
from psr_tui.store.store import open_store
from tests.helpers.clinic import TestClinic
from tests.helpers.program import LAUNCHER

PAYERS = 12
"""People with a copay, made for the check-ins that are measured: XABA, XABB ... so that letters find them."""


def payer_name(number: int) -> str:
    return f"XAB{chr(65 + number)}"


class Desk:
    """A clinic's file of which every program gets a copy of its own, and the clock it stands at."""

    def __init__(self, folder: Path, name: str, patients: int, visits: int, calls: int) -> None:
        """``patients`` 0: the training day alone."""
        self.folder, self.name, self.patients, self.calls = folder, name, patients, calls
        self._day = datetime.now(UTC).astimezone().date()
        self._clock = TrainingClock(self._day)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._original = folder / "bench.psr"
        if patients:
            make(folder, patients, visits)
        else:
            make_training_clinic(self._original, self._clock)
        self._add_people()
        self._copies = 0

    def _add_people(self) -> None:
        now = self._clock.now()
        store = open_store(
            self._original, vault.unlock(self._original, "admin", TRAINING_PASSWORD).keys, FixedClock(now)
        )
        clinic = TestClinic(store, FixedClock(now))
        provider, payer = clinic.add_provider("Bench", "BENCH"), clinic.add_payer("BENCH PPO")
        day = local_date(now, zone(TRAINING_ZONE))
        for number in range(PAYERS):
            patient = clinic.add_patient(payer_name(number), "Pat", phone=f"+150555501{number:02d}")
            clinic.add_coverage(patient, payer, 2500)
            clinic.add_visit(patient, "09:40", provider, day)
        if self.patients:
            callbacks.fill(store, self.calls, self.patients, random.Random(7))
        store.close()

    def copy(self) -> Path:
        """A fresh copy of the file with its key slots."""
        self._copies += 1
        folder = self.folder / f"copy{self._copies}"
        folder.mkdir()
        for source in self.folder.iterdir():
            if source.is_file() and not source.name.endswith((".wlock", "-wal", "-shm")):
                shutil.copy2(source, folder / source.name)
        return folder / "bench.psr"

    def open(self, size: tuple[int, int] = (120, 40), store: Path | None = None) -> Clocked:
        """The program on a copy (or on ``store``), at its sign-in screen."""
        moved = (TrainingClock(self._day).now() - datetime.now(UTC)).total_seconds()
        argv = [sys.executable, str(LAUNCHER), f"{moved:.3f}", "open", "--store", str(store or self.copy())]
        return Clocked(argv, columns=size[0], lines=size[1], env=self.environment)

    def demo(self) -> Clocked:
        """The demo command as it is."""
        return Clocked([sys.executable, "-m", "psr_tui", "demo"], columns=120, lines=40, env=self.environment)

    @property
    def environment(self) -> dict[str, str]:
        """Home and search path: a person's own settings must not change the result."""
        home = self.folder / "home"
        homes = {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
        root = Path(__file__).resolve().parents[1]
        search = os.pathsep.join(filter(None, [str(root / "src"), str(root), os.environ.get("PYTHONPATH", "")]))
        return {"HOME": str(home), "PYTHONPATH": search, **homes}


def sign_in(program: Clocked, login: str = "mrivera") -> None:
    """User and password, then wait until the queue is there and quiet."""
    program.wait_for("User name")
    program.until(r"QUEUE  \w", login, "enter", TRAINING_PASSWORD, "enter")
    program.quiet(0.4)
