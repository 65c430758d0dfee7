"""Agreeing on a payment plan, and ending one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psr_tui.domain.clock import local_date
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.money import Money
from psr_tui.domain.payments import BalanceDue
from psr_tui.domain.plans import MOST_INSTALMENTS, RHYTHM_LABELS, AgreePlan, Instalment, Plan, Rhythm
from psr_tui.domain.tenders import refuse_card_number
from psr_tui.screens.dialogs import ActForm, Confirm, Prompt
from psr_tui.screens.flows import Flows
from psr_tui.widgets.choice_field import ChoiceField
from psr_tui.widgets.field import Field
from psr_tui.widgets.fields import DateField


async def agree_plan(screen: Flows[Any], patient_id: str, charges: Sequence[BalanceDue]) -> Plan | None:
    """Ask for the number, the first day and the rhythm, read it back, agree; inside a flow of ``screen``."""
    desk = screen.desk
    command_id = desk.new_id()
    total = Money.total(item.open for item in charges)

    def today() -> Any:
        return local_date(desk.clock.now(), desk.tz)

    async def agree(box: Flows[Any], values: dict[str, Any]) -> Plan | None:
        command = AgreePlan(
            command_id, patient_id, tuple(item.charge_id for item in charges), values["count"], values["first"],
            Rhythm(values["rhythm"]), values["note"] or "",
        )  # fmt: skip
        found = await desk.ask(desk.plans.preview, command)
        sure = await box.open(
            Confirm(_read_back(total, found, command.rhythm), yes="agreed", no="mend it", title="Payment plan")
        )
        return await desk.act(desk.plans.agree, command) if sure else None

    fields = [
        Field("Instalments", "count", parse=_count, required=True, repeats=False, help="How many parts."),
        DateField("First due", "first", today, prefer="future", required=True, repeats=False, help="For example t+30."),
        ChoiceField("Then", "rhythm", [(one.value, label) for one, label in RHYTHM_LABELS.items()], required=True),
        Field("Note", "note", parse=lambda typed: refuse_card_number(typed, "Note"), repeats=False, help="If any."),
    ]
    note = f"{total.dollars} in instalments: {', '.join(item.words for item in charges)}."
    values = {"rhythm": Rhythm.MONTHLY.value}
    return await screen.open(ActForm("Payment plan", fields, agree, values=values, note=note, save="Next"))


async def end_plan(screen: Flows[Any], plan: Plan) -> Plan | None:
    """Ask why and end a plan; inside a flow of ``screen``."""
    note = f"{plan.words()}. What is open is asked for whole again."
    why = await screen.open(Prompt("End this payment plan", "Why", _why, note=note))
    if why is None:
        return None
    return await screen.desk.act(screen.desk.plans.end, plan.plan_id, plan.version, why)


def _count(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and 1 <= int(typed) <= MOST_INSTALMENTS):
        raise InvalidInput(f"Instalments: type a number from 1 to {MOST_INSTALMENTS}, for example 6.", "Instalments")
    return int(typed)


def _why(typed: str) -> str:
    if not typed:
        raise InvalidInput("Why: a few words are needed, for example paid by the insurance.", "Why")
    return refuse_card_number(typed, "Why")


def _read_back(total: Money, agreed: Sequence[Instalment], rhythm: Rhythm) -> str:
    first, last = agreed[0], agreed[-1]
    if len(agreed) == 1:
        words = f"at once on {first.due_on:%a %m/%d/%Y}"
    else:
        words = (
            f"in {len(agreed)} instalments, {RHYTHM_LABELS[rhythm]}: the first {first.amount.dollars} on "
            f"{first.due_on:%a %m/%d/%Y}, the last {last.amount.dollars} on {last.due_on:%a %m/%d/%Y}"
        )
    return f"{total.dollars} {words}. Read it to the patient. Is it agreed?"
