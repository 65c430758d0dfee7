"""What the check-in screen shows of one visit, read in one go."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from psr_tui.domain.care import CareLine
from psr_tui.domain.check_in import Gate, Item, Section, Step
from psr_tui.domain.consents import ConsentKind, Signature, applies, due
from psr_tui.domain.copay import WAIVED, Proposal
from psr_tui.domain.coverage import Coverage, clashes
from psr_tui.domain.discounts import REASONS, Discount, in_force, taken_off
from psr_tui.domain.money import Money
from psr_tui.domain.patients import Patient
from psr_tui.domain.payments import BalanceDue, ChargeKind, in_order
from psr_tui.domain.visit import VisitState
from psr_tui.domain.visit_facts import Alert, Facts
from psr_tui.domain.visit_needs import answers, gate_of, needs_of
from psr_tui.services.authorisation_use import AuthorisationStanding, for_visit
from psr_tui.services.check_in_facts import facts_of
from psr_tui.services.due import what_is_due

if TYPE_CHECKING:
    from psr_tui.store.repositories.visits import Visit
    from psr_tui.store.unit_of_work import UnitOfWork

COPAY_OF_VISIT = "copay of this visit"
"""Stands for the id of a copay that is charged only when it is paid."""


_NOTHING = Money(0)


@dataclass(frozen=True, slots=True)
class Form:
    """A signature box and how it stands on the day of the visit."""

    kind: ConsentKind
    signature: Signature | None
    due: bool

    @property
    def settled(self) -> bool:
        """Whether there is an answer that is enough for this visit."""
        return self.signature is not None and not self.due


@dataclass(frozen=True, slots=True)
class Other:
    """Another open visit of the same patient on the same day; a visit of its own (FD-30)."""

    visit_id: str
    version: int
    words: str
    state: VisitState


@dataclass(frozen=True, slots=True)
class CheckInView:
    """One visit at the desk. ``due`` are the open charges, oldest first, with today's copay once it is charged;
    ``payable`` is what money taken here can go to, in the order it is proposed: today's copay first, charged or not."""

    visit_id: str
    version: int
    state: VisitState
    day: date
    local_start: str
    arrived_at: datetime | None
    provider: str
    patient: Patient
    interpreter: str
    note: str
    alerts: tuple[Alert, ...]
    coverages: tuple[Coverage, ...]
    proposed: Coverage | None
    chosen: Coverage | None
    self_pay: bool
    order_clash: tuple[int, ...]
    forms: tuple[Form, ...]
    steps: dict[Item, Step]
    items: tuple[Item, ...]
    gate: Gate
    proposal: Proposal
    copay_uncollected: bool
    due: tuple[BalanceDue, ...]
    payable: tuple[BalanceDue, ...]
    discount: Discount | None = None
    discount_off: Money = _NOTHING
    """The discount that is valid today, and what it would take off what is open with today's copay."""
    facts: Facts = field(default_factory=Facts)
    policy: str = ""
    leave: AuthorisationStanding | None = None
    """What the authorisations on file say about this visit, when the visit type, the plan or the case asks for one."""
    others: tuple[Other, ...] = ()
    care: tuple[CareLine, ...] = ()
    emergency: str = ""
    case: str = ""
    """The accident or work injury whose payer pays for this visit, in words."""

    @property
    def minor(self) -> bool:
        """Whether somebody else signs for the patient."""
        return self.facts.minor(self.day)

    def left_in(self, section: Section) -> tuple[Item, ...]:
        """Items of a section that are not settled, those that stop first."""
        from psr_tui.domain.check_in import RULES

        return tuple(item for item in (*self.gate.missing, *self.gate.waiting) if RULES[item].section is section)


def read_view(work: UnitOfWork, visit: Visit, patient: Patient, reader: str = "") -> CheckInView:
    """Everything of one visit as ``reader`` (id of staff) stands to it, in a fixed number of queries."""
    day = visit.local_date
    kinds = work.check_in.kinds()
    facts = facts_of(work, [visit], day)[visit.visit_id]
    occasion = facts.occasion(day)
    asked = {kind.code for kind in due(kinds, facts.signatures, occasion)}
    balances = tuple(what_is_due(work, visit.patient_id, day))
    payable = _payable(visit, facts, balances)
    discount, off = _discount(work, visit, payable)
    return CheckInView(
        visit_id=visit.visit_id, version=visit.version, state=visit.state, day=day, local_start=visit.local_start,
        arrived_at=visit.arrived_at, provider=visit.provider, patient=patient, interpreter=visit.interpreter,
        note=visit.note, alerts=facts.alerts, coverages=facts.coverages,
        proposed=facts.payer(day) if facts.choice != "self_pay" else None,
        chosen=facts.payer(day) if facts.choice == "coverage" else None, self_pay=facts.choice == "self_pay",
        order_clash=clashes(facts.coverages, day),
        forms=tuple(
            Form(kind, facts.signatures.get(kind.code), kind.code in asked) for kind in kinds if applies(kind, occasion)
        ),
        steps=dict(answers(facts, reader)), items=needs_of(facts, kinds, day).items(),
        gate=gate_of(facts, kinds, day, reader),
        proposal=_proposal(work, visit, facts, balances), copay_uncollected=copay_uncollected(facts, day),
        due=balances, payable=payable, discount=discount, discount_off=off, facts=facts,
        policy=work.check_in.asks.policy() if facts.policy else "",
        leave=for_visit(work, visit) if facts.needs_leave else None,
        others=_others(work, visit), care=tuple(work.check_in.care.of_visit(visit.visit_id)),
        emergency=work.check_in.asks.emergency(visit.patient_id),
        case=_case_words(work, facts.case_id),
    )  # fmt: skip


def _others(work: UnitOfWork, visit: Visit) -> tuple[Other, ...]:
    return tuple(
        Other(one.visit_id, one.version, f"{one.local_start} {one.provider}".rstrip(), one.state)
        for one in work.visits.open_on(visit.patient_id, visit.local_date)
        if one.visit_id != visit.visit_id
    )


def _case_words(work: UnitOfWork, case_id: str) -> str:
    case = work.cases.get(case_id) if case_id else None
    return case.words() if case is not None else ""


def _payable(visit: Visit, facts: Facts, balances: tuple[BalanceDue, ...]) -> tuple[BalanceDue, ...]:
    due = in_order(balances, visit.visit_id)
    amount = facts.copay_due(visit.local_date)
    if facts.copay_charged or not amount:
        return tuple(due)
    copay = BalanceDue(
        COPAY_OF_VISIT, ChargeKind.COPAY, "Copay", visit.local_date, amount, amount, visit.visit_id
    )  # fmt: skip
    return copay, *due


def copay_uncollected(facts: Facts, day: date) -> bool:
    """Whether an expected copay is neither paid nor answered with a reason (FD-45)."""
    step = facts.steps.get(Item.COPAY)
    return bool(facts.copay_due(day)) and not (step is not None and step.code)


def waived(facts: Facts) -> bool:
    """Whether the copay was waived: its step says so, and paid it never was."""
    step = facts.steps.get(Item.COPAY)
    return step is not None and step.code in WAIVED


def _discount(work: UnitOfWork, visit: Visit, payable: tuple[BalanceDue, ...]) -> tuple[Discount | None, Money]:
    """What a valid discount takes off, today's copay included before it is charged (CD-30)."""
    discount = in_force(work.adjustments.discounts(visit.patient_id), visit.local_date)
    if discount is None:
        return None, _NOTHING
    before = work.adjustments.taken_off([one.charge_id for one in payable], REASONS[discount.kind])
    return discount, Money.total(off for _charge, off in taken_off(discount, payable, before))


def _proposal(work: UnitOfWork, visit: Visit, facts: Facts, balances: tuple[BalanceDue, ...]) -> Proposal:
    """Copay of this visit + everything older that is open - what was paid ahead (FD-128)."""
    past = [
        one.due_now
        for one in balances
        if not (one.appointment_id == visit.visit_id and one.kind is ChargeKind.COPAY) and one.open.cents > 0
    ]
    return Proposal(facts.copay_due(visit.local_date), Money.total(past), work.ledger.prepaid(visit.patient_id))
