"""What may never stand where anybody can read it: in a text, and in the subject of a message (call-center.md CC-82).

A telephone lies on the table, and the subject of a portal message comes as an e-mail. Such words say that somebody
should call, or when to be there; what for stays inside. Stems, so that every form of a word is caught; English and
Spanish, because the shipped words are in these. Words in other languages are checked for amounts and read by people.
"""

from __future__ import annotations

import re

from psr_tui.domain.contacts import Purpose
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.text import clean, fold

_CLINICAL = """
    result lab test biops diagnos symptom medic prescri refill dose dosage pain cancer tumor hiv aids pregnan surger
    surgical procedure scan mri xray ultrasound vaccin shot injection therap mental psych treatment disease illness
    infection specialist cardio oncolog dermatolog gynecolog urolog nurse blood sample referral depress addict abuse
    resultad laborator analisis examen prueba sintoma receta dosis dolor embaraz cirug procedimiento radiograf vacuna
    inyeccion terapia tratamiento enfermed infeccion especialista enfermera sangre muestra adiccion
"""
_MONEY = """
    bill billing balance payment pay owe owed debt copay coinsurance deductible insurance claim collection charge
    invoice factura saldo pago pagar deuda copago seguro cobro cargo
"""
_VISIT = ("appointment", "visit", "cita", "visita")
_AMOUNT = re.compile(r"[$€£¥]\s*\d|\d[.,]\d\d\b|\d\s*(?:usd|dollars?|d[oó]lares?)\b", re.IGNORECASE)
_EXACT = frozenset(("lab", "test", "shot", "scan", "mri", "hiv", "aids", "dose", "pain", "pay", "pago", "bill"))
_SHORT_FORMS = ("s", "es", "ing", "ed", "e", "ful")


def telling(text: str, purpose: Purpose) -> str:
    """The first thing that would tell somebody else about care or money; '' when there is none."""
    amount = _AMOUNT.search(text)
    if amount:
        return amount[0]
    stems = (*_CLINICAL.split(), *_MONEY.split(), *(() if purpose is Purpose.APPOINTMENT else _VISIT))
    for word in fold(text).split():
        for stem in stems:
            if word == stem or (word.startswith(stem) and (stem not in _EXACT or word[len(stem) :] in _SHORT_FORMS)):
                return word
    return ""


def check_discreet(name: str, is_text: bool, purpose: Purpose, subject: str, body: str) -> None:
    """Raise InvalidInput naming the word that may not stand in the subject, or in a text at all."""
    for where, words, looked_at in (("subject", subject, True), ("text", body, is_text)):
        found = telling(without_placeholders(words), purpose) if looked_at else ""
        if found:
            raise InvalidInput(
                f"{name}: {clean(found, 30)!r} in the {where} tells of care or money; ask for a call instead."
            )


def without_placeholders(text: str) -> str:
    """The words alone: names of placeholders are not read by patients."""
    return re.sub(r"\{[^{}]*\}", " ", text)
