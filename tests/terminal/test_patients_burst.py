"""Find, register and check the result in the store: whole registrations typed ahead in one write."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.helpers.clinic import TestClinic
from tests.helpers.people import add_person, person
from tests.helpers.program import WorkPlace
from tests.helpers.shift import gone, insist
from tests.helpers.terminal import keys

pytestmark = pytest.mark.pty


@pytest.mark.soak
def test_two_registrations_and_a_search_in_one_burst(clinic: TestClinic, tmp_path: Path) -> None:
    smith = add_person(clinic, person("Smith", "Jon", date(1960, 2, 29), "+15055550199", "1 Elm St", "87505"))
    here = WorkPlace(tmp_path, clinic)
    ana = keys("ctrl+f", "vigil, ana 7/4/88+", *["enter"] * 4, "5055550188", "f10", "f12")
    beto = keys("ctrl+f", "tafoya, beto 3/2/71+", *["enter"] * 4, "5055550177", "f10", "f12")
    with here.open() as desk:
        desk.send(ana + beto + keys("ctrl+f", "smith", "enter"))
        desk.wait_for(r"SMITH, Jon[\s\S]*MRN 000001")
        desk.send(keys("f12", "ctrl+q"))
        assert desk.wait_exit() == 0
    with here.store() as after:
        made = "SELECT count(*) FROM patient p JOIN patient_phone f ON f.patient_id = p.id WHERE"
        assert after.count(f"{made} last_name = 'Vigil' AND first_name = 'Ana' AND dob = '1988-07-04'"
                           " AND e164 = '+15055550188'") == 1  # fmt: skip
        assert after.count(f"{made} last_name = 'Tafoya' AND first_name = 'Beto' AND dob = '1971-03-02'"
                           " AND e164 = '+15055550177'") == 1  # fmt: skip
        assert after.count("SELECT count(*) FROM patient") == 3
        assert after.count(f"SELECT count(*) FROM audit WHERE action = 'view' AND entity_id = '{smith}'") == 1


def test_a_queued_enter_does_not_answer_the_duplicate_question(clinic: TestClinic, tmp_path: Path) -> None:
    add_person(clinic, person("Smith", "Jon", date(1960, 2, 29), "+15055550199", "1 Elm St", "87505"))
    here = WorkPlace(tmp_path, clinic)
    with here.open() as desk:
        burst = keys("ctrl+f", "smith, jon 2/29/60+", *["enter"] * 4, "5055550188", "f10", "enter", "d", "1", "enter")
        desk.send(burst)
        desk.wait_for("Is this somebody you have already")
        insist(desk, "f12", gone("Is this somebody you have already"), rest=3.0)
        desk.wait_for("Register a new patient")
        desk.send(keys("f12", "f12", "ctrl+q"))
        assert desk.wait_exit() == 0
    with here.store() as after:
        assert after.count("SELECT count(*) FROM patient") == 1
