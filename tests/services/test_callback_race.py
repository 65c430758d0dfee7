"""Eight processes, one file, a hundred and twenty callbacks: nobody is called twice, nobody goes without work."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.helpers.clinic import SETUP, TestClinic
from tests.services.callback_helpers import make_phones

WORKERS, ITEMS = 8, 120
WORKER = """
import json, sys, time
from datetime import datetime
from pathlib import Path
from psr_tui.domain.clock import FixedClock
from psr_tui.domain.staff import Actor, Role
from psr_tui.services.callbacks import CallbackService
from psr_tui.store import vault
from psr_tui.store.store import open_store

path, number, go, at = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), sys.argv[4]
clock = FixedClock(datetime.fromisoformat(at))
store = open_store(path, vault.unlock(path, "admin", sys.argv[5]).keys, clock)
service = CallbackService(store, clock)
me = Actor(f"w-{number}", f"w{number}", f"Worker {number}", Role.REP, f"s-{number}", number)
go.with_name(f"ready-{number}").touch()
while not go.exists():
    time.sleep(0.005)
mine = []
while (hand := service.claim_next(me)) is not None:
    mine.append(hand.item.id)
    service.save_outcome(me, hand.item.id, f"{number}-{len(mine)}", "RES")
print(json.dumps(mine))
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
    go = tmp_path / "go"
    arguments = [str(go), clinic.clock.now().isoformat(), PASSWORD]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, str(clinic.path), str(number), *arguments], stdout=subprocess.PIPE
        )
        for number in range(WORKERS)
    ]
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not all((tmp_path / f"ready-{one}").exists() for one in range(WORKERS)):
        time.sleep(0.05)
    go.touch()
    told = [process.communicate(timeout=120)[0] for process in running]
    assert [process.returncode for process in running] == [0] * WORKERS
    return [json.loads(text) for text in told], made


def test_no_callback_is_claimed_twice_and_everybody_gets_work(worked: tuple[list[list[str]], list[str]]) -> None:
    lists, made = worked
    claimed = [one for own in lists for one in own]
    assert len(claimed) == len(set(claimed)) == ITEMS and set(claimed) == set(made)
    assert all(lists)
