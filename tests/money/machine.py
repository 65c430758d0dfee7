"""Random days: each step is done to the model and to a real store, and refused by both or by neither (CD-93).

Two reps and two drawers, two patients, every tender; drops, suspensions, counts, recounts, reasons, signatures, closes,
nights, restarts, and processes that are killed in the middle of a payment or a close and then send it again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from psr_tui.domain.drawer import TenderCount
from psr_tui.domain.drawer_acts import OpenDrawer, SafeDrop, SubmitCount
from psr_tui.domain.expected import ExpectedKey
from psr_tui.domain.money import Money
from psr_tui.domain.payments import Allocation, TakePayment, UseAhead
from psr_tui.domain.tenders import Tender, TenderKind
from psr_tui.services.accounts import AccountService
from tests.helpers.clinic import PASSWORD
from tests.helpers.money import SEALED, Till, bag_number, card, cash, check, command_id, rows
from tests.money.books import closing_command
from tests.money.days import DRAWERS, REPS, Days
from tests.money.model import Session

rep_names = st.sampled_from(REPS)
small = st.integers(1, 9000)


def made(kind: str, cents: int, number: str) -> Tender:
    """A tender that is not cash; its number is its own, as on paper."""
    if kind == "check":
        return check(cents, number)
    if kind == "ach":
        return Tender(TenderKind.ACH, Money(cents), reference=number)
    terminal = "T1" if kind == "card" else "T2"
    return replace(card(cents, terminal), kind=TenderKind.HSA if kind == "hsa" else TenderKind.CARD, auth=number)


class MoneyDays(Days):
    """The store and the model, step by step."""

    @initialize()
    def begin(self) -> None:
        self.set_up()
        for rep, drawer in zip(REPS, DRAWERS, strict=True):
            self.open(rep, drawer, 20_000)
            self.owe(0, 4000)
            self.pay(rep, 0, 2500, 1500, [("card", 4000), ("check", 900)], False, 0)

    # --- money of patients ---
    @rule(who=st.integers(0, 1), cents=small)
    def owe(self, who: int, cents: int) -> None:
        charge = self.tills["mrivera"].owe(self.patients[who], cents)
        self.books.charge(charge, self.patients[who], cents)

    @rule(
        rep=rep_names, who=st.integers(0, 1), kept=st.integers(0, 30_000), change=st.integers(0, 5000),
        others=st.lists(st.tuples(st.sampled_from(["card", "card2", "check", "hsa", "ach"]), small), max_size=2),
        ahead=st.booleans(), killed=st.sampled_from([0, 0, 0, 1, 9, 17, 26, 33, 60]),
    )  # fmt: skip
    def pay(
        self, rep: str, who: int, kept: int, change: int, others: list[tuple[str, int]], ahead: bool, killed: int
    ) -> None:
        tenders = [cash(kept, handed=kept + change)] if kept else []
        unique = f"{len(self.books.payments):03d}"
        tenders += [made(kind, cents, f"{unique}{place}") for place, (kind, cents) in enumerate(others)]
        if not tenders:
            return
        till, patient = self.tills[rep], self.patients[who]
        command = till.command(patient, *tenders)
        if ahead:
            total = Allocation(None, command.total)
            command = TakePayment(command.command_id, patient, None, command.tenders, (total,))
        named = tuple((f"{one.kind.value} {one.terminal}".strip(), one.amount.cents) for one in tenders)
        self.killed_before(killed, lambda: till.payments.take(till.actor, command))
        done = self.both(
            lambda: self.books.pay(command.command_id, rep, patient, named, ahead),
            lambda: till.payments.take(till.actor, command),
        )
        if done is not None:
            assert (done[1].receipt_number, done[1].change.cents) == (self.books.receipts, change if kept else 0)

    @rule(who=st.integers(0, 1), most=st.sampled_from([1, 900, 20_000]), too_much=st.booleans())
    def use_ahead(self, who: int, most: int, too_much: bool) -> None:
        patient = self.patients[who]
        due = [(charge, left) for charge, (owner, left) in self.books.owed.items() if owner == patient and left]
        if not due or not self.books.ahead[patient]:
            return
        charge, left = due[0]
        cents = min(most, left, self.books.ahead[patient])
        cents += 20_000 if too_much else 0
        till = self.tills["mrivera"]
        command = UseAhead(command_id("u"), patient, (Allocation(charge, Money(cents)),))
        service = AccountService(self.clinic.store, self.clinic.clock)
        self.both(
            lambda: self.books.use_ahead(patient, ((charge, cents),)),
            lambda: service.use_ahead(till.actor, command),
        )

    # --- cash of the drawer ---
    @rule(rep=rep_names, drawer=st.sampled_from(DRAWERS), counted=st.sampled_from([20_000, 0, 19_875, 31_000]))
    def open(self, rep: str, drawer: str, counted: int) -> None:
        till = self.tills[rep]
        command = OpenDrawer(command_id("o"), drawer, rows(counted))
        left = self.books.left_in(drawer)
        done = self.both(
            lambda: self.books.open(command.command_id, drawer, rep, counted),
            lambda: till.drawer.open(till.actor, command),
        )
        if done is not None:
            assert (done[1].session.float_expected.cents, done[1].gap.cents) == (left, counted - left)  # I15

    @rule(rep=rep_names, cents=st.integers(1, 5000), witness=st.sampled_from(["lgrant", "sotto", "tchen"]))
    def drop(self, rep: str, cents: int, witness: str) -> None:
        mine = self.books.mine(rep)
        if mine is None or mine.held["CASH"] < cents:
            return
        till = self.tills[rep]
        command = SafeDrop(command_id("d"), mine.name, bag_number(), rows(cents))
        self.both(
            lambda: self.books.drop(command.command_id, rep, cents, witness),
            lambda: till.drawer.drop(till.actor, command, witness, PASSWORD),
        )

    @precondition(lambda self: any(self.books.mine(rep) for rep in REPS))
    @rule(rep=rep_names, back=st.booleans())
    def suspend_or_resume(self, rep: str, back: bool) -> None:
        if self.books.mine(rep) is None:
            return
        till, session = self.tills[rep], self.session(rep)
        act = till.drawer.resume if back else till.drawer.suspend
        self.both(lambda: self.books.suspend(rep, back), lambda: act(till.actor, session.session_id, session.version))

    # --- counting and closing ---
    @rule(
        rep=rep_names, off=st.sampled_from([0, 0, 0, -1, 250, -500, 501, -7000]),
        card_off=st.sampled_from([0, 0, 0, 40]), untick=st.sampled_from([False, False, True]),
    )  # fmt: skip
    def count(self, rep: str, off: int, card_off: int, untick: bool) -> None:
        """Begin a count or a recount, whichever the drawer allows, and freeze it."""
        mine = self.books.mine(rep)
        if mine is None:
            return
        till, session = self.tills[rep], self.session(rep)
        again = mine.state == "counted"
        start: Callable[..., Any] = till.drawer.recount if again else till.drawer.begin_count
        begun = self.both(
            lambda: self.books.recount(rep) if again else self.books.begin_count(rep),
            lambda: start(till.actor, session.session_id, session.version),
        )
        if begun is not None:
            self._freeze(till, *begun, off, card_off, untick)

    def _freeze(self, till: Till, mine: Session, sheet: Any, off: int, card_off: int, untick: bool) -> None:
        counted = {"CASH": max(0, mine.held["CASH"] + off)}
        ticked = sheet.papers[1:] if untick else sheet.papers
        for paper in ticked:
            counted[paper.tender.value] = counted.get(paper.tender.value, 0) + paper.amount.cents
        typed = []
        for tender in [one for one in mine.held if one not in ("CASH", "CHK")]:
            kind, _, terminal = tender.partition(" ")
            by_card = kind in ("CARD", "HSA")
            counted[tender] = max(0 if not by_card else -(10**9), mine.held[tender] + (card_off if by_card else 0))
            key = ExpectedKey(TenderKind(kind), terminal)
            typed.append(TenderCount(key, Money(counted[tender]), mine.papers[tender] if by_card else 0))
        command = SubmitCount(
            command_id("n"), mine.name, sheet.session.version, rows(counted["CASH"]),
            tuple((paper.journal_id, paper.position) for paper in ticked), tuple(typed),
        )  # fmt: skip
        done = self.both(lambda: self.books.freeze(mine, counted), lambda: till.drawer.freeze(till.actor, command))
        if done is None:
            return
        reveal = done[1]
        found = {f"{one.key.tender.value} {one.key.terminal}".strip(): one.amount.cents for one in reveal.differences}
        assert {one: cents for one, cents in found.items() if cents} == {
            one: cents for one, cents in mine.differences.items() if cents
        }  # I4
        assert (reveal.needs_reason, reveal.needs_approval) == (mine.worst > 0, mine.worst > 500)

    @precondition(lambda self: any(one.state == "counted" for one in self.books.sessions))
    @rule(rep=rep_names, signer=st.sampled_from(["sotto", "sotto", "lgrant", "mrivera"]))
    def explain_and_sign(self, rep: str, signer: str) -> None:
        mine = self.books.mine(rep)
        if mine is None or not mine.attempts or not mine.worst:
            return
        till, session = self.tills[rep], self.session(rep)
        words = (session.session_id, session.version, "OS90", "nobody knows")
        self.both(lambda: self.books.explain(mine), lambda: till.drawer.explain(till.actor, *words))
        if mine.worst > 500:
            version = self.session(rep).version
            self.both(
                lambda: self.books.approve(mine, signer),
                lambda: till.drawer.approve(till.actor, session.session_id, version, signer, PASSWORD),
            )

    @precondition(lambda self: any(one.state in ("counted", "approved") for one in self.books.sessions))
    @rule(rep=rep_names, killed=st.sampled_from([0, 0, 0, 1, 12, 30, 44, 61]))
    def close(self, rep: str, killed: int) -> None:
        mine = self.books.mine(rep)
        if mine is None or mine.state not in ("counted", "approved"):
            return
        till = self.tills[rep]
        command = closing_command(till.drawer.reveal(till.actor, mine.name))
        self.killed_before(killed, lambda: till.drawer.close(till.actor, command, *SEALED))
        done = self.both(lambda: self.books.close(mine), lambda: till.drawer.close(till.actor, command, *SEALED))
        if done is not None:
            assert done[1].z_number == self.books.reports
            assert f"{Money(self.books.grand)}" in done[1].text.split("GRAND TOTAL")[1]  # I14

    @rule(rep=rep_names, off=st.sampled_from([0, 0, -1, 250, -7000]), opened=st.sampled_from([0, 75]))
    def evening_and_morning(self, rep: str, off: int, opened: int) -> None:
        """A whole close and the next opening in one step, so that every run sees several."""
        mine = self.books.mine(rep)
        if mine is None:
            return
        drawer = mine.drawer
        if mine.state in ("open", "suspended"):
            self.count(rep, off, 0, False)
        self.explain_and_sign(rep, "sotto")
        self.close(rep, 0)
        self.open(rep, drawer, self.books.floats[drawer] + opened)
