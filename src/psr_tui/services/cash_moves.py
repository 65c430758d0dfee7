"""Cash in and out of an open drawer without a patient, each in one transaction with its reason (cash-drawer.md 5).

Safe drops, which need a bag and a witness, are in `psr_tui.services.drawer`; opening without a sale, which moves no
cash, is in `psr_tui.services.printing`.
"""

from __future__ import annotations

from psr_tui.domain.cash_moves import (
    ChangeSwap,
    Move,
    PayIn,
    PayOut,
    check_amount,
    check_enough,
    check_note,
    check_swap,
    pay_in_lines,
    pay_out_lines,
    swap_lines,
)
from psr_tui.domain.drawer import DrawerSession
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.expected import ExpectedKey, expected
from psr_tui.domain.fingerprint import fingerprint
from psr_tui.domain.ledger import Account, JournalKind, Line
from psr_tui.domain.money import Money
from psr_tui.domain.staff import Actor
from psr_tui.domain.tenders import TenderKind
from psr_tui.services.drawer_steps import DrawerSteps
from psr_tui.services.posting import already_posted
from psr_tui.store.repositories.cash_moves import CashMove
from psr_tui.store.repositories.reference import Reason
from psr_tui.store.unit_of_work import UnitOfWork

__all__ = ["CashMove", "CashMoveService", "Reason", "check_reason", "till_of"]


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


def check_reason(work: UnitOfWork, move: Move, code: str) -> Reason:
    """The reason of a move. Raises InvalidInput for one that is not in its list (CD-37)."""
    reason = work.reference.reason("cash_move", code)
    if reason is None or reason.detail != move.value:
        raise InvalidInput("Reason: choose one of the list.", "Reason")
    return reason


def till_of(work: UnitOfWork, session_id: str) -> Money:
    """The cash a session should hold now, by the one function (CD-56). Never to be shown before the count."""
    return expected(work.ledger.session_entries(session_id, account=Account.TILL))[ExpectedKey(TenderKind.CASH)].amount
