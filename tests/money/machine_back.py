"""More steps for the random days: refunds in part, and corrections of closed drawers (CD-79, CD-82)."""

from __future__ import annotations

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from psr_tui.domain.corrections import CorrectClosed, CorrectionKind
from psr_tui.domain.money import Money
from psr_tui.domain.payments import Allocation
from psr_tui.domain.posted_set import ExportKind
from psr_tui.services.corrections import CorrectionService
from tests.helpers.clinic import PASSWORD, TODAY
from tests.helpers.hledger import check
from tests.helpers.money import cash, command_id
from tests.helpers.posted_days import export
from tests.money.days import DRAWERS
from tests.money.machine import rep_names
from tests.money.machine_moves import MovingDays
from tests.money.model import Payment, Session
from tests.money.model_back import BackBooks


class BackDays(MovingDays):
    """Random days with everything there is."""

    books: BackBooks

    def new_books(self) -> BackBooks:
        return BackBooks(DRAWERS)

    def teardown(self) -> None:
        """At the end of the days somebody from outside looks at them: the exported journal, by hledger if it is there
        (`tests.exchange.test_hledger` says so visibly when it is not)."""
        if self.sound and shutil.which("hledger"):
            last = TODAY + timedelta(days=self.books.day)
            with tempfile.TemporaryDirectory() as folder:
                done = export(self.clinic, ExportKind.HLEDGER, Path(folder), TODAY, last)
                assert check(done.path) == (0, "")
        super().teardown()

    @property
    def corrections(self) -> CorrectionService:
        return CorrectionService(self.clinic.store, self.clinic.clock)

    @precondition(lambda self: bool(self.books.payments))
    @rule(rep=rep_names, which=st.integers(0, 99), signer=st.sampled_from(["sotto", "sotto", "sotto", "tchen"]))
    def void(self, rep: str, which: int, signer: str) -> None:
        payment: Payment = list(self.books.payments.values())[which % len(self.books.payments)]
        done = self.both(
            lambda: self.books.void(payment.name, rep, signer),
            lambda: self.tills[rep].void(payment.name, signer),
        )
        if done is not None:
            assert done[1].receipt_number == self.books.receipts

    @precondition(lambda self: bool(self.books.payments))
    @rule(
        rep=rep_names, which=st.integers(0, 99), cents=st.sampled_from([None, None, 1, 700, 2500, 90_000]),
        signer=st.sampled_from(["sotto", "sotto", "sotto", "tchen"]),
    )  # fmt: skip
    def refund(self, rep: str, which: int, cents: int | None, signer: str) -> None:
        name = list(self.books.payments)[which % len(self.books.payments)]
        done = self.both(
            lambda: self.books.refund(name, rep, signer, cents),
            lambda: self.tills[rep].refund(name, cents, signer),
        )
        if done is not None:
            assert done[1].receipt_number == self.books.receipts

    @rule(rep=rep_names, who=st.integers(0, 1), left=st.sampled_from([None, 100, 2600]))
    def ahead_used_and_given_back(self, rep: str, who: int, left: int | None) -> None:
        """Money paid ahead, used for a charge, and then asked back: the charge is open again for what went."""
        before = len(self.books.payments)
        self.pay(rep, who, 3000, 0, [], True, 0)
        if len(self.books.payments) == before:
            return
        name = list(self.books.payments)[-1]
        ahead = self.books.ahead
        self.owe(who, ahead[self.patients[who]])
        while ahead[self.patients[who]]:  # all of it, also what was paid ahead before
            self.use_ahead(who, 10**9, False)
        self.both(
            lambda: self.books.refund(name, rep, "sotto", left), lambda: self.tills[rep].refund(name, left, "sotto")
        )

    @precondition(lambda self: any(one.state == "closed" for one in self.books.sessions))
    @rule(rep=rep_names, which=st.integers(0, 9), cents=st.sampled_from([1, -1, 250, -250, 9000]))
    def find(self, rep: str, which: int, cents: int) -> None:
        closed = self._closed(which)
        command = self._correct(closed, CorrectionKind.FOUND, found=Money(cents))
        self.both(lambda: self.books.found(closed, rep, cents), lambda: self._send(rep, command))

    @precondition(lambda self: bool(self.books.payments))
    @rule(rep=rep_names, which=st.integers(0, 99))
    def take_out(self, rep: str, which: int) -> None:
        """A payment of a drawer that may be open, closed or corrected before."""
        payment = list(self.books.payments.values())[which % len(self.books.payments)]
        command = self._correct(payment.session, CorrectionKind.ENTERED_TWICE, journal_id=payment.name)
        self.both(lambda: self.books.entered_twice(payment.name, rep), lambda: self._send(rep, command))

    @precondition(lambda self: any(one.state == "closed" for one in self.books.sessions))
    @rule(rep=rep_names, which=st.integers(0, 9), who=st.integers(0, 1), cents=st.integers(1, 9000))
    def add_forgotten(self, rep: str, which: int, who: int, cents: int) -> None:
        closed, patient = self._closed(which), self.patients[who]
        command = self._correct(
            closed, CorrectionKind.NOT_ENTERED, patient_id=patient, tenders=(cash(cents),),
            allocations=(Allocation(None, Money(cents)),),
        )  # fmt: skip
        self.both(
            lambda: self.books.not_entered(command.command_id, closed, rep, patient, (("CASH", cents),)),
            lambda: self._send(rep, command),
        )

    def _closed(self, which: int) -> Session:
        closed = [one for one in self.books.sessions if one.state == "closed"]
        return closed[which % len(closed)]

    def _correct(self, closed: Session, kind: CorrectionKind, **what: Any) -> CorrectClosed:
        return CorrectClosed(command_id("y"), closed.name, kind, "seen the next day", **what)

    def _send(self, rep: str, command: CorrectClosed) -> Any:
        return self.corrections.correct(self.tills[rep].actor, command, "sotto", PASSWORD)
