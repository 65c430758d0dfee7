"""Referrals to others: where each patient is on the way, and whose reply is still to come (FD-126)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from textual.widget import Widget

from psr_tui.domain.clock import local, local_date
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.referrals import URGENCIES, Referral, ReferralForm, ReferralState, Reply, next_states, read_icd
from psr_tui.keys import bindings
from psr_tui.screens.dialogs import ActForm, Choose, Prompt
from psr_tui.screens.dialogs.list_box import ListBox
from psr_tui.screens.dialogs.paper import Paper
from psr_tui.screens.flows import Flows
from psr_tui.screens.record_form import Newest, RecordForm, find_draft, whose
from psr_tui.screens.record_history import history_lines, page
from psr_tui.services.referrals import PatientReferrals
from psr_tui.widgets.fields import ChoiceField, DateField, Field, NoteField
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.desk import Desk

DRAFT = "referral_out"


class ReferralsBox(ListBox[None]):
    """``await open(ReferralsBox(desk, held))``; it ends when the rep goes back."""

    BINDINGS = bindings("referrals")
    SCOPES: ClassVar[tuple[str, ...]] = ("referrals", "list", "dialog")
    HELP_TEXT = "Whom the patient was sent to. A referral waits until a reply is filed or the patient declined."
    NAME = "to"
    EMPTY = "The patient was not sent to anybody; + writes a referral."
    COLUMNS = (
        Column("ordered", "Written", 10),
        Column("to", "To", 24, grow=True),
        Column("reason", "Reason", 10, grow=True),
        Column("state", "Stands", 14),
        Column("due", "Reply by", 10),
    )

    def __init__(self, desk: Desk, held: PatientReferrals) -> None:
        super().__init__(desk, "", "1 next step 2 change 3 reply 4 handed 5 open 8 declined 9 note + new")
        self._held = held

    def compose(self) -> Any:
        self.box_title = f"Sent to others: {whose(self.station.shown, self._held.patient, self._held.born)}"
        self.box_legend = self.box_legend.replace("   / filter   F12 back", "  F12")
        yield from super().compose()

    async def read(self) -> tuple[str, Sequence[Record]]:
        self._held = await self.desk.ask(self.desk.referrals.of_patient, self._held.patient_id)
        waiting = sum(one.state.waits for one in self._held.referrals)
        late = sum(one.overdue(self._held.today) for one in self._held.referrals)
        head = f"{waiting} wait for a reply, {late} of them too long" if waiting else "No reply is waited for."
        return head, [_record(one, self._held.today) for one in self._held.referrals]

    def _row(self) -> Referral | None:
        record = self.list.target()
        found = next(
            (one for one in self._held.referrals if record is not None and one.referral_id == record.key), None
        )
        if found is None:
            self.refuse("There is no referral yet; + writes one.")
        return found

    async def _then(self, saved: Referral | None, done: str) -> None:
        await self.read_again()  # also after a refusal: the newest version is what the next digit means
        if saved is not None:
            self.say(f"The referral to {saved.to_name} {done}.")

    def action_new(self) -> None:
        self.flow(self._new())

    async def _new(self) -> None:
        await self._then(await add_referral(self, self.desk, self._held.patient_id), "is written; 4 hands it over")

    def action_change(self) -> None:
        if (one := self._row()) is not None:
            self.flow(self._change(one))

    async def _change(self, one: Referral) -> None:
        await self._then(await _change_referral(self, self.desk, self._held, one), "is saved")

    def action_step(self) -> None:
        if (one := self._row()) is not None:
            self.flow(self._step(one))

    async def _step(self, one: Referral) -> None:
        steps = [state for state in next_states(one.state) if state is not ReferralState.DECLINED]
        if not steps:
            self.refuse(f"The referral to {one.to_name} is {one.state.word}; nothing follows.")
            return
        chosen = await self.open(Choose("Where is the patient now?", [(s.value, s.word.capitalize()) for s in steps]))
        if chosen == ReferralState.REPLY_RECEIVED.value:
            await self._then(await file_reply(self, self.desk, one), "has its reply")
        elif chosen is not None:
            to = ReferralState(chosen)
            saved = await self.attempt(self.desk.referrals.move, one.referral_id, one.version, to)
            await self._then(saved, f"is {to.word}")

    def action_reply(self) -> None:
        if (one := self._row()) is not None:
            self.flow(self._reply(one))

    async def _reply(self, one: Referral) -> None:
        await self._then(await file_reply(self, self.desk, one), "has its reply")

    def action_hand(self) -> None:
        if (one := self._row()) is not None:
            self.flow(self._hand(one))

    async def _hand(self, one: Referral) -> None:
        await self._then(await self.attempt(self.desk.referrals.hand, one.referral_id), "is with the patient")

    def action_declined(self) -> None:
        if (one := self._row()) is not None:
            self.flow(self._declined(one))

    async def _declined(self, one: Referral) -> None:
        to = ReferralState.DECLINED
        await self._then(
            await self.attempt(self.desk.referrals.move, one.referral_id, one.version, to), "is declined"
        )  # fmt: skip

    def action_note(self) -> None:
        if (one := self._row()) is not None:
            self.flow(self._note(one))

    async def _note(self, one: Referral) -> None:
        text = await self.open(Prompt("Note", "What the next person should know", _needed, max_length=300))
        if text is not None:
            saved = await self.attempt(self.desk.referrals.note, one.referral_id, one.version, text)
            await self._then(saved, "has a new note")

    def action_open(self) -> None:
        if (one := self._row()) is not None:
            self.flow(self._open(one))

    async def _open(self, one: Referral) -> None:
        versions = await self.desk.ask(self.desk.referrals.history, one.referral_id)
        history = ["What happened", *history_lines(versions, self.desk.tz)]
        await self.open(Paper(f"Referral to {one.to_name}", page(_lines(one, self.desk), history)))


def _record(one: Referral, today: date) -> Record:
    late = one.overdue(today)
    ordered = f"{one.ordered_at:%m/%d/%Y}" if one.ordered_at else ""
    due = f"{one.due_on:%m/%d/%Y}" if one.due_on and one.state.waits else ""
    cells = (
        Cell(ordered),
        Cell(one.words()),
        Cell(one.reason),
        Cell(one.state.word, "" if one.state.waits else "dim"),
        Cell(f"{due}{' LATE' if late else ''}", "bad" if late else ""),
    )
    return Record(one.referral_id, one.version, cells)


def _lines(one: Referral, desk: Desk) -> list[str]:
    handed = f"{local(one.handed_at, desk.tz):%a %m/%d/%Y %H:%M}" if one.handed_at else "not yet"
    reply = f"{one.reply_on:%m/%d/%Y} {one.reply_from}: {one.reply}" if one.reply_on else "none filed"
    return [
        f"To           {one.words()}   {one.phone}".rstrip(),
        f"Reason       {one.reason or '-'}   {one.icd_code}".rstrip(),
        f"Ordered by   {one.provider or '-'}",
        f"Stands       {one.state.word}",
        f"Handed over  {handed}",
        f"Reply by     {f'{one.due_on:%m/%d/%Y}' if one.due_on else '-'}",
        f"Reply        {reply}",
        *(f"{'Note' if at == 0 else '':<12} {text}" for at, text in enumerate((one.note or "-").splitlines())),
    ]


def _needed(typed: str) -> str:
    if not typed:
        raise InvalidInput("Note: type a few words.")
    return typed


# --- flows ---
async def show_referrals(screen: Flows[Any], desk: Desk, patient_id: str) -> None:
    """A patient's referrals out over ``screen``, inside one of its flows; the view is logged first."""
    await screen.open(ReferralsBox(desk, await desk.ask(desk.referrals.of_patient, patient_id)))


async def add_referral(screen: Flows[Any], desk: Desk, patient_id: str, visit_id: str = "") -> Referral | None:
    """Ask for a referral and write it; ``visit_id``: the visit it was ordered at. Inside a flow."""
    held = await desk.ask(desk.referrals.of_patient, patient_id)
    command_id = desk.new_id()

    async def save(_box: Flows[Any], values: dict[str, Any]) -> Referral:
        return await desk.act(desk.referrals.add, command_id, _form_of(patient_id, values, visit_id))

    title = f"New referral: {whose(screen.station.shown, held.patient, held.born)}"
    draft = await find_draft(desk, DRAFT, patient_id)
    box = RecordForm(desk, title, await _fields(desk), save, draft, values={"urgency": "routine"})
    return await screen.open(box)


async def _change_referral(screen: Flows[Any], desk: Desk, held: PatientReferrals, one: Referral) -> Referral | None:
    newest = _newest(desk, one)

    async def save(_box: Flows[Any], values: dict[str, Any]) -> Referral:
        form = _form_of(held.patient_id, values, one.visit_id)
        return await desk.act(desk.referrals.change, one.referral_id, newest.version, form)

    title = f"Referral: {whose(screen.station.shown, held.patient, held.born)}"
    draft = await find_draft(desk, DRAFT, one.referral_id)
    box = RecordForm(desk, title, await _fields(desk), save, draft, values=_values_of(one), renew=newest.renew)
    return await screen.open(box)


def _newest(desk: Desk, one: Referral) -> Newest:
    async def read() -> int | None:
        now = await desk.ask(desk.referrals.of_patient, one.patient_id)
        return next((two.version for two in now.referrals if two.referral_id == one.referral_id), None)

    return Newest(one.version, read)


async def file_reply(screen: Flows[Any], desk: Desk, one: Referral) -> Referral | None:
    """Write down what came back: the referral waits no longer. Inside a flow."""
    today = local_date(desk.clock.now(), desk.tz)
    newest = _newest(desk, one)

    async def act(_box: Flows[Any], values: dict[str, Any]) -> Referral:
        said = Reply(values["reply_on"], values["reply_from"] or "", values["reply"] or "")
        return await newest.act(lambda version: desk.act(desk.referrals.file_reply, one.referral_id, version, said))

    fields = [
        DateField("Reply of *", "reply_on", lambda: today, prefer="past", required=True, help="The day on the letter."),
        Field("From", "reply_from", repeats=False, max_length=120, help="Who wrote; empty: whom we sent them to."),
        NoteField("Reply *", "reply", required=True, help="In a few words, and where the letter is filed."),
    ]
    note = f"To {one.words()}, for {one.reason or 'no reason on file'}."
    return await screen.open(ActForm("File the reply", fields, act, values={"reply_on": today}, note=note))


async def _fields(desk: Desk) -> list[Widget]:
    providers = await desk.ask(desk.reference.providers)

    def today() -> date:
        return local_date(desk.clock.now(), desk.tz)

    return [
        Field("To *", "to_name", required=True, repeats=False, max_length=120, help="Practice or doctor."),
        Field("Specialty", "specialty", max_length=80, help="For example cardiology."),
        Field("Phone", "phone", repeats=False, max_length=60, help="Where the patient calls."),
        Field("Reason", "reason", repeats=False, max_length=300, help="As the provider wrote it."),
        Field("ICD code", "icd_code", parse=read_icd, repeats=False, max_length=12, help="For example I25.10."),
        ChoiceField("Urgency *", "urgency", URGENCIES, required=True, help="Routine, soon or urgent."),
        ChoiceField("Ordered by", "provider_id", [(one.id, f"{one.last_name}, {one.first_name}") for one in providers],
                    help="Which of our providers."),
        DateField("Reply by", "due_on", today, prefer="future", repeats=False, help="Empty: by how urgent it is."),
        NoteField("Note", "note", help="What the next person should know."),
    ]  # fmt: skip


def _form_of(patient_id: str, values: Mapping[str, Any], visit_id: str = "") -> ReferralForm:
    texts = {
        name: values[name] or ""
        for name in ("to_name", "specialty", "phone", "reason", "icd_code", "urgency", "provider_id", "note")
    }
    return ReferralForm(patient_id, visit_id=visit_id, due_on=values["due_on"], **texts)


def _values_of(one: Referral) -> dict[str, Any]:
    texts = {
        name: getattr(one, name) or None
        for name in ("to_name", "specialty", "phone", "reason", "icd_code", "urgency", "provider_id", "note")
    }
    return {**texts, "due_on": one.due_on}
