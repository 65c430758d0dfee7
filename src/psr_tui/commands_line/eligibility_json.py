"""The JSON of ``eligibility read``. Its keys are stable; values are as sent unless their name says otherwise.

``file``, ``kind`` (271, 270, 276, 277, 278, 999, TA1, none, ...), ``version``, ``usage`` (T test, P production),
``control``, ``delimiters``, ``failure`` (empty when read), ``as_of``; ``sets``: one for each ST with ``counted`` and
``claimed`` segments; ``members``: people with level, names, dates, plan, status, traces and a ``summary`` in words;
``benefits``: every EB in order, ``member`` its place in ``members``, ``as_sent`` the elements with the id first,
``amount`` and ``percent`` as sent, ``amount_cents`` exact or null; ``rejections``: code, follow-up, level, ``way``
(desk_can_fix, try_later, set_up, unknown), ``to_do`` and the ``field`` to open; ``refusals`` of a clearinghouse;
``warnings``: ``name`` is stable, ``text`` is not; ``unknown``: segments kept raw. Blank is null, never 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from psr_tui.domain.eligibility import (
    Address,
    Benefit,
    DateSpan,
    Delimiters,
    EligibilityAnswer,
    Member,
    Party,
    Reference,
    Rejection,
    SetCount,
)
from psr_tui.domain.eligibility_accumulators import OUT_OF_POCKET, Accumulator, accumulators
from psr_tui.domain.eligibility_labels import BENEFIT, DATES, RELATIONS, ROLES, label, services
from psr_tui.domain.eligibility_others import limits, needs_authorisation, other_payers, primary_care, whom_to_call
from psr_tui.domain.eligibility_rejects import follow_up, reason, who
from psr_tui.domain.eligibility_summary import coinsurance, copays, network_words, percent, plan_name, status

_SIGNS = {"\r": "CR", "\n": "LF"}


def answer_as_json(answer: EligibilityAnswer, file: str, on: date) -> dict[str, Any]:
    """Everything of a file; ``on`` is the day the status is told for."""
    return {
        "file": file,
        "kind": answer.kind,
        "version": answer.version,
        "usage": answer.usage,
        "control": answer.control,
        "failure": answer.failure,
        "as_of": on.isoformat(),
        "delimiters": _delimiters(answer.delimiters),
        "sets": [_set(one) for one in answer.sets],
        "payers": [_party(one) for one in answer.payers],
        "providers": [_party(one) for one in answer.providers],
        "members": [_member(one, on) for one in answer.members],
        "benefits": [_benefit(line, one.position) for one in answer.members for line in one.benefits],
        "rejections": [_rejection(one) for one in answer.rejections],
        "refusals": [
            {"kind": one.kind, "refused": one.refused, "code": one.code, "control": one.control, "text": one.text}
            for one in answer.refusals
        ],
        "warnings": [{"name": one.name, "text": one.text} for one in answer.warnings],
        "unknown": [list(one) for one in answer.unknown],
    }


def _delimiters(marks: Delimiters | None) -> dict[str, Any] | None:
    if marks is None:
        return None
    return {
        "element": marks.element,
        "component": marks.component or None,
        "repetition": marks.repetition or None,
        "terminator": marks.terminator,
        "terminator_name": _SIGNS.get(marks.terminator) or f"0x{ord(marks.terminator):02X}",
        "isa_length": marks.isa_length,
    }


def _set(one: SetCount) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "control": one.control,
        "version": one.version or None,
        "counted": one.counted,
        "claimed": one.claimed or None,
        "count_right": one.count_right,
        "closing_control": one.closing_control or None,
        "reference": one.reference or None,
        "made": one.made or None,
    }


def _member(member: Member, on: date) -> dict[str, Any]:
    told = status(member, on)
    return {
        "position": member.position,
        "set": member.set_position,
        "level": member.level.value,
        "subscriber": member.subscriber,
        "last": member.last or None,
        "first": member.first or None,
        "middle": member.middle or None,
        "suffix": member.suffix or None,
        "member_id": member.member_id or None,
        "dob": _iso(member.born),
        "dob_sent": member.born_sent or None,
        "sex": member.sex or None,
        "relation": member.relation or None,
        "relation_words": label(RELATIONS, member.relation) or None,
        "group": member.group or None,
        "changed_by_payer": member.changed,
        "address": _address(member.address),
        "plan": plan_name(member) or None,
        "plan_begins": _iso(told.begins),
        "plan_ends": _iso(told.ends),
        "status": {"state": told.state.value, "as_of": told.as_of.isoformat(), "why": told.why},
        "payer": _party(member.payer) if member.payer else None,
        "provider": _party(member.provider) if member.provider else None,
        "traces": [{"kind": one.kind, "number": one.number, "originator": one.originator} for one in member.traces],
        "trace_back": list(member.traces_back),
        "asked": list(member.asked),
        "dates": _dates(member.dates),
        "references": _references(member.references),
        "messages": list(member.messages),
        "parties": [_party(one) for one in member.parties],
        "summary": _summary(member),
    }


def _summary(member: Member) -> dict[str, Any]:
    return {
        "copays": [one.words() for one in copays(member)],
        "coinsurance": [one.words() for one in coinsurance(member)],
        "deductible": [_accumulator(one) for one in accumulators(member)],
        "out_of_pocket": [_accumulator(one) for one in accumulators(member, OUT_OF_POCKET)],
        "other_payers": [
            {"kind": one.kind.value, "name": one.name, "phones": list(one.phones), "words": one.words()}
            for one in other_payers(member)
        ],
        "authorisation_needed": [
            {"service_types": list(one.service_types), "words": one.words()} for one in needs_authorisation(member)
        ],
        "limits": [one.words() for one in limits(member)],
        "primary_care": [_party(one) for one in primary_care(member)],
        "call": [_party(one) for one in whom_to_call(member)],
    }


def _accumulator(one: Accumulator) -> dict[str, Any]:
    return {
        "level": one.level or None,
        "network": one.network.value or None,
        "service_types": list(one.service_types),
        "base_cents": one.base.cents if one.base is not None else None,
        "used_cents": one.used.cents if one.used is not None else None,
        "remaining_cents": one.remaining.cents if one.remaining is not None else None,
        "worked_out": one.worked_out.value if one.worked_out else None,
        "period": one.period or None,
        "lifetime": one.lifetime,
        "met": one.met,
        "no_limit": one.no_limit,
        "warning": one.warning or None,
        "words": one.words(),
    }


def _benefit(line: Benefit, member: int) -> dict[str, Any]:
    sent = [part.strip() for part in line.as_sent]
    return {
        "member": member,
        "code": line.code,
        "label": label(BENEFIT, line.code),
        "level": line.level or None,
        "service_types": list(line.service_types),
        "service_words": services(line.service_types) or None,
        "insurance_type": line.insurance_type or None,
        "plan": line.plan or None,
        "period": line.period or None,
        "amount": _element(sent, 7),
        "amount_cents": line.amount.cents if line.amount is not None else None,
        "no_limit": line.no_limit,
        "percent": _element(sent, 8),
        "percent_words": percent(line.share) or None,
        "quantity_kind": line.quantity_kind or None,
        "quantity": line.quantity or None,
        "authorisation": line.authorisation or None,
        "network": _element(sent, 12),
        "network_words": network_words(line.network),
        "procedure": line.procedure or None,
        "dates": _dates(line.dates),
        "references": _references(line.references),
        "messages": list(line.messages),
        "parties": [_party(one) for one in line.parties],
        "delivery": [list(one) for one in line.delivery],
        "places": [list(one) for one in line.places],
        "as_sent": list(line.as_sent),
    }


def _rejection(one: Rejection) -> dict[str, Any]:
    found = reason(one)
    return {
        "member": one.member,
        "set": one.set_position,
        "level": one.level.value,
        "who": who(one),
        "valid": one.valid or None,
        "code": one.code,
        "follow_up": one.follow_up or None,
        "follow_up_words": follow_up(one) or None,
        "way": found.way.value,
        "what": found.what,
        "to_do": found.to_do,
        "field": found.field or None,
    }


def _party(one: Party) -> dict[str, Any]:
    return {
        "role": one.role,
        "role_words": label(ROLES, one.role),
        "name": one.name or None,
        "id_kind": one.id_kind or None,
        "id": one.number or None,
        "address": _address(one.address),
        "contacts": [
            {"name": contact.name or None, "numbers": [list(pair) for pair in contact.numbers]}
            for contact in one.contacts
        ],
    }


def _address(one: Address) -> dict[str, Any] | None:
    if not one:
        return None
    return {"lines": list(one.lines), "city": one.city, "state": one.state, "zip": one.zip_code}


def _dates(spans: Iterable[DateSpan]) -> list[dict[str, Any]]:
    return [
        {
            "qualifier": one.qualifier,
            "label": label(DATES, one.qualifier),
            "sent": one.sent,
            "start": _iso(one.start),
            "end": _iso(one.end),
        }
        for one in spans
    ]


def _references(found: Iterable[Reference]) -> list[dict[str, Any]]:
    return [{"qualifier": one.qualifier, "number": one.number, "text": one.text or None} for one in found]


def _element(sent: list[str], number: int) -> str | None:
    return sent[number] or None if number < len(sent) else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
