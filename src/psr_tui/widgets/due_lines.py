"""What is due as numbered lines, and where money goes in words: the same wherever money is taken or used."""

from __future__ import annotations

from collections.abc import Sequence

from psr_tui.domain.money import Money
from psr_tui.domain.payments import Allocation, BalanceDue
from psr_tui.domain.text import strip_forbidden
from psr_tui.widgets.row_paint import fit

WORDS = 46
"""Terminal cells for what is due: a plan's instalment stands there whole."""


def due_lines(due: Sequence[BalanceDue], most: int) -> list[str]:
    """One line an item with its number; when there are more than ``most``, the last line says how many."""
    shown = due if len(due) <= most else due[: most - 1]
    lines = [_line(at, item) for at, item in enumerate(shown, start=1)]
    rest = due[len(shown) :]
    if rest:
        total = Money.total(item.due_now for item in rest)
        lines.append(f"{'':15}{fit(f'{len(shown) + 1} to {len(due)}: {len(rest)} more', WORDS)} {total!s:>12}")
    return lines


def _line(number: int, item: BalanceDue) -> str:
    of = f" (of {item.open})" if item.due_now != item.open else ""
    words = fit(strip_forbidden(item.words), WORDS - len(of)) + of
    return f"{number:>2}  {item.service_date:%m/%d/%Y} {words} {item.due_now!s:>12}"


def spread_words(parts: Sequence[Allocation], due: Sequence[BalanceDue]) -> str:
    """``Copay $25.00, paid ahead $10.00``; nothing yet when there is none."""
    by_id = {item.charge_id: item for item in due}
    words = []
    for part in parts:
        item = by_id.get(part.charge_id or "")
        words.append(f"{strip_forbidden(item.words if item is not None else 'paid ahead')} {part.amount.dollars}")
    return ", ".join(words) or "nothing yet"
