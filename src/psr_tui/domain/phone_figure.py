"""One figure of the phones with everything that makes it readable: formula, numerator, denominator, T, what was left
out, and the name of the variant (CC-103). A number without these is never shown: one day of one clinic gives three
abandonments and three service levels (call-center.md section 12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """What a value is counted in."""

    CALLS = "calls"
    SECONDS = "seconds"
    PERCENT = "percent"
    PER_HOUR = "per hour"
    MINUTES = "minutes"


def m_ss(seconds: float) -> str:
    """Seconds as people say them: 2:14, or 1:02:05 from an hour on; a negative one keeps its sign."""
    sign, whole = ("-" if seconds < 0 else ""), round(abs(seconds))
    minutes, left = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{sign}{hours}:{minutes:02d}:{left:02d}" if hours else f"{sign}{minutes}:{left:02d}"


@dataclass(frozen=True, slots=True)
class Figure:
    """``value`` is None when the denominator is 0: nothing to divide is not zero. ``threshold``: T in seconds where the
    formula has one. ``exclusions``: what does not count here; ``notes``: what counts all the same. ``benchmark``: what
    others reach, with its grade."""

    code: str
    label: str
    unit: Unit
    value: float | None
    numerator: float | None
    denominator: float | None
    formula: str
    variant: str = ""
    threshold: int | None = None
    exclusions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    benchmark: str = ""

    @property
    def rounded(self) -> float | None:
        """The value as it is shown and compared: two decimals."""
        return None if self.value is None else round(self.value, 2)

    @property
    def shown(self) -> str:
        """The value in words of its unit; "-" when there is none."""
        if self.value is None:
            return "-"
        if self.unit is Unit.PERCENT:
            return f"{self.value:.2f} %"
        if self.unit is Unit.SECONDS:
            return f"{self.value:.2f} s" if self.value < 100 else f"{self.value:.2f} s ({m_ss(self.value)})"
        if self.unit is Unit.CALLS:
            return f"{self.value:,.0f}"
        return f"{self.value:.1f} {self.unit.value}"

    @property
    def short(self) -> str:
        """The value for a narrow column: 2:15, 32.51 %, 2,239; "-" when there is none."""
        if self.value is not None and self.unit is Unit.SECONDS:
            return m_ss(self.value)
        return self.shown

    @property
    def name(self) -> str:
        """Label and variant together, as a figure is always called."""
        return f"{self.label}, {self.variant}" if self.variant else self.label

    @property
    def fraction(self) -> str:
        """What was divided by what, as "404 / 1,511"; of how many calls for a rank; nothing for a plain count."""
        if self.denominator is None:
            return ""
        below = f"{self.denominator:,.15g}"
        return f"of {below} calls" if self.numerator is None else f"{self.numerator:,.15g} / {below}"

    @property
    def explained(self) -> tuple[str, ...]:
        """Formula, fraction, T, exclusions and benchmark, one a line."""
        lines = [f"= {self.formula}", f"= {self.fraction}" if self.fraction else ""]
        lines += [f"T = {self.threshold} s, within means wait <= T"] if self.threshold is not None else []
        lines += [f"without {words}" for words in self.exclusions]
        lines += list(self.notes)
        lines += [f"others: {self.benchmark}"] if self.benchmark else []
        return tuple(line for line in lines if line)


def share(numerator: float, denominator: float) -> float | None:
    """Percent, or None of nothing."""
    return 100 * numerator / denominator if denominator else None


def mean(total: float, count: float) -> float | None:
    """A mean, or None of nothing."""
    return total / count if count else None


def nearest_rank(counts: Mapping[int, int], percent: int) -> int | None:
    """The value at ``percent`` by nearest rank: the smallest that at least so many percent do not exceed; of a list
    kept as value -> how often. None of nothing."""
    size = sum(counts.values())
    return _at_rank(counts, -(-size * percent // 100)) if size else None


def median(counts: Mapping[int, int]) -> float | None:
    """The middle value; the mean of the middle two of an even number. None of nothing."""
    size = sum(counts.values())
    return (_at_rank(counts, (size + 1) // 2) + _at_rank(counts, size // 2 + 1)) / 2 if size else None


def _at_rank(counts: Mapping[int, int], rank: int) -> int:
    seen = 0
    for value in sorted(counts):
        seen += counts[value]
        if seen >= rank:
            break
    return value
