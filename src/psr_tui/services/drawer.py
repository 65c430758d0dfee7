"""The drawer's day: open on a counted float, drop to the safe, step away, and what the screen may know meanwhile.

The count and the close are in `psr_tui.services.drawer_close`. Nothing here reads an expected amount for somebody who
still has to count (cash-drawer.md CD-46).
"""

from __future__ import annotations

from dataclasses import dataclass

from psr_tui.domain.clock import local_date
from psr_tui.domain.closing import opening_lines
from psr_tui.domain.counting import check_count, total
from psr_tui.domain.drawer import DrawerSession, DrawerState, business_day, business_end, check_takes_money
from psr_tui.domain.drawer_acts import AddDrawer, OpenDrawer, SafeDrop
from psr_tui.domain.errors import AlreadyDone, InvalidInput, NotAllowed, Refused
from psr_tui.domain.fingerprint import fingerprint
from psr_tui.domain.ledger import Account, Journal, JournalKind, Line, post
from psr_tui.domain.money import Money
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.tenders import TenderKind, refuse_card_number
from psr_tui.domain.text import clean, fold
from psr_tui.services.drawer_close import DrawerClose
from psr_tui.services.guards import must_exist
from psr_tui.services.posting import already_posted, post_journal
from psr_tui.services.second_person import second_person
from psr_tui.services.sent_before import sent_before, stamp
from psr_tui.store.repositories.drawer import Drawer
from psr_tui.store.repositories.receipts import Drop, ReceiptLine
from psr_tui.store.unit_of_work import UnitOfWork

__all__ = ["Drawer", "DrawerLine", "DrawerService", "DrawerStatus", "Opened", "Opening", "ReceiptLine"]


@dataclass(frozen=True, slots=True)
class DrawerLine:
    """A drawer in the list: who has it and in which state."""

    drawer: Drawer
    session: DrawerSession | None


@dataclass(frozen=True, slots=True)
class Opening:
    """What the opening screen says before the count: what the last close left (CD-10), and what is not in order."""

    drawer: Drawer
    last_left: Money
    last_z: int | None
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """An opened drawer; ``gap`` is counted less left, booked to nobody's shift (CD-09)."""

    session: DrawerSession
    gap: Money


@dataclass(frozen=True, slots=True)
class DrawerStatus:
    """The drawer as its own screen shows it; holds no expected amount."""

    session: DrawerSession
    receipts: int
    drops: tuple[Drop, ...]
    attempts: int
    past_cut_off: bool


class DrawerService(DrawerClose):
    """Everything F5 asks for; counting and closing come from the base."""

    # --- looking ---
    def drawers(self, actor: Actor) -> list[DrawerLine]:
        """Every drawer by code with its live session."""
        with self._store.read() as work:
            live = {session.drawer_id: session for session in work.drawer.live()}
            return [DrawerLine(drawer, live.get(drawer.drawer_id)) for drawer in work.drawer.drawers()]

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
            end = business_end(session.business_date, clinic.cut_off_hour, clinic.tz)
            return DrawerStatus(
                session,
                work.ledger.count_receipts(session_id),
                tuple(work.ledger.drops(session_id)),
                len(work.drawer.attempts(session_id)),
                work.now >= end and session.state is not DrawerState.CLOSED,
            )

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

    def opening(self, actor: Actor, drawer_id: str) -> Opening:
        """What must be known before the float is counted, with the proof of the day's start (CD-13).

        Raises: Refused when the drawer or the rep has a session already: before anybody counts for nothing.
        """
        with self._store.read() as work:
            drawer = must_exist(work.drawer.drawer(drawer_id), "This drawer")
            _check_free(work, actor, drawer)
            last = work.drawer.last_closed(drawer_id)
            left = work.ledger.float_of(drawer_id)
            today = local_date(work.now, work.clinic.get().tz)
            warnings = [
                f"Drawer {session.drawer_code} of {session.staff_name} is still open since "
                f"{session.business_date:%m/%d/%Y}; a supervisor can count and close it."
                for session in work.drawer.live()
                if session.business_date < today
            ]
            if last is not None and left < drawer.float_amount:
                warnings.append(f"The last close left {left.dollars}, not the float of {drawer.float_amount.dollars}.")
            return Opening(drawer, left, last.z_number if last else None, tuple(warnings))

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

    def open(self, actor: Actor, command: OpenDrawer) -> Opened:
        """Open a drawer on its counted float. The business date is fixed now (CD-74).

        Raises: Refused when the drawer or the rep has a session already, InvalidInput for an unfinished count.
        """
        rows = check_count(command.rows)
        with self._store.write(actor, "drawer.open", "drawer", command.drawer_id) as work:
            known = work.drawer.session(command.command_id)
            if known is not None:
                sent_before(work, "drawer_session", known.session_id, command)
                return _opened_before(known, actor, total(rows), command)
            clinic = work.clinic.get()
            drawer = must_exist(work.drawer.drawer(command.drawer_id), "This drawer")
            _check_free(work, actor, drawer)
            left, counted = work.ledger.float_of(drawer.drawer_id), total(rows)
            session = DrawerSession(
                session_id=command.command_id, drawer_id=drawer.drawer_id, drawer_code=drawer.code,
                staff_id=actor.staff_id, staff_name=actor.name, state=DrawerState.OPEN,
                business_date=business_day(work.now, clinic.cut_off_hour, clinic.tz), opened_at=work.now,
                float_expected=left, float_counted=counted, version=1, changed_by=actor.name, changed_at=work.now,
            )  # fmt: skip
            work.drawer.open(session)
            work.drawer.add_attempt(
                work.new_id(), session.session_id, "opening", actor.staff_id, work.now, work.now, rows
            )
            for entry in opening_lines(left, counted, drawer.drawer_id):
                self._book(work, actor, session, entry.kind, entry.lines)
            work.audit.append(
                "drawer.open", "drawer_session", session.session_id, detail={"drawer": drawer.code, **stamp(command)}
            )
            work.touch("drawer")
            work.commit()
        return Opened(session, counted - left)

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
            session = self._own(work, actor, command.session_id)
            clinic = work.clinic.get()
            check_takes_money(session, work.now, clinic.cut_off_hour, clinic.tz)
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
        witness_id=witness_id,
        bag=bag,
    )


def _may_look(actor: Actor, session: DrawerSession) -> None:
    """A drawer's money is its rep's and a supervisor's to see."""
    if actor.staff_id != session.staff_id:
        actor.require(Role.SUPERVISOR, f"look into the drawer of {session.staff_name}")


def _check_free(work: UnitOfWork, actor: Actor, drawer: Drawer) -> None:
    own = work.drawer.live_of(actor.staff_id)
    if own is not None:
        raise Refused(f"You have drawer {own.drawer_code} still to close (F5); close it before you open another.")
    held = work.drawer.live_on(drawer.drawer_id)
    if held is not None:
        raise Refused(f"Drawer {drawer.code} is {held.state.value} with {held.staff_name}; choose another drawer.")


def _opened_before(known: DrawerSession, actor: Actor, counted: Money, command: OpenDrawer) -> Opened:
    """The same opening sent twice is one opening; the id with other content is refused (I10)."""
    if (known.staff_id, known.drawer_id, known.float_counted) != (actor.staff_id, command.drawer_id, counted):
        raise AlreadyDone("This opening was saved with other content; press F5 and look at the drawer.")
    return Opened(known, known.float_counted - known.float_expected)
