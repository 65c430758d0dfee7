"""A case pays for the visit it is linked to, and for no other (FD-41)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from psr_tui.domain.cases import Case, CaseForm
from psr_tui.domain.errors import AlreadyDone, InvalidInput, Refused, Stale
from tests.helpers.clinic import TODAY, TestClinic
from tests.helpers.cover import Cover


@pytest.fixture
def cover(clinic: TestClinic) -> Cover:
    return Cover.of(clinic)


def work_comp(cover: Cover, patient: str, **more: object) -> Case:
    values: dict[str, object] = {"new_payer": "Example Mutual", "claim_number": "wc-77", "employer": "Example Freight"}
    typed = CaseForm(patient, "work_comp", TODAY - timedelta(days=20), **{**values, **more})  # type: ignore[arg-type]
    return cover.cases.add(cover.actor, cover.new_id(), typed)


def test_a_case_is_added_once_with_its_payer_and_kept_by_version(clinic: TestClinic, cover: Cover) -> None:
    patient, command = clinic.add_patient(), cover.new_id()
    typed = CaseForm(patient, "auto", TODAY, new_payer="Example Auto", claim_number="a1", state="il")
    made = cover.cases.add(cover.actor, command, typed)
    assert made.words() == "auto accident of 03/04/2026, claim A1, Example Auto" and made.state == "IL"
    assert cover.cases.add(cover.actor, command, typed) == made
    with pytest.raises(AlreadyDone):
        cover.cases.add(cover.actor, command, CaseForm(patient, "auto", TODAY, new_payer="X", claim_number="a2"))
    assert len(cover.cases.history(cover.actor, command)) == 1
    assert clinic.count("SELECT count(*) FROM case_policy") == 1


def test_only_the_linked_visit_is_paid_by_it(clinic: TestClinic, cover: Cover) -> None:
    patient = clinic.add_patient()
    clinic.add_coverage(patient, clinic.add_payer())
    hurt, cough = clinic.add_visit(patient), clinic.add_visit(patient, "11:00")
    case = work_comp(cover, patient)
    assert "pays for this visit" in cover.cases.link(cover.actor, hurt, 1, case.case_id)
    with clinic.store.read() as work:
        assert work.cases.of_visits([hurt, cough]) == {hurt: case}
        assert work.cases.visits(case.case_id) == 1
    assert "own coverage pays" in cover.cases.link(cover.actor, hurt, 2, "")
    assert clinic.count("SELECT count(*) FROM appointment WHERE case_id IS NOT NULL") == 0


def test_linking_asks_the_payer_question_again(clinic: TestClinic, cover: Cover) -> None:
    patient = clinic.add_patient()
    one = clinic.add_coverage(patient, clinic.add_payer())
    visit = clinic.add_visit(patient, coverage_choice="coverage", coverage_id=one)
    cover.cases.link(cover.actor, visit, 1, work_comp(cover, patient).case_id)
    assert clinic.count("SELECT count(*) FROM appointment WHERE coverage_choice = '' AND coverage_id IS NULL") == 1


def test_what_a_case_may_not_pay(clinic: TestClinic, cover: Cover) -> None:
    patient, other = clinic.add_patient(), clinic.add_patient("BEGAY", "Ann")
    case = work_comp(cover, patient)
    with pytest.raises(Refused, match="another patient"):
        cover.cases.link(cover.actor, clinic.add_visit(other), 1, case.case_id)
    before = clinic.add_visit(patient, day=TODAY - timedelta(days=30))
    with pytest.raises(Refused, match="cannot pay for a visit on 02/02/2026"):
        cover.cases.link(cover.actor, before, 1, case.case_id)
    over = clinic.add_visit(patient, state="checked_out")
    with pytest.raises(Refused, match="stays as it was billed"):
        cover.cases.link(cover.actor, over, 1, case.case_id)
    with pytest.raises(Stale):
        cover.cases.link(cover.actor, clinic.add_visit(patient), 9, case.case_id)


def test_closed_and_opened_again(clinic: TestClinic, cover: Cover) -> None:
    case = work_comp(cover, clinic.add_patient())
    with pytest.raises(InvalidInput, match="before it happened"):
        cover.cases.close(cover.actor, case.case_id, 1, date(2026, 1, 1))
    closed = cover.cases.close(cover.actor, case.case_id, 1, TODAY)
    assert not closed.open_on(TODAY + timedelta(days=1)) and "CLOSED 03/04/2026" in closed.words()
    assert cover.cases.close(cover.actor, case.case_id, 2, None).open_on(TODAY + timedelta(days=1))


def test_a_case_changes_for_its_own_patient_only(clinic: TestClinic, cover: Cover) -> None:
    patient, other = clinic.add_patient(), clinic.add_patient("BEGAY", "Ann")
    case = work_comp(cover, patient)
    typed = CaseForm(other, "other", TODAY, payer_id=case.payer_id)
    with pytest.raises(Refused, match="opened for another patient"):
        cover.cases.change(cover.actor, case.case_id, 1, typed)
    changed = cover.cases.change(
        cover.actor, case.case_id, 1, CaseForm(patient, "other", TODAY, payer_id=case.payer_id, adjuster="J. Doe")
    )
    assert changed.version == 2 and changed.adjuster == "J. Doe"
    assert {one.field for one in cover.cases.history(cover.actor, case.case_id)[0].changes} >= {"adjuster", "kind"}
