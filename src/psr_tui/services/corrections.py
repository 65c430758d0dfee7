"""Correcting a closed drawer: one method, one transaction, one numbered report that names the closed one.

The adjustment session is opened, posted, cleared and closed in here, so nobody ever meets one that is open
(docs/decisions/0016-corrections-after-a-close.md).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from psr_tui.domain.clock import Clock
from psr_tui.domain.corrections import (
    VOID_REASONS,
    CorrectClosed,
    Correction,
    CorrectionKind,
    check_correctable,
    check_replaces,
    clearing_lines,
    correction_text,
    found_lines,
)
from psr_tui.domain.drawer import DrawerSession, DrawerState, business_day
from psr_tui.domain.errors import InvalidInput, NotAllowed, Refused, Stale
from psr_tui.domain.fingerprint import fingerprint
from psr_tui.domain.giving_back import check_void
from psr_tui.domain.ledger import HELD, Account, Journal, JournalKind, Line, post, reversed_lines
from psr_tui.domain.money import Money
from psr_tui.domain.payments import Allocation, TakePayment, check_payment, payment_lines
from psr_tui.domain.receipt import receipt_number
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.tenders import TENDER_LABELS, TenderKind
from psr_tui.services.giving_back import checked_comment, free_what_was_used, paid_by, read_left
from psr_tui.services.guards import must_exist
from psr_tui.services.list_views import ListViews
from psr_tui.services.posting import already_posted, give_receipt, post_journal
from psr_tui.services.second_person import as_actor, second_person
from psr_tui.store.repositories.drawer import StoredReport
from psr_tui.store.repositories.receipts import ReceiptLine
from psr_tui.store.repositories.staff import StaffMember
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Corrected:
    """The report of a correction, and the receipts it gave: words like ``R-0000413``."""

    z_number: int
    text: str
    receipts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Correctable:
    """A closed session as the screen offers it: its payments that still stand, and its over or short, plus is short."""

    session: DrawerSession
    payments: tuple[ReceiptLine, ...]
    over_short: Money


class CorrectionService:
    """The closed report stays as it is (cash-drawer.md CD-82)."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._views = ListViews(store)

    def look(self, actor: Actor, session_id: str) -> Correctable:
        """What of a closed session can be corrected; its rep and a supervisor may see it. Raises Refused while it is
        not closed, NotAllowed."""
        with self._store.read() as work:
            closed = self._closed(work, session_id)
            if actor.staff_id != closed.staff_id:
                actor.require(Role.SUPERVISOR, f"correct the drawer of {closed.staff_name}")
            number = work.ledger.count_receipts(closed.session_id)
            lines = work.ledger.receipts(closed.session_id, 0, number)
            standing = tuple(one for one in lines if one.kind is JournalKind.PAYMENT and not one.back)
            found = Correctable(closed, standing, work.corrections.over_short(closed.session_id))
        self._views.listed(actor, [line.patient_id for line in lines], "drawer")
        return found

    def correct(self, actor: Actor, command: CorrectClosed, login: str, password: str) -> Corrected:
        """Post a correction, signed by a supervisor who is neither the actor, nor the rep of the drawer, nor took the
        payment; all or nothing.

        Raises: WrongPassword, NotAllowed, InvalidInput, Refused (not closed, gone back already), AlreadyDone.
        """
        command = replace(command, comment=checked_comment(command.comment))
        signer = second_person(self._store, self._clock, actor, "drawer.correct", login, password)
        with self._store.write(actor, "drawer.correct", "drawer_session", command.session_id) as work:
            if already_posted(work, command.command_id, fingerprint(command)):
                return self._stored(work, command.command_id)
            closed = self._closed(work, command.session_id)
            _check_signer(actor, signer, closed)
            run = _Run(work, actor, signer, command, closed)
            done = run.post_all()
            work.commit()
        return done

    def _closed(self, work: UnitOfWork, session_id: str) -> DrawerSession:
        """The closed session itself, also when one of its corrections is named."""
        root = work.corrections.corrected(session_id) if work.drawer.session(session_id) else session_id
        session = must_exist(work.drawer.session(root), "This drawer session")
        check_correctable(session.state is DrawerState.CLOSED, session.drawer_code, session.staff_name)
        return session

    def _stored(self, work: UnitOfWork, command_id: str) -> Corrected:
        journal = must_exist(work.ledger.journal(command_id), "This correction")
        report = must_exist(work.drawer.report_of(journal.session_id or ""), "Its report")
        lines = work.ledger.receipts(journal.session_id or "", 0, 9)
        return Corrected(report.z_number, report.body.decode(), tuple(sorted(one.number for one in lines)))


def _check_signer(actor: Actor, signer: StaffMember, closed: DrawerSession) -> None:
    as_actor(signer).require(Role.SUPERVISOR, "sign a correction")
    if signer.id == actor.staff_id:
        raise NotAllowed("You cannot sign your own correction; ask another supervisor.")
    if signer.id == closed.staff_id:
        raise NotAllowed(f"This was the drawer of {signer.name}, who cannot sign for it; ask another supervisor.")


class _Run:
    """One correction inside its transaction."""

    def __init__(
        self, work: UnitOfWork, actor: Actor, signer: StaffMember, command: CorrectClosed, closed: DrawerSession
    ) -> None:
        self.work, self.actor, self.signer, self.command, self.closed = work, actor, signer, command, closed
        self.clinic = work.clinic.get()
        self.day = business_day(work.now, self.clinic.cut_off_hour, self.clinic.tz)
        self.session_id = work.new_id()
        self.posted: list[Journal] = []

    def post_all(self) -> Corrected:
        self.work.corrections.open(self.session_id, self.closed, self.day, self.actor.name, self.work.now)
        if self.command.kind is CorrectionKind.FOUND:
            still = self.work.corrections.over_short(self.closed.session_id)
            lines = found_lines(self.command.found or Money.zero(), still, self.closed.drawer_id)
            self._post(JournalKind.CLEARING, lines, comment=self.command.comment)
        elif self.command.kind is CorrectionKind.NOT_ENTERED:
            self._pay(self.command.patient_id, None, self.command.allocations)
        else:
            self._take_back()
        clearing = clearing_lines((line for one in self.posted for line in one.lines), self.closed.drawer_id)
        if clearing:
            self._post(JournalKind.CLEARING, clearing, comment=self.command.comment)
        return self._close()

    def _take_back(self) -> None:
        """Void the payment whole; with another tender it is paid again, to the same charges."""
        payment = must_exist(self.work.ledger.journal(self.command.journal_id), "This payment")
        if self.work.corrections.corrected(payment.session_id or "") != self.closed.session_id:
            raise Refused("This payment is of another drawer session; correct that one.")
        if self.signer.id == payment.staff_id:
            raise NotAllowed(f"{self.signer.name} took this payment and cannot sign for it; ask another supervisor.")
        check_void(left := read_left(self.work, payment), paid_by(payment))
        again = self.command.kind is CorrectionKind.WRONG_TENDER
        if again:
            check_replaces(left.total, self.command.tenders)
        else:
            free_what_was_used(self.work, self.actor, self.day, left, payment)
        code = VOID_REASONS[self.command.kind]
        reason = self.work.reference.reason("void", code)
        label = f"{reason.label}. " if reason else ""
        self._post(
            JournalKind.VOID, reversed_lines(payment), patient_id=payment.patient_id, reverses=payment.journal_id,
            appointment_id=payment.appointment_id, reason=code, comment=f"{label}{self.command.comment}",
            approved_by=self.signer.id,
        )  # fmt: skip
        if again:
            spread = tuple(Allocation(one.charge_id, one.amount) for one in left.charges)
            self._pay(payment.patient_id or "", payment.appointment_id, spread)

    def _pay(self, patient_id: str, appointment_id: str | None, allocations: tuple[Allocation, ...]) -> None:
        if not patient_id:
            raise InvalidInput("Patient: choose who paid.", "Patient")
        wanted = TakePayment("", patient_id, appointment_id, self.command.tenders, allocations)
        checked = check_payment(wanted, self.work.ledger.balances(patient_id))
        self._post(
            JournalKind.PAYMENT, payment_lines(checked), patient_id=patient_id, appointment_id=appointment_id,
            comment=self.command.comment,
        )  # fmt: skip

    def _post(self, kind: JournalKind, lines: tuple[Line, ...], **more: Any) -> None:
        """The first posting has the command's id, so that a repeat is known by it."""
        first = not self.posted
        journal = post(
            self.command.command_id if first else self.work.new_id(),
            kind,
            lines,
            at=self.work.now,
            business_date=self.day,
            staff_id=self.actor.staff_id,
            content_hash=fingerprint(self.command) if first else fingerprint(lines),
            session_id=self.session_id,
            **{"reason": self.command.kind.value if kind is JournalKind.CLEARING else "", **more},
        )
        posted = post_journal(self.work, self.actor, journal)
        self.posted.append(posted)
        if posted.receipt_number is not None:
            give_receipt(self.work, self.actor, posted, self.clinic.tz)

    def _close(self) -> Corrected:
        session = must_exist(self.work.drawer.session(self.session_id), "This correction")
        number = self.work.clinic.next_number("z")
        moved = self.work.drawer.move(
            session, DrawerState.CLOSED, self.actor.name, self.work.now, closed_at=self.work.now,
            closed_by=self.actor.staff_id, approved_by=self.signer.id, difference_reason=self.command.kind.value,
            difference_comment=self.command.comment, z_number=number,
        )  # fmt: skip
        if moved is None:
            raise Stale("This correction", self.actor.name, self.work.now)
        report = self._report(number)
        text = correction_text(report, self.clinic.tz)
        stored = StoredReport(number, self.session_id, report.grand_total, text.encode(), self.work.now)
        self.work.drawer.add_report(stored, self.day)
        detail = {"z": number, "corrects": self.closed.z_number or 0, "approved_by": self.signer.id}
        self.work.audit.append(
            "drawer.correct", "drawer_session", self.closed.session_id, reason=self.command.kind.value, detail=detail
        )
        receipts = tuple(one.receipt_number for one in self.posted if one.receipt_number is not None)
        return Corrected(number, text, receipts)

    def _report(self, number: int) -> Correction:
        head = self.work.audit.head()
        lines = [line for one in self.posted for line in one.lines]
        return Correction(
            clinic=self.clinic.name, training=self.clinic.training, z_number=number,
            corrects_z=self.closed.z_number or 0, drawer=self.closed.drawer_code, rep=self.closed.staff_name,
            business_date=self.day, corrected_date=self.closed.business_date, at=self.work.now,
            kind=self.command.kind, comment=self.command.comment, entered_by=self.actor.name,
            approved_by=self.signer.name, postings=tuple(self._words()),
            cleared=tuple(
                (TenderKind(line.tender), line.amount) for line in lines if line.account is Account.OVER_SHORT
            ),
            over_short_after=self.work.corrections.over_short(self.closed.session_id),
            net=Money.total(_held(one) for one in self.posted if one.receipt_number is not None),
            grand_total_before=self.work.drawer.grand_total(), audit_head=f"{head.seq} {head.mac.hex()[:16]}",
        )  # fmt: skip

    def _words(self) -> list[tuple[str, Money]]:
        found = []
        for one in self.posted:
            if one.receipt_number is not None:
                tenders = "+".join(
                    dict.fromkeys(TENDER_LABELS[TenderKind(line.tender)] for line in one.lines if line.tender)
                )
                found.append((f"{receipt_number(one.receipt_number)} {one.kind.value} {tenders}", _held(one)))
        return found


def _held(journal: Journal) -> Money:
    return Money.total(line.amount for line in journal.lines if line.account in HELD)
