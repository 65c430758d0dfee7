"""What a drawer should hold, as sums over ledger lines: the one function for X, reveal, Z and exports.

No amount is kept anywhere (cash-drawer.md CD-56, CD-90, invariant I2), and whoever counts does not see it before the
freeze.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from psr_tui.domain.ledger import HELD, Account
from psr_tui.domain.money import Money
from psr_tui.domain.tenders import TenderKind


class ExpectedKey(NamedTuple):
    """What is counted for itself at the close: a tender, for cards per terminal (CD-22)."""

    tender: TenderKind
    terminal: str = ""


class TenderSum(NamedTuple):
    """What one tender should bring: the amount, and how many slips or papers it is made of."""

    amount: Money
    papers: int


class TillLine(Protocol):
    """The part of a line that expected amounts are made of; the store may add up lines that are alike before."""

    @property
    def account(self) -> str: ...

    @property
    def tender(self) -> str: ...

    @property
    def terminal(self) -> str: ...

    @property
    def cents(self) -> int: ...

    @property
    def papers(self) -> int: ...


_HELD = frozenset(account.value for account in HELD)
_BY_TERMINAL = frozenset({TenderKind.CARD.value, TenderKind.HSA.value})


def expected(lines: Iterable[TillLine]) -> dict[ExpectedKey, TenderSum]:
    """What a session should hold, per tender: THE one function for X, reveal, Z and exports (CD-56, I2).

    ``lines`` are the lines of all journals of one session, chosen by session id and never by time (CD-64). Checks are
    counted as those taken less those given back, card slips as all that were printed. Cash is always in the answer,
    even when it is zero.
    """
    sums: dict[tuple[str, str], list[int]] = {(TenderKind.CASH.value, ""): [0, 0]}
    for line in lines:
        if not line.tender or line.account not in _HELD:
            continue
        key = (line.tender, line.terminal if line.tender in _BY_TERMINAL else "")
        entry = sums.setdefault(key, [0, 0])
        entry[0] += line.cents
        if line.account != Account.TILL.value:
            entry[1] += line.papers
    return {
        ExpectedKey(TenderKind(tender), terminal): TenderSum(Money(cents), papers)
        for (tender, terminal), (cents, papers) in sums.items()
    }
