"""Check-in on a real file: sections save by themselves, the gate, the payer question, signatures, money, the end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from psr_tui.domain.board import BoardFilter
from psr_tui.domain.check_in import GateClosed, Item, Outcome, Section
from psr_tui.domain.errors import InvalidInput, NotAllowed, Refused, Stale, WrongPassword
from psr_tui.domain.money import Money
from psr_tui.domain.payments import ChargeKind, PostCharge
from psr_tui.domain.tenders import Tender, TenderKind
from psr_tui.domain.visit import VisitState
from psr_tui.services.check_in import CheckInPayment, CheckInService, CheckInView, CopayReasonNeeded, Signature
from psr_tui.services.posting import post_charge
from psr_tui.services.queue import QueueService
from psr_tui.store.tables.patients import PatientAlertRow
from tests.helpers.clinic import PASSWORD, TODAY, TestClinic
from tests.helpers.till import open_till

CASH_40 = (Tender(TenderKind.CASH, Money(2500), tendered=Money(4000)),)


@pytest.fixture
def service(clinic: TestClinic) -> CheckInService:
    return CheckInService(clinic.store, clinic.clock)


def arrived(clinic: TestClinic, copay: int | None = 2500, **patient: Any) -> str:
    """A patient with a coverage in force and a visit today, standing at the desk."""
    patient_id = clinic.add_patient("PEÑA GARCÍA", "José", **patient)
    clinic.add_coverage(patient_id, clinic.add_payer(), copay_cents=copay)
    visit_id = clinic.add_visit(patient_id)
    QueueService(clinic.store, clinic.clock).move(clinic.actor(), visit_id, 1, VisitState.ARRIVED)
    return visit_id


def sign_all(service: CheckInService, clinic: TestClinic, view: CheckInView) -> CheckInView:
    for form in view.forms:
        if form.due:
            view = service.sign(clinic.actor(), view.visit_id, view.version, form.kind.code)
    return view


def through_the_gate(service: CheckInService, clinic: TestClinic, visit_id: str) -> CheckInView:
    actor = clinic.actor()
    view = service.open(actor, visit_id)
    view = service.identify(actor, visit_id, view.version, ["name", "dob"])
    view = service.confirm_demographics(actor, visit_id, view.version)
    assert view.proposed is not None
    view = service.confirm_coverage(actor, visit_id, view.version, view.proposed.coverage_id, card_seen=True)
    return sign_all(service, clinic, view)


def test_opening_is_a_logged_view_of_this_patient(clinic: TestClinic, service: CheckInService) -> None:
    visit_id = arrived(clinic)
    view = service.open(clinic.actor(), visit_id)
    assert view.patient.demographics.name.last == "PEÑA GARCÍA"
    assert view.gate.missing == (Item.IDENTITY, Item.COVERAGE, Item.SIGNATURES)
    assert view.gate.first_section() is Section.IDENTITY
    assert view.proposal.words() == "copay $25.00"
    viewed = "SELECT count(*) FROM audit WHERE action = 'view' AND entity_id = (SELECT patient_id FROM appointment)"
    assert clinic.count(viewed) == 1
    service.look(clinic.actor(), visit_id)
    assert clinic.count(viewed) == 1


def test_which_two_identifiers_matched_is_kept_and_survives_a_restart(
    clinic: TestClinic, service: CheckInService
) -> None:
    visit_id = arrived(clinic)
    with pytest.raises(InvalidInput, match="Two different"):
        service.identify(clinic.actor(), visit_id, 2, ["name", "name"])
    service.identify(clinic.actor(), visit_id, 2, ["dob", "name"])
    clinic.reopen()
    view = CheckInService(clinic.store, clinic.clock).open(clinic.actor(), visit_id)
    step = view.steps[Item.IDENTITY]
    assert (step.detail, step.by, step.outcome) == ("name dob", "M. Rivera", Outcome.DONE)
    assert Item.IDENTITY not in view.gate.missing


def test_the_payer_question_is_a_hard_gate(clinic: TestClinic, service: CheckInService) -> None:
    visit_id = arrived(clinic, copay=None)
    actor = clinic.actor()
    view = service.identify(actor, visit_id, 2, ["name", "photo_id"])
    view = sign_all(service, clinic, view)
    with pytest.raises(GateClosed, match="payer or self-pay") as closed:
        service.finish(actor, visit_id, view.version)
    assert closed.value.missing == (Item.COVERAGE,)
    view = service.self_pay(actor, visit_id, view.version)
    assert view.self_pay and view.gate.open
    moved, taken = service.finish(actor, visit_id, view.version)
    assert moved.state is VisitState.CHECKED_IN and taken is None


def test_an_ended_coverage_or_one_of_somebody_else_cannot_be_confirmed(
    clinic: TestClinic, service: CheckInService
) -> None:
    visit_id = arrived(clinic)
    actor = clinic.actor()
    payer = clinic.add_payer("OLD PLAN")
    view = service.open(actor, visit_id)
    ended = clinic.add_coverage(view.patient.id, payer, ends_on=TODAY - timedelta(days=1))
    other = clinic.add_coverage(clinic.add_patient("OTHER"), payer)
    with pytest.raises(Refused, match="ENDED 03/03/2026"):
        service.confirm_coverage(actor, visit_id, view.version, ended, card_seen=False)
    with pytest.raises(Refused, match="does not belong"):
        service.confirm_coverage(actor, visit_id, view.version, other, card_seen=False)


def test_signatures_expire_and_a_refusal_counts_for_today_only(clinic: TestClinic, service: CheckInService) -> None:
    visit_id = arrived(clinic)
    view = service.open(clinic.actor(), visit_id)
    due = [form.kind.code for form in view.forms if form.due]
    assert due == ["privacy_notice", "consent_treat", "assignment"]
    view = service.sign(clinic.actor(), visit_id, view.version, "privacy_notice")
    view = service.sign(clinic.actor(), visit_id, view.version, "consent_treat", refused=True)
    assert Item.SIGNATURES not in view.gate.missing
    notice = next(form for form in view.forms if form.kind.code == "privacy_notice")
    assert notice.signature is not None and notice.signature.expires_on == date(2029, 3, 4)
    clinic.clock.advance(timedelta(days=1))
    tomorrow = clinic.add_visit(view.patient.id, day=TODAY + timedelta(days=1))
    again = service.open(clinic.actor(), tomorrow)
    assert [form.kind.code for form in again.forms if form.due] == ["consent_treat", "assignment"]


def test_a_stale_section_is_refused_and_nothing_is_written(clinic: TestClinic, service: CheckInService) -> None:
    visit_id = arrived(clinic)
    service.self_pay(clinic.actor("tchen"), visit_id, 2)
    with pytest.raises(Stale, match=r"T\. Chen"):
        service.identify(clinic.actor(), visit_id, 2, ["name", "dob"])
    assert clinic.count("SELECT count(*) FROM check_in_step WHERE item = 'identity'") == 0


def test_deferring_and_overriding_are_coded_and_an_override_needs_a_supervisor(
    clinic: TestClinic, service: CheckInService
) -> None:
    visit_id = arrived(clinic)
    actor = clinic.actor()
    view = service.put_off(actor, visit_id, 2, Item.CARD, "DF1")
    with pytest.raises(Refused, match="from the list"):
        service.put_off(actor, visit_id, view.version, Item.CARD, "nonsense")
    with pytest.raises(Refused, match="cannot be deferred"):
        service.put_off(actor, visit_id, view.version, Item.IDENTITY, "DF2")
    with pytest.raises(NotAllowed, match="supervisor"):
        service.override(actor, visit_id, view.version, Item.IDENTITY, "OV1")
    with pytest.raises(NotAllowed, match="supervisor"):
        service.override(actor, visit_id, view.version, Item.IDENTITY, "OV1", Signature("tchen", PASSWORD))
    with pytest.raises(WrongPassword):
        service.override(actor, visit_id, view.version, Item.IDENTITY, "OV1", Signature("sotto", "guess"))
    clinic.clock.advance(timedelta(minutes=1))  # the wait after a wrong password
    view = service.override(actor, visit_id, view.version, Item.IDENTITY, "OV1", Signature("sotto", PASSWORD))
    assert Item.IDENTITY not in view.gate.missing
    assert clinic.count("SELECT count(*) FROM check_in_step WHERE approved_by = 'u-sotto'") == 1


def test_alerts_and_interpreter_are_items_of_their_own(clinic: TestClinic, service: CheckInService) -> None:
    visit_id = arrived(clinic, interpreter="yes")
    with clinic.store.write(clinic.actor()) as work:
        patient_id = clinic_patient(clinic)
        for number, ends in ((1, None), (2, TODAY - timedelta(days=1))):
            work.session.add(
                PatientAlertRow(
                    id=f"alert{number}", patient_id=patient_id, text="Call daughter first", author="T. Chen",
                    since=work.now, ends_on=ends, changed_at=work.now,
                )
            )  # fmt: skip
        work.commit()
    actor = clinic.actor()
    view = service.open(actor, visit_id)
    assert [alert.alert_id for alert in view.alerts] == ["alert1"]
    assert Item.ALERTS in view.gate.missing and Item.INTERPRETER in view.gate.waiting
    view = service.read_alerts(actor, visit_id, view.version)
    view = service.interpreter(actor, visit_id, view.version, "arranged")
    assert Item.ALERTS not in view.gate.missing and Item.INTERPRETER not in view.items


def clinic_patient(clinic: TestClinic) -> str:
    with clinic.store.read() as work:
        return str(work.session.connection().exec_driver_sql("SELECT patient_id FROM appointment").scalar_one())


# --- money ----------------------------------------------------------------------------------------------------------


def test_copay_and_change_in_one_press_with_a_receipt(clinic: TestClinic, service: CheckInService) -> None:
    visit_id = arrived(clinic)
    view = through_the_gate(service, clinic, visit_id)
    actor = clinic.actor()
    open_till(clinic, actor)
    moved, taken = service.finish(actor, visit_id, view.version, CheckInPayment("f" * 32, CASH_40))
    assert moved.words == "PEÑA GARCÍA, José checked in 09:47. Ctrl+Z undoes it."
    assert taken is not None and taken.change == Money(1500) and taken.receipt_number == 1
    with clinic.store.read() as work:
        assert work.ledger.balances(view.patient.id) == []
    row = QueueService(clinic.store, clinic.clock).board_page(actor, BoardFilter(), 0, 5)[0]
    assert "$25" not in row.needs


def test_without_a_drawer_nothing_of_the_last_step_is_kept(clinic: TestClinic, service: CheckInService) -> None:
    visit_id = arrived(clinic)
    view = through_the_gate(service, clinic, visit_id)
    with pytest.raises(Refused, match="no open drawer"):
        service.finish(clinic.actor(), visit_id, view.version, CheckInPayment("f" * 32, CASH_40))
    assert service.look(clinic.actor(), visit_id).state is VisitState.ARRIVED
    assert clinic.count("SELECT count(*) FROM charge") == 0


def test_leaving_an_expected_copay_uncollected_asks_a_reason_but_never_stops_care(
    clinic: TestClinic, service: CheckInService
) -> None:
    visit_id = arrived(clinic)
    view = through_the_gate(service, clinic, visit_id)
    actor = clinic.actor()
    with pytest.raises(CopayReasonNeeded, match=r"\$25\.00"):
        service.finish(actor, visit_id, view.version)
    with pytest.raises(Refused, match="few words"):
        service.no_copay(actor, visit_id, view.version, "NC90")
    with pytest.raises(NotAllowed):
        service.no_copay(actor, visit_id, view.version, "NC40")
    view = service.no_copay(actor, visit_id, view.version, "NC12")
    service.finish(actor, visit_id, view.version)
    with clinic.store.read() as work:
        (owed,) = work.ledger.balances(view.patient.id)
    assert (owed.open, owed.appointment_id) == (Money(2500), visit_id)


def test_two_visits_of_one_day_stay_two_and_the_other_is_named(clinic: TestClinic, service: CheckInService) -> None:
    visit_id = arrived(clinic, copay=None)
    other = clinic.add_visit(clinic_patient(clinic), "14:30")
    view = through_the_gate(service, clinic, visit_id)
    moved, _ = service.finish(clinic.actor(), visit_id, view.version)
    assert moved.words.endswith("Also on today's list at 14:30.")
    assert service.look(clinic.actor(), other).state is VisitState.BOOKED


def test_an_exempt_copay_is_not_charged(clinic: TestClinic, service: CheckInService) -> None:
    visit_id = arrived(clinic)
    view = through_the_gate(service, clinic, visit_id)
    view = service.no_copay(clinic.actor(), visit_id, view.version, "NC00")
    service.finish(clinic.actor(), visit_id, view.version)
    assert clinic.count("SELECT count(*) FROM charge") == 0


def test_paying_twice_with_the_same_command_posts_once(clinic: TestClinic, service: CheckInService) -> None:
    visit_id = arrived(clinic)
    view = through_the_gate(service, clinic, visit_id)
    actor = clinic.actor()
    open_till(clinic, actor)
    payment = CheckInPayment("f" * 32, CASH_40)
    first = service.pay(actor, visit_id, view.version, payment)
    assert service.pay(actor, visit_id, view.version, payment).receipt_number == first.receipt_number
    assert clinic.count("SELECT count(*) FROM journal WHERE kind = 'payment'") == 1
    moved, taken = service.finish(actor, visit_id, view.version)
    assert moved.state is VisitState.CHECKED_IN and taken is None


def test_a_past_balance_is_proposed_and_paid_after_the_copay(clinic: TestClinic, service: CheckInService) -> None:
    visit_id = arrived(clinic)
    view = through_the_gate(service, clinic, visit_id)
    actor = clinic.actor()
    owe(clinic, view.patient.id, 6000)
    view = service.look(actor, visit_id)
    assert view.proposal.words() == "copay $25.00 + past balance $60.00 = $85.00"
    open_till(clinic, actor)
    mixed = (
        Tender(TenderKind.CASH, Money(3000), tendered=Money(3000)),
        Tender(TenderKind.CARD, Money(2500), terminal="T1", batch="0412", last4="4242", brand="Visa"),
    )
    service.finish(actor, visit_id, view.version, CheckInPayment("f" * 32, mixed))
    with clinic.store.read() as work:
        (left,) = work.ledger.balances(view.patient.id)
    assert (left.open, left.appointment_id) == (Money(3000), None)


def owe(clinic: TestClinic, patient_id: str, cents: int) -> None:
    actor = clinic.actor()
    with clinic.store.write(actor) as work:
        command = PostCharge(
            work.new_id(), patient_id, None, ChargeKind.VISIT, Money(cents), TODAY - timedelta(days=40), "Visit"
        )
        post_charge(work, actor, command)
        work.commit()
