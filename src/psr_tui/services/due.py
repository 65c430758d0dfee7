"""What a payment begins with: what the patient is asked for, where cards go, what was typed before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from psr_tui.domain.clock import local_date
from psr_tui.domain.money import Money
from psr_tui.domain.payments import BalanceDue, in_order
from psr_tui.domain.plans import Plan, instalment_words, shares
from psr_tui.domain.staff import Actor
from psr_tui.domain.typed_tenders import Terminals
from psr_tui.services.guards import must_exist
from psr_tui.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class PatientBalance:
    """What a patient owes, in the order it is proposed to be paid, and what is paid ahead."""

    due: tuple[BalanceDue, ...]
    prepaid: Money
    patient: str = ""
    no_checks: bool = False  # a check of this patient came back (CD-33)

    @property
    def total(self) -> Money:
        """Everything that is due now; of a payment plan the instalments up to today."""
        return Money.total(item.due_now for item in self.due)


@dataclass(frozen=True, slots=True)
class PaymentBegun:
    """What a payment box shows first. ``draft`` is what this person typed before and did not post."""

    patient_id: str
    appointment_id: str | None
    balance: PatientBalance
    terminals: Terminals
    draft: Mapping[str, str]
    today: date


def balance_of(work: UnitOfWork, patient_id: str, appointment_id: str | None) -> PatientBalance:
    """What is due now: the visit at the desk first, then the oldest first (CD-26)."""
    patient = must_exist(work.ledger.receipt_patient(patient_id), "This patient")
    due = what_is_due(work, patient_id, local_date(work.now, work.clinic.get().tz))
    no_checks = work.accounts.no_checks_since(patient_id) is not None
    return PatientBalance(
        tuple(in_order(due, appointment_id)), work.ledger.prepaid(patient_id), patient.name, no_checks
    )


def terminals_of(work: UnitOfWork, actor: Actor) -> Terminals:
    """The terminal of this desk and each terminal's batch.

    The terminal is the one used last at this station, by this person or else by everybody who worked here; else the
    only one of the clinic; '' when that does not tell one. A batch is known once a card of this drawer named it, so it
    is typed once a day and terminal (CD-23).
    """
    name = terminal_here(actor)
    here = work.staff.preference(actor.staff_id, name) or work.staff.shared_preference(name)
    session = work.drawer.live_of(actor.staff_id)
    batches = work.accounts.batches(session.session_id) if session is not None else {}
    return Terminals(here or work.ledger.only_terminal(), batches)


def terminal_here(actor: Actor) -> str:
    """The preference that holds the terminal used last: terminals stand at desks, so each station has its own."""
    return f"terminal@{actor.station}"


def what_is_due(work: UnitOfWork, patient_id: str, today: date) -> list[BalanceDue]:
    """Every charge with something open, oldest first; a charge on a payment plan asks for the instalments that are
    due by ``today`` and says which (CD-27)."""
    due = [item for item in work.ledger.balances(patient_id) if item.open.cents > 0]
    return with_plans(due, work.plans.of(patient_id, today, active=True), today) if due else due


def with_plans(due: Sequence[BalanceDue], plans: Sequence[Plan], today: date) -> list[BalanceDue]:
    """``due`` with what plans ask for today instead of the whole."""
    asked: dict[str, tuple[Money, str]] = {}
    for plan in plans:
        of_plan = [(item.charge_id, item.open) for item in due if item.charge_id in plan.charge_ids]
        words = instalment_words(plan)
        asked.update({charge_id: (amount, words) for charge_id, amount in shares(plan, of_plan, today).items()})
    return [_asking(item, *asked[item.charge_id]) if item.charge_id in asked else item for item in due]


def _asking(item: BalanceDue, amount: Money, words: str) -> BalanceDue:
    return replace(item, asked=amount, plan=words)
