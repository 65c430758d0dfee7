"""The forms of an authorisation: a request, what changes in it, and what the payer said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from textual.widget import Widget

from psr_tui.domain.authorisation_forms import COUNTED, DENIALS, KINDS, MOST, NETWORKS, AuthForm, Decision, next_states
from psr_tui.domain.authorisations import Authorisation, AuthState
from psr_tui.domain.clock import local_date
from psr_tui.domain.coverage import primary_on
from psr_tui.domain.errors import InvalidInput
from psr_tui.screens.dialogs import ActForm, Choose
from psr_tui.screens.flows import Flows
from psr_tui.screens.record_form import Newest, RecordForm, find_draft, whose
from psr_tui.services.authorisations import PatientAuthorisations
from psr_tui.widgets.fields import CheckField, ChoiceField, DateField, Field, NoteField

if TYPE_CHECKING:
    from psr_tui.desk import Desk

DRAFT = "authorisation"
_ENDS = (AuthState.CLOSED, AuthState.CANCELLED)


async def add_authorisation(screen: Flows[Any], desk: Desk, held: PatientAuthorisations) -> Authorisation | None:
    """Ask for a request or a referral that came in, and put it on file; None when stepped back. Inside a flow."""
    command_id = desk.new_id()
    coverages = await desk.ask(desk.coverages.of_patient, held.patient_id)
    primary = primary_on(coverages.coverages, held.today)

    async def save(_box: Flows[Any], values: dict[str, Any]) -> Authorisation:
        form = _form_of(held.patient_id, values)
        return await desk.act(desk.authorisations.add, command_id, form, values["asked"])

    start = {
        "kind": "authorisation", "payer_id": primary.payer_id if primary else None, "requested": 1, "counts": "visits",
        "once_a_day": True,
    }  # fmt: skip
    fields = await _fields(desk)
    fields.append(CheckField("The payer has the request now (its clock starts)", "asked"))
    title = f"New request: {whose(screen.station.shown, held.patient, held.born)}"
    draft = await find_draft(desk, DRAFT, held.patient_id)
    return await screen.open(RecordForm(desk, title, fields, save, draft, values=start))


async def change_authorisation(
    screen: Flows[Any], desk: Desk, held: PatientAuthorisations, one: Authorisation
) -> Authorisation | None:
    """Show one in its form and save what was changed. Inside a flow."""
    newest = _newest(desk, one)

    async def save(_box: Flows[Any], values: dict[str, Any]) -> Authorisation:
        form = _form_of(held.patient_id, values, one.coverage_id)
        return await desk.act(desk.authorisations.change, one.auth_id, newest.version, form)

    title = f"{one.name()}: {whose(screen.station.shown, held.patient, held.born)}"
    draft = await find_draft(desk, DRAFT, one.auth_id)
    box = RecordForm(desk, title, await _fields(desk), save, draft, values=_values_of(one), renew=newest.renew)
    return await screen.open(box)


async def decide(
    screen: Flows[Any],
    desk: Desk,
    held: PatientAuthorisations,
    one: Authorisation,
    among: Sequence[AuthState] = (),
) -> Authorisation | None:
    """Write down what the payer said; ``among``: only these outcomes are offered. Inside a flow."""
    offered = [
        state
        for state in next_states(one)
        if (state in among if among else state not in (*_ENDS, AuthState.PENDING_REVIEW))
    ]
    if not offered:
        screen.refuse(f"{one.name()} is {one.state.word}; there is nothing to write down here.")
        return None
    chosen = await screen.open(
        Choose(f"{one.name()}: what happened?", [(state.value, state.word.capitalize()) for state in offered])
    )
    if chosen is None:
        return None
    state = AuthState(chosen)
    if state is AuthState.AUTHORISED:
        return await _granted(screen, desk, held, one)
    if state is AuthState.DENIED:
        return await _denied(screen, desk, one)
    return await screen.attempt(desk.authorisations.decide, one.auth_id, one.version, Decision(state))


async def _granted(
    screen: Flows[Any], desk: Desk, held: PatientAuthorisations, one: Authorisation
) -> Authorisation | None:
    newest = _newest(desk, one)

    async def act(_box: Flows[Any], values: dict[str, Any]) -> Authorisation:
        said = Decision(
            AuthState.AUTHORISED, values["approved"], values["number"] or "", values["effective"], values["ends"]
        )
        return await newest.act(lambda version: desk.act(desk.authorisations.decide, one.auth_id, version, said))

    fields = [
        Field("Number", "number", repeats=False, max_length=50, help="The claim needs it."),
        _number_field("Approved *", "approved", "How many were approved; fewer than asked for is common."),
        DateField("Effective", "effective", lambda: held.today, help="First day it covers."),
        DateField("Ends", "ends", lambda: held.today, prefer="future", help="Last day it covers."),
    ]
    values = {"number": one.number or None, "approved": one.requested, "effective": one.effective, "ends": one.ends}
    note = f"{one.requested} {one.counts} requested of {one.payer}."
    return await screen.open(ActForm(f"{one.name()}: authorised", fields, act, values=values, note=note))


async def _denied(screen: Flows[Any], desk: Desk, one: Authorisation) -> Authorisation | None:
    newest = _newest(desk, one)

    async def act(_box: Flows[Any], values: dict[str, Any]) -> Authorisation:
        said = Decision(
            AuthState.DENIED, denial_code=values["denial_code"], denial_reason=values["denial_reason"] or ""
        )
        return await newest.act(lambda version: desk.act(desk.authorisations.decide, one.auth_id, version, said))

    codes = [(code, f"{code} {words}") for code, words in DENIALS.items()]
    fields = [
        ChoiceField("Reason *", "denial_code", codes, required=True, help="The code of the answer, in our words."),
        Field("In words", "denial_reason", repeats=False, max_length=300, help="What the payer said."),
    ]
    note = "The payer must give a specific reason; ask for it if there is none."
    return await screen.open(ActForm(f"{one.name()}: denied", fields, act, note=note))


def _newest(desk: Desk, one: Authorisation) -> Newest:
    async def read() -> int | None:
        now = await desk.ask(desk.authorisations.of_patient, one.patient_id)
        return next((two.auth.version for two in now.lines if two.auth.auth_id == one.auth_id), None)

    return Newest(one.version, read)


# --- fields and values ---
def _number_field(label: str, field_id: str, help_text: str) -> Field:
    def read(typed: str) -> int:
        if not (typed.isascii() and typed.isdigit() and 1 <= int(typed) <= MOST):
            raise InvalidInput(f"{label.rstrip(' *')}: type a number from 1 to {MOST}, for example 6.", field_id)
        return int(typed)

    return Field(label, field_id, parse=read, to_text=str, required=True, repeats=False, max_length=3, help=help_text)


async def _fields(desk: Desk) -> list[Widget]:
    payers = await desk.ask(desk.payers.options)
    providers = await desk.ask(desk.reference.providers)

    def today() -> date:
        return local_date(desk.clock.now(), desk.tz)

    return [
        ChoiceField("Kind *", "kind", KINDS, required=True, help="Of a payer, or a referral that came in."),
        ChoiceField("Payer *", "payer_id", payers, required=True, help="Who allows it; Down opens the list."),
        Field("Number", "number", repeats=False, max_length=50, help="If there is one already."),
        _number_field("Requested *", "requested", "How many visits or units were asked for."),
        ChoiceField("Counted in *", "counts", COUNTED, required=True, help="Visits or units."),
        CheckField("Visits of one day use one", "once_a_day"),
        DateField("Effective", "effective", today, help="First day it covers."),
        DateField("Ends", "ends", today, prefer="future", help="Last day it covers."),
        Field("Services", "services", repeats=False, max_length=200, help="What for, as the payer names it."),
        ChoiceField("Provider", "provider_id", [(one.id, f"{one.last_name}, {one.first_name}") for one in providers],
                    help="Only this provider; empty: anybody here."),
        Field("Referred by", "referred_by", repeats=False, max_length=120, help="Needed for a referral."),
        ChoiceField("Network", "network", NETWORKS[1:], help="In or out of network, if it was said."),
        Field("Who to call", "call_name", repeats=False, max_length=120, help="At the payer."),
        Field("Their phone", "call_phone", repeats=False, max_length=60, help="As it is dialled."),
        CheckField("Expedited (72 hours)", "expedited"),
        NoteField("Note", "note", help="What the next person should know."),
    ]  # fmt: skip


def _form_of(patient_id: str, values: Mapping[str, Any], coverage_id: str = "") -> AuthForm:
    texts = {
        name: values[name] or ""
        for name in (
            "number", "services", "provider_id", "referred_by", "network", "call_name", "call_phone", "note"
        )
    }  # fmt: skip
    return AuthForm(
        patient_id, values["payer_id"], values["kind"], counts=values["counts"], requested=values["requested"],
        once_a_day=values["once_a_day"], effective=values["effective"], ends=values["ends"],
        expedited=values["expedited"], coverage_id=coverage_id, **texts,
    )  # fmt: skip


def _values_of(one: Authorisation) -> dict[str, Any]:
    texts = {
        name: getattr(one, name) or None
        for name in ("number", "services", "provider_id", "referred_by", "network", "call_name", "call_phone", "note")
    }
    return {
        "kind": one.kind, "payer_id": one.payer_id, "requested": one.requested, "counts": one.counts,
        "once_a_day": one.once_a_day, "effective": one.effective, "ends": one.ends, "expedited": one.expedited,
        **texts,
    }  # fmt: skip
