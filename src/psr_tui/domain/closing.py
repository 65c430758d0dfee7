"""What a close books: the difference, the deposit, the batches, the float that stays (cash-drawer.md I5, I11).

After these journals every account of the session is zero. The amounts come from the frozen count, so that nothing is
computed twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from psr_tui.domain.drawer import Difference, deposit_of
from psr_tui.domain.ledger import Account, JournalKind, Line, held_account
from psr_tui.domain.money import Money
from psr_tui.domain.tenders import TICKED, TenderKind


@dataclass(frozen=True, slots=True)
class ClosingEntry:
    """One journal of a close."""

    kind: JournalKind
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Closing:
    """The journals of a close, what goes to the bank in the bag, and the float: it stays in the drawer, or goes back
    to the safe where the next shift has brought its own."""

    entries: tuple[ClosingEntry, ...]
    to_bank: Money
    stays: Money
    float_to_safe: bool = False


def closing(
    differences: Iterable[Difference], drawer_id: str, drawer_float: Money, bag: str, float_to_safe: bool = False
) -> Closing:
    """Everything a close posts, from the frozen differences. Counted = expected writes no over/short line (CD-61).

    ``drawer_float``: what stays in the drawer, as its pieces allow it (`psr_tui.domain.float_choice`).
    ``float_to_safe``: the next shift opened this drawer on a float from the safe, so this one goes there (CD-03).
    """
    rows = tuple(differences)
    cash = Money.total(row.counted for row in rows if row.key.tender is TenderKind.CASH)
    deposit_cash, stays = deposit_of(cash, drawer_float)
    papers = Money.total(row.counted for row in rows if row.key.tender in TICKED)
    entries = [
        ClosingEntry(JournalKind.OVER_SHORT, _over_short(rows, drawer_id)),
        ClosingEntry(JournalKind.DEPOSIT, _deposit(rows, deposit_cash, bag)),
        ClosingEntry(JournalKind.SETTLEMENT, _settlement(rows)),
        ClosingEntry(JournalKind.FLOAT_OUT, _float_out(stays, drawer_id, float_to_safe)),
    ]
    return Closing(tuple(entry for entry in entries if entry.lines), deposit_cash + papers, stays, float_to_safe)


def _held(row: Difference, amount: Money) -> Line:
    return Line(held_account(row.key.tender), amount, row.key.tender, terminal=row.key.terminal, batch=row.batch)


def _over_short(rows: tuple[Difference, ...], drawer_id: str) -> tuple[Line, ...]:
    lines: list[Line] = []
    for row in rows:
        if row.amount:
            lines.append(_held(row, row.amount))
            lines.append(Line(Account.OVER_SHORT, -row.amount, row.key.tender, drawer_id=drawer_id))
    return tuple(lines)


def _deposit(rows: tuple[Difference, ...], cash: Money, bag: str) -> tuple[Line, ...]:
    lines: list[Line] = []
    for row in rows:
        amount = cash if row.key.tender is TenderKind.CASH else row.counted
        if amount and (row.key.tender is TenderKind.CASH or row.key.tender in TICKED):
            lines.append(Line(Account.DEPOSIT_BAG, amount, row.key.tender, reference=bag))
            lines.append(_held(row, -amount))
    return tuple(lines)


def _settlement(rows: tuple[Difference, ...]) -> tuple[Line, ...]:
    lines: list[Line] = []
    for row in rows:
        if row.counted and row.key.tender is not TenderKind.CASH and row.key.tender not in TICKED:
            lines.append(
                Line(Account.SETTLEMENT, row.counted, row.key.tender, terminal=row.key.terminal, batch=row.batch)
            )
            lines.append(_held(row, -row.counted))
    return tuple(lines)


def _float_out(stays: Money, drawer_id: str, to_safe: bool) -> tuple[Line, ...]:
    if not stays:
        return ()
    return (_put_by(stays, drawer_id, to_safe), Line(Account.TILL, -stays, TenderKind.CASH))


def _put_by(amount: Money, drawer_id: str, in_safe: bool) -> Line:
    """The side of a float that is not in a till: in the drawer between two sessions, or in the safe."""
    if in_safe:
        return Line(Account.SAFE, amount, TenderKind.CASH)
    return Line(Account.FLOAT, amount, TenderKind.CASH, drawer_id=drawer_id)


def opening_lines(expected: Money, counted: Money, drawer_id: str, from_safe: bool = False) -> tuple[ClosingEntry, ...]:
    """What an opening books: the float goes into the till, and a gap since the last close is nobody's shift (CD-09).

    ``from_safe``: the shift before still counts what is in the drawer, so the float is fetched from the safe (CD-03).
    """
    entries: list[ClosingEntry] = []
    if expected:
        entries.append(
            ClosingEntry(
                JournalKind.FLOAT_IN,
                (Line(Account.TILL, expected, TenderKind.CASH), _put_by(-expected, drawer_id, from_safe)),
            )
        )
    gap = counted - expected
    if gap:
        entries.append(
            ClosingEntry(
                JournalKind.OPENING_GAP,
                (
                    Line(Account.TILL, gap, TenderKind.CASH),
                    Line(Account.OPENING_GAP, -gap, TenderKind.CASH, drawer_id=drawer_id),
                ),
            )
        )
    return tuple(entries)
