"""From an answer to the figures of the cost sentences: this person, this service, this network, nothing guessed."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from psr_tui.domain.cost_words import CopayFact, CostFacts, Left
from psr_tui.domain.eligibility import Member, Network
from psr_tui.domain.eligibility_accumulators import DEDUCTIBLE, OUT_OF_POCKET, Accumulator, accumulators, of_person
from psr_tui.domain.eligibility_others import OtherKind, other_payers
from psr_tui.domain.eligibility_summary import (
    OFFICE_VISIT,
    Share,
    State,
    coinsurance,
    copays,
    not_covered,
    service_words,
    status,
)
from psr_tui.domain.money import Money

_ACTIVE = {State.ACTIVE: True, State.INACTIVE: False}
_One = TypeVar("_One", Share, Accumulator)


def cost_facts(
    member: Member,
    on: date,
    *,
    service_type: str = OFFICE_VISIT,
    network: Network = Network.IN,
    told_on: date | None = None,
    charge: Money | None = None,
) -> CostFacts:
    """The figures of one person for a service. Lines for both networks count; lines that name no network count when
    none names ours. The person's own deductible goes before the family's."""
    copay = _of_network(copays(member, service_type), network)
    part = _of_network(coinsurance(member, service_type), network)
    visit = service_words(service_type)
    notes = [f"Your plan says that it does not cover this: {visit}."] if not_covered(member, service_type) else []
    for other in other_payers(member):
        if other.kind is OtherKind.ADVANTAGE and other.holds(on):
            notes.append(f"{other.name or 'Another plan'} is billed instead of Medicare; ask it what you pay.")
    return CostFacts(
        visit=f"{'an' if visit[:1] in 'aeiou' else 'a'} {visit}" if "visit" in visit else visit,
        told_on=told_on,
        active=_ACTIVE.get(status(member, on).state),
        copays=tuple(CopayFact(one.amount, one.text) for one in copay if one.amount is not None),
        coinsurance=tuple(one.share for one in part if one.share is not None),
        deductible=_left(member, DEDUCTIBLE, network),
        out_of_pocket=_left(member, OUT_OF_POCKET, network),
        charge=charge,
        in_network=network is not Network.OUT,
        notes=tuple(notes),
    )


def _of_network(found: tuple[_One, ...], network: Network) -> tuple[_One, ...]:
    named = tuple(one for one in found if one.network in (network, Network.EITHER))
    return named or tuple(one for one in found if one.network in (Network.NOT_SENT, Network.UNKNOWN))


def _left(member: Member, code: str, network: Network) -> Left | None:
    """The one that is this person's; None when nothing came, or when several contradict each other."""
    found = accumulators(member, code)
    for level in ("IND", "", "FAM"):
        for which in (network, Network.EITHER, Network.NOT_SENT, Network.UNKNOWN):
            fitting = of_person(found, level, which)
            if len(fitting) == 1 and not fitting[0].several and not fitting[0].warning:
                one = fitting[0]
                return Left(one.remaining, one.base, one.no_limit, family=level == "FAM")
            if fitting:
                return Left(None, unclear=True)
    return None
