"""The worklist of complaints: who looks after each, what is due next, and the words that were said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from psr_tui.domain.clock import local, local_date
from psr_tui.domain.complaints import CATEGORIES, CHANNELS, Complaint, ComplaintState, next_state
from psr_tui.screens.dialogs import Choose, FormDialog
from psr_tui.screens.dialogs.page import PageBox
from psr_tui.screens.find_patient import choose_patient
from psr_tui.screens.worklist import Digit, Worklist
from psr_tui.services.complaints import NewComplaint
from psr_tui.widgets.fields import CheckField, ChoiceField, Field, NoteField
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.screens.worklists import WorklistsPlace

_WORDS = dict((*CHANNELS, *CATEGORIES))


class ComplaintList(Worklist):
    """Complaints that are not over, the oldest first."""

    NAME = "complaints"
    TITLE = "Complaints"
    COLUMNS = (
        Column("due", "Due", 16),
        Column("state", "Stands", 13),
        Column("category", "About", 14, grow=True),
        Column("patient", "Patient", 16, grow=True),
        Column("who", "Who", 10),
    )
    EMPTY = "No complaint waits. + files one in the person's own words."
    DIGITS = (
        Digit(1, "Next step", "step", "Acknowledge, review, decide with outcome and steps, send the letter, close"),
        Digit(5, "Open", "open", "Show what was said and what was done"),
        Digit(7, "Give to", "give", "Somebody looks after it; never whom it is about"),
    )

    def __init__(self, place: WorklistsPlace) -> None:
        super().__init__(place)
        self._standing: dict[str, Complaint] = {}

    async def read(self, text: str) -> Sequence[Record]:
        found = await self.desk.ask(self.desk.complaints.standing)
        self._standing = {one.complaint_id: one for one in found}
        return self.narrowed([self._record(one) for one in found], text)

    def _record(self, one: Complaint) -> Record:
        due = one.next_due()
        today = local_date(self.desk.clock.now(), self.desk.tz)
        left = (due - today).days if due else 0
        words = "" if due is None else f"{due:%m/%d} " + (f"late {-left} d" if left < 0 else f"{left} d left")
        return Record(
            one.complaint_id,
            one.version,
            (
                Cell(words, "bad" if left < 0 else ""),
                Cell(one.state.word),
                Cell(_WORDS.get(one.category, one.category)),
                Cell(self.place.shown.name(one.patient) if one.patient else ""),
                Cell(one.owner or "nobody yet", "" if one.owner else "warn"),
            ),
        )

    async def waiting(self) -> int:
        return len(await self.desk.ask(self.desk.complaints.standing))

    async def header(self) -> str:
        nobody = sum(not one.owner for one in self._standing.values())
        return f"{len(self._standing)} open · nobody looks after {nobody}"

    # --- acts ---
    async def new(self) -> None:
        about = await self.place.open(
            Choose("Who complains?", [("patient", "A patient, or about a patient"), ("other", "Somebody else")])
        )
        patient_id = await choose_patient(self.place, self.desk) if about == "patient" else None
        if about is None or (about == "patient" and patient_id is None):
            return
        people = await self.desk.ask(self.desk.worklists.colleagues)
        fields = [
            NoteField("They said *", "words", required=True, max_length=2000, help="In their own words."),
            ChoiceField("How it came *", "channel", CHANNELS, required=True),
            ChoiceField("About what *", "category", CATEGORIES, required=True),
            ChoiceField("About whom", "about_staff_id", people, help="A colleague; they never look after it."),
            Field("Or whom", "about", max_length=120, help="Somebody who does not sign in here."),
            CheckField("Solved on the spot", "solved"),
            NoteField("Solved how", "outcome", max_length=500),
        ]
        values = await self.place.open(FormDialog("Complaint", fields))
        if values is not None:
            new = NewComplaint(
                values["words"], values["channel"], values["category"], patient_id or "",
                values["about_staff_id"] or "", values["about"] or "", values["solved"], values["outcome"] or "",
            )  # fmt: skip
            await self.place.after(await self.place.attempt(self.desk.complaints.take, new))

    async def do_step(self, targets: Sequence[Record]) -> None:
        one = self._standing[targets[0].key]
        outcome = steps = ""
        if next_state(one) is ComplaintState.DECIDED:
            fields = [
                NoteField("Outcome *", "outcome", required=True, max_length=1000),
                NoteField(
                    "Steps taken *", "steps", required=True, max_length=1000, help="What was done to look into it."
                ),
            ]
            values = await self.place.open(FormDialog("Decided", fields))
            if values is None:
                return
            outcome, steps = values["outcome"], values["steps"]
        await self._done(self.desk.complaints.step, targets[0], outcome, steps)

    async def do_give(self, targets: Sequence[Record]) -> None:
        people = await self.desk.ask(self.desk.worklists.colleagues)
        to = await self.place.open(Choose("Who looks after it?", people))
        if to is not None:
            await self._done(self.desk.complaints.give, targets[0], to)

    async def do_open(self, targets: Sequence[Record]) -> None:
        one = await self.desk.act(self.desk.complaints.get, targets[0].key)
        facts = [
            ("What they said", one.words),
            ("Came", f"{local(one.received_at, self.desk.tz):%a %m/%d %H:%M}, {_WORDS.get(one.channel, '')}"),
            ("About", ", ".join(part for part in (_WORDS.get(one.category, ""), one.about) if part)),
            ("Who", one.owner),
            ("Outcome", one.outcome),
            ("Steps taken", one.steps),
        ]
        kind = "Grievance" if one.grievance else "Complaint"
        await self.place.open(PageBox(f"{kind}, {one.state.word}", [("", facts)]))

    async def _done(self, use_case: Any, record: Record, *more: Any) -> None:
        await self.place.after(await self.place.attempt(use_case, record.key, record.version, *more))
