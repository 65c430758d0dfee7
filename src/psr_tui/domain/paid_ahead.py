"""Money that patients paid ahead and no charge has used: a liability, and how old it is (cash-drawer.md CD-25)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from psr_tui.domain.money import Money


@dataclass(frozen=True, slots=True)
class AheadLine:
    """One line of the account: ``paid`` is positive when money came, negative when it was used or given back."""

    patient_id: str
    patient: str
    mrn: int
    on: date
    paid: Money


@dataclass(frozen=True, slots=True)
class PaidAhead:
    """What is left of one patient's money; ``since`` is the day on which the oldest of it came."""

    patient_id: str
    patient: str
    mrn: int
    left: Money
    since: date

    def days(self, today: date) -> int:
        """How long the oldest of it has been waiting."""
        return (today - self.since).days


def paid_ahead(lines: Iterable[AheadLine]) -> list[PaidAhead]:
    """Every patient with money left, the longest waiting first. What is used is used oldest first.

    ``lines`` come in the order of posting. A patient whose lines sum to zero is in no row.
    """
    open_: dict[str, list[tuple[AheadLine, int]]] = {}
    for line in lines:
        mine = open_.setdefault(line.patient_id, [])
        used = -line.paid.cents
        if used < 0:
            mine.append((line, -used))
            continue
        while used and mine:
            first, left = mine[0]
            taken = min(left, used)
            used -= taken
            if taken == left:
                mine.pop(0)
            else:
                mine[0] = (first, left - taken)
    found = [
        PaidAhead(
            mine[0][0].patient_id, mine[0][0].patient, mine[0][0].mrn, Money(sum(c for _, c in mine)), mine[0][0].on
        )
        for mine in open_.values()
        if mine
    ]
    return sorted(found, key=lambda one: (one.since, one.patient, one.patient_id))
