"""What a digit does on a list of a place that has several."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Digit:
    """What a digit does on a list: the word for the legend, the method ``do_<act>`` of the list, and help for F1."""

    digit: int
    label: str
    act: str
    words: str
