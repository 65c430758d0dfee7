"""The worklist of records requests: one digit a step, the clock beside each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from psr_tui.domain.clock import local_date
from psr_tui.domain.disclosures import Disclosure, Purpose
from psr_tui.domain.records import Fee, RecordsRequest, RequestState, fee_of, next_state
from psr_tui.domain.text import so_many
from psr_tui.screens.dialogs import FormDialog, Prompt
from psr_tui.screens.dialogs.page import PageBox
from psr_tui.screens.dialogs.prompt import needed
from psr_tui.screens.find_patient import choose_patient
from psr_tui.screens.worklist import Digit, Worklist
from psr_tui.services.records import NewRequest
from psr_tui.widgets.fields import CheckField, ChoiceField, DateField, Field, MoneyField
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.screens.worklists import WorklistsPlace

_FORMATS = [("paper", "Paper"), ("electronic", "Electronic")]
_PURPOSES = [
    (Purpose.TREATMENT.value, "Treatment"),
    (Purpose.PAYMENT.value, "Payment"),
    (Purpose.OPERATIONS.value, "Operations of the clinic"),
    (Purpose.OTHER.value, "Other"),
]


class RecordsList(Worklist):
    """Requests that are not over, the one due first on top."""

    NAME = "records"
    TITLE = "Records requests"
    COLUMNS = (
        Column("due", "Due", 16),
        Column("state", "Stands", 17),
        Column("patient", "Patient", 18, grow=True),
        Column("who", "Who asks", 16, grow=True),
        Column("missing", "Missing", 8),
    )
    EMPTY = "Nobody waits for records. + takes a request."
    DIGITS = (
        Digit(1, "Next step", "step", "Verify identity, then begin, then hand over"),
        Digit(2, "Extend", "extend", "Extend it once by 30 days, with the reason for the letter"),
        Digit(3, "Handed out", "disclosed", "Log records that left the house without a request"),
        Digit(4, "Complete", "complete", "Type proof of identity, scope, form, delivery, authorisation"),
        Digit(5, "Open", "open", "Show the request and what left the house about this patient"),
        Digit(6, "Deny", "deny", "Deny it with the reason"),
        Digit(8, "Cancel", "withdraw", "The requester took it back"),
    )

    def __init__(self, place: WorklistsPlace) -> None:
        super().__init__(place)
        self._requests: dict[str, RecordsRequest] = {}

    async def read(self, text: str) -> Sequence[Record]:
        found = await self.desk.ask(self.desk.records.standing)
        self._requests = {one.request_id: one for one in found}
        return self.narrowed([self._record(one) for one in found], text)

    def _record(self, one: RecordsRequest) -> Record:
        today = local_date(self.desk.clock.now(), self.desk.tz)
        left = one.days_left(today)
        words = f"{one.due_on:%m/%d} " + (f"late {-left} d" if left < 0 else f"{left} d left")
        missing = len(one.missing())
        return Record(
            one.request_id,
            one.version,
            (
                Cell(words, "bad" if left < 0 else "warn" if one.warns(today) else ""),
                Cell(one.state.word),
                Cell(self.place.shown.name(one.patient)),
                Cell(one.requester),
                Cell(f"{missing} left" if missing else "", "warn"),
            ),
        )

    async def waiting(self) -> int:
        return len(await self.desk.ask(self.desk.records.standing))

    async def header(self) -> str:
        today = local_date(self.desk.clock.now(), self.desk.tz)
        late = sum(one.days_left(today) < 0 for one in self._requests.values())
        soon = sum(one.warns(today) for one in self._requests.values()) - late
        return f"{so_many(len(self._requests), 'request')} · late {late} · due within 10 days {soon}"

    # --- acts ---
    async def new(self) -> None:
        patient_id = await choose_patient(self.place, self.desk, "Whose records?", "takes")
        if patient_id is None:
            return
        values = await self.place.open(FormDialog("Records request", self._fields(), values={"relation": "self"}))
        if values is not None:
            await self.place.after(await self.place.attempt(self.desk.records.take, _typed(patient_id, values)))

    def _fields(self) -> list[Any]:
        def today() -> Any:
            return local_date(self.desk.clock.now(), self.desk.tz)

        return [
            Field("Who asks *", "requester", required=True, max_length=120, help="The name of who wants the records."),
            Field("Relation", "relation", max_length=60, help="self, parent, lawyer, insurer: what they are to them."),
            DateField("Received", "received_on", today, prefer="past", help="Empty: today. The clock runs from it."),
            Field("ID seen", "identity_proof", max_length=120, help="What was seen: photo ID, two papers."),
            DateField("Allowed until", "authorised_until", today, prefer="future", help="When not the patient."),
            Field("Wanted", "scope", max_length=300, help="Which records, of which time."),
            ChoiceField("Form", "format", _FORMATS, help="Paper or electronic."),
            Field("Handed over", "delivery", max_length=120, help="Picked up, by mail to whom, by portal."),
        ]

    async def do_complete(self, targets: Sequence[Record]) -> None:
        one = await self.desk.act(self.desk.records.get, targets[0].key)
        shown = {
            "requester": one.requester, "relation": one.relation, "received_on": one.received_on,
            "identity_proof": one.identity_proof, "authorised_until": one.authorised_until, "scope": one.scope,
            "format": one.format or None, "delivery": one.delivery,
        }  # fmt: skip
        values = await self.place.open(FormDialog("Complete the request", self._fields(), values=shown))
        if values is not None:
            new = _typed(one.patient_id, values)
            await self._done(self.desk.records.complete, targets[0], new)

    async def do_step(self, targets: Sequence[Record]) -> None:
        one = self._requests[targets[0].key]
        if next_state(one) is not RequestState.FULFILLED:
            await self._done(self.desk.records.step, targets[0])
            return
        values = await self.place.open(
            FormDialog("Handed over: the fee", _fee_fields(), check=lambda v: _check(v, one))
        )
        if values is not None:
            await self._done(self.desk.records.step, targets[0], _fee(values, one), values["address"] or "")

    async def do_extend(self, targets: Sequence[Record]) -> None:
        why = await self.place.open(Prompt("Extend by 30 days", "Why it takes longer", needed, max_length=500))
        if why is not None:
            await self._done(self.desk.records.extend, targets[0], why)

    async def do_deny(self, targets: Sequence[Record]) -> None:
        await self._end(targets[0], RequestState.DENIED, "Deny: why?")

    async def do_withdraw(self, targets: Sequence[Record]) -> None:
        await self._end(targets[0], RequestState.WITHDRAWN, "Taken back: what was said?")

    async def _end(self, record: Record, to: RequestState, title: str) -> None:
        why = await self.place.open(Prompt(title, "In a few words", needed, max_length=500))
        if why is not None:
            await self._done(self.desk.records.end, record, to, why)

    async def do_disclosed(self, targets: Sequence[Record]) -> None:
        one = self._requests[targets[0].key]
        fields = [
            Field("Recipient *", "recipient", required=True, max_length=120),
            Field("Address", "address", max_length=200),
            Field("What *", "what", required=True, max_length=300),
            ChoiceField("Purpose *", "purpose", _PURPOSES, required=True, help="Other is told in the accounting."),
        ]
        values = await self.place.open(FormDialog(f"Handed out about {self.place.shown.name(one.patient)}", fields))
        if values is not None:
            today = local_date(self.desk.clock.now(), self.desk.tz)
            disclosure = Disclosure(
                self.desk.new_id(), one.patient_id, today, values["recipient"], values["what"],
                Purpose(values["purpose"]), values["address"] or "",
            )  # fmt: skip
            await self.place.after(await self.place.attempt(self.desk.records.disclose, disclosure))

    async def do_open(self, targets: Sequence[Record]) -> None:
        one = await self.desk.act(self.desk.records.get, targets[0].key)
        every, told = await self.desk.act(self.desk.records.disclosures, one.patient_id)
        facts = [
            ("Stands", f"{one.state.word}, due {one.due_on:%a %m/%d/%Y}"),
            ("Who asks", f"{one.requester} ({one.relation})"),
            ("Proof", one.identity_proof),
            ("Wanted", one.scope),
            ("Handed over", f"{one.format} {one.delivery}".strip()),
            ("Extended", one.extended_reason),
            ("Missing", ", ".join(one.missing())),
        ]
        log = [
            (f"{each.on_day:%m/%d/%Y}", f"{each.what} to {each.recipient} ({each.purpose}, {each.by})")
            for each in every
        ]
        note = f"The accounting of disclosures for the patient has {len(told)} of these {len(every)}."
        sections = [("", facts), ("What left the house in six years", [*log, ("", note)])]
        await self.place.open(PageBox(self.place.shown.name(one.patient), sections))

    async def _done(self, use_case: Any, record: Record, *more: Any) -> None:
        await self.place.after(await self.place.attempt(use_case, record.key, record.version, *more))


def _typed(patient_id: str, values: dict[str, Any]) -> NewRequest:
    return NewRequest(
        patient_id, values["requester"], values["relation"] or "self", values["received_on"], values["scope"] or "",
        values["format"] or "", values["delivery"] or "", values["identity_proof"] or "", values["authorised_until"],
    )  # fmt: skip


def _fee_fields() -> list[Any]:
    return [
        MoneyField("Labor", "labor", help="Copying time only; searching is never charged."),
        MoneyField("Supplies", "supplies"),
        MoneyField("Postage", "postage"),
        CheckField("Flat $6.50, for an electronic copy of electronic records", "flat"),
        Field("Sent to", "address", max_length=200, help="The address, when it was mailed."),
    ]


def _fee(values: dict[str, Any], one: RecordsRequest) -> Fee:
    return fee_of(values["labor"], values["supplies"], values["postage"], flat=values["flat"], format_=one.format)


def _check(values: dict[str, Any], one: RecordsRequest) -> None:
    """Refuse parts that do not go together while the box still stands."""
    _fee(values, one)
