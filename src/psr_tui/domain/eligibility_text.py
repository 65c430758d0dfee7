"""An answer in plain text: one fact a line, in the order a rep needs them; for ``eligibility read`` and the desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from psr_tui.domain.cost_words import cost_sentences
from psr_tui.domain.eligibility import Benefit, DateSpan, EligibilityAnswer, Member, Party
from psr_tui.domain.eligibility_accumulators import OUT_OF_POCKET, accumulators
from psr_tui.domain.eligibility_cost import cost_facts
from psr_tui.domain.eligibility_labels import (
    BENEFIT,
    DATES,
    INSURANCE,
    LEVELS,
    PERIODS,
    QUANTITIES,
    RELATIONS,
    ROLES,
    label,
    services,
)
from psr_tui.domain.eligibility_others import limits, needs_authorisation, other_payers, primary_care, whom_to_call
from psr_tui.domain.eligibility_rejects import follow_up, reason, sentence
from psr_tui.domain.eligibility_summary import State, copays, network_words, percent, status
from psr_tui.domain.text import so_many

_WAY = {
    "desk_can_fix": "you can mend this",
    "try_later": "try again later",
    "set_up": "for a supervisor",
    "unknown": "call the payer",
}


def answer_in_words(answer: EligibilityAnswer, file: str, on: date) -> Iterator[str]:
    """The lines; ``on`` is the day the status is told for."""
    test = ", TEST" if answer.usage == "T" else ""
    yield f"{file}: {answer.kind} {answer.version}{test}"
    for one in answer.refusals:
        yield f"  {one.text}"
    for party in dict.fromkeys(answer.payers):
        yield f"  payer: {_party(party)}"
    for rejection in answer.rejections:
        again = follow_up(rejection)
        yield f"REJECTED ({_WAY[reason(rejection).way.value]}). {sentence(rejection)}"
        if again:
            yield f"  The payer says: {again} ({rejection.follow_up})."
    for member in answer.members:
        yield ""
        yield from member_in_words(answer, member, on)
    if answer.warnings:
        yield ""
        for warning in answer.warnings:
            yield f"WARNING {warning.name}: {warning.text}"
    for count in answer.sets:
        claimed = "" if count.count_right else f", {count.claimed or 'none'} claimed"
        yield f"{count.kind} {count.control}: {so_many(count.counted, 'segment')}{claimed}"


def member_in_words(answer: EligibilityAnswer, member: Member, on: date) -> Iterator[str]:
    """Everything about one person."""
    relation = f", {label(RELATIONS, member.relation)}" if member.relation else ""
    yield f"{member.name or '(no name)'} ({member.level.value}{relation})"
    born = f"{member.born:%m/%d/%Y}" if member.born else member.born_sent
    facts = (("born", born), ("sex", member.sex), ("member id", member.member_id), ("group", member.group))
    yield "  " + ", ".join(f"{name} {value}" for name, value in facts if value)
    if member.address:
        one = member.address
        yield "  " + ", ".join(part for part in (*one.lines, one.city, f"{one.state} {one.zip_code}".strip()) if part)
    for trace in member.traces_back:
        yield f"  our trace number {trace}"
    if member.changed:
        yield "  The payer changed identifying data: compare it with the record."
    for span in member.dates:
        yield f"  {_date(span)}"
    if answer.kind == "270":
        yield f"  asked for: {services(member.asked) or 'nothing'}"
        return
    told = status(member, on)
    if not member.benefits and told.state is State.UNKNOWN and not answer.rejections:
        yield "  (no benefits about this person)"
        return
    yield f"  {told.state.value.upper()}: {told.words()}. {told.why}"
    yield from _summary(member)
    if told.state is not State.NOT_FOUND and member.benefits:
        yield "  To say:"
        yield from (f"    {line}" for line in cost_sentences(cost_facts(member, on)))
        yield f"  All {so_many(len(member.benefits), 'line')} as sent:"
        for line in member.benefits:
            yield from _benefit(line)


def _summary(member: Member) -> Iterator[str]:
    named = (
        ("copay, office visit", [one.words() for one in copays(member)]),
        ("deductible", [one.words() for one in accumulators(member)]),
        ("out-of-pocket maximum", [one.words() for one in accumulators(member, OUT_OF_POCKET)]),
        ("OTHER PAYER", [one.words() for one in other_payers(member)]),
        ("AUTHORISATION", [one.words() for one in needs_authorisation(member)]),
        ("limit", [one.words() for one in limits(member)]),
        ("primary care", [_party(one) for one in primary_care(member)]),
        ("call", [_party(one) for one in whom_to_call(member)]),
    )
    for name, lines in named:
        for line in lines:
            yield f"  {name}: {line}"


def _benefit(line: Benefit) -> Iterator[str]:
    quantity = f"{line.quantity} {label(QUANTITIES, line.quantity_kind)}".strip()
    parts = (
        label(BENEFIT, line.code) or "(no code)",
        services(line.service_types),
        label(LEVELS, line.level),
        label(INSURANCE, line.insurance_type),
        line.plan,
        label(PERIODS, line.period),
        line.amount.dollars if line.amount is not None else "",
        percent(line.share),
        quantity,
        {"Y": "authorisation needed", "U": "authorisation not known"}.get(line.authorisation, ""),
        network_words(line.network) if line.network.value else "",
        line.procedure,
    )
    yield f"    {', '.join(part for part in parts if part)}   [{'*'.join(line.as_sent).strip()}]"
    for text in line.messages:
        yield f"      {text}"
    for span in line.dates:
        yield f"      {_date(span)}"
    for one in line.references:
        yield f"      reference {one.qualifier} {one.number} {one.text}".rstrip()
    for party in line.parties:
        yield f"      {label(ROLES, party.role)}: {_party(party)}"


def _date(span: DateSpan) -> str:
    start = f"{span.start:%m/%d/%Y}" if span.start else span.sent
    end = f" to {span.end:%m/%d/%Y}" if span.end else ""
    return f"{label(DATES, span.qualifier)}: {start}{end}"


def _party(party: Party) -> str:
    number = f"id {party.number}" if party.number else ""
    return ", ".join(part for part in (party.name, number, *party.reach(), *party.reach(("UR", "EM"))) if part)
