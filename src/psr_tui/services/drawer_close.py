"""Agreeing on a counted drawer and closing it: reason, signature, and one transaction with a numbered report.

Each step is a transaction of its own and none is held while somebody types (cash-drawer.md CD-07).
"""

from __future__ import annotations

from dataclasses import dataclass

from psr_tui.domain.clinic import Clinic
from psr_tui.domain.closing import Closing, closing
from psr_tui.domain.deposit_slip import DepositSlip, SlipLine
from psr_tui.domain.drawer import DrawerSession, DrawerState, check_close, check_move, check_reason
from psr_tui.domain.drawer_acts import CloseDrawer
from psr_tui.domain.errors import InvalidInput, NotAllowed, Refused
from psr_tui.domain.fingerprint import fingerprint
from psr_tui.domain.ledger import JournalKind
from psr_tui.domain.money import Money
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.tenders import CARD_LIKE, TenderKind, refuse_card_number
from psr_tui.domain.text import clean, so_many
from psr_tui.services.blind import refuse_while_counting
from psr_tui.services.deposits import check_bag, check_verifier, prove_verifier, seal
from psr_tui.services.drawer_count import DrawerCount
from psr_tui.services.drawer_steps import Reveal
from psr_tui.services.guards import must_exist
from psr_tui.services.payment_drafts import payment_drafts
from psr_tui.services.reports import Sealed, reprinted, typed_report, x_text, z_report
from psr_tui.services.second_person import as_actor, second_person
from psr_tui.services.sent_before import sent_before, stamp
from psr_tui.store.repositories.reference import Reason
from psr_tui.store.repositories.staff import StaffMember
from psr_tui.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ReportCopy:
    """A day report as text. ``slip``: the number of the deposit slip of this close, None without one."""

    z_number: int
    text: str
    slip: int | None = None


class DrawerClose(DrawerCount):
    """From the reveal to the report."""

    # --- agreeing ---
    def reasons(self, actor: Actor) -> list[Reason]:
        """Why a count may differ (15.4)."""
        with self._store.read() as work:
            return work.reference.reasons("over_short")

    def explain(self, actor: Actor, session_id: str, version: int, reason: str, comment: str) -> Reveal:
        """Say why the count differs; a reason without a comment is not enough (CD-57)."""
        comment = refuse_card_number(clean(comment), "Comment")
        with self._store.write(actor, "drawer.explain", "drawer_session", session_id) as work:
            session = self._session(work, session_id)
            if session.state is not DrawerState.COUNTED:
                raise Refused("A reason is given after the count is frozen and before it is approved.")
            if actor.staff_id != session.staff_id:
                actor.require(Role.SUPERVISOR, f"explain the count of {session.staff_name}")
            self._guard(work, session, version)
            check_reason(self._reveal(work, session).differences, reason, comment)
            if work.reference.reason("over_short", reason) is None:
                raise InvalidInput("Reason: choose one of the list.", "Reason")
            session = self._set(
                work, actor, session, DrawerState.COUNTED, difference_reason=reason, difference_comment=comment
            )
            work.audit.append("drawer.explain", "drawer_session", session_id, reason=reason)
            reveal = self._reveal(work, session)
            work.commit()
        return reveal

    def approve(self, actor: Actor, session_id: str, version: int, login: str, password: str) -> Reveal:
        """A supervisor who is neither the rep nor the counter signs the difference at this station (CD-59, CD-92)."""
        signer = second_person(self._store, self._clock, actor, "drawer.approve", login, password)
        with self._store.write(actor, "drawer.approve", "drawer_session", session_id) as work:
            session = self._session(work, session_id)
            check_move(session, DrawerState.APPROVED, as_actor(signer))
            self._guard(work, session, version)
            if work.drawer.attempts(session_id)[-1].counted_by == signer.id:
                raise NotAllowed("Who counted the drawer cannot sign the difference; ask another supervisor.")
            reveal = self._reveal(work, session)
            check_reason(reveal.differences, reveal.reason, reveal.comment)
            session = self._set(work, actor, session, DrawerState.APPROVED, approved_by=signer.id)
            work.audit.append("drawer.approve", "drawer_session", session_id, detail={"approved_by": signer.id})
            reveal = self._reveal(work, session)
            work.commit()
        return reveal

    # --- closing ---
    def close(self, actor: Actor, command: CloseDrawer, login: str = "", password: str = "") -> ReportCopy:
        """Close in one transaction: difference, deposit with its slip, batches, float, Z number, report, state (CD-06).

        ``login`` and ``password``: who seals the bag with the preparer, where the clinic wants two (CD-103).

        Raises: Refused when a reason or a signature is missing or when it is closed already, InvalidInput for the bag,
        NotAllowed and WrongPassword for the second person, Stale.
        """
        verifier = prove_verifier(self._store, self._clock, actor, "drawer.close", login, password)
        with self._store.write(actor, "drawer.close", "drawer_session", command.session_id) as work:
            session = self._session(work, command.session_id)
            if session.state is DrawerState.CLOSED:
                return self._closed_before(work, session, command)
            check_move(session, DrawerState.CLOSED, actor)
            self._guard(work, session, command.version)
            clinic = work.clinic.get()
            reveal = self._reveal(work, session)
            check_reason(reveal.differences, reveal.reason, reveal.comment)
            check_close(session, reveal.differences, Money(clinic.approval_threshold_cents))
            bag = check_bag(work, command.bag) if reveal.to_bank else ""
            if bag:
                check_verifier(work, actor, verifier)
            booked, deposit_id = self._book_close(work, actor, session, reveal, bag, command, verifier)
            slip = self._slip(work, actor, clinic, reveal, bag, deposit_id, verifier) if deposit_id else None
            z_number = work.clinic.next_number("z")
            closed = self._set(
                work, actor, session, DrawerState.CLOSED, closed_at=work.now, closed_by=actor.staff_id,
                z_number=z_number, deposit_bag=bag,
            )  # fmt: skip
            sealed = Sealed(slip, verifier.name if verifier and bag else "", reveal.choice, _kept(work, session))
            text = z_report(work, clinic, closed, reveal.differences, booked, bag, z_number, sealed)
            detail = {"z": z_number, **stamp(command)}
            work.audit.append("drawer.close", "drawer_session", session.session_id, detail=detail)
            work.drafts.drop(actor.staff_id, "count", session.session_id)
            work.commit()
        return ReportCopy(z_number, text, slip)

    def report(self, actor: Actor, z_number: int) -> ReportCopy:
        """The frozen text of a day report."""
        with self._store.read() as work:
            stored = typed_report(work, z_number)
            _may_read(actor, self._session(work, stored.session_id))
            return ReportCopy(z_number, stored.body.decode())

    def reprint_report(self, actor: Actor, z_number: int) -> ReportCopy:
        """The same bytes under a DUPLICATE line; each reprint is logged (CD-66)."""
        with self._store.write(actor, "report.reprint", "day_report", str(z_number)) as work:
            stored = typed_report(work, z_number)
            _may_read(actor, self._session(work, stored.session_id))
            text = reprinted(work, actor, stored)
            work.commit()
        return ReportCopy(z_number, text)

    def x_report(self, actor: Actor, session_id: str) -> str:
        """The report so far. It shows what is expected, so before the freeze it is for a supervisor, but not of the own
        drawer and not while they count this one (CD-65, CD-46). Logged."""
        with self._store.write(actor, "report.x", "drawer_session", session_id) as work:
            session = self._session(work, session_id)
            if session.state in (DrawerState.OPEN, DrawerState.SUSPENDED, DrawerState.COUNTING):
                actor.require(Role.SUPERVISOR, "see what is expected before the count")
                if actor.staff_id == session.staff_id:
                    raise Refused("This is your own drawer: count and freeze it (2), then its report so far is yours.")
                refuse_while_counting(work, actor, "This report")
            _may_read(actor, session)
            text = x_text(work, work.clinic.get(), session)
            work.audit.append("report.x", "drawer_session", session_id)
            work.commit()
        return text

    # --- steps ---
    def _book_close(
        self,
        work: UnitOfWork,
        actor: Actor,
        session: DrawerSession,
        reveal: Reveal,
        bag: str,
        command: CloseDrawer,
        verifier: StaffMember | None,
    ) -> tuple[Closing, str]:
        """Post everything a close books; its first journal has the command's id, so a repeat is known by it. The other
        answer is the id of the deposit, '' when nothing goes to the bank."""
        booked = closing(reveal.differences, session.drawer_id, reveal.stays, bag, reveal.float_to_safe)
        deposit_id = ""
        for place, entry in enumerate(booked.entries):
            over_short, deposit = entry.kind is JournalKind.OVER_SHORT, entry.kind is JournalKind.DEPOSIT
            journal_id = self._book(
                work,
                actor,
                session,
                entry.kind,
                entry.lines,
                journal_id=command.command_id if place == 0 else "",
                content=fingerprint(command) if place == 0 else "",
                bag=bag if deposit else "",
                reason=reveal.reason if over_short else "",
                comment=reveal.comment if over_short else "",
                witness_id=verifier.id if deposit and verifier else None,
            )
            deposit_id = journal_id if deposit else deposit_id
        return booked, deposit_id

    def _slip(
        self,
        work: UnitOfWork,
        actor: Actor,
        clinic: Clinic,
        reveal: Reveal,
        bag: str,
        deposit_id: str,
        verifier: StaffMember | None,
    ) -> int:
        """Write the deposit slip of this close; returns its number (CD-102)."""
        session = reveal.session
        papers = work.deposits.papers(work.drawer.attempts(session.session_id)[-1].attempt_id)
        first, last, _ = work.ledger.receipt_span(session.session_id)
        slip = DepositSlip(
            number=work.clinic.next_number("deposit_slip"), clinic=clinic.name, training=clinic.training,
            business_date=session.business_date, source=f"Drawer {session.drawer_code}, {session.staff_name}",
            pieces=reveal.choice.bag,
            checks=tuple(SlipLine(ref, amount) for kind, ref, amount in papers if kind is TenderKind.CHECK),
            money_orders=tuple(SlipLine(ref, amount) for kind, ref, amount in papers if kind is TenderKind.MONEY_ORDER),
            drops=(),
            settled=tuple(
                SlipLine(f"{one.label} batch {one.batch or '-'}, {so_many(one.counted_papers, 'slip')}", one.counted)
                for one in reveal.differences
                if one.key.tender in CARD_LIKE and (one.counted or one.counted_papers)
            ),
            first_receipt=first, last_receipt=last, bag=bag, prepared_by=actor.name,
            verified_by=verifier.name if verifier else "", sealed_at=work.now,
        )  # fmt: skip
        if slip.total != reveal.to_bank:
            raise AssertionError("the slip's lines do not sum to what goes into the bag")  # I12
        seal(work, actor, slip, deposit_id, session.session_id, verifier)
        return slip.number

    def _closed_before(self, work: UnitOfWork, session: DrawerSession, command: CloseDrawer) -> ReportCopy:
        """The same close sent twice gives the same report; any other one is told who was faster (CD-63)."""
        stored = must_exist(work.drawer.report_of(session.session_id), "The report")
        if sent_before(work, "drawer_session", session.session_id, command):
            slip = work.deposits.slip_of_session(session.session_id)
            return ReportCopy(stored.z_number, stored.body.decode(), slip.number if slip else None)
        at = session.changed_at.astimezone(work.clinic.get().tz)
        raise Refused(
            f"Drawer {session.drawer_code} was closed by {session.changed_by} at {at:%H:%M} (Z {stored.z_number:06d})."
        )


def _kept(work: UnitOfWork, session: DrawerSession) -> tuple[str, ...]:
    """The record numbers of payments that this rep began, did not take and keeps for later (CD-28)."""
    patients = (work.ledger.receipt_patient(one.patient_id) for one in payment_drafts(work, session.staff_id))
    return tuple(f"MRN {patient.mrn:06d}" if patient is not None else "record unknown" for patient in patients)


def _may_read(actor: Actor, session: DrawerSession) -> None:
    """A report is its rep's and a supervisor's to read."""
    if actor.staff_id != session.staff_id:
        actor.require(Role.SUPERVISOR, f"read the report of {session.staff_name}")
