"""Reading the figures back out of a stored day report: what was printed, not what is in the ledger.

The outside check compares the ledger with what was counted and printed; it would prove nothing if both came from one
sum (cash-drawer.md CD-108). The layout read here is the one of `psr_tui.domain.day_report`; a test holds them together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from psr_tui.domain.money import Money

_FIGURE = re.compile(r"(?P<sign>-?)(?P<whole>[0-9]{1,3}(?:,[0-9]{3})*)\.(?P<cents>[0-9]{2})")
_Z = re.compile(r"END OF DAY +Z ([0-9]+)")
_COUNTED = re.compile(r"  counted (\S+) +expected (\S+)")
_RULE = re.compile(r"-{20,}")


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
    lines = body.decode("utf-8", errors="replace").splitlines()
    found = _Z.fullmatch(lines[0].strip()) if lines else None
    if found is None:
        return None
    try:
        return _figures(int(found[1]), iter(lines[1:]))
    except LookupError:
        return None


def _figures(z_number: int, lines: Iterator[str]) -> PrintedReport:
    """Walks down the paper once, so that no typed word (name, comment, bag) is taken for a figure."""
    _skip_to_rule(lines)
    float_expected = _next(lines, "Float the last close left")
    float_counted = _next(lines, "Float counted at opening")
    counted = _counted(lines)
    return PrintedReport(
        z_number=z_number,
        float_expected=float_expected,
        float_counted=float_counted,
        counted=tuple(pair[0] for pair in counted),
        expected=tuple(pair[1] for pair in counted),
        to_bank=_next(lines, "To the bank"),
        stays=_next(lines, "Stays in the drawer"),
        grand_total_before=_next(lines, "Grand total before"),
        net_taken=_next(lines, "This report"),
        grand_total=_next(lines, "GRAND TOTAL"),
    )


def _skip_to_rule(lines: Iterator[str]) -> None:
    if not any(_RULE.fullmatch(line) for line in lines):
        raise LookupError("no rule")


def _next(lines: Iterator[str], label: str) -> Money:
    """The figure of the next line that begins with ``label``. Typed words that are wrapped begin with a blank."""
    for line in lines:
        if line.startswith(label):
            return _money(line.rsplit(" ", 1)[-1])
    raise LookupError(label)


def _counted(lines: Iterator[str]) -> list[tuple[Money, Money]]:
    """(counted, expected) of each tender: a line with its name, a line with the figures, perhaps papers and batch."""
    if not any(line.startswith("COUNT (attempt ") for line in lines):
        raise LookupError("COUNT")
    found: list[tuple[Money, Money]] = []
    for line in lines:
        if line.startswith(("Reason ", "Approved by ", "---")):
            return found
        if not line.startswith("  "):  # the name of the next tender, with its word and difference
            figures = _COUNTED.fullmatch(next(lines, ""))
            if figures is None:
                raise LookupError("counted")
            found.append((_money(figures[1]), _money(figures[2])))
    raise LookupError("end of the count")


def _money(text: str) -> Money:
    figure = _FIGURE.fullmatch(text)
    if figure is None:
        raise LookupError(text)
    cents = int(figure["whole"].replace(",", "")) * 100 + int(figure["cents"])
    return Money(-cents if figure["sign"] else cents)
