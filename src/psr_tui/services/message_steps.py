"""What writing to a patient needs: who they are, what they allowed, the words filled in, and why it may not go out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from psr_tui.domain.clinic import Clinic
from psr_tui.domain.clock import local_date
from psr_tui.domain.contacts import Permissions, Purpose
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.message_dates import day_words, time_words
from psr_tui.domain.message_privacy import check_discreet
from psr_tui.domain.message_templates import LONGEST_BODY, LONGEST_SUBJECT, Template, Way, choose, fill
from psr_tui.domain.messages import Preview, reach
from psr_tui.domain.names import PatientName, written_case
from psr_tui.domain.patients import Patient
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean, clean_note
from psr_tui.domain.text_length import MOST_PARTS, text_length
from psr_tui.services.guards import must_exist
from psr_tui.store.repositories.paper_words import PaperVisit
from psr_tui.store.unit_of_work import UnitOfWork

NO_GATEWAY = "No message gateway is set up here; write a letter, or have an administrator set gateway_folder."
NO_PRINTER = "This terminal has no printer for letters; write it at one that has, or choose another way."
_TOO_LONG = f"This text is longer than {MOST_PARTS} joined texts; send it through the portal or shorten it."


def addressed(name: PatientName) -> str:
    """A legal name as it stands on an envelope: ``José Luis Peña García``."""
    return " ".join(part for part in (name.given, written_case(name.last), name.suffix) if part)


@dataclass(frozen=True, slots=True)
class Writing:
    """Everything about one patient that a message needs, read once for a transaction."""

    actor: Actor
    now: datetime
    clinic: Clinic
    patient: Patient
    permissions: Permissions
    not_to_call: frozenset[str]
    templates: tuple[Template, ...]
    visit: PaperVisit | None
    printer: bool

    @property
    def language(self) -> str:
        """What the patient reads."""
        person = self.patient.demographics
        return person.written_language or person.language

    def values(self, language: str) -> dict[str, str]:
        """What stands for each placeholder, '' for what is not there; days and times in the language of the words."""
        person, clinic, visit = self.patient.demographics, self.clinic, self.visit
        return {
            "patient.first_name": person.greeting,
            "patient.full_name": addressed(person.name),
            "practice.name": clinic.neutral_name or clinic.name,
            "practice.phone": clinic.phone,
            "practice.address": clinic.address,
            "rep.name": self.actor.name,
            "today": day_words(local_date(self.now, clinic.tz), language),
            "appointment.date": day_words(visit.local_date, language) if visit else "",
            "appointment.time": time_words(time.fromisoformat(visit.local_start), language) if visit else "",
            "appointment.provider": visit.provider if visit else "",
        }

    # --- previews ---
    def preview(self, code: str, way: Way, purpose: Purpose | None = None) -> Preview | None:
        """A template as it would go out to this patient; None when there is no such template. ``purpose``: what it is
        about here, when that is not what the template says."""
        chosen = choose(self.templates, code, way, self.language)
        if chosen is None:
            return None
        one = chosen.template
        about = purpose or one.purpose
        where = reach(way, about, self.patient, self.permissions, self.not_to_call)
        try:
            subject, body = fill(one, self.values(one.language))
        except InvalidInput as error:
            words = (one.code, one.number, one.label, where, about, one.language, chosen.flag, one.subject, one.body)
            return Preview(*words, problem=where.why_not or error.message)
        length = text_length(body) if way is Way.TEXT else None
        problem = where.why_not or self._no_way(way) or (_TOO_LONG if length and length.parts > MOST_PARTS else "")
        return Preview(
            one.code, one.number, one.label, where, about, one.language, chosen.flag, subject, body,
            length.words() if length else "", problem,
        )  # fmt: skip

    def own_words(self, way: Way, purpose: Purpose, subject: str, body: str) -> Preview:
        """Free words as they would go out: never as a text, which anybody may read.

        Raises InvalidInput for words that may not go out as they are.
        """
        if way is Way.TEXT:
            raise InvalidInput("A text is sent from a template only; choose one, or write through the portal.", "Words")
        about, words = clean(subject, LONGEST_SUBJECT + 1), clean_note(body, LONGEST_BODY + 1)
        if not words:
            raise InvalidInput("Words: type what the patient should read.", "Words")
        if len(words) > LONGEST_BODY or len(about) > LONGEST_SUBJECT:
            raise InvalidInput(f"Words: at most {LONGEST_BODY} letters fit, {LONGEST_SUBJECT} in the subject.", "Words")
        if way is Way.PORTAL and not about:
            raise InvalidInput("Subject: it is missing; keep it neutral, such as A message for you.", "Subject")
        check_discreet("Subject", False, purpose, about, words)
        where = reach(way, purpose, self.patient, self.permissions, self.not_to_call)
        problem = where.why_not or self._no_way(way)
        return Preview("", 0, "Own words", where, purpose, self.language, "", about, words, "", problem)

    def _no_way(self, way: Way) -> str:
        if way is Way.LETTER:
            return "" if self.printer else NO_PRINTER
        return "" if self.clinic.gateway_folder else NO_GATEWAY


def writing(
    work: UnitOfWork, actor: Actor, patient_id: str, printer: bool, visit_id: str = "", reason_code: str = ""
) -> Writing:
    """Read it all. ``visit_id``: the visit that is meant, '' for the next one. Raises NotFound."""
    patient = must_exist(work.patients.get(patient_id), "This patient")
    numbers = [one.number.e164 for one in patient.demographics.phones if one.number.e164]
    if visit_id:
        visit: PaperVisit | None = must_exist(work.print_jobs.visit_words(visit_id), "This visit")
    else:
        visit = next(iter(work.print_jobs.coming_words(patient_id, work.now, 1)), None)
    return Writing(
        actor, work.now, work.clinic.get(), patient, work.contacts.permissions(patient_id),
        work.messages.not_to_call(numbers, reason_code), tuple(work.messages.templates()), visit, printer,
    )  # fmt: skip
