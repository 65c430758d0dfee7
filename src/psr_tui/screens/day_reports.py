"""Reports: the receipts of a day by tender, the visits of a day accounted for, money paid ahead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from psr_tui.domain.ledger import JournalKind
from psr_tui.domain.money import Money
from psr_tui.domain.receipt import receipt_number
from psr_tui.domain.tenders import TENDER_LABELS
from psr_tui.domain.text import so_many
from psr_tui.domain.typed_dates import parse_day
from psr_tui.keys import bindings
from psr_tui.screens.dialogs import Prompt
from psr_tui.screens.dialogs.list_box import ListBox
from psr_tui.screens.patient import show_card
from psr_tui.screens.payment import show_receipt
from psr_tui.services.day_lists import AccountedVisit, DayReceipt, DayReceipts
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.desk import Desk


class DayBox(ListBox[None]):
    """A list of one day that brackets turn; it starts on the clinic's today."""

    BINDINGS = bindings("day_report")
    SCOPES: ClassVar[tuple[str, ...]] = ("day_report", "list", "dialog")

    def __init__(self, desk: Desk, title: str, day: date) -> None:
        super().__init__(desk, title, "5 open   [ ] day   7 other day")
        self.today = self.day = day

    def action_previous_day(self) -> None:
        self._turn_to(self.day - timedelta(days=1))

    def action_next_day(self) -> None:
        self._turn_to(self.day + timedelta(days=1))

    def action_other_day(self) -> None:
        self.flow(self._other_day())

    async def _other_day(self) -> None:
        note = "For example 03/02, mon, or t-1 for yesterday."
        day = await self.open(Prompt("Which day?", "Day", lambda typed: parse_day(typed, self.today), note=note))
        if day is not None:
            self.day = day
            await self.read_again()

    def _turn_to(self, day: date) -> None:
        self.day = day
        self.flow(self.read_again())

    @property
    def day_words(self) -> str:
        return f"{self.day:%a %m/%d/%Y}"


class ReceiptsOfDay(DayBox):
    """Every receipt of a business date with what each tender brought; the sums are the ledger's (CD-104)."""

    HELP_TEXT = "Every receipt of a business date in its order. A split shows each tender with its amount. 5 opens one."
    EMPTY = "No receipt on this day."
    COLUMNS = (
        Column("time", "Time", 5),
        Column("number", "Receipt", 9),
        Column("drawer", "At", 4),
        Column("patient", "Patient", 18, grow=True),
        Column("tenders", "Paid by", 24, grow=True),
        Column("amount", "Amount", 10, align="right"),
    )

    def __init__(self, desk: Desk, day: date) -> None:
        super().__init__(desk, "Receipts of a day", day)

    async def read(self) -> tuple[str, Sequence[Record]]:
        found = await self.desk.ask(self.desk.day_lists.receipts, self.day)
        return self._head(found), [self._record(one) for one in found.receipts]

    def _head(self, found: DayReceipts) -> str:
        shown = self.station.shown
        sums = [f"{TENDER_LABELS[tender]} {shown.amount(str(amount))}" for tender, amount in found.totals.items()]
        total = shown.amount(str(Money.total(found.totals.values())))
        whose = "" if found.everybody else ", your drawers"
        return f"{self.day_words}{whose}: {so_many(len(found.receipts), 'receipt')}, {total}\n" + " · ".join(sums)

    def _record(self, one: DayReceipt) -> Record:
        shown = self.station.shown
        if len(one.tenders) == 1:
            paid = TENDER_LABELS[one.tenders[0][0]]
        else:
            paid = "+".join(f"{TENDER_LABELS[kind]} {shown.amount(str(amount))}" for kind, amount in one.tenders)
        back = one.kind is not JournalKind.PAYMENT
        return Record(
            str(one.number),
            0,
            (
                Cell(f"{one.at.astimezone(self.desk.tz):%H:%M}"),
                Cell(receipt_number(one.number)),
                Cell(one.drawer),
                Cell(shown.name(one.patient), "warn" if back else ""),
                Cell(f"{one.kind.value}: {paid}" if back else paid),
                Cell(shown.amount(str(one.amount)), "warn" if back else ""),
            ),
        )

    def action_open(self) -> None:
        record = self.list.target()
        if record is None:
            self.refuse("There is no receipt on this day.")
        else:
            self.flow(self._look(int(record.key)))

    async def _look(self, number: int) -> None:
        text = await self.attempt(self.desk.payments.receipt, number)
        if text is not None:
            await show_receipt(self, number, text)


class VisitsOfDay(DayBox):
    """Every appointment of a day in exactly one row; what nobody has accounted for stands first."""

    HELP_TEXT = "Each visit of the day once: came, went, paid, or a reason. What is missing stands first. 5: the card."
    EMPTY = "No visit on this day."
    COLUMNS = (
        Column("missing", "Missing", 14),
        Column("time", "Time", 5),
        Column("patient", "Patient", 17, grow=True),
        Column("provider", "With", 8),
        Column("words", "How it stands", 27, grow=True),
    )

    def __init__(self, desk: Desk, day: date) -> None:
        super().__init__(desk, "Visits of a day, accounted for", day)
        self._patients: dict[str, str] = {}

    async def read(self) -> tuple[str, Sequence[Record]]:
        found = await self.desk.ask(self.desk.day_lists.visits, self.day)
        self._patients = {row.visit.visit_id: row.visit.patient_id for row in found.visits}
        missing = f"{found.missing} not accounted for" if found.missing else "all accounted for"
        return f"{self.day_words}: {so_many(len(found.visits), 'visit')}, {missing}", [
            self._record(row) for row in found.visits
        ]

    def _record(self, row: AccountedVisit) -> Record:
        visit = row.visit
        return Record(
            visit.visit_id,
            0,
            (
                Cell(row.missing, "bad"),
                Cell(visit.local_start),
                Cell(self.station.shown.name(visit.patient)),
                Cell(visit.provider.capitalize()),
                Cell(f"{visit.state.glyph} {self.station.shown.words(row.words)}"),
            ),
        )

    def action_open(self) -> None:
        record = self.list.target()
        patient_id = self._patients.get(record.key) if record is not None else None
        if patient_id is None:
            self.refuse("There is no visit on this day.")
        else:
            self.flow(show_card(self, self.desk, patient_id))


class PaidAheadList(ListBox[None]):
    """Money no charge has used, the longest waiting first."""

    BINDINGS = bindings("ahead")
    SCOPES: ClassVar[tuple[str, ...]] = ("ahead", "list", "dialog")
    HELP_TEXT = "Money that patients paid ahead and that no charge has used. It is theirs. 5 shows the patient's card."
    EMPTY = "No patient has money paid ahead."
    COLUMNS = (
        Column("patient", "Patient", 30, grow=True),
        Column("mrn", "MRN", 8),
        Column("since", "Oldest of", 10),
        Column("days", "Days", 5, align="right"),
        Column("left", "Left", 12, align="right"),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Money paid ahead", "5 the patient's card")

    async def read(self) -> tuple[str, Sequence[Record]]:
        found = await self.desk.ask(self.desk.day_lists.paid_ahead)
        today = await self.desk.ask(self.desk.day_lists.today)
        shown = self.station.shown
        records = [
            Record(
                one.patient_id,
                0,
                (
                    Cell(shown.name(one.patient)),
                    Cell(f"{one.mrn:06d}"),
                    Cell(f"{one.since:%m/%d/%Y}"),
                    Cell(str(one.days(today))),
                    Cell(shown.amount(str(one.left))),
                ),
            )
            for one in found
        ]
        total = shown.amount(Money.total(one.left for one in found).dollars)
        return f"{so_many(len(found), 'patient')}, {total} in all, the longest waiting first", records

    def action_open(self) -> None:
        record = self.list.target()
        if record is None:
            self.refuse("No patient has money paid ahead.")
        else:
            self.flow(show_card(self, self.desk, record.key))
