"""Registering somebody new after a search, and changing what is registered; likely duplicates stand under the form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from textual import events
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from psr_tui.domain.clock import local_date
from psr_tui.domain.errors import DeskError, InvalidInput
from psr_tui.domain.patients import Demographics, NewPatient, Patient, PossibleDuplicate
from psr_tui.domain.text import strip_forbidden
from psr_tui.screens.compare import CompareTyped
from psr_tui.screens.dialogs.base import Dialog
from psr_tui.screens.dialogs.choose import Choose
from psr_tui.screens.dialogs.form import FormBox
from psr_tui.screens.find_patient import found_line
from psr_tui.screens.patient_form import patient_fields, person_of, start_values, values_of
from psr_tui.services.patients import LookFirst
from psr_tui.widgets.form import Form, SaveStop
from psr_tui.widgets.result_lines import ResultLines

if TYPE_CHECKING:
    from datetime import date

    from psr_tui.desk import Desk

_FIELDS_SHOWN = 11  # at 24 lines; the others come into view as the cursor goes down
_AROUND = 13  # lines of the box and the screen around the form
_BELOW = "Below: language, interpreter, e-mail, goes by, contact note."
_DUPLICATES_SHOWN = 4
_FIELD_OF = {"Last name": "last", "DOB": "born", "Phone": "phone"}
"""The field of the form that answers a refusal, by the name the refusal gives it."""
_IDENTITY_FIELDS = {"last", "first", "born", "phone", "street", "zip_code"}


class PatientFormBox(FormBox[str]):
    """A form of demographics in a box; subclasses save."""

    def __init__(self, desk: Desk, title: str, save: str) -> None:
        super().__init__(title, legend=f"Enter next field   F10 {save.lower()}   F12 cancel   * is needed")
        self.desk = desk
        self._save_label = save

    def today(self) -> date:
        return local_date(self.desk.clock.now(), self.desk.tz)

    def compose_body(self) -> Iterable[Widget]:
        fields = patient_fields(self.today, self.desk.clinic.area_code)
        form = Form(*fields, SaveStop(self._save_label))
        form.styles.height = max(_FIELDS_SHOWN, min(len(fields) + 1, self.app.size.height - _AROUND))
        yield form
        yield ResultLines(_DUPLICATES_SHOWN, id="alike")

    def say_what_is_below(self) -> None:
        """Fields out of sight must be known of."""
        if self.form.styles.height is not None and self.form.styles.height.value < len(self.form.fields):
            self.query_one(ResultLines).show((), _BELOW)

    def on_form_submitted(self, message: Form.Submitted) -> None:
        message.stop()
        self.flow(self._saved(message.values))

    async def _saved(self, values: dict[str, Any]) -> None:
        try:
            await self.save(values)
        except InvalidInput as problem:
            if problem.field in _FIELD_OF:  # the next keys are the answer
                self.set_focus(self.form.field(_FIELD_OF[problem.field]))
            raise

    async def save(self, values: dict[str, Any]) -> None:
        """Write the values and finish with the patient's id, or say why not."""
        raise NotImplementedError


class RegisterPatient(PatientFormBox):
    """Answers with the id of the new patient, or of the one found to be the same person."""

    def __init__(self, desk: Desk, searched: str) -> None:
        super().__init__(desk, "Register a new patient", "Register")
        self._searched = searched
        self._command_id = desk.new_id()
        self._different: tuple[str, ...] = ()
        self._looked: Demographics | None = None

    def on_mount(self) -> None:
        self.form.load(start_values(self._searched, self.today(), self.desk.clinic.state), prefilled=True)
        self.form.focus_first()
        self.say_what_is_below()
        self.flow(self._look(), hold=False)

    def on_form_field_left(self, message: Form.FieldLeft) -> None:
        message.stop()
        if message.field_id in _IDENTITY_FIELDS:
            self.flow(self._look(), hold=False)

    async def _look(self) -> None:
        """List who may be the same person (FD-52); fields that cannot be read yet count as empty."""
        person = person_of(self._readable())
        if person == self._looked or not person.name.last or not (person.born or person.name.first or person.phones):
            return
        self._looked = person
        found = await self.desk.ask(self.desk.patients.possible_duplicates, person, self._different)
        if person == self._looked and found:
            self.query_one(ResultLines).show(self._alike(found), marked=-1)
        elif person == self._looked:
            self.query_one(ResultLines).show(())
            self.say_what_is_below()

    def _readable(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for field in self.form.fields:
            try:
                values[field.field_id] = field.parsed
            except InvalidInput:
                values[field.field_id] = None
        return values

    def _alike(self, found: Sequence[PossibleDuplicate]) -> list[str]:
        rows = []
        for one in found[: _DUPLICATES_SHOWN // 2]:
            mark = "SAME PERSON?" if one.must_ask else "possible:"
            rows += [
                f"{mark} {found_line(one.line, self.station.shown, self.today())}",
                f"   {', '.join(one.reasons)}",
            ]
        return rows

    async def save(self, values: dict[str, Any]) -> None:
        person = person_of(values)
        while True:
            new = NewPatient(person, self._searched, self._different)
            try:
                made = await self.desk.act(self.desk.patients.register, new, self._command_id)
            except LookFirst as likely:
                answer = await self.open(SamePerson(self.desk, person, likely.duplicates))
                if answer is None:
                    return
                if answer:
                    self.finish(answer)
                    return
                self._different += tuple(one.line.id for one in likely.duplicates)
            else:
                self.finish(made.patient_id)
                return


class SamePerson(Dialog[str]):
    """Nobody asked for this box: it throws typed-ahead keys away. A digit opens that record, ``d`` says that all of
    them are other people (answer ''); Enter chooses nothing."""

    def __init__(self, desk: Desk, person: Demographics, likely: Sequence[PossibleDuplicate]) -> None:
        super().__init__(
            "Is this somebody you have already?",
            unasked=True,
            legend="digit = this is the person   c = compare   d = somebody else   F12 back",
        )
        self.desk = desk
        self._person = person
        self._likely = tuple(likely[:9])

    def compose_body(self) -> Iterable[Widget]:
        yield Static(Content(f"You are registering {strip_forbidden(self._person.name.display)}. Registered already:"))
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
    """Demographics of a registered patient; a change over somebody else's newer one is refused by name."""

    def __init__(self, desk: Desk, patient: Patient, at: str = "") -> None:
        """``at``: the field that the cursor begins in; the first one when there is none of that name."""
        super().__init__(desk, f"Change {patient.display}", "Save")
        self._patient = patient
        self._at = at

    def on_mount(self) -> None:
        self.form.load(values_of(self._patient.demographics))
        self.form.focus_first()
        if any(field.field_id == self._at for field in self.form.fields):
            self.set_focus(self.form.field(self._at))
        self.say_what_is_below()

    async def save(self, values: dict[str, Any]) -> None:
        person = person_of(values, self._patient.demographics)
        try:
            await self.desk.act(self.desk.patients.save, self._patient.id, self._patient.version, person)
        except InvalidInput:
            raise
        except DeskError as error:
            self.refuse(error)
            return
        self.finish(self._patient.id)
