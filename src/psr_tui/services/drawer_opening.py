"""Opening a drawer: the proof of the day's start, the counted float, the witness, and the next shift's early start."""

from __future__ import annotations

from dataclasses import dataclass

from psr_tui.domain.audit_chain import verify
from psr_tui.domain.clinic import Clinic
from psr_tui.domain.closing import opening_lines
from psr_tui.domain.counting import check_count, total
from psr_tui.domain.drawer import DrawerSession, DrawerState, business_day
from psr_tui.domain.drawer_acts import OpenDrawer
from psr_tui.domain.drawer_opening import (
    Proof,
    check_place_free,
    check_witness,
    float_proof,
    log_proof,
    numbers_proof,
    older_proof,
)
from psr_tui.domain.errors import AlreadyDone, InvalidInput, Refused
from psr_tui.domain.money import Money
from psr_tui.domain.staff import Actor
from psr_tui.services.drawer_close import DrawerClose
from psr_tui.services.guards import must_exist
from psr_tui.services.second_person import second_person
from psr_tui.services.sent_before import sent_before, stamp
from psr_tui.store.repositories.drawer import Drawer
from psr_tui.store.unit_of_work import UnitOfWork

NEWEST_ROWS = 1000
"""How much of the audit log is verified before an opening: the day's, quick enough to wait for (CD-89)."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What the opening screen says before the count: what the last close left (CD-10), and what was proven (CD-13).

    ``from_safe``: the shift before still counts, so the float is fetched from the safe (CD-03).
    """

    drawer: Drawer
    last_left: Money
    last_z: int | None
    proofs: tuple[Proof, ...]
    from_safe: bool = False
    needs_witness: bool = False

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is not in order, a sentence each."""
        return tuple(proof.words for proof in self.proofs if not proof.fine)


@dataclass(frozen=True, slots=True)
class Opened:
    """An opened drawer; ``gap`` is counted less left, booked to nobody's shift (CD-09)."""

    session: DrawerSession
    gap: Money


class DrawerOpening(DrawerClose):
    """From the free drawer to the open session."""

    def opening(self, actor: Actor, drawer_id: str) -> Opening:
        """What must be known before the float is counted, with the proof of the day's start (CD-13).

        Raises: Refused when the drawer or the rep has a session already: before anybody counts for nothing.
        """
        with self._store.read() as work:
            drawer = must_exist(work.drawer.drawer(drawer_id), "This drawer")
            clinic = work.clinic.get()
            early = _check_free(work, actor, drawer, clinic)
            last = work.drawer.last_closed(drawer_id)
            left = drawer.float_amount if early else work.ledger.float_of(drawer_id)
            proofs = [*self._proofs(work, clinic)]
            if not early:
                proofs.insert(0, float_proof(left, work.drawer.left_by(last.session_id) if last else None))
                if last is not None and left < drawer.float_amount:
                    words = f"The last close left {left.dollars}, not the float of {drawer.float_amount.dollars}."
                    proofs.append(Proof(False, words))
            return Opening(
                drawer, left, last.z_number if last else None, tuple(proofs), early, clinic.opening_witness
            )  # fmt: skip

    def _proofs(self, work: UnitOfWork, clinic: Clinic) -> tuple[Proof, ...]:
        before = max(0, work.audit.head().seq - NEWEST_ROWS)
        verdict = verify(self._store.keys.audit, work.audit.rows(before), start=work.audit.at(before))
        return (
            log_proof(verdict.code, verdict.message),
            numbers_proof(work.drawer.number_gaps()),
            older_proof(work.drawer.live(), business_day(work.now, clinic.cut_off_hour, clinic.tz)),
        )

    def open(self, actor: Actor, command: OpenDrawer, login: str = "", password: str = "") -> Opened:
        """Open a drawer on its counted float. The business date is fixed now (CD-74). ``login`` and ``password`` are
        those of a witness, where the clinic wants one (CD-11).

        Raises: Refused when the drawer or the rep has a session already, InvalidInput for an unfinished count or a
        missing witness, NotAllowed when the witness is the rep, WrongPassword.
        """
        rows = check_count(command.rows)
        witness = second_person(self._store, self._clock, actor, "drawer.open", login, password) if login else None
        with self._store.write(actor, "drawer.open", "drawer", command.drawer_id) as work:
            known = work.drawer.session(command.command_id)
            if known is not None:
                sent_before(work, "drawer_session", known.session_id, command)
                return _opened_before(known, actor, total(rows), command)
            clinic = work.clinic.get()
            if witness is not None:
                check_witness(actor.staff_id, witness.id)
            elif clinic.opening_witness:
                raise InvalidInput("Witness: the float is counted by two; let another person sign.", "Witness")
            drawer = must_exist(work.drawer.drawer(command.drawer_id), "This drawer")
            early = _check_free(work, actor, drawer, clinic)
            left = drawer.float_amount if early else work.ledger.float_of(drawer.drawer_id)
            session = DrawerSession(
                session_id=command.command_id, drawer_id=drawer.drawer_id, drawer_code=drawer.code,
                staff_id=actor.staff_id, staff_name=actor.name, state=DrawerState.OPEN,
                business_date=business_day(work.now, clinic.cut_off_hour, clinic.tz), opened_at=work.now,
                float_expected=left, float_counted=total(rows), version=1, changed_by=actor.name, changed_at=work.now,
                witness_id=witness.id if witness is not None else None,
            )  # fmt: skip
            self._begin(work, actor, session, command, early)
            work.commit()
        return Opened(session, session.float_counted - left)

    def _begin(self, work: UnitOfWork, actor: Actor, session: DrawerSession, command: OpenDrawer, early: bool) -> None:
        """Write the session, its opening count and what it books."""
        work.drawer.open(session)
        work.drawer.add_attempt(
            work.new_id(), session.session_id, "opening", actor.staff_id, work.now, work.now, check_count(command.rows)
        )
        for entry in opening_lines(session.float_expected, session.float_counted, session.drawer_id, early):
            self._book(work, actor, session, entry.kind, entry.lines)
        detail = {"drawer": session.drawer_code, **stamp(command)}
        if session.witness_id is not None:
            detail["witness"] = session.witness_id
        if early:
            detail["float"] = "from the safe"
        work.audit.append("drawer.open", "drawer_session", session.session_id, detail=detail)
        work.touch("drawer")


def _check_free(work: UnitOfWork, actor: Actor, drawer: Drawer, clinic: Clinic) -> bool:
    """Whether the drawer opens early, while the shift before is counting it. Raises Refused when it cannot open."""
    own = work.drawer.live_of(actor.staff_id)
    if own is not None:
        raise Refused(f"You have drawer {own.drawer_code} still to close (F5); close it before you open another.")
    live = work.drawer.live_on(drawer.drawer_id)
    check_place_free(drawer.code, live, clinic.prestage_drawers)
    return bool(live)


def _opened_before(known: DrawerSession, actor: Actor, counted: Money, command: OpenDrawer) -> Opened:
    """The same opening sent twice is one opening; the id with other content is refused (I10)."""
    if (known.staff_id, known.drawer_id, known.float_counted) != (actor.staff_id, command.drawer_id, counted):
        raise AlreadyDone("This opening was saved with other content; press F5 and look at the drawer.")
    return Opened(known, known.float_counted - known.float_expected)
