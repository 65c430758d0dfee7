"""A plain dictionary of integers beside the real store: random days, the same sums after every step (CD-93).

Two reps with two drawers open, charge, take money in several tenders, take it back, drop, count, count again, explain,
get signed, close, and the program is closed and opened in between. After each step the invariants of cash-drawer.md
hold on the file itself: I1, I2, I3, I4, I5, I7, I8, I9, I10, I13, I14, I15. A failing run prints its steps and how to
replay them.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from psr_tui.domain.drawer import DrawerState, TenderCount
from psr_tui.domain.drawer_acts import SafeDrop
from psr_tui.domain.errors import AlreadyDone, DeskError, NotAllowed
from psr_tui.domain.ledger import ExpectedKey, expected
from psr_tui.domain.money import Money
from psr_tui.domain.payments import TakePayment
from psr_tui.domain.tenders import Tender, TenderKind
from psr_tui.services.payments import ReversePayment
from tests.helpers.clinic import PASSWORD, make_clinic
from tests.helpers.money import Till, bag_number, card, cash, check, command_id, rows

FLOAT = 20000
LIMIT = 500
amounts = st.integers(1, 30_000)
seats = st.sampled_from([0, 1])


@dataclass
class Seat:
    """What the model knows of one rep: whole cents and nothing else."""

    till: Till
    state: str = "none"
    cash: int = 0
    checks: int = 0
    cards: int = 0
    left: int = 0
    counted: dict[str, int] = field(default_factory=dict)
    differs: int = 0
    explained: bool = False
    attempts: int = 0
    taken: int = 0


@dataclass
class Payment:
    journal_id: str
    seat: int
    session: str
    parts: dict[str, int]
    back: bool = False


class MoneyDays(RuleBasedStateMachine):
    """The store and the model, step by step."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.clinic = make_clinic(Path(self.folder.name))
        self.seats = [Seat(Till(self.clinic)), Seat(Till(self.clinic, "tchen", "drawer-D2"))]
        self.patient = self.clinic.add_patient()
        self.owed = 0
        self.prepaid = 0
        self.receipts = 0
        self.reports = 0
        self.grand = 0
        self.payments: list[Payment] = []
        self.last: tuple[int, TakePayment] | None = None
        self.rested = True
        self.owe(12_000)
        for seat in (0, 1):  # a run in which the library leaves out the rule "open" must not stand still
            self.open(seat, 0)
            self.take(seat, 2500, 1500, 4000, 0)

    def _in(self, *states: str) -> list[Seat]:
        return [one for one in self.seats if one.state in states]

    def teardown(self) -> None:
        self.clinic.store.close()
        self.folder.cleanup()

    # --- steps ---
    @precondition(lambda self: self._in("none"))
    @rule(seat=seats, gap=st.sampled_from([0, 0, -125, 300]))
    def open(self, seat: int, gap: int) -> None:
        one = self.seats[seat]
        counted = max(0, one.left + gap)
        if one.state != "none":
            with pytest.raises(DeskError):
                one.till.open(counted)
            return
        session = one.till.open(counted)
        assert session.float_expected.cents == one.left  # I15
        one.state, one.cash, one.checks, one.cards, one.taken = "open", counted, 0, 0, 0
        one.attempts, one.explained = 0, False

    @rule(amount=amounts)
    def owe(self, amount: int) -> None:
        self.seats[0].till.owe(self.patient, amount)
        self.owed += amount

    @precondition(lambda self: self._in("open"))
    @rule(
        seat=seats, kept=amounts, more=st.integers(0, 5000), by_card=st.integers(0, 9000), by_check=st.integers(0, 9000)
    )
    def take(self, seat: int, kept: int, more: int, by_card: int, by_check: int) -> None:
        one = self.seats[seat]
        tenders: list[Tender] = [cash(kept, handed=kept + more)]
        tenders += [card(by_card)] if by_card else []
        tenders += [check(by_check)] if by_check else []
        command = one.till.command(self.patient, *tenders)
        if one.state != "open":
            with pytest.raises(DeskError):
                one.till.payments.take(one.till.actor, command)
            return
        taken = one.till.payments.take(one.till.actor, command)
        total = kept + by_card + by_check
        self.rested = False
        self.receipts += 1
        assert (taken.receipt_number, taken.change.cents) == (self.receipts, more)  # I7, only the net counts
        one.cash, one.cards, one.checks = one.cash + kept, one.cards + by_card, one.checks + by_check
        one.taken += total
        applied = min(total, self.owed)
        self.owed, self.prepaid = self.owed - applied, self.prepaid + total - applied
        parts = {"cash": kept, "card": by_card, "check": by_check, "owed": applied, "prepaid": total - applied}
        self.payments.append(Payment(taken.journal_id, seat, one.till.session.session_id, parts))
        self.last = (seat, command)

    @precondition(lambda self: self.last is not None)
    @rule(change=st.booleans())
    def take_again(self, change: bool) -> None:
        """I10: the same command once more gives the same receipt; with other content it is refused."""
        assert self.last is not None
        seat, command = self.last
        till = self.seats[seat].till
        if change:
            other = replace(command, tenders=(*command.tenders, check(1, "9")))
            with pytest.raises(AlreadyDone):
                till.payments.take(till.actor, other)
        else:
            assert till.payments.take(till.actor, command).journal_id == command.command_id

    @precondition(lambda self: self.payments)
    @rule(seat=seats, which=st.integers(0, 50), signer=st.sampled_from(["sotto", "sotto", "tchen"]))
    def give_back(self, seat: int, which: int, signer: str) -> None:
        one, payment = self.seats[seat], self.payments[which % len(self.payments)]
        command = ReversePayment(command_id("r"), payment.journal_id, "V2", "wrong amount")
        live = one.till.drawer.mine(one.till.actor)
        same = live is not None and live.session_id == payment.session
        closed = self.seats[payment.seat].state == "none" or (
            self.seats[payment.seat].till.session.session_id != payment.session
        )
        fine = signer == "sotto" and one.state == "open" and not payment.back
        fine = fine and (same or (closed and not payment.parts["check"]))
        if not fine:
            with pytest.raises(DeskError):
                one.till.payments.reverse(one.till.actor, command, signer, PASSWORD)
            return
        done = one.till.payments.reverse(one.till.actor, command, signer, PASSWORD)
        self.receipts += 1
        assert done.receipt_number == self.receipts
        payment.back = True
        parts = payment.parts
        one.cash, one.cards, one.checks = (
            one.cash - parts["cash"],
            one.cards - parts["card"],
            one.checks - parts["check"],
        )
        one.taken -= parts["cash"] + parts["card"] + parts["check"]
        self.owed += parts["owed"]
        self.prepaid -= parts["prepaid"]

    @precondition(lambda self: self._in("open"))
    @rule(seat=seats, amount=st.integers(1, 5000))
    def drop(self, seat: int, amount: int) -> None:
        one = self.seats[seat]
        witness = "lgrant"
        if one.state != "open":
            return
        command = SafeDrop(command_id("d"), one.till.session.session_id, bag_number(), rows(amount))
        with pytest.raises(NotAllowed):  # I9
            one.till.drawer.drop(one.till.actor, command, one.till.actor.login, PASSWORD)
        one.till.drawer.drop(one.till.actor, command, witness, PASSWORD)
        one.cash -= amount

    @precondition(lambda self: self._in("open"))
    @rule(seat=seats, off=st.sampled_from([0, 0, 0, -1, 250, -500, 501, -7000]), card_off=st.sampled_from([0, 0, 40]))
    def count(self, seat: int, off: int, card_off: int) -> None:
        one = self.seats[seat]
        if one.state != "open":
            return
        self._count(one, off, card_off)

    @precondition(lambda self: self._in("counted"))
    @rule(seat=seats, off=st.sampled_from([0, 0, 33]))
    def recount(self, seat: int, off: int) -> None:
        one = self.seats[seat]
        if one.state != "counted":
            return
        session = one.till.session
        if one.attempts >= 2:
            with pytest.raises(NotAllowed):
                one.till.drawer.recount(one.till.actor, session.session_id, session.version)
            return
        one.till.drawer.recount(one.till.actor, session.session_id, session.version)
        self._count(one, off, 0)

    def _count(self, one: Seat, off: int, card_off: int) -> None:
        counted = {"CASH": max(0, one.cash + off), "CARD": one.cards + card_off}
        slips = []
        papers = self._slips(one)
        if one.cards or card_off or papers:
            key = ExpectedKey(TenderKind.CARD, "T1")
            slips = [TenderCount(key, Money(counted["CARD"]), papers, "0412")]
        reveal = one.till.count(counted["CASH"], *slips)
        differences = {item.key.tender.value: item.amount.cents for item in reveal.differences}
        assert differences["CASH"] == counted["CASH"] - one.cash  # I4
        assert differences.get("CARD", 0) == (counted["CARD"] - one.cards if slips else 0)
        assert differences.get("CHK", 0) == 0
        one.state, one.attempts, one.counted, one.explained = "counted", one.attempts + 1, counted, False
        one.differs = max(abs(cents) for cents in differences.values())
        assert (reveal.needs_reason, reveal.needs_approval) == (one.differs > 0, one.differs > LIMIT)

    def _slips(self, one: Seat) -> int:
        """What the terminal printed: a refund, also of an earlier day's payment, is a slip too."""
        session = one.till.session.session_id
        return self.clinic.count(
            f"SELECT count(*) FROM ledger_line WHERE session_id = '{session}' AND account = 'cards'"
        )

    @precondition(lambda self: self._in("counted"))
    @rule(seat=seats)
    def explain_and_sign(self, seat: int) -> None:
        one = self.seats[seat]
        if one.state != "counted" or not one.differs:
            return
        drawer, session = one.till.drawer, one.till.session
        drawer.explain(one.till.actor, session.session_id, session.version, "OS90", "nobody knows")
        one.explained = True
        if one.differs > LIMIT:
            for login in (one.till.actor.login, "lgrant"):  # I9
                with pytest.raises(NotAllowed):
                    drawer.approve(one.till.actor, session.session_id, one.till.session.version, login, PASSWORD)
            drawer.approve(one.till.actor, session.session_id, one.till.session.version, "sotto", PASSWORD)
            one.state = "approved"

    @precondition(lambda self: self._in("counted", "approved"))
    @rule(seat=seats)
    def close(self, seat: int) -> None:
        one = self.seats[seat]
        if one.state not in ("counted", "approved"):
            return
        reveal = one.till.drawer.reveal(one.till.actor, one.till.session.session_id)
        ready = not one.differs or (one.explained and (one.differs <= LIMIT or one.state == "approved"))
        if not ready:
            with pytest.raises(DeskError):
                one.till.close(reveal)
            return
        report = one.till.close(reveal)
        self.reports += 1
        self.grand += one.taken
        one.left = min(one.counted["CASH"], FLOAT)
        one.state, one.cash, one.checks, one.cards = "none", 0, 0, 0
        assert report.z_number == self.reports  # I7
        assert f"{Money(self.grand)}" in report.text.split("GRAND TOTAL")[1]  # I14
        self._is_empty(reveal.session.session_id)  # I5

    @precondition(lambda self: self._in("open"))
    @rule(seat=seats, off=st.sampled_from([0, -1, 250, -7000]), gap=st.sampled_from([0, 75]))
    def whole_close(self, seat: int, off: int, gap: int) -> None:
        """The evening and the next morning in one step, so that every run sees several closes."""
        self.count(seat, off, 0)
        self.explain_and_sign(seat)
        self.close(seat)
        self.open(seat, gap)

    @precondition(lambda self: not self.rested)
    @rule()
    def crash(self) -> None:
        """The program ends and starts again; the file alone must know everything."""
        self.rested = True
        self.clinic.reopen()

    # --- what always holds ---
    def _is_empty(self, session_id: str) -> None:
        with self.clinic.store.read() as work:
            sums = work.ledger.session_balances(session_id)
        held = {key: amount.cents for key, amount in sums.items() if key[0].value in ("till", "checks", "cards")}
        assert set(held.values()) <= {0}, held

    @invariant()
    def the_sums_agree(self) -> None:
        if not hasattr(self, "seats"):
            return
        number = self.clinic.count
        assert (
            number("SELECT count(*) FROM (SELECT 1 FROM ledger_line GROUP BY journal_id HAVING sum(cents) <> 0)") == 0
        )
        assert number("SELECT count(*) FROM journal WHERE receipt_number IS NOT NULL") == self.receipts
        assert number("SELECT coalesce(max(receipt_number), 0) FROM journal") == self.receipts
        assert number("SELECT count(*) FROM receipt") == self.receipts
        assert number("SELECT coalesce(sum(cents), 0) FROM ledger_line WHERE account = 'receivable'") == self.owed
        assert number("SELECT -coalesce(sum(cents), 0) FROM ledger_line WHERE account = 'unapplied'") == self.prepaid
        assert number("SELECT count(*) FROM (SELECT 1 FROM journal GROUP BY reverses HAVING count(reverses) > 1)") == 0
        assert (
            number(
                "SELECT coalesce(max(grand_total_cents), 0) FROM day_report WHERE z_number = "
                "(SELECT max(z_number) FROM day_report)"
            )
            == self.grand
        )
        for one in self.seats:
            self._expected_agrees(one)

    def _expected_agrees(self, one: Seat) -> None:
        """I2 and I3, and that the state is what the model thinks."""
        session = one.till.drawer.mine(one.till.actor)
        if one.state == "none":
            assert session is None
            assert one.till.drawer.opening(one.till.actor, one.till.drawer_id).last_left.cents == one.left
            return
        assert session is not None and session.state is DrawerState(one.state)
        with self.clinic.store.read() as work:
            held = expected(work.ledger.session_entries(session.session_id))
        by_tender = {key.tender.value: entry.amount.cents for key, entry in held.items()}
        assert by_tender["CASH"] == one.cash
        assert by_tender.get("CARD", 0) == one.cards
        assert by_tender.get("CHK", 0) == one.checks


TestMoneyDays = MoneyDays.TestCase
TestMoneyDays.settings = settings(
    max_examples=6,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # 25 steps can be read; shrinking them takes minutes
)


@pytest.mark.soak
def test_many_random_days() -> None:
    """For the night: the same model, far longer."""
    run_state_machine_as_test(
        MoneyDays,
        settings=settings(
            max_examples=400, stateful_step_count=60, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
