"""Between the fields of a person's form and the record: what a form begins with, and the person it describes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from psr_tui.domain.access import InterpreterMode
from psr_tui.domain.contacts import Channel, MayHear, NewContact, Permissions
from psr_tui.domain.find_text import classify
from psr_tui.domain.guarantors import Guarantor
from psr_tui.domain.languages import LANGUAGES
from psr_tui.domain.names import PatientName, parse_name, written_case
from psr_tui.domain.patients import (
    UNIDENTIFIED,
    Address,
    Demographics,
    InterpreterNeed,
    Phone,
    PhoneKind,
    Portal,
    Sex,
    Voicemail,
)
from psr_tui.domain.phones import PhoneNumber, ReadPhone
from psr_tui.domain.text import fold
from psr_tui.domain.typed_ages import Born
from psr_tui.domain.us_states import STATES, state_code

Values = Mapping[str, Any]
_PHONES = (("phone", "phone_kind", "voicemail"), ("phone2", "phone2_kind", "voicemail2"))


def start_values(searched: str, today: date, state: str) -> dict[str, Any]:
    """What a new person's form begins with: what was typed in the search, and the usual answers."""
    query = classify(searched, today)
    values: dict[str, Any] = {
        "sex": "unknown",
        "phone_kind": "mobile",
        "voicemail": "callback_only",
        "state": state or None,
        "language": "en",
        "interpreter": "no",
        "portal": "none",
        "contact_may_hear": "nothing",
    }
    letters = " ".join(word for word in searched.replace(",", " , ").split() if not any(ch.isdigit() for ch in word))
    if fold(searched).startswith(fold(UNIDENTIFIED)):
        values["last"], values["first"] = UNIDENTIFIED, searched.strip()[len(UNIDENTIFIED) :].strip(" ,")
        return values
    if query.has_name and any(ch.isalpha() for ch in letters):
        name = parse_name(letters)
        values["last"] = written_case(name.last)
        values["first"] = written_case(" ".join(part for part in (name.first, name.middle) if part))
    for number in query.numbers:
        values["born"] = values.get("born") or (Born(number.born) if number.born else None)
        if len(number.phone) >= 7 and not number.born:
            values.setdefault("phone", number.phone)
    return values


def values_of(person: Demographics, permissions: Permissions | None = None) -> dict[str, Any]:
    """A registered person's values by field id; the guarantor's number is the box's to find."""
    name, address = person.name, person.address
    values: dict[str, Any] = {
        "last": " ".join(part for part in (name.last, name.suffix) if part),
        "first": " ".join(part for part in (name.first, name.middle) if part),
        "born": Born(person.born, person.born_estimated) if person.born else None,
        "sex": person.sex.value,
        "preferred": person.preferred_name,
        "email": person.email,
        "contact_note": person.contact_note,
        "street": address.street,
        "street2": address.street2,
        "city": address.city,
        "state": state_code(address.state) or None,
        "zip_code": address.zip_code,
        "language": person.language if person.language in LANGUAGES else None,
        "written_language": person.written_language or None,
        "interpreter": person.interpreter.value,
        "interpreter_mode": person.interpreter_mode.value or None,
        "earlier": "; ".join(one.listed for one in person.earlier_names),
        "access": person.access_needs or None,
        "access_note": person.access_note,
        "portal": person.portal.value,
        "arrive": person.asked_to_arrive or None,
        "pcp": person.pcp_provider_id or None,
        "heard": person.heard_of_us or None,
        "heard_note": person.heard_note,
        "unidentified": person.unidentified or None,
        "note": person.note.replace("\n", " "),
        **_guarantor_values(person.guarantor),
    }
    for at, (number, kind, voicemail) in enumerate(_PHONES):
        phone = person.phones[at] if at < len(person.phones) else None
        values[number] = ReadPhone(phone.number) if phone else None
        values[kind] = (phone.kind if phone else PhoneKind.MOBILE).value
        values[voicemail] = (phone.voicemail if phone else Voicemail.CALLBACK_ONLY).value
    if permissions is not None:
        values |= {f"may_{channel.value}": permissions.of_channel(channel) for channel in Channel}
    return values


def _guarantor_values(answers: Guarantor) -> dict[str, Any]:
    return {
        "guarantor_name": answers.name,
        "guarantor_relation": answers.relation,
        "guarantor_phone": answers.phone,
    }


def person_of(values: Values, before: Demographics | None = None, guarantor_id: str | None = None) -> Demographics:
    """The person the form describes; what the form does not show stays as it was ``before``.

    ``guarantor_id``: the patient behind the number that was typed, '' for none, None when it did not change.
    """
    base = before or Demographics(PatientName(""), None)
    said = {**values_of(base), **values}
    born = said["born"]
    return replace(
        base,
        name=_name(said, before),
        born=born.on if born else None,
        born_estimated=born.estimated if born else False,
        sex=Sex(said["sex"] or "unknown"),
        phones=_phones(said, base.phones),
        preferred_name=said["preferred"] or "",
        earlier_names=_earlier(said["earlier"]),
        address=_address(said, base.address),
        email=said["email"] or "",
        language=said["language"] or base.language,
        written_language=_other(said["written_language"], said["language"]),
        interpreter=InterpreterNeed(said["interpreter"] or "no"),
        interpreter_mode=InterpreterMode(said["interpreter_mode"] or ""),
        contact_note=said["contact_note"] or "",
        access_needs=tuple(said["access"] or ()),
        access_note=said["access_note"] or "",
        portal=Portal(said["portal"] or "none"),
        asked_to_arrive=said["arrive"] or 0,
        pcp_provider_id=said["pcp"] or "",
        heard_of_us=said["heard"] or "",
        heard_note=said["heard_note"] or "",
        guarantor=_guarantor(said, base.guarantor, guarantor_id),
        unidentified=said["unidentified"] or "",
        note=base.note if said["note"] == base.note.replace("\n", " ") else said["note"] or "",
    )


def permissions_of(values: Values, before: Permissions) -> Permissions:
    """What each channel may be used for; a page that was not turned to changes nothing."""
    for channel in Channel:
        name = f"may_{channel.value}"
        if name in values:
            before = before.with_channel(channel, values[name])
    return before


def contact_of(values: Values) -> NewContact | None:
    """The contact person of a new patient's form; None when none is named."""
    if not values.get("contact"):
        return None
    return NewContact(
        values["contact"],
        values.get("contact_relation") or "",
        values.get("contact_phone") or "",
        bool(values.get("contact_emergency")),
        MayHear(values.get("contact_may_hear") or "nothing"),
    )


def _name(said: Values, before: Demographics | None) -> PatientName:
    """Names typed without capitals get them; a registered name is never recased, a description is none."""
    last, first = str(said["last"] or ""), str(said["first"] or "")
    if fold(last) == fold(UNIDENTIFIED):
        return PatientName(UNIDENTIFIED, first)
    case = (lambda text: text) if before and before.name.last else written_case
    read = parse_name(f"{case(last)}, {case(first)}") if any(ch.isalnum() for ch in last) else PatientName("")
    if before and (read.first, read.middle) != (before.name.first, before.name.middle):
        whole = " ".join(part for part in (before.name.first, before.name.middle) if part)
        if whole == first:  # "María José" as one given name stays one
            return replace(read, first=before.name.first, middle=before.name.middle)
    return read


def _address(said: Values, before: Address) -> Address:
    """A province abroad is in no list: it stays as it was."""
    state = said["state"] or before.state * (before.state not in STATES)
    return Address(said["street"] or "", said["street2"] or "", said["city"] or "", state, said["zip_code"] or "")


def _phones(said: Values, before: tuple[Phone, ...]) -> tuple[Phone, ...]:
    shown = [_phone(said, names, before[at] if at < len(before) else None) for at, names in enumerate(_PHONES)]
    return (*(phone for phone in shown if phone is not None), *before[len(_PHONES) :])


def _phone(said: Values, names: tuple[str, str, str], before: Phone | None) -> Phone | None:
    read = said[names[0]]
    if read is None:
        return None
    number: PhoneNumber = read.number
    kind = PhoneKind(said[names[1]] or "mobile")
    voicemail = Voicemail(said[names[2]] or "callback_only")
    if before and (before.number.e164, before.number.extension) == (number.e164, number.extension):
        # the number is the same: what was typed the first time stays on record
        return replace(before, kind=kind, voicemail=voicemail)
    return Phone(number, kind, voicemail)


def _earlier(said: Any) -> tuple[PatientName, ...]:
    if isinstance(said, str):
        return tuple(parse_name(one) for one in said.split(";") if one.strip())
    return tuple(said or ())


def _other(written: Any, spoken: Any) -> str:
    return "" if not written or written == spoken else str(written)


def _guarantor(said: Values, before: Guarantor, patient_id: str | None) -> Guarantor:
    who = before.patient_id if patient_id is None else patient_id
    if who:
        return Guarantor(who)
    return Guarantor("", said["guarantor_name"] or "", said["guarantor_relation"] or "", said["guarantor_phone"] or "")
