"""Accidents and work injuries of a patient: whose payer takes the place of the primary, for which visit (FD-41)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from textual.widget import Widget

from psr_tui.domain.cases import Case, CaseForm, CaseKind
from psr_tui.domain.clock import local_date
from psr_tui.keys import bindings
from psr_tui.screens.dialogs import ActForm, Choose, Confirm
from psr_tui.screens.dialogs.list_box import ListBox
from psr_tui.screens.dialogs.paper import Paper
from psr_tui.screens.flows import Flows
from psr_tui.screens.record_form import Newest, RecordForm, find_draft, whose
from psr_tui.screens.record_history import history_lines, page
from psr_tui.services.cases import PatientCases
from psr_tui.widgets.fields import ChoiceField, DateField, Field, NoteField
from psr_tui.widgets.payer_field import NEW, PayerField
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.desk import Desk

DRAFT = "case_policy"
_KINDS = tuple((kind.value, kind.word.capitalize()) for kind in CaseKind)


class CasesBox(ListBox[None]):
    """``await open(CasesBox(desk, cases))``; it ends when the rep goes back."""

    BINDINGS = bindings("cases")
    SCOPES: ClassVar[tuple[str, ...]] = ("cases", "list", "dialog")
    HELP_TEXT = "Accidents and work injuries. 1 lets the case pay for one visit; every other visit keeps its own payer."
    NAME = "payer"
    EMPTY = "No accident or work injury is on file; + adds one."
    COLUMNS = (
        Column("day", "Happened", 10),
        Column("kind", "What", 15),
        Column("payer", "Payer", 16, grow=True),
        Column("claim", "Claim", 14),
        Column("state", "", 18),
    )

    def __init__(self, desk: Desk, held: PatientCases) -> None:
        super().__init__(desk, "", "1 pays for a visit  2 change  5 open  8 close  + add")
        self._held = held

    def compose(self) -> Any:
        self.box_title = f"Accidents of {whose(self.station.shown, self._held.patient, self._held.born)}"
        yield from super().compose()

    async def read(self) -> tuple[str, Sequence[Record]]:
        self._held = await self.desk.ask(self.desk.cases.of_patient, self._held.patient_id)
        return "A case pays for the visits it is linked to, and for no other.", [
            _record(one) for one in self._held.cases
        ]

    def _row(self) -> Case | None:
        record = self.list.target()
        found = next((one for one in self._held.cases if record is not None and one.case_id == record.key), None)
        if found is None:
            self.refuse("No case is on file yet; + adds one.")
        return found

    def action_new(self) -> None:
        self.flow(self._new())

    async def _new(self) -> None:
        made = await add_case(self, self.desk, self._held.patient_id)
        if made is not None:
            await self.read_again()
            self.say(f"On file: {made.words()}. 1 lets it pay for a visit.")

    def action_change(self) -> None:
        if (one := self._row()) is not None:
            self.flow(self._change(one))

    async def _change(self, one: Case) -> None:
        if await _change_case(self, self.desk, self._held, one) is not None:
            await self.read_again()
            self.say("The case is saved.")

    def action_link(self) -> None:
        if (one := self._row()) is not None:
            self.flow(self._link(one))

    async def _link(self, one: Case) -> None:
        words = await link_case(self, self.desk, one)
        if words is not None:
            await self.read_again()
            self.say(words)

    def action_close(self) -> None:
        if (one := self._row()) is not None:
            self.flow(self._close(one))

    async def _close(self, one: Case) -> None:
        if one.closed_on is not None:
            if await self.open(Confirm("Open this case again?", "o", yes="open again", no="leave it", title="Closed")):
                await self.attempt(self.desk.cases.close, one.case_id, one.version, None)
                await self.read_again()
            return
        today = local_date(self.desk.clock.now(), self.desk.tz)

        newest = _newest(self.desk, one)

        async def act(_box: Flows[Any], values: dict[str, Any]) -> Case:
            day = values["closed_on"]
            return await newest.act(lambda version: self.desk.act(self.desk.cases.close, one.case_id, version, day))

        field = DateField("Last day *", "closed_on", lambda: today, required=True, help="Last day it pays: t, 12/31.")
        form = ActForm(
            "Close the case", [field], act, values={"closed_on": today}, note=f"{one.words()}.", save="Close"
        )
        if await self.open(form) is not None:
            await self.read_again()
            self.say("The case is closed; visits after its last day are billed to the patient's own payer.")

    def action_open(self) -> None:
        if (one := self._row()) is not None:
            self.flow(self._open(one))

    async def _open(self, one: Case) -> None:
        versions = await self.desk.ask(self.desk.cases.history, one.case_id)
        text = page(_lines(one), ["What was changed", *history_lines(versions, self.desk.tz)])
        await self.open(Paper(f"Case of {self.station.shown.name(self._held.patient)}", text))


def _record(one: Case) -> Record:
    closed = f"CLOSED {one.closed_on:%m/%d/%Y}" if one.closed_on else "open"
    style = "dim" if one.closed_on else ""
    cells = (
        Cell(f"{one.happened_on:%m/%d/%Y}", style),
        Cell(one.kind.word, style),
        Cell(one.payer, style),
        Cell(one.claim_number or "NO NUMBER", "" if one.claim_number else "warn"),
        Cell(closed, style or "good"),
    )
    return Record(one.case_id, one.version, cells)


def _lines(one: Case) -> list[str]:
    return [
        f"What         {one.kind.word} on {one.happened_on:%a %m/%d/%Y} {one.state}".rstrip(),
        f"Payer        {one.payer}",
        f"Claim        {one.claim_number or 'no number yet'}",
        f"Adjuster     {one.adjuster or '-'}  {one.adjuster_phone}".rstrip(),
        f"Employer     {one.employer or '-'}",
        f"Closed       {f'{one.closed_on:%m/%d/%Y}' if one.closed_on else 'open'}",
        f"Note         {one.note or '-'}",
    ]


# --- flows ---
async def show_cases(screen: Flows[Any], desk: Desk, patient_id: str) -> None:
    """A patient's cases over ``screen``, inside one of its flows; the view is logged first."""
    await screen.open(CasesBox(desk, await desk.ask(desk.cases.of_patient, patient_id)))


async def add_case(screen: Flows[Any], desk: Desk, patient_id: str) -> Case | None:
    """Ask for an accident or work injury and put it on file; None when the rep stepped back. Inside a flow."""
    held = await desk.ask(desk.cases.of_patient, patient_id)
    command_id = desk.new_id()

    async def save(_box: Flows[Any], values: dict[str, Any]) -> Case:
        return await desk.act(desk.cases.add, command_id, _form_of(patient_id, values))

    fields = _fields(desk, await desk.ask(desk.payers.options))
    title = f"New case: {whose(screen.station.shown, held.patient, held.born)}"
    draft = await find_draft(desk, DRAFT, patient_id)
    note = "Ask: when, where, who was told, and what the claim number is."
    return await screen.open(RecordForm(desk, title, fields, save, draft, note=note))


async def _change_case(screen: Flows[Any], desk: Desk, held: PatientCases, one: Case) -> Case | None:
    newest = _newest(desk, one)

    async def save(_box: Flows[Any], values: dict[str, Any]) -> Case:
        return await desk.act(desk.cases.change, one.case_id, newest.version, _form_of(held.patient_id, values))

    title = f"Case: {whose(screen.station.shown, held.patient, held.born)}"
    draft = await find_draft(desk, DRAFT, one.case_id)
    fields = _fields(desk, await desk.ask(desk.payers.options))
    return await screen.open(RecordForm(desk, title, fields, save, draft, values=_values_of(one), renew=newest.renew))


def _newest(desk: Desk, one: Case) -> Newest:
    async def read() -> int | None:
        now = await desk.ask(desk.cases.of_patient, one.patient_id)
        return next((two.version for two in now.cases if two.case_id == one.case_id), None)

    return Newest(one.version, read)


async def link_case(screen: Flows[Any], desk: Desk, one: Case) -> str | None:
    """Choose the visit a case pays for, or take it off the one it pays for; the sentence, None when stepped back."""
    visits = await desk.ask(desk.cases.open_visits, one.patient_id)
    if not visits:
        screen.refuse("No visit of this patient is open; book or take in the visit first.")
        return None
    options = [
        (visit.visit_id, f"{visit.words}{' - paid by it now: take it off' if visit.case_id == one.case_id else ''}")
        for visit in visits
    ]
    chosen = await screen.open(Choose("Which visit is about it?", options))
    visit = next((visit for visit in visits if visit.visit_id == chosen), None)
    if visit is None:
        return None
    case_id = "" if visit.case_id == one.case_id else one.case_id
    return await screen.attempt(desk.cases.link, visit.visit_id, visit.version, case_id)


def _fields(desk: Desk, payers: Sequence[tuple[str, str]]) -> list[Widget]:
    def today() -> date:
        return local_date(desk.clock.now(), desk.tz)

    return [
        ChoiceField("Kind *", "kind", _KINDS, required=True, help="Work injury, auto accident, other accident."),
        DateField("Happened *", "happened_on", today, prefer="past", required=True, help="The day of the accident."),
        PayerField(
            "Payer *", "payer", payers, required=True, max_length=121, help="Who pays for it; + and a new name."
        ),
        Field("Claim number", "claim_number", repeats=False, max_length=60, help="The adjuster or employer knows it."),
        Field("State", "state", repeats=False, max_length=2, help="Where it happened, two letters."),
        Field("Adjuster", "adjuster", repeats=False, max_length=120, help="Who handles the claim."),
        Field("Their phone", "adjuster_phone", repeats=False, max_length=60, help="As it is dialled."),
        Field("Employer", "employer", repeats=False, max_length=120, help="Needed for a work injury."),
        NoteField("Note", "note", help="What the next person should know."),
    ]


def _form_of(patient_id: str, values: Mapping[str, Any]) -> CaseForm:
    payer: str = values["payer"]
    new = payer.startswith(NEW)
    texts = {name: values[name] or "" for name in ("claim_number", "state", "adjuster", "adjuster_phone", "employer")}
    return CaseForm(
        patient_id, values["kind"], values["happened_on"], "" if new else payer, payer.removeprefix(NEW) if new else "",
        note=values["note"] or "", **texts,
    )  # fmt: skip


def _values_of(one: Case) -> dict[str, Any]:
    return {
        "kind": one.kind.value, "happened_on": one.happened_on, "payer": one.payer_id,
        "claim_number": one.claim_number or None, "state": one.state or None, "adjuster": one.adjuster or None,
        "adjuster_phone": one.adjuster_phone or None, "employer": one.employer or None, "note": one.note or None,
    }  # fmt: skip
