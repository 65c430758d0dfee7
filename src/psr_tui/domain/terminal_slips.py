"""The batch slip of a terminal is over all its cards; what is expected of them is kept per kind (CD-22, CD-52).

HSA and FSA cards go through the same terminal as every other card, and its slip does not part them. So the slip is
compared as a whole: what it says is shared among the kinds, and what the terminal is off stands on its cards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from psr_tui.domain.drawer import TenderCount
from psr_tui.domain.expected import ExpectedKey, TenderSum
from psr_tui.domain.money import Money
from psr_tui.domain.tenders import TenderKind


def by_card_kind(counts: Iterable[TenderCount], due: Mapping[ExpectedKey, TenderSum]) -> Iterator[TenderCount]:
    """The counts with every slip over a whole terminal shared among the kinds of card that terminal took.

    Amounts and slips of the parts come to those that were typed. ``due``: what is expected at the freeze, the first
    moment at which it is read.
    """
    for count in counts:
        medical = ExpectedKey(TenderKind.HSA, count.key.terminal)
        if not count.whole_terminal or medical not in due:
            yield count
        elif count.key not in due:
            yield replace(count, key=medical)
        else:
            fits = count.amount == due[medical].amount + due[count.key].amount
            part = due[medical].amount if fits else _within(due[medical].amount, count.amount)
            papers = min(due[medical].papers, count.papers)
            yield replace(count, key=medical, amount=part, papers=papers)
            yield replace(count, amount=count.amount - part, papers=count.papers - papers)


def _within(wanted: Money, whole: Money) -> Money:
    """As much of ``wanted`` as there is in ``whole``, which may be below zero."""
    low, high = sorted((Money.zero(), whole))
    return min(max(wanted, low), high)
