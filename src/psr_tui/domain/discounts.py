"""Discounts by policy for one patient: sliding fee, nominal charge, hardship (cash-drawer.md CD-30).

A discount is approved by another person until a day. While it is valid the desk is told, and one key takes it off what
the visit costs; it never stops a check-in and nobody is asked for more than it leaves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.money import Money
from psr_tui.domain.payments import BalanceDue, ChargeKind


class DiscountKind(StrEnum):
    """Why a patient pays less."""

    SLIDING_FEE = "sliding_fee"
    NOMINAL = "nominal"
    HARDSHIP = "hardship"


DISCOUNT_LABELS: dict[DiscountKind, str] = {
    DiscountKind.SLIDING_FEE: "sliding fee",
    DiscountKind.NOMINAL: "nominal charge",
    DiscountKind.HARDSHIP: "hardship",
}
REASONS: dict[DiscountKind, str] = {
    DiscountKind.SLIDING_FEE: "AD21",
    DiscountKind.NOMINAL: "AD21",
    DiscountKind.HARDSHIP: "AD05",
}
"""The adjustment reason a discount is posted under."""
COVERS: dict[DiscountKind, frozenset[ChargeKind]] = {
    DiscountKind.SLIDING_FEE: frozenset({ChargeKind.VISIT}),
    DiscountKind.NOMINAL: frozenset({ChargeKind.VISIT}),
    DiscountKind.HARDSHIP: frozenset({ChargeKind.VISIT, ChargeKind.COPAY}),
}
"""What it is taken off: the clinic's own charge for a visit; hardship waives a copay too. A nominal charge is no copay
(HRSA, health center program compliance manual, chapter 9)."""


@dataclass(frozen=True, slots=True)
class Discount:
    """An approved discount; valid from ``starts_on`` to ``ends_on``, both included. ``percent`` is taken off;
    with ``nominal`` that amount is left of a visit and the rest taken off."""

    discount_id: str
    kind: DiscountKind
    percent: int
    nominal: Money | None
    starts_on: date
    ends_on: date
    approved_by: str
    approver: str = ""
    note: str = ""

    def valid_on(self, day: date) -> bool:
        """Whether it may be used on a day."""
        return self.starts_on <= day <= self.ends_on

    @property
    def words(self) -> str:
        """What is allowed, in words."""
        return discount_words(self)


@dataclass(frozen=True, slots=True)
class GrantDiscount:
    """A supervisor allows a patient a discount until a day. ``percent`` for sliding fee and hardship, ``nominal`` for
    a nominal charge."""

    command_id: str
    patient_id: str
    kind: DiscountKind
    starts_on: date
    ends_on: date
    percent: int = 0
    nominal: Money | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ApplyDiscount:
    """Use a patient's discount on what is open now; ``total`` is what the rep was shown, so that nothing else posts."""

    command_id: str
    patient_id: str
    discount_id: str
    total: Money


def discount_words(terms: Discount | GrantDiscount) -> str:
    """What is allowed, or about to be: ``sliding fee: 60 % off, until 06/30/2026``."""
    what = f"leaves {terms.nominal.dollars} a visit" if terms.nominal is not None else f"{terms.percent} % off"
    return f"{DISCOUNT_LABELS[terms.kind]}: {what}, until {terms.ends_on:%m/%d/%Y}"


def check_grant(command: GrantDiscount, today: date) -> None:
    """Raise InvalidInput naming the field that is missing or cannot be."""
    if command.kind is DiscountKind.NOMINAL:
        if command.nominal is None:
            raise InvalidInput("Leaves: type what the patient pays a visit, for example 20; 0 is nothing.", "Leaves")
    elif not 1 <= command.percent <= 100:
        raise InvalidInput("Percent: type 1 to 100, for example 60 for 60 % off.", "Percent")
    if command.ends_on < max(today, command.starts_on):
        raise InvalidInput("Until: type the last day it is valid, today or later.", "Until")


def in_force(discounts: Iterable[Discount], day: date) -> Discount | None:
    """The newest discount that is valid on a day; ``discounts`` come in the order they were approved."""
    valid = [one for one in discounts if one.valid_on(day)]
    return valid[-1] if valid else None


def taken_off(
    discount: Discount, due: Iterable[BalanceDue], before: Mapping[str, Money]
) -> tuple[tuple[str, Money], ...]:
    """(charge id, what is taken off it), amounts above zero, for every open charge of its days the discount covers.

    ``before``: what this discount's reason has taken off each charge already, so that a second press takes nothing
    more. Percent is of what was open before the discount, rounded half up to the cent; a nominal charge is left once a
    visit. Never more than is open.
    """
    covered = [
        one
        for one in due
        if one.kind in COVERS[discount.kind] and one.open.cents > 0 and discount.valid_on(one.service_date)
    ]
    found: list[tuple[str, Money]] = []
    keeps: dict[str, int] = {}
    for one in covered:
        already = before.get(one.charge_id, Money.zero()).cents
        if discount.nominal is not None:
            visit = one.appointment_id or one.charge_id
            kept = min(one.open.cents, keeps.get(visit, discount.nominal.cents))
            keeps[visit] = keeps.get(visit, discount.nominal.cents) - kept
            off = 0 if already else one.open.cents - kept
        else:
            off = half_up((one.open.cents + already) * discount.percent, 100) - already
        if off > 0:
            found.append((one.charge_id, Money(min(off, one.open.cents))))
    return tuple(found)


def half_up(number: int, by: int) -> int:
    """``number`` divided by ``by``, both not negative, rounded half up, in whole numbers."""
    return (2 * number + by) // (2 * by)
