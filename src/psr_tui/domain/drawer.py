"""The life of a drawer session: states and moves, the frozen count against what was expected, and who must agree.

Source of the rules: cash-drawer.md sections 1, 2, 6, 7. The state is one column (CD-01); there is no way back from
closed (CD-04); a drawer can always be closed (CD-58): a difference asks for a reason and, when large, for a second
person, but never blocks for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from psr_tui.domain.clock import at_local
from psr_tui.domain.errors import InvalidInput, NotAllowed, Refused
from psr_tui.domain.expected import ExpectedKey, TenderSum
from psr_tui.domain.money import Money
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.tenders import CARD_LIKE, TENDER_LABELS, TenderKind


class DrawerState(StrEnum):
    """Where a drawer session stands between its float and its report."""

    OPEN = "open"
    SUSPENDED = "suspended"
    COUNTING = "counting"
    COUNTED = "counted"
    APPROVED = "approved"
    CLOSED = "closed"


_S = DrawerState
MOVES: frozenset[tuple[DrawerState, DrawerState]] = frozenset(
    {
        (_S.OPEN, _S.SUSPENDED),
        (_S.OPEN, _S.COUNTING),
        (_S.SUSPENDED, _S.OPEN),
        (_S.SUSPENDED, _S.COUNTING),
        (_S.COUNTING, _S.OPEN),  # before the freeze only; logged
        (_S.COUNTING, _S.COUNTED),
        (_S.COUNTED, _S.COUNTING),  # a recount is the next attempt
        (_S.COUNTED, _S.APPROVED),
        (_S.COUNTED, _S.CLOSED),  # only when nothing needs approval
        (_S.APPROVED, _S.CLOSED),
    }
)
STATE_WORDS: dict[DrawerState, str] = {
    _S.OPEN: "open",
    _S.SUSPENDED: "suspended",
    _S.COUNTING: "being counted",
    _S.COUNTED: "counted and frozen",
    _S.APPROVED: "approved",
    _S.CLOSED: "closed",
}
# A drawer whose rep went home must still be counted and closed by somebody (CD-58, CD-76): a supervisor.
_SUPERVISOR_MAY = frozenset(
    {
        (_S.OPEN, _S.COUNTING),
        (_S.SUSPENDED, _S.COUNTING),
        (_S.COUNTING, _S.COUNTED),
        (_S.COUNTED, _S.COUNTING),
        (_S.COUNTED, _S.CLOSED),
        (_S.APPROVED, _S.CLOSED),
    }
)


@dataclass(frozen=True, slots=True)
class DrawerSession:
    """One rep's stretch with one drawer. ``business_date`` is fixed at open, whatever the clock says later (CD-74)."""

    session_id: str
    drawer_id: str
    drawer_code: str
    staff_id: str
    staff_name: str
    state: DrawerState
    business_date: date
    opened_at: datetime
    float_expected: Money
    float_counted: Money
    version: int
    changed_by: str
    changed_at: datetime
    approved_by: str | None = None
    closed_at: datetime | None = None
    z_number: int | None = None
    witness_id: str | None = None  # who counted the float with the rep, where the clinic wants that


def check_move(session: DrawerSession, to: DrawerState, actor: Actor) -> None:
    """Raise Refused (naming state and holder) or NotAllowed unless ``actor`` may move the session to ``to``."""
    move = (session.state, to)
    if move not in MOVES:
        raise Refused(
            f"Drawer {session.drawer_code} is {STATE_WORDS[session.state]} ({session.staff_name}): "
            f"it cannot become {STATE_WORDS[to]} now."
        )
    if to is _S.APPROVED:
        actor.require(Role.SUPERVISOR, "approve a difference")
        if actor.staff_id == session.staff_id:
            raise NotAllowed("You cannot approve your own drawer; ask another supervisor to sign.")
        return
    if actor.staff_id == session.staff_id:
        return
    if move in _SUPERVISOR_MAY:
        actor.require(Role.SUPERVISOR, f"do this with the drawer of {session.staff_name}")
        return
    check_own(session, actor)


def check_own(session: DrawerSession, actor: Actor) -> None:
    """Raise NotAllowed, naming the rep, unless the session is the actor's own (CD-73)."""
    if session.staff_id != actor.staff_id:
        raise NotAllowed(f"Drawer {session.drawer_code} belongs to {session.staff_name} until it is closed.")


def business_day(now: datetime, cut_off_hour: int, tz: ZoneInfo) -> date:
    """The business date a session opens on: until the cut-off hour the night still belongs to the day before."""
    at = now.astimezone(tz)
    return at.date() - timedelta(days=1) if at.hour < cut_off_hour else at.date()


def business_end(session_date: date, cut_off_hour: int, tz: ZoneInfo) -> datetime:
    """The instant (UTC) after which a session of that business date takes no more money (CD-76)."""
    return at_local(session_date + timedelta(days=1), cut_off_hour, 0, tz)


def check_takes_money(session: DrawerSession | None, now: datetime, cut_off_hour: int, tz: ZoneInfo) -> DrawerSession:
    """The session money lands in, or Refused with the way out; what was typed is kept by the screen (CD-19, CD-20)."""
    if session is None:
        raise Refused("You have no open drawer. Open one with F5 first; what you typed here is kept.")
    if session.state is not _S.OPEN:
        by = f" by {session.changed_by}" if session.changed_by != session.staff_name else ""  # whom to ask
        raise Refused(
            f"Drawer {session.drawer_code} is {STATE_WORDS[session.state]}{by} and takes no money. "
            "Open or resume a drawer with F5; what you typed here is kept."
        )
    if now >= business_end(session.business_date, cut_off_hour, tz):
        raise Refused(
            f"Drawer {session.drawer_code} is still on {session.business_date:%m/%d/%Y}. "
            "Count and close it (F5) before you take more money; what you typed here is kept."
        )
    return session


@dataclass(frozen=True, slots=True)
class TenderCount:
    """What was counted of one tender: for cards the slip of one terminal, for papers the ticked ones.

    ``amount`` is negative only for a terminal that gave back more than it took. ``whole_terminal``: its slip is over
    every card of the terminal, HSA and FSA cards among them.
    """

    key: ExpectedKey
    amount: Money
    papers: int = 0
    batch: str = ""
    whole_terminal: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of the reveal: counted, expected and the difference, both stored at the freeze (I4)."""

    key: ExpectedKey
    counted: Money
    expected: Money
    counted_papers: int = 0
    expected_papers: int = 0
    batch: str = ""

    @property
    def amount(self) -> Money:
        """Counted less expected: negative is short, positive is over."""
        return self.counted - self.expected

    @property
    def word(self) -> str:
        """OVER, SHORT or EVEN in words, not by sign and colour alone (CD-53)."""
        if self.amount.cents == 0:
            return "EVEN"
        return "OVER" if self.amount.cents > 0 else "SHORT"

    @property
    def is_even(self) -> bool:
        """Sum and number of papers must both agree: sums alone hide swapped checks (CD-51)."""
        return self.amount.cents == 0 and self.counted_papers == self.expected_papers

    @property
    def label(self) -> str:
        """The tender, with its terminal when it has one."""
        name = TENDER_LABELS[self.key.tender]
        return f"{name} {self.key.terminal}" if self.key.terminal else name


_ORDER = list(TenderKind)


def compare(counts: Iterable[TenderCount], expected: Mapping[ExpectedKey, TenderSum]) -> tuple[Difference, ...]:
    """Counted against expected, per tender and terminal; what was not counted at all is zero counted.

    Any count of zero or more is accepted (CD-54), of a card terminal also a net below zero. Cash has no papers.
    """
    by_key = {count.key: count for count in counts}
    result = []
    for key in sorted(set(by_key) | set(expected), key=lambda key: (_ORDER.index(key.tender), key.terminal)):
        count = by_key.get(key, TenderCount(key, Money.zero()))
        due = expected.get(key, TenderSum(Money.zero(), 0))
        with_papers = key.tender in CARD_LIKE or key.tender in (TenderKind.CHECK, TenderKind.MONEY_ORDER)
        result.append(
            Difference(
                key,
                count.amount,
                due.amount,
                count.papers if with_papers else 0,
                due.papers if with_papers else 0,
                count.batch,
            )
        )
    return tuple(result)


def needs_reason(differences: Iterable[Difference]) -> bool:
    """Any difference asks for a coded reason and a comment (CD-57)."""
    return any(not difference.is_even for difference in differences)


def needs_approval(differences: Iterable[Difference], threshold: Money) -> bool:
    """Another person signs when one tender is off by more than the threshold, either way (CD-59)."""
    return any(abs(difference.amount.cents) > threshold.cents for difference in differences)


def check_reason(differences: Iterable[Difference], reason: str, comment: str) -> None:
    """Raise InvalidInput unless a difference has its reason and its comment."""
    if not needs_reason(differences):
        return
    if not reason:
        raise InvalidInput("Reason: the count differs; choose why (OS90 when nobody knows).", "Reason")
    if not comment.strip():
        raise InvalidInput("Comment: the count differs; write one line on what happened.", "Comment")


def check_recount(attempts: int, allowed: int, actor: Actor, session: DrawerSession) -> None:
    """After ``allowed`` attempts a recount needs a supervisor who is not the rep (CD-50). Raises NotAllowed."""
    if attempts < allowed:
        return
    if actor.staff_id == session.staff_id or not actor.at_least(Role.SUPERVISOR):
        raise NotAllowed(f"This drawer was counted {attempts} times; a supervisor must start another count.")


def check_close(session: DrawerSession, differences: Iterable[Difference], threshold: Money) -> None:
    """Raise Refused when the difference still waits for another person's signature."""
    if session.state is not _S.APPROVED and needs_approval(differences, threshold):
        raise Refused(
            f"A difference above {threshold.dollars} needs a supervisor's signature. Press 6 and let one sign."
        )


def deposit_of(counted_cash: Money, drawer_float: Money) -> tuple[Money, Money]:
    """(to the bank, stays in the drawer): the drawer keeps its float, or all it has when that is less (CD-12)."""
    kept = min(counted_cash, drawer_float)
    return counted_cash - kept, kept
