"""Cash in and out of an open drawer without a patient, each in one transaction with its reason (cash-drawer.md 5).

Safe drops, which need a bag and a witness, are in `psr_tui.services.drawer`; opening without a sale, which moves no
cash, is in `psr_tui.services.printing`.
"""

from __future__ import annotations

from psr_tui.domain.cash_moves import (
    ChangeSwap,
    Move,
    MoveBack,
    PayIn,
    PayOut,
    check_amount,
    check_comment,
    check_enough,
    check_note,
    check_open,
    check_still_there,
    check_swap,
    move_back_lines,
    pay_in_lines,
    pay_out_lines,
    swap_lines,
)
from psr_tui.domain.drawer import DrawerSession
from psr_tui.domain.errors import InvalidInput, NotAllowed, Refused
from psr_tui.domain.expected import ExpectedKey, expected
from psr_tui.domain.fingerprint import fingerprint
from psr_tui.domain.ledger import Account, Journal, JournalKind, Line, post
from psr_tui.domain.money import Money
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.tenders import TenderKind
from psr_tui.services.drawer_steps import DrawerSteps
from psr_tui.services.guards import must_exist
from psr_tui.services.posting import already_posted, post_journal
from psr_tui.services.second_person import as_actor, second_person
from psr_tui.store.repositories.cash_moves import CashMove, StandingMove
from psr_tui.store.repositories.reference import Reason
from psr_tui.store.repositories.staff import StaffMember
from psr_tui.store.unit_of_work import UnitOfWork

__all__ = ["CashMove", "CashMoveService", "Reason", "StandingMove", "check_reason", "till_of"]


class CashMoveService(DrawerSteps):
    """Pay-in, pay-out, change swap. Only the drawer's own rep moves its cash."""

    def reasons(self, actor: Actor, move: Move) -> list[Reason]:
        """Why cash is moved this way (15.3), in the order of the list."""
        with self._store.read() as work:
            return [reason for reason in work.reference.reasons("cash_move") if reason.detail == move.value]

    def pay_in(self, actor: Actor, command: PayIn) -> Money:
        """Book cash that came into the drawer; returns its amount.

        Raises: Refused while the drawer takes no cash, InvalidInput for amount, reason or note.
        """
        amount = check_amount(command.amount)
        with self._store.write(actor, "drawer.pay_in", "drawer_session", command.session_id) as work:
            if already_posted(work, command.command_id, fingerprint(command)):
                return amount
            session = self._movable(work, actor, command.session_id)
            reason = check_reason(work, Move.PAY_IN, command.reason)
            note = check_note(command.note, reason.needs_comment, reason.label)
            self._post(work, actor, session, JournalKind.PAY_IN, command, pay_in_lines(reason.code, amount), note)
            work.commit()
        return amount

    def pay_out(self, actor: Actor, command: PayOut) -> Money:
        """Book cash that left the drawer for a purchase; returns its amount.

        Raises: as `pay_in`, and Refused when more is asked for than the drawer holds; the figure is not told.
        """
        amount = check_amount(command.amount)
        with self._store.write(actor, "drawer.pay_out", "drawer_session", command.session_id) as work:
            if already_posted(work, command.command_id, fingerprint(command)):
                return amount
            session = self._movable(work, actor, command.session_id)
            reason = check_reason(work, Move.PAY_OUT, command.reason)
            note = check_note(command.note, reason.needs_comment, reason.label)
            check_enough(till_of(work, session.session_id), amount)
            self._post(work, actor, session, JournalKind.PAY_OUT, command, pay_out_lines(amount), note)
            work.commit()
        return amount

    def swap(self, actor: Actor, command: ChangeSwap) -> Money:
        """Book cash that was changed into other pieces: worth nothing, kept piece by piece (CD-40)."""
        amount = check_swap(command.out_rows, command.in_rows)
        with self._store.write(actor, "drawer.swap", "drawer_session", command.session_id) as work:
            if already_posted(work, command.command_id, fingerprint(command)):
                return amount
            session = self._movable(work, actor, command.session_id)
            reason = check_reason(work, Move.SWAP, command.reason)
            note = check_note(command.note, reason.needs_comment, reason.label)
            for purpose, rows in (("swap_out", command.out_rows), ("swap_in", command.in_rows)):
                work.drawer.add_attempt(
                    work.new_id(), session.session_id, purpose, actor.staff_id, work.now, work.now, rows
                )
            self._post(work, actor, session, JournalKind.SWAP, command, swap_lines(amount), note)
            work.commit()
        return amount

    def standing(self, actor: Actor, session_id: str) -> list[StandingMove]:
        """What of the actor's drawer can be taken back, newest first. Raises Refused unless the drawer is open."""
        with self._store.read() as work:
            check_open(self._own(work, actor, session_id))
            return work.cash_moves.standing(session_id)

    def take_back(self, actor: Actor, command: MoveBack, login: str, password: str) -> StandingMove:
        """Take a drop, pay-in or pay-out back whole, signed by a supervisor who is not its rep (CD-38); returns it.

        Raises: WrongPassword, NotAllowed (signer, other drawer), InvalidInput (comment), AlreadyDone, Refused (taken
        back, banked, drawer takes no cash, till too empty; no figure is told).
        """
        comment = check_comment(command.comment)
        signer = second_person(self._store, self._clock, actor, "drawer.move_back", login, password)
        with self._store.write(actor, "drawer.move_back", "journal", command.journal_id) as work:
            move = must_exist(work.ledger.journal(command.journal_id), "This cash move")
            if already_posted(work, command.command_id, fingerprint(command)):
                return _as_moved(move)
            lines = move_back_lines(move)
            session = self._movable(work, actor, move.session_id or "")
            _check_signer(actor, signer, move)
            _check_stands(work, move)
            check_still_there(till_of(work, session.session_id), lines)
            journal = post(
                command.command_id, JournalKind.MOVE_BACK, lines, at=work.now, business_date=session.business_date,
                staff_id=actor.staff_id, content_hash=fingerprint(command), session_id=session.session_id,
                refers_to=move.journal_id, reason=move.reason, comment=comment, approved_by=signer.id,
            )  # fmt: skip
            post_journal(work, actor, journal)
            work.commit()
        return _as_moved(move)

    # --- steps ---
    def _post(
        self,
        work: UnitOfWork,
        actor: Actor,
        session: DrawerSession,
        kind: JournalKind,
        command: PayIn | PayOut | ChangeSwap,
        lines: tuple[Line, ...],
        note: str,
    ) -> None:
        self._book(
            work, actor, session, kind, lines,
            journal_id=command.command_id, content=fingerprint(command), reason=command.reason, comment=note,
        )  # fmt: skip


def _as_moved(move: Journal) -> StandingMove:
    amount = Money(max(line.cents for line in move.lines))
    return StandingMove(move.journal_id, move.at, move.kind, move.comment, move.bag, amount)


def _check_signer(actor: Actor, signer: StaffMember, move: Journal) -> None:
    """A supervisor who neither made the move nor takes it back. Raises NotAllowed."""
    as_actor(signer).require(Role.SUPERVISOR, "sign for a cash move that is taken back")
    if signer.id in (actor.staff_id, move.staff_id):
        raise NotAllowed("You cannot sign for your own cash move; another supervisor must.")


def _check_stands(work: UnitOfWork, move: Journal) -> None:
    """Raise Refused for what was taken back before, and for a drop that is on a deposit slip."""
    if work.cash_moves.came_back(move.journal_id):
        raise Refused("This was taken back already; nothing is left to do.")
    if work.cash_moves.banked(move.journal_id):
        raise Refused(f"Bag {move.bag} went to the bank already, so this drop stands.")


def check_reason(work: UnitOfWork, move: Move, code: str) -> Reason:
    """The reason of a move. Raises InvalidInput for one that is not in its list (CD-37)."""
    reason = work.reference.reason("cash_move", code)
    if reason is None or reason.detail != move.value:
        raise InvalidInput("Reason: choose one of the list.", "Reason")
    return reason


def till_of(work: UnitOfWork, session_id: str) -> Money:
    """The cash a session should hold now, by the one function (CD-56). Never to be shown before the count."""
    return expected(work.ledger.session_entries(session_id, account=Account.TILL))[ExpectedKey(TenderKind.CASH)].amount
