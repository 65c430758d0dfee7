"""Where the money of a payment goes, as a rep types it: ``2``, ``1 25, 3 10, ahead``, ``fee 15 Form copy``.

What is due stands numbered above the line. A number alone takes what is left to give, a number with an amount takes
that, ``ahead`` keeps money for later, ``fee`` charges something new in the same act (cash-drawer.md CD-25, CD-26).
Nothing typed means the proposal: today's visit, then fees of this act, then the oldest first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.money import Money
from psr_tui.domain.payments import Allocation, BalanceDue, ChargeKind, PostCharge, propose_ahead, spread
from psr_tui.domain.tenders import refuse_card_number
from psr_tui.domain.text import clean

FIELD = "Goes to"
SYNTAX = "2 · 1 25, 2 10 · ahead 50 · fee 15 Form copy"
_AHEAD = ("ahead", "a", "prepay", "deposit")
_FEE = ("fee", "f")
_NUMBER = re.compile(r"\d{1,3}", re.ASCII)
_RULE = f"{FIELD}: the number of a line above and an amount, like 1 25, 2 10; ahead keeps money for later."
_FEE_RULE = f"{FIELD}: type what the fee is and how much, like fee 15 Form copy."
MOST_FEES = 5


@dataclass(frozen=True, slots=True)
class Part:
    """One target: ``item`` counts from 1, 0 is money paid ahead. ``amount`` None takes what is left to give."""

    item: int
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class Fee:
    """Something new the patient owes and pays in the same act."""

    amount: Money
    label: str


@dataclass(frozen=True, slots=True)
class Goes:
    """The line as it was understood; no parts means: as proposed."""

    parts: tuple[Part, ...] = ()
    fees: tuple[Fee, ...] = ()

    @property
    def fee_total(self) -> Money:
        """What the new fees come to; it is collected on top of what is due."""
        return Money.total(fee.amount for fee in self.fees)


AS_PROPOSED = Goes()


def parse_goes(typed: str) -> Goes:
    """Read the line. Raises: InvalidInput with the rule and an example; the typed words are not repeated."""
    refuse_card_number(typed, FIELD)
    parts: list[Part] = []
    fees: list[Fee] = []
    for entry in typed.replace(";", ",").split(","):
        words = entry.split()
        if not words:
            continue
        if words[0].casefold() in _FEE:
            fees.append(_fee(words[1:]))
        else:
            parts.append(_part(words))
    if len({part.item for part in parts}) != len(parts):
        raise InvalidInput(f"{FIELD}: name each line once, like 1 25, 2 10.", FIELD)
    if sum(part.amount is None for part in parts) > 1:
        raise InvalidInput(f"{FIELD}: only one part can take the rest; write the others' amounts, like 1 25, 2.", FIELD)
    if len(fees) > MOST_FEES:
        raise InvalidInput(f"{FIELD}: at most {MOST_FEES} fees in one payment; take the others with the next.", FIELD)
    return Goes(tuple(parts), tuple(fees))


def _part(words: Sequence[str]) -> Part:
    if len(words) > 2:
        raise InvalidInput(_RULE, FIELD)
    if words[0].casefold() in _AHEAD:
        item = 0
    elif _NUMBER.fullmatch(words[0]) and int(words[0]):
        item = int(words[0])
    else:
        raise InvalidInput(_RULE, FIELD)
    if len(words) == 1:
        return Part(item)
    amount = Money.parse(words[1], FIELD)
    if not amount:
        raise InvalidInput(f"{FIELD}: an amount is more than zero; leave out what gets nothing.", FIELD)
    return Part(item, amount)


def _fee(words: Sequence[str]) -> Fee:
    if len(words) < 2:
        raise InvalidInput(_FEE_RULE, FIELD)
    amount, label = Money.parse(words[0], FIELD), clean(" ".join(words[1:]), 60)
    if not amount or not any(ch.isalpha() for ch in label):
        raise InvalidInput(_FEE_RULE, FIELD)
    return Fee(amount, label)


def with_fees(
    due: Sequence[BalanceDue], fees: Sequence[PostCharge], appointment_id: str | None = None
) -> tuple[BalanceDue, ...]:
    """What is due with the fees of this act behind today's visit: what is new is paid before what is old."""
    new = [
        BalanceDue(fee.command_id, fee.kind, fee.label, fee.service_date, fee.amount, fee.amount, fee.appointment_id)
        for fee in fees
    ]
    here = [item for item in due if appointment_id is not None and item.appointment_id == appointment_id]
    return (*here, *new, *(item for item in due if item not in here))


def fee_charges(
    goes: Goes, ids: Sequence[str], patient_id: str, appointment_id: str | None, today: date
) -> tuple[PostCharge, ...]:
    """The fees as charges; ``ids`` are made by the screen when the payment begins, so that they post once."""
    return tuple(
        PostCharge(command_id, patient_id, appointment_id, ChargeKind.FEE, fee.amount, today, fee.label)
        for command_id, fee in zip(ids, goes.fees, strict=False)
    )


def allocate(
    goes: Goes, shown: Sequence[BalanceDue], total: Money, fees: Sequence[PostCharge] = (),
    appointment_id: str | None = None,
) -> tuple[Allocation, ...]:  # fmt: skip
    """Where ``total`` goes. ``shown`` is what is due as it is numbered on the screen.

    Raises: InvalidInput for a line that is not there, more than is open on it, or sums that differ.
    """
    if not goes.parts:
        return spread(with_fees(shown, fees, appointment_id), total)
    fixed = [Allocation(fee.command_id, fee.amount) for fee in fees]
    said = [part.amount for part in goes.parts if part.amount is not None]
    left = total - goes.fee_total - Money.total(said)
    if left.cents < 0:
        raise InvalidInput(
            f"{FIELD}: {(total - left).dollars} is spread but {total.dollars} is paid; lower an amount.", FIELD
        )
    given = [_given(part, shown, left) for part in goes.parts]
    rest = total - Money.total(part.amount for part in (*fixed, *given))
    if rest:
        raise InvalidInput(
            f"{FIELD}: {rest.dollars} of {total.dollars} has no place yet; give it to a line, or type ahead to keep "
            "it for later.",
            FIELD,
        )
    return tuple(part for part in (*fixed, *given) if part.amount)


def allocate_ahead(goes: Goes, shown: Sequence[BalanceDue], prepaid: Money) -> tuple[Allocation, ...]:
    """What money paid ahead is used for; what has no place stays paid ahead. Raises: InvalidInput as `allocate`."""
    if goes.fees or any(part.item == 0 for part in goes.parts):
        raise InvalidInput(f"{FIELD}: the numbers of lines above only, like 1 25, 2 10.", FIELD)
    if not goes.parts:
        return propose_ahead(shown, prepaid)
    said = Money.total(part.amount for part in goes.parts if part.amount is not None)
    if said > prepaid:
        raise InvalidInput(f"{FIELD}: {said.dollars} is more than the {prepaid.dollars} that is paid ahead.", FIELD)
    given = [_given(part, shown, prepaid - said) for part in goes.parts]
    return tuple(part for part in given if part.amount)


def _given(part: Part, shown: Sequence[BalanceDue], left: Money) -> Allocation:
    if part.item == 0:
        return Allocation(None, part.amount if part.amount is not None else left)
    if part.item > len(shown):
        known = f"choose 1 to {len(shown)} or ahead" if shown else "nothing is due, so type ahead to keep it for later"
        raise InvalidInput(f"{FIELD}: there is no line {part.item} above; {known}.", FIELD)
    item = shown[part.item - 1]
    amount = part.amount if part.amount is not None else min(left, item.open)
    if amount > item.open:
        raise InvalidInput(
            f"{FIELD}: only {item.open.dollars} is left on line {part.item}; give the rest to another or type ahead.",
            FIELD,
        )
    return Allocation(item.charge_id, amount)
