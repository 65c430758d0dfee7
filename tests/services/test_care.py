"""The policy log: what was asked for and done is kept, the visit is marked, and the queue says so."""

from __future__ import annotations

from datetime import timedelta

import pytest

from psr_tui.domain.board import BoardFilter
from psr_tui.domain.care import CareKind, CareNote
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.services.care import CareService
from psr_tui.services.queue import QueueService
from tests.helpers.clinic import TODAY, TestClinic
from tests.helpers.desk_visits import at_the_desk, sql


@pytest.fixture
def care(clinic: TestClinic) -> CareService:
    return CareService(clinic.store, clinic.clock)


def needs(clinic: TestClinic) -> tuple[str, ...]:
    return QueueService(clinic.store, clinic.clock).board_page(clinic.actor(), BoardFilter(), 0, 5)[0].needs


def test_a_private_area_and_a_request_stand_on_the_row_and_in_the_log(clinic: TestClinic, care: CareService) -> None:
    visit_id = at_the_desk(clinic)
    actor = clinic.actor()
    said = care.note(actor, CareNote("", visit_id, CareKind.PRIVATE_AREA, "private area", "taken to room 2"))
    assert said == "PEÑA GARCÍA, José: private waiting area is in the log; the queue shows it."
    care.note(actor, CareNote("", visit_id, CareKind.ACCESSIBILITY, "wheelchair", "fetched from the door"))
    assert {"PRIV", "ACC"} <= set(needs(clinic))
    first, lines = care.log(actor)
    assert first == TODAY - timedelta(days=30)
    assert [(line.kind, line.asked, line.done, line.by) for line in lines] == [
        (CareKind.ACCESSIBILITY, "wheelchair", "fetched from the door", "M. Rivera"),
        (CareKind.PRIVATE_AREA, "private area", "taken to room 2", "M. Rivera"),
    ]


def test_an_interpreter_is_logged_with_the_job_and_marks_nothing_else(clinic: TestClinic, care: CareService) -> None:
    visit_id = at_the_desk(clinic)
    care.note(clinic.actor(), CareNote("", visit_id, CareKind.INTERPRETER, "Hmong", "phone, at once", "J-1"))
    assert not {"PRIV", "ACC"} & set(needs(clinic))
    assert care.log(clinic.actor())[1][0].job_number == "J-1"


def test_the_log_begins_on_the_day_that_is_named_and_the_patients_on_it_are_seen(
    clinic: TestClinic, care: CareService
) -> None:
    visit_id = at_the_desk(clinic)
    care.note(clinic.actor(), CareNote("", visit_id, CareKind.OTHER, "water", "given"))
    clinic.clock.advance(timedelta(days=2))
    actor = clinic.actor("lgrant")
    assert care.log(actor, TODAY + timedelta(days=1))[1] == []
    seen = "SELECT count(*) FROM audit WHERE actor = 'u-lgrant' AND action = 'list'"
    before = clinic.count(seen)
    assert len(care.log(actor, TODAY)[1]) == 1
    assert clinic.count(seen) == before + 1


def test_both_what_was_asked_and_what_was_done_are_needed(clinic: TestClinic, care: CareService) -> None:
    visit_id = at_the_desk(clinic)
    with pytest.raises(InvalidInput, match="Asked for"):
        care.note(clinic.actor(), CareNote("", visit_id, CareKind.OTHER, " ", "given"))
    with pytest.raises(InvalidInput, match="Done"):
        care.note(clinic.actor(), CareNote("", visit_id, CareKind.OTHER, "water", ""))
    assert clinic.count("SELECT count(*) FROM care_note") == 0


@pytest.mark.parametrize("act", ["UPDATE care_note SET done = 'x'", "DELETE FROM care_note"])
def test_a_line_is_never_changed_or_deleted(clinic: TestClinic, care: CareService, act: str) -> None:
    visit_id = at_the_desk(clinic)
    care.note(clinic.actor(), CareNote("", visit_id, CareKind.OTHER, "water", "given"))
    with pytest.raises(Refused, match="never changed or deleted"):
        sql(clinic, act)
