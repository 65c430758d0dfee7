"""An EligibilityRequest into the bytes of a 270 (standards.md 1.4). Pure: every number and the time are given in."""

from __future__ import annotations

import unicodedata

from psr_tui.domain.eligibility_request import Asked, EligibilityRequest, gaps
from psr_tui.domain.errors import InvalidInput
from psr_tui.exchange.x12.envelope import Envelope, segment, value, wrap

_SHORT_ORIGIN = 10
_SENT_RELATIONS = ("01", "19", "34")
"""A 270 knows spouse, child and other adult; other relations are left out, which it allows."""


def write_270(request: EligibilityRequest) -> bytes:
    """The file for the clearinghouse: one interchange, one set, one patient; BHT02 is 13, one EQ a service type.

    Raises: InvalidInput naming the field: what is missing (the first of ``gaps``), or a value that holds a delimiter.
    """
    missing = gaps(request)
    if missing:
        raise InvalidInput(missing[0].text, missing[0].field)
    head = Envelope(
        "270", "HS", _kind(request.sender_kind), request.sender, _kind(request.receiver_kind), request.receiver,
        request.made_at, request.interchange_control, request.group_control, request.set_control,
        _one_of(request.usage, ("T", "P"), "Test or production"),
    )  # fmt: skip
    return wrap(head, [*_opening(request), *_subscriber(request), *_dependent(request)])


def _opening(request: EligibilityRequest) -> list[str]:
    at, trace = request.made_at, value(request.trace, "Trace number", 50)
    name = value(request.provider_name, "Provider name", 60)
    first = value(request.provider_first, "Provider first name", 35)
    payer = value(request.payer_name, "Payer name", 60)
    return [
        segment("BHT", "0022", "13", trace, f"{at:%Y%m%d}", f"{at:%H%M}"),
        segment("HL", "1", "", "20", "1"),
        segment("NM1", "PR", "2", payer, "", "", "", "", "PI", value(request.payer_id, "Payer id")),
        segment("HL", "2", "1", "21", "1"),
        segment("NM1", "1P", "1" if first else "2", name, first, "", "", "", "XX", value(request.npi, "NPI", 10)),
    ]


def _subscriber(request: EligibilityRequest) -> list[str]:
    person, dependent = request.subscriber, request.dependent
    lines = [segment("HL", "3", "2", "22", "0" if dependent is None else "1")]
    lines += [_trace(request)] if dependent is None else []
    number = value(person.member_id, "Member id")
    lines.append(segment(*_named("IL", person, "of the insured person"), "MI", number))
    if person.group.strip():
        lines.append(segment("REF", "6P", value(person.group, "Group number", 50)))
    lines += _born(person)
    return lines + (_asked_for(request) if dependent is None else [])


def _dependent(request: EligibilityRequest) -> list[str]:
    person = request.dependent
    if person is None:
        return []
    relation = value(request.relation, "Relation to the insured person", 2)
    return [
        segment("HL", "4", "3", "23", "0"),
        _trace(request),
        segment(*_named("03", person, "of the patient")),
        *_born(person),
        *([segment("INS", "N", relation)] if relation in _SENT_RELATIONS else []),
        *_asked_for(request),
    ]


def _trace(request: EligibilityRequest) -> str:
    source = value(request.trace_source, "Trace source", _SHORT_ORIGIN)
    if len(source) != _SHORT_ORIGIN:
        raise InvalidInput(f"Trace source must be {_SHORT_ORIGIN} characters, for example 9CLINIC010.", "Trace source")
    return segment("TRN", "1", value(request.trace, "Trace number", 50), source)


def _named(role: str, person: Asked, whose: str) -> tuple[str, ...]:
    return (
        "NM1",
        role,
        "1",
        value(_plain(person.last), f"Last name {whose}", 60),
        value(_plain(person.first), f"First name {whose}", 35),
        value(_plain(person.middle), f"Middle name {whose}", 25),
        "",
        value(_plain(person.suffix), f"Suffix {whose}", 10),
    )


def _plain(name: str) -> str:
    """A name as payers hold it: capitals without accents. Other alphabets stay, and are then refused by name."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    return bare.replace("\u2019", "'").replace("\u2018", "'").upper()


def _born(person: Asked) -> list[str]:
    if person.born is None:
        return []
    sex = person.sex if person.sex in ("M", "F") else ""
    return [segment("DMG", "D8", f"{person.born:%Y%m%d}", sex)]


def _asked_for(request: EligibilityRequest) -> list[str]:
    """The date of service, then the service types in their order, none twice."""
    first, last = f"{request.service_from:%Y%m%d}", request.service_to
    one_day = last is None or last == request.service_from
    dates = segment("DTP", "291", *(("D8", first) if one_day else ("RD8", f"{first}-{last:%Y%m%d}")))
    kinds = dict.fromkeys(value(kind, "Service type", 2) for kind in request.service_types)
    return [dates, *(segment("EQ", kind) for kind in kinds)]


def _kind(text: str) -> str:
    found = value(text, "Kind of id", 2)
    if len(found) != 2:
        raise InvalidInput("The kind of a sender's or receiver's id has two characters, for example ZZ.", "Kind of id")
    return found


def _one_of(text: str, allowed: tuple[str, ...], field: str) -> str:
    if text not in allowed:
        raise InvalidInput(f"{field} must be one of {', '.join(allowed)}.", field)
    return text
