"""Commands that give money back or make somebody owe less, ready to be sent: the other half of `commands.CASES`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from psr_tui.domain.adjustments import AddFee, Adjust
from psr_tui.domain.cash_moves import MoveBack, PayIn
from psr_tui.domain.corrections import CorrectClosed, CorrectionKind
from psr_tui.domain.discounts import ApplyDiscount, DiscountKind, GrantDiscount
from psr_tui.domain.giving_back import GiveBack
from psr_tui.domain.ledger import JournalKind
from psr_tui.domain.money import Money
from psr_tui.domain.payments import ChargeKind
from psr_tui.domain.returned_checks import ReturnCheck
from psr_tui.services.adjustments import AdjustmentService
from psr_tui.services.approvals import Signature
from psr_tui.services.cash_moves import CashMoveService
from psr_tui.services.corrections import CorrectionService
from psr_tui.services.giving_back import GivingBackService
from psr_tui.services.returned_checks import ReturnedCheckService
from tests.helpers.clinic import PASSWORD, TODAY, TestClinic
from tests.helpers.money import Till, card, cash, check, command_id
from tests.money.sending import Case

BOSS = Signature("sotto", PASSWORD)


def _adjustments(at: TestClinic) -> AdjustmentService:
    return AdjustmentService(at.store, at.clock)


def _refund(till: Till) -> Case:
    patient = till.clinic.add_patient()
    first, second = till.take(patient, cash(2500)), till.take(patient, cash(2500))
    command = GiveBack(command_id("r"), first.journal_id, JournalKind.REFUND, "R1", "wrong amount", Money(1000))
    others = (
        replace(command, journal_id=second.journal_id),
        replace(command, amount=Money(1001)),
        replace(command, comment="another word"),
        replace(command, reason="R2"),
        replace(command, kind=JournalKind.VOID, reason="V1", amount=None),
    )

    def send(at: TestClinic, one: Any) -> object:
        done = GivingBackService(at.store, at.clock).give_back(till.actor, one, "sotto", PASSWORD)
        return done.journal_id, done.receipt_number, done.text

    return Case(command, send, others)


def _move_back(till: Till) -> Case:
    into = [PayIn(command_id("i"), till.session.session_id, "PI1", Money(500)) for _ in range(2)]
    for one in into:
        CashMoveService(till.clinic.store, till.clinic.clock).pay_in(till.actor, one)
    command = MoveBack(command_id("r"), into[0].command_id, "typed twice")
    others = (replace(command, journal_id=into[1].command_id), replace(command, comment="another word"))

    def send(at: TestClinic, one: Any) -> object:
        return CashMoveService(at.store, at.clock).take_back(till.actor, one, "sotto", PASSWORD)

    return Case(command, send, others)


def _adjust(till: Till) -> Case:
    patient = till.clinic.add_patient()
    charge, other = till.owe(patient, 6000), till.owe(patient, 6000)
    command = Adjust(command_id("a"), patient, charge, "AD05", Money(2000))
    others = (
        replace(command, amount=Money(2001)),
        replace(command, charge_id=other),
        replace(command, reason="AD07"),
        replace(command, comment="another word"),
    )
    return Case(command, lambda at, one: _adjustments(at).adjust(till.actor, one, BOSS), others)


def _fee(till: Till) -> Case:
    patient = till.clinic.add_patient()
    command = AddFee(command_id("f"), patient, "AD19", Money(3000))
    others = (
        replace(command, amount=Money(3001)),
        replace(command, reason="AD20"),
        replace(command, comment="another word"),
        replace(command, patient_id=till.clinic.add_patient("DOE", "Ann")),
    )
    return Case(command, lambda at, one: _adjustments(at).add_fee(till.actor, one, BOSS), others)


def _grant(till: Till) -> Case:
    command = GrantDiscount(
        command_id("g"), till.clinic.add_patient(), DiscountKind.SLIDING_FEE, TODAY, TODAY + timedelta(days=9), 50
    )
    others = (
        replace(command, percent=60),
        replace(command, ends_on=TODAY),
        replace(command, kind=DiscountKind.HARDSHIP),
        replace(command, note="another word"),
    )
    return Case(command, lambda at, one: _adjustments(at).grant(till.actor, one, "sotto", PASSWORD), others)


def _discount(till: Till) -> Case:
    patient = till.clinic.add_patient()
    till.owe(patient, 6000, ChargeKind.VISIT)
    granted = GrantDiscount(command_id("g"), patient, DiscountKind.SLIDING_FEE, TODAY, TODAY, 50)
    _adjustments(till.clinic).grant(till.actor, granted, "sotto", PASSWORD)
    command = ApplyDiscount(command_id("d"), patient, granted.command_id, Money(3000))
    others = (replace(command, total=Money(3001)), replace(command, discount_id="another"))
    return Case(command, lambda at, one: _adjustments(at).apply_discount(till.actor, one), others)


def _returned(till: Till) -> Case:
    patient = till.clinic.add_patient()
    till.owe(patient, 6000)
    taken = till.take(patient, check(2500), check(1500, "1018"))
    till.close(till.count(20000))
    command = ReturnCheck(command_id("n"), taken.journal_id, "1017")
    others = (
        replace(command, reference="1018"),
        replace(command, with_fee=False),
        replace(command, no_checks=False),
        replace(command, comment="another word"),
    )
    return Case(command, lambda at, one: ReturnedCheckService(at.store, at.clock).return_check(till.actor, one), others)


def _correction(till: Till) -> Case:
    patient, session = till.clinic.add_patient(), till.session.session_id
    payments = [till.take(patient, cash(2500)).journal_id for _ in range(2)]
    till.close(till.count(25000))
    command = CorrectClosed(
        command_id("k"), session, CorrectionKind.WRONG_TENDER, "it was a card", payments[0], tenders=(card(2500),)
    )
    others = (
        replace(command, journal_id=payments[1]),
        replace(command, comment="another word"),
        replace(command, tenders=(check(2500),)),
        replace(command, kind=CorrectionKind.ENTERED_TWICE, tenders=()),
    )

    def send(at: TestClinic, one: Any) -> object:
        return CorrectionService(at.store, at.clock).correct(till.actor, one, "sotto", PASSWORD)

    return Case(command, send, others)


BACK_CASES: dict[str, Callable[[Till], Case]] = {
    "GiveBack": _refund,
    "MoveBack": _move_back,
    "Adjust": _adjust,
    "AddFee": _fee,
    "GrantDiscount": _grant,
    "ApplyDiscount": _discount,
    "ReturnCheck": _returned,
    "CorrectClosed": _correction,
}
