"""What one answer means for the check it belongs to: result, figures, rejection, and what changed (FD-115, FD-119).

Nothing is chosen and nothing filled in: several copays leave the copay open until a rep says which one applies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from psr_tui.domain.eligibility import EligibilityAnswer, Level, Member, Network, Rejection
from psr_tui.domain.eligibility_check import Result
from psr_tui.domain.eligibility_cost import cost_facts
from psr_tui.domain.eligibility_others import OtherKind, other_payers
from psr_tui.domain.eligibility_rejects import Way, reason, sentence, worst
from psr_tui.domain.eligibility_summary import OFFICE_VISIT, Share, State, copays, status
from psr_tui.domain.money import Money


@dataclass(frozen=True, slots=True)
class Reading:
    """What is written beside the raw answer. ``later``: the payer is down or asks to wait, so that it is a technical
    failure and asked again (FD-116). ``failure`` is the sentence for the rep when there is no plain result."""

    result: Result
    later: bool = False
    failure: str = ""
    copay: Money | None = None
    copays: tuple[Money, ...] = ()
    deductible_left: Money | None = None
    out_of_pocket_left: Money | None = None
    coinsurance: str = ""
    plan: str = ""
    member_id: str = ""
    others: tuple[str, ...] = ()
    reject_code: str = ""
    reject_follow_up: str = ""
    reject_level: str = ""


_STATES = {State.ACTIVE: Result.ACTIVE, State.INACTIVE: Result.INACTIVE, State.UNKNOWN: Result.UNKNOWN}


def read_answer(
    answer: EligibilityAnswer,
    member: Member | None,
    rejections: Sequence[Rejection],
    on: date,
    *,
    service_type: str = OFFICE_VISIT,
    network: Network = Network.IN,
) -> Reading:
    """The reading of one person's part of an answer for a date of service. ``rejections`` are those that concern this
    person or everybody in the set; ``member`` is None when the payer did not get as far as a person."""
    if rejections and (member is None or not member.benefits):
        return _rejected(tuple(rejections))
    if member is None:
        return Reading(Result.UNKNOWN, failure="The payer's answer names no person.")
    held = status(member, on)
    if held.state is State.NOT_FOUND:
        return _rejected(tuple(rejections)) if rejections else Reading(Result.REJECTED, failure=held.why)
    facts = cost_facts(member, on, service_type=service_type, network=network)
    named = tuple(dict.fromkeys(one.amount for one in facts.copays))
    parts = tuple(dict.fromkeys(facts.coinsurance))
    deductible, most = facts.deductible, facts.out_of_pocket
    return Reading(
        _STATES[held.state],
        failure="" if held.state is not State.UNKNOWN else held.why,
        copay=named[0] if len(named) == 1 else None,
        copays=named,
        deductible_left=deductible.left if deductible and not deductible.family else None,
        out_of_pocket_left=most.left if most and not most.family else None,
        coinsurance=str(parts[0]) if len(parts) == 1 else "",
        plan=held.plan,
        member_id=number_of(answer, member),
        others=others_named(member),
    )


def others_named(member: Member) -> tuple[str, ...]:
    """A sentence for each other payer that may have to be billed; a drug plan pays for no visit."""
    return tuple(one.words() for one in other_payers(member) if one.kind is not OtherKind.DRUG_PLAN)


def number_of(answer: EligibilityAnswer, member: Member) -> str:
    """The member id that stands for this person: their own, or that of the insured person they belong to."""
    if member.member_id or member.subscriber is None:
        return member.member_id
    return answer.members[member.subscriber].member_id if member.subscriber < len(answer.members) else ""


def _rejected(rejections: tuple[Rejection, ...]) -> Reading:
    """The one to act on first goes into the columns; all of them stand in the sentence."""
    way = worst(rejections)
    first = next(one for one in rejections if reason(one).way is way)
    told = " ".join(dict.fromkeys(sentence(one) for one in (first, *rejections)))
    return Reading(
        Result.REJECTED,
        later=way is Way.LATER,
        failure=told,
        reject_code=first.code,
        reject_follow_up=first.follow_up,
        reject_level=first.level.value,
    )


def field_to_open(code: str, level: str) -> str:
    """Which field of ours a rejection points at: member_id, last, born, ...; empty when the desk cannot mend it."""
    known = {one.value for one in Level}
    found = reason(Rejection(Level(level) if level in known else Level.UNKNOWN, code, ""))
    return found.field if found.way is Way.DESK else ""


@dataclass(frozen=True, slots=True)
class Before:
    """What was known until now: from the last answer, or from our own record when there was none. None and '' are not
    known and differ from nothing."""

    result: str = ""
    copay: Money | None = None
    plan: str = ""
    member_id: str = ""
    others: tuple[str, ...] = ()
    from_answer: bool = True


def changes(before: Before, now: Reading, our_member_id: str) -> tuple[str, ...]:
    """What is different since the last answer, as sentences; the member id is compared with our record too."""
    found = [one for one in now.others if one not in before.others]
    plain = ("active", "inactive")
    if before.result in plain and now.result.value in plain and before.result != now.result.value:
        found.append(f"Status: it was {before.result} and is {now.result.value} now.")
    if before.copay is not None and now.copays and before.copay not in now.copays:
        amounts = " or ".join(amount.dollars for amount in now.copays)
        source = "it was" if before.from_answer else "we have"
        found.append(f"Copay: {source} {before.copay.dollars}, the payer says {amounts}.")
    if before.plan and now.plan and _plain(before.plan) != _plain(now.plan) and before.from_answer:
        found.append(f"Plan: it was {before.plan} and is {now.plan} now.")
    if now.member_id and our_member_id and _plain(now.member_id) != _plain(our_member_id):
        found.append(f"Member ID: we have {our_member_id}, the payer says {now.member_id}.")
    return tuple(dict.fromkeys(found))


def _plain(text: str) -> str:
    return "".join(sign for sign in text.upper() if sign.isalnum())


def copay_rows(member: Member, service_type: str) -> tuple[Share, ...]:
    """Every copay line of the service, in the payer's order, for the rep to choose from (FD-119)."""
    return tuple(one for one in copays(member, service_type) if one.amount is not None)
