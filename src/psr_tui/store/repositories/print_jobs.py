"""Pages for printers and opened drawers: what waits, what came out, which copy it was, who opened a drawer and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, literal_column, or_
from sqlalchemy import select as sql

from psr_tui.domain.printing import PrintKind, page_name
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.repositories.paper_words import PaperWords
from psr_tui.store.tables.cash_moves import DepositSlipRow, DrawerKickRow, PrintJobRow
from psr_tui.store.tables.ledger import ReceiptPrintRow

_JOB, _P, _D = table(PrintJobRow), columns(PrintJobRow), columns(ReceiptPrintRow)


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A page for a printer. ``copy`` is 0 for the original; ``error`` is why it still waits. A label or paper carries
    its ``title`` and what it says; ``next_label`` of ``sheet`` is free after it."""

    job_id: str
    kind: PrintKind
    number: int | None
    copy: int
    station: str
    printer: str
    state: str
    error: str
    created_at: datetime
    staff_id: str
    version: int
    changed_by: str
    changed_at: datetime
    title: str = ""
    body: bytes = b""
    patient_id: str | None = None
    sheet: str = ""
    next_label: int | None = None

    @property
    def name(self) -> str:
        """What people call the page."""
        return page_name(self.kind, self.number, self.title)


@dataclass(frozen=True, slots=True)
class Kick:
    """A drawer that was opened, or was to be: the session and journal are None when there is none."""

    kick_id: str
    session_id: str | None
    drawer_id: str | None
    at: datetime
    staff_id: str
    staff_name: str
    reason_code: str
    note: str
    journal_id: str | None


@dataclass(frozen=True, slots=True)
class StoredSlip:
    """A deposit slip as it was sealed; ``session_id`` is None for drops from the safe."""

    session_id: str | None
    prepared_by: str
    body: bytes


class PrintJobRepository(PaperWords):
    """A page is never deleted: it waits, is printed, or is given up by name (CD-99)."""

    def add(self, job: PrintJob) -> None:
        """A new page that waits."""
        names = ("kind", "number", "station", "printer", "state", "error", "title", "body", "patient_id")
        values = {name: getattr(job, name) for name in names}
        self._session.execute(
            _JOB.insert().values(
                **values, id=job.job_id, copy_number=job.copy, created_at=job.created_at, staff_id=job.staff_id,
                version=job.version, changed_by=job.changed_by, changed_at=job.changed_at,
            )
        )  # fmt: skip

    def get(self, job_id: str) -> PrintJob | None:
        """The page of this id."""
        return self._one(_P.id == job_id)

    def waiting_for(self, kind: PrintKind, number: int) -> PrintJob | None:
        """The page that waits for this receipt, report or slip; there is one at most, wherever it was asked for."""
        return self._one(_P.state == "waiting", _P.kind == kind.value, _P.number == number)

    def waiting(self, station: str, staff_id: str) -> list[PrintJob]:
        """What waits at this station, and what this person asked for elsewhere, oldest first. Nobody waits for a test
        page."""
        mine = or_(_P.station == station, _P.staff_id == staff_id)
        query = (
            sql(PrintJobRow)
            .where(_P.state == "waiting", _P.kind != PrintKind.TEST.value, mine)
            .order_by(_P.created_at, _P.kind, _P.number, _P.id)
        )
        return [_job(row) for row in self._session.execute(query).scalars()]

    def change(self, job: PrintJob, done_at: datetime | None = None) -> bool:
        """Write the page as it is now; False when somebody else changed it since it was read."""
        done = self._session.execute(
            _JOB.update()
            .where(_P.id == job.job_id, _P.version == job.version - 1)
            .values(
                copy_number=job.copy, station=job.station, printer=job.printer, state=job.state, error=job.error,
                staff_id=job.staff_id, done_at=done_at, version=job.version, changed_by=job.changed_by,
                changed_at=job.changed_at, sheet=job.sheet, next_label=job.next_label,
            )
        )  # fmt: skip
        return bool(done.rowcount == 1)  # type: ignore[attr-defined]

    def next_label(self, station: str, sheet: str) -> int:
        """Which label of the sheet in use at a station is free next; 1 for a new one."""
        query = (
            sql(_P.next_label)
            .where(_P.station == station, _P.sheet == sheet, _P.next_label.is_not(None))
            .order_by(_P.done_at.desc(), literal_column("rowid").desc())  # two of one instant: the later one
            .limit(1)
        )
        found = self._session.execute(query).scalar_one_or_none()
        return int(found) if found is not None else 1

    def next_copy(self, kind: PrintKind, number: int) -> int:
        """The copy number of the next print of a receipt or slip: 0 while no bytes were ever produced (CD-98)."""
        if kind is PrintKind.RECEIPT:
            query = sql(func.max(_D.copy_number) + 1).where(_D.receipt_number == number)
        else:  # of a page that was given up, the number that it had not used yet
            used = case((_P.state == "printed", _P.copy_number + 1), else_=_P.copy_number)
            query = sql(func.max(used)).where(_P.kind == kind.value, _P.number == number)
        return int(self._session.execute(query).scalar_one() or 0)

    def add_receipt_print(self, number: int, copy: int, staff_id: str, at: datetime) -> None:
        """Bytes of a receipt were produced; its copies are numbered without a gap."""
        prints = table(ReceiptPrintRow)
        self._session.execute(prints.insert().values(receipt_number=number, copy_number=copy, at=at, staff_id=staff_id))

    def slip(self, number: int) -> StoredSlip | None:
        """The deposit slip of this number."""
        row = self._session.get(DepositSlipRow, number)
        return None if row is None else StoredSlip(row.session_id, row.prepared_by, row.body)

    def add_kick(self, kick: Kick) -> None:
        """Record an opened drawer; such a record only grows (CD-39)."""
        names = ("session_id", "drawer_id", "at", "staff_id", "staff_name", "reason_code", "note", "journal_id")
        values = {name: getattr(kick, name) for name in names}
        self._session.execute(table(DrawerKickRow).insert().values(id=kick.kick_id, **values))

    def _one(self, *which: object) -> PrintJob | None:
        query = sql(PrintJobRow).where(*which).order_by(_P.created_at).limit(1)  # type: ignore[arg-type]
        row = self._session.execute(query).scalar_one_or_none()
        return None if row is None else _job(row)


def _job(row: PrintJobRow) -> PrintJob:
    return PrintJob(
        job_id=row.id, kind=PrintKind(row.kind), number=row.number, copy=row.copy_number, station=row.station,
        printer=row.printer, state=row.state, error=row.error, created_at=row.created_at, staff_id=row.staff_id,
        version=row.version, changed_by=row.changed_by, changed_at=row.changed_at, title=row.title, body=row.body,
        patient_id=row.patient_id, sheet=row.sheet, next_label=row.next_label,
    )  # fmt: skip
