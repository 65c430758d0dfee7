"""An amount in words, as receipts and checks write it: ``Sixty and 00/100 dollars`` (cash-drawer.md 14.1)."""

from __future__ import annotations

from psr_tui.domain.money import Money

_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_GROUPS = ("", "thousand", "million", "billion", "trillion", "quadrillion")
_MOST = 10 ** (3 * len(_GROUPS))  # dollars


def amount_in_words(amount: Money) -> str:
    """Dollars in words, cents as a fraction of a hundred, so that one altered figure on paper shows.

    A negative amount begins with "Minus". Raises ValueError for a quadrillion dollars and more a thousand times over:
    no such amount can be typed.
    """
    dollars, cents = divmod(abs(amount.cents), 100)
    if dollars >= _MOST:
        raise ValueError("an amount this large has no words here")
    words = f"{_whole(dollars)} and {cents:02d}/100 dollars"
    return f"Minus {words}" if amount.cents < 0 else words[0].upper() + words[1:]


def _whole(number: int) -> str:
    if number == 0:
        return _ONES[0]
    parts = []
    for name in _GROUPS:
        number, below = divmod(number, 1000)
        if below:
            parts.append(f"{_below_thousand(below)} {name}".rstrip())
    return " ".join(reversed(parts))


def _below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    parts = [f"{_ONES[hundreds]} hundred"] if hundreds else []
    if rest >= 20:
        tens, ones = divmod(rest, 10)
        parts.append(_TENS[tens] + (f"-{_ONES[ones]}" if ones else ""))
    elif rest:
        parts.append(_ONES[rest])
    return " ".join(parts)
