"""What the patient's phone sent, taken over at check-in: read, compared with ours, accepted field by field.

Only the file is read; the carrier between phone and clinic is not part of this program.
"""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from psr_tui.domain.check_in import Item, Outcome
from psr_tui.domain.clock import Clock
from psr_tui.domain.coverage import Coverage, primary_on
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.patients import Patient
from psr_tui.domain.sent_ahead import Part, SentAhead, SentCard, SentField, answer_note, person_fields, with_accepted
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean_note
from psr_tui.exchange.smart_check_in import LARGEST, Unreadable, read_sent_ahead
from psr_tui.services.check_in_steps import add_step
from psr_tui.services.guards import guard_version, must_exist
from psr_tui.services.patient_records import PATIENT, changed_fields, content_of, tidy
from psr_tui.store.store import Store

if TYPE_CHECKING:
    from psr_tui.store.repositories.visits import Visit
    from psr_tui.store.unit_of_work import UnitOfWork

INBOX = "check-in"
"""The folder below the clinic's exchange folder where files for check-in are put."""
_MOST_FILES = 8


@dataclass(frozen=True, slots=True)
class Comparison:
    """A file beside our record: the versions of both that were compared, and the fields that it holds."""

    visit_id: str
    visit_version: int
    patient: Patient
    sent: SentAhead
    fields: tuple[SentField, ...]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of it: the sentence for the message line, and a card that is still to be put on file."""

    words: str
    card: SentCard | None = None


class SentAheadService:
    """Files that patients' phones made, at the check-in of one visit."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def inbox(self, actor: Actor) -> list[tuple[str, str]]:
        """Path and name of the newest files in the inbox; empty without an inbox."""
        with self._store.read() as work:
            folder = work.check_in.asks.exchange_folder()
        try:
            found = [one for one in (Path(folder) / INBOX).glob("*.json") if one.is_file()] if folder else []
            found.sort(key=lambda one: one.stat().st_mtime, reverse=True)
        except OSError:
            return []
        return [(str(one), one.name) for one in found[:_MOST_FILES]]

    def compare(self, actor: Actor, visit_id: str, path: str) -> Comparison:
        """The file beside the record, with the view logged first. Raises Refused with the reason when it cannot be
        read; nothing is changed then."""
        content = _bytes_of(path)
        sent = read_sent_ahead(content)
        if isinstance(sent, Unreadable):
            raise Refused(f"{sent.why} Nothing was taken.")
        with self._store.write(actor, "view", "appointment", visit_id) as work:
            visit = must_exist(work.visits.get(visit_id), "This visit")
            work.audit.viewed([visit.patient_id], "check-in file")
            work.commit()
        with self._store.read() as work:
            visit = must_exist(work.visits.get(visit_id), "This visit")
            patient = must_exist(work.patients.get(visit.patient_id), "This patient")
            coverages = work.coverage.of_patient(visit.patient_id, work.clinic.get().tz)
            fields = fields_of(sent, patient, primary_on(coverages, visit.local_date))
        mark = hashlib.sha256(content).hexdigest()[:16]
        return Comparison(visit_id, visit.version, patient, sent, fields, mark)

    def take(self, actor: Actor, seen: Comparison, accepted: frozenset[str]) -> Taken:
        """Write what was accepted into the record and the arrival note, and that the file was answered item by item:
        a declined item stands as declined. A card is given back for the form of new cards.

        Raises Stale when visit or record were changed since they were compared, Refused for a file of somebody else.
        """
        known = {one.key for one in seen.fields if not one.same and not one.shown_only}
        chosen = accepted & known
        check_same_person(seen)
        with self._store.write(actor, "check_in.sent", "appointment", seen.visit_id) as work:
            tz = work.clinic.get().tz
            visit = must_exist(work.visits.get(seen.visit_id), "This visit")
            guard_version(visit.patient, visit, seen.visit_version, tz)
            if visit.state.closed:
                raise Refused(f"The visit of {visit.patient} is {visit.state.word}; there is nothing to check in.")
            number = self._person(work, actor, seen, chosen)
            self._answers(work, actor, visit, seen, chosen)
            outcome, code = (Outcome.DECLINED, "DF5") if seen.sent.declined else (Outcome.DONE, "")
            add_step(work, actor, visit, Item.SENT, outcome, detail=seen.sent.codes()[:200], code=code)
            detail = {"file": seen.fingerprint, "accepted": sorted(chosen), "rejected": sorted(known - chosen)}
            work.audit.append("check_in.sent", "appointment", visit.visit_id, detail=detail)
            work.touch("queue")
            work.commit()
        card = accepted_card(seen, chosen)
        then = " Look the card over and save it." if card is not None else ""
        return Taken(f"{number} of {len(known)} fields were taken from the file.{then}", card)

    @staticmethod
    def _person(work: UnitOfWork, actor: Actor, seen: Comparison, chosen: frozenset[str]) -> int:
        names = [one.key for one in seen.fields if one.part is Part.PERSON and one.key in chosen]
        before = must_exist(work.patients.get(seen.patient.id), "This patient")
        guard_version(before.display, before, seen.patient.version, work.clinic.get().tz)
        if names and seen.sent.person is not None:
            was = before.demographics
            person = tidy(with_accepted(was, seen.sent.person, names)).checked(None)
            changed = changed_fields(was, person)
            if changed:
                ids = [work.new_id() for _ in person.phones]
                after = work.patients.change(before.id, person, actor.name, work.now, ids)
                asked = work.contacts.permissions(before.id)
                contents = (content_of(one, asked, before.deceased_on) for one in (person, was))
                work.versions.keep(PATIENT, before.id, after, before.id, *contents)
                work.audit.append("change", "patient", before.id, detail={"fields": changed, "from": "check-in file"})
                work.touch("patients", "callbacks")
        return len(chosen)

    @staticmethod
    def _answers(work: UnitOfWork, actor: Actor, visit: Visit, seen: Comparison, chosen: frozenset[str]) -> None:
        said = answer_note(seen.sent, chosen)
        if said:
            note = clean_note(f"{visit.note}\n{said}".strip(), 4000)
            work.visits.change(visit.visit_id, actor.name, work.now, note=note)


def check_same_person(seen: Comparison) -> None:
    """A file of somebody else is never taken: birth date and surname are compared. Raises Refused."""
    theirs, ours = seen.sent.person, seen.patient.demographics
    if theirs is not None and theirs.born and ours.born and theirs.born != ours.born:
        raise Refused(
            f"The birth date in the file is {theirs.born:%m/%d/%Y}, not that of {seen.patient.display}: nothing is "
            "taken. Look whether it is the right patient."
        )


def fields_of(sent: SentAhead, patient: Patient, old: Coverage | None) -> tuple[SentField, ...]:
    """Every field of the file beside ours: the person, the first insurance card, the answers, the summary."""
    found = person_fields(sent, patient.demographics)
    for card in sent.cards[:1]:
        for key, label, ours, theirs in _card_lines(card, old):
            if theirs:
                found.append(SentField(f"card.{key}", Part.CARD, label, ours, theirs))
    found += [SentField(f"answer{n}", Part.ANSWER, q[:40], "", a) for n, (q, a) in enumerate(sent.answers)]
    return tuple(found)


def _card_lines(card: SentCard, old: Coverage | None) -> list[tuple[str, str, str, str]]:
    def day(value: date | None) -> str:
        return f"{value:%m/%d/%Y}" if value else ""

    return [
        ("payer", "Payer", old.payer if old else "", card.payer),
        ("plan", "Plan", old.plan if old else "", card.plan),
        ("member_id", "Member ID", old.member_id if old else "", card.member_id),
        ("group", "Group", old.group_number if old else "", card.group),
        ("relationship", "Patient is", old.relationship if old else "", card.relationship),
        ("subscriber", "Subscriber", old.subscriber if old else "", card.subscriber),
        ("effective", "Effective", day(old.effective) if old else "", day(card.effective)),
    ]


def accepted_card(seen: Comparison, chosen: frozenset[str]) -> SentCard | None:
    """The card with the accepted fields only, None when nothing of it was accepted; equal fields go with the others."""
    keys = {one.key.removeprefix("card.") for one in seen.fields if one.part is Part.CARD and one.key in chosen}
    if not keys or not seen.sent.cards:
        return None
    keys |= {one.key.removeprefix("card.") for one in seen.fields if one.part is Part.CARD and one.same}
    card = seen.sent.cards[0]

    def kept(key: str, value: str) -> str:
        return value if key in keys else ""

    return SentCard(
        kept("payer", card.payer), kept("plan", card.plan), kept("member_id", card.member_id),
        kept("group", card.group), kept("relationship", card.relationship), kept("subscriber", card.subscriber),
        card.effective if "effective" in keys else None,
    )  # fmt: skip


def _bytes_of(path: str) -> bytes:
    """The content of an ordinary file. Raises InvalidInput, Refused."""
    if not path.strip():
        raise InvalidInput("File: type where the file is, for example /mnt/inbox/visit.json.", "File")
    where = Path(path.strip()).expanduser()
    try:
        descriptor = os.open(where, os.O_RDONLY | os.O_NONBLOCK)  # a pipe must not keep the desk waiting
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise Refused(f"{where.name} is not a file; type the name of the file that the phone made.")
            return file.read(LARGEST + 1)
    except (OSError, ValueError) as problem:
        why = problem.strerror if isinstance(problem, OSError) and problem.strerror else "its name cannot be used"
        raise Refused(f"{where.name or path} cannot be read: {why}. Nothing was taken.") from None
