"""How long a text message is for the telephone network: letters, their coding, and how many are paid for.

3GPP TS 23.038: 160 septets of the GSM alphabet, or 70 UTF-16 units when one letter is not in it; joined messages carry
153 septets or 67 units each. A letter of two units is never parted.
"""

from __future__ import annotations

from dataclasses import dataclass

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_ESCAPED = frozenset("^{}\\[~]|€\f")
_LIMITS = {True: (160, 153), False: (70, 67)}
MOST_PARTS = 4
"""A text of more parts is a letter: nobody reads it on a telephone."""


@dataclass(frozen=True, slots=True)
class TextLength:
    """``gsm``: whether it fits the GSM alphabet. ``units``: septets, else UTF-16 units. ``odd``: the first letter that
    does not fit, which makes it long."""

    gsm: bool
    units: int
    parts: int
    odd: str = ""

    def words(self) -> str:
        """``142 of 160 letters, one text``; why it is long, when it is."""
        size = f"{self.units} letters, {self.parts} texts" if self.parts > 1 else self._one()
        return f"{size} ({self.odd} makes it long)" if self.odd and self.parts > 1 else size

    def _one(self) -> str:
        return f"{self.units} of {_LIMITS[self.gsm][0]} letters, one text"


def text_length(text: str) -> TextLength:
    """Count a text as the network does; an empty one is no part."""
    odd = next((letter for letter in text if letter not in _BASIC and letter not in _ESCAPED), "")
    gsm = not odd
    costs = [_cost(letter, gsm) for letter in text]
    alone, joined = _LIMITS[gsm]
    units = sum(costs)
    if units <= alone:
        return TextLength(gsm, units, 1 if text else 0, odd)
    parts, used = 1, 0
    for cost in costs:
        if used + cost > joined:
            parts, used = parts + 1, 0
        used += cost
    return TextLength(gsm, units, parts, odd)


def _cost(letter: str, gsm: bool) -> int:
    if gsm:
        return 2 if letter in _ESCAPED else 1
    return 2 if ord(letter) > 0xFFFF else 1
