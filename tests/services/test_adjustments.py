"""Owing less or more without money, discounts by policy, and checks that came back, on a real store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from psr_tui.domain.adjustments import AddFee, Adjust
from psr_tui.domain.discounts import ApplyDiscount, DiscountKind, GrantDiscount
from psr_tui.domain.errors import AlreadyDone, InvalidInput, NotAllowed, Refused
from psr_tui.domain.ledger import JournalKind
from psr_tui.domain.money import Money
from psr_tui.domain.payments import ChargeKind
from psr_tui.domain.returned_checks import ReturnCheck
from psr_tui.services.adjustments import AdjustmentService
from psr_tui.services.approvals import UNSIGNED, Signature
from psr_tui.services.returned_checks import ReturnedCheckService
from tests.helpers.clinic import PASSWORD, TODAY, TestClinic
from tests.helpers.money import Till, card, cash, check, command_id

BOSS = Signature("sotto", PASSWORD)


@pytest.fixture
def till(clinic: TestClinic) -> Till:
    return Till(clinic)


@pytest.fixture
def service(clinic: TestClinic) -> AdjustmentService:
    return AdjustmentService(clinic.store, clinic.clock)


def open_on(till: Till, patient: str) -> dict[str, int]:
    return {one.charge_id: one.open.cents for one in till.payments.balances(till.actor, patient).due}


def test_an_adjustment_needs_no_drawer_and_takes_its_sign_and_signature_from_its_reason(
    till: Till, service: AdjustmentService
) -> None:
    patient = till.clinic.add_patient()
    charge = till.owe(patient, 6000, ChargeKind.VISIT)
    less = Adjust(command_id("a"), patient, charge, "AD05", Money(2000), comment="lost the job")
    for signature, why in (
        (UNSIGNED, "needs the signature"),
        (Signature("tchen", PASSWORD), "supervisor"),
        (Signature("mrivera", PASSWORD), "supervisor"),
    ):
        with pytest.raises(NotAllowed, match=why):
            service.adjust(till.actor, less, signature)
    assert service.adjust(till.actor, less, BOSS) == Money(4000)
    assert service.adjust(till.actor, less, BOSS) == Money(4000), "sent twice it posts once"
    with pytest.raises(AlreadyDone):
        service.adjust(till.actor, replace(less, amount=Money(1)), BOSS)
    small = replace(less, command_id=command_id("a"), reason="AD06", amount=Money(100), comment="")
    assert service.adjust(till.actor, small) == Money(3900), "a small balance needs nobody"
    with pytest.raises(InvalidInput, match="takes something off"):
        service.adjust(till.actor, replace(small, command_id=command_id("a"), more=True))
    more = replace(small, command_id=command_id("a"), reason="AD11", amount=Money(50), more=True)
    assert service.adjust(till.actor, more) == Money(3950)
    assert open_on(till, patient) == {charge: 3950}
    assert till.clinic.count("SELECT -sum(cents) FROM ledger_line WHERE account = 'adjustment'") == -2050


def test_a_supervisor_cannot_sign_what_they_enter(till: Till, service: AdjustmentService) -> None:
    patient = till.clinic.add_patient()
    charge = till.owe(patient, 6000)
    command = Adjust(command_id("a"), patient, charge, "AD07", Money(100))
    boss = till.clinic.actor("sotto")
    for signature in (UNSIGNED, BOSS):
        with pytest.raises(NotAllowed):
            service.adjust(boss, command, signature)
    service.adjust(boss, command, Signature("admin", PASSWORD))


def test_never_more_off_than_is_open_and_never_without_its_words(till: Till, service: AdjustmentService) -> None:
    patient = till.clinic.add_patient()
    charge = till.owe(patient, 2500)
    command = Adjust(command_id("a"), patient, charge, "AD06", Money(2501))
    with pytest.raises(InvalidInput, match=r"more than the \$25\.00 open"):
        service.adjust(till.actor, command)
    for wrong in (
        replace(command, amount=Money(0)),
        replace(command, reason="AD17", amount=Money(100)),  # a fee is a charge
        replace(command, reason="V1", amount=Money(100)),
        replace(command, comment="4111 1111 1111 1111", amount=Money(100)),
    ):
        with pytest.raises(InvalidInput):
            service.adjust(till.actor, wrong)
    with pytest.raises(InvalidInput, match="one line that says why"):
        service.adjust(till.actor, replace(command, reason="AD01", amount=Money(100)), BOSS)
    with pytest.raises(NotAllowed, match="needs the signature"):
        service.adjust(till.actor, replace(command, amount=Money(501)))  # a small balance that is not small
    service.adjust(till.actor, replace(command, amount=Money(2500)), BOSS)
    with pytest.raises(Refused, match="Nothing is open"):
        service.adjust(till.actor, replace(command, command_id=command_id("a"), amount=Money(1)))
    assert till.clinic.count("SELECT count(*) FROM journal WHERE kind = 'adjustment'") == 1


def test_a_fee_is_a_charge_of_its_own(till: Till, service: AdjustmentService) -> None:
    patient = till.clinic.add_patient()
    fee = AddFee(command_id("f"), patient, "AD19", Money(3000))
    with pytest.raises(NotAllowed):
        service.add_fee(till.actor, fee)
    charge = service.add_fee(till.actor, fee, BOSS)
    assert service.add_fee(till.actor, fee, BOSS) == charge
    (due,) = till.payments.balances(till.actor, patient).due
    assert (due.kind, due.label, due.open, due.charged) == (ChargeKind.FEE, "No-show fee", Money(3000), Money(3000))
    with pytest.raises(InvalidInput):
        service.add_fee(till.actor, replace(fee, command_id=command_id("f"), reason="AD05"), BOSS)


@pytest.mark.parametrize("payer", ["State MEDICAID", "Medi-Cal"])
def test_fd_90_medicaid_allows_no_fee_for_a_missed_visit(till: Till, service: AdjustmentService, payer: str) -> None:
    clinic = till.clinic
    patient, before = clinic.add_patient(), clinic.add_patient("ADAMS")
    clinic.add_coverage(patient, clinic.add_payer(payer))
    clinic.add_coverage(before, clinic.add_payer(f"{payer} Plus"), ends_on=TODAY - timedelta(days=1))
    for reason in ("AD19", "AD20"):
        fee = AddFee(command_id("f"), patient, reason, Money(3000))
        with pytest.raises(Refused, match="does not allow this patient a"):
            service.add_fee(till.actor, fee, BOSS)
        service.add_fee(till.actor, replace(fee, command_id=command_id("f"), patient_id=before), BOSS)
    assert clinic.count("SELECT count(*) FROM journal WHERE kind = 'charge'") == 2
    service.add_fee(till.actor, AddFee(command_id("f"), patient, "AD15", Money(3000)), BOSS)  # an after-hours call


def granted(till: Till, service: AdjustmentService, patient: str, kind: DiscountKind, **more: object) -> str:
    command = GrantDiscount(command_id("g"), patient, kind, TODAY, TODAY + timedelta(days=90), **more)  # type: ignore[arg-type]
    return service.grant(till.actor, command, "sotto", PASSWORD).discount_id


def test_a_sliding_fee_is_taken_off_once_and_says_who_allowed_it(till: Till, service: AdjustmentService) -> None:
    patient = till.clinic.add_patient()
    visit = till.owe(patient, 3333, ChargeKind.VISIT)
    copay = till.owe(patient, 2500)
    discount = granted(till, service, patient, DiscountKind.SLIDING_FEE, percent=50)
    offer = service.offer(till.actor, patient)
    assert offer is not None and offer.total == Money(1667), "half up"
    assert offer.discount.words == "sliding fee: 50 % off, until 06/02/2026" and offer.discount.approver == "S. Otto"
    command = ApplyDiscount(command_id("d"), patient, discount, offer.total)
    assert service.apply_discount(till.actor, command) == service.apply_discount(till.actor, command) == Money(1667)
    assert open_on(till, patient) == {visit: 1666, copay: 2500}
    again = service.offer(till.actor, patient)
    assert again is not None and not again.total, "no discount on what is discounted"
    with pytest.raises(Refused, match="taken off already"):
        service.apply_discount(till.actor, replace(command, command_id=command_id("d")))
    assert till.clinic.count("SELECT count(*) FROM journal WHERE kind = 'adjustment' AND approved_by = 'u-sotto'") == 1


def test_a_nominal_charge_is_left_once_a_visit_and_hardship_waives_the_copay(
    till: Till, service: AdjustmentService
) -> None:
    patient, other = till.clinic.add_patient(), till.clinic.add_patient("OTHER", phone="")
    appointment = till.clinic.add_visit(patient)
    parts = [till.owe(patient, cents, ChargeKind.VISIT, visit=appointment) for cents in (1500, 9000)]
    nominal = granted(till, service, patient, DiscountKind.NOMINAL, nominal=Money(2000))
    offer = service.offer(till.actor, patient)
    assert offer is not None and offer.total == Money(8500)
    service.apply_discount(till.actor, ApplyDiscount(command_id("d"), patient, nominal, Money(8500)))
    assert open_on(till, patient) == {parts[0]: 1500, parts[1]: 500}
    till.owe(other, 2500)
    hardship = granted(till, service, other, DiscountKind.HARDSHIP, percent=100)
    service.apply_discount(till.actor, ApplyDiscount(command_id("d"), other, hardship, Money(2500)))
    assert open_on(till, other) == {}


def test_a_discount_ends_on_its_day_and_nobody_enters_their_own(till: Till, service: AdjustmentService) -> None:
    patient = till.clinic.add_patient()
    till.owe(patient, 6000, ChargeKind.VISIT)
    wanted = GrantDiscount(command_id("g"), patient, DiscountKind.SLIDING_FEE, TODAY, TODAY, 60)
    for wrong, why in (
        (replace(wanted, percent=0), "Percent"),
        (replace(wanted, percent=101), "Percent"),
        (replace(wanted, ends_on=TODAY - timedelta(days=1)), "Until"),
        (replace(wanted, kind=DiscountKind.NOMINAL), "Leaves"),
    ):
        with pytest.raises(InvalidInput, match=why):
            service.grant(till.actor, wrong, "sotto", PASSWORD)
    with pytest.raises(NotAllowed):
        service.grant(till.actor, wanted, "tchen", PASSWORD)
    service.grant(till.actor, wanted, "sotto", PASSWORD)
    service.grant(till.actor, wanted, "sotto", PASSWORD)
    assert till.clinic.count("SELECT count(*) FROM discount") == 1
    command = ApplyDiscount(command_id("d"), patient, wanted.command_id, Money(3600))
    with pytest.raises(NotAllowed, match="somebody else"):
        service.apply_discount(till.clinic.actor("sotto"), command)
    with pytest.raises(Refused, match=r"\$36\.00 by now"):
        service.apply_discount(till.actor, replace(command, total=Money(1)))
    till.clinic.clock.advance(timedelta(days=1))
    assert service.offer(till.actor, patient) is None
    with pytest.raises(Refused, match="not valid any more"):
        service.apply_discount(till.actor, command)


@pytest.fixture
def bank(clinic: TestClinic) -> ReturnedCheckService:
    return ReturnedCheckService(clinic.store, clinic.clock)


def test_a_returned_check_is_one_act_dated_today(till: Till, bank: ReturnedCheckService) -> None:
    till.open()
    patient = till.clinic.add_patient()
    charge = till.owe(patient, 6000)
    taken = till.take(patient, cash(2000), check(2500), check(1500, "1018"))
    command = ReturnCheck(command_id("n"), taken.journal_id, "1017")
    with pytest.raises(Refused, match="still in drawer D1"):
        bank.return_check(till.actor, command)
    report = till.close(till.count(22000))
    till.clinic.clock.advance(timedelta(days=3))
    assert [one.reference for one in bank.checks(till.actor, taken.journal_id)] == ["1017", "1018"]
    done = bank.return_check(till.actor, command)
    assert (done.amount, done.fee) == (Money(2500), Money(2500))
    assert bank.return_check(till.actor, command) == done, "sent twice it posts once"
    due = {one.kind: one.open.cents for one in till.payments.balances(till.actor, patient).due}
    assert due == {ChargeKind.COPAY: 2500, ChargeKind.FEE: 2500} and open_on(till, patient)[charge] == 2500
    assert till.clinic.count("SELECT sum(cents) FROM ledger_line WHERE account = 'bank'") == -2500
    day = TODAY + timedelta(days=3)
    kind = JournalKind.RETURNED_CHECK.value
    assert till.clinic.count(f"SELECT count(*) FROM journal WHERE kind = '{kind}' AND business_date = '{day}'") == 1
    assert till.drawer.report(till.actor, report.z_number).text == report.text
    with pytest.raises(Refused, match="came back already"):
        bank.return_check(till.actor, replace(command, command_id=command_id("n")))
    with pytest.raises(Refused, match="not made by check"):
        till.open(20000)
        bank.checks(till.actor, till.take(patient, card(100)).journal_id)
    with till.clinic.store.read() as work:
        home = work.drawer.report(report.z_number)
        assert home is not None
        (line,) = work.ledger.receipts(home.session_id, 0, 9)
    assert (line.amount, line.back, line.reversed_by) == (Money(6000), Money(2500), None)


def test_the_flag_is_set_once_and_lifted_by_a_supervisor_with_a_reason(
    till: Till, bank: ReturnedCheckService, service: AdjustmentService
) -> None:
    till.open()
    patient = till.clinic.add_patient()
    till.owe(patient, 9000)
    taken = till.take(patient, check(2500), check(1500, "1018"))
    till.close(till.count(20000))
    bank.return_check(till.actor, ReturnCheck(command_id("n"), taken.journal_id, "1017", with_fee=False))
    bank.return_check(till.actor, ReturnCheck(command_id("n"), taken.journal_id, "1018", with_fee=False))
    assert service.no_checks(till.actor, patient)
    assert till.clinic.count("SELECT count(*) FROM payment_flag") == 1
    assert till.clinic.count("SELECT count(*) FROM charge WHERE kind = 'fee'") == 0
    for why, signature, refusal in (("paid in cash", UNSIGNED, NotAllowed), (" ", BOSS, InvalidInput)):
        with pytest.raises(refusal):
            service.lift_no_checks(till.actor, patient, why, signature)
    service.lift_no_checks(till.actor, patient, "paid in cash since", BOSS)
    assert not service.no_checks(till.actor, patient)
    with pytest.raises(Refused, match="taken already"):
        service.lift_no_checks(till.actor, patient, "again", BOSS)
