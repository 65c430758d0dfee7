"""A patient's account: everything charged, paid and given back, and money paid ahead put to use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from psr_tui.domain.clock import Clock, local_date
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.fingerprint import fingerprint
from psr_tui.domain.ledger import JournalKind, post
from psr_tui.domain.money import Money
from psr_tui.domain.payments import BalanceDue, UseAhead, ahead_lines, check_use_ahead
from psr_tui.domain.plans import Plan
from psr_tui.domain.staff import Actor
from psr_tui.services.adjustments import Offer, offer_of
from psr_tui.services.due import with_plans
from psr_tui.services.guards import must_exist
from psr_tui.services.list_views import ListViews
from psr_tui.services.posting import already_posted, post_journal
from psr_tui.store.repositories.accounts import AccountEntry
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork

__all__ = ["AccountEntry", "AccountService", "PatientAccount", "UsedAhead"]


@dataclass(frozen=True, slots=True)
class PatientAccount:
    """One patient's money, whole. ``due`` is what is open, oldest first; ``entries`` newest first."""

    patient_id: str
    patient: str
    mrn: int
    today: date
    due: tuple[BalanceDue, ...]
    entries: tuple[AccountEntry, ...]
    plans: tuple[Plan, ...]
    prepaid: Money
    no_checks: bool
    offer: Offer | None = None

    @property
    def owes(self) -> Money:
        """Everything that is open, due or not."""
        return Money.total(item.open for item in self.due)

    @property
    def due_now(self) -> Money:
        """What is asked for today."""
        return Money.total(item.due_now for item in self.due)


@dataclass(frozen=True, slots=True)
class UsedAhead:
    """Money paid ahead that was used: how much, and what is left of it."""

    journal_id: str
    amount: Money
    left: Money


class AccountService:
    """Reads accounts and applies money paid ahead; no drawer is needed, because no money moves."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._views = ListViews(store)

    def account(self, actor: Actor, patient_id: str) -> PatientAccount:
        """Everything on the account of a patient; seeing it is a view of the patient, logged once a sign-in."""
        self._views.opened(actor, patient_id, "account")
        with self._store.read() as work:
            patient = must_exist(work.ledger.receipt_patient(patient_id), "This patient")
            today = local_date(work.now, work.clinic.get().tz)
            plans = work.plans.of(patient_id, today)
            due = [item for item in work.ledger.balances(patient_id) if item.open.cents]
            return PatientAccount(
                patient_id=patient_id, patient=patient.name, mrn=patient.mrn, today=today,
                due=tuple(with_plans(due, [plan for plan in plans if plan.active], today)),
                entries=tuple(work.accounts.entries(patient_id)), plans=tuple(plans),
                prepaid=work.ledger.prepaid(patient_id),
                no_checks=work.accounts.no_checks_since(patient_id) is not None, offer=offer_of(work, patient_id),
            )  # fmt: skip

    def of_charge(self, actor: Actor, charge_id: str) -> list[tuple[date, JournalKind, int | None, Money]]:
        """Everything posted on one charge of an account that is shown, in order."""
        with self._store.read() as work:
            return work.accounts.of_charge(charge_id)

    def use_ahead(self, actor: Actor, command: UseAhead) -> UsedAhead:
        """Use money paid ahead for charges (CD-25): liability to receivable, outside of every drawer.

        Raises: InvalidInput for more than is paid ahead or open now, AlreadyDone for an id with other content.
        """
        total = Money.total(part.amount for part in command.allocations)
        with self._store.write(actor, "account.use_ahead", "patient", command.patient_id) as work:
            post_ahead(work, actor, command)
            left = work.ledger.prepaid(command.patient_id)
            work.commit()
        return UsedAhead(command.command_id, total, left)


def post_ahead(work: UnitOfWork, actor: Actor, command: UseAhead) -> None:
    """``use_ahead`` inside a unit of work that the caller commits (check-in uses it with its payment)."""
    content = fingerprint(command)
    if already_posted(work, command.command_id, content):
        return
    check_use_ahead(command, work.ledger.balances(command.patient_id), work.ledger.prepaid(command.patient_id))
    journal = post(
        command.command_id,
        JournalKind.APPLY,
        ahead_lines(command),
        at=work.now,
        business_date=local_date(work.now, work.clinic.get().tz),
        staff_id=actor.staff_id,
        content_hash=content,
        patient_id=command.patient_id,
    )
    post_journal(work, actor, journal)


def nothing_to_use(account: PatientAccount) -> None:
    """Raises InvalidInput when there is no money paid ahead, or nothing it could be used for."""
    if not account.prepaid.cents > 0:
        raise InvalidInput("Nothing is paid ahead on this account; 1 takes a payment.", "Paid ahead")
    if not account.owes.cents > 0:
        raise InvalidInput("Nothing is open that the money paid ahead could be used for; it stays here.", "Paid ahead")
