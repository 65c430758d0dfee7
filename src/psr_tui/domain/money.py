"""Money as whole cents. No binary float ever touches an amount (cash-drawer.md CD-91)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from psr_tui.domain.errors import InvalidInput

_TYPED = re.compile(r"^\$?\s*(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(?:\.(?P<cents>[0-9]{0,2}))?$")
_LARGEST = 99_999_999_99  # one cent under a hundred million dollars: a typing error long before it is a bill


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in integer cents; may be negative (a reversal, a shortage)."""

    cents: int

    def __post_init__(self) -> None:
        if type(self.cents) is not int:
            raise TypeError("Money holds integer cents")

    def __add__(self, other: Money) -> Money:
        return Money(self.cents + other.cents)

    def __sub__(self, other: Money) -> Money:
        return Money(self.cents - other.cents)

    def __neg__(self) -> Money:
        return Money(-self.cents)

    def __mul__(self, times: int) -> Money:
        return Money(self.cents * times)

    def __bool__(self) -> bool:
        return self.cents != 0

    def __str__(self) -> str:
        sign = "-" if self.cents < 0 else ""
        whole, cents = divmod(abs(self.cents), 100)
        return f"{sign}{whole:,}.{cents:02d}"

    @property
    def dollars(self) -> str:
        """With the dollar sign, for lists and sentences: ``$25.00``, ``-$5.00``."""
        return f"-${str(self)[1:]}" if self.cents < 0 else f"${self}"

    @classmethod
    def zero(cls) -> Money:
        """No money."""
        return cls(0)

    @classmethod
    def total(cls, amounts: Iterable[Money]) -> Money:
        """The sum; nothing is zero."""
        return cls(sum(amount.cents for amount in amounts))

    @classmethod
    def parse(cls, typed: str, field: str = "Amount") -> Money:
        """Read an amount the way people type it: ``25``, ``25.5``, ``$1,250.00``, ``.75``; never negative.

        Raises: InvalidInput with the rule and an example. Empty text is not zero and is refused.
        """
        text = typed.strip()
        found = _TYPED.match(text)
        if not found or not (found["whole"] or found["cents"]):
            raise InvalidInput(f"{field}: type dollars and cents, for example 25 or 25.50.", field)
        cents = (found["cents"] or "").ljust(2, "0")
        value = int((found["whole"] or "0").replace(",", "")) * 100 + int(cents)
        if value > _LARGEST:
            raise InvalidInput(f"{field}: that is larger than any payment here; check the digits.", field)
        return cls(value)


LARGEST = Money(_LARGEST)
"""The largest amount anybody types or posts."""
