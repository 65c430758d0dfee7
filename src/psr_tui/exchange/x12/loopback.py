"""A loopback payer for the training clinic and for tests: no payer at all, it answers a 270 with real 271 text.

The answer depends on the request alone, so the same question gets the same answer. What a member id begins with:

====== =========================================================================================================
AAAnn  rejected with reason nn, at the level that reason belongs to (AAA42 payer down, AAA72 member id, AAA75 ...)
TERM   not active since the last day of last year
HMO    one copay, a primary care provider, no deductible
BASE   a deductible whose remaining is not given; NINES a family maximum of all nines; SUMS figures that do not fit
MCARE  Medicare A and B with a Medicare Advantage plan to bill instead; MCAID Medicaid with another payer before it
TA1    refused by the clearinghouse before any payer; R999 the same as a 999
====== =========================================================================================================

A payer called Medicare or Medicaid answers as MCARE or MCAID. Every other id is answered by the sum of its letters:
out of twenty, one is not active, one not found, one has a wrong id, one meets a payer that is down, two are HMO, and
the rest have a PPO with a deductible partly used.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from datetime import date, datetime

from psr_tui.domain.eligibility import Level, Member
from psr_tui.domain.text import fold
from psr_tui.exchange.x12.envelope import Envelope, segment, wrap
from psr_tui.exchange.x12.loopback_benefits import PLANS
from psr_tui.exchange.x12.reader import read
from psr_tui.exchange.x12.tokens import Notes, decode, segments

_RULES = ("TERM", "HMO", "BASE", "NINES", "SUMS", "MCARE", "MCAID", "TA1", "R999")
_DRAWN = ("TERM", "AAA75", "AAA72", "AAA42", "HMO", "HMO")
_OUT_OF = 20
_VERSION_999 = "005010X231A1"
_AT_PAYER = ("04", "41", "42", "79", "80", "T4")
_AT_PROVIDER = ("43", "44", "45", "46", "47", "48", "50", "51", "97")
_AT_SUBSCRIBER = ("72", "73", "74", "75", "76", "78")
_FOLLOW_UP = {"42": "R", "80": "P", "79": "N", "41": "N", "50": "N", "51": "N"}


@dataclass(frozen=True, slots=True)
class _Question:
    """What the loopback payer took from a 270."""

    sender: tuple[str, str]
    receiver: tuple[str, str]
    control: int
    group: str
    set_control: str
    usage: str
    reference: str
    payer: tuple[str, str]
    provider: tuple[str, str]
    members: tuple[Member, ...]
    on: date

    @property
    def patient(self) -> Member:
        """Whom it asks about: the dependent where there is one."""
        return self.members[-1]

    @property
    def member_id(self) -> str:
        return self.members[0].member_id or self.patient.member_id


def answer_270(raw: bytes, made_at: datetime, control: int) -> bytes:
    """The loopback payer's answer to the bytes of a 270: a 271, a TA1 or a 999. ``control`` numbers the answer.

    Whatever is no 270 is refused with a TA1. Never raises on content.
    """
    question = _asked(raw, made_at.date())
    if question is None:
        return _ta1(None, made_at, control, "024")
    rule = _rule(question)
    if rule == "TA1":
        return _ta1(question, made_at, control, "006")
    if rule == "R999":
        return _refusal_999(question, made_at, control)
    head = _envelope(question, made_at, control, "271", "HB")
    return wrap(head, [*_opening(question, made_at, rule), *_people(question, rule)])


def _asked(raw: bytes, today: date) -> _Question | None:
    answer = read(raw)
    if answer.kind != "270" or not answer.members:
        return None
    isa, *after = itertools.islice(segments(decode(raw, Notes()), Notes()), 2)
    dates = [one.start for member in answer.members for one in member.dates if one.start is not None]
    payer = answer.payers[0] if answer.payers else None
    provider = answer.providers[0] if answer.providers else None
    return _Question(
        sender=(_two(isa.at(5)), _safe(isa.at(6)) or "CLINIC"),
        receiver=(_two(isa.at(7)), _safe(isa.at(8)) or "LOOPBACK"),
        control=int(answer.control) if answer.control.isascii() and answer.control.isdigit() else 0,
        group=_safe(after[0].at(6)) or "0" if after and after[0].name == "GS" else "0",
        set_control=_safe(answer.sets[0].control) if answer.sets else "0001",
        usage=answer.usage if answer.usage in ("T", "P") else "T",
        reference=_safe(answer.sets[0].reference) if answer.sets else "",
        payer=(_safe(payer.last) if payer else "", _safe(payer.number) if payer else ""),
        provider=(_safe(provider.name) if provider else "", _safe(provider.number) if provider else ""),
        members=answer.members[:2],
        on=dates[0] if dates else today,
    )


def _safe(text: str) -> str:
    """A value that may be written back: ours are always fit, those of a foreign 270 may hold anything."""
    return "".join(sign for sign in text if sign.isascii() and sign.isprintable() and sign not in "*:^~").strip()[:60]


def _two(text: str) -> str:
    """The kind of an id: two characters, ZZ for anything else."""
    kind = _safe(text)
    return kind if len(kind) == len("ZZ") else "ZZ"


def _rule(question: _Question) -> str:
    number = question.member_id.upper()
    if number.startswith("AAA") and len(number) >= len("AAA00"):
        return number[:5]
    named = next((rule for rule in _RULES if number.startswith(rule)), "")
    if named:
        return named
    payer = fold(question.payer[0])
    for word, rule in (("medicare", "MCARE"), ("medicaid", "MCAID")):
        if word in payer:
            return rule
    drawn = sum(map(ord, number)) % _OUT_OF
    return _DRAWN[drawn] if drawn < len(_DRAWN) else "PPO"


def _envelope(question: _Question | None, made_at: datetime, control: int, kind: str, group: str) -> Envelope:
    ours, theirs = (question.receiver, question.sender) if question else (("ZZ", "LOOPBACK"), ("ZZ", "CLINIC"))
    usage = question.usage if question else "T"
    return Envelope(kind, group, ours[0], ours[1][:15], theirs[0], theirs[1][:15], made_at, control, control, 1, usage)


def _opening(question: _Question, made_at: datetime, rule: str) -> list[str]:
    code = rule[3:] if rule.startswith("AAA") else ""
    lines = [
        segment("BHT", "0022", "11", question.reference or "NONE", f"{made_at:%Y%m%d}", f"{made_at:%H%M}"),
        segment("HL", "1", "", "20", "1" if code not in _AT_PAYER else "0"),
    ]
    if code in _AT_PAYER:
        lines.append(_rejected(code))
    name, number = question.payer
    lines.append(segment("NM1", "PR", "2", name or "LOOPBACK PAYER", *[""] * 4, *(("PI", number) if number else ())))
    lines.append(segment("PER", "IC", "LOOPBACK PAYER", "TE", "5055550100"))
    if code in _AT_PAYER:
        return lines
    lines.append(segment("HL", "2", "1", "21", "1"))
    lines.append(segment("NM1", "1P", "2", question.provider[0] or "CLINIC", *[""] * 4, "XX", question.provider[1]))
    return [*lines, _rejected(code)] if code in _AT_PROVIDER else lines


def _people(question: _Question, rule: str) -> list[str]:
    code = rule[3:] if rule.startswith("AAA") else ""
    if code in _AT_PAYER + _AT_PROVIDER:
        return []
    lines: list[str] = []
    members = question.members[:1] if code in _AT_SUBSCRIBER else question.members
    for place, member in enumerate(members):
        is_patient = place == len(members) - 1
        dependent = member.level is Level.DEPENDENT
        level = ("4", "3", "23", "0") if dependent else ("3", "2", "22", "0" if is_patient else "1")
        lines.append(segment("HL", *level))
        if is_patient:
            trace = next(iter(question.patient.traces), None)
            lines += [segment("TRN", "2", _safe(trace.number), _safe(trace.originator))] if trace else []
        number = ("", "MI", _safe(member.member_id)) if member.member_id else ()
        names = (_safe(member.last), _safe(member.first), _safe(member.middle), "")
        lines.append(segment("NM1", "03" if dependent else "IL", "1", *names, *number))
        lines += [_rejected(code)] if code and is_patient else []
        if member.born is not None:
            lines.append(segment("DMG", "D8", f"{member.born:%Y%m%d}", _safe(member.sex)))
        if is_patient and not code:
            lines += [segment("INS", "N", _safe(member.relation) or "G8")] if dependent and place else []
            lines += PLANS[rule](question.on)
    return lines


def _rejected(code: str) -> str:
    return segment("AAA", "Y" if code in _AT_PAYER else "N", "", code, _FOLLOW_UP.get(code, "C"))


def _ta1(question: _Question | None, made_at: datetime, control: int, code: str) -> bytes:
    """A bare TA1: no group and no set."""
    head = _envelope(question, made_at, control, "TA1", "")
    asked = question.control if question else 0
    ta1 = segment("TA1", f"{asked:09d}", f"{made_at:%y%m%d}", f"{made_at:%H%M}", "R", code)
    isa = wrap(head, []).split(b"\n", 1)[0].decode("ascii")
    return "\n".join((isa, ta1, segment("IEA", "0", f"{control:09d}"))).encode("ascii") + b"\n"


def _refusal_999(question: _Question, made_at: datetime, control: int) -> bytes:
    body = [
        segment("AK1", "HS", question.group, "005010X279A1"),
        segment("AK2", "270", question.set_control, "005010X279A1"),
        segment("IK3", "NM1", "8", "2100", "8"),
        segment("IK4", "9", "67", "1"),
        segment("IK5", "R", "5"),
        segment("AK9", "R", "1", "1", "0"),
    ]
    return wrap(replace(_envelope(question, made_at, control, "999", "FA"), version=_VERSION_999), body)
