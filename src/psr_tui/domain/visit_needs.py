"""What one visit still needs, from what is known about it: the checklist's items and the queue's short words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from psr_tui.domain import consents
from psr_tui.domain.check_in import Gate, Item, Needs, Step, gate, passed
from psr_tui.domain.consents import ConsentKind, Signature
from psr_tui.domain.coverage import VERIFY_AFTER_DAYS, Coverage, primary_on
from psr_tui.domain.guarantors import ADULT
from psr_tui.domain.money import Money
from psr_tui.domain.typed_dates import age_on
from psr_tui.domain.visit import VisitState

SELF_PAY = "self_pay"
BY_COVERAGE = "coverage"


@dataclass(frozen=True, slots=True)
class Alert:
    """Something every rep must read before acting, with author and last day (FD-48)."""

    alert_id: str
    text: str
    author: str
    since: datetime
    ends_on: date | None
    scope: str = "patient"  # patient, family, clinic
    about: str = ""  # the relative a family's alert was written for
    version: int = 1


@dataclass(frozen=True, slots=True)
class Facts:
    """What the store knows about one visit's check-in. ``choice`` is the answer to the payer question, '' = open."""

    coverages: tuple[Coverage, ...] = ()
    signatures: Mapping[str, Signature] = field(default_factory=dict)
    steps: Mapping[Item, Step] = field(default_factory=dict)
    choice: str = ""
    coverage_id: str = ""
    copay_charged: bool = False
    copay_open: Money = field(default_factory=Money.zero)
    alerts: tuple[Alert, ...] = ()
    interpreter: str = ""
    copays_told: Mapping[str, Money] = field(default_factory=dict)
    """By coverage: what the payer's newest answer or a rep's choice from it says; it goes before the card (FD-119)."""

    def payer(self, on: date) -> Coverage | None:
        """The coverage this visit is billed to: the chosen one, or before the answer the one that is proposed."""
        if self.choice == SELF_PAY:
            return None
        if self.choice == BY_COVERAGE:
            return next((one for one in self.coverages if one.coverage_id == self.coverage_id), None)
        return primary_on(self.coverages, on)

    def copay_due(self, on: date) -> Money:
        """What is still to collect as copay: the open charge, or before it is charged what the coverage says."""
        if self.copay_charged:
            return max(Money.zero(), self.copay_open)
        payer = self.payer(on)
        if payer is None:
            return Money.zero()
        return self.copays_told.get(payer.coverage_id, payer.copay or Money.zero())


def needs_of(facts: Facts, kinds: Sequence[ConsentKind], on: date) -> Needs:
    """Which checklist items this visit has, on its date of service."""
    payer = facts.payer(on)
    return Needs(
        card=payer is not None,
        eligibility=payer is not None and payer.needs_verifying(on, VERIFY_AFTER_DAYS),
        copay=bool(facts.copay_due(on)),
        interpreter=facts.interpreter == "needed",
        alerts=bool(facts.alerts),
        signatures=bool(consents.due(kinds, facts.signatures, on)),
    )


def gate_of(facts: Facts, kinds: Sequence[ConsentKind], on: date) -> Gate:
    """What still keeps the visit from being checked in, on a day."""
    return gate(needs_of(facts, kinds, on), facts.steps)


def short_words(
    state: VisitState, facts: Facts, kinds: Sequence[ConsentKind], on: date, born: date | None
) -> tuple[str, ...]:
    """The queue's Needs cell: ``$25 INT ID ELIG FORM``; from arrival on also what only the desk can ask for.

    Nothing for visits that are over: there is nobody left to ask.
    """
    if state.closed:
        return ()
    asked = needs_of(facts, kinds, on)
    here = state.rank >= VisitState.ARRIVED.rank
    words: list[str] = []
    copay = facts.copay_due(on)
    if here and copay and not _coded(facts, Item.COPAY):
        words.append(copay.dollars.removesuffix(".00"))
    if asked.alerts and not passed(Item.ALERTS, facts.steps.get(Item.ALERTS)):
        words.append("ALERT")
    if asked.interpreter and not passed(Item.INTERPRETER, facts.steps.get(Item.INTERPRETER)):
        words.append("INT")
    if here and not passed(Item.IDENTITY, facts.steps.get(Item.IDENTITY)):
        words.append("ID")
    if asked.eligibility and not passed(Item.ELIGIBILITY, facts.steps.get(Item.ELIGIBILITY)):
        words.append("ELIG")  # whoever asks for eligibility asks who pays
    elif here and not passed(Item.COVERAGE, facts.steps.get(Item.COVERAGE)):
        words.append("PAYER")
    if asked.signatures and not passed(Item.SIGNATURES, facts.steps.get(Item.SIGNATURES)):
        words.append("FORM")
    if born is not None and age_on(born, on) < ADULT:
        words.append("MINOR")
    return tuple(words)


def _coded(facts: Facts, item: Item) -> bool:
    step = facts.steps.get(item)
    return step is not None and bool(step.code) and passed(item, step)
