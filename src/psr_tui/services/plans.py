"""Payment plans: agreeing on instalments for what is open, looking at them, ending them."""

from __future__ import annotations

from psr_tui.domain.clock import Clock, local_date
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.money import Money
from psr_tui.domain.plans import AgreePlan, Instalment, Plan, instalments
from psr_tui.domain.staff import Actor
from psr_tui.domain.tenders import refuse_card_number
from psr_tui.domain.text import clean
from psr_tui.services.guards import guard_version, must_exist
from psr_tui.services.sent_before import sent_before, stamp
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork


class PlanService:
    """A plan stores what was agreed and nothing that was paid."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def preview(self, actor: Actor, command: AgreePlan) -> tuple[Instalment, ...]:
        """The instalments a plan would have. Raises what ``agree`` raises for them."""
        with self._store.read() as work:
            return _instalments(work, command)

    def agree(self, actor: Actor, command: AgreePlan) -> Plan:
        """Agree on a plan over everything that is open on its charges; the same command twice is one plan.

        Raises: InvalidInput for instalments that cannot be, Refused when a charge is on another plan.
        """
        with self._store.write(actor, "plan.agree", "patient", command.patient_id) as work:
            today = local_date(work.now, work.clinic.get().tz)
            known = work.plans.get(command.command_id, today)
            if known is not None:
                sent_before(work, "payment_plan", command.command_id, command)
                return known
            agreed = _instalments(work, command)
            work.plans.add(command, agreed, actor.staff_id, actor.name, work.now, today)
            detail = {"instalments": str(len(agreed)), "charges": str(len(command.charge_ids)), **stamp(command)}
            work.audit.append("plan.agree", "payment_plan", command.command_id, detail=detail)
            work.touch("patients")
            plan = must_exist(work.plans.get(command.command_id, today), "The plan")
            work.commit()
        return plan

    def end(self, actor: Actor, plan_id: str, version: int, why: str) -> Plan:
        """End a plan: what is open on its charges is asked for whole again. Raises Stale, Refused when it is over."""
        words = refuse_card_number(clean(why), "Why")
        if not words:
            raise InvalidInput("Why: a few words are needed, for example paid by the insurance.", "Why")
        with self._store.write(actor, "plan.end", "payment_plan", plan_id) as work:
            clinic = work.clinic.get()
            today = local_date(work.now, clinic.tz)
            plan = must_exist(work.plans.get(plan_id, today), "This plan")
            guard_version("This plan", plan, version, clinic.tz)
            if not plan.active:
                raise Refused("This plan has ended already.")
            work.plans.end(plan_id, words, actor.name, work.now)
            work.audit.append("plan.end", "payment_plan", plan_id)
            work.touch("patients")
            ended = must_exist(work.plans.get(plan_id, today), "This plan")
            work.commit()
        return ended


def _instalments(work: UnitOfWork, command: AgreePlan) -> tuple[Instalment, ...]:
    open_by_charge = {item.charge_id: item.open for item in work.ledger.balances(command.patient_id)}
    missing = [charge_id for charge_id in command.charge_ids if open_by_charge.get(charge_id, Money.zero()).cents <= 0]
    if missing or not command.charge_ids:
        raise InvalidInput("Plan: choose charges that are still open; look at the account again.", "Plan")
    refuse_card_number(command.note, "Note")
    today = local_date(work.now, work.clinic.get().tz)
    for plan in work.plans.of(command.patient_id, today, active=True):
        if set(plan.charge_ids) & set(command.charge_ids):
            raise Refused("One of these charges is on another payment plan; end that one first.")
    total = Money.total(open_by_charge[charge_id] for charge_id in command.charge_ids)
    return instalments(total, command.count, command.first_on, command.rhythm, today)
