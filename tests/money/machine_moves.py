"""More steps for the random days: pay-ins, pay-outs, swaps, hand-overs with every answer (CD-37, CD-40, CD-69)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from psr_tui.domain.cash_moves import ChangeSwap, MoveBack, PayIn, PayOut
from psr_tui.domain.hand_over import CountOffer, EndOffer, OfferCash
from psr_tui.domain.money import Money
from psr_tui.services.cash_moves import CashMoveService
from psr_tui.services.hand_over import HandOverService
from tests.helpers.clinic import PASSWORD, TestClinic
from tests.helpers.money import command_id, rows
from tests.money.days import DRAWERS, REPS
from tests.money.machine import MoneyDays, rep_names
from tests.money.model_moves import MovingBooks

amounts = st.integers(1, 4000)


class MovingDays(MoneyDays):
    """Random days with everything that happens to cash between an opening and a close."""

    books: MovingBooks

    @initialize(prestage=st.booleans())
    def begin(self, prestage: bool = False) -> None:
        super().begin()
        self.books.prestage = prestage
        set_prestage(self.clinic, prestage)
        self.asked: list[tuple[str, str]] = []  # every offer that ever was, with who should take it

    def new_books(self) -> MovingBooks:
        return MovingBooks(DRAWERS)

    @property
    def cash(self) -> CashMoveService:
        return CashMoveService(self.clinic.store, self.clinic.clock)

    @property
    def offers(self) -> HandOverService:
        return HandOverService(self.clinic.store, self.clinic.clock)

    @rule(rep=rep_names, cents=st.integers(1, 60_000), kind=st.sampled_from(["PI1", "PI9", "PO1", "PO2", "SW1"]))
    def pay_in_or_out(self, rep: str, cents: int, kind: str) -> None:
        mine, till = self.books.mine(rep), self.tills[rep]
        if mine is None:
            return
        ident, amount = command_id("x"), Money(cents)
        if kind.startswith("PI"):
            into = PayIn(ident, mine.name, kind, amount, "receipt 7")
            self.both(
                lambda: self.books.pay_in(ident, rep, cents, kind == "PI1"),
                lambda: self.cash.pay_in(till.actor, into),
            )
        elif kind.startswith("PO"):
            out = PayOut(ident, mine.name, kind, amount, "receipt 7")
            self.both(lambda: self.books.pay_out(ident, rep, cents), lambda: self.cash.pay_out(till.actor, out))
        else:
            swap = ChangeSwap(ident, mine.name, kind, rows(cents), in_coin(cents))
            self.both(lambda: self.books.swap(rep), lambda: self.cash.swap(till.actor, swap))

    @rule(
        rep=rep_names, cents=amounts, kind=st.sampled_from(["drop", "PI1", "PO1"]), last=st.integers(1, 4),
        signer=st.sampled_from(["sotto", "sotto", "lgrant"]),
    )  # fmt: skip
    def take_back(self, rep: str, cents: int, kind: str, last: int, signer: str) -> None:
        """A move just made, or one before it: of this drawer or another, also one that came back already."""
        if kind == "drop":
            self.drop(rep, cents, "lgrant")
        else:
            self.pay_in_or_out(rep, cents, kind)
        if not self.books.moves:
            return
        name = list(self.books.moves)[-last:][0]
        command = MoveBack(command_id("r"), name, "typed twice")
        self.both(
            lambda: self.books.take_back(name, rep, signer),
            lambda: self.cash.take_back(self.tills[rep].actor, command, signer, PASSWORD),
        )

    @rule(rep=rep_names, to=st.sampled_from([*REPS, "lgrant"]), cents=amounts)
    def offer(self, rep: str, to: str, cents: int) -> None:
        mine = self.books.mine(rep)
        if mine is None or mine.held["CASH"] < cents:
            return
        command = OfferCash(command_id("h"), mine.name, f"u-{to}", rows(cents))
        done = self.both(
            lambda: self.books.offer(command.command_id, rep, to, cents),
            lambda: self.offers.offer(self.tills[rep].actor, command),
        )
        if done is not None:
            self.asked.append((command.command_id, to))

    @precondition(lambda self: bool(getattr(self, "asked", None)))
    @rule(rep=rep_names, which=st.integers(0, 9), off=st.sampled_from([0, 0, 0, 5]), old=st.booleans())
    def count_offer(self, rep: str, which: int, off: int, old: bool) -> None:
        """One that waits, or one that was answered long ago, by whom it was offered to or by somebody else."""
        name = self._one(which, old)
        mine, offer = self.books.mine(rep), self.books.offers.get(name)
        if mine is None:
            return
        cents = (offer.cents if offer else 100) + off
        command = CountOffer(command_id("n"), name, mine.name, rows(cents))
        done = self.both(
            lambda: self.books.count_offer(name, rep, cents),
            lambda: self.offers.count(self.tills[rep].actor, command),
        )
        if done is not None:
            assert done[0] == done[1].state.value
            assert (done[1].amount is None) == (done[0] != "accepted"), "who miscounted must not learn the amount"

    @precondition(lambda self: bool(getattr(self, "asked", None)))
    @rule(who=st.sampled_from([*REPS, "sotto"]), which=st.integers(0, 9), refused=st.booleans(), old=st.booleans())
    def end_offer(self, who: str, which: int, refused: bool, old: bool) -> None:
        name = self._one(which, old)
        actor: Any = self.tills[who].actor if who in REPS else self.clinic.actor(who)
        command = EndOffer(command_id("e"), name, "not now")
        act = self.offers.refuse if refused else self.offers.cancel
        self.both(lambda: self.books.end_offer(name, who, refused), lambda: act(actor, command))

    @precondition(lambda self: bool(getattr(self.books, "prestage", False)))
    @rule(rep=rep_names, off=st.sampled_from([0, -120]), counted=st.sampled_from([20_000, 19_950]), last=st.booleans())
    def next_shift_opens_early(self, rep: str, off: int, counted: int, last: bool) -> None:
        """One counts, the other opens the same drawer on a float from the safe, and either of them closes first."""
        mine, other = self.books.mine(rep), REPS[1 - REPS.index(rep)]
        if mine is None or mine.state not in ("open", "suspended"):
            return
        theirs = self.books.mine(other)
        if theirs is not None:
            self._to_the_end(other, 0)
        self.count(rep, off, 0, False)
        self.open(other, mine.drawer, counted)
        for one in (other, rep) if last else (rep, other):
            self._to_the_end(one, 0)

    def _to_the_end(self, rep: str, off: int) -> None:
        mine = self.books.mine(rep)
        if mine is not None and mine.state in ("open", "suspended"):
            self.count(rep, off, 0, False)
        self.explain_and_sign(rep, "sotto")
        self.close(rep, 0)

    def _one(self, which: int, old: bool) -> str:
        waiting = list(self.books.offers)
        return self.asked[which % len(self.asked)][0] if old or not waiting else waiting[which % len(waiting)]


def in_coin(cents: int) -> tuple[Any, ...]:
    """The same worth in the smallest pieces."""
    counted = rows(0)
    return (*counted[:-1], replace(counted[-1], quantity=cents))


def set_prestage(clinic: TestClinic, on: bool) -> None:
    """Whether the next shift may open while this one is counted."""
    with clinic.store.write(clinic.actor("admin")) as work:
        work.session.connection().exec_driver_sql(f"UPDATE clinic SET prestage_drawers = {int(on)}")
        work.commit()
