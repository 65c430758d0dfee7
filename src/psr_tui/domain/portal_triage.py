"""Messages of patients through the portal: which pool the words propose, and who may move them where.

The desk never grades what somebody writes (CC-86): words may move a message up to the nurses and make it urgent, and no
words move it down. What is not understood stays unsorted until somebody read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from psr_tui.domain.errors import NotAllowed, Refused
from psr_tui.domain.red_flags import phrase_in
from psr_tui.domain.text import fold


class Pool(StrEnum):
    """Who answers."""

    UNSORTED = "unsorted"
    FRONT_DESK = "front_desk"
    BILLING = "billing"
    NURSES = "nurses"
    REFILLS = "refills"
    RECORDS = "records"
    LEADS = "leads"

    @property
    def word(self) -> str:
        return self.value.replace("_", " ")


class InState(StrEnum):
    """Where a message stands; ``answered`` and ``closed`` are the end of it."""

    NEW = "new"
    ROUTED = "routed"
    TAKEN = "taken"
    ANSWERED = "answered"
    CLOSED = "closed"

    @property
    def over(self) -> bool:
        return self in (InState.ANSWERED, InState.CLOSED)


_NURSES = """
    result test lab labs biopsy diagnos symptom medic prescri refill pharmacy dose dosage pill tablet insulin pain hurt
    ache fever cough rash swell swollen bleed blood dizzy nausea vomit diarrhea breath chest infection wound allerg
    pregnan headache anxiety depress suicid nurse vaccin injection surgery xray mri scan worse sick
    resultad examen analisis laborator sintoma medicina medicament receta farmacia dosis pastilla dolor duele fiebre tos
    sarpullido hincha sangr mareo vomit diarrea respirar pecho infeccion herida alergi embaraz enfermera vacuna
    inyeccion cirugia peor enferm
"""
_BILLING = """
    bill billing charge charged payment pay paid owe balance statement invoice insurance copay deductible refund
    estimate cost price factura cobro pago pagar saldo seguro copago reembolso costo precio
"""
_RECORDS = "record copies copy form forms paperwork letter release expediente copia formulario carta"
_FRONT_DESK = """
    appointment visit reschedule cancel schedule book booking hours address parking directions referral phone
    cita visita cambiar reprogramar horario direccion telefono
"""
_WORDS = ((Pool.NURSES, _NURSES), (Pool.BILLING, _BILLING), (Pool.RECORDS, _RECORDS), (Pool.FRONT_DESK, _FRONT_DESK))
_WHOLE = frozenset(
    (
        "lab", "labs", "test", "pill", "ache", "tos", "pay", "paid", "owe", "bill", "cost", "form", "forms", "copy",
        "book", "hurt", "sick", "worse", "pago", "mri", "scan", "rash",
    )
)  # fmt: skip
"""Short words that count only as they stand: ``payer`` and ``testimony`` say neither ``pay`` nor ``test``."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where a message should go and the word that says so. ``phrase``: the red-flag phrase in it, '' for none."""

    pool: Pool
    why: str = ""
    phrase: str = ""

    @property
    def words(self) -> str:
        """``nurses: "chest pain" is a red flag``; '' when the words say nothing."""
        if self.phrase:
            return f'nurses: red flag "{self.phrase}"'
        return f'{self.pool.word}: "{self.why}"' if self.why else ""


def propose(subject: str, body: str, phrases: Iterable[str] = ()) -> Proposal:
    """What the words propose. The nurses come before all others: one clinical word among ten about a bill is enough."""
    said = f" {fold(f'{subject} . {body}')} "
    phrase = phrase_in(f"{subject} . {body}", phrases)
    if phrase:
        return Proposal(Pool.NURSES, phrase, phrase)
    spoken = re.findall(r"\S+", said)
    for pool, words in _WORDS:
        stems = words.split()
        for word in spoken:
            if any(word == stem or (stem not in _WHOLE and word.startswith(stem)) for stem in stems):
                return Proposal(pool, word)
    return Proposal(Pool.UNSORTED)


def check_move(here: Pool, there: Pool, is_lead: bool) -> None:
    """Raise unless the message may be moved: anybody moves it up to the nurses, only a lead takes it from them."""
    if here is there:
        raise Refused(f"The message is with {here.word} already; choose another pool.")
    if here is Pool.NURSES and not is_lead:
        raise NotAllowed("Only a lead (or higher) may take a message away from the nurses; ask one.")


@dataclass(frozen=True, slots=True)
class PortalMessage:
    """A message from a patient as the list shows it. ``patient_id`` is '' while nobody knows whose it is."""

    id: str
    patient_id: str
    patient: str
    from_name: str
    subject: str
    body: str
    language: str
    received_at: datetime
    pool: Pool
    proposed: str
    urgent: bool
    state: InState
    taken_by: str
    taken_by_name: str
    due_at: datetime | None
    callback_id: str
    outcome: str
    version: int
    changed_by: str
    changed_at: datetime

    @property
    def proposed_pool(self) -> Pool:
        """The pool of the proposal, unsorted when there is none."""
        name = self.proposed.partition(":")[0].strip().replace(" ", "_")
        return Pool(name) if name in Pool._value2member_map_ else Pool.UNSORTED


class Next(StrEnum):
    """What the one key does for a row: the thing that has to happen next."""

    WHOSE = "whose is it?"
    RED_FLAG = "red flag"
    ROUTE = "route"
    POOL = "choose pool"
    NURSE = "nurse took it"
    ANSWER = "answer"


def next_of(one: PortalMessage) -> Next:
    """The next thing for this message. An unknown sender comes first, but a red flag waits for no name."""
    if one.urgent and not one.callback_id:
        return Next.RED_FLAG
    if not one.patient_id:
        return Next.WHOSE
    if one.pool is Pool.NURSES:
        return Next.NURSE
    if one.pool is Pool.UNSORTED:
        return Next.ROUTE if one.proposed_pool is not Pool.UNSORTED else Next.POOL
    return Next.ANSWER


def age_words(since: datetime, now: datetime) -> str:
    """``12 min``, ``3 h``, ``2 d``: how long it lies here."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h" if minutes < 60 * 48 else f"{minutes // 1440} d"


def names_agree(from_name: str, patient_name: str) -> bool:
    """Whether sender and patient share at least one name part of two letters or more: a first look against the wrong
    chart, no proof."""
    return bool({word for word in fold(from_name).split() if len(word) > 1} & set(fold(patient_name).split()))
