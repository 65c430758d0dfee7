"""Short words for money in tests: counts, tenders, a payment, a whole close."""

from __future__ import annotations

import itertools

from psr_tui.domain.counting import US_DENOMINATIONS, CountRow, Form, denomination
from psr_tui.domain.drawer import DrawerSession, TenderCount
from psr_tui.domain.drawer_acts import CloseDrawer, OpenDrawer, SafeDrop, SubmitCount
from psr_tui.domain.expected import ExpectedKey, expected
from psr_tui.domain.giving_back import GiveBack
from psr_tui.domain.ledger import HELD, JournalKind
from psr_tui.domain.money import Money
from psr_tui.domain.payments import ChargeKind, PostCharge, TakePayment, propose
from psr_tui.domain.staff import Actor
from psr_tui.domain.tenders import Tender, TenderKind
from psr_tui.services.drawer import DrawerService
from psr_tui.services.drawer_close import ReportCopy
from psr_tui.services.drawer_steps import Reveal
from psr_tui.services.giving_back import GivingBackService
from psr_tui.services.payments import PaymentService, PaymentTaken
from tests.helpers.clinic import PASSWORD, TODAY, TestClinic

_ids = itertools.count(1)
SEALED = ("lgrant", PASSWORD)
"""Who verifies a deposit bag in tests, and the password: the second person of a close."""


def command_id(prefix: str = "m") -> str:
    """An id no other command of this run has."""
    return f"{prefix}{next(_ids):031d}"


def bag_number() -> str:
    """A bag nobody used yet."""
    return f"T{next(_ids):07d}"


def rows(cents: int) -> tuple[CountRow, ...]:
    """A complete count that comes to ``cents``: as few pieces as can be, every everyday denomination typed."""
    found = []
    for item in US_DENOMINATIONS:
        if item.odd:
            continue
        quantity, cents = divmod(cents, item.cents)
        found.append(CountRow(item, Form.LOOSE, quantity))
    return tuple(found)


def cash(cents: int, handed: int | None = None) -> Tender:
    return Tender(TenderKind.CASH, Money(cents), tendered=Money(cents if handed is None else handed))


def card(cents: int, terminal: str = "T1") -> Tender:
    return Tender(TenderKind.CARD, Money(cents), terminal=terminal, batch="0412", brand="Visa", last4="4242", auth="A1")


def check(cents: int, number: str = "1017") -> Tender:
    return Tender(TenderKind.CHECK, Money(cents), reference=number)


class Till:
    """One rep with a drawer in a test clinic."""

    def __init__(self, clinic: TestClinic, login: str = "mrivera", drawer: str = "drawer-D1") -> None:
        self.clinic = clinic
        self.drawer_id = drawer
        self.actor: Actor = clinic.actor(login)

    @property
    def payments(self) -> PaymentService:
        return PaymentService(self.clinic.store, self.clinic.clock)

    @property
    def drawer(self) -> DrawerService:
        return DrawerService(self.clinic.store, self.clinic.clock)

    @property
    def session(self) -> DrawerSession:
        found = self.drawer.mine(self.actor)
        assert found is not None
        return found

    def open(self, counted: int = 20000) -> DrawerSession:
        return self.drawer.open(self.actor, OpenDrawer(command_id(), self.drawer_id, rows(counted))).session

    def owe(self, patient_id: str, cents: int, kind: ChargeKind = ChargeKind.COPAY, visit: str | None = None) -> str:
        return self.payments.charge(
            self.actor, PostCharge(command_id("c"), patient_id, visit, kind, Money(cents), TODAY, kind.value)
        )

    def command(self, patient_id: str, *tenders: Tender, visit: str | None = None) -> TakePayment:
        due = self.payments.balances(self.actor, patient_id, visit).due
        total = Money.total(tender.amount for tender in tenders)
        return TakePayment(command_id("p"), patient_id, visit, tenders, propose(due, total, visit))

    def take(self, patient_id: str, *tenders: Tender, visit: str | None = None) -> PaymentTaken:
        return self.payments.take(self.actor, self.command(patient_id, *tenders, visit=visit))

    @property
    def giving_back(self) -> GivingBackService:
        return GivingBackService(self.clinic.store, self.clinic.clock)

    def void(self, journal_id: str, login: str = "sotto", ident: str = "") -> PaymentTaken:
        """The entry was wrong; a supervisor signs."""
        command = GiveBack(ident or command_id("v"), journal_id, JournalKind.VOID, "V1", "wrong patient")
        return self.giving_back.give_back(self.actor, command, login, PASSWORD)

    def refund(self, journal_id: str, cents: int | None = None, login: str = "sotto", ident: str = "") -> PaymentTaken:
        """Money goes back: all that can, or so many cents."""
        amount = None if cents is None else Money(cents)
        command = GiveBack(ident or command_id("r"), journal_id, JournalKind.REFUND, "R1", "paid too much", amount)
        return self.giving_back.give_back(self.actor, command, login, PASSWORD)

    def take_back(self, journal_id: str, login: str = "sotto", ident: str = "") -> PaymentTaken:
        """All of a payment: a void while it is in this open drawer, a refund when its drawer is closed."""
        with self.clinic.store.read() as work:
            payment = work.ledger.journal(journal_id)
        assert payment is not None
        mine = self.drawer.mine(self.actor)
        at_home = mine is not None and mine.session_id == payment.session_id
        if at_home:
            return self.void(journal_id, login, ident)
        whole = Money.total(line.amount for line in payment.lines if line.account in HELD)
        return self.refund(journal_id, whole.cents, login, ident)

    def drop(self, cents: int, bag: str = "") -> Money:
        command = SafeDrop(command_id("d"), self.session.session_id, bag or bag_number(), rows(cents))
        return self.drawer.drop(self.actor, command, "tchen", PASSWORD)

    def count(self, cents: int, *tenders: TenderCount, ticked: bool = True) -> Reveal:
        """Count blind and freeze; every check on the list is ticked."""
        session = self.session
        if session.state.value != "counting":
            self.drawer.begin_count(self.actor, session.session_id, session.version)
        sheet = self.drawer.sheet(self.actor, session.session_id)
        papers = tuple((paper.journal_id, paper.position) for paper in sheet.papers) if ticked else ()
        command = SubmitCount(command_id("n"), session.session_id, sheet.session.version, rows(cents), papers, tenders)
        return self.drawer.freeze(self.actor, command)

    def close(self, reveal: Reveal, bag: str | None = None) -> ReportCopy:
        number = bag_number() if bag is None and reveal.to_bank else bag or ""
        session = reveal.session
        command = CloseDrawer(command_id("z"), session.session_id, session.version, number)
        return self.drawer.close(self.actor, command, *(SEALED if reveal.to_bank else ("", "")))


def pieces(*counted: tuple[str, int]) -> tuple[CountRow, ...]:
    """Some pieces by their code, as they are typed where not every line needs a number: ``pieces(("B20", 5))``."""
    return tuple(CountRow(denomination(code), Form.LOOSE, quantity) for code, quantity in counted)


def till_cents(clinic: TestClinic, session_id: str) -> int:
    """What a session should hold in cash now, by the one function."""
    with clinic.store.read() as work:
        return expected(work.ledger.session_entries(session_id))[ExpectedKey(TenderKind.CASH)].amount.cents
