"""A new insurance card at check-in, on a real file: all of it or nothing, once, for this patient only."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from psr_tui.domain.check_in import Item
from psr_tui.domain.errors import AlreadyDone, InvalidInput, Refused, Stale
from psr_tui.domain.money import Money
from psr_tui.domain.new_card import Joins, NewCard
from psr_tui.domain.tenders import Tender, TenderKind
from psr_tui.domain.visit import VisitState
from psr_tui.services.check_in import CheckInPayment, CheckInService, CheckInView
from psr_tui.services.drafts import DraftService
from psr_tui.services.queue import QueueService, WalkIn
from tests.helpers.clinic import TODAY, TestClinic
from tests.helpers.till import open_till

COMMAND = "c0" * 16


@pytest.fixture
def service(clinic: TestClinic) -> CheckInService:
    return CheckInService(clinic.store, clinic.clock)


def walked_in(clinic: TestClinic, service: CheckInService) -> CheckInView:
    """Somebody new, without any insurance on file."""
    queue = QueueService(clinic.store, clinic.clock)
    moved = queue.walk_in(clinic.actor(), WalkIn("d" * 32, clinic.add_patient("Vigil", "Ana")))
    return service.open(clinic.actor(), moved.visit_id)


def returning(clinic: TestClinic, service: CheckInService) -> CheckInView:
    """Somebody with AETNA PPO in force, standing at the desk."""
    patient_id = clinic.add_patient("Peña García", "José")
    clinic.add_coverage(patient_id, clinic.add_payer())
    visit_id = clinic.add_visit(patient_id)
    QueueService(clinic.store, clinic.clock).move(clinic.actor(), visit_id, 1, VisitState.ARRIVED)
    return service.open(clinic.actor(), visit_id)


def card(view: CheckInView, **more: Any) -> NewCard:
    new = NewCard(COMMAND, view.patient.id, "w99 887", TODAY, new_payer="Blue  Shield", copay=Money(2500))
    return replace(new, **more)


def test_a_first_card_is_on_file_pays_today_and_was_seen(clinic: TestClinic, service: CheckInService) -> None:
    view = walked_in(clinic, service)
    actor = clinic.actor()
    view = service.new_card(actor, view.visit_id, view.version, card(view, plan="Gold", group="00441"))
    assert view.chosen is not None and view.chosen.coverage_id == COMMAND
    kept = view.chosen
    assert (kept.name(), kept.member_id, kept.group_number) == ("Blue Shield Gold", "W99 887", "00441")
    assert (kept.order, kept.effective, kept.ends, kept.card_seen_on) == (1, TODAY, None, TODAY)
    assert view.steps[Item.COVERAGE].detail == view.steps[Item.CARD].detail == COMMAND
    assert view.proposal.words() == "copay $25.00"
    for entity, action in (("coverage", "create"), ("payer", "create")):
        assert clinic.count(f"SELECT count(*) FROM audit WHERE entity = '{entity}' AND action = '{action}'") == 1
    assert clinic.count("SELECT count(*) FROM audit WHERE detail LIKE '%W99%' OR detail LIKE '%Shield%'") == 0


def test_the_copay_of_the_new_card_is_charged_and_paid(clinic: TestClinic, service: CheckInService) -> None:
    view = walked_in(clinic, service)
    actor = clinic.actor()
    open_till(clinic, actor)
    view = service.new_card(actor, view.visit_id, view.version, card(view))
    cash = (Tender(TenderKind.CASH, Money(2500), tendered=Money(2500)),)
    service.pay(actor, view.visit_id, view.version, CheckInPayment("f" * 32, cash))
    assert clinic.count("SELECT count(*) FROM charge WHERE kind = 'copay'") == 1
    assert clinic.count("SELECT sum(cents) FROM ledger_line WHERE account = 'till'") == 2500
    with clinic.store.read() as work:
        assert work.ledger.balances(view.patient.id) == []


def test_the_same_press_twice_adds_one_coverage_and_other_content_is_refused(
    clinic: TestClinic, service: CheckInService
) -> None:
    view = walked_in(clinic, service)
    actor = clinic.actor()
    once = service.new_card(actor, view.visit_id, view.version, card(view))
    again = service.new_card(actor, view.visit_id, view.version, card(view))
    assert again.version == once.version
    with pytest.raises(AlreadyDone):
        service.new_card(actor, view.visit_id, once.version, card(view, member_id="OTHER1"))
    for table in ("coverage", "payer"):
        assert clinic.count(f"SELECT count(*) FROM {table}") == 1


def test_a_card_that_replaces_ends_the_old_one_the_day_before(clinic: TestClinic, service: CheckInService) -> None:
    view = returning(clinic, service)
    assert view.proposed is not None
    old = view.proposed.coverage_id
    begins = TODAY.replace(day=1)
    new = card(view, effective=begins, joins=Joins.REPLACES, replaces_id=old)
    view = service.new_card(clinic.actor(), view.visit_id, view.version, new)
    ends = {one.coverage_id: one.ends for one in view.coverages}
    assert ends == {old: begins - timedelta(days=1), COMMAND: None}
    assert view.chosen is not None and view.chosen.coverage_id == COMMAND and view.chosen.order == 1
    assert view.order_clash == ()
    assert clinic.count("SELECT count(*) FROM audit WHERE action = 'end' AND entity = 'coverage'") == 1


def test_a_second_insurance_stands_behind_and_leaves_the_payer_question_open(
    clinic: TestClinic, service: CheckInService
) -> None:
    view = returning(clinic, service)
    assert view.proposed is not None
    first = view.proposed.coverage_id
    new = card(view, joins=Joins.SECOND, replaces_id=first)
    view = service.new_card(clinic.actor(), view.visit_id, view.version, new)
    assert [one.order for one in view.coverages] == [1, 2]
    assert view.chosen is None and Item.COVERAGE in view.gate.missing
    assert view.proposed is not None and view.proposed.coverage_id == first
    assert view.coverages[1].card_seen_on == TODAY
    view = service.new_card(clinic.actor(), view.visit_id, view.version, replace(new, command_id="c1" * 16))
    assert view.order_clash == (2,)


def test_a_known_payer_typed_with_other_letters_is_not_made_twice(clinic: TestClinic, service: CheckInService) -> None:
    clinic.add_payer("Blue Shield")
    view = walked_in(clinic, service)
    service.new_card(clinic.actor(), view.visit_id, view.version, card(view, new_payer="BLUE shield"))
    assert clinic.count("SELECT count(*) FROM payer") == 1
    assert service.payers(clinic.actor())[0][1] == "Blue Shield"


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"member_id": " "}, "Member ID"),
        ({"new_payer": ""}, "Payer"),
        ({"relationship": "child"}, "Subscriber"),
        ({"effective": date(2026, 4, 1)}, "NOT YET, from 04/01/2026"),
        ({"payer_id": "nobody"}, "no longer on the list"),
        ({"patient_id": "somebody else"}, "another patient"),
        ({"joins": Joins.SECOND}, "replaces the insurance"),
    ],
)
def test_what_is_wrong_with_a_card_is_said_and_nothing_is_kept(
    clinic: TestClinic, service: CheckInService, more: dict[str, Any], says: str
) -> None:
    view = walked_in(clinic, service)
    with pytest.raises((InvalidInput, Refused), match=says):
        service.new_card(clinic.actor(), view.visit_id, view.version, card(view, **more))
    for table in ("coverage", "payer"):
        assert clinic.count(f"SELECT count(*) FROM {table}") == 0
    assert service.look(clinic.actor(), view.visit_id).version == view.version


def test_a_stale_form_and_an_insurance_added_meanwhile_are_refused(clinic: TestClinic, service: CheckInService) -> None:
    view = walked_in(clinic, service)
    newer = service.confirm_demographics(clinic.actor("tchen"), view.visit_id, view.version)
    service.self_pay(clinic.actor("tchen"), view.visit_id, newer.version)
    with pytest.raises(Stale, match=r"T\. Chen"):
        service.new_card(clinic.actor(), view.visit_id, view.version, card(view))
    clinic.add_coverage(view.patient.id, clinic.add_payer())
    version = service.look(clinic.actor(), view.visit_id).version
    with pytest.raises(Refused, match="meanwhile"):
        service.new_card(clinic.actor(), view.visit_id, version, card(view))


def test_saving_forgets_the_draft_in_the_same_transaction(clinic: TestClinic, service: CheckInService) -> None:
    view = walked_in(clinic, service)
    actor = clinic.actor()
    DraftService(clinic.store, clinic.clock).keep(actor, "new_card", view.visit_id, {"member_id": "W99"})
    service.new_card(actor, view.visit_id, view.version, card(view))
    assert clinic.count("SELECT count(*) FROM draft") == 0
