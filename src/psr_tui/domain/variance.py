"""How far counts were from what was expected, by rep and by drawer (cash-drawer.md CD-106).

Overs are treated like shorts: signed sums hide a rep who is over one day and short the next, so the absolute sum and
the number of uneven closes stand beside them, and the run of closes that went the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from psr_tui.domain.money import Money

BARS = 20
"""Closes in the small chart of a list's row: the newest ones."""


@dataclass(frozen=True, slots=True)
class CloseResult:
    """One closed drawer: ``signed`` is the sum over its tenders, ``off`` the sum of what each tender was off."""

    z_number: int
    business_date: date
    staff_id: str
    rep: str
    drawer: str
    signed: Money
    off: Money
    cleared: Money  # found later, in corrections that name this close

    @property
    def word(self) -> str:
        """OVER, SHORT or EVEN; UNEVEN when tenders are off and cancel each other out."""
        if self.signed:
            return "OVER" if self.signed.cents > 0 else "SHORT"
        return "UNEVEN" if self.off else "EVEN"


@dataclass(frozen=True, slots=True)
class Variance:
    """The results of one rep or one drawer in a period, oldest first."""

    kind: str  # rep or drawer
    key: str
    name: str
    closes: tuple[CloseResult, ...]

    @property
    def signed(self) -> Money:
        """Overs less shorts."""
        return Money.total(one.signed for one in self.closes)

    @property
    def off(self) -> Money:
        """Overs and shorts added up as amounts, per tender."""
        return Money.total(one.off for one in self.closes)

    @property
    def cleared(self) -> Money:
        """What corrections found of it later."""
        return Money.total(one.cleared for one in self.closes)

    @property
    def uneven(self) -> int:
        """How many closes were not even."""
        return sum(bool(one.off) for one in self.closes)

    @property
    def streak(self) -> tuple[int, str]:
        """(how many, which way): the newest closes in a row that went the same way; (0, "EVEN") after an even one."""
        newest = [one.word for one in reversed(self.closes)]
        if not newest or newest[0] == "EVEN":
            return 0, "EVEN"
        run = next((at for at, word in enumerate(newest) if word != newest[0]), len(newest))
        return run, newest[0]


def variances(results: Iterable[CloseResult]) -> list[Variance]:
    """By rep and then by drawer, each by name; every close counts once in each group."""
    ordered = sorted(results, key=lambda one: one.z_number)
    found: list[Variance] = []
    for kind in ("rep", "drawer"):
        groups: dict[str, list[CloseResult]] = {}
        for one in ordered:
            groups.setdefault(one.staff_id if kind == "rep" else one.drawer, []).append(one)
        named = [
            Variance(kind, key, closes[-1].rep if kind == "rep" else closes[-1].drawer, tuple(closes))
            for key, closes in groups.items()
        ]
        found += sorted(named, key=lambda one: (one.name, one.key))
    return found


_SIGNS = {"EVEN": ".", "OVER": "▲", "SHORT": "▼", "UNEVEN": "~"}


def spark(closes: Sequence[CloseResult], bars: int = BARS) -> str:
    """The newest closes as one sign each, oldest first: over, short, even, or off both ways at once."""
    return "".join(_SIGNS[one.word] for one in closes[-bars:])


def chart(variance: Variance, width: int = 15) -> list[str]:
    """One line a close, newest first: date, Z, the signed amount, and a bar to the left for short, right for over."""
    largest = max((abs(one.signed.cents) for one in variance.closes), default=0)
    lines = []
    for one in reversed(variance.closes):
        long = (abs(one.signed.cents) * width + largest - 1) // largest if one.signed else 0
        short, over = ("█" * long, "") if one.signed.cents < 0 else ("", "█" * long)
        lines.append(
            f"{one.business_date:%m/%d/%Y}  Z {one.z_number:06d}  {one.signed!s:>11}  {one.word:<6}"
            f"{short:>{width}}|{over:<{width}}".rstrip()
        )
    return lines
