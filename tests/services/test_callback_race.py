"""Eight processes, one file, eighty callbacks: nobody is called twice, nobody goes without work."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.clinic import SETUP, TestClinic
from tests.services.callback_helpers import make_phones

WORKERS, ITEMS = 8, 80
RACE = """
import json, os, sys, time
from datetime import datetime
from pathlib import Path
from psr_tui.domain.clock import FixedClock
from psr_tui.domain.staff import Actor, Role
from psr_tui.services.callbacks import CallbackService
from psr_tui.store import vault
from psr_tui.store.store import open_store

path, folder, at, workers = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[5])

def work(number):
    clock = FixedClock(datetime.fromisoformat(at))
    service = CallbackService(open_store(path, vault.unlock(path, "admin", sys.argv[4]).keys, clock), clock)
    me = Actor(f"w-{number}", f"w{number}", f"Worker {number}", Role.REP, f"s-{number}", str(number))
    (folder / f"ready-{number}").touch()
    deadline = time.monotonic() + 60
    while not all((folder / f"ready-{one}").exists() for one in range(workers)):
        assert time.monotonic() < deadline
        time.sleep(0.005)
    mine = []
    while (hand := service.claim_next(me)) is not None:
        mine.append(hand.item.id)
        service.save_outcome(me, hand.item.id, f"{number}-{len(mine)}", "RES")
    (folder / f"done-{number}").write_text(json.dumps(mine))

def child(number):
    pid = os.fork()  # after the imports, which cost more than the race, and before anything of the store is open
    if pid == 0:
        status = 1
        try:
            work(number)
            status = 0
        finally:
            os._exit(status)
    return pid

running = [child(number) for number in range(workers)]
sys.exit(max(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) != 0 for pid in running))
"""


@pytest.fixture
def worked(clinic: TestClinic, tmp_path: Path) -> tuple[list[list[str]], list[str]]:
    from psr_tui.domain.staff import Role
    from psr_tui.store.repositories.staff import StaffMember
    from tests.helpers.clinic import PASSWORD

    phones = make_phones(clinic)
    patients = [clinic.add_patient(f"RACE{number}", "Al") for number in range(20)]
    made = [
        phones.add(patients[number % 20], minutes=-number, reason_code=f"R{number // 20}") for number in range(ITEMS)
    ]
    with clinic.store.write(SETUP) as work:
        for number in range(WORKERS):
            member = StaffMember(f"w-{number}", f"w{number}", f"Worker {number}", Role.REP, True)
            work.staff.add(member, "setup", work.now)
        work.commit()
    folder = tmp_path / "race"
    folder.mkdir()
    at = clinic.clock.now().isoformat()
    subprocess.run(
        [sys.executable, "-c", RACE, str(clinic.path), str(folder), at, PASSWORD, str(WORKERS)], check=True, timeout=180
    )
    return [json.loads((folder / f"done-{number}").read_text()) for number in range(WORKERS)], made


def test_no_callback_is_claimed_twice_and_everybody_gets_work(worked: tuple[list[list[str]], list[str]]) -> None:
    lists, made = worked
    claimed = [one for own in lists for one in own]
    assert len(claimed) == len(set(claimed)) == ITEMS and set(claimed) == set(made)
    assert all(lists)
