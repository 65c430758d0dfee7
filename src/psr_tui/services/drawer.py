"""The drawer's day: open on a counted float, drop to the safe, step away, and what the screen may know meanwhile.

The count and the close are in `psr_tui.services.drawer_close`. Nothing here reads an expected amount for somebody who
still has to count (cash-drawer.md CD-46).
"""

from __future__ import annotations

from dataclasses import dataclass

from psr_tui.domain.cash_moves import Move, over_maximum
from psr_tui.domain.clinic import Clinic
from psr_tui.domain.clock import local_date
from psr_tui.domain.counting import total
from psr_tui.domain.drawer import DrawerSession, DrawerState, business_end
from psr_tui.domain.drawer_acts import AddDrawer, SafeDrop, SetFloat
from psr_tui.domain.drawer_opening import open_long
from psr_tui.domain.errors import InvalidInput, NotAllowed, Refused
from psr_tui.domain.fingerprint import fingerprint
from psr_tui.domain.hand_over import Offer
from psr_tui.domain.ledger import Account, Journal, JournalKind, Line, post
from psr_tui.domain.money import Money
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.tenders import TenderKind, refuse_card_number
from psr_tui.domain.text import clean, fold
from psr_tui.services.cash_moves import check_reason, till_of
from psr_tui.services.drawer_opening import DrawerOpening, Opened, Opening
from psr_tui.services.guards import must_exist
from psr_tui.services.posting import already_posted, post_journal
from psr_tui.services.second_person import second_person
from psr_tui.services.sent_before import sent_before, stamp
from psr_tui.store.repositories.cash_moves import CashMove
from psr_tui.store.repositories.drawer import Drawer
from psr_tui.store.repositories.receipts import Drop, ReceiptLine
from psr_tui.store.unit_of_work import UnitOfWork

__all__ = ["CashMove", "Drawer", "DrawerLine", "DrawerService", "DrawerStatus", "Opened", "Opening", "ReceiptLine"]


@dataclass(frozen=True, slots=True)
class DrawerLine:
    """A drawer in the list: who has it and in which state. With pre-staging a drawer has a line for each session.

    ``late``: past its business day, or open for most of a long shift (CD-76, 15.6).
    """

    drawer: Drawer
    session: DrawerSession | None
    late: bool = False


@dataclass(frozen=True, slots=True)
class DrawerStatus:
    """The drawer as its own screen shows it; holds no expected amount, and while it is counted no move either.

    ``offered``: what it has offered to another rep and nobody has answered. ``followed_by``: who opened it early.
    """

    session: DrawerSession
    receipts: int
    drops: tuple[Drop, ...]
    attempts: int
    past_cut_off: bool
    open_long: bool = False
    over_maximum: bool = False
    moves: tuple[CashMove, ...] = ()
    offered: Offer | None = None
    followed_by: str = ""


class DrawerService(DrawerOpening):
    """Everything F5 asks for; opening, counting and closing come from the base."""

    # --- looking ---
    def drawers(self, actor: Actor) -> list[DrawerLine]:
        """Every drawer by code with its sessions that are not closed, the newest last."""
        with self._store.read() as work:
            clinic, live = work.clinic.get(), work.drawer.live()
            lines: list[DrawerLine] = []
            for drawer in work.drawer.drawers():
                here = [session for session in live if session.drawer_id == drawer.drawer_id]
                lines += [
                    DrawerLine(drawer, one, _is_late(work, clinic, one) or open_long(one, work.now)) for one in here
                ]
                lines += [] if here else [DrawerLine(drawer, None)]
            return lines

    def mine(self, actor: Actor) -> DrawerSession | None:
        """The actor's own session that is not closed yet."""
        with self._store.read() as work:
            return work.drawer.live_of(actor.staff_id)

    def status(self, actor: Actor, session_id: str) -> DrawerStatus:
        """The session with its counts; another's only for a supervisor. Raises NotFound, NotAllowed."""
        with self._store.read() as work:
            session = must_exist(work.drawer.session(session_id), "This drawer session")
            _may_look(actor, session)
            clinic = work.clinic.get()
            shows = session.state in (DrawerState.OPEN, DrawerState.SUSPENDED)
            return DrawerStatus(
                session,
                work.ledger.count_receipts(session_id),
                tuple(work.ledger.drops(session_id)) if shows else (),
                len(work.drawer.attempts(session_id)),
                _is_late(work, clinic, session),
                open_long(session, work.now),
                session.state is DrawerState.OPEN and _is_full(work, clinic, session),
                tuple(work.cash_moves.moves(session_id)) if shows else (),
                work.cash_moves.pending(session_id),
                work.drawer.followed_by(session),
            )

    def reminder(self, actor: Actor) -> str:
        """The one thing the actor's own drawer asks for now, as a sentence for the message line; '' for nothing.

        Nothing here blocks a payment (CD-36), and nothing is computed while somebody counts.
        """
        with self._store.read() as work:
            waiting = work.cash_moves.waiting(actor.staff_id)
            if waiting:
                return f"{waiting[0].from_name} hands cash over to you: F5, then 4 and 7 to count it."
            session, clinic = work.drawer.live_of(actor.staff_id), work.clinic.get()
            if session is None or session.state is not DrawerState.OPEN:
                return ""
            if _is_late(work, clinic, session):
                return f"Drawer {session.drawer_code} is past the cut-off: F5, count it and close it."
            if _is_full(work, clinic, session):
                return f"Drawer {session.drawer_code} holds more than it should: F5, then 4 and 1 for a safe drop."
            if open_long(session, work.now):
                return f"Drawer {session.drawer_code} is open for most of a long shift: F5 and 2 count it."
            return ""

    def receipts(self, actor: Actor, session_id: str, first: int, most: int) -> list[ReceiptLine]:
        """A page of the session's receipts, newest first. Refused while somebody counts: the list would tell what is
        expected (CD-46)."""
        with self._store.read() as work:
            session = must_exist(work.drawer.session(session_id), "This drawer session")
            _may_look(actor, session)
            if session.state is DrawerState.COUNTING:
                raise Refused("The list of payments is hidden while the drawer is counted.")
            found = work.ledger.receipts(session_id, first, most)
        self._views.listed(actor, [line.patient_id for line in found], "drawer")
        return found

    def receipt_row(self, actor: Actor, session_id: str, number: int) -> int | None:
        """Where a receipt stands in `receipts`, None when it is not there."""
        with self._store.read() as work:
            return work.ledger.receipt_row(session_id, number)

    def receipt_jump(self, actor: Actor, session_id: str, prefix: str, after: int) -> int | None:
        """The first receipt at or after row ``after`` whose surname starts so, going round; None when none does."""
        with self._store.read() as work:
            names = work.ledger.receipt_surnames(session_id)
        wanted = fold(prefix)
        order = [*range(after, len(names)), *range(min(after, len(names)))]
        return next((row for row in order if names[row].startswith(wanted)), None)

    # --- acts ---
    def add_drawer(self, actor: Actor, command: AddDrawer) -> str:
        """A new drawer with its float from outside the desk; only an administrator may. Returns its id."""
        actor.require(Role.ADMINISTRATOR, "add a drawer")
        code, label = clean(command.code, 8).upper(), clean(command.label, 60)
        if not code:
            raise InvalidInput("Drawer: type a short name for it, for example D3.", "Drawer")
        with self._store.write(actor, "drawer.add", "drawer", command.command_id) as work:
            if sent_before(work, "drawer", command.command_id, command):
                return command.command_id
            if any(drawer.code == code for drawer in work.drawer.drawers()):
                raise Refused(f"There is a drawer {code} already; choose another name.")
            drawer = Drawer(command.command_id, code, label, command.float_amount)
            work.drawer.add_drawer(drawer, actor.name, work.now)
            work.audit.append("drawer.add", "drawer", drawer.drawer_id, detail={"code": code, **stamp(command)})
            if command.float_amount:
                funds = (
                    Line(Account.FLOAT, command.float_amount, TenderKind.CASH, drawer_id=drawer.drawer_id),
                    Line(Account.EQUITY, -command.float_amount),
                )
                journal = post(
                    command.command_id,
                    JournalKind.OPENING_FUNDS,
                    funds,
                    at=work.now,
                    business_date=local_date(work.now, work.clinic.get().tz),
                    staff_id=actor.staff_id,
                    content_hash=fingerprint(command),
                )
                post_journal(work, actor, journal)
            work.touch("drawer")
            work.commit()
        return command.command_id

    def set_float(self, actor: Actor, command: SetFloat) -> Drawer:
        """Another float for a drawer; its next close keeps that amount (CD-12). Only an administrator may."""
        actor.require(Role.ADMINISTRATOR, "change the float of a drawer")
        with self._store.write(actor, "drawer.set_float", "drawer", command.code) as work:
            named = (one for one in work.drawer.drawers() if one.code == command.code)
            drawer = next(named, None)
            if drawer is None:
                raise InvalidInput(f"There is no drawer {command.code}; psr-tui drawer add makes one.", "Drawer")
            work.drawer.set_float(drawer.drawer_id, command.float_amount, actor.name, work.now)
            detail = {"from": drawer.float_amount.cents, "to": command.float_amount.cents}
            work.audit.append("drawer.set_float", "drawer", drawer.drawer_id, detail=detail)
            work.touch("drawer")
            work.commit()
        return Drawer(drawer.drawer_id, drawer.code, drawer.label, command.float_amount)

    def drop(self, actor: Actor, command: SafeDrop, login: str, password: str) -> Money:
        """Book a safe drop that a second person watched and signed; returns its amount.

        Raises: Refused while the drawer does not take money (CD-41) or the bag was used before, WrongPassword,
        NotAllowed when the witness is the rep.
        """
        bag = refuse_card_number(clean(command.bag, 40), "Bag")
        amount = total(command.rows)
        if not bag:
            raise InvalidInput("Bag: type the number on the bag.", "Bag")
        if amount.cents <= 0:
            raise InvalidInput("Amount: count what goes into the bag first.", "Amount")
        witness = second_person(self._store, self._clock, actor, "drawer.drop", login, password)
        with self._store.write(actor, "drawer.drop", "drawer_session", command.session_id) as work:
            if already_posted(work, command.command_id, fingerprint(command)):
                return amount
            if witness.id == actor.staff_id:
                raise NotAllowed("The witness must be another person; ask somebody to watch and sign.")
            session = self._movable(work, actor, command.session_id)
            check_reason(work, Move.DROP, command.reason)
            if work.ledger.bag_used(bag):
                raise Refused(f"Bag {bag} was used before; check the number on the bag.")
            work.drawer.add_attempt(
                work.new_id(), session.session_id, "drop", actor.staff_id, work.now, work.now, command.rows
            )
            journal = _drop_journal(work, actor, session, command, amount, bag, witness.id)
            post_journal(work, actor, journal)
            work.commit()
        return amount

    def suspend(self, actor: Actor, session_id: str, version: int) -> DrawerSession:
        """Lock the drawer while the rep is away; it takes no money until it is resumed (CD-05)."""
        return self._move(actor, session_id, version, DrawerState.SUSPENDED, "drawer.suspend")

    def resume(self, actor: Actor, session_id: str, version: int) -> DrawerSession:
        """Back at the drawer."""
        return self._move(actor, session_id, version, DrawerState.OPEN, "drawer.resume")


def _drop_journal(
    work: UnitOfWork,
    actor: Actor,
    session: DrawerSession,
    command: SafeDrop,
    amount: Money,
    bag: str,
    witness_id: str,
) -> Journal:
    return post(
        command.command_id,
        JournalKind.DROP,
        (
            Line(Account.SAFE, amount, TenderKind.CASH, reference=bag),
            Line(Account.TILL, -amount, TenderKind.CASH),
        ),
        at=work.now,
        business_date=session.business_date,
        staff_id=actor.staff_id,
        content_hash=fingerprint(command),
        session_id=session.session_id,
        reason=command.reason,
        witness_id=witness_id,
        bag=bag,
    )


def _may_look(actor: Actor, session: DrawerSession) -> None:
    """A drawer's money is its rep's and a supervisor's to see."""
    if actor.staff_id != session.staff_id:
        actor.require(Role.SUPERVISOR, f"look into the drawer of {session.staff_name}")


def _is_late(work: UnitOfWork, clinic: Clinic, session: DrawerSession) -> bool:
    """Past the cut-off of its business date, and not closed (CD-76)."""
    end = business_end(session.business_date, clinic.cut_off_hour, clinic.tz)
    return work.now >= end and session.state is not DrawerState.CLOSED


def _is_full(work: UnitOfWork, clinic: Clinic, session: DrawerSession) -> bool:
    """Above the maximum of the clinic; the figure itself does not leave this transaction."""
    return over_maximum(till_of(work, session.session_id), Money(clinic.drawer_maximum_cents))
