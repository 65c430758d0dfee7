"""The posted set out of the store: to a file for bookkeeping, and the figures of day reports for programs.

An export leaves the clinic's encrypted file, so only a supervisor makes one, each is logged before the file has its
name, and the file is its owner's alone. All forms are made from one set, read in one transaction (CD-104).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from psr_tui.domain.clock import Clock
from psr_tui.domain.drawer import Difference, DrawerSession
from psr_tui.domain.errors import InvalidInput, NotFound
from psr_tui.domain.money import Money
from psr_tui.domain.posted_set import ExportKind, PostedSet, check_set
from psr_tui.domain.printed_report import PrintedReport, read_printed
from psr_tui.domain.staff import Actor, Role
from psr_tui.exchange.iif import journal_iif, quickbooks_names
from psr_tui.exchange.journal_csv import journal_csv
from psr_tui.exchange.journal_hledger import journal_hledger
from psr_tui.exchange.journal_pdf import journal_pdf
from psr_tui.exchange.journal_xlsx import journal_xlsx
from psr_tui.exchange.private_file import private_file
from psr_tui.services.blind import refuse_while_counting
from psr_tui.services.guards import must_exist
from psr_tui.services.reports import typed_report
from psr_tui.store.repositories.drawer import StoredReport
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork

__all__ = ["ExportDone", "ExportKind", "ExportService", "ReportFigures", "file_name"]

SUFFIXES: dict[ExportKind, str] = {
    ExportKind.HLEDGER: "journal",
    ExportKind.CSV: "csv",
    ExportKind.XLSX: "xlsx",
    ExportKind.PDF: "pdf",
    ExportKind.IIF: "iif",
}


@dataclass(frozen=True, slots=True)
class ExportDone:
    """A written export: where, how many lines of the ledger, and what was taken in it less what was given back.

    ``start`` is where it begins: an hledger journal begins with the clinic's first posting, whatever was asked for.
    """

    path: Path
    rows: int
    total: Money
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class ReportFigures:
    """A stored day report: its bytes as text, the figures printed on it, and what was frozen at the count."""

    stored: StoredReport
    session: DrawerSession
    printed: PrintedReport | None
    differences: tuple[Difference, ...]
    reason: str


def file_name(kind: ExportKind, start: date, end: date) -> str:
    """What an export is called when nobody names it: ``psr-journal-2026-11-02.csv``."""
    days = f"{end}" if start == end else f"{start}-to-{end}"
    return f"psr-journal-{days}.{SUFFIXES[kind]}"


class ExportService:
    """Exports and report figures. ``quickbooks``: the account names of the clinic's settings (see `exchange.iif`)."""

    def __init__(self, store: Store, clock: Clock, quickbooks: Mapping[str, str] | None = None) -> None:
        self._store = store
        self._clock = clock
        self._quickbooks = dict(quickbooks or {})

    def write(
        self,
        actor: Actor,
        kind: ExportKind,
        start: date,
        end: date,
        folder: Path,
        name: str = "",
        over: bool = False,
    ) -> ExportDone:
        """Write the postings of the business dates ``start`` to ``end`` into a file of ``folder``.

        ``name``: what the file is called, `file_name` when empty; ``over``: a file of that name is replaced. A screen
        calls this by ``desk.ask``: a workbook of a year takes seconds, which nobody's saving should wait for; the one
        short write inside takes its turn at the gate.

        Raises: NotAllowed below supervisor, Refused while the actor counts a drawer (the set would tell what is
        expected, CD-46), InvalidInput for dates the wrong way round and a file that is there or cannot be written.
        """
        if not actor.at_least(Role.SUPERVISOR):
            with self._store.write(actor, "journal.export", "journal"):  # so that the attempt is logged
                actor.require(Role.SUPERVISOR, "export the journal")
        if end < start:
            raise InvalidInput("To: the last day is before the first; put them the other way round.", "To")
        path = folder / (name or file_name(kind, start, end))
        posted = self._posted(actor, kind, start, end)
        with private_file(path, self._render(kind)(posted), over) as file:
            with self._store.write(actor, "journal.export", "journal") as work:
                detail = {"format": kind.value, "from": str(posted.start), "to": str(posted.end), "rows": posted.rows}
                work.audit.append("journal.export", "journal", detail=detail)
                work.commit()
            file.put()
        return ExportDone(path, posted.rows, posted.taken, posted.start, posted.end)

    def reports(self, actor: Actor, z_number: int | None = None, day: date | None = None) -> list[ReportFigures]:
        """The day report of a number, or every one of a business date, as figures; each reading is logged.

        Raises: NotFound when there is none, NotAllowed for somebody else's report below supervisor.
        """
        with self._store.write(actor, "report.read", "day_report", str(z_number or day)) as work:
            numbers = [z_number] if z_number is not None else work.exports.reports_of(day) if day else []
            if not numbers:
                raise NotFound(f"No drawer was closed on {day:%m/%d/%Y}; there is no Z report of that day.")
            found = [_figures(work, actor, number) for number in numbers]
            for one in found:
                work.audit.append("report.read", "day_report", str(one.stored.z_number))
            work.commit()
        return found

    def _posted(self, actor: Actor, kind: ExportKind, start: date, end: date) -> PostedSet:
        with self._store.read() as work:
            refuse_while_counting(work, actor, "The export")
            if kind is ExportKind.HLEDGER:  # running balances need all that came before (CD-109)
                start = min(start, work.exports.first_day() or start)
            clinic = work.clinic.get()
            sessions = work.exports.sessions(start, end)
            return check_set(
                PostedSet(
                    clinic=clinic.name,
                    training=clinic.training,
                    tz=clinic.tz,
                    start=start,
                    end=end,
                    journals=tuple(work.exports.journals(start, end, sessions)),
                    sessions={session.number: session for session in sessions.values()},
                )
            )

    def _render(self, kind: ExportKind) -> Callable[[PostedSet], bytes]:
        names = quickbooks_names(self._quickbooks)
        forms: dict[ExportKind, Callable[[PostedSet], bytes]] = {
            ExportKind.HLEDGER: journal_hledger,
            ExportKind.CSV: journal_csv,
            ExportKind.XLSX: journal_xlsx,
            ExportKind.PDF: journal_pdf,
            ExportKind.IIF: lambda posted: journal_iif(posted, names),
        }
        return forms[kind]


def _figures(work: UnitOfWork, actor: Actor, z_number: int) -> ReportFigures:
    stored = typed_report(work, z_number)
    session = must_exist(work.drawer.session(stored.session_id), "This drawer session")
    if actor.staff_id != session.staff_id:
        actor.require(Role.SUPERVISOR, f"read the report of {session.staff_name}")
    attempts = work.drawer.attempts(session.session_id)
    differences = work.drawer.differences(attempts[-1].attempt_id) if attempts else ()
    reason, _ = work.drawer.facts(session.session_id)
    return ReportFigures(stored, session, read_printed(stored.body), differences, reason)
