"""What every act on a drawer session shares: find it, guard it, move it, book for it, and reveal its frozen count."""

from __future__ import annotations

from dataclasses import dataclass

from psr_tui.domain.cash_moves import check_may_move
from psr_tui.domain.clock import Clock
from psr_tui.domain.drawer import (
    Difference,
    DrawerSession,
    DrawerState,
    check_move,
    check_own,
    needs_approval,
    needs_reason,
)
from psr_tui.domain.errors import Refused, Stale
from psr_tui.domain.fingerprint import fingerprint
from psr_tui.domain.float_choice import FloatChoice, choose_float
from psr_tui.domain.hand_over import refuse_pending
from psr_tui.domain.ledger import JournalKind, Line, post
from psr_tui.domain.money import Money
from psr_tui.domain.staff import Actor
from psr_tui.domain.tenders import TICKED
from psr_tui.services.guards import guard_version, must_exist
from psr_tui.services.list_views import ListViews
from psr_tui.services.posting import post_journal
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Reveal:
    """The frozen count against what was expected, and what still stands between it and the close."""

    session: DrawerSession
    attempt: int
    differences: tuple[Difference, ...]
    reason: str
    reason_label: str
    comment: str
    needs_reason: bool
    needs_approval: bool
    approved_by: str
    choice: FloatChoice  # which pieces go to the bank and which stay
    papers: Money  # checks and money orders that go with them
    needs_verifier: bool  # the bag is sealed by two
    recount_signed: bool  # another count needs a supervisor's signature (CD-50)
    float_to_safe: bool = False  # the next shift brought its own float, so this one goes back to the safe

    @property
    def to_bank(self) -> Money:
        """What goes into the bag: cash above the float, and the papers."""
        return self.choice.to_bank + self.papers

    @property
    def stays(self) -> Money:
        """What the drawer keeps."""
        return self.choice.left

    @property
    def ready(self) -> bool:
        """Whether F10 closes now."""
        explained = not self.needs_reason or bool(self.reason and self.comment)
        return explained and (not self.needs_approval or self.session.state is DrawerState.APPROVED)


class DrawerSteps:
    """Base of the drawer service."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._views = ListViews(store)

    def _session(self, work: UnitOfWork, session_id: str) -> DrawerSession:
        return must_exist(work.drawer.session(session_id), "This drawer session")

    def _own(self, work: UnitOfWork, actor: Actor, session_id: str) -> DrawerSession:
        session = self._session(work, session_id)
        check_own(session, actor)
        return session

    def _movable(self, work: UnitOfWork, actor: Actor, session_id: str) -> DrawerSession:
        """The actor's own session, open and within its business day: cash may be moved (CD-41)."""
        session, clinic = self._own(work, actor, session_id), work.clinic.get()
        check_may_move(session, work.now, clinic.cut_off_hour, clinic.tz)
        return session

    def _guard(self, work: UnitOfWork, session: DrawerSession, version: int) -> None:
        guard_version(f"Drawer {session.drawer_code}", session, version, work.clinic.get().tz)

    def _move(self, actor: Actor, session_id: str, version: int, to: DrawerState, act: str) -> DrawerSession:
        with self._store.write(actor, act, "drawer_session", session_id) as work:
            session = self._session(work, session_id)
            check_move(session, to, actor)
            self._guard(work, session, version)
            if to is DrawerState.COUNTING:
                refuse_pending(work.cash_moves.pending(session_id))
            moved = self._set(work, actor, session, to)
            work.audit.append(act, "drawer_session", session_id)
            work.commit()
        return moved

    def _set(
        self, work: UnitOfWork, actor: Actor, session: DrawerSession, to: DrawerState, **values: object
    ) -> DrawerSession:
        """Compare and set; somebody who was faster is named."""
        moved = work.drawer.move(session, to, actor.name, work.now, **values)
        if moved is None:
            raise Stale(f"Drawer {session.drawer_code}", session.changed_by, session.changed_at)
        work.touch("drawer")
        return moved

    def _book(
        self,
        work: UnitOfWork,
        actor: Actor,
        session: DrawerSession,
        kind: JournalKind,
        lines: tuple[Line, ...],
        journal_id: str = "",
        content: str = "",
        bag: str = "",
        reason: str = "",
        comment: str = "",
        witness_id: str | None = None,
        refers_to: str | None = None,
    ) -> str:
        """Post one of the drawer's own journals (float, gap, difference, deposit, batch, hand-over); returns its id."""
        journal = post(
            journal_id or work.new_id(),
            kind,
            lines,
            at=work.now,
            business_date=session.business_date,
            staff_id=actor.staff_id,
            content_hash=content or fingerprint(lines),
            session_id=session.session_id,
            refers_to=refers_to,
            reason=reason,
            comment=comment,
            approved_by=session.approved_by if kind is JournalKind.OVER_SHORT else None,
            witness_id=witness_id,
            bag=bag,
        )
        post_journal(work, actor, journal)
        return journal.journal_id

    def _reveal(self, work: UnitOfWork, session: DrawerSession) -> Reveal:
        """The last frozen attempt as it was stored. Raises Refused before there is one to show."""
        attempts = work.drawer.attempts(session.session_id)
        if not attempts or session.state not in (DrawerState.COUNTED, DrawerState.APPROVED, DrawerState.CLOSED):
            raise Refused(f"Drawer {session.drawer_code} has no frozen count to show; count it first.")
        differences = work.drawer.differences(attempts[-1].attempt_id)
        reason, comment = work.drawer.facts(session.session_id)
        drawer = must_exist(work.drawer.drawer(session.drawer_id), "This drawer")
        clinic = work.clinic.get()
        known = work.reference.reason("over_short", reason) if reason else None
        signer = work.staff.get(session.approved_by) if session.approved_by else None
        return Reveal(
            session=session,
            attempt=attempts[-1].number,
            differences=differences,
            reason=reason,
            reason_label=known.label if known else reason,
            comment=comment,
            needs_reason=needs_reason(differences),
            needs_approval=needs_approval(differences, Money(clinic.approval_threshold_cents)),
            approved_by=signer.name if signer else "",
            choice=choose_float(work.drawer.rows(attempts[-1].attempt_id), drawer.float_amount),
            papers=Money.total(one.counted for one in differences if one.key.tender in TICKED),
            needs_verifier=clinic.deposit_witness,
            recount_signed=len(attempts) >= clinic.count_attempts_before_supervisor,
            float_to_safe=work.drawer.shared_with(session),
        )
