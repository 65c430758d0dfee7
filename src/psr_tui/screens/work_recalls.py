"""Worklists of recalls and confirmations: who is due to come back, and whose visit of the next two days is confirmed
(FD-99 to FD-103)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from psr_tui.domain.booking import CONFIRMATIONS
from psr_tui.domain.clock import local_date
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.recalls import MOST_REMINDERS, Recall, ToConfirm
from psr_tui.domain.typed_dates import parse_day
from psr_tui.domain.wanted import Wanted
from psr_tui.screens.dialogs import Choose, FormDialog, Prompt
from psr_tui.screens.dialogs.page import PageBox
from psr_tui.screens.find_patient import choose_patient
from psr_tui.screens.schedule_flows import new_visit
from psr_tui.screens.worklist import Digit, Worklist
from psr_tui.services.recalls import NewRecall, result_words
from psr_tui.widgets.fields import ChoiceField, DateField, Field
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.screens.worklists import WorklistsPlace

_CHANNELS = [("voice", "Called"), ("text", "Texted"), ("email", "E-mailed"), ("mail", "Wrote a letter"),
             ("portal", "Portal message")]  # fmt: skip


class Recalls(Worklist):
    """Who is due; a reminded patient leaves the list and comes back, three times at most."""

    NAME = "recalls"
    TITLE = "Recall"
    TOPICS = frozenset({"recalls", "queue", "schedule", "patients"})
    COLUMNS = (
        Column("due", "Due", 10),
        Column("patient", "Patient", 18, grow=True),
        Column("kind", "For", 14, grow=True),
        Column("with", "With", 8),
        Column("phone", "Phone", 15),
        Column("tried", "Told", 4, "right"),
    )
    EMPTY = "Nobody is due. + writes a recall."
    DIGITS = (
        Digit(1, "Book", "book", "Find a time and book the visit that is due"),
        Digit(2, "Reminded", "remind", "Write down a reminder: off the list for two weeks"),
        Digit(3, "Put off", "put_off", "Leave the patient alone until a day"),
        Digit(5, "Open", "open", "Show the recall"),
        Digit(8, "Close", "close", "Close the recall, with the reason"),
    )

    def __init__(self, place: WorklistsPlace) -> None:
        super().__init__(place)
        self._due: dict[str, Recall] = {}
        self._words = ""

    async def read(self, text: str) -> Sequence[Record]:
        found = await self.desk.ask(self.desk.recalls.due)
        self._due = {one.recall_id: one for one in found.due}
        self._words = found.words
        return self.narrowed([self._record(one) for one in found.due], text)

    def _record(self, one: Recall) -> Record:
        shown, today = self.place.shown, self._today()
        cells = (
            Cell(f"{one.due:%m/%d/%Y}", "bad" if one.due < today else ""),
            Cell(shown.name(one.patient)),
            Cell(one.kind),
            Cell(one.provider or "any"),
            Cell(shown.phone(one.phone)),
            Cell(f"{one.reminders}/{MOST_REMINDERS}"),
        )
        return Record(one.recall_id, one.version, cells)

    async def waiting(self) -> int:
        return len((await self.desk.ask(self.desk.recalls.due)).due)

    async def header(self) -> str:
        return self._words

    async def facts(self, record: Record) -> Sequence[tuple[str, str]]:
        one = self._due.get(record.key)
        if one is None:
            return ()
        return [
            ("For", one.kind),
            ("Every", f"{one.every_months} months"),
            ("Computed", f"{one.due_on:%m/%d/%Y}"),
            ("Instead", f"{one.due_instead:%m/%d/%Y}" if one.due_instead else ""),
            ("Reminded", f"{one.reminders} times, last {one.last_reminded_on}" if one.last_reminded_on else ""),
            ("Note", one.note),
        ]

    def _meant(self, targets: Sequence[Record]) -> Recall:
        """The row that was under the cursor. Raises Refused when it left the list before the key was handled."""
        found = self._due.get(targets[0].key)
        if found is None:
            raise Refused("That row is no longer on this list; look, and press again.")
        return found

    async def do_open(self, targets: Sequence[Record]) -> None:
        one = self._meant(targets)
        await self.place.open(PageBox(self.place.shown.name(one.patient), [("", await self.facts(targets[0]))]))

    async def do_book(self, targets: Sequence[Record]) -> None:
        one = self._meant(targets)
        providers = (one.provider_id,) if one.provider_id else ()
        wanted = Wanted(one.visit_type, 0, one.patient_id, providers, target=max(one.due, self._today()))
        booked = await new_visit(self.place, one.patient_id, wanted)
        await self.place.after(booked.words if booked else None)

    async def do_remind(self, targets: Sequence[Record]) -> None:
        channel = await self.place.open(Choose("How were they reminded?", _CHANNELS))
        if channel is None:
            return
        words = None
        for record in targets:
            act = self.desk.recalls.reminded
            words = await self.place.attempt(act, record.key, record.version, channel)
        await self.place.after(words)

    async def do_put_off(self, targets: Sequence[Record]) -> None:
        until = await self.place.open(Prompt("Put off", "Until which day: +3mo, 12/3", self._day))
        if until is not None:
            act = self.desk.recalls.put_off
            await self.place.after(await self.place.attempt(act, targets[0].key, targets[0].version, until))

    async def do_close(self, targets: Sequence[Record]) -> None:
        why = await self.place.open(Prompt("Close the recall", "Why", str, max_length=300))
        if why is not None:
            act = self.desk.recalls.close
            await self.place.after(await self.place.attempt(act, targets[0].key, targets[0].version, why))

    async def new(self) -> None:
        """A recall: what for, which visit, how often."""
        patient_id = await choose_patient(self.place, self.desk, "Recall: for whom?")
        if patient_id is None:
            return
        kinds = await self.desk.ask(self.desk.booking.kinds)
        planners = await self.desk.ask(self.desk.booking.planners)
        values = await self.place.open(
            FormDialog(
                "Recall",
                [
                    Field("What for", "kind", max_length=60, required=True),
                    ChoiceField("Visit type", "visit", [(one.code, one.label) for one in kinds], required=True),
                    Field("Every (months)", "months", parse=_months, required=True),
                    ChoiceField("With", "provider", [("", "any"), *((one.provider_id, one.name) for one in planners)]),
                    DateField("Due instead", "instead", self._today, prefer="future"),
                    Field("Note", "note", max_length=200),
                ],
            )
        )  # fmt: skip
        if values is not None:
            new = NewRecall(
                self.desk.new_id(), patient_id, values["kind"], values["visit"], int(values["months"]),
                values["provider"] or "", values["instead"], note=values["note"] or "",
            )  # fmt: skip
            await self.place.after(await self.place.attempt(self.desk.recalls.save, new))

    def _today(self) -> date:
        return local_date(self.desk.clock.now(), self.desk.tz)

    def _day(self, typed: str) -> date:
        return parse_day(typed, self._today(), "Until", "future")


class Confirmations(Worklist):
    """The visits of the next two business days, families together; whoever is settled stands last."""

    NAME = "confirm"
    TITLE = "Confirm"
    TOPICS = frozenset({"queue", "schedule", "patients"})
    COLUMNS = (
        Column("when", "When", 11),
        Column("patient", "Patient", 18, grow=True),
        Column("with", "With", 8),
        Column("phone", "Phone", 15),
        Column("note", "Voicemail", 14),
        Column("result", "Result", 14),
    )
    EMPTY = "No visits are booked for the next two business days."
    DIGITS = (
        Digit(1, "Confirmed", "confirmed", "The patient comes"),
        Digit(2, "Message", "message", "A message was left as far as it is allowed"),
        Digit(3, "Result", "result", "Choose what came of the call"),
        Digit(5, "Show", "open", "Show the visit on the schedule"),
    )

    def __init__(self, place: WorklistsPlace) -> None:
        super().__init__(place)
        self._visits: dict[str, ToConfirm] = {}

    async def read(self, text: str) -> Sequence[Record]:
        found = await self.desk.ask(self.desk.recalls.to_confirm)
        self._visits = {one.visit_id: one for one in found}
        before = ""
        records = []
        for one in found:
            records.append(self._record(one, one.family == before))
            before = one.family
        return self.narrowed(records, text)

    def _record(self, one: ToConfirm, same_family: bool) -> Record:
        shown = self.place.shown
        name = shown.name(one.patient)
        style = "good" if one.confirmation == "confirmed" else ""
        cells = (
            Cell(f"{one.day:%m/%d} {one.local_start}"),
            Cell(f"+ {name}" if same_family else name),
            Cell(one.provider),
            Cell(shown.phone(one.phone)),
            Cell(one.phone_note),
            Cell("" if one.confirmation == "not_called" else result_words(one.confirmation), style),
        )
        return Record(one.visit_id, one.version, cells)

    async def waiting(self) -> int:
        return await self.desk.ask(self.desk.recalls.waiting_to_confirm)

    async def header(self) -> str:
        left = sum(1 for one in self._visits.values() if one.confirmation == "not_called")
        yes = sum(1 for one in self._visits.values() if one.confirmation == "confirmed")
        return f"{len(self._visits)} visits in two business days · {yes} confirmed · {left} not called"

    async def do_confirmed(self, targets: Sequence[Record]) -> None:
        await self._write(targets, "confirmed")

    async def do_message(self, targets: Sequence[Record]) -> None:
        await self._write(targets, "left_message")

    async def do_result(self, targets: Sequence[Record]) -> None:
        result = await self.place.open(Choose("What came of it?", CONFIRMATIONS))
        if result is not None:
            await self._write(targets, result)

    async def _write(self, targets: Sequence[Record], result: str) -> None:
        words = None
        for record in targets:
            moved = await self.place.attempt(self.desk.booking.confirm, record.key, record.version, result)
            words = moved.words if moved is not None else words
        await self.place.after(words)

    async def do_open(self, targets: Sequence[Record]) -> None:
        self.place.go("schedule", targets[0].key)


def _months(typed: str) -> str:
    if not typed.isdigit() or not 1 <= int(typed) <= 120:
        raise InvalidInput("Months: 1 to 120, for example 6.", "Months")
    return typed
