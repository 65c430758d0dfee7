"""Printing: after the posting, outside of it, and never twice by mistake (cash-drawer.md CD-98, CD-99, CD-39).

Every method here may wait for a printer. None holds a transaction meanwhile: the page is written down as being
printed, the bytes go, then what became of it is written. Run them with ``desk.outside``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from psr_tui.devices.label_printer import LabelPage, LabelPrinter, NoLabelPrinter
from psr_tui.devices.printer import Printer
from psr_tui.domain.cash_moves import Move, check_open
from psr_tui.domain.clock import Clock
from psr_tui.domain.drawer import DrawerState
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.ledger import Account
from psr_tui.domain.printing import Page, PrintFailed, PrintKind
from psr_tui.domain.receipt import receipt_number
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.tenders import refuse_card_number
from psr_tui.domain.text import clean
from psr_tui.services.guards import must_exist
from psr_tui.services.made_pages import Made, begin_made, label_page, on_sheet, paper_page
from psr_tui.services.print_steps import (
    again,
    begin,
    change,
    count,
    count_perhaps,
    is_printing,
    was_cut_short,
    why_it_waits,
)
from psr_tui.store.repositories.print_jobs import Kick, PrintJob
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork

KICKED_FOR_PAYMENT = "PAY"


@dataclass(frozen=True, slots=True)
class Printed:
    """A page that came out, and what to say about it."""

    name: str
    copy: int
    where: str

    @property
    def words(self) -> str:
        """For the message line: what came out where, and whether it is a duplicate."""
        mark = f" DUPLICATE {self.copy}" if self.copy else ""
        return f"{self.name}{mark} went to {self.where}."


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """A page that waits, as the list shows it."""

    job_id: str
    version: int
    name: str
    why: str
    job: PrintJob


class PrintingService:
    """Prints, kicks drawers, and keeps what could not be printed."""

    def __init__(self, store: Store, clock: Clock, printer: Printer, labels: LabelPrinter | None = None) -> None:
        self._store = store
        self._clock = clock
        self._printer = printer
        self._labels = labels or NoLabelPrinter()

    @property
    def where(self) -> str:
        """Where pages of this terminal go, in words; '' without a printer."""
        return self._printer.words

    @property
    def labels(self) -> LabelPrinter:
        """The label printer of this terminal."""
        return self._labels

    @property
    def acts_by_itself(self) -> bool:
        """Whether something happens at a printer after a payment without being asked for."""
        return self._printer.kicks or self._printer.prints_receipts

    # --- pages ---
    def print_page(self, actor: Actor, kind: PrintKind, number: int | None = None) -> Printed:
        """Print the original, or a marked duplicate when bytes were produced before.

        A page that waits already is the one that is printed, wherever it was asked for: there are never two of it.

        Raises: PrintFailed, the page then waits (a test page does not); Refused while it is being printed elsewhere;
        NotAllowed for a report of somebody else.
        """
        if not self._printer.words:
            self._printer.print(Page("", ""))  # says what is missing; nothing waits for a printer that is not there
        with self._store.write(actor, "print", kind.value, str(number or "")) as work:
            job, page = begin(work, actor, kind, number, self._printer.words)
            work.commit()
        return self._send(actor, job, page)

    def print_made(self, actor: Actor, made: Made) -> Printed:
        """Print a label or paper that was just made; it is kept until it came out. Raises as ``print_page``."""
        where = self._may_print(made.kind)
        with self._store.write(actor, "print", "patient", made.patient_id) as work:
            job = begin_made(work, actor, made, where)
            page = self._page(work, actor, job)
            work.commit()
        return self._send(actor, job, page)

    def retry(self, actor: Actor, job_id: str) -> Printed:
        """Print a page that waits, on the printer of this terminal. Raises as ``print_page``."""
        with self._store.read() as work:
            job = must_exist(work.print_jobs.get(job_id), "This page")
        if job.state != "waiting":
            raise Refused(f"{job.name} does not wait any more.")
        if not job.kind.made:
            return self.print_page(actor, job.kind, job.number)
        where = self._may_print(job.kind)
        with self._store.write(actor, "print", "patient", job.patient_id or "") as work:
            work.audit.viewed([job.patient_id or ""], job.kind.value)
            job = again(work, actor, job, where)
            page = self._page(work, actor, job)
            work.commit()
        return self._send(actor, job, page)

    def give_up(self, actor: Actor, job_id: str, version: int) -> str:
        """Take a page off the list unprinted, by name; the answer is what to say. It can be printed anew later."""
        with self._store.write(actor, "print.give_up", "print_job", job_id) as work:
            job = must_exist(work.print_jobs.get(job_id), "This page")
            name = job.name
            if job.state != "waiting" or job.version != version or is_printing(work, job):
                raise Refused(f"{name} was taken up by {job.changed_by} meanwhile; look at the list again.")
            given_up = count_perhaps(work, actor, job) if was_cut_short(job) else job
            change(work, actor, replace(given_up, state="given_up", error=why_it_waits(work, job)), done=True)
            detail = {"copy": job.copy, "page": job.title} if job.kind.made else {"copy": job.copy}
            work.audit.append(
                "print.give_up", job.kind.value, job.job_id if job.kind.made else str(job.number or ""), detail=detail
            )
            work.commit()
        return f"{name} waits no more. It can be printed from where it is shown."

    def waiting(self, actor: Actor) -> list[WaitingPage]:
        """What waits at this station or was asked for by this person, oldest first."""
        with self._store.read() as work:
            jobs = work.print_jobs.waiting(actor.station, actor.staff_id)
            return [WaitingPage(one.job_id, one.version, one.name, why_it_waits(work, one), one) for one in jobs]

    def _may_print(self, kind: PrintKind) -> str:
        """Where such a page goes. Raises PrintFailed when there is no printer: nothing waits for one."""
        if kind is PrintKind.LABEL:
            return self._labels.words or self._labels.check()
        if not self._printer.words:
            self._printer.print(Page("", ""))
        return self._printer.words

    def _page(self, work: UnitOfWork, actor: Actor, job: PrintJob) -> Page | LabelPage:
        if job.kind is PrintKind.LABEL:
            return label_page(work, actor, job, self._labels.sheet)
        return paper_page(work, actor, job)

    def _send(self, actor: Actor, job: PrintJob, page: Page | LabelPage) -> Printed:
        entity = ("patient", job.patient_id or "") if job.kind.made else (job.kind.value, str(job.number or ""))
        try:
            if isinstance(page, LabelPage):
                self._labels.print(page)
            else:
                self._printer.print(page)
        except PrintFailed as failed:
            with self._store.write(actor, "print", *entity) as work:
                if job.kind is PrintKind.TEST:
                    change(work, actor, replace(job, state="given_up", error=failed.message), done=True)
                else:
                    counted = count_perhaps(work, actor, job) if failed.begun else job
                    change(work, actor, replace(counted, error=failed.message))
                work.commit()
            waits = "" if job.kind is PrintKind.TEST else f" {job.name} waits in :printing."
            raise PrintFailed(f"{failed.message}{waits}", failed.begun) from None
        with self._store.write(actor, "print", *entity) as work:
            count(work, actor, job)
            printed = replace(job, state="printed", error="")
            if isinstance(page, LabelPage):
                printed = on_sheet(printed, page, self._labels.sheet)
            change(work, actor, printed, done=True)
            work.commit()
        return Printed(job.name, job.copy if job.kind is not PrintKind.LABEL else 0, job.printer)

    # --- drawers ---
    def after_posting(self, actor: Actor, journal_id: str, number: int) -> str:
        """What this terminal does by itself once a payment is posted: open the drawer for cash, print the receipt.

        The answer is what to say, '' when nothing was done. Raises PrintFailed; the payment stands whatever happens.
        """
        said: list[str] = []
        failed: list[PrintFailed] = []
        if self._printer.kicks:
            try:
                self._kick_for_cash(actor, journal_id, number)
            except PrintFailed as error:
                failed.append(error)
        if self._printer.prints_receipts:
            try:
                said.append(self.print_page(actor, PrintKind.RECEIPT, number).words)
            except PrintFailed as error:
                failed.append(error)
        if failed:
            raise PrintFailed(" ".join(one.message for one in failed))
        return " ".join(said)

    def _kick_for_cash(self, actor: Actor, journal_id: str, number: int) -> None:
        with self._store.read() as work:
            journal = must_exist(work.ledger.journal(journal_id), "This payment")
        if journal.session_id is not None and any(line.account is Account.TILL for line in journal.lines):
            note = receipt_number(number)
            self.kick_drawer(actor, journal.session_id, KICKED_FOR_PAYMENT, note, journal_id=journal_id)

    def kick_drawer(
        self, actor: Actor, session_id: str | None, reason_code: str, note: str = "", journal_id: str | None = None
    ) -> str:
        """Open the drawer, logged with who and why before it opens (CD-39); the answer is what to say.

        ``reason_code`` is a cash-move reason for a no-sale; with ``journal_id`` the payment is the reason. Without a
        drawer on a printer the event is logged all the same: somebody opens it with its key.

        Raises: InvalidInput, NotAllowed for another rep's drawer, Refused for a closed one, PrintFailed when the
        drawer did not spring open (the event stays).
        """
        note = refuse_card_number(clean(note), "Note")
        with self._store.write(actor, "drawer.kick", "drawer_session", session_id or "") as work:
            drawer_id = _may_kick(work, actor, session_id, journal_id)
            if journal_id is None:
                _check_reason(work, reason_code, note)
            who = (actor.staff_id, actor.name)
            kick = Kick(work.new_id(), session_id, drawer_id, work.now, *who, reason_code, note, journal_id)
            work.print_jobs.add_kick(kick)
            work.audit.append("drawer.kick", "drawer_session", session_id or "", reason=reason_code)
            work.touch("drawer")
            work.commit()
        if not self._printer.kicks:
            return "It is logged. No drawer kick is connected here; open the drawer with its key."
        try:
            self._printer.kick()
        except PrintFailed as failed:
            raise PrintFailed(f"{failed.message} The opening is logged; open the drawer with its key.") from None
        return "The drawer is open; it is logged with your name."


# --- steps of an opened drawer ---


def _may_kick(work: UnitOfWork, actor: Actor, session_id: str | None, journal_id: str | None) -> str | None:
    """The drawer of the session, when this person may open it (CD-73), without a payment only while it is open
    (CD-41)."""
    if session_id is None:
        return None
    session = must_exist(work.drawer.session(session_id), "This drawer")
    if session.state is DrawerState.CLOSED:
        raise Refused(f"Drawer {session.drawer_code} is closed; open it with a counted float first.")
    if journal_id is None:
        check_open(session)
    if session.staff_id != actor.staff_id:
        actor.require(Role.SUPERVISOR, f"open the drawer of {session.staff_name}")
    return session.drawer_id


def _check_reason(work: UnitOfWork, code: str, note: str) -> None:
    reason = work.reference.reason("cash_move", code)
    if reason is None or reason.detail != Move.NO_SALE.value:
        raise InvalidInput("Reason: choose why the drawer is opened.", "Reason")
    if reason.needs_comment and not note:
        raise InvalidInput(f"Note: write a few words for {reason.label.lower()}.", "Note")
