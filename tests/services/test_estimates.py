"""Estimates on a real store: the clock starts by itself, moves with day and payer, keeps its history, and ends."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from psr_tui.domain.errors import InvalidInput, NotAllowed, Refused, Stale
from psr_tui.domain.estimate_letter import EstimateLine
from psr_tui.domain.estimates import Estimate, EstimateKind, EstimateState, EstimateWhy
from psr_tui.domain.money import Money
from psr_tui.domain.payments import ChargeKind, PostCharge
from psr_tui.domain.prices import PriceForm
from psr_tui.domain.visit import VisitState
from psr_tui.services.estimates import EstimateService
from psr_tui.services.visit_papers import VisitPaperService
from psr_tui.store.tables.clinic import ClosedDayRow
from psr_tui.store.tables.estimates import ServicePriceRow
from tests.helpers.clinic import SETUP, TODAY, TestClinic
from tests.helpers.diary import Planned, planned

FAR, NEAR, SOON = date(2026, 3, 19), date(2026, 3, 11), date(2026, 3, 5)
LINES = (EstimateLine("Office visit", Money(14500), "OV15"), EstimateLine("ECG", Money(6500), "ECG"))


@pytest.fixture
def plan(clinic: TestClinic) -> Planned:
    return planned(clinic)


def estimates(plan: Planned) -> EstimateService:
    return plan.services.estimates


def due(plan: Planned) -> list[Estimate]:
    return list(estimates(plan).due(plan.actor))


def price(plan: Planned, code: str, label: str, cents: int, visit_type: str = "") -> None:
    with plan.clinic.store.write(SETUP) as work:
        work.session.add(
            ServicePriceRow(
                id=work.new_id(), code=code, label=label, cents=cents, visit_type=visit_type, changed_at=work.now
            )
        )
        work.commit()


def covered(plan: Planned, patient: str) -> None:
    plan.clinic.add_coverage(patient, plan.clinic.add_payer())


@pytest.mark.parametrize(("day", "by"), [(FAR, date(2026, 3, 9)), (NEAR, date(2026, 3, 5)), (SOON, None)])
def test_booking_a_self_pay_visit_starts_its_clock(plan: Planned, day: date, by: date | None) -> None:
    booked = plan.book(plan.clinic.add_patient(), day=day)
    assert [(one.visit_id, one.due_on, one.why) for one in due(plan)] == (
        [(booked.visit_id, by, EstimateWhy.SCHEDULED)] if by else []
    )


def test_insurance_on_the_day_of_the_visit_starts_nothing(plan: Planned) -> None:
    patient = plan.clinic.add_patient()
    covered(plan, patient)
    plan.book(patient, day=FAR)
    ended = plan.clinic.add_patient("ENDED")
    plan.clinic.add_coverage(ended, plan.clinic.add_payer("CIGNA"), ends_on=date(2026, 3, 10))
    plan.book(ended, "10:00", day=FAR)
    assert [one.patient for one in due(plan)] == ["ENDED, Jon"], "in force today, but not on the day of the visit"


def test_the_clinics_closed_days_are_no_business_days(plan: Planned) -> None:
    with plan.clinic.store.write(SETUP) as work:
        work.session.add(ClosedDayRow(day="2026-03-06", label="Training"))
        work.commit()
    plan.book(plan.clinic.add_patient(), day=FAR)
    assert due(plan)[0].due_on == date(2026, 3, 10)


def test_a_move_recomputes_the_due_day_and_keeps_the_old_one(plan: Planned) -> None:
    patient = plan.clinic.add_patient()
    booked = plan.book(patient, day=FAR)
    plan.clinic.clock.advance(timedelta(days=1))
    moved = plan.booking.reschedule(
        plan.actor, plan.new_id(), booked.visit_id, booked.version, plan.at("09:00", date(2026, 3, 12))
    )
    (now,) = due(plan)
    assert (now.visit_id, now.number, now.due_on) == (moved.visit_id, 2, date(2026, 3, 6))
    with plan.clinic.store.read() as work:
        every = work.estimates.of_patient(patient)
    old = next(one for one in every if one.number == 1)
    assert (old.state, old.due_on, old.why_replaced) == (
        EstimateState.REPLACED, date(2026, 3, 9), "moved from 03/19 to 03/12",
    )  # fmt: skip
    assert now.replaces == old.estimate_id


def test_a_given_estimate_is_due_again_after_a_move_and_begins_with_its_lines(plan: Planned) -> None:
    booked = plan.book(plan.clinic.add_patient(), day=FAR)
    one = due(plan)[0]
    estimates(plan).give(plan.actor, plan.new_id(), one.estimate_id, one.version, LINES, "printed")
    assert due(plan) == []
    plan.booking.reschedule(plan.actor, plan.new_id(), booked.visit_id, booked.version, plan.at("09:00", NEAR))
    (again,) = due(plan)
    opened = estimates(plan).open(plan.actor, again.estimate_id)
    assert opened.lines == LINES and [old.words for old in opened.earlier] == ["Expected total $210.00"]


def test_a_new_card_ends_the_clock_and_its_end_starts_it_again(plan: Planned) -> None:
    patient = plan.clinic.add_patient()
    plan.book(patient, day=FAR)
    from psr_tui.domain.coverage_form import CoverageForm

    payer = plan.clinic.add_payer()
    form = CoverageForm(patient, payer_id=payer, member_id="W1", effective=date(2026, 1, 1))
    saved = plan.services.coverages.add(plan.actor, plan.new_id(), form)
    assert due(plan) == []
    coverage = saved.coverage
    plan.services.coverages.end(plan.actor, coverage.coverage_id, coverage.version, date(2026, 3, 10), "CE2")
    assert [one.due_on for one in due(plan)] == [date(2026, 3, 9)]
    assert plan.clinic.count("SELECT count(*) FROM estimate WHERE state = 'not_needed'") == 1


def test_who_cancels_is_off_the_list_and_back_with_the_visit(plan: Planned) -> None:
    booked = plan.book(plan.clinic.add_patient(), day=FAR)
    plan.booking.cancel(plan.actor, booked.visit_id, booked.version, "pat-fb")
    assert due(plan) == []
    plan.services.queue.undo_last(plan.actor)
    assert len(due(plan)) == 1 and estimates(plan).count(plan.actor) == 1


def test_a_question_is_a_request_with_its_own_clock_and_stays_one(plan: Planned) -> None:
    patient = plan.clinic.add_patient()
    booked = plan.book(patient, day=SOON)
    asked = estimates(plan).ask(plan.actor, plan.new_id(), patient)
    assert (asked.visit_id, asked.why, asked.due_on) == (booked.visit_id, EstimateWhy.REQUESTED, date(2026, 3, 9))
    again = estimates(plan).ask(plan.actor, plan.new_id(), patient, booked.visit_id)
    assert again.estimate_id == asked.estimate_id and len(due(plan)) == 1
    assert plan.clinic.count("SELECT count(*) FROM appointment WHERE estimate_asked") == 1
    with pytest.raises(Refused, match="not of this patient"):
        estimates(plan).ask(plan.actor, plan.new_id(), plan.clinic.add_patient("OTHER"), booked.visit_id)


def test_asked_while_insured_it_is_answered_by_what_was_said(plan: Planned) -> None:
    patient = plan.clinic.add_patient()
    covered(plan, patient)
    booked = plan.book(patient, day=FAR)
    asked = estimates(plan).ask(plan.actor, plan.new_id(), patient)
    assert asked.kind is EstimateKind.BENEFITS
    with pytest.raises(Refused, match="about insurance"):
        estimates(plan).give(plan.actor, plan.new_id(), asked.estimate_id, asked.version, LINES, "read")
    sentences = ("You have a $25 copay for this visit.", "This is an estimate.")
    said = estimates(plan).say(plan.actor, plan.new_id(), booked.visit_id, sentences, "read")
    assert (said.estimate_id, said.state, said.words) == (
        asked.estimate_id, EstimateState.GIVEN, "\n".join(sentences),
    )  # fmt: skip
    assert due(plan) == []
    paper = estimates(plan).cost_paper(plan.actor, said.estimate_id)
    assert paper.sentences == sentences
    shown = VisitPaperService(plan.clinic.store, plan.clinic.clock, plan.services.printing)
    text = shown.shown(plan.actor, patient, paper).text
    assert "AN ESTIMATE, NOT A BILL" in text and "$25 copay" in text
    command = plan.new_id()
    for _ in range(2):  # the same press keeps it once
        estimates(plan).say(plan.actor, command, booked.visit_id, sentences, "printed")
    assert plan.clinic.count("SELECT count(*) FROM estimate WHERE kind = 'benefits'") == 2


def test_an_estimate_is_proposed_from_the_price_list_given_and_kept_for_good(plan: Planned) -> None:
    price(plan, "OV15", "Office visit", 14500, "OV15")
    price(plan, "ECG", "ECG at rest", 6500)
    booked = plan.book(plan.clinic.add_patient(), day=FAR)
    one = due(plan)[0]
    opened = estimates(plan).open(plan.actor, one.estimate_id)
    assert [line.code for line in opened.lines] == ["OV15"] and [line.code for line in opened.prices] == ["ECG", "OV15"]
    with pytest.raises(InvalidInput, match="at least one service"):
        estimates(plan).give(plan.actor, plan.new_id(), one.estimate_id, one.version, (), "printed")
    given = estimates(plan).give(plan.actor, plan.new_id(), one.estimate_id, one.version, LINES, "printed")
    assert (given.total, given.given_how, given.given_by, given.words) == (
        Money(21000), "printed", "M. Rivera", "Expected total $210.00",
    )  # fmt: skip
    with pytest.raises(Stale):
        estimates(plan).give(plan.actor, plan.new_id(), one.estimate_id, one.version, LINES, "read")
    letter = estimates(plan).letter(plan.actor, given.estimate_id)
    assert (letter.total, letter.service, letter.service_on) == (Money(21000), "Office visit", FAR)
    more = (*LINES, EstimateLine("Dressing", Money(5500)))
    command = plan.new_id()
    for _ in range(2):
        second = estimates(plan).give(plan.actor, command, given.estimate_id, given.version, more, "mailed")
    assert (second.number, second.total, second.replaces) == (2, Money(26500), given.estimate_id)
    assert estimates(plan).letter(plan.actor, given.estimate_id).total == Money(21000), "what was given stays"
    standing = estimates(plan).standing(plan.actor, booked.visit_id)
    assert standing is not None and standing.number == 2


def test_charges_400_dollars_above_raise_a_flag_until_somebody_looked(plan: Planned) -> None:
    patient = plan.clinic.add_patient()
    booked = plan.book(patient, day=FAR)
    one = due(plan)[0]
    estimates(plan).give(plan.actor, plan.new_id(), one.estimate_id, one.version, LINES, "read")

    def charge(cents: int) -> None:
        command = PostCharge(
            plan.new_id(), patient, booked.visit_id, ChargeKind.VISIT, Money(cents), TODAY, "Office visit"
        )
        plan.services.payments.charge(plan.actor, command)

    charge(21000 + 39999)
    assert estimates(plan).over(plan.actor) == ()
    charge(1)
    (flag,) = estimates(plan).over(plan.actor)
    assert (flag.charged.cents, flag.above.cents) == (61000, 40000)
    assert estimates(plan).count(plan.actor) == 1
    with pytest.raises(InvalidInput):
        estimates(plan).looked_at(plan.actor, flag.estimate.estimate_id, " ")
    estimates(plan).looked_at(plan.actor, flag.estimate.estimate_id, "billing corrects it")
    assert estimates(plan).over(plan.actor) == ()


def test_what_the_provider_marked_flags_before_the_bill_goes_out(plan: Planned) -> None:
    from psr_tui.domain.check_out import ServiceForm

    price(plan, "MRI", "Scan", 70000)
    patient = plan.clinic.add_patient()
    booked = plan.book(patient, day=FAR)
    one = due(plan)[0]
    estimates(plan).give(plan.actor, plan.new_id(), one.estimate_id, one.version, LINES, "read")
    view = plan.services.check_out.add_service(plan.actor, plan.new_id(), booked.visit_id, ServiceForm("Scan", "MRI"))
    assert view.over == Money(49000)


def test_an_estimate_taken_off_the_list_keeps_why(plan: Planned) -> None:
    plan.book(plan.clinic.add_patient(), day=FAR)
    one = due(plan)[0]
    with pytest.raises(InvalidInput):
        estimates(plan).not_needed(plan.actor, one.estimate_id, one.version, "")
    estimates(plan).not_needed(plan.actor, one.estimate_id, one.version, "knows the price from last time")
    assert due(plan) == []
    with pytest.raises(Refused, match="not needed already"):
        estimates(plan).not_needed(plan.actor, one.estimate_id, one.version + 1, "again")
    with pytest.raises(Refused, match="newest one"):
        estimates(plan).give(plan.actor, plan.new_id(), one.estimate_id, one.version + 1, LINES, "read")


def test_self_pay_chosen_at_check_in_counts_like_no_insurance(plan: Planned) -> None:
    patient = plan.clinic.add_patient()
    covered(plan, patient)
    visit_id = plan.clinic.add_visit(patient, "08:00", plan.lee, state="arrived")
    plan.services.check_in.self_pay(plan.actor, visit_id, 1)
    asked = estimates(plan).ask(plan.actor, plan.new_id(), patient, visit_id)
    assert asked.kind is EstimateKind.GOOD_FAITH
    assert plan.state(visit_id) == VisitState.ARRIVED


def test_a_lead_keeps_the_price_list_and_a_rep_reads_it(plan: Planned) -> None:
    prices, lead = plan.services.prices, plan.clinic.actor("lgrant")
    form = PriceForm("ECG at rest", Money(6500), "ecg", "ov15")
    with pytest.raises(NotAllowed):
        prices.add(plan.actor, plan.new_id(), form)
    with pytest.raises(InvalidInput, match="Visit type: one of"):
        prices.add(lead, plan.new_id(), PriceForm("ECG", Money(1), visit_type="NONE"))
    with pytest.raises(InvalidInput, match="Price: from"):
        prices.add(lead, plan.new_id(), PriceForm("ECG", Money(-1)))
    command = plan.new_id()
    for _ in range(2):  # pressed twice it is added once
        assert prices.add(lead, command, form) == "ECG at rest: $65.00."
    (one,) = prices.all(plan.actor)
    assert (one.code, one.visit_type, one.amount) == ("ECG", "OV15", Money(6500))
    prices.change(lead, one.price_id, one.version, PriceForm("ECG at rest", Money(7000), "ECG", "OV15"))
    with pytest.raises(Stale):
        prices.stop(lead, one.price_id, one.version)
    booked = plan.book(plan.clinic.add_patient(), day=FAR)
    opened = estimates(plan).open(plan.actor, due(plan)[0].estimate_id)
    assert [line.amount for line in opened.lines] == [Money(7000)] and opened.estimate.visit_id == booked.visit_id
    prices.stop(lead, one.price_id, one.version + 1)
    assert prices.all(plan.actor) == [] and plan.clinic.count("SELECT count(*) FROM service_price") == 1
