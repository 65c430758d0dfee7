"""Counting a drawer, blind: until the freeze nothing expected is read (cash-drawer.md CD-46, CD-95)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from psr_tui.domain.counting import check_count, total
from psr_tui.domain.drawer import DrawerSession, DrawerState, TenderCount, check_move, check_recount, compare
from psr_tui.domain.drawer_acts import SubmitCount
from psr_tui.domain.drawer_opening import check_not_followed
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.expected import ExpectedKey, expected
from psr_tui.domain.fingerprint import fingerprint
from psr_tui.domain.hand_over import refuse_pending
from psr_tui.domain.money import Money
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.tenders import CARD_LIKE, TICKED, TenderKind, refuse_card_number
from psr_tui.domain.terminal_slips import by_card_kind
from psr_tui.domain.text import clean
from psr_tui.services.drawer_steps import Reveal
from psr_tui.services.guards import must_exist
from psr_tui.services.second_person import as_actor, second_person
from psr_tui.services.sent_before import sent_before, stamp
from psr_tui.services.unfinished import UnfinishedPayments
from psr_tui.store.repositories.receipts import Paper


@dataclass(frozen=True, slots=True)
class CountSheet:
    """What is counted beside cash: papers to tick, terminals and other tenders to type. No sum, no expected amount;
    a paper's own amount stands on the paper in the hand."""

    session: DrawerSession
    papers: tuple[Paper, ...]
    terminals: tuple[str, ...]
    others: tuple[TenderKind, ...]


class DrawerCount(UnfinishedPayments):
    """From "count" to the reveal."""

    def begin_count(self, actor: Actor, session_id: str, version: int) -> CountSheet:
        """Start to count; the drawer takes no money from now on."""
        self._move(actor, session_id, version, DrawerState.COUNTING, "drawer.count")
        return self.sheet(actor, session_id)

    def leave_count(self, actor: Actor, session_id: str, version: int) -> DrawerSession:
        """Back to taking money before the count was frozen; logged (section 1). Typed quantities stay as a draft."""
        with self._store.read() as work:
            session = must_exist(work.drawer.session(session_id), "This drawer session")
            if session.state is DrawerState.COUNTING and work.drawer.attempts(session_id):
                raise Refused("This drawer was counted and frozen before; finish the recount.")
            check_not_followed(work.drawer.followed_by(session))
        return self._move(actor, session_id, version, DrawerState.OPEN, "drawer.leave_count")

    def sheet(self, actor: Actor, session_id: str) -> CountSheet:
        """What is to be ticked and typed; reads no amount but those printed on the papers themselves."""
        with self._store.read() as work:
            session = must_exist(work.drawer.session(session_id), "This drawer session")
            if actor.staff_id != session.staff_id:
                actor.require(Role.SUPERVISOR, f"count the drawer of {session.staff_name}")
            if session.state is not DrawerState.COUNTING:
                raise Refused(f"Drawer {session.drawer_code} is not being counted.")
            return CountSheet(
                session,
                tuple(work.ledger.papers(session_id)),
                tuple(work.ledger.terminals(session_id)),
                tuple(work.ledger.other_tenders(session_id)),
            )

    def freeze(self, actor: Actor, command: SubmitCount) -> Reveal:
        """Freeze the count: counted and expected are stored together at this instant (CD-49, I4).

        Raises: InvalidInput for an unfinished count, Stale, Refused when nobody is counting.
        """
        rows = check_count(command.rows)
        with self._store.write(actor, "drawer.freeze", "drawer_session", command.session_id) as work:
            session = self._session(work, command.session_id)
            if any(attempt.attempt_id == command.command_id for attempt in work.drawer.attempts(session.session_id)):
                sent_before(work, "drawer_session", session.session_id, command)
                return self._reveal(work, session)
            check_move(session, DrawerState.COUNTED, actor)
            refuse_pending(work.cash_moves.pending(session.session_id))
            self._guard(work, session, command.version)
            counts = _counts(command, work.ledger.papers(session.session_id))
            due = expected(work.ledger.session_entries(session.session_id))
            differences = compare(by_card_kind(counts, due), due)
            attempt = work.drawer.add_attempt(
                command.command_id, session.session_id, "closing", actor.staff_id, session.changed_at, work.now, rows
            )
            work.drawer.add_differences(command.command_id, differences)
            work.drawer.add_papers(command.command_id, dict.fromkeys(command.papers))  # a paper ticked twice is one
            session = self._set(work, actor, session, DrawerState.COUNTED, difference_reason="", difference_comment="")
            work.audit.append(
                "drawer.freeze", "drawer_session", session.session_id,
                detail={"attempt": attempt, "count": fingerprint(differences), **stamp(command)},
            )  # fmt: skip
            reveal = self._reveal(work, session)
            work.commit()
        return reveal

    def reveal(self, actor: Actor, session_id: str) -> Reveal:
        """The frozen count again; refused before the freeze."""
        with self._store.read() as work:
            session = self._session(work, session_id)
            if actor.staff_id != session.staff_id:
                actor.require(Role.SUPERVISOR, f"see the count of {session.staff_name}")
            return self._reveal(work, session)

    def recount(self, actor: Actor, session_id: str, version: int, login: str = "", password: str = "") -> CountSheet:
        """Count again as the next attempt, with empty fields; every attempt is kept (CD-50).

        ``login`` and ``password``: of the supervisor who allows another attempt at this station, when there were many.
        """
        signer = second_person(self._store, self._clock, actor, "drawer.recount", login, password) if login else None
        with self._store.write(actor, "drawer.recount", "drawer_session", session_id) as work:
            session = self._session(work, session_id)
            if session.state is not DrawerState.COUNTED:
                raise Refused("Only a count that is frozen can be counted again.")
            attempts = len(work.drawer.attempts(session_id))
            check_move(session, DrawerState.COUNTING, actor)
            allows = as_actor(signer) if signer is not None else actor
            check_recount(attempts, work.clinic.get().count_attempts_before_supervisor, allows, session)
            self._guard(work, session, version)
            self._set(work, actor, session, DrawerState.COUNTING)
            work.audit.append(
                "drawer.recount",
                "drawer_session",
                session_id,
                detail={"attempt": attempts + 1, "allowed_by": allows.staff_id},
            )
            work.commit()
        return self.sheet(actor, session_id)


def _counts(command: SubmitCount, listed: Iterable[Paper]) -> list[TenderCount]:
    """The whole count by tender: cash from its rows, papers from their ticks, the rest as typed."""
    by_line = {(paper.journal_id, paper.position): paper for paper in listed}
    ticked: dict[TenderKind, list[Paper]] = {kind: [] for kind in TICKED}
    for one in set(command.papers):
        paper = by_line.get(one)
        if paper is None:
            raise Refused("A check on the list was given back meanwhile; open the count again.")
        ticked[paper.tender].append(paper)
    counts = [TenderCount(ExpectedKey(TenderKind.CASH), total(command.rows))]
    counts += [
        TenderCount(ExpectedKey(kind), Money.total(paper.amount for paper in papers), len(papers))
        for kind, papers in ticked.items()
        if papers
    ]
    seen: set[ExpectedKey] = set()
    for count in command.tenders:
        key = ExpectedKey(count.key.tender, clean(count.key.terminal, 40))
        if key.tender is TenderKind.CASH or key.tender in TICKED or key in seen:
            raise InvalidInput("Count: each terminal and each other tender is typed once.", "Terminal")
        if key.tender in CARD_LIKE and not key.terminal:
            raise InvalidInput("Terminal: type the terminal that printed the slip, for example T1.", "Terminal")
        if count.papers < 0 or (count.amount.cents < 0 and key.tender not in CARD_LIKE):
            raise InvalidInput("Amount: a count is zero or more; only a card terminal's net may be below.", "Amount")
        seen.add(key)
        batch = refuse_card_number(clean(count.batch, 40), "Batch")
        counts.append(TenderCount(key, count.amount, count.papers, batch, count.whole_terminal))
    return counts
