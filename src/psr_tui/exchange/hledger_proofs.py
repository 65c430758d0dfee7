"""Which balances an exported journal asserts, and from where they are known (cash-drawer.md CD-108).

- At the opening the till holds what was counted then.
- The float of a drawer, before it goes into a till, is what the report prints as left by the last close (I15).
- At the close every tender holds what was counted (after over/short), once by the counted rows and once as printed.
- After the close the session holds nothing (I5) and the drawer keeps what the report prints.

Nothing here adds up ledger lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from psr_tui.domain.ledger import Account, JournalKind, held_account
from psr_tui.domain.money import Money
from psr_tui.domain.posted_set import PostedJournal, PostedLine, PostedSession, PostedSet, account_name
from psr_tui.domain.posted_set import held_account_name as held_name

Balance = tuple[str, Money]
"""An account and what it must hold."""
_OPENING = frozenset({JournalKind.FLOAT_IN, JournalKind.OPENING_GAP})
_AFTER_COUNT = frozenset({JournalKind.DEPOSIT, JournalKind.SETTLEMENT, JournalKind.FLOAT_OUT})


@dataclass(frozen=True, slots=True)
class Proof:
    """A transaction without money that asserts balances."""

    code: str
    words: str
    session: str
    balances: tuple[Balance, ...]


@dataclass(frozen=True, slots=True)
class Proofs:
    """What is asserted, by the sequence of a journal: ahead of its own lines, on its own lines, and after it.

    ``notes`` say what could not be asserted and why.
    """

    before: Mapping[int, tuple[Balance, ...]] = field(default_factory=dict)
    within: Mapping[int, tuple[Balance, ...]] = field(default_factory=dict)
    after: Mapping[int, tuple[Proof, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def proofs(posted: PostedSet) -> Proofs:
    """Every assertion of a set that begins with the clinic's first posting."""
    by_session: dict[int, list[PostedJournal]] = {}
    for journal in posted.journals:
        if journal.session is not None:
            by_session.setdefault(journal.session, []).append(journal)
    floats = _Floats(posted, by_session)
    before: dict[int, tuple[Balance, ...]] = {}
    within: dict[int, tuple[Balance, ...]] = {}
    after: dict[int, tuple[Proof, ...]] = {}
    notes: list[str] = []
    for number, journals in by_session.items():
        session = posted.sessions[number]
        _opening(session, journals, floats, before, within)
        if session.z_number is None:
            notes.append(f"{session.name} is not closed: nothing is asserted about its close")
            continue
        if session.printed is None:
            notes.append(f"Z {session.z_number:06d} cannot be read: nothing is asserted from its print")
        _closing(session, journals, floats, after)
    return Proofs(before, within, after, tuple(notes))


def _opening(
    session: PostedSession,
    journals: Sequence[PostedJournal],
    floats: _Floats,
    before: dict[int, tuple[Balance, ...]],
    within: dict[int, tuple[Balance, ...]],
) -> None:
    opening = [journal for journal in journals if journal.kind in _OPENING]
    if opening and session.opening_counted is not None:
        till = next(line for line in opening[-1].lines if line.account is Account.TILL)
        within[opening[-1].sequence] = ((account_name(till, opening[-1], session), session.opening_counted),)
    for journal in opening:
        if journal.kind is JournalKind.FLOAT_IN and session.printed is not None and floats.in_order(journal):
            before[journal.sequence] = ((_float_name(journal, session), session.printed.float_expected),)


def _closing(
    session: PostedSession, journals: Sequence[PostedJournal], floats: _Floats, after: dict[int, tuple[Proof, ...]]
) -> None:
    """The count stands after the last journal that is not part of the close itself, the report after the last one."""
    keys = [key for key, _ in session.counted]
    names = [held_name(session, held_account(key.tender), key) for key in keys]
    counted = [amount for _, amount in session.counted]
    printed = session.printed.counted if session.printed is not None else ()
    balances = list(zip(names, counted, strict=True))
    if len(printed) == len(names):
        balances += zip(names, printed, strict=True)
    till = [journal for journal in journals if journal.kind not in _AFTER_COUNT]
    if till and balances:
        place = till[-1].sequence
        after[place] = (Proof(f"{session.name}-COUNT", "counted", session.name, tuple(balances)),)
    last = journals[-1]
    ending: list[Balance] = [(name, Money.zero()) for name in names]
    if session.printed is not None and last.kind is JournalKind.FLOAT_OUT and floats.keeps(session, last):
        ending.append((_float_name(last, session), session.printed.stays))
    if ending:
        report = Proof(f"Z-{session.z_number:06d}", "closed", session.name, tuple(ending))
        after[last.sequence] = (*after.get(last.sequence, ()), report)


def _float_name(journal: PostedJournal, session: PostedSession) -> str:
    line = next(line for line in journal.lines if line.account is Account.FLOAT)
    return account_name(line, journal, session)


class _Floats:
    """Where the float of a drawer can be asserted: the file's order of days must be the order of posting for it.

    That fails when a drawer was added after midnight but before the cut-off, or when a clock was wrong once; the
    books are right then, and an assertion would be a false alarm for ever.
    """

    def __init__(self, posted: PostedSet, by_session: Mapping[int, Sequence[PostedJournal]]) -> None:
        self._sorted: set[int] = set()
        touched = list(_touching_floats(posted))
        for drawer in {line.drawer for _, line in touched}:
            order: list[tuple[date, int]] = sorted(
                (journal.business_date, journal.sequence) for journal, line in touched if line.drawer == drawer
            )
            by_posting = sorted(sequence for _, sequence in order)
            newest = 0
            for place, (_, sequence) in enumerate(order):
                newest = max(newest, sequence)
                if by_posting[place] == newest == sequence:
                    self._sorted.add(sequence)
        self._spans = {
            number: (posted.sessions[number].drawer, journals[0].sequence, journals[-1].sequence)
            for number, journals in by_session.items()
        }

    def in_order(self, journal: PostedJournal) -> bool:
        """Whether everything posted to this float before stands before it in the file, and nothing else does."""
        return journal.sequence in self._sorted

    def keeps(self, session: PostedSession, last: PostedJournal) -> bool:
        """Whether this close alone filled the drawer's float: no other session of the drawer ran beside it, and it
        is not a correction."""
        drawer, first, end = self._spans[session.number]
        beside = any(
            number != session.number and place == drawer and begun < end and ended > first
            for number, (place, begun, ended) in self._spans.items()
        )
        return not session.is_adjustment and not beside and self.in_order(last)


def _touching_floats(posted: PostedSet) -> Iterator[tuple[PostedJournal, PostedLine]]:
    return ((journal, line) for journal, line in posted.lines() if line.account is Account.FLOAT)
