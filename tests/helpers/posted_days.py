"""A real store with three business dates and everything a drawer does: what exports are tried on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from psr_tui.domain.cash_moves import MoveBack, PayOut
from psr_tui.domain.drawer import TenderCount
from psr_tui.domain.drawer_acts import AddDrawer
from psr_tui.domain.expected import ExpectedKey
from psr_tui.domain.giving_back import GiveBack
from psr_tui.domain.ledger import JournalKind
from psr_tui.domain.money import Money
from psr_tui.domain.payments import ChargeKind
from psr_tui.domain.tenders import Tender, TenderKind
from psr_tui.services.cash_moves import CashMoveService
from psr_tui.services.exports import ExportDone, ExportKind, ExportService
from tests.helpers.clinic import PASSWORD, TestClinic
from tests.helpers.money import Till, card, cash, check, command_id

FIRST, SECOND, THIRD = date(2026, 3, 4), date(2026, 3, 5), date(2026, 3, 6)
LAST_NAME, COMMENT = "Quintanilla", "a dime rolled under the Quintanilla cart"
"""Words that must not be in any export."""


def export(clinic: TestClinic, kind: ExportKind, folder: Path, start: date = FIRST, end: date = THIRD) -> ExportDone:
    """One export by the supervisor."""
    return ExportService(clinic.store, clinic.clock).write(clinic.actor("sotto"), kind, start, end, folder)


def slip(cents: int, papers: int = 1, kind: TenderKind = TenderKind.CARD, terminal: str = "T1") -> TenderCount:
    return TenderCount(ExpectedKey(kind, terminal), Money(cents), papers, "0412")


def reverse(till: Till, journal_id: str) -> None:
    """A void in the drawer it was taken in, else a refund, with words that no export may show."""
    mine = till.drawer.mine(till.actor)
    with till.clinic.store.read() as work:
        payment = work.ledger.journal(journal_id)
    assert payment is not None
    at_home = mine is not None and mine.session_id == payment.session_id
    kind, reason = (JournalKind.VOID, "V2") if at_home else (JournalKind.REFUND, "R9")
    command = GiveBack(command_id("r"), journal_id, kind, reason, COMMENT)
    till.giving_back.give_back(till.actor, command, "sotto", PASSWORD)


def wrong_pay_out(till: Till) -> None:
    """Paid out and taken back, with words that no export may show."""
    moves = CashMoveService(till.clinic.store, till.clinic.clock)
    out = PayOut(command_id("o"), till.session.session_id, "PO1", Money(1250), COMMENT)
    moves.pay_out(till.actor, out)
    moves.take_back(till.actor, MoveBack(command_id("r"), out.command_id, COMMENT), "sotto", PASSWORD)


def busy_days(clinic: TestClinic) -> TestClinic:
    """Two drawers beside one another, a split, a void, a refund, a pay-out taken back, a drop, short and over, a
    recount, a signature, a late close after midnight, an empty shift, a drawer with opening funds, and one that is
    still open."""
    patient = clinic.add_patient(LAST_NAME, "Rosa")
    one, two = Till(clinic), Till(clinic, "tchen", "drawer-D2")
    by_card = _first_day(one, two, patient)
    clinic.clock.set(datetime(2026, 3, 5, 7, 30, tzinfo=UTC))  # 01:30 in Chicago: still the first business date
    one.owe(patient, 1999)  # a charge of the second day, posted before the first day's drawer is closed
    two.take(patient, cash(1999))
    two.close(two.count(15000 + 1500 + 1999))
    clinic.clock.set(datetime(2026, 3, 5, 15, 0, tzinfo=UTC))
    _second_day(one, two, patient, by_card)
    clinic.clock.set(datetime(2026, 3, 6, 15, 0, tzinfo=UTC))
    one.open(20000)
    one.take(patient, cash(1234, handed=2000))
    return clinic


def _first_day(one: Till, two: Till, patient: str) -> str:
    """The answer is a payment by card that can be refunded."""
    one.open(20000)
    two.open(15000)
    one.owe(patient, 12500)
    taken = one.take(patient, cash(2500, handed=4000))
    one.take(patient, card(6000), check(4000))
    two.take(patient, cash(1500))
    by_card = one.take(patient, _hsa(3000))
    one.take(patient, Tender(TenderKind.ACH, Money(777), reference="=1+1"))
    reverse(one, taken.journal_id)
    one.take(patient, cash(15010))
    wrong_pay_out(one)
    one.drop(10000)
    reveal = one.count(
        20000 + 15010 - 10000 - 10,
        slip(6000),
        slip(3000, kind=TenderKind.HSA, terminal="T 2"),
        TenderCount(ExpectedKey(TenderKind.ACH), Money(777)),
    )
    session = reveal.session
    one.close(one.drawer.explain(one.actor, session.session_id, session.version, "OS10", COMMENT))
    return by_card.journal_id


def _second_day(one: Till, two: Till, patient: str, by_card: str) -> None:
    clinic = one.clinic
    one.drawer.add_drawer(clinic.actor("admin"), AddDrawer("drawer-D3", "D3", "Annex", Money(10000)))
    one.open(19960)  # forty cents fewer than the last close left
    one.owe(patient, 6000, ChargeKind.VISIT)
    one.take(patient, cash(4500), check(1500, "2002"))
    one.take(patient, card(2000))
    reverse(one, by_card)  # taken yesterday: a refund
    slips = (slip(2000), slip(-3000, kind=TenderKind.HSA, terminal="T 2"))
    three = Till(clinic, "lgrant", "drawer-D3")
    three.open(10000)
    three.drop(5000)
    session = one.count(30000, *slips).session
    one.drawer.recount(one.actor, session.session_id, session.version)
    session = one.count(19960 + 4500 + 700, *slips).session
    session = one.drawer.explain(one.actor, session.session_id, session.version, "OS90", COMMENT).session
    one.close(one.drawer.approve(one.actor, session.session_id, session.version, "sotto", PASSWORD))
    three.close(three.count(5000))
    clinic.clock.advance(timedelta(hours=2))
    one.open(20000)  # a shift in which nothing happens
    one.close(one.count(20000))
    clinic.clock.advance(timedelta(hours=1))
    two.open(15000)
    two.take(patient, cash(900))
    two.close(two.count(15900))


def _hsa(cents: int) -> Tender:
    return Tender(TenderKind.HSA, Money(cents), terminal="T 2", batch="0413", brand="Visa", last4="1111", auth="B2")
