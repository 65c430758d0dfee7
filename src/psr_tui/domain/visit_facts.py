"""What is known about one visit at the desk: its payers, papers, answers so far, and what type and payer ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from psr_tui.domain.cases import sounds_like_accident
from psr_tui.domain.check_in import Item, Step
from psr_tui.domain.consents import Occasion, Signature
from psr_tui.domain.coverage import VERIFY_AFTER_DAYS, Coverage, primary_on
from psr_tui.domain.guarantors import ADULT
from psr_tui.domain.money import Money
from psr_tui.domain.typed_dates import age_on

SELF_PAY = "self_pay"
BY_COVERAGE = "coverage"
NO_INJURY = "none"
"""The answer that this visit is about no accident and no work injury."""


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
class TypeAsks:
    """What a visit type asks of check-in: an authorisation, the kinds of labels, the grace for lateness in minutes."""

    authorisation: bool = False
    labels: tuple[str, ...] = ()
    grace: int = 15


@dataclass(frozen=True, slots=True)
class PayerAsks:
    """What a payer is and asks for: ``kind`` commercial, medicare, medicaid, other or ''."""

    kind: str = ""
    authorisation: bool = False
    referral: bool = False


_NO_ASKS = PayerAsks()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the store knows about one visit's check-in. ``choice`` is the answer to the payer question, '' = open;
    ``estimate`` '' when there is none, due or given."""

    coverages: tuple[Coverage, ...] = ()
    signatures: Mapping[str, Signature] = field(default_factory=dict)
    steps: Mapping[Item, Step] = field(default_factory=dict)
    choice: str = ""
    coverage_id: str = ""
    copay_charged: bool = False
    copay_open: Money = field(default_factory=Money.zero)
    alerts: tuple[Alert, ...] = ()
    interpreter: str = ""
    verify_days: int = VERIFY_AFTER_DAYS
    copays_told: Mapping[str, Money] = field(default_factory=dict)
    """By coverage: what the payer's newest answer or a rep's choice from it says; it goes before the card (FD-119)."""
    visit_id: str = ""
    visit_type: str = ""
    born: date | None = None
    case_id: str = ""
    note: str = ""
    """What was written when the visit was booked."""
    waiting_area: str = ""
    access_request: str = ""
    asks: TypeAsks = field(default_factory=TypeAsks)
    payers: Mapping[str, PayerAsks] = field(default_factory=dict)
    """By coverage id."""
    needs_leave: bool = False
    has_leave: bool = False
    """Whether an authorisation or referral is needed, and whether one is in force with at least one left."""
    estimate: str = ""
    policy: bool = False

    def payer(self, on: date) -> Coverage | None:
        """The coverage this visit is billed to: the chosen one, or before the answer the one that is proposed."""
        if self.choice == SELF_PAY:
            return None
        if self.choice == BY_COVERAGE:
            return next((one for one in self.coverages if one.coverage_id == self.coverage_id), None)
        return primary_on(self.coverages, on)

    def copay_due(self, on: date) -> Money:
        """What is still to collect as copay: the open charge, or before it is charged what the coverage says. A case
        has none: its payer takes the place of the patient's (FD-41)."""
        if self.copay_charged:
            return max(Money.zero(), self.copay_open)
        payer = None if self.case_id else self.payer(on)
        if payer is None:
            return Money.zero()
        return self.copays_told.get(payer.coverage_id, payer.copay or Money.zero())

    def minor(self, on: date) -> bool:
        """Whether the patient is under age on a day."""
        return self.born is not None and age_on(self.born, on) < ADULT

    def payer_asks(self, on: date) -> PayerAsks:
        """What the payer of this visit asks for."""
        payer = self.payer(on)
        return self.payers.get(payer.coverage_id, _NO_ASKS) if payer is not None else _NO_ASKS

    def occasion(self, on: date) -> Occasion:
        """This visit as papers look at it."""
        kind = SELF_PAY if self.choice == SELF_PAY else self.payer_asks(on).kind
        return Occasion(on, self.visit_id, self.visit_type, kind, self.minor(on))

    def may_ask_leave(self, on: date) -> bool:
        """Whether anything about this visit can ask for an authorisation or referral: its type, its payer, a case."""
        asked = self.payer_asks(on)
        return self.asks.authorisation or asked.authorisation or asked.referral or bool(self.case_id)

    @property
    def injury(self) -> bool:
        """Whether a case is to be linked: somebody said so, or the visit's note sounds like an accident and nobody has
        answered yet."""
        step = self.steps.get(Item.CASE)
        return bool(self.case_id) or (step.detail != NO_INJURY if step is not None else self.sounds_like_accident)

    @property
    def sounds_like_accident(self) -> bool:
        """Whether only the note of the visit speaks of an accident: the rep asks, and 7 answers either way."""
        return Item.CASE not in self.steps and sounds_like_accident(self.note)
