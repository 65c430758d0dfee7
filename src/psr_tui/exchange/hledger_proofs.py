"""Which balances an exported journal asserts, and from where they are known (cash-drawer.md CD-108).

- At the opening the till holds what was counted then.
- The float of a drawer, before it goes into a till, is what the report prints as left by the last close (I15).
- At the close every tender holds what was counted (after over/short), once by the counted rows and once as printed.
- After the close the session holds nothing (I5), the bag and the drawer hold what the report prints (I12, I15).

Nothing here adds up ledger lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from psr_tui.domain.ledger import HELD, Account, JournalKind, held_account
from psr_tui.domain.money import Money
from psr_tui.domain.posted_set import PostedJournal, PostedSession, PostedSet, account_name
from psr_tui.domain.posted_set import held_account_name as held_name


class Balance(NamedTuple):
    """An account, what it must hold, and who says so."""

    account: str
    amount: Money
    source: str


_COUNTED, _PRINTED, _EMPTY = "counted", "printed", "nothing is left"
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
    floats = _Floats(posted)
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
        name = account_name(till, opening[-1], session)
        within[opening[-1].sequence] = (Balance(name, session.opening_counted, _COUNTED),)
    for journal in opening:
        if journal.kind is JournalKind.FLOAT_IN and session.printed is not None and floats.fits(session, journal):
            left = session.printed.float_expected
            before[journal.sequence] = (Balance(_name(journal, Account.FLOAT, session), left, _PRINTED),)


def _closing(
    session: PostedSession, journals: Sequence[PostedJournal], floats: _Floats, after: dict[int, tuple[Proof, ...]]
) -> None:
    """The count stands after the last journal that is not part of the close itself, the report after the last one."""
    names = [held_name(session, held_account(key.tender), key) for key, _ in session.counted]
    balances = [Balance(name, amount, _COUNTED) for name, (_, amount) in zip(names, session.counted, strict=True)]
    if session.printed is not None and len(session.printed.counted) == len(names):
        balances += [
            Balance(name, amount, _PRINTED) for name, amount in zip(names, session.printed.counted, strict=True)
        ]
    before = [journal for journal in journals if journal.kind not in _AFTER_COUNT]
    if before and balances:
        count = Proof(f"{session.name}-COUNT", "counted", session.name, tuple(balances))
        after[before[-1].sequence] = (count,)
    ending = [Balance(name, Money.zero(), _EMPTY) for name in dict.fromkeys((*names, *_held_by(session, journals)))]
    ending += _printed_ending(session, journals, floats)
    if ending:
        report = Proof(f"Z-{session.z_number:06d}", "closed", session.name, tuple(ending))
        last = journals[-1].sequence
        after[last] = (*after.get(last, ()), report)


def _printed_ending(session: PostedSession, journals: Sequence[PostedJournal], floats: _Floats) -> list[Balance]:
    """What the report says of the bag and of the float that stays (I12, I15)."""
    if session.printed is None:
        return []
    found = []
    for journal in journals:
        if journal.kind is JournalKind.DEPOSIT:
            found.append(Balance(_name(journal, Account.DEPOSIT_BAG, session), session.printed.to_bank, _PRINTED))
        if journal.kind is JournalKind.FLOAT_OUT and floats.fits(session, journal):
            found.append(Balance(_name(journal, Account.FLOAT, session), session.printed.stays, _PRINTED))
    return found


def _held_by(session: PostedSession, journals: Sequence[PostedJournal]) -> list[str]:
    """Every account the session ever held something in; a correction after a close is counted by nobody."""
    return [
        account_name(line, journal, session) for journal in journals for line in journal.lines if line.account in HELD
    ]


def _name(journal: PostedJournal, account: Account, session: PostedSession) -> str:
    return account_name(next(line for line in journal.lines if line.account is account), journal, session)


class _Floats:
    """Where the float of a drawer can be asserted.

    The file's order of days must be the order of posting for it. That fails when a drawer was added after midnight but
    before the cut-off, or when a clock was wrong once; the books are right then, and an assertion would be a false
    alarm for ever. And no other session may have run on the drawer meanwhile: a shift that opens early (CD-03) takes a
    float that the one being counted has not given back yet.
    """

    def __init__(self, posted: PostedSet) -> None:
        touched = [(journal, line) for journal, line in posted.lines() if line.account is Account.FLOAT]
        self._in_order: set[int] = set()
        for drawer in {line.drawer for _, line in touched}:
            by_day = sorted((one.business_date, one.sequence) for one, line in touched if line.drawer == drawer)
            by_posting = sorted(sequence for _, sequence in by_day)
            newest = 0
            for place, (_, sequence) in enumerate(by_day):
                newest = max(newest, sequence)
                if by_posting[place] == newest == sequence:
                    self._in_order.add(sequence)
        self._beside = _ran_beside(session for session in posted.sessions.values() if not session.is_adjustment)

    def fits(self, session: PostedSession, journal: PostedJournal) -> bool:
        """Whether at this journal of the session the drawer's float must be what its report prints."""
        return journal.sequence in self._in_order and session.number not in self._beside


def _ran_beside(sessions: Iterable[PostedSession]) -> frozenset[int]:
    """The sessions that were not closed while another one of their drawer was open."""
    found: set[int] = set()
    running: dict[str, list[PostedSession]] = {}
    for session in sorted(sessions, key=lambda one: one.opened_at):
        others = running.get(session.drawer, [])
        still = [one for one in others if one.closed_at is None or one.closed_at > session.opened_at]
        if still:
            found |= {session.number, *(one.number for one in still)}
        running[session.drawer] = [*still, session]
    return frozenset(found)
