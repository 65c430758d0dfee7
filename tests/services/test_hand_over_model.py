"""Random hand-overs beside whole cents: tills and transit together never change, and an act moves only what it names.

Two reps offer to each other, count right and wrong, take, refuse, cancel, pay in and out, swap, take money, and the
program ends in between (TC-23, TC-29, TC-30, CD-70, CD-71).
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
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

from psr_tui.domain.cash_moves import ChangeSwap, PayIn, PayOut
from psr_tui.domain.errors import Refused
from psr_tui.domain.hand_over import CountOffer, EndOffer, OfferCash, OfferState
from psr_tui.domain.money import Money
from psr_tui.services.cash_moves import CashMoveService
from psr_tui.services.hand_over import HandOverService
from psr_tui.store.store import open_store
from psr_tui.store.vault import DataKeys
from tests.helpers.clinic import make_clinic
from tests.helpers.money import Till, cash, command_id, rows, till_cents

seats = st.sampled_from([0, 1])
amounts = st.integers(1, 9000)


@dataclass
class Pending:
    """What the model knows of an offer."""

    offer_id: str
    seat: int
    cents: int
    misses: int = 0


class HandOvers(RuleBasedStateMachine):
    """The store and three integers."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.clinic = make_clinic(Path(self.folder.name))
        self.tills = [Till(self.clinic), Till(self.clinic, "tchen", "drawer-D2")]
        self.sessions = [self.tills[0].open(20000).session_id, self.tills[1].open(15000).session_id]
        self.patient = self.clinic.add_patient()
        self.cash = [20000, 15000]
        self.pending: list[Pending | None] = [None, None]
        self.petty = self.safe = 0

    def teardown(self) -> None:
        self.clinic.store.close()
        self.folder.cleanup()

    @property
    def offers(self) -> HandOverService:
        return HandOverService(self.clinic.store, self.clinic.clock)

    @property
    def moves(self) -> CashMoveService:
        return CashMoveService(self.clinic.store, self.clinic.clock)

    # --- offering and answering ---
    @rule(seat=seats, cents=amounts)
    def offer(self, seat: int, cents: int) -> None:
        to = self.tills[1 - seat].actor.staff_id
        command = OfferCash(command_id(), self.sessions[seat], to, rows(cents))
        if self.pending[seat] is not None:
            with pytest.raises(Refused):
                self.offers.offer(self.tills[seat].actor, command)
            return
        for _ in range(2):  # sent twice, it is one
            offer = self.offers.offer(self.tills[seat].actor, command)
        self.pending[seat] = Pending(offer.offer_id, seat, cents)
        self.cash[seat] -= cents

    @precondition(lambda self: any(self.pending))
    @rule(seat=seats, off=st.sampled_from([0, 0, 1, -1, 500]))
    def count(self, seat: int, off: int) -> None:
        pending, other = self.pending[seat], 1 - seat
        if pending is None or pending.cents + off <= 0:
            return
        command = CountOffer(command_id(), pending.offer_id, self.sessions[other], rows(pending.cents + off))
        for _ in range(2):
            answer = self.offers.count(self.tills[other].actor, command)
        if off == 0:
            assert answer.state is OfferState.ACCEPTED
            self._answered(pending, other)
        elif pending.misses == 0:
            assert answer.state is OfferState.OFFERED and answer.amount is None
            pending.misses = 1
        else:
            assert answer.state is OfferState.REFUSED
            self._answered(pending, seat)

    @precondition(lambda self: any(self.pending))
    @rule(seat=seats, by_giver=st.booleans())
    def end(self, seat: int, by_giver: bool) -> None:
        pending = self.pending[seat]
        if pending is None:
            return
        command = EndOffer(command_id(), pending.offer_id)
        if by_giver:
            self.offers.cancel(self.tills[seat].actor, command)
        else:
            self.offers.refuse(self.tills[1 - seat].actor, command)
        self._answered(pending, seat)
        with pytest.raises(Refused):  # there is no second answer
            self.offers.cancel(self.tills[seat].actor, EndOffer(command_id(), pending.offer_id))

    def _answered(self, pending: Pending, to: int) -> None:
        self.cash[to] += pending.cents
        self.pending[pending.seat] = None

    # --- what moves one drawer only ---
    @rule(seat=seats, cents=amounts)
    def take(self, seat: int, cents: int) -> None:
        self.tills[seat].take(self.patient, cash(cents))
        self.cash[seat] += cents

    @rule(seat=seats, cents=amounts, from_safe=st.booleans())
    def pay_in(self, seat: int, cents: int, from_safe: bool) -> None:
        reason, note = ("PI1", "") if from_safe else ("PI9", "found")
        self.moves.pay_in(self.tills[seat].actor, PayIn(command_id(), self.sessions[seat], reason, Money(cents), note))
        self.cash[seat] += cents
        self.safe, self.petty = self.safe - cents * from_safe, self.petty - cents * (not from_safe)

    @rule(seat=seats, cents=st.integers(1, 40_000))
    def pay_out(self, seat: int, cents: int) -> None:
        command = PayOut(command_id(), self.sessions[seat], "PO2", Money(cents), "R 1")
        if cents > self.cash[seat]:
            with pytest.raises(Refused):
                self.moves.pay_out(self.tills[seat].actor, command)
            return
        self.moves.pay_out(self.tills[seat].actor, command)
        self.cash[seat] -= cents
        self.petty += cents

    @rule(seat=seats, cents=amounts)
    def swap(self, seat: int, cents: int) -> None:
        command = ChangeSwap(command_id(), self.sessions[seat], "SW1", rows(cents), rows(cents))
        self.moves.swap(self.tills[seat].actor, command)

    @rule()
    def crash(self) -> None:
        """The file is closed and opened again; its key was proven before and need not be derived anew."""
        path, keys = self.clinic.path, self.clinic.store.keys
        copied = DataKeys("k", bytearray(keys.data), bytearray(keys.audit))
        self.clinic.store.close()
        self.clinic.store = open_store(path, copied, self.clinic.clock)

    # --- what always holds ---
    @invariant()
    def every_cent_is_where_it_should_be(self) -> None:
        if not hasattr(self, "cash"):
            return
        assert [till_cents(self.clinic, one) for one in self.sessions] == self.cash
        for account, cents in (
            ("transit", sum(one.cents for one in self.pending if one is not None)),
            ("petty_cash", self.petty),
            ("safe", self.safe),
        ):
            query = f"SELECT coalesce(sum(cents), 0) FROM ledger_line WHERE account = '{account}'"
            assert self.clinic.count(query) == cents, account
        assert self.clinic.count("SELECT count(*) FROM hand_over WHERE state = 'offered'") == sum(
            map(bool, self.pending)
        )


TestTc29Tc30TillsAndTransitAreConstant = HandOvers.TestCase
TestTc29Tc30TillsAndTransitAreConstant.settings = settings(
    max_examples=6,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # 15 steps can be read; shrinking them takes minutes
)


@pytest.mark.soak
def test_tills_and_transit_are_constant_for_long() -> None:
    run_state_machine_as_test(
        HandOvers,
        settings=settings(
            max_examples=150, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
