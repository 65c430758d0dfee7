"""What may be said to a machine or to somebody else who answers, with the next visit filled in (CC-80 to CC-84)."""

from __future__ import annotations

from dataclasses import dataclass

from psr_tui.domain.clock import Clock
from psr_tui.domain.contacts import MayHear
from psr_tui.domain.errors import NotFound
from psr_tui.domain.names import written_case
from psr_tui.domain.staff import Actor
from psr_tui.domain.voicemail import (
    Permission,
    Said,
    SaidKind,
    appointment_words,
    neutral,
    sentence,
    spoken_language,
    to_other,
)
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork

NO_NEUTRAL_NAME = (
    "The practice is not named: an administrator sets a neutral name, psr-tui clinic set neutral_name NAME."
)


@dataclass(frozen=True, slots=True)
class Listener:
    """Somebody on the patient's list: how they are written, what they may hear, and the sentence for them."""

    words: str
    may_hear: MayHear
    said: Said


@dataclass(frozen=True, slots=True)
class WhoAnswers:
    """For the box "somebody else answers": the sentence for anybody, and those the patient named."""

    patient: str
    anybody: Said
    listed: tuple[Listener, ...]
    trouble: str = ""


def visit_words(work: UnitOfWork, patient_id: str, language: str, place: bool = True) -> str:
    """Date, time and place of the next visit, as they are read out; '' without one."""
    at = work.next_visits.of(patient_id, work.now)
    return appointment_words(at, work.clinic.get().address if place else "", language) if at is not None else ""


def voicemail_for(work: UnitOfWork, actor: Actor, permission: Permission, patient_id: str, language: str) -> Said:
    """The sentence that may be left for this patient on a number with this permission."""
    clinic = work.clinic.get()
    visit = visit_words(work, patient_id, language) if permission is Permission.DETAILED and patient_id else ""
    return sentence(permission, actor.name, clinic.neutral_name, clinic.phone, language, visit)


class SpokenService:
    """Sentences for people who are not the patient."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store

    def who_answers(self, actor: Actor, patient_id: str) -> WhoAnswers:
        """What may be said to whoever answers. The view of the patient's contacts is audited."""
        with self._store.write(actor, "view", "patient", patient_id) as work:
            callee = work.callbacks.callee(patient_id)
            if callee is None:
                raise NotFound("This patient is not in the store any more.")
            clinic = work.clinic.get()
            language = spoken_language(callee.language)
            visit = visit_words(work, patient_id, language)
            name = f"{written_case(callee.first_name)} {written_case(callee.last_name)}".strip()

            def said(may_hear: MayHear) -> Said:
                return to_other(name, may_hear, actor.name, clinic.neutral_name, clinic.phone, language, visit)

            listed = tuple(
                Listener(person.words(), person.may_hear, said(person.may_hear))
                for person in work.contacts.persons(patient_id)
            )
            work.audit.viewed([patient_id], "who answers")
            work.commit()
        trouble = "" if neutral(clinic.neutral_name) else NO_NEUTRAL_NAME
        return WhoAnswers(name, said(MayHear.NOTHING), listed, trouble)


__all__ = ["Listener", "SaidKind", "SpokenService", "WhoAnswers", "visit_words", "voicemail_for"]
