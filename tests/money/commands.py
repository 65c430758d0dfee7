"""Every command that moves money or stands behind a posting, ready to be sent: for tests that send them twice.

`CASES` has an entry for each command class; `tests.money.sending.money_commands` finds the classes by looking, so that
a new one without an entry is noticed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from psr_tui.domain.cash_moves import SHIFT_END, ChangeSwap, PayIn, PayOut
from psr_tui.domain.drawer_acts import AddDrawer, OpenDrawer, SafeDrop, SubmitCount
from psr_tui.domain.hand_over import CountOffer, EndOffer, OfferCash
from psr_tui.domain.money import Money
from psr_tui.domain.payments import Allocation, ChargeKind, PostCharge, TakePayment, UseAhead
from psr_tui.domain.plans import AgreePlan, Rhythm
from psr_tui.services.accounts import AccountService
from psr_tui.services.cash_moves import CashMoveService
from psr_tui.services.check_in import CheckInPayment, CheckInService
from psr_tui.services.deposits import BankDrops, ConfirmBanked, DepositService
from psr_tui.services.drawer import DrawerService
from psr_tui.services.hand_over import HandOverService
from psr_tui.services.payments import PaymentService
from psr_tui.services.plans import PlanService
from psr_tui.services.safe import FundSafe, SafeService
from tests.helpers.clinic import PASSWORD, TODAY, TestClinic
from tests.helpers.money import SEALED, Till, bag_number, card, cash, check, command_id, pieces, rows
from tests.money.books import agree, closing_command
from tests.money.sending import Case


def _charge(till: Till) -> Case:
    patient, stranger = till.clinic.add_patient(), till.clinic.add_patient("DOE", "Ann")
    command = PostCharge(command_id("c"), patient, None, ChargeKind.FEE, Money(2500), TODAY, "Form fee")
    others = (
        replace(command, amount=Money(2501)),
        replace(command, label="Other fee"),
        replace(command, kind=ChargeKind.COPAY),
        replace(command, patient_id=stranger),
    )
    return Case(command, lambda at, one: PaymentService(at.store, at.clock).charge(till.actor, one), others)


def _payment(till: Till) -> Case:
    patient = till.clinic.add_patient()
    charge = till.owe(patient, 9000)
    command = till.command(patient, cash(2500, handed=4000), card(3000), check(900))
    swapped = (cash(3000, handed=4000), card(2500), check(900))
    others = (
        replace(command, tenders=swapped),
        replace(command, tenders=(cash(2500, handed=2500), *command.tenders[1:])),
        replace(command, allocations=(Allocation(charge, Money(6300)), Allocation(None, Money(100)))),
        replace(command, patient_id=till.clinic.add_patient("DOE", "Ann")),
        PostCharge(command.command_id, patient, None, ChargeKind.FEE, Money(2500), TODAY),
    )

    def send(at: TestClinic, one: Any) -> object:
        service = PaymentService(at.store, at.clock)
        return service.charge(till.actor, one) if isinstance(one, PostCharge) else _told(service.take(till.actor, one))

    return Case(command, send, others)


def _payment_with_fee(till: Till) -> Case:
    """A split that charges a form fee and pays it in the same act."""
    patient = till.clinic.add_patient()
    charge = till.owe(patient, 3000)
    fee = PostCharge(command_id("c"), patient, None, ChargeKind.FEE, Money(1500), TODAY, "Form copy")
    parts = (Allocation(charge, Money(3000)), Allocation(fee.command_id, Money(1500)), Allocation(None, Money(500)))
    command = TakePayment(command_id("p"), patient, None, (cash(2000, handed=5000), card(3000)), parts, (fee,))
    others = (
        replace(command, fees=(replace(fee, amount=Money(1600)),)),
        replace(command, fees=()),
        replace(command, appointment_id=till.clinic.add_visit(patient)),
    )
    return Case(command, lambda at, one: _told(PaymentService(at.store, at.clock).take(till.actor, one)), others)


def _use_ahead(till: Till) -> Case:
    patient = till.clinic.add_patient()
    till.take(patient, cash(5000))
    first, second = till.owe(patient, 3000), till.owe(patient, 3000)
    command = UseAhead(command_id("u"), patient, (Allocation(first, Money(3000)), Allocation(second, Money(1000))))
    others = (
        replace(command, allocations=(Allocation(first, Money(3000)), Allocation(second, Money(900)))),
        replace(command, allocations=(Allocation(second, Money(3000)), Allocation(first, Money(1000)))),
    )
    return Case(command, lambda at, one: AccountService(at.store, at.clock).use_ahead(till.actor, one), others)


def _plan(till: Till) -> Case:
    patient = till.clinic.add_patient()
    first, second = till.owe(patient, 30_001), till.owe(patient, 3000)
    start = TODAY + timedelta(days=30)
    command = AgreePlan(command_id("q"), patient, (first, second), 7, start, Rhythm.MONTHLY, "on paydays")
    others = (
        replace(command, count=6),
        replace(command, charge_ids=(first,)),
        replace(command, rhythm=Rhythm.WEEKLY),
        replace(command, first_on=start + timedelta(days=1)),
        replace(command, note="other words"),
    )
    return Case(command, lambda at, one: PlanService(at.store, at.clock).agree(till.actor, one), others)


def _told(taken: Any) -> object:
    """What the rep sees of a payment; the question for a drop is about the drawer, not about the payment."""
    return taken.journal_id, taken.receipt_number, taken.text, taken.change


def _add_drawer(till: Till) -> Case:
    command = AddDrawer(command_id("w"), "D9", "Late desk", Money(0))
    admin = till.clinic.actor("admin")
    others = (replace(command, float_amount=Money(100)), replace(command, code="D8"), replace(command, label="Other"))
    return Case(command, lambda at, one: DrawerService(at.store, at.clock).add_drawer(admin, one), others)


def _fund_safe(till: Till) -> Case:
    command = FundSafe(command_id("f"), Money(50_000), "change order of the bank")
    admin = till.clinic.actor("admin")
    others = (replace(command, amount=Money(40_000)), replace(command, note="petty cash"))
    return Case(command, lambda at, one: SafeService(at.store, at.clock).fund(admin, one), others)


def _open(till: Till) -> Case:
    actor = till.clinic.actor("tchen")
    command = OpenDrawer(command_id("o"), "drawer-D2", rows(20_000))
    pieces = list(command.rows)  # the same total from other pieces: one 50 less, and 2 x 25 more of 20, 5 ...
    pieces[0], pieces[2] = replace(pieces[0], quantity=1), replace(pieces[2], quantity=5)
    others = (
        replace(command, rows=rows(19_900)),
        replace(command, rows=tuple(pieces)),
        replace(command, drawer_id=till.drawer_id),
    )
    return Case(command, lambda at, one: DrawerService(at.store, at.clock).open(actor, one), others)


def _drop(till: Till) -> Case:
    command = SafeDrop(command_id("d"), till.session.session_id, bag_number(), rows(5000))
    others = (replace(command, rows=rows(4900)), replace(command, bag=bag_number()), replace(command, reason=SHIFT_END))

    def send(at: TestClinic, one: Any) -> object:
        return DrawerService(at.store, at.clock).drop(till.actor, one, "lgrant", PASSWORD)

    return Case(command, send, others)


def _count(till: Till) -> Case:
    till.take(till.clinic.add_patient(), check(900), cash(100))
    session = till.session
    sheet = till.drawer.begin_count(till.actor, session.session_id, session.version)
    papers = tuple((paper.journal_id, paper.position) for paper in sheet.papers)
    command = SubmitCount(command_id("n"), session.session_id, sheet.session.version, rows(20_100), papers)
    others = (replace(command, rows=rows(20_000)), replace(command, papers=()))
    return Case(command, lambda at, one: DrawerService(at.store, at.clock).freeze(till.actor, one), others)


def _close(till: Till) -> Case:
    till.take(till.clinic.add_patient(), cash(2500))
    command = closing_command(agree(till, till.count(22_400)))
    others = (replace(command, bag=bag_number()),)
    return Case(command, lambda at, one: DrawerService(at.store, at.clock).close(till.actor, one, *SEALED), others)


def _bank_drops(till: Till) -> Case:
    boss = till.clinic.actor("sotto")
    for cents in (5000, 2500):
        till.drop(cents)
    service = DepositService(till.clinic.store, till.clinic.clock)
    first, second = (one.journal_id for one in service.in_safe(boss))
    command = BankDrops(command_id("s"), (first,), bag_number())
    others = (replace(command, drops=(first, second)), replace(command, bag=bag_number()))
    return Case(command, lambda at, one: DepositService(at.store, at.clock).bank_drops(boss, one, *SEALED), others)


def _confirm_banked(till: Till) -> Case:
    boss = till.clinic.actor("sotto")
    till.take(till.clinic.add_patient(), cash(2500))
    till.close(till.count(22_500))
    command = ConfirmBanked(command_id("b"), 1, "BK 7731")
    others = (replace(command, reference="BK 7732"), replace(command, number=2))
    return Case(command, lambda at, one: DepositService(at.store, at.clock).confirm_banked(boss, one), others)


def _check_in(till: Till) -> Case:
    """The payment at the end of check-in, with a copay that it charges itself and a balance that shifts meanwhile."""
    clinic = till.clinic
    patient = clinic.add_patient()
    clinic.add_coverage(patient, clinic.add_payer(), copay_cents=2500)
    visit = clinic.add_visit(patient, state="arrived")
    till.owe(patient, 6000)
    command = CheckInPayment(command_id("k"), (cash(4000, handed=5000), card(100)))
    others = (
        replace(command, tenders=(cash(4000, handed=4000), card(100))),
        replace(command, tenders=(cash(4100, handed=5000),)),
    )

    def send(at: TestClinic, one: Any) -> object:
        service = CheckInService(at.store, at.clock)
        return _told(service.pay(till.actor, visit, service.look(till.actor, visit).version, one))

    return Case(command, send, others)


def _close_of_nothing(till: Till) -> Case:
    """A drawer without a cent: its close books nothing, and is known again all the same."""
    other = Till(till.clinic, "tchen", "drawer-D2")
    other.open(0)
    command = closing_command(other.count(0))
    others = (replace(command, bag="B1"),)
    return Case(command, lambda at, one: DrawerService(at.store, at.clock).close(other.actor, one), others)


def _pay_in(till: Till) -> Case:
    command = PayIn(command_id("i"), till.session.session_id, "PI9", Money(500), "found")
    others = (replace(command, amount=Money(501)), replace(command, note="lost"), replace(command, reason="PI1"))
    return Case(command, lambda at, one: CashMoveService(at.store, at.clock).pay_in(till.actor, one), others)


def _pay_out(till: Till) -> Case:
    command = PayOut(command_id("i"), till.session.session_id, "PO1", Money(500), "R 1")
    others = (replace(command, amount=Money(501)), replace(command, note="R 2"), replace(command, reason="PO2"))
    return Case(command, lambda at, one: CashMoveService(at.store, at.clock).pay_out(till.actor, one), others)


def _swap(till: Till) -> Case:
    command = ChangeSwap(command_id("i"), till.session.session_id, "SW1", pieces(("B20", 1)), pieces(("B5", 4)))
    others = (
        replace(command, out_rows=pieces(("B10", 2))),
        replace(command, out_rows=pieces(("B20", 2)), in_rows=pieces(("B5", 8))),
    )
    return Case(command, lambda at, one: CashMoveService(at.store, at.clock).swap(till.actor, one), others)


def _offer(till: Till) -> Case:
    command = OfferCash(command_id("h"), till.session.session_id, "u-tchen", pieces(("B20", 2)))
    others = (replace(command, rows=pieces(("B20", 1))), replace(command, to_staff_id="u-lgrant"))
    return Case(command, lambda at, one: HandOverService(at.store, at.clock).offer(till.actor, one).offer_id, others)


def _offered(till: Till) -> tuple[str, Till]:
    """Forty dollars offered to T. Chen, who is at D2."""
    other = Till(till.clinic, "tchen", "drawer-D2")
    other.open(0)
    service = HandOverService(till.clinic.store, till.clinic.clock)
    offer = OfferCash(command_id("h"), till.session.session_id, "u-tchen", pieces(("B20", 2)))
    return service.offer(till.actor, offer).offer_id, other


def _take_over(till: Till) -> Case:
    offer_id, other = _offered(till)
    command = CountOffer(command_id("h"), offer_id, other.session.session_id, pieces(("B20", 2)))
    others = (replace(command, rows=pieces(("B20", 1))), replace(command, rows=pieces(("B10", 4))))
    return Case(command, lambda at, one: HandOverService(at.store, at.clock).count(other.actor, one), others)


def _take_over_that_differs(till: Till) -> Case:
    """It books nothing, and is known again all the same: a retry must not be the second count that differs."""
    offer_id, other = _offered(till)
    command = CountOffer(command_id("h"), offer_id, other.session.session_id, pieces(("B20", 1)))
    others = (replace(command, rows=pieces(("B20", 2))), replace(command, rows=pieces(("B10", 2))))
    return Case(command, lambda at, one: HandOverService(at.store, at.clock).count(other.actor, one), others)


def _hand_back(till: Till) -> Case:
    offer_id, other = _offered(till)
    command = EndOffer(command_id("h"), offer_id, "not today")
    others = (replace(command, note="tomorrow"),)
    return Case(command, lambda at, one: HandOverService(at.store, at.clock).refuse(other.actor, one), others)


CASES: dict[str, Callable[[Till], Case]] = {
    "PostCharge": _charge,
    "TakePayment": _payment,
    "TakePayment with a fee": _payment_with_fee,
    "UseAhead": _use_ahead,
    "AgreePlan": _plan,
    "AddDrawer": _add_drawer,
    "FundSafe": _fund_safe,
    "OpenDrawer": _open,
    "SafeDrop": _drop,
    "SubmitCount": _count,
    "CheckInPayment": _check_in,
    "CloseDrawer": _close,
    "BankDrops": _bank_drops,
    "ConfirmBanked": _confirm_banked,
    "PayIn": _pay_in,
    "PayOut": _pay_out,
    "ChangeSwap": _swap,
    "OfferCash": _offer,
    "CountOffer": _take_over,
    "CountOffer that differs": _take_over_that_differs,
    "EndOffer": _hand_back,
    "CloseDrawer of nothing": _close_of_nothing,
}
