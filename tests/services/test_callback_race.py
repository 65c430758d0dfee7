"""Eight processes on one file: nobody is called twice, nobody goes without work, and the killed lose nothing."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from psr_tui.domain.staff import Role
from psr_tui.store.repositories.staff import StaffMember
from tests.helpers.clinic import PASSWORD, SETUP, TestClinic
from tests.services.callback_helpers import Phones, make_phones

WORKERS = 8
RACE = """
import json, os, signal, sys, time
from datetime import datetime, timedelta
from pathlib import Path
from psr_tui.domain.clock import FixedClock
from psr_tui.domain.staff import Actor, Role
from psr_tui.services.callbacks import CallbackService
from psr_tui.store import vault
from psr_tui.store.store import open_store

path, folder, at, workers = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[5])
doomed, minutes = int(sys.argv[6]), int(sys.argv[7])  # the first so many are killed in the middle of their third call

def work(number):
    clock = FixedClock(datetime.fromisoformat(at))
    clock.advance(timedelta(minutes=minutes))
    service = CallbackService(open_store(path, vault.unlock(path, "admin", sys.argv[4]).keys, clock), clock)
    me = Actor(f"w-{number}", f"w{number}", f"Worker {number}", Role.REP, f"s-{number}", str(number))
    (folder / f"ready-{number}").touch()
    deadline = time.monotonic() + 60
    while not all((folder / f"ready-{one}").exists() for one in range(workers)):
        assert time.monotonic() < deadline
        time.sleep(0.005)
    taken = 0
    with (folder / f"taken-{number}").open("a") as log:
        while (hand := service.claim_next(me)) is not None:
            taken += 1
            log.write(hand.item.id + chr(10))
            log.flush()
            if number < doomed and taken == 3:
                os.kill(os.getpid(), signal.SIGKILL)
            outcome = ("RES", "NAN", "VML")[taken % 3]
            service.save_outcome(me, hand.item.id, f"{number}-{minutes}-{taken}", outcome)

def child(number):
    pid = os.fork()  # after the imports, which cost more than the race, and before anything of the store is open
    if pid == 0:
        status = 1
        try:
            work(number)
            status = 0
        finally:
            os._exit(status)
    (folder / f"pid-{number}").write_text(str(pid))
    return pid

running = [child(number) for number in range(workers)]
ends = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in running]
sys.exit(any(end not in (0, -signal.SIGKILL) for end in ends))
"""


def make_race(clinic: TestClinic, items: int) -> tuple[Phones, list[str]]:
    """So many people to call, one callback each, and eight reps."""
    phones = make_phones(clinic)
    patients = [clinic.add_patient(f"RACE{number}", "Al", phone=f"+1505555{number:04}") for number in range(items)]
    made = [phones.add(patient, minutes=-number) for number, patient in enumerate(patients)]
    with clinic.store.write(SETUP) as work:
        for number in range(WORKERS):
            member = StaffMember(f"w-{number}", f"w{number}", f"Worker {number}", Role.REP, True)
            work.staff.add(member, "setup", work.now)
        work.commit()
    return phones, made


def run_race(clinic: TestClinic, folder: Path, doomed: int, minutes: int) -> subprocess.Popen[bytes]:
    for left in folder.glob("ready-*"):
        left.unlink()
    words = (str(clinic.path), str(folder), clinic.clock.now().isoformat(), PASSWORD, str(WORKERS))
    return subprocess.Popen([sys.executable, "-c", RACE, *words, str(doomed), str(minutes)])


def taken_by(folder: Path) -> list[list[str]]:
    return [(folder / f"taken-{number}").read_text().split() for number in range(WORKERS)]


def outcomes(clinic: TestClinic) -> Counter[str]:
    """How often each callback has a saved outcome."""
    with clinic.store.read() as work:
        rows = work.session.connection().exec_driver_sql("SELECT callback_id FROM callback_event WHERE outcome <> ''")
        return Counter(row[0] for row in rows)


def held(clinic: TestClinic) -> set[str]:
    with clinic.store.read() as work:
        rows = work.session.connection().exec_driver_sql("SELECT id FROM callback WHERE claimed_by IS NOT NULL")
        return {row[0] for row in rows}


def test_nobody_is_called_twice_everybody_gets_work_and_the_killed_lose_nothing(
    clinic: TestClinic, tmp_path: Path
) -> None:
    folder = tmp_path / "race"
    folder.mkdir()
    phones, made = make_race(clinic, 60)
    assert run_race(clinic, folder, doomed=1, minutes=0).wait(180) == 0
    lists = taken_by(folder)
    claimed = [one for own in lists for one in own]
    assert len(claimed) == len(set(claimed)) and set(claimed) == set(made) and all(lists)
    lost = lists[0][-1]
    assert held(clinic) == {lost} and outcomes(clinic) == Counter(set(made) - {lost})
    clinic.clock.advance(timedelta(minutes=11))
    hand = phones.service.claim_next(phones.rivera)
    assert hand is not None and hand.item.id == lost and hand.item.attempts == 0
    assert [event.kind for event in phones.events(lost)] == ["claim", "dial", "lapse", "claim", "dial"]


@pytest.mark.soak
def test_eight_processes_over_500_callbacks_with_reps_killed_at_any_moment(clinic: TestClinic, tmp_path: Path) -> None:
    folder = tmp_path / "race"
    folder.mkdir()
    made = make_race(clinic, 500)[1]
    chance = random.Random(500)
    race = run_race(clinic, folder, doomed=2, minutes=0)
    for number in (2, 3, 4):
        deadline = time.monotonic() + 60
        while not (folder / f"taken-{number}").exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(chance.uniform(0.2, 1.5))
        subprocess.run(["kill", "-9", (folder / f"pid-{number}").read_text()], check=False)
    assert race.wait(600) == 0
    assert len(held(clinic)) <= 5 and all(count == 1 for count in outcomes(clinic).values())
    assert run_race(clinic, folder, doomed=0, minutes=11).wait(600) == 0
    assert held(clinic) == set() and outcomes(clinic) == Counter(made)
    assert all(taken_by(folder))
    with clinic.store.read() as work:
        tries = work.session.connection().exec_driver_sql("SELECT min(attempts), max(attempts) FROM callback").one()
    assert tuple(tries) == (1, 1)
