"""Check-out on a real store: charges handed over, the copay asked once more, the next visit, what stays on F8, undo."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from psr_tui.domain.check_out import ServiceForm
from psr_tui.domain.errors import InvalidInput, NotAllowed, Refused, Stale
from psr_tui.domain.follow_up import OrderState
from psr_tui.domain.ledger import Account
from psr_tui.domain.referrals import ReferralForm
from psr_tui.domain.visit import VisitState
from psr_tui.domain.work import WorkItem, WorkKind
from psr_tui.services.check_out import CheckOutService, CheckOutView, CopayUnanswered
from psr_tui.services.printing import PrintingService
from psr_tui.services.visit_papers import VisitPaperService
from tests.helpers.clinic import TODAY, TestClinic
from tests.helpers.diary import Planned, planned
from tests.helpers.printers import spool

KINDS = list(WorkKind)


@pytest.fixture
def plan(clinic: TestClinic) -> Planned:
    return planned(clinic)


def roomed(plan: Planned, last: str = "SMITH", copay: int | None = None, **more: Any) -> str:
    patient = plan.clinic.add_patient(last)
    if copay is not None:
        plan.clinic.add_coverage(patient, plan.clinic.add_payer(f"PAYER OF {last}"), copay)
    return plan.clinic.add_visit(patient, "08:00", plan.lee, state="roomed", arrived_at=plan.clinic.clock.now(), **more)


def service(plan: Planned) -> CheckOutService:
    return plan.services.check_out


def marked(plan: Planned, visit_id: str, label: str = "Office visit") -> CheckOutView:
    return service(plan).add_service(plan.actor, plan.new_id(), visit_id, ServiceForm(label, "OV15", 1, "M5450"))


def items(plan: Planned) -> list[WorkItem]:
    return plan.services.worklists.page(plan.actor, KINDS, "", 0, 20)


def test_nothing_left_checks_out_and_is_logged_as_seen_first(plan: Planned) -> None:
    visit_id = roomed(plan)
    view = service(plan).open(plan.actor, visit_id)
    assert (view.services, view.orders, view.unfinished, view.asks_copay) == ((), (), (), False)
    assert plan.clinic.count("SELECT count(*) FROM audit WHERE action = 'view'") == 1
    moved = service(plan).finish(plan.actor, visit_id, view.version)
    assert moved.words == "SMITH, Jon checked out 09:47. Ctrl+Z undoes it."
    assert items(plan) == []


def test_only_who_was_checked_in_can_be_checked_out(plan: Planned) -> None:
    visit_id = plan.clinic.add_visit(plan.clinic.add_patient(), state="arrived")
    with pytest.raises(Refused, match="check in first, then check out"):
        service(plan).open(plan.actor, visit_id)
    assert plan.clinic.count("SELECT count(*) FROM audit WHERE action = 'view'") == 0


def test_charges_are_read_mended_and_handed_over_once(plan: Planned) -> None:
    visit_id = roomed(plan)
    command = plan.new_id()
    for _ in range(2):  # a second press adds nothing
        view = service(plan).add_service(plan.actor, command, visit_id, ServiceForm("Office visit", "ov15"))
    wrong = next(one for one in marked(plan, visit_id, "ECG").services if one.label == "ECG")
    view = service(plan).change_service(plan.actor, wrong.service_id, 1, ServiceForm("ECG at rest", "ECG", 2))
    with pytest.raises(Stale):
        service(plan).remove_service(plan.actor, wrong.service_id, 1)
    assert {one.words for one in view.services} == {"OV15 Office visit", "2 x ECG ECG at rest"}
    view = service(plan).remove_service(plan.actor, wrong.service_id, 2)
    view = service(plan).hand_over(plan.actor, visit_id, view.version)
    assert view.waiting_services == () and len(view.services) == 1
    handed = "charges_handed_at IS NOT NULL"
    assert plan.clinic.count(f"SELECT count(*) FROM appointment WHERE id = '{visit_id}' AND {handed}") == 1
    with pytest.raises(Refused, match="no charge to hand over"):
        service(plan).hand_over(plan.actor, visit_id, view.version)
    with pytest.raises(Refused, match="handed to billing already"):
        service(plan).remove_service(plan.actor, view.services[0].service_id, view.services[0].version)
    assert plan.clinic.count("SELECT count(*) FROM visit_service") == 2, "what was taken off stays on file"


def test_what_is_not_finished_stays_on_f8_until_it_is_done(plan: Planned) -> None:
    visit_id = roomed(plan)
    marked(plan, visit_id)
    view = service(plan).order(plan.actor, plan.new_id(), visit_id, "3 months 30 min FUP")
    moved = service(plan).finish(plan.actor, visit_id, view.version)
    assert moved.words.endswith("Stays on F8: hand over 1 charge, next visit: 3 months, 30 min FUP with Lee.")
    assert sorted((one.kind, one.title) for one in items(plan)) == [
        (WorkKind.TASK, "Hand over 1 charge"),
        (WorkKind.TO_SCHEDULE, "Next visit: 3 months, 30 min FUP with Lee"),
    ]
    service(plan).hand_over(plan.actor, visit_id, moved.version)
    order = view.orders[0]
    service(plan).decline(plan.actor, order.order_id, order.version, "moves away")
    assert items(plan) == []


def test_taking_the_check_out_back_takes_its_items_back(plan: Planned) -> None:
    visit_id = roomed(plan)
    view = marked(plan, visit_id)
    moved = service(plan).finish(plan.actor, visit_id, view.version)
    assert len(items(plan)) == 1
    assert plan.services.queue.undo_last(plan.actor) == "Undone: SMITH, Jon is Roomed again."
    assert items(plan) == []
    again = service(plan).finish(plan.actor, visit_id, moved.version + 1)
    assert len(items(plan)) == 1
    plan.services.queue.cancel_check_out(plan.actor, visit_id, again.version)
    assert items(plan) == [] and plan.services.queue.drifted(plan.actor) == []


def test_an_uncollected_copay_asks_for_a_reason_and_the_batch_says_so_by_name(plan: Planned) -> None:
    owing, free = roomed(plan, "OWES", 2500), roomed(plan, "FREE")
    with pytest.raises(CopayUnanswered) as asked:
        service(plan).finish(plan.actor, owing, 1)
    assert asked.value.amount == "$25.00"
    rows = [(owing, 1), (free, 1)]
    result = plan.services.queue.move_many(plan.actor, rows, VisitState.CHECKED_OUT)
    assert result.words() == (
        "1 of 2 done, Ctrl+Z undoes them. OWES, Jon: the copay of $25.00 is not collected; check this visit out on its "
        "own (4) and say why."
    )
    with pytest.raises(Refused, match="add a few words"):
        service(plan).no_copay(plan.actor, owing, 1, "NC11")
    view = service(plan).no_copay(plan.actor, owing, 1, "NC11", "pays on Friday")
    assert not view.asks_copay
    assert service(plan).finish(plan.actor, owing, view.version).state is VisitState.CHECKED_OUT
    assert (
        plan.clinic.count("SELECT count(*) FROM check_in_step WHERE reason_code = 'NC11' AND detail = 'check_out'") == 1
    )


def test_a_copay_is_charged_once_before_money_is_taken(plan: Planned) -> None:
    visit_id = roomed(plan, copay=2500)
    for _ in range(2):
        view = service(plan).charge(plan.actor, visit_id)
    assert view.due.cents == 2500 and view.copay.cents == 2500
    owed = f"SELECT sum(cents) FROM ledger_line WHERE account = '{Account.RECEIVABLE.value}'"
    assert plan.clinic.count(owed) == 2500


def test_the_follow_up_is_booked_near_its_day_with_its_provider_once(plan: Planned) -> None:
    visit_id = roomed(plan)
    order = service(plan).order(plan.actor, plan.new_id(), visit_id, "2 weeks 30 min FUP").orders[0]
    found = plan.booking.follow_up(plan.actor, order.follow_up, order.visit_type, order.patient_id, order.provider_id)
    opening = found.openings[0]
    assert opening.day == date(2026, 3, 18) and opening.provider_id == plan.lee and opening.minutes == 30
    command = plan.new_id()
    for _ in range(2):  # F10 pressed twice
        booked = service(plan).book(plan.actor, command, order.order_id, order.version, opening)
    assert plan.clinic.count("SELECT count(*) FROM appointment WHERE local_date = '2026-03-18'") == 1
    view = service(plan).look(plan.actor, visit_id)
    assert view.orders[0].state is OrderState.BOOKED and view.open_order is None
    assert view.next_visits[0].visit_id == booked.visit_id
    with pytest.raises(Stale):
        service(plan).book(plan.actor, plan.new_id(), order.order_id, order.version, opening)
    plan.services.queue.undo_last(plan.actor)  # the booking was wrong: the order waits again
    assert service(plan).look(plan.actor, visit_id).open_order is not None


def test_without_a_time_it_goes_on_the_list_of_visits_to_schedule(plan: Planned) -> None:
    visit_id = roomed(plan)
    order = service(plan).order(plan.actor, plan.new_id(), visit_id, "6 weeks").orders[0]
    said = service(plan).to_schedule(plan.actor, plan.new_id(), order.order_id, order.version)
    assert said == "SMITH, Jon is on the list of visits to schedule for Office visit."
    (waiting,) = plan.services.wait_list.waiting(plan.actor, to_schedule=True)
    assert waiting.entry.earliest == TODAY + timedelta(weeks=6) and waiting.entry.provider_id == plan.lee
    with pytest.raises(Stale):
        service(plan).decline(plan.actor, order.order_id, order.version, "no")
    with pytest.raises(InvalidInput, match="Why"):
        service(plan).decline(plan.actor, order.order_id, order.version + 1, "  ")


def test_a_walk_in_is_followed_up_by_a_follow_up(plan: Planned) -> None:
    visit_id = roomed(plan, visit_type="WALK")
    order = service(plan).order(plan.actor, plan.new_id(), visit_id, "3 months 30 min").orders[0]
    assert order.visit_type == "FUP"


def test_an_order_in_months_can_become_a_recall_and_one_in_weeks_cannot(plan: Planned) -> None:
    visit_id = roomed(plan)
    order = service(plan).order(plan.actor, plan.new_id(), visit_id, "6 months FUP").orders[0]
    said = service(plan).recall(plan.actor, plan.new_id(), order.order_id, order.version)
    assert said == "SMITH, Jon: Follow-up due Fri 09/04/2026."
    assert plan.clinic.count("SELECT count(*) FROM recall WHERE every_months = 6 AND due_instead = '2026-09-04'") == 1
    view = service(plan).look(plan.actor, visit_id)
    assert view.open_order is None and view.unfinished == ()
    weeks = service(plan).order(plan.actor, plan.new_id(), visit_id, "6 weeks").open_order
    assert weeks is not None
    with pytest.raises(InvalidInput, match="months"):
        service(plan).recall(plan.actor, plan.new_id(), weeks.order_id, weeks.version)
    assert service(plan).look(plan.actor, visit_id).open_order == weeks


def test_a_referral_is_handed_and_its_slip_names_who_sends(plan: Planned) -> None:
    visit_id = roomed(plan)
    patient = service(plan).look(plan.actor, visit_id).patient_id
    form = ReferralForm(patient, "Example Cardiology", phone="(505) 555-0177", reason="Chest pain", visit_id=visit_id)
    referral = plan.services.referrals.add(plan.actor, plan.new_id(), form)
    view = service(plan).hand_referrals(plan.actor, visit_id, (referral.referral_id,))
    assert view.unhanded == () and len(view.referrals) == 1
    slip = service(plan).referral_slip(plan.actor, visit_id, referral.referral_id)
    assert (slip.legal_name, slip.referred_by, slip.referred_to) == ("SMITH, Jon", "Lee", "Example Cardiology")
    sheet, survey = service(plan).papers(plan.actor, visit_id)
    assert sheet.instructions == ("Make the appointment with Example Cardiology. (505) 555-0177",) and survey is None
    with pytest.raises(Refused, match="not of this patient"):
        service(plan).hand_referrals(plan.actor, roomed(plan, "OTHER"), (referral.referral_id,))


# --- the end of the day ---
def test_never_checked_out_is_asked_of_the_store_and_each_takes_an_outcome(plan: Planned) -> None:
    yesterday = TODAY - timedelta(days=1)
    out, left, error = (roomed(plan, name, day=yesterday) for name in ("OUT", "LEFT", "WRONG"))
    roomed(plan, "TODAY")
    days, queue = plan.services.visit_day, plan.services.queue
    assert {one.patient for one in days.never_out(plan.actor)} == {"OUT, Jon", "LEFT, Jon", "WRONG, Jon"}
    service(plan).finish(plan.actor, out, 1)
    queue.move(plan.actor, left, 1, VisitState.LEFT_UNSEEN)
    with pytest.raises(NotAllowed):
        queue.move(plan.actor, error, 1, VisitState.ENTERED_IN_ERROR, "never came")
    queue.move(plan.clinic.actor("lgrant"), error, 1, VisitState.ENTERED_IN_ERROR, "never came")
    assert days.never_out(plan.actor) == () and days.never_out_count(plan.actor) == 0
    plan.clinic.clock.advance(timedelta(hours=9))  # the office has closed: today counts too
    assert [one.patient for one in days.never_out(plan.actor)] == ["TODAY, Jon"]


def test_a_day_closes_once_every_appointment_is_answered_for(plan: Planned) -> None:
    visit_id, missed = roomed(plan), plan.clinic.add_visit(plan.clinic.add_patient("MISSED"), "08:30")
    lead, days, queue = plan.clinic.actor("lgrant"), plan.services.visit_day, plan.services.queue
    with pytest.raises(NotAllowed):
        days.close(plan.actor, TODAY)
    with pytest.raises(Refused, match="2 visits of Wed 03/04 must be answered first"):
        days.close(lead, TODAY)
    assert [one.visit.patient for one in days.standing(lead).open] == ["SMITH, Jon", "MISSED, Jon"]
    service(plan).finish(plan.actor, visit_id, 1)
    queue.move(plan.actor, missed, 1, VisitState.NO_SHOW)
    assert days.close(lead, TODAY) == "Wed 03/04 is closed: 2 visits accounted for."
    with pytest.raises(Refused, match=r"L\. Grant closed Wed 03/04 already"):
        days.close(lead, TODAY)
    assert plan.clinic.count("SELECT count(*) FROM visit_day_close") == 1
    with pytest.raises(Refused, match="closed; give a reason to take the no-show in"):
        queue.move(plan.actor, missed, 2, VisitState.ARRIVED)
    with pytest.raises(Refused, match="its check-out stays"):
        queue.cancel_check_out(plan.actor, visit_id, 2)
    with pytest.raises(Refused, match=r"L\. Grant closed the day"):
        queue.undo_last(plan.actor)
    queue.move(plan.actor, missed, 2, VisitState.ARRIVED, "came at 17:55")
    assert days.standing(lead).closed is None, "a day with something open again is not closed"


def test_a_day_to_come_is_not_closed(plan: Planned) -> None:
    with pytest.raises(InvalidInput, match="still to come"):
        plan.services.visit_day.close(plan.clinic.actor("lgrant"), TODAY + timedelta(days=1))


def test_copays_are_told_by_rep_stage_and_code_and_a_rep_sees_their_own(plan: Planned) -> None:
    first, second = roomed(plan, "ONE", 2500), roomed(plan, "TWO", 4000)
    service(plan).no_copay(plan.actor, first, 1, "NC12")
    chen = plan.clinic.actor("tchen")
    service(plan).no_copay(chen, second, 1, "NC10")
    boss = plan.services.visit_day.copays(plan.clinic.actor("sotto"))
    assert [(row.rep, row.stage, row.code, row.amount.cents) for row in boss.rows] == [
        ("M. Rivera", "check-out", "NC12", 2500),
        ("T. Chen", "check-out", "NC10", 4000),
    ]
    assert (boss.collected.cents, boss.missing.cents, boss.everybody) == (0, 6500, True)
    own = plan.services.visit_day.copays(chen)
    assert [row.rep for row in own.rows] == ["T. Chen"] and not own.everybody


def test_papers_printed_after_a_check_out_do_not_stand_between_it_and_ctrl_z(plan: Planned, tmp_path: Path) -> None:
    visit_id = roomed(plan)
    service(plan).finish(plan.actor, visit_id, 1)
    plan.clinic.clock.advance(timedelta(seconds=5))
    printing = PrintingService(plan.clinic.store, plan.clinic.clock, spool(tmp_path / "out"))
    sheet, _survey = service(plan).papers(plan.actor, visit_id)
    papers = VisitPaperService(plan.clinic.store, plan.clinic.clock, printing)
    papers.print_paper(plan.actor, service(plan).look(plan.actor, visit_id).patient_id, sheet)
    assert plan.services.queue.undo_last(plan.actor) == "Undone: SMITH, Jon is Roomed again."
