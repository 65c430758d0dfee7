"""Worklists of the schedule: who waits for an earlier time, and visits without a date (FD-80, FD-93 to FD-98)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from psr_tui.domain.clock import local
from psr_tui.domain.day_plan import PlannedVisit
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.text import so_many
from psr_tui.domain.wait_list import RESULTS
from psr_tui.domain.wanted import DayPart, Wanted
from psr_tui.screens.dialogs import Choose, FormDialog, Prompt
from psr_tui.screens.dialogs.page import PageBox
from psr_tui.screens.find_patient import choose_patient
from psr_tui.screens.schedule_flows import ask_wish, book_opening, choose_opening, known_kind, move_to_opening
from psr_tui.screens.worklist import Digit, Worklist
from psr_tui.services.wait_list import NewEntry
from psr_tui.widgets.fields import ChoiceField, DateField, Field
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.screens.worklists import WorklistsPlace
    from psr_tui.services.wait_list import Waiting

_PARTS = [("", "any"), *((part.value, part.value) for part in DayPart)]


class _Entries(Worklist):
    """What both lists share: rows, opening, notes, taking off."""

    TO_SCHEDULE: ClassVar[bool] = False
    TOPICS = frozenset({"wait_list", "queue", "schedule", "patients"})
    COLUMNS = (
        Column("prio", "Prio", 4, "right"),
        Column("patient", "Patient", 18, grow=True),
        Column("kind", "Visit", 14),
        Column("with", "With", 8),
        Column("has", "Has", 11),
        Column("phone", "Phone", 15),
        Column("since", "Since", 5),
    )

    def __init__(self, place: WorklistsPlace) -> None:
        super().__init__(place)
        self._entries: dict[str, Waiting] = {}

    async def read(self, text: str) -> Sequence[Record]:
        await self.desk.act(self.desk.wait_list.tidy)
        found = await self.desk.ask(self.desk.wait_list.waiting, self.TO_SCHEDULE)
        self._entries = {one.entry.entry_id: one for one in found}
        return self.narrowed([self._record(one) for one in found], text)

    def _record(self, one: Waiting) -> Record:
        entry, shown = one.entry, self.place.shown
        has = f"{local(entry.has, self.desk.tz):%m/%d %H:%M}" if entry.has else ""
        cells = (
            Cell(str(entry.priority), "warn" if entry.priority >= 80 else ""),
            Cell(shown.name(entry.patient)),
            Cell(one.label),
            Cell(one.provider or "any", "" if one.provider else "dim"),
            Cell(has),
            Cell(shown.phone(entry.phone)),
            Cell(f"{local(entry.since, self.desk.tz):%m/%d}"),
        )
        return Record(entry.entry_id, entry.version, cells)

    async def waiting(self) -> int:
        return await self.desk.ask(self.desk.wait_list.count, self.TO_SCHEDULE)

    async def facts(self, record: Record) -> Sequence[tuple[str, str]]:
        one = self._entries.get(record.key)
        if one is None:
            return ()
        entry = one.entry
        span = " - ".join(f"{day:%m/%d/%Y}" if day else "" for day in (entry.earliest, entry.latest)).strip(" -")
        offers = await self.desk.ask(self.desk.wait_list.offers, record.key)
        return [
            ("Wants", f"{one.label}, {entry.minutes} min, {one.provider or 'any provider'}"),
            ("Between", span),
            ("Time of day", ", ".join(part.value for part in entry.parts)),
            ("Notice", f"{entry.notice_minutes} min"),
            ("Interpreter", "needed" if entry.interpreter else ""),
            ("Note", entry.note),
            ("Offers", "\n".join(offers)),
        ]

    def _meant(self, targets: Sequence[Record]) -> Waiting:
        """The row that was under the cursor. Raises Refused when it left the list before the key was handled."""
        found = self._entries.get(targets[0].key)
        if found is None:
            raise Refused("That row is no longer on this list; look, and press again.")
        return found

    async def do_open(self, targets: Sequence[Record]) -> None:
        one = self._meant(targets)
        name = self.place.shown.name(one.entry.patient)
        await self.place.open(PageBox(name, [("", await self.facts(targets[0]))]))

    async def do_book(self, targets: Sequence[Record]) -> None:
        """Find a time now: the wishes of the entry are searched first."""
        one = self._meant(targets)
        entry = one.entry
        wanted = Wanted(
            entry.visit_type, entry.minutes, entry.patient_id, (entry.provider_id,) if entry.provider_id else (),
            weekdays=entry.weekdays, parts=entry.parts, earliest=entry.earliest, latest=entry.latest,
            notice_minutes=entry.notice_minutes, instead_of=entry.appointment_id or "",
        )  # fmt: skip
        title = f"{self.place.shown.name(entry.patient)}: {one.label}"
        opening = await choose_opening(self.place, title, wanted)
        if opening is None:
            return
        if entry.appointment_id and entry.has is not None:
            words = await move_to_opening(self.place, entry.appointment_id, opening)
        else:
            booked = await book_opening(self.place, entry.patient_id, opening, entry.visit_type)
            words = booked.words if booked else None
        await self.place.after(words)

    async def do_note(self, targets: Sequence[Record]) -> None:
        entry = self._meant(targets).entry
        title = f"Note: {self.place.shown.name(entry.patient)}"
        text = await self.place.open(Prompt(title, "Note", str, value=entry.note, max_length=500))
        if text is not None:
            act = self.desk.wait_list.note
            await self.place.after(await self.place.attempt(act, entry.entry_id, targets[0].version, text))

    async def do_take_off(self, targets: Sequence[Record]) -> None:
        why = await self.place.open(Prompt("Take off the list", "Why", _needed, max_length=300))
        if why is None:
            return
        words = None
        for record in targets:
            words = await self.place.attempt(self.desk.wait_list.take_off, record.key, record.version, why)
        await self.place.after(words)

    async def new(self) -> None:
        """Put somebody on the list: who, for what, until when."""
        patient_id = await choose_patient(self.place, self.desk, "Who waits?")
        if patient_id is None:
            return
        kinds = await self.desk.ask(self.desk.booking.kinds)
        planners = await self.desk.ask(self.desk.booking.planners)
        coming = await self.desk.ask(self.desk.schedule.to_come, patient_id)
        kept = "" if self.TO_SCHEDULE else await self._kept(coming)
        if kept is None:
            return
        visit = next((one for one in coming if one.visit_id == kept), None)
        values = await self.place.open(
            FormDialog(
                self.TITLE,
                [
                    ChoiceField("Visit type", "kind", [(one.code, one.label) for one in kinds], required=True),
                    ChoiceField("With", "provider", [("", "any"), *((one.provider_id, one.name) for one in planners)]),
                    DateField("Earliest", "earliest", self._today, prefer="future"),
                    DateField("Latest", "latest", self._today, prefer="future"),
                    ChoiceField("Time of day", "part", _PARTS),
                    Field("Priority", "priority", parse=_priority, required=True),
                    Field("Note", "note", max_length=200),
                ],
                values={"priority": "50", **({"kind": visit.visit_type} if visit else {})},
            )
        )  # fmt: skip
        if values is None:
            return
        kind = known_kind(kinds, values["kind"])
        part = values["part"]
        entry = NewEntry(
            self.desk.new_id(), patient_id, kind.code, visit.minutes if visit else 0, values["provider"] or "",
            kept, values["earliest"], values["latest"] or (visit.day if visit else None),
            parts=(DayPart(part),) if part else (), priority=int(values["priority"]), note=values["note"] or "",
        )  # fmt: skip
        await self.place.after(await self.place.attempt(self.desk.wait_list.add, entry))

    async def _kept(self, coming: Sequence[PlannedVisit]) -> str | None:
        """Which booked visit is kept meanwhile; one that has none belongs on the list to schedule."""
        if not coming:
            return ""
        options = [(one.visit_id, f"{one.day:%a %m/%d/%Y} {one.local_start} {one.label}") for one in coming]
        if len(options) == 1:
            return options[0][0]
        return await self.place.open(Choose("Which visit should be earlier?", options))

    def _today(self) -> date:
        return local(self.desk.clock.now(), self.desk.tz).date()


class WaitList(_Entries):
    """People who have a time and want an earlier one."""

    NAME = "wait_list"
    TITLE = "Wait list"
    EMPTY = "Nobody waits for an earlier time. + puts somebody on the list."
    DIGITS = (
        Digit(1, "Book", "book", "Find an earlier time now and move the visit there"),
        Digit(5, "Open", "open", "Show the wishes and every offer that was made"),
        Digit(8, "Take off", "take_off", "Take off the list, with the reason"),
        Digit(9, "Note", "note", "Write or change the note"),
    )

    async def header(self) -> str:
        last = [one for one in self._entries.values() if one.last_result]
        gone = sum(1 for one in last if one.last_result == "gone")
        said = f" · {gone} {RESULTS['gone']}" if gone else ""
        return f"{len(self._entries)} wait for an earlier time{said}"


class ToSchedule(_Entries):
    """Visits that are wanted and have no date."""

    NAME = "to_schedule"
    TITLE = "To schedule"
    TO_SCHEDULE = True
    EMPTY = "Every visit that is wanted has its date. + puts one on the list."
    DIGITS = (
        Digit(1, "Book", "book", "Find a time now and book it"),
        Digit(2, "When", "when", "Type when, then choose among the openings"),
        Digit(5, "Open", "open", "Show what is wanted"),
        Digit(8, "Take off", "take_off", "Take off the list, with the reason"),
        Digit(9, "Note", "note", "Write or change the note"),
    )

    async def header(self) -> str:
        return f"{so_many(len(self._entries), 'visit')} without a date"

    async def do_when(self, targets: Sequence[Record]) -> None:
        entry = self._meant(targets).entry
        base = Wanted(entry.visit_type, entry.minutes, entry.patient_id)
        title = f"When: {self.place.shown.name(entry.patient)}"
        asked = await ask_wish(self.place, title, base)
        opening = await choose_opening(self.place, title, asked) if asked is not None else None
        if opening is None or asked is None:
            return
        taken = replace(opening, minutes=asked.minutes or entry.minutes)
        booked = await book_opening(self.place, entry.patient_id, taken, entry.visit_type)
        await self.place.after(booked.words if booked else None)


def _needed(typed: str) -> str:
    if not typed.strip():
        raise InvalidInput("Why: a few words are needed, for example does not want an earlier time.", "Why")
    return typed


def _priority(typed: str) -> str:
    if not typed.isdigit() or not 1 <= int(typed) <= 99:
        raise InvalidInput("Priority: 1 to 99, 50 is usual and 99 the most urgent.", "Priority")
    return typed
