"""Reading the figures back out of a stored day report: what was printed, not what is in the ledger.

The outside check compares the ledger with what was counted and printed; it would prove nothing if both came from one
sum (cash-drawer.md CD-108). The layout read here is the one of `psr_tui.domain.day_report`; a test holds them together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from psr_tui.domain.money import Money

_FIGURE = re.compile(r"(?P<sign>-?)(?P<whole>[0-9]{1,3}(?:,[0-9]{3})*)\.(?P<cents>[0-9]{2})")
_Z = re.compile(r"END OF DAY +Z ([0-9]+)")
_COUNTED = re.compile(r"  counted (\S+) +expected (\S+)")
_RULE = re.compile(r"-{20,}$")
_COUNT_OR_FOOT = re.compile(r"COUNT \(attempt |To the bank")


@dataclass(frozen=True, slots=True)
class PrintedReport:
    """The figures of a Z report as they stand on paper. ``counted`` and ``expected`` are per tender, in its order."""

    z_number: int
    float_expected: Money
    float_counted: Money
    counted: tuple[Money, ...]
    expected: tuple[Money, ...]
    to_bank: Money
    stays: Money
    grand_total_before: Money
    net_taken: Money
    grand_total: Money


def read_printed(body: bytes) -> PrintedReport | None:
    """The figures of a stored report; None when it is not one that can be read."""
    lines = body.decode("utf-8", errors="replace").split("\n")
    found = _Z.fullmatch(lines[0].strip()) if lines else None
    if found is None:
        return None
    try:
        return _figures(int(found[1]), _Paper(lines[1:]))
    except LookupError:
        return None


def _figures(z_number: int, paper: _Paper) -> PrintedReport:
    paper.go_to(_RULE)
    float_expected = paper.figure("Float the last close left")
    float_counted = paper.figure("Float counted at opening")
    counted = _counted(paper)
    return PrintedReport(
        z_number=z_number,
        float_expected=float_expected,
        float_counted=float_counted,
        counted=tuple(pair[0] for pair in counted),
        expected=tuple(pair[1] for pair in counted),
        to_bank=paper.figure("To the bank"),
        stays=paper.figure("Stays in the drawer|Float back to the safe"),
        grand_total_before=paper.figure("Grand total before"),
        net_taken=paper.figure("This report"),
        grand_total=paper.figure("GRAND TOTAL"),
    )


class _Paper:
    """Walks down the paper once, so that no typed word (name, comment, bag) is taken for a figure: labels of figures
    begin at the edge, typed words that go on a second line are set in."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._place = 0

    def line(self) -> str:
        """The next line. Raises LookupError at the end."""
        self._place += 1
        return self._lines[self._place - 1]

    def back(self) -> None:
        """The last line was not meant."""
        self._place -= 1

    def go_to(self, wanted: re.Pattern[str]) -> str:
        """The next line that begins like this; the paper stands behind it."""
        while not wanted.match(line := self.line()):
            pass
        return line

    def figure(self, label: str) -> Money:
        """The figure on the next line that begins with this label, a pattern."""
        return _money(self.go_to(re.compile(label)).rsplit(" ", 1)[-1])


def _counted(paper: _Paper) -> list[tuple[Money, Money]]:
    """(counted, expected) of each tender: a line with its name, a line with the figures, perhaps papers and batch.
    A correction after a close was counted by nobody and has none."""
    if paper.go_to(_COUNT_OR_FOOT).startswith("To the bank"):
        paper.back()
        return []
    found: list[tuple[Money, Money]] = []
    while not (line := paper.line()).startswith(("Reason", "Approved by", "---")):
        if not line.startswith("  "):  # the name of the next tender, with its word and difference
            figures = _COUNTED.fullmatch(paper.line())
            if figures is None:
                raise LookupError("counted")
            found.append((_money(figures[1]), _money(figures[2])))
    return found


def _money(text: str) -> Money:
    figure = _FIGURE.fullmatch(text)
    if figure is None:
        raise LookupError(text)
    cents = int(figure["whole"].replace(",", "")) * 100 + int(figure["cents"])
    return Money(-cents if figure["sign"] else cents)
