"""Money paid ahead at check-in: it is taken off what is asked for, so it must pay what is not asked for (FD-128)."""

from __future__ import annotations

import pytest

from psr_tui.domain.money import Money
from psr_tui.domain.tenders import Tender, TenderKind
from psr_tui.services.check_in import CheckInPayment, CheckInService, CheckInView, CopayReasonNeeded
from psr_tui.services.check_in_payment import CheckInPayment as Payment
from tests.helpers.clinic import TestClinic
from tests.helpers.money import Till, cash
from tests.services.test_check_in_service import arrived, through_the_gate


@pytest.fixture
def service(clinic: TestClinic) -> CheckInService:
    return CheckInService(clinic.store, clinic.clock)


def at_desk(service: CheckInService, clinic: TestClinic, ahead: int) -> CheckInView:
    """A patient with a copay of $25.00 who paid something ahead, ready to pay."""
    till = Till(clinic)
    till.open()
    visit_id = arrived(clinic)
    till.take(service.open(clinic.actor(), visit_id).patient.id, cash(ahead))
    return through_the_gate(service, clinic, visit_id)


def handed(cents: int) -> Payment:
    return CheckInPayment("f" * 32, (Tender(TenderKind.CASH, Money(cents), tendered=Money(cents)),))


def left(clinic: TestClinic) -> tuple[int, int]:
    """What is open on the account, and what is paid ahead."""
    of = "SELECT coalesce(sum(cents), 0) FROM ledger_line WHERE account = '{}'"
    return clinic.count(of.format("receivable")), -clinic.count(of.format("unapplied"))


@pytest.mark.parametrize(
    ("ahead", "paid", "stays"), [(1500, 1000, 0), (1500, 2500, 1500), (1500, 2000, 1000), (4000, 0, 1500)]
)
def test_what_is_not_handed_over_is_paid_by_what_was_paid_ahead(
    clinic: TestClinic, service: CheckInService, ahead: int, paid: int, stays: int
) -> None:
    view = at_desk(service, clinic, ahead)
    assert view.proposal.total == Money(max(0, 2500 - ahead))
    moved, taken = service.finish(clinic.actor(), view.visit_id, view.version, handed(paid) if paid else None)
    assert left(clinic) == (0, stays)
    assert ("$25.00 paid ahead was used." in moved.words) == (not paid), "without a receipt it is said"
    assert taken is None or "You still owe                        $0.00" in taken.text


def test_a_part_payment_keeps_the_rest_open_and_asks_why(clinic: TestClinic, service: CheckInService) -> None:
    view = at_desk(service, clinic, 1500)
    with pytest.raises(CopayReasonNeeded, match=r"\$5\.00"):
        service.finish(clinic.actor(), view.visit_id, view.version, handed(500))
    assert left(clinic) == (0, 1500), "nothing of it is posted"
    view = service.no_copay(clinic.actor(), view.visit_id, view.version, "NC10")
    service.finish(clinic.actor(), view.visit_id, view.version)
    assert left(clinic) == (2500, 1500), "a reason was given instead: what was paid ahead is not touched"


def test_the_same_payment_twice_uses_it_once(clinic: TestClinic, service: CheckInService) -> None:
    view = at_desk(service, clinic, 4000)
    for _ in range(2):
        service.pay(clinic.actor(), view.visit_id, view.version, handed(500))
    assert left(clinic) == (0, 2000)
    assert clinic.count("SELECT count(*) FROM journal WHERE kind = 'apply'") == 1
