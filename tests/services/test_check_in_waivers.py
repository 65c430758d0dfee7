"""A waived copay and a discount at check-in: rows on the account, signed by somebody else, nothing left open."""

from __future__ import annotations

from datetime import timedelta

import pytest

from psr_tui.domain.check_in import Item
from psr_tui.domain.discounts import DiscountKind, GrantDiscount
from psr_tui.domain.errors import NotAllowed, Refused
from psr_tui.domain.visit import VisitState
from psr_tui.services.adjustments import AdjustmentService
from psr_tui.services.approvals import Signature
from psr_tui.services.check_in import CheckInService
from tests.helpers.clinic import PASSWORD, TODAY, TestClinic
from tests.helpers.money import command_id
from tests.services.test_check_in_service import arrived, through_the_gate

BOSS = Signature("sotto", PASSWORD)


@pytest.fixture
def service(clinic: TestClinic) -> CheckInService:
    return CheckInService(clinic.store, clinic.clock)


def test_a_waived_copay_is_charged_and_taken_off_under_the_signature(
    clinic: TestClinic, service: CheckInService
) -> None:
    visit_id = arrived(clinic)
    view = through_the_gate(service, clinic, visit_id)
    actor = clinic.actor()
    view = service.no_copay(actor, visit_id, view.version, "NC40", signature=BOSS)
    assert view.due == () and not view.copay_uncollected
    moved, taken = service.finish(actor, visit_id, view.version)
    assert moved.state is VisitState.CHECKED_IN and taken is None
    assert service.look(actor, visit_id).steps[Item.COPAY].code == "NC40", "why it was not paid is not written over"
    posted = "SELECT count(*) FROM journal WHERE kind = 'adjustment' AND reason_code = 'AD22'"
    assert clinic.count(f"{posted} AND approved_by = 'u-sotto' AND staff_id = 'u-mrivera'") == 1
    assert clinic.count("SELECT sum(cents) FROM ledger_line WHERE account = 'receivable'") == 0
    assert clinic.count("SELECT count(*) FROM charge WHERE kind = 'copay'") == 1


def test_nobody_waives_a_copay_they_enter_themselves(clinic: TestClinic, service: CheckInService) -> None:
    visit_id = arrived(clinic)
    view = through_the_gate(service, clinic, visit_id)
    boss = clinic.actor("sotto")
    for signature in (Signature(), BOSS):
        with pytest.raises(NotAllowed, match="another supervisor"):
            service.no_copay(boss, visit_id, view.version, "NC40", signature=signature)
    assert clinic.count("SELECT count(*) FROM charge") == 0
    service.no_copay(boss, visit_id, view.version, "NC40", signature=Signature("admin", PASSWORD))
    assert clinic.count("SELECT count(*) FROM journal WHERE approved_by = 'u-admin'") == 1


def test_a_hardship_discount_takes_the_copay_off_before_it_is_charged_and_stops_nothing(
    clinic: TestClinic, service: CheckInService
) -> None:
    visit_id = arrived(clinic)
    view = through_the_gate(service, clinic, visit_id)
    actor = clinic.actor()
    with pytest.raises(Refused, match="No discount"):
        service.use_discount(actor, visit_id, view.version, command_id())
    assert view.discount is None
    grant = GrantDiscount(
        command_id("g"), view.patient.id, DiscountKind.HARDSHIP, TODAY, TODAY + timedelta(days=30), 60
    )
    AdjustmentService(clinic.store, clinic.clock).grant(actor, grant, "sotto", PASSWORD)
    view = service.look(actor, visit_id)
    assert view.discount is not None and view.discount_off.cents == 1500 and view.proposal.copay.cents == 2500
    ident = command_id("d")
    after = service.use_discount(actor, visit_id, view.version, ident)
    assert (after.discount_off.cents, after.proposal.copay.cents) == (0, 1000), "the payment proposes what is left"
    again = service.use_discount(actor, visit_id, view.version, ident)
    assert again.proposal.copay.cents == 1000, "pressed twice it is taken off once"
    with pytest.raises(Refused, match="taken off already"):
        service.use_discount(actor, visit_id, after.version, command_id("d"))
    assert clinic.count("SELECT sum(cents) FROM ledger_line WHERE account = 'receivable'") == 1000
