"""The whole checklist on a real file: papers by version, accident, leave of the payer, policy, labels, alerts, care."""

from __future__ import annotations

from datetime import timedelta

import pytest

from psr_tui.domain.board import BoardFilter
from psr_tui.domain.cases import CaseForm
from psr_tui.domain.check_in import GateClosed, Item, Outcome
from psr_tui.domain.consents import PaperChanged
from psr_tui.domain.errors import InvalidInput, NotAllowed, Refused
from psr_tui.domain.visit import VisitState
from psr_tui.services.cases import CaseService
from psr_tui.services.check_in import CheckInService, PaperAnswer, Signature
from psr_tui.services.papers import PaperService
from psr_tui.services.queue import QueueService
from psr_tui.store.tables.estimates import EstimateRow
from psr_tui.store.tables.patients import PatientAlertRow
from tests.helpers.clinic import PASSWORD, TODAY, TestClinic
from tests.helpers.desk_visits import at_the_desk, ready, sign_due, sql


@pytest.fixture
def desk(clinic: TestClinic) -> CheckInService:
    return CheckInService(clinic.store, clinic.clock)


# --- papers ---
def test_a_paper_withdrawn_while_it_is_signed_is_refused_kindly_and_the_new_version_is_signed(
    clinic: TestClinic, desk: CheckInService
) -> None:
    visit_id = at_the_desk(clinic)
    view = desk.open(clinic.actor(), visit_id)
    handed = view.forms[0].kind
    papers, lead = PaperService(clinic.store, clinic.clock), clinic.actor("lgrant", "desk-2")
    papers.new_version(lead, handed.code, 1, "New words.")
    answer = PaperAnswer(form_version=handed.version, how="screen")
    with pytest.raises(PaperChanged, match="hand over version 2"):
        desk.sign(clinic.actor(), visit_id, view.version, handed.code, answer=answer)
    assert clinic.count("SELECT count(*) FROM consent") == 0
    again = desk.look(clinic.actor(), visit_id)
    form = again.forms[0]
    assert (form.kind.version, form.kind.words, form.due) == (2, "New words.", True)
    signed = desk.sign(clinic.actor(), visit_id, again.version, handed.code, answer=PaperAnswer(form_version=2))
    assert signed.forms[0].signature is not None and signed.forms[0].signature.version == 2


def test_the_database_refuses_a_version_that_was_withdrawn_between_look_and_write(clinic: TestClinic) -> None:
    """Whatever a program believes: a second unit of work withdraws, and the row is not written."""
    from psr_tui.domain.consents import Signature as Given

    visit_id = at_the_desk(clinic)
    papers, lead = PaperService(clinic.store, clinic.clock), clinic.actor("lgrant", "desk-2")
    papers.withdraw(lead, "privacy_notice", 1, "the address was wrong")
    actor = clinic.actor()
    with pytest.raises(Refused, match="withdrawn meanwhile"), clinic.store.write(actor) as work:
        visit = work.visits.get(visit_id)
        assert visit is not None
        given = Given("privacy_notice", TODAY, visit_id=visit_id, version=1)
        work.check_in.papers.add_answer(work.new_id(), visit.patient_id, given, actor.staff_id, work.now)
        work.commit()
    assert clinic.count("SELECT count(*) FROM consent") == 0


def test_a_withdrawn_paper_without_a_new_version_stops_nobody_and_comes_back_with_one(
    clinic: TestClinic, desk: CheckInService
) -> None:
    visit_id = at_the_desk(clinic)
    papers, lead = PaperService(clinic.store, clinic.clock), clinic.actor("lgrant")
    papers.withdraw(lead, "privacy_notice", 1, "misprint")
    assert [form.kind.code for form in desk.look(clinic.actor(), visit_id).forms] == ["consent_treat", "assignment"]
    with pytest.raises(Refused, match="withdrawn already"):
        papers.withdraw(lead, "privacy_notice", 1, "misprint")
    papers.new_version(lead, "privacy_notice", 1, "Mended.")
    assert desk.look(clinic.actor(), visit_id).forms[0].kind.words == "Mended."
    versions = papers.papers(lead)[0].versions
    assert [(one.number, one.why, one.withdrawn_at is not None) for one in versions] == [
        (2, "", False), (1, "misprint", True)
    ]  # fmt: skip


def test_only_a_lead_changes_papers_and_at_the_version_that_was_read(clinic: TestClinic) -> None:
    papers = PaperService(clinic.store, clinic.clock)
    with pytest.raises(NotAllowed):
        papers.new_version(clinic.actor(), "privacy_notice", 1, "x")
    with pytest.raises(NotAllowed):
        papers.withdraw(clinic.actor(), "privacy_notice", 1, "x")
    lead = clinic.actor("lgrant")
    papers.new_version(lead, "privacy_notice", 1, "x")
    with pytest.raises(Refused, match="at version 2 by now"):
        papers.new_version(lead, "privacy_notice", 1, "y")
    with pytest.raises(InvalidInput, match="at most 300"):
        papers.new_version(lead, "privacy_notice", 2, "x" * 301)
    with pytest.raises(InvalidInput, match="Why"):
        papers.withdraw(lead, "privacy_notice", 2, "  ")


def test_a_minors_paper_keeps_guardian_relation_how_and_interpreter(clinic: TestClinic, desk: CheckInService) -> None:
    visit_id = at_the_desk(clinic, dob=TODAY.replace(year=2019))
    view = desk.open(clinic.actor(), visit_id)
    assert view.minor
    with pytest.raises(InvalidInput, match="parent or guardian"):
        desk.sign(clinic.actor(), visit_id, view.version, "privacy_notice")
    answer = PaperAnswer(how="spoken", signed_by="Ana [López]", relation="mother", interpreter_used=True)
    view = desk.sign(clinic.actor(), visit_id, view.version, "privacy_notice", answer=answer)
    kept = view.forms[0].signature
    assert kept is not None
    assert (kept.how, kept.signed_by, kept.relation, kept.interpreter_used) == (
        "spoken", "Ana [López]", "mother", True
    )  # fmt: skip


def test_who_declines_says_why_and_it_is_kept(clinic: TestClinic, desk: CheckInService) -> None:
    visit_id = at_the_desk(clinic)
    view = desk.open(clinic.actor(), visit_id)
    answer = PaperAnswer(refused=True, reason="wants a lawyer to read it")
    view = desk.sign(clinic.actor(), visit_id, view.version, "privacy_notice", answer=answer)
    assert view.forms[0].signature is not None and view.forms[0].signature.reason == "wants a lawyer to read it"
    assert not view.forms[0].due


def test_papers_come_by_visit_type_payer_and_age(clinic: TestClinic, desk: CheckInService) -> None:
    sql(
        clinic,
        "INSERT INTO consent_kind (code, label, words, months_valid, required, position, active, recurs, visit_types, "
        "payer_kinds, minors_only, current_version) VALUES "
        "('sport', 'Sports form', '', 0, 0, 5, 1, 'every_visit', 'WCC', '', 1, 1), "
        "('abn', 'Advance notice', '', 0, 1, 6, 1, 'once', '', 'medicare', 0, 1), "
        "('own', 'Paying oneself', '', 0, 0, 7, 1, 'every_year', '', 'self_pay', 0, 1)",
        "UPDATE payer SET kind = 'medicare'",
    )
    child = at_the_desk(clinic, "WCC", dob=TODAY.replace(year=2019))
    sql(clinic, "UPDATE payer SET kind = 'medicare'")
    codes = [form.kind.code for form in desk.look(clinic.actor(), child).forms]
    assert codes == ["privacy_notice", "consent_treat", "assignment", "sport", "abn"]
    view = desk.open(clinic.actor(), child)
    view = desk.self_pay(clinic.actor(), child, view.version)
    assert [form.kind.code for form in view.forms] == ["privacy_notice", "consent_treat", "sport", "own"]


# --- accident, leave, estimate ---
def test_an_accident_stops_until_its_case_is_linked_or_put_off(clinic: TestClinic, desk: CheckInService) -> None:
    visit_id = at_the_desk(clinic, copay=2500)
    actor = clinic.actor()
    view = ready(desk, clinic, visit_id, but_not="coverage")
    view = desk.injury(actor, visit_id, view.version, "work_comp")
    assert Item.CASE in view.gate.missing
    with pytest.raises(GateClosed, match="case of the accident"):
        desk.finish(actor, visit_id, view.version)
    form = CaseForm(
        view.patient.id, "work_comp", TODAY - timedelta(days=2), new_payer="Example Mutual", employer="Mill"
    )
    cases = CaseService(clinic.store, clinic.clock)
    case = cases.add(actor, "c" * 32, form)
    cases.link(actor, visit_id, view.version, case.case_id)
    view = desk.look(actor, visit_id)
    assert view.gate.open and not view.copay_uncollected, "the case pays, for this visit only"
    moved, _ = desk.finish(actor, visit_id, view.version)
    assert moved.state is VisitState.CHECKED_IN
    assert clinic.count("SELECT count(*) FROM charge") == 0


def test_a_case_that_is_taken_off_again_opens_the_payer_question(clinic: TestClinic, desk: CheckInService) -> None:
    visit_id = at_the_desk(clinic)
    actor = clinic.actor()
    view = ready(desk, clinic, visit_id)
    cases = CaseService(clinic.store, clinic.clock)
    form = CaseForm(view.patient.id, "auto", TODAY, new_payer="Example Auto")
    case = cases.add(actor, "c" * 32, form)
    cases.link(actor, visit_id, view.version, case.case_id)
    view = desk.look(actor, visit_id)
    assert view.gate.open and view.case.startswith("auto accident of 03/04/2026")
    cases.link(actor, visit_id, view.version, "")
    assert desk.look(actor, visit_id).gate.missing == (Item.COVERAGE,), "who answered before answered for the case"


def test_a_case_that_nobody_knows_yet_is_put_off_with_a_code_or_was_no_accident(
    clinic: TestClinic, desk: CheckInService
) -> None:
    visit_id = at_the_desk(clinic)
    actor = clinic.actor()
    view = ready(desk, clinic, visit_id)
    view = desk.injury(actor, visit_id, view.version, "auto")
    assert not view.gate.open
    view = desk.put_off(actor, visit_id, view.version, Item.CASE, "DF4")
    assert view.gate.open
    view = desk.injury(actor, visit_id, view.version, "none")
    assert view.gate.open and Item.CASE not in view.items
    with pytest.raises(Refused, match="work injury, auto accident"):
        desk.injury(actor, visit_id, view.version, "fight")


def test_a_plan_that_asks_for_leave_stops_without_one_and_says_what_is_left(
    clinic: TestClinic, desk: CheckInService
) -> None:
    visit_id = at_the_desk(clinic)
    sql(clinic, "UPDATE payer SET needs_authorisation = 1")
    view = ready(desk, clinic, visit_id)
    assert view.gate.missing == (Item.AUTHORISATION,)
    assert view.leave is not None and "none is on file" in view.leave.words
    assert "AUTH" in QueueService(clinic.store, clinic.clock).board_page(clinic.actor(), BoardFilter(), 0, 5)[0].needs
    view = desk.override(
        clinic.actor(), visit_id, view.version, Item.AUTHORISATION, "OV3", Signature("sotto", PASSWORD)
    )
    assert view.gate.open
    assert clinic.count("SELECT count(*) FROM work_item WHERE kind = 'authorisation' AND state = 'open'") == 1


def test_a_granted_authorisation_with_one_left_opens_the_gate(clinic: TestClinic, desk: CheckInService) -> None:
    visit_id = at_the_desk(clinic)
    sql(
        clinic,
        "UPDATE payer SET needs_authorisation = 1",
        "INSERT INTO authorisation (id, patient_id, payer_id, kind, number, state, counts, requested, approved, "
        "once_a_day, effective_on, ends_on, services, referred_by, network, call_name, call_phone, expedited, "
        "denial_code, denial_reason, note, version, changed_by, changed_at) SELECT 'a1', c.patient_id, c.payer_id, "
        "'authorisation', 'A-77', 'authorised', 'visits', 4, 4, 1, '2026-01-01', '2026-05-31', '', '', '', '', '', 0, "
        "'', '', '', 1, '', '2026-03-01 00:00:00.000000' FROM coverage c",
    )
    view = ready(desk, clinic, visit_id)
    assert view.gate.open
    assert view.leave is not None and "4 approved" in view.leave.words and "ends 05/31" in view.leave.words
    sql(clinic, "UPDATE authorisation SET ends_on = '2026-03-03'")
    assert desk.look(clinic.actor(), visit_id).gate.missing == (Item.AUTHORISATION,)
    sql(clinic, "UPDATE authorisation SET ends_on = '2026-05-31', state = 'pending_review'")
    assert desk.look(clinic.actor(), visit_id).gate.missing == (Item.AUTHORISATION,), "a pending one covers nothing"


def test_an_estimate_of_this_visit_waits_until_it_was_given(clinic: TestClinic, desk: CheckInService) -> None:
    visit_id = at_the_desk(clinic)
    view = ready(desk, clinic, visit_id, but_not="coverage")
    view = desk.self_pay(clinic.actor(), visit_id, view.version)
    assert Item.ESTIMATE not in view.items
    with clinic.store.write(clinic.actor()) as work:
        work.session.add(
            EstimateRow(
                id="e1", patient_id=view.patient.id, appointment_id=visit_id, kind="good_faith", reason="scheduled",
                started_at=work.now, changed_at=work.now,
            )
        )  # fmt: skip
        work.commit()
    view = desk.look(clinic.actor(), visit_id)
    assert Item.ESTIMATE in view.gate.waiting and view.gate.open
    sql(clinic, "UPDATE estimate SET state = 'given'")
    assert Item.ESTIMATE not in desk.look(clinic.actor(), visit_id).gate.waiting


# --- policy, labels, alerts, others ---
def test_policy_and_labels_are_items_only_where_the_clinic_and_the_type_ask_for_them(
    clinic: TestClinic, desk: CheckInService
) -> None:
    visit_id = at_the_desk(clinic)
    assert not {Item.POLICY, Item.LABELS} & set(desk.look(clinic.actor(), visit_id).items)
    sql(
        clinic,
        "UPDATE clinic SET financial_policy = 'We bill your plan first; what it leaves is yours.'",
        "UPDATE visit_type SET labels = 'chart specimen' WHERE code = 'OV15'",
    )
    view = desk.look(clinic.actor(), visit_id)
    assert {Item.POLICY, Item.LABELS} <= set(view.gate.waiting) and view.policy.startswith("We bill your plan")
    view = desk.policy_read(clinic.actor(), visit_id, view.version)
    view = desk.labels_printed(clinic.actor(), visit_id, view.version, "chart specimen")
    assert not {Item.POLICY, Item.LABELS} & set(view.gate.waiting)


def test_an_alert_that_came_after_the_reading_closes_the_gate_again(clinic: TestClinic, desk: CheckInService) -> None:
    visit_id = at_the_desk(clinic)
    view = ready(desk, clinic, visit_id)
    add_alert(clinic, view.patient.id, "first")
    view = desk.read_alerts(clinic.actor(), visit_id, view.version)
    assert view.gate.open
    add_alert(clinic, view.patient.id, "second")
    with pytest.raises(GateClosed, match="alerts read"):
        desk.finish(clinic.actor(), visit_id, view.version)
    view = desk.read_alerts(clinic.actor("tchen"), visit_id, view.version)
    with pytest.raises(GateClosed, match="alerts read"):
        desk.finish(clinic.actor(), visit_id, view.version)
    desk.finish(clinic.actor("tchen"), visit_id, view.version)


def add_alert(clinic: TestClinic, patient_id: str, text: str) -> None:
    with clinic.store.write(clinic.actor()) as work:
        work.session.add(
            PatientAlertRow(
                id=f"alert-{text}", patient_id=patient_id, text=text, author="T. Chen", since=work.now,
                changed_at=work.now,
            )
        )  # fmt: skip
        work.commit()


def test_what_is_put_off_waits_on_the_worklist_once(clinic: TestClinic, desk: CheckInService) -> None:
    visit_id = at_the_desk(clinic, interpreter="yes")
    view = desk.open(clinic.actor(), visit_id)
    for _ in range(2):
        view = desk.put_off(clinic.actor(), visit_id, view.version, Item.INTERPRETER, "DF3")
    assert clinic.count("SELECT count(*) FROM work_item WHERE kind = 'interpreter'") == 1
    assert view.steps[Item.INTERPRETER].outcome is Outcome.DEFERRED


def test_an_arranged_interpreter_is_in_the_policy_log_with_mode_and_job(
    clinic: TestClinic, desk: CheckInService
) -> None:
    visit_id = at_the_desk(clinic, interpreter="yes")
    view = desk.open(clinic.actor(), visit_id)
    view = desk.interpreter(clinic.actor(), visit_id, view.version, "arranged", "video", "J-4711")
    (line,) = view.care
    assert (line.kind.word, line.done, line.job_number) == ("interpreter", "arranged, by video", "J-4711")
    assert clinic.count("SELECT count(*) FROM appointment WHERE interpreter_mode = 'video'") == 1
    with pytest.raises(Refused, match="in person, by video"):
        desk.interpreter(clinic.actor(), visit_id, view.version, "arranged", "letter")


def test_the_other_visit_of_the_day_is_named_and_stays_its_own(clinic: TestClinic, desk: CheckInService) -> None:
    visit_id = at_the_desk(clinic)
    view = ready(desk, clinic, visit_id)
    other = clinic.add_visit(view.patient.id, "14:30", clinic.add_provider("Ortiz", "ORT"))
    view = desk.look(clinic.actor(), visit_id)
    assert [(one.visit_id, one.words) for one in view.others] == [(other, "14:30 Ortiz")]
    desk.finish(clinic.actor(), visit_id, view.version)
    assert desk.look(clinic.actor(), other).state is VisitState.BOOKED
    assert desk.look(clinic.actor(), other).gate.missing[0] is Item.IDENTITY, "each visit identifies by itself"


def test_the_emergency_contact_is_read_back(clinic: TestClinic, desk: CheckInService) -> None:
    visit_id = at_the_desk(clinic)
    assert desk.look(clinic.actor(), visit_id).emergency == ""
    sql(
        clinic,
        "INSERT INTO contact_person (id, patient_id, name, relation, phone, emergency, may_hear, version, changed_by, "
        "changed_at) SELECT 'p1', patient_id, 'Ana Peña', 'sister', '(505) 555-0188', 1, 'nothing', 1, '', "
        "'2026-03-01 00:00:00.000000' FROM appointment",
    )
    assert desk.look(clinic.actor(), visit_id).emergency == "Ana Peña, sister, (505) 555-0188"


def test_every_due_paper_signed_leaves_nothing_to_ask(clinic: TestClinic, desk: CheckInService) -> None:
    visit_id = at_the_desk(clinic)
    view = sign_due(desk, clinic, desk.open(clinic.actor(), visit_id))
    assert not any(form.due for form in view.forms) and all(form.settled for form in view.forms)
