"""Finding, opening, registering and changing patients (front-desk.md section 4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psr_tui.domain.clock import Clock, local_date
from psr_tui.domain.contacts import Permissions, Wishes
from psr_tui.domain.errors import AlreadyDone, DeskError, InvalidInput, Refused
from psr_tui.domain.find_text import classify
from psr_tui.domain.guarantors import is_minor
from psr_tui.domain.patients import (
    Demographics,
    NewPatient,
    Patient,
    PatientLine,
    PossibleDuplicate,
    mrn_text,
)
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean
from psr_tui.services.callback_follow import person_changed
from psr_tui.services.guards import guard_version, must_exist
from psr_tui.services.list_views import ListViews
from psr_tui.services.patient_card import PatientCard, read_card
from psr_tui.services.patient_records import (
    PATIENT,
    changed_fields,
    check_guarantor_known,
    close_identified,
    content_of,
    join_family,
    tidy,
    wait_until_identified,
)
from psr_tui.services.possible_duplicates import NOBODY, LookedAt, alike_when_changed
from psr_tui.store.store import Store

if TYPE_CHECKING:
    from psr_tui.store.unit_of_work import UnitOfWork

MRN = "mrn"


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to the find box. ``more``: the list was cut, another letter narrows it."""

    lines: tuple[PatientLine, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Registered:
    """A new patient's id and printed number."""

    patient_id: str
    mrn: int
    message: str


class LookFirst(DeskError):
    """Somebody very like the new patient is registered: the rep looks once and answers (FD-55).

    ``duplicates`` holds the records, the likeliest first; registering again with their ids in ``different_from`` goes
    through and the answer is kept.
    """

    def __init__(self, duplicates: tuple[PossibleDuplicate, ...]) -> None:
        one = duplicates[0].line
        more = f" and {len(duplicates) - 1} more" if len(duplicates) > 1 else ""
        super().__init__(
            f"This may be {one.display}, MRN {mrn_text(one.mrn)}{more}. Open that record, or say it is another person."
        )
        self.duplicates = duplicates


class PatientService:
    """``find`` and ``possible_duplicates`` only read; ``open`` writes the view down before it answers (RS-36)."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._views = ListViews(store)

    # --- find and open ---
    def find(self, actor: Actor, text: str, most: int = 50) -> Found:
        """Patients the text in the find box can mean, the best first. Text that means nothing finds nobody."""
        with self._store.read() as work:
            today = local_date(work.now, work.clinic.get().tz)
            lines = work.patients.find(classify(text, today), most + 1)
        return Found(tuple(lines[:most]), len(lines) > most)

    def search_ended(self, actor: Actor, patient_ids: tuple[str, ...]) -> None:
        """Write down which lines the search had on the screen when it ended; once a sign-in for each patient."""
        self._views.listed(actor, patient_ids, "find")

    def open(self, actor: Actor, patient_id: str, where: str = "card") -> PatientCard:
        """The whole record, with the view logged before it is given; of a merged record, the one to go on with. Raises
        NotFound."""
        with self._store.write(actor, "view", "patient", patient_id) as work:
            patient = _current(work, patient_id)
            work.audit.viewed([patient.id], where)
            work.commit()
        with self._store.read() as work:
            return read_card(work, patient)

    # --- register ---
    def possible_duplicates(
        self, actor: Actor, person: Demographics, but_not: tuple[str, ...] = ()
    ) -> tuple[PossibleDuplicate, ...]:
        """Registered people who may be this one, with the reasons in words; asked on leaving name, birth date or
        number (FD-52)."""
        if not person.name.last:
            return ()
        with self._store.read() as work:
            return tuple(work.patients.possible_duplicates(person.identity, but_not))

    def alike_when_changed(self, actor: Actor, patient_id: str, person: Demographics) -> tuple[PossibleDuplicate, ...]:
        """The same for a registered patient whose record is being changed: whom the change makes it like."""
        if not person.name.last:
            return ()
        with self._store.read() as work:
            return alike_when_changed(work, _current(work, patient_id), person)

    def register(self, actor: Actor, new: NewPatient, command_id: str) -> Registered:
        """Create a patient; ``command_id`` (made by the screen) becomes the id, so that one key press makes one record.

        Raises Refused without a search before, InvalidInput for what is missing, LookFirst when somebody very like
        this one is registered and was not called a different person.
        """
        person = tidy(new.demographics)
        with self._store.write(actor, "register", "patient", command_id) as work:
            today = local_date(work.now, work.clinic.get().tz)
            person.checked(today)
            if classify(new.searched_text, today).empty:
                raise Refused("Search first: press Ctrl+F, type the name, and register only if nobody fits.")
            known = work.patients.get(command_id)
            if known is not None:
                if known.demographics != person:
                    raise AlreadyDone("This registration was saved already; open the patient to change it.")
                return Registered(known.id, known.mrn, f"{known.display} is registered already.")
            check_guarantor_known(work, command_id, person)
            others = new.different_from if new.family is None else (*new.different_from, new.family.patient_id)
            self._look_first(work, person, others)  # a relative is another person than the patient they belong to
            mrn = work.clinic.next_number(MRN)
            phone_ids = [work.new_id() for _ in person.phones]
            work.patients.add(command_id, mrn, person, actor.name, work.now, phone_ids)
            work.patients.call_different(command_id, others, actor.name, work.now)
            detail = {"different_from": sorted(others)} if others else {}
            work.audit.append("create", "patient", command_id, detail=detail)
            self._what_hangs_on_it(work, actor, command_id, mrn, person, new)
            work.touch("patients")
            work.commit()
        return Registered(command_id, mrn, f"{person.name.display} is registered, MRN {mrn_text(mrn)}.")

    @staticmethod
    def _what_hangs_on_it(
        work: UnitOfWork, actor: Actor, patient_id: str, mrn: int, person: Demographics, new: NewPatient
    ) -> None:
        """Permissions, the contact person, the family with its coverage, the first version, the question who it is."""
        work.contacts.permit(patient_id, new.permissions, actor, work.now)
        if new.contact is not None:
            work.contacts.add_person(work.new_id(), patient_id, new.contact.checked(), actor.name, work.now)
        if new.family is not None:
            join_family(work, actor, patient_id, new.family, local_date(work.now, work.clinic.get().tz))
        work.versions.keep(PATIENT, patient_id, 1, patient_id, content_of(person, new.permissions))
        if person.unidentified:
            wait_until_identified(work, actor, patient_id, mrn, person)
            work.touch("work")

    @staticmethod
    def _look_first(work: UnitOfWork, person: Demographics, different_from: tuple[str, ...]) -> None:
        if person.unidentified:
            return  # a description is nobody's name
        likely = [one for one in work.patients.possible_duplicates(person.identity, different_from) if one.must_ask]
        if likely:
            raise LookFirst(tuple(likely))

    # --- change ---
    def save(
        self,
        actor: Actor,
        patient_id: str,
        version: int,
        person: Demographics,
        permissions: Permissions | None = None,
        reason: str = "",
        answered: LookedAt = NOBODY,
    ) -> int:
        """Write the whole set of demographics over the version the person saw; the answer is the new version.

        ``permissions`` None leaves them; ``reason``: how somebody unidentified is known now; ``answered``: who the very
        like ones are. Raises Stale, InvalidInput, LookFirst when the change makes it very like another record.
        """
        person = tidy(person)
        with self._store.write(actor, "change", "patient", patient_id) as work:
            before = must_exist(work.patients.get(patient_id), "This patient")
            guard_version(before.display, before, version, work.clinic.get().tz)
            was = before.demographics
            self._check_change(work, patient_id, was, person, reason)
            self._look_before_change(work, actor, before, person, answered)
            asked = work.contacts.permissions(patient_id)
            agreed = asked if permissions is None else permissions
            changed = changed_fields(was, person) + ["permissions"] * (agreed != asked)
            if agreed != asked:
                work.contacts.permit(patient_id, agreed, actor, work.now)
            if not changed:
                return before.version
            ids = [work.new_id() for _ in person.phones]
            after = work.patients.change(patient_id, person, actor.name, work.now, ids)
            texts = [content_of(*both, before.deceased_on) for both in ((person, agreed), (was, asked))]
            work.versions.keep(PATIENT, patient_id, after, patient_id, *texts)
            if was.unidentified and not person.unidentified:
                close_identified(work, actor, patient_id, clean(reason, 200))
            work.audit.append("change", "patient", patient_id, detail={"fields": changed})
            person_changed(work, actor, patient_id)
            work.touch("patients", "queue", "callbacks")
            work.commit()
        return after

    @staticmethod
    def _look_before_change(
        work: UnitOfWork, actor: Actor, before: Patient, person: Demographics, answered: LookedAt
    ) -> None:
        """A name, birth date, number or address that makes the record very like another is looked at once (FD-55)."""
        if person.unidentified or person.identity == before.demographics.identity:
            return
        likely = [one for one in alike_when_changed(work, before, person, answered) if one.must_ask]
        if likely:
            raise LookFirst(tuple(likely))
        if answered.different:
            work.patients.call_different(before.id, answered.different, actor.name, work.now)
            detail = {"different_from": sorted(answered.different)}
            work.audit.append("call_different", PATIENT, before.id, detail=detail)

    @staticmethod
    def _check_change(work: UnitOfWork, patient_id: str, was: Demographics, person: Demographics, reason: str) -> None:
        """A minor who had no guarantor before may be changed all the same: a telephone number must not wait for one."""
        today = local_date(work.now, work.clinic.get().tz)
        lacked = is_minor(was.born, today) and not was.guarantor.somebody
        person.checked(None if lacked else today)
        check_guarantor_known(work, patient_id, person)
        if was.unidentified and not person.unidentified and not clean(reason):
            raise InvalidInput("How it is known: say in a few words who told it, or which papers were seen.", "Reason")

    def wishes(self, actor: Actor, patient_id: str) -> Wishes:
        """How the patient wants to be reached and who stands by them; for a form whose view is logged already."""
        with self._store.read() as work:
            return work.contacts.wishes(patient_id)

    def mrn_of(self, actor: Actor, patient_id: str) -> int | None:
        """The record number of a patient."""
        with self._store.read() as work:
            lines = work.patients.lines([patient_id])
        return lines[0].mrn if lines else None

    def by_mrn(self, actor: Actor, mrn: int) -> tuple[str, str] | None:
        """Id and name of the patient with this number; None when nobody has it."""
        with self._store.read() as work:
            return work.patients.by_mrn(mrn)

    def patient(self, actor: Actor, patient_id: str, where: str = "form") -> Patient:
        """One record for a form, with the view logged first; of a merged record, the one to go on with."""
        with self._store.write(actor, "view", "patient", patient_id) as work:
            patient = _current(work, patient_id)
            work.audit.viewed([patient.id], where)
            work.commit()
        return patient


def _current(work: UnitOfWork, patient_id: str) -> Patient:
    """The record somebody asked for, or the one it was merged into."""
    return must_exist(work.patients.get(work.merging.now(patient_id)), "This patient")
