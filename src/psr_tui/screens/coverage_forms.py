"""The forms of a coverage: a new one, one that changes, one that ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.widget import Widget

from psr_tui.domain.clock import local_date
from psr_tui.domain.coverage import Coverage, order_word
from psr_tui.domain.coverage_form import LAST_ORDER, CoverageForm
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.relations import RELATIONSHIPS
from psr_tui.screens.dialogs import ActForm, Choose
from psr_tui.screens.flows import Flows
from psr_tui.screens.record_form import Newest, RecordForm, find_draft, whose
from psr_tui.services.coverages import PatientCoverages, SavedCoverage
from psr_tui.widgets.fields import BirthDateField, ChoiceField, DateField, Field, MoneyField
from psr_tui.widgets.payer_field import NEW, PayerField

if TYPE_CHECKING:
    from psr_tui.desk import Desk

DRAFT = "coverage"
_CARD = "As it stands on the card."
_PAYER_HELP = "A few letters of the name; Down opens the list. A payer that is not on it: + and its name."


@dataclass(frozen=True, slots=True)
class OtherPayer:
    """Another payer that an answer named (FD-120): what the form starts with."""

    name: str
    member_id: str = ""
    order: int = 1
    said_by: str = ""


async def add_coverage(
    screen: Flows[Any], desk: Desk, patient_id: str, other: OtherPayer | None = None
) -> SavedCoverage | None:
    """Ask for a new coverage and save it; None when the rep stepped back. Inside a flow."""
    held = await desk.ask(desk.coverages.of_patient, patient_id)
    payers = await desk.ask(desk.payers.options)
    command_id = desk.new_id()

    async def save(_box: Flows[Any], values: dict[str, Any]) -> SavedCoverage | None:
        return await desk.act(desk.coverages.add, command_id, form_of(patient_id, values))

    title = f"New insurance: {whose(screen.station.shown, held.patient, held.born)}"
    box = RecordForm(
        desk, title, _fields(desk, payers), save, await find_draft(desk, DRAFT, patient_id),
        values=_start(held, payers, other), note=_about(other),
    )  # fmt: skip
    return await screen.open(box)


async def change_coverage(
    screen: Flows[Any], desk: Desk, held: PatientCoverages, one: Coverage
) -> SavedCoverage | None:
    """Show a coverage in its form and save what was changed; None when the rep stepped back. Inside a flow."""
    payers = await desk.ask(desk.payers.options)
    if one.payer_id not in dict(payers):
        payers = [*payers, (one.payer_id, one.payer)]
    newest = _newest(desk, one)

    async def save(_box: Flows[Any], values: dict[str, Any]) -> SavedCoverage | None:
        form = form_of(held.patient_id, values, one)
        return await desk.act(desk.coverages.change, one.coverage_id, newest.version, form)

    title = f"Insurance: {whose(screen.station.shown, held.patient, held.born)}"
    box = RecordForm(
        desk, title, _fields(desk, payers), save, await find_draft(desk, DRAFT, one.coverage_id),
        values=values_of(one), renew=newest.renew,
    )  # fmt: skip
    return await screen.open(box)


async def end_coverage(screen: Flows[Any], desk: Desk, held: PatientCoverages, one: Coverage) -> SavedCoverage | None:
    """Ask why and from when on a coverage holds no longer. Inside a flow."""
    reasons = await desk.ask(desk.reference.reasons, "coverage_end")
    code = await screen.open(
        Choose(f"{one.name()}: why does it end?", [(reason.code, reason.label) for reason in reasons])
    )
    reason = next((reason for reason in reasons if reason.code == code), None)
    if reason is None:
        return None

    newest = _newest(desk, one)

    async def act(_box: Flows[Any], values: dict[str, Any]) -> SavedCoverage | None:
        said = (values["ends"], reason.code, values["comment"] or "")
        return await newest.act(lambda version: desk.act(desk.coverages.end, one.coverage_id, version, *said))

    today = local_date(desk.clock.now(), desk.tz)
    fields = [
        DateField("Last day *", "ends", lambda: today, required=True, help="The last day it holds: t, t-1, 12/31."),
        Field("In words", "comment", required=reason.needs_comment, repeats=False, max_length=200, help="If any."),
    ]
    note = f"{whose(screen.station.shown, held.patient, held.born)}. It stays on file, marked ENDED."
    return await screen.open(
        ActForm(f"End {one.name()}", fields, act, values={"ends": today}, note=note, save="End it")
    )


def _newest(desk: Desk, one: Coverage) -> Newest:
    async def read() -> int | None:
        now = await desk.ask(desk.coverages.of_patient, one.patient_id)
        return next((two.version for two in now.coverages if two.coverage_id == one.coverage_id), None)

    return Newest(one.version, read)


# --- fields and values ---
def _fields(desk: Desk, payers: Sequence[tuple[str, str]]) -> list[Widget]:
    def today() -> Any:
        return local_date(desk.clock.now(), desk.tz)

    return [
        PayerField("Payer *", "payer", payers, required=True, max_length=121, help=_PAYER_HELP),
        Field("Member ID *", "member_id", required=True, repeats=False, max_length=40, help=_CARD),
        Field("Group", "group", max_length=40, help=_CARD),
        Field("Plan", "plan", max_length=80, help="As it stands on the card, for example Gold PPO."),
        Field("Order *", "order", parse=_order, to_text=str, echo=order_word, required=True, repeats=False,
              max_length=1, help="1 pays first, 2 second, 3 third."),
        ChoiceField("Patient is *", "relationship", RELATIONSHIPS, required=True, help="Of the subscriber."),
        Field("Subscriber", "subscriber", repeats=False, max_length=120, help="Needed when not the patient."),
        BirthDateField("Holder born", "subscriber_dob", today, help="Payers find a child by it."),
        DateField("Effective", "effective", today, prefer="past", help="First day, as the card says."),
        DateField("Ends", "ends", today, help="Last day, if the card names one."),
        MoneyField("Copay", "copay", help="As the card says. Empty: not known."),
        Field("Scan, front", "card_front", repeats=False, max_length=200, help="Where the scan lies, as you find it."),
        Field("Scan, back", "card_back", repeats=False, max_length=200, help="Where the scan lies, as you find it."),
    ]  # fmt: skip


def _order(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and 1 <= int(typed) <= LAST_ORDER):
        raise InvalidInput("Order: type 1 for the primary, 2 for the secondary, 3 for the third.", "order")
    return int(typed)


def _start(held: PatientCoverages, payers: Sequence[tuple[str, str]], other: OtherPayer | None) -> dict[str, Any]:
    """The next free order; another payer that was named is looked for on the list, else offered as new."""
    taken = {one.order for one in held.coverages if one.in_force(held.day)}
    order = next(place for place in range(1, LAST_ORDER + 1) if place not in taken or place == LAST_ORDER)
    if other is None:
        return {"order": order, "relationship": "self"}
    known = next((payer_id for payer_id, name in payers if name.casefold() == other.name.casefold()), None)
    return {
        "payer": known or f"{NEW}{other.name}", "member_id": other.member_id or None, "order": other.order,
        "relationship": "self",
    }  # fmt: skip


def _about(other: OtherPayer | None) -> str:
    if other is None:
        return "A payer that is not on the list: + and its name."
    by = f" by {other.said_by}" if other.said_by else ""
    return f"{other.name} was named{by} as another payer to bill. Ask for that card too."


def values_of(one: Coverage) -> Mapping[str, Any]:
    """What the form shows of a coverage."""
    return {
        "payer": one.payer_id, "member_id": one.member_id, "group": one.group_number or None,
        "plan": one.plan or None, "order": one.order, "relationship": one.relationship,
        "subscriber": one.subscriber or None, "subscriber_dob": one.subscriber_dob, "effective": one.effective,
        "ends": one.ends, "copay": one.copay, "card_front": one.card_front or None,
        "card_back": one.card_back or None,
    }  # fmt: skip


def form_of(patient_id: str, values: Mapping[str, Any], before: Coverage | None = None) -> CoverageForm:
    """What was typed; a subscriber who is a patient of ours stays so while the name was not changed."""
    payer: str = values["payer"]
    new = payer.startswith(NEW)
    subscriber = values["subscriber"] or ""
    ours = before.subscriber_patient_id if before is not None and before.subscriber == subscriber else ""
    return CoverageForm(
        patient_id, values["member_id"], "" if new else payer, payer.removeprefix(NEW) if new else "",
        values["order"], values["plan"] or "", values["group"] or "", values["relationship"] or "", subscriber,
        values["subscriber_dob"], ours, values["effective"], values["ends"], values["copay"],
        values["card_front"] or "", values["card_back"] or "",
    )  # fmt: skip
