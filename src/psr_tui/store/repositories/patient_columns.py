"""How a person's demographics lie in the tables, and back: one place, for single registrations and imports alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from psr_tui.domain.access import InterpreterMode
from psr_tui.domain.guarantors import Guarantor
from psr_tui.domain.matching import Identity, search_keys, street_key
from psr_tui.domain.names import PatientName, name_parts, one_letter_deletions, parse_name
from psr_tui.domain.patients import Address, Demographics, InterpreterNeed, Phone, PhoneKind, Portal, Sex, Voicemail
from psr_tui.domain.phones import PhoneNumber
from psr_tui.store.tables.patients import PatientPhoneRow, PatientRow

_BETWEEN_NAMES = "; "
_DEAR_KEYS = ("b:", "sz:", "l:")  # answered by the table's own indices, or too common to be worth a row


def patient_values(person: Demographics) -> dict[str, Any]:
    """The columns of ``patient`` that demographics fill."""
    name, address = person.name, person.address
    return {
        "last_name": name.last,
        "first_name": name.first,
        "middle_name": name.middle,
        "suffix": name.suffix,
        "preferred_name": person.preferred_name,
        "earlier_names": _BETWEEN_NAMES.join(one.listed for one in person.earlier_names),
        "last_folded": name.last_folded,
        "first_folded": name.first_folded,
        "dob": person.born,
        "dob_estimated": person.born_estimated,
        "sex": person.sex.value,
        "street": address.street,
        "street2": address.street2,
        "street_key": street_key(address.street),
        "city": address.city,
        "state": address.state,
        "zip_code": address.zip_code,
        "time_zone": person.time_zone,
        "email": person.email,
        "language": person.language,
        "interpreter": person.interpreter.value,
        "contact_note": person.contact_note,
        "note": person.note,
        "written_language": person.written_language,
        "interpreter_mode": person.interpreter_mode.value,
        "access_needs": " ".join(person.access_needs),
        "access_note": person.access_note,
        "portal": person.portal.value,
        "heard_of_us": person.heard_of_us,
        "heard_note": person.heard_note,
        "pcp_provider_id": person.pcp_provider_id or None,
        "asked_to_arrive": person.asked_to_arrive,
        "unidentified": person.unidentified,
        **_guarantor_values(person.guarantor),
    }


def _guarantor_values(answers: Guarantor) -> dict[str, Any]:
    return {
        "guarantor_id": answers.patient_id or None,
        "guarantor_name": answers.name,
        "guarantor_relation": answers.relation,
        "guarantor_phone": answers.phone,
    }


def phone_values(phone: Phone, row_id: str, patient_id: str, position: int) -> dict[str, Any]:
    """The columns of one ``patient_phone`` row."""
    return {
        "id": row_id,
        "patient_id": patient_id,
        "kind": phone.kind.value,
        "typed": phone.number.typed,
        "e164": phone.number.e164,
        "extension": phone.number.extension,
        "last_four": phone.number.last_four,
        "position": position,
        "voicemail": phone.voicemail.value,
        "may_call": phone.may_call,
        "may_text": phone.may_text,
        "wrong_since": phone.wrong_since,
    }


def part_values(person: Demographics, patient_id: str) -> list[dict[str, Any]]:
    """The rows of ``patient_name_part``: every word of every name, pairs of a surname and a given name (so that
    ``garcia jose`` finds a PEÑA GARCÍA, José at once), and the matching keys."""
    earlier = person.earlier_names
    lasts = name_parts(person.name.last, *(one.last for one in earlier))
    firsts = name_parts(
        person.name.first,
        person.name.middle,
        person.preferred_name,
        *(given for one in earlier for given in (one.first, one.middle)),
    )
    keys = stored_keys(search_keys(person.identity))
    pairs = {f"{last} {first}" for last in lasts[:4] for first in firsts[:3]}
    rows = [("pair", pair) for pair in sorted(pairs)]
    rows += [("last", part) for part in lasts] + [("first", part) for part in firsts]
    rows += [("key", key) for key in keys]
    return [{"part": part, "patient_id": patient_id, "kind": kind} for kind, part in rows]


def stored_keys(keys: Iterable[str]) -> list[str]:
    """Matching keys as they are stored: those the patient table's own indices do not answer."""
    return sorted("~" + key for key in keys if not key.startswith(_DEAR_KEYS))


def deletion_values(parts: Iterable[str]) -> list[dict[str, Any]]:
    """The rows of ``name_deletion`` for distinct name parts."""
    return [{"deletion": cut, "part": part} for part in parts for cut in sorted(one_letter_deletions(part))]


def identity_of(row: Any, phones: frozenset[str]) -> Identity:
    """What matching compares, from a row with the columns of names, birth date and address; ``phones`` are E.164."""
    others = [(one.last, one.given) for one in earlier_names(row)]
    if row.preferred_name:
        others.append((row.last_name, row.preferred_name))
    given = f"{row.first_name} {row.middle_name}".strip()
    born = None if row.dob_estimated else row.dob
    place = (row.zip_code, row.street, row.city)
    return Identity.of(row.last_name, given, born, *place, phones, row.suffix, others)


def earlier_names(row: Any) -> tuple[PatientName, ...]:
    """The names the person had before."""
    return tuple(parse_name(one) for one in row.earlier_names.split(_BETWEEN_NAMES) if one)


def demographics_of(row: PatientRow, phones: Sequence[PatientPhoneRow]) -> Demographics:
    """The columns of a patient as the domain's demographics."""
    return Demographics(
        name=PatientName(row.last_name, row.first_name, row.middle_name, row.suffix),
        born=row.dob,
        sex=Sex(row.sex),
        born_estimated=row.dob_estimated,
        preferred_name=row.preferred_name,
        earlier_names=earlier_names(row),
        address=Address(row.street, row.street2, row.city, row.state, row.zip_code),
        phones=tuple(_phone(phone) for phone in phones),
        email=row.email,
        time_zone=row.time_zone,
        language=row.language,
        interpreter=InterpreterNeed(row.interpreter),
        contact_note=row.contact_note,
        note=row.note,
        written_language=row.written_language,
        interpreter_mode=InterpreterMode(row.interpreter_mode),
        access_needs=tuple(row.access_needs.split()),
        access_note=row.access_note,
        portal=Portal(row.portal),
        heard_of_us=row.heard_of_us,
        heard_note=row.heard_note,
        pcp_provider_id=row.pcp_provider_id or "",
        asked_to_arrive=row.asked_to_arrive,
        guarantor=Guarantor(row.guarantor_id or "", row.guarantor_name, row.guarantor_relation, row.guarantor_phone),
        unidentified=row.unidentified,
    )


def _phone(row: PatientPhoneRow) -> Phone:
    return Phone(
        PhoneNumber(row.e164, row.extension, row.typed),
        PhoneKind(row.kind),
        Voicemail(row.voicemail),
        row.may_call,
        row.may_text,
        row.wrong_since,
    )
