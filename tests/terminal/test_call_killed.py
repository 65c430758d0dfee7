"""kill -9 in the middle of a call: at the next sign-in it stands there first, where it was, with its text (CC-68)."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from tests.helpers.clinic import make_clinic
from tests.helpers.program import WorkPlace
from tests.helpers.terminal import PATIENCE, keys

pytestmark = pytest.mark.pty


def kept(place: WorkPlace) -> int:
    with place.store() as clinic:
        return clinic.count("SELECT count(*) FROM draft WHERE form = 'call_in' AND body LIKE '%he said [b]%'")


def test_a_call_and_what_was_typed_come_back_after_a_kill(tmp_path: Path) -> None:
    clinic = make_clinic(tmp_path)
    clinic.add_patient("WALKER", "Tom")
    place = WorkPlace(tmp_path, clinic)
    with place.open() as desk:
        desk.send(keys("ctrl+o", "5055550142", "enter", "1", "1", "2", "4", "4", "he said [b]"))
        desk.wait_for(r"Note +> he said \[b\]")
        deadline = time.monotonic() + PATIENCE
        while not kept(place):  # the field was not left: what stands in it is kept every two seconds
            assert time.monotonic() < deadline
            desk.quiet(0.2)
        desk.signal(signal.SIGKILL)
        assert desk.wait_exit() == -signal.SIGKILL
    with place.open() as again:
        again.wait_for("This call was left open; your text is back")
        again.wait_for(r"WALKER, Tom · verified")
        again.wait_for(r"Note +> he said \[b\]")
        again.quiet(0.3)  # a box nobody asked for throws away what was typed before it stood
        again.send(keys(" more", "enter", "1", "1"))
        again.wait_for("Saved: reached, done")
    with place.store() as found:
        row = "state = 'done' AND outcome = 'RES' AND reason_code = 'REFILL' AND note = 'he said [b] more'"
        assert found.count(f"SELECT count(*) FROM call WHERE {row} AND verified = 'NAME DOB PHONE'") == 1
        assert found.count("SELECT count(*) FROM draft WHERE form = 'call_in'") == 0
