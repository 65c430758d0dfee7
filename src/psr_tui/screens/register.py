"""Registering somebody new after a search, and changing what is registered; likely duplicates stand under the form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from textual import events
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from psr_tui.domain.clock import local_date
from psr_tui.domain.contacts import NOTHING_ASKED
from psr_tui.domain.errors import DeskError, InvalidInput
from psr_tui.domain.families import COPIED_WORDS
from psr_tui.domain.patients import Demographics, FamilyOf, NewPatient, Patient, PossibleDuplicate
from psr_tui.domain.text import fold, strip_forbidden
from psr_tui.screens.compare import CompareTyped
from psr_tui.screens.dialogs import Prompt
from psr_tui.screens.dialogs.base import Dialog
from psr_tui.screens.dialogs.choose import Choose
from psr_tui.screens.find_patient import found_line
from psr_tui.screens.patient_form import contact_of, permissions_of, person_of, start_values, values_of
from psr_tui.screens.patient_form_box import PatientFormBox
from psr_tui.services.patients import LookFirst
from psr_tui.services.possible_duplicates import LookedAt

if TYPE_CHECKING:
    from psr_tui.desk import Desk

_OWN = {"sex", "portal"}  # every relative has their own


class RegisterPatient(PatientFormBox):
    """Answers with the id of the new patient, or of the one found to be the same person.

    With ``family`` the person is a relative of a patient: ``start`` is what they take over, marked as copied (FD-60).
    """

    NEW = True

    def __init__(
        self, desk: Desk, searched: str, family: FamilyOf | None = None, start: Demographics | None = None
    ) -> None:
        super().__init__(desk, "Register a new patient" if family is None else "New relative", "Register")
        self._searched = searched
        self._family = family
        self._start = start
        self._command_id = desk.new_id()
        self._different: tuple[str, ...] = (family.patient_id,) if family is not None else ()

    def on_mount(self) -> None:
        self.show_page(0)
        self.flow(self._begin())

    async def _begin(self) -> None:
        values = start_values(self._searched, self.today(), self.desk.clinic.state)
        marked = frozenset(name for name, value in values.items() if value)
        if self._start is None:
            self.form.fill(values, marked)
        else:
            taken = {name: value for name, value in values_of(self._start).items() if value and name not in _OWN}
            taken["guarantor_mrn"] = await self.mrn_of(self._start)
            typed = {name: values[name] for name in ("last", "first", "born", "phone") if values.get(name)}
            if fold(typed.get("last", "")) in fold(taken["last"]):
                typed.pop("last", None)  # whoever types "pena" for a Peña García means the same name
            self.form.fill({**values, **taken, **typed}, frozenset(taken) - frozenset(typed), "copied")
            self.say(f"Copied: {COPIED_WORDS}. Check them.")
        await self.bring_back()
        self.form.focus_first()
        await self.look()

    @property
    def subject(self) -> str:
        return f"relative of {self._family.patient_id}" if self._family is not None else "new"

    async def goes_on_with(self, kept: Mapping[str, str]) -> bool | None:
        """Somebody else may stand here by now: what was typed is never taken for the next person by itself."""
        name = ", ".join(kept[part] for part in ("last", "first") if kept.get(part)) or "somebody without a name"
        note = f"Typed and not registered: {self.station.shown.name(name)}."
        options = [("on", "Go on with that person"), ("new", "Throw that away and begin with this one")]
        answer = await self.open(Choose("Not registered yet", options, note=note, unasked=True))
        return None if answer is None else answer == "on"

    async def typed_so_far(self) -> Demographics | None:
        return person_of(self.readable(), self._start)

    async def who_is_alike(self, person: Demographics) -> Sequence[PossibleDuplicate]:
        return await self.desk.ask(self.desk.patients.possible_duplicates, person, self._different)

    async def save(self, values: dict[str, Any]) -> None:
        person = person_of(values, self._start, await self.guarantor_id(values))
        permissions = permissions_of(values, NOTHING_ASKED)
        while True:
            new = NewPatient(person, self._searched, self._different, permissions, contact_of(values), self._family)
            try:
                made = await self.desk.act(self.desk.patients.register, new, self._command_id)
            except LookFirst as likely:
                answer = await self.open(SamePerson(self.desk, person, likely.duplicates))
                if answer is None:
                    return
                if answer:
                    await self.done(answer)
                    return
                self._different += tuple(one.line.id for one in likely.duplicates)
            else:
                await self.done(made.patient_id)
                return


class SamePerson(Dialog[str]):
    """Nobody asked for this box: it throws typed-ahead keys away. A digit opens that record, ``d`` says that all of
    them are other people (answer ''); Enter chooses nothing."""

    def __init__(
        self, desk: Desk, person: Demographics, likely: Sequence[PossibleDuplicate], doing: str = "registering"
    ) -> None:
        super().__init__(
            "Is this somebody you have already?",
            unasked=True,
            legend="digit = this is the person   c = compare   d = somebody else   F12 back",
        )
        self.desk = desk
        self._person = person
        self._likely = tuple(likely[:9])
        self._doing = doing

    def compose_body(self) -> Iterable[Widget]:
        name = strip_forbidden(self.station.shown.name(self._person.name.display))
        yield Static(Content(f"You are {self._doing} {name}. Registered already:"))
        today = local_date(self.desk.clock.now(), self.desk.tz)
        lines = []
        for number, one in enumerate(self._likely, 1):
            lines += [
                f"{number} {strip_forbidden(found_line(one.line, self.station.shown, today))}",
                f"    {', '.join(one.reasons)}",
            ]
        yield _Ears(Content("\n".join(lines)), id="box-question")

    def on_mount(self) -> None:
        self.query_one(_Ears).focus()

    def on_key(self, event: events.Key) -> None:
        character = (event.character or "").lower()
        if character == "d":
            event.stop()
            self.finish("")
        elif character == "c":
            event.stop()
            self.flow(self._compare())
        elif character.isdigit() and 1 <= int(character) <= len(self._likely):
            event.stop()
            self.finish(self._likely[int(character) - 1].line.id)
        elif event.key == "enter" or event.is_printable:
            event.stop()
            self.refuse(f"Press 1 to {len(self._likely)} for the person, or d if this is somebody else.")

    async def _compare(self) -> None:
        """Side by side with what was typed; one that is somebody else leaves the others to be looked at."""
        lines = [one.line for one in self._likely]
        chosen: str | None = lines[0].id
        if len(lines) > 1:
            options = [(one.id, self.station.shown.name(one.display)) for one in lines]
            chosen = await self.open(Choose("Compare with whom?", options))
        if chosen is None:
            return
        there = await self.desk.act(self.desk.merging.beside_typed, chosen)
        answer = await self.open(CompareTyped(self._person, there))
        if answer == "same":
            self.finish(chosen)
        elif answer == "different" and len(lines) == 1:
            self.finish("")
        elif answer == "different":
            self.say("Noted; look at the others too, then press d if none of them is the person.")

    def action_accept(self) -> None:
        self.refuse(f"Press 1 to {len(self._likely)} for the person, or d if this is somebody else.")


class _Ears(Static, can_focus=True):
    """The focused text of the question."""


class ChangePatient(PatientFormBox):
    """The record of a registered patient; a change over somebody else's newer one is refused by name."""

    def __init__(self, desk: Desk, patient: Patient, at: str = "") -> None:
        """``at``: the field that the cursor begins in; the first one when there is none of that name."""
        super().__init__(desk, f"Change {patient.display}", "Save")
        self.about = patient.display
        self._patient = patient
        self._before = NOTHING_ASKED
        self._at = at
        self._answered = LookedAt()

    @property
    def subject(self) -> str:
        return self._patient.id

    @property
    def same_as(self) -> bool:
        """Whether the rep said that another record is this person too: the two are merged on the card."""
        return bool(self._answered.same)

    async def typed_so_far(self) -> Demographics | None:
        """Nothing to look for while nobody changed what tells people apart."""
        person = person_of(self.readable(), self._patient.demographics)
        return None if person.identity == self._patient.demographics.identity else person

    async def who_is_alike(self, person: Demographics) -> Sequence[PossibleDuplicate]:
        return await self.desk.ask(self.desk.patients.alike_when_changed, self._patient.id, person)

    def on_mount(self) -> None:
        self.show_page(0)
        self.flow(self._begin())

    async def _begin(self) -> None:
        person = self._patient.demographics
        wishes = await self.desk.ask(self.desk.patients.wishes, self._patient.id)
        self._before = wishes.permissions
        values = values_of(person, wishes.permissions)
        values["guarantor_mrn"] = await self.mrn_of(person)
        self.form.fill(values)
        await self.bring_back()
        self.form.focus_first()
        if self._at:
            await self.form.go_to(self._at)

    async def save(self, values: dict[str, Any]) -> None:
        was = self._patient.demographics
        person = person_of(values, was, await self.guarantor_id(values))
        reason = ""
        if was.unidentified and not person.unidentified:
            typed = await self.open(Prompt("Who is it?", "How it is known", lambda said: said))
            if typed is None:
                return
            reason = typed
        asked, patients = permissions_of(values, self._before), self.desk.patients
        patient = self._patient
        while True:
            try:
                await self.desk.act(patients.save, patient.id, patient.version, person, asked, reason, self._answered)
            except LookFirst as likely:
                if not await self._told_apart(person, likely.duplicates):
                    return
            except InvalidInput:
                raise
            except DeskError as error:
                self.refuse(error)
                return
            else:
                await self.done(patient.id)
                return

    async def _told_apart(self, person: Demographics, likely: Sequence[PossibleDuplicate]) -> bool:
        """Whether the rep answered who the likely ones are; F12 goes back to the form."""
        answer = await self.open(SamePerson(self.desk, person, likely, "changing"))
        if answer is None:
            return False
        ids = tuple(one.line.id for one in likely)
        self._answered = self._answered.and_same(ids) if answer else self._answered.and_different(ids)
        return True
