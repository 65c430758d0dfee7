"""Who belongs to a patient: relatives who are patients, people who are not; a relative is registered in one act."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from psr_tui.domain.clock import local_date
from psr_tui.domain.contacts import ContactPerson, MayHear, NewContact
from psr_tui.domain.families import RELATION_WORDS, Relation, Relative
from psr_tui.domain.patients import FamilyOf, Patient, mrn_text
from psr_tui.domain.privacy import Privacy
from psr_tui.domain.typed_dates import age_words
from psr_tui.keys import bindings
from psr_tui.screens.dialogs import Choose
from psr_tui.screens.dialogs.form import ActForm
from psr_tui.screens.dialogs.list_box import ListBox
from psr_tui.screens.find_patient import FindPatient
from psr_tui.screens.flows import Flows
from psr_tui.screens.patient_fields import MAY_HEAR
from psr_tui.screens.register import RegisterPatient
from psr_tui.widgets.fields import CheckField, ChoiceField, Field
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from datetime import date

    from psr_tui.desk import Desk

_NOBODY = "Nobody is in this list yet."


class FamilyBox(ListBox[str]):
    """Answers with the id of a relative whose card is wanted."""

    BINDINGS = bindings("family")
    SCOPES: ClassVar[tuple[str, ...]] = ("family", "list", "dialog")
    HELP_TEXT = "Relatives and contact persons. + finds or registers a relative and copies address and coverage."
    NAME = "who"
    EMPTY = "Nobody yet. + finds or registers a relative, 6 adds a contact person."
    COLUMNS = (
        Column("relation", "Is", 10),
        Column("who", "Who", 24, grow=True),
        Column("born", "Born, phone", 20),
        Column("more", "", 24),
    )

    def __init__(self, desk: Desk, patient: Patient) -> None:
        super().__init__(desk, f"Family: {patient.display}", "5 open   + relative   6 contact person   8 take off")
        self.about = patient.display
        self._patient = patient
        self._relatives: dict[str, Relative] = {}
        self._persons: dict[str, ContactPerson] = {}

    async def read(self) -> tuple[str, Sequence[Record]]:
        family = await self.desk.act(self.desk.families.of, self._patient.id)
        self._relatives = {one.patient_id: one for one in family.relatives}
        self._persons = {one.contact_id: one for one in family.persons}
        today, shown = local_date(self.desk.clock.now(), self.desk.tz), self.station.shown
        rows = [_related(one, shown, today) for one in family.relatives]
        return "", [*rows, *(_contact(one, shown) for one in family.persons)]

    # --- relatives ---
    def action_new(self) -> None:
        self.flow(self._new())

    async def _new(self) -> None:
        name = self.station.shown.name(self._patient.display)
        options = [(relation.value, words) for relation, words in RELATION_WORDS.items()]
        chosen = await self.open(Choose(f"What is the other one to {name}?", options))
        if chosen is None:
            return
        relation = Relation(chosen)
        picked = await self.open(FindPatient(self.desk, f"{RELATION_WORDS[relation]}: find first", take="links"))
        if picked is None:
            return
        if not picked.new:
            said = await self.desk.act(self.desk.families.link, self._patient.id, picked.patient_id, relation)
        else:
            start = await self.desk.ask(self.desk.families.start_relative, self._patient.id, relation)
            family = FamilyOf(self._patient.id, relation.value)
            made = await self.open(RegisterPatient(self.desk, picked.text, family, start))
            if made is None:
                return
            said = "The relative is registered, with the coverage; ask for the card."
        await self.read_again()
        self.say(said)

    def action_open(self) -> None:
        record = self.list.target()
        if record is None:
            self.refuse(_NOBODY)
        elif record.key in self._persons:
            self.flow(self._person(self._persons[record.key]))
        else:
            self.finish(record.key)

    # --- contact persons ---
    def action_contact(self) -> None:
        self.flow(self._person(None))

    async def _person(self, person: ContactPerson | None) -> None:
        command_id = self.desk.new_id()

        async def act(_box: Flows[Any], values: dict[str, Any]) -> str:
            new = NewContact(
                values["name"], values["relation"] or "", values["phone"] or "", bool(values["emergency"]),
                MayHear(values["may_hear"] or "nothing"),
            )  # fmt: skip
            families = self.desk.families
            if person is None:
                return await self.desk.act(families.add_person, self._patient.id, new, command_id)
            return await self.desk.act(families.change_person, person.contact_id, person.version, new)

        fields = [
            Field("Name", "name", required=True, repeats=False, max_length=80),
            Field("who is", "relation", repeats=False, max_length=40, help="daughter, neighbour, case worker."),
            Field("Phone", "phone", repeats=False, max_length=40),
            CheckField("call in an emergency", "emergency", help="Space ticks it."),
            ChoiceField("May hear", "may_hear", MAY_HEAR, repeats=False, help="What they may be told."),
        ]
        values: dict[str, Any] = {"may_hear": "nothing"}
        if person is not None:
            values = {
                "name": person.name, "relation": person.relation, "phone": person.phone,
                "emergency": person.emergency, "may_hear": person.may_hear.value,
            }  # fmt: skip
        title = "Contact person" if person is None else f"Change {person.name}"
        said = await self.open(ActForm(title, fields, act, values=values))
        if said is not None:
            await self.read_again()
            self.say(said)

    # --- off the list ---
    def action_unlink(self) -> None:
        record = self.list.target()
        if record is None:
            self.refuse(_NOBODY)
        else:
            self.flow(self._take_off(record.key))

    async def _take_off(self, key: str) -> None:
        families = self.desk.families
        if key in self._persons:
            said = await self.desk.act(families.end_person, key, self._persons[key].version)
        else:
            said = await self.desk.act(families.unlink, self._patient.id, key)
        await self.read_again()
        self.say(said)


def _related(one: Relative, shown: Privacy, today: date) -> Record:
    born = f"{shown.dob(one.born)} ({age_words(one.born, today)})" if one.born else "no birth date"
    name, mrn = Cell(shown.name(one.name), "strong"), Cell(f"MRN {mrn_text(one.mrn)}")
    cells = (Cell(one.relation.value), name, Cell(born), mrn)
    return Record(one.patient_id, 1, cells)


def _contact(one: ContactPerson, shown: Privacy) -> Record:
    emergency = "emergency, " if one.emergency else ""
    return Record(
        one.contact_id, one.version,
        (
            Cell(one.relation or "contact", "dim"), Cell(shown.name(one.name)), Cell(shown.phone(one.phone)),
            Cell(f"{emergency}may hear {one.may_hear.value}"),
        ),
    )  # fmt: skip
