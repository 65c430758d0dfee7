"""What may be said to a machine, or to somebody else who answers, by the patient's permission (CC-80 to CC-84).

The functions take neither reason nor chart, so that no result, diagnosis, amount or reason can get into a message.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from psr_tui.domain.contacts import MayHear
from psr_tui.domain.neutral_name import specialty_in
from psr_tui.domain.text import clean


class Permission(StrEnum):
    """What a patient allowed to be left on one number's voicemail."""

    NONE = "none"
    CALLBACK_ONLY = "callback_only"
    DETAILED = "detailed"


class SaidKind(StrEnum):
    """What a sentence gives away; kept with the outcome."""

    NOTHING = "nothing"
    NUMBER = "number"  # without the practice, whose name would give something away
    NAME_NUMBER = "name_number"
    APPOINTMENT = "appointment"


LABELS = {
    Permission.NONE: "No voicemail",
    Permission.CALLBACK_ONLY: "Voicemail, callback-only",
    Permission.DETAILED: "Voicemail, detailed",
}

LEFT_AS = {Permission.NONE: "VMN", Permission.CALLBACK_ONLY: "VML", Permission.DETAILED: "VMD"}
"""The outcome a voicemail at each level is stored as (CC-83)."""

HANG_UP = "Hang up without a message: this patient allows no voicemail here."

TEMPLATES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "name": "Hello, this is {caller} calling from {practice}.",
        "no_name": "Hello, this is {caller}.",
        "back": "Please call us back at {number}.",
        "visit": "It is about your appointment {appointment}.",
        "thanks": "Thank you.",
        "other": "Please tell {patient} that {caller} from {practice} called, at {number}.",
        "other_no_name": "Please tell {patient} that {caller} called, at {number}.",
        "other_visit": "It is about the appointment {appointment}.",
    },
    "es": {
        "name": "Hola, le habla {caller}, de {practice}.",
        "no_name": "Hola, le habla {caller}.",
        "back": "Por favor llámenos al {number}.",
        "visit": "Es por su cita {appointment}.",
        "thanks": "Gracias.",
        "other": "Por favor dígale a {patient} que llamó {caller}, de {practice}, al {number}.",
        "other_no_name": "Por favor dígale a {patient} que llamó {caller}, al {number}.",
        "other_visit": "Es por la cita {appointment}.",
    },
}
"""Everything a message is put together from; a test reads all of it for what may never be in one (CC-82)."""

_DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("el lunes", "el martes", "el miércoles", "el jueves", "el viernes", "el sábado", "el domingo"),
}
_MONTHS = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
    "es": ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
           "noviembre", "diciembre"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence to be read out, and what it gives away."""

    text: str
    kind: SaidKind


def spoken_language(language: str) -> str:
    """The language a sentence is written in: the patient's where there is one, else English."""
    return language if language in TEMPLATES else "en"


def appointment_words(at: datetime, place: str, language: str = "en") -> str:
    """Date, time and place as they are read out: ``on Wednesday, March 4 at 9:30 AM, at 2 Main St``. ``at`` is local.

    A place whose name gives a specialty away is left out (CC-81).
    """
    tongue = spoken_language(language)
    day, month = _DAYS[tongue][at.weekday()], _MONTHS[tongue][at.month - 1]
    clock = f"{at:%I:%M %p}".lstrip("0")
    where = clean(place, 120)
    where = "" if specialty_in(where) else where
    if tongue == "es":
        return f"{day} {at.day} de {month} a las {clock}{f', en {where}' if where else ''}"
    return f"on {day}, {month} {at.day} at {clock}{f', at {where}' if where else ''}"


def sentence(
    permission: Permission, caller: str, practice: str, number: str, language: str = "en", appointment: str = ""
) -> Said:
    """The sentence to read out after the beep, shown before it (CC-80).

    ``practice`` must be the neutral name of the clinic; one that is empty or gives a specialty away is not said
    (CC-81). ``appointment`` (see ``appointment_words``) is spoken only with the permission for details.
    """
    if permission is Permission.NONE:
        return Said(HANG_UP, SaidKind.NOTHING)
    words = TEMPLATES[spoken_language(language)]
    named = neutral(practice)
    parts = [words["name" if named else "no_name"], words["back"]]
    kind = SaidKind.NAME_NUMBER if named else SaidKind.NUMBER
    if permission is Permission.DETAILED and clean(appointment):
        parts.append(words["visit"])
        kind = SaidKind.APPOINTMENT
    parts.append(words["thanks"])
    return Said(_put(" ".join(parts), caller, named, number, "", appointment), kind)


def to_other(
    patient: str,
    may_hear: MayHear,
    caller: str,
    practice: str,
    number: str,
    language: str = "en",
    appointment: str = "",
) -> Said:
    """What is said to somebody else who answers: name and number only, unless the patient put them on the list of
    those who may hear about appointments (CC-84)."""
    words = TEMPLATES[spoken_language(language)]
    named = neutral(practice)
    parts = [words["other" if named else "other_no_name"]]
    kind = SaidKind.NAME_NUMBER if named else SaidKind.NUMBER
    if may_hear in (MayHear.APPOINTMENTS, MayHear.EVERYTHING) and clean(appointment):
        parts.append(words["other_visit"])
        kind = SaidKind.APPOINTMENT
    parts.append(words["thanks"])
    return Said(_put(" ".join(parts), caller, named, number, patient, appointment), kind)


def neutral(practice: str) -> str:
    """The practice name if it may be said, else ''."""
    name = clean(practice)
    return "" if specialty_in(name) else name


def left_as(permission: Permission, kind: SaidKind) -> str:
    """What an outcome event keeps of a voicemail: the level and what was given away, ``detailed/appointment``."""
    return f"{permission.value}/{kind.value}"


def _put(template: str, caller: str, practice: str, number: str, patient: str, appointment: str) -> str:
    return template.format(
        caller=clean(caller), practice=practice, number=clean(number), patient=clean(patient),
        appointment=clean(appointment),
    )  # fmt: skip
