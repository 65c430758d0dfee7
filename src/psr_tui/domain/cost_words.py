"""What a visit will cost, in plain words to be said or printed, always as an estimate.

Figures that the payer did not send are named as not known and never filled in. The payer decides when the claim
comes: every text ends with that (standards.md 1.3; issue "What will it cost").
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from psr_tui.domain.money import Money

ESTIMATE = "This is an estimate from what your plan told us, not a bill; your plan decides when it gets the claim."
NOT_ASKED = "This is an estimate from what we have on file, not a bill; your plan decides when it gets the claim."


@dataclass(frozen=True, slots=True)
class CopayFact:
    """One copay the plan names; ``text`` is what tells it from the others, as the payer sent it."""

    amount: Money
    text: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """A deductible or out-of-pocket maximum. ``left`` None = not told. ``no_limit``: the plan has none. ``family``: it
    is the family's and not this person's. ``unclear``: the plan's figures contradict each other."""

    left: Money | None
    whole: Money | None = None
    no_limit: bool = False
    family: bool = False
    unclear: bool = False


@dataclass(frozen=True, slots=True)
class CostFacts:
    """Everything the sentences are made from; all of it may be missing.

    ``visit`` is how the visit is called, ``told_on`` the day the payer answered, ``coinsurance`` the patient's part as
    a fraction, several when the plan names several. ``charge`` is the clinic's price where it is known.
    """

    visit: str = "this visit"
    told_on: date | None = None
    active: bool | None = None
    copays: tuple[CopayFact, ...] = ()
    coinsurance: tuple[Decimal, ...] = ()
    deductible: Left | None = None
    out_of_pocket: Left | None = None
    charge: Money | None = None
    in_network: bool = True
    notes: tuple[str, ...] = field(default=())

    @property
    def answered(self) -> bool:
        """Whether the plan said anything yet; what nobody asked must not be told as its silence."""
        return self.told_on is not None or self.active is not None


def cost_sentences(facts: CostFacts) -> tuple[str, ...]:
    """The sentences to say to the patient, one fact each; the last one says that it is an estimate."""
    if facts.active is False:
        first = "Your plan tells us that it is not active for this day. Do you have a newer card?"
        return (first, ESTIMATE)
    lines = [*_copay(facts), *_deductible(facts), *_coinsurance(facts), *_most(facts), *facts.notes]
    if facts.active is None:
        lines.insert(0, "We could not confirm your coverage yet, so these figures may change.")
    if not facts.in_network:
        lines.insert(0, "These figures are for a provider outside your plan's network.")
    told = f" Your plan told us on {facts.told_on:%m/%d/%Y}." if facts.told_on else ""
    return (*lines, f"{ESTIMATE if facts.answered else NOT_ASKED}{told}")


def said(amount: Money) -> str:
    """The way people say it: ``$25``, ``$612.35``, ``$1,500``."""
    return amount.dollars.removesuffix(".00")


def _copay(facts: CostFacts) -> list[str]:
    found = tuple(dict.fromkeys(facts.copays))
    if not found:
        if not facts.answered:
            return [f"We do not know your copay for {facts.visit} yet."]
        return [f"Your plan did not tell us a copay for {facts.visit}."]
    if len(found) == 1:
        one = found[0]
        if not one.amount:
            return [f"You have no copay for {facts.visit}{_note(one)}."]
        return [f"You have {_article(one.amount)} {said(one.amount)} copay for {facts.visit}{_note(one)}."]
    each = "; ".join(f"{said(one.amount)}{_note(one)}" for one in found)
    return [f"Your plan names {len(found)} copays for {facts.visit}, and which one holds depends on the visit: {each}."]


def _article(amount: Money) -> str:
    """``an`` before eight, eleven and eighteen, as it is spoken."""
    dollars = amount.cents // 100
    spoken = dollars // 1000 if dollars >= 1000 else dollars
    return "an" if str(dollars).startswith("8") or spoken in (11, 18) else "a"


def _note(one: CopayFact) -> str:
    return f" ({one.text})" if one.text else ""


def _deductible(facts: CostFacts) -> list[str]:
    known = facts.deductible
    if known is None:
        if not facts.answered:
            return ["Whether a deductible is left we do not know yet."]
        return ["Your plan did not tell us about a deductible."]
    if known.no_limit:
        return []
    if known.unclear:
        return ["Your plan's figures about the deductible do not fit together; we ask them."]
    if known.whole is not None and not known.whole and not known.left:
        return ["Your plan has no deductible."]
    name = "your family's deductible" if known.family else "your deductible"
    of = f" of {said(known.whole)}" if known.whole is not None else ""
    if known.left is None:
        whole = f"{name.capitalize()} is {said(known.whole)}; " if known.whole is not None else ""
        return [f"{whole}{'your' if whole else 'Your'} plan did not tell us how much of the deductible is left."]
    if known.left.cents <= 0:
        return [f"{name.capitalize()} is met: nothing of it is left to pay."]
    return [f"{said(known.left)} of {name}{of} is left; you pay that much before your plan pays its part."]


def _coinsurance(facts: CostFacts) -> list[str]:
    found = tuple(dict.fromkeys(facts.coinsurance))
    if not found:
        return []
    if any(not 0 <= one <= 1 for one in found):
        return ["Your plan sent a share that we cannot read with certainty; we ask them."]
    if len(found) > 1:
        each = " or ".join(_percent(one) for one in found)
        return [f"After the deductible your part is {each}, depending on the visit."]
    if not found[0]:
        return ["After the deductible your plan pays all of it."]
    part = ""
    if facts.charge is not None:
        part = f"; of our price of {said(facts.charge)} that is about {said(part_of(facts.charge, found[0]))}"
    return [f"After the deductible you pay {_percent(found[0])} and your plan pays the rest{part}."]


def _most(facts: CostFacts) -> list[str]:
    known = facts.out_of_pocket
    if known is None or known.unclear:
        return []
    if known.no_limit:
        return ["Your plan has no upper limit on what you pay in a year."]
    if known.left is None:
        return []
    if known.left.cents <= 0:
        return ["You have reached the most you pay in a year; your plan pays covered care in full."]
    you = "you and your family" if known.family else "you"
    return [f"The most {you} still have to pay this year for covered care is {said(known.left)}."]


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}%"


def part_of(charge: Money, share: Decimal) -> Money:
    """A share of a price in whole cents, half a cent rounded up."""
    return Money(int((charge.cents * share).quantize(Decimal(1), rounding=ROUND_HALF_UP)))
