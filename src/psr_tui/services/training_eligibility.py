"""What payers said before the training day opens: asked by the same service as in real work, so that every answer is
real 271 content with its bytes, and the eligibility list shows every kind of exception."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from psr_tui.domain.clock import FixedClock, at_local, local_date
from psr_tui.domain.eligibility_check import Channel, Result
from psr_tui.domain.eligibility_typed import TypedAnswer
from psr_tui.domain.errors import Refused
from psr_tui.domain.money import Money
from psr_tui.domain.staff import Actor
from psr_tui.services.eligibility import EligibilityLine, EligibilityService
from psr_tui.services.eligibility_channels import EligibilityChannels
from psr_tui.services.eligibility_questions import add_question, at_visit
from psr_tui.services.sign_in import SignInService
from psr_tui.store.store import Store

_ASKED = ("TERM", "AAA", "HMO", "BASE")
"""Beginnings of member ids whose payers were asked yesterday; the others are for the person who trains."""


class TrainingEligibility:
    """Works on a training clinic that was just loaded; ``clock`` is the store's own and is moved through the hours."""

    def __init__(self, store: Store, clock: FixedClock, channels: EligibilityChannels) -> None:
        self._store, self._clock = store, clock
        self._sign_in = SignInService(store, clock)
        self._eligibility = EligibilityService(store, clock, channels)

    def hold(self) -> None:
        """Leaves the clock where it stood."""
        now = self._clock.now()
        with self._store.read() as work:
            tz = work.clinic.get().tz
        today = local_date(now, tz)
        try:
            self._clock.set(at_local(today - timedelta(days=1), 16, 5, tz))
            actor = self._sign_in.begin("u-tchen", "desk-2", 0)
            lines = {one.at.coverage_id: one for one in self._eligibility.board(actor).lines}
            self._ask(actor, [one for one in lines.values() if one.at.member_id.startswith(_ASKED)])
            self._by_phone(actor, lines)
            self._clock.set(at_local(today, 9, 12, tz))
            self._still_waiting(actor, lines)
            self._clock.set(now)
            self._sign_in.end(actor, "asked")
        finally:
            self._clock.set(now)

    def _ask(self, actor: Actor, lines: list[EligibilityLine]) -> None:
        for one in lines:
            self._clock.set(self._clock.now() + timedelta(minutes=2))
            with suppress(Refused):  # what is incomplete stays so: the list shows it
                self._eligibility.ask(actor, one.at.visit_id, one.at.coverage_id)

    def _by_phone(self, actor: Actor, lines: dict[str, EligibilityLine]) -> None:
        """One answer that was typed: another copay than ours."""
        one = next((line for line in lines.values() if line.at.member_id.startswith("SUMS")), None)
        if one is None:
            return
        with self._store.read() as work:
            answer = TypedAnswer(
                work.new_id(), Channel.PHONE, Result.ACTIVE, "Dana", "C-48213", Money(4500),
                note="Copay went up on the first of the month.",
            )  # fmt: skip
        self._eligibility.typed(actor, one.at.visit_id, one.at.coverage_id, answer)

    def _still_waiting(self, actor: Actor, lines: dict[str, EligibilityLine]) -> None:
        """One question whose answer has not come yet."""
        one = next((line for line in lines.values() if line.at.member_id.startswith("NINES")), None)
        if one is None:
            return
        with self._store.write(actor, "eligibility.ask", "appointment", one.at.visit_id) as work:
            check_id = add_question(work, actor, at_visit(work, one.at.visit_id, one.at.coverage_id))
            work.eligibility.now_sent(check_id, actor.name, work.now)
            work.commit()
