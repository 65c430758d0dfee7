"""The worklist of portal messages: the next thing for each with one key, to the nurses with another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from psr_tui.domain.clock import local
from psr_tui.domain.errors import Refused
from psr_tui.domain.portal_triage import Next, Pool, PortalMessage, age_words, names_agree, next_of
from psr_tui.domain.text import clean
from psr_tui.domain.work import due_words
from psr_tui.screens.dialogs import Choose, Confirm, FormDialog, Prompt
from psr_tui.screens.dialogs.page import PageBox
from psr_tui.screens.dialogs.prompt import needed
from psr_tui.screens.find_patient import choose_patient
from psr_tui.screens.send_message import About, send_message
from psr_tui.screens.worklist import Digit, Worklist
from psr_tui.services.callbacks import RedFlag
from psr_tui.services.portal_messages import counts_words
from psr_tui.widgets.fields import CheckField, Field
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.screens.worklists import WorklistsPlace

_FLAG_NOTE = "Their words go to the nurse as they wrote them. Ring them if you can: where are they now?"


class PortalList(Worklist):
    """What patients wrote and nobody finished, urgent first."""

    NAME = "portal"
    TITLE = "Portal messages"
    TOPICS = frozenset({"messages", "patients"})
    COLUMNS = (
        Column("due", "Due", 14),
        Column("age", "Age", 6),
        Column("patient", "Patient", 16, grow=True),
        Column("pool", "With", 10),
        Column("subject", "About", 12, grow=True),
        Column("next", "1 does", 14),
    )
    EMPTY = "No portal message waits."
    DIGITS = (
        Digit(1, "Next step", "step", "Do what the last column says: whose it is, red flag, route, nurse, answer"),
        Digit(2, "Take", "take", "Take the message, or give it back"),
        Digit(3, "Answer", "answer", "Answer through the portal, by a sentence or in own words"),
        Digit(4, "Call", "call", "Call instead: a callback for this patient, and the message is done"),
        Digit(5, "Open", "open", "Read the whole message and what happened to it"),
        Digit(6, "To nurses", "nurses", "Move it to the nurses: anybody may, always"),
        Digit(7, "Pool", "pool", "Choose where it goes"),
        Digit(8, "Close", "close", "Close it without an answer, with the reason"),
        Digit(9, "Note", "note", "Write a note for the next person"),
    )

    def __init__(self, place: WorklistsPlace) -> None:
        super().__init__(place)
        self._standing: dict[str, PortalMessage] = {}
        self._limits: dict[str, tuple[str, bool]] = {}

    # --- rows ---
    async def read(self, text: str) -> Sequence[Record]:
        found = await self.desk.ask(self.desk.portal_messages.standing)
        self._standing = {one.id: one for one in found}
        self._limits = await self.desk.ask(self.desk.limits.words, "message_in")
        return self.narrowed([self._record(one) for one in found], text)

    def _record(self, one: PortalMessage) -> Record:
        now = self.desk.clock.now()
        due, late = self._limits.get(one.id) or _by_the_clock(one, now)
        cells = (
            Cell(due, "bad" if late or one.urgent else ""),
            Cell(age_words(one.received_at, now)),
            Cell(self._name(one), "" if one.patient_id else "warn"),
            Cell(one.taken_by_name or one.pool.word, "" if one.pool is not Pool.UNSORTED else "dim"),
            Cell(one.subject or one.body),
            Cell(_does(one), "bad" if one.urgent else ""),
        )
        return Record(one.id, one.version, cells)

    def _name(self, one: PortalMessage) -> str:
        return self.place.shown.name(one.patient) if one.patient_id else f"? {self.place.shown.name(one.from_name)}"

    async def waiting(self) -> int:
        return len(await self.desk.ask(self.desk.portal_messages.standing))

    async def header(self) -> str:
        return counts_words(list(self._standing.values()), self.desk.actor.staff_id)

    async def facts(self, record: Record) -> Sequence[tuple[str, str]]:
        one = self._standing.get(record.key)
        if one is None:
            return ()
        await self._looked(one)
        return [
            ("From", self.place.shown.name(one.from_name)),
            ("Came", f"{local(one.received_at, self.desk.tz):%a %m/%d %H:%M}"),
            ("Words say", one.proposed),
            ("Has it", one.taken_by_name),
            ("", one.body[:600]),
        ]

    async def _looked(self, one: PortalMessage) -> None:
        """The view is logged before words of the message are shown."""
        await self.desk.ask(self.desk.portal_messages.looked, one.patient_id)

    def _meant(self, record: Record) -> PortalMessage:
        """The message of a row. Raises Refused when it left the list before the key was handled."""
        found = self._standing.get(record.key)
        if found is None:
            raise Refused("That row is no longer on this list; look, and press again.")
        return found

    # --- the next thing ---
    async def do_step(self, targets: Sequence[Record]) -> None:
        one = self._meant(targets[0])
        step = next_of(one)
        if step is Next.RED_FLAG:
            await self._red_flag(one)
        elif step is Next.WHOSE:
            await self._whose(one)
        elif step is Next.ROUTE:
            await self._route(one, one.proposed_pool)
        elif step is Next.POOL:
            await self.do_pool(targets)
        elif step is Next.NURSE:
            who = await self.place.open(Prompt("With the nurse", "Which nurse took it", needed, max_length=80))
            if who is not None:
                await self._done(self.desk.portal_messages.nurse_took, one, who)
        else:
            await self.do_answer(targets)

    async def _red_flag(self, one: PortalMessage) -> None:
        """The words as they were written, with where the person is and a number. It waits for no chart."""
        await self._looked(one)
        phone = await self._phone(one)
        values = {"where": "not known: wrote through the portal", "happening_now": True}
        values |= {"number": phone}
        fields = [
            Field("Where they are", "where", required=True, max_length=120, repeats=False, echo_width=0),
            Field("Call back at", "number", required=True, max_length=40, repeats=False, echo_width=0,
                  help="Their number; none, if nobody knows one."),
            CheckField("happening now", "happening_now"),
        ]  # fmt: skip
        note = f"{one.proposed}. {_said(one)} {_FLAG_NOTE}"
        form = FormDialog("RED FLAG: to the nurse now", fields, values=values, note=note, save="To the nurse")
        typed = await self.place.open(form)
        if typed is None:
            self.place.say("The red flag was NOT sent.")
            return
        flag = RedFlag(
            f"{one.id}-flag", one.patient_id, typed["where"], typed["number"], one.body,
            bool(typed["happening_now"]), one.from_name, one.language,
        )  # fmt: skip
        await self._done(self.desk.portal_messages.flagged, one, flag)

    async def _phone(self, one: PortalMessage) -> str:
        """The first number of the patient, '' while nobody knows who wrote."""
        if not one.patient_id:
            return ""
        phones = (await self.desk.act(self.desk.patients.patient, one.patient_id)).demographics.phones
        return phones[0].number.display if phones else ""

    async def _whose(self, one: PortalMessage) -> None:
        """Choose the record, then look at both side by side before it is said to be theirs."""
        patient_id = await choose_patient(self.place, self.desk, f"Whose message? From: {one.from_name or 'no name'}")
        if patient_id is None:
            return
        patient = await self.desk.act(self.desk.patients.patient, patient_id)
        born = self.place.shown.dob(patient.demographics.born)
        question = (
            f"The message is from: {one.from_name or 'no name'}\n"
            f"The record is of:    {self.place.shown.name(patient.display)}, born {born}, MRN {patient.mrn:06d}\n\n"
            "Name and birth date are those of the portal account? The message goes on this record."
        )
        if not await self.place.open(Confirm(question, "s", yes="same person", no="not them", title="Whose is it?")):
            return
        why = ""
        if not names_agree(one.from_name, patient.display):
            typed = await self.place.open(Prompt("They share no name", "How do you know", needed))
            if typed is None:
                return
            why = typed
        await self._done(self.desk.portal_messages.match, one, patient_id, why)

    # --- the other acts ---
    async def do_take(self, targets: Sequence[Record]) -> None:
        await self._done(self.desk.portal_messages.take, self._meant(targets[0]))

    async def do_answer(self, targets: Sequence[Record]) -> None:
        one = self._meant(targets[0])
        if not one.patient_id:
            self.place.refuse("Nobody knows whose message this is; 1 chooses the patient first.")
            return
        about = About(reply_to=one.id, note=_said(one), acting=lambda: self.place.list.acted_on(one.id))
        await self.place.after(await send_message(self.place, one.patient_id, about))

    async def do_call(self, targets: Sequence[Record]) -> None:
        one = self._meant(targets[0])
        when = await self.place.open(Prompt("Call instead", "When: empty for now, or tue 2p", str))
        if when is not None:
            await self._done(self.desk.portal_messages.to_callback, one, when)

    async def do_open(self, targets: Sequence[Record]) -> None:
        read = await self.desk.act(self.desk.portal_messages.open, targets[0].key)
        one, tz = read.message, self.desk.tz
        facts = [
            ("From", self.place.shown.name(one.from_name)),
            ("Record", self.place.shown.name(one.patient) if one.patient_id else "nobody knows whose it is; 1 chooses"),
            (
                "Came",
                f"{local(one.received_at, tz):%a %m/%d %H:%M}, {age_words(one.received_at, self.desk.clock.now())}",
            ),
            ("With", f"{one.pool.word}{', ' + one.taken_by_name if one.taken_by_name else ''}"),
            ("Words say", one.proposed),
            ("About", one.subject),
            ("", f"\n{one.body}"),
        ]
        log = [(f"{local(event.at, tz):%m/%d %H:%M}", _told(event)) for event in read.events]
        await self.place.open(PageBox("Portal message", [("", facts), ("What happened", log)]))
        await self.place.after("")

    async def do_nurses(self, targets: Sequence[Record]) -> None:
        for record in targets:
            await self._route(self._meant(record), Pool.NURSES)

    async def do_pool(self, targets: Sequence[Record]) -> None:
        one = self._meant(targets[0])
        await self._looked(one)
        options = [(pool.value, pool.word.capitalize()) for pool in Pool if pool is not Pool.UNSORTED]
        chosen = await self.place.open(Choose("Who answers it?", options, note=_said(one), current=one.pool.value))
        if chosen is not None:
            await self._route(one, Pool(chosen))

    async def do_close(self, targets: Sequence[Record]) -> None:
        why = await self.place.open(Prompt("Close without an answer", "Why", needed, max_length=300))
        if why is not None:
            await self._done(self.desk.portal_messages.close, self._meant(targets[0]), why)

    async def do_note(self, targets: Sequence[Record]) -> None:
        text = await self.place.open(Prompt("Note", "What the next person should know", needed, max_length=500))
        if text is not None:
            await self._done(self.desk.portal_messages.note, self._meant(targets[0]), text)

    async def _route(self, one: PortalMessage, pool: Pool) -> None:
        await self._done(self.desk.portal_messages.route, one, pool)

    async def _done(self, use_case: Any, one: PortalMessage, *more: Any) -> None:
        self.place.list.acted_on(one.id)  # again: a box may have stood long since the key
        await self.place.after(await self.place.attempt(use_case, one.id, one.version, *more))


def _by_the_clock(one: PortalMessage, now: datetime) -> tuple[str, bool]:
    """When an urgent message is due: no working time is waited for."""
    words = due_words(one.due_at, now)
    return words, words.startswith("overdue")


def _does(one: PortalMessage) -> str:
    """What 1 does for this row."""
    step = next_of(one)
    return f"to {one.proposed_pool.word}" if step is Next.ROUTE else step.value


def _said(one: PortalMessage) -> str:
    """What they wrote, short enough to stand above a question."""
    return f'They wrote: "{clean(one.body, 240)}"'


def _told(event: Any) -> str:
    return f"{event.kind} ({event.by}){': ' + event.detail if event.detail else ''}"
