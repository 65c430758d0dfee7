"""kill -9 anywhere in a journey: what was acknowledged is there, nothing is there by half (RS-54, RT-01)."""

from __future__ import annotations

import random
import signal
import time
from pathlib import Path

import pytest

from psr_tui.services.audit import AuditService
from tests.helpers.clinic import TestClinic
from tests.helpers.shift import journey, rows
from tests.helpers.small_day import small_day

pytestmark = pytest.mark.pty

WHOLE_JOURNEY = 280_000
"""Bytes the journey writes to the terminal, roughly: the moment to kill is chosen among them."""


def killed_after(tmp_path: Path, written: int) -> None:
    """Start the journey, kill the program when it has written so many bytes, and look at the store."""
    place = small_day(tmp_path)
    with place.open() as desk:
        began = len(desk.raw)
        desk.send(journey())
        deadline = time.monotonic() + 30
        while len(desk.raw) - began < written and "9 family" not in desk.text():
            assert time.monotonic() < deadline
        desk.signal(signal.SIGKILL)
        seen = desk.text()
        assert desk.wait_exit() == -signal.SIGKILL
    with place.store() as clinic:
        nothing_by_half(clinic)
        if "Receipt R-0000001" in seen:
            assert clinic.count("SELECT count(*) FROM receipt") == 1, "what the screen said is in the file"
    with place.open() as again:
        again.wait_for("ALVAREZ")


def nothing_by_half(clinic: TestClinic) -> None:
    """Every journal is even, receipts have no gap, a payment and its check-in are one, the log is whole."""
    uneven = "SELECT count(*) FROM (SELECT journal_id FROM ledger_line GROUP BY journal_id HAVING sum(cents) <> 0)"
    assert clinic.count(uneven) == 0
    taken = clinic.count("SELECT count(*) FROM receipt")
    assert clinic.count("SELECT coalesce(max(number), 0) FROM receipt") == taken
    assert clinic.count("SELECT count(*) FROM journal WHERE kind = 'payment'") == taken
    assert clinic.count("SELECT count(*) FROM appointment WHERE state = 'checked_in'") == taken
    opened = clinic.count("SELECT count(*) FROM drawer_session")
    assert clinic.count("SELECT count(*) FROM count_attempt") == opened
    unlogged = "SELECT count(*) FROM patient WHERE id NOT IN (SELECT patient_id FROM patient_phone)"
    assert clinic.count(unlogged) == 0, "a patient and the phone are one"
    assert rows(clinic, "PRAGMA integrity_check") == [("ok",)]
    verdict = AuditService(clinic.store, clinic.clock).verify(clinic.actor("admin"))
    assert verdict.code == 0, verdict.message


def test_killed_in_the_middle(tmp_path: Path) -> None:
    killed_after(tmp_path, WHOLE_JOURNEY // 2)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(25))
def test_killed_anywhere(tmp_path: Path, seed: int) -> None:
    killed_after(tmp_path, random.Random(seed).randrange(200, WHOLE_JOURNEY))
