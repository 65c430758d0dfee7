"""Receipts and what a session took, as lists for the drawer screen and the day report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlalchemy import select as sql

from psr_tui.domain.ledger import Account, JournalKind
from psr_tui.domain.money import Money
from psr_tui.domain.names import display_name
from psr_tui.domain.tenders import TenderKind
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.repositories.receipt_words import ReceiptWords
from psr_tui.store.repositories.went_back import NOT_BACK, papers_back, went_back
from psr_tui.store.tables.check_in import CheckInStepRow
from psr_tui.store.tables.ledger import JournalRow, LedgerLineRow, ReceiptPrintRow, ReceiptRow
from psr_tui.store.tables.patients import PatientRow

_JOURNAL, _LINE, _PATIENT, _RECEIPT = (table(one) for one in (JournalRow, LedgerLineRow, PatientRow, ReceiptRow))
_J, _L, _P, _R, _D = (columns(one) for one in (JournalRow, LedgerLineRow, PatientRow, ReceiptRow, ReceiptPrintRow))
_HELD = ("till", "checks", "cards", "other_tender")
_NOTHING = Money(0)


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One receipt in the list of a session. ``tenders`` are codes; ``back`` is how much of it went back, also by a
    returned check, and ``reversed_by`` the last receipt that took it back once nothing is left of it."""

    number: int
    journal_id: str
    at: datetime
    kind: JournalKind
    patient_id: str
    patient: str
    amount: Money
    tenders: tuple[TenderKind, ...]
    reversed_by: int | None
    back: Money = _NOTHING

    @property
    def is_gone(self) -> bool:
        """Whether nothing of this payment is left."""
        return self.kind is JournalKind.PAYMENT and self.back == self.amount


@dataclass(frozen=True, slots=True)
class StoredReceipt:
    """A receipt as it was given, word for word."""

    number: int
    journal_id: str
    patient_id: str | None
    text: str
    at: datetime
    copies: int  # prints after the original


@dataclass(frozen=True, slots=True)
class Paper:
    """A check or money order in the drawer, to be ticked at the count."""

    journal_id: str
    position: int
    tender: TenderKind
    reference: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Drop:
    """Money taken out of the drawer into a bag for the safe."""

    at: datetime
    bag: str
    amount: Money


class ReceiptQueries(ReceiptWords):
    """Base of the ledger's repository: receipts, papers, drops."""

    def add_receipt(self, number: int, journal_id: str, patient_id: str | None, text: str, at: datetime) -> None:
        """File the receipt of a journal; its text never changes."""
        self._session.execute(
            _RECEIPT.insert().values(number=number, journal_id=journal_id, patient_id=patient_id, text=text, at=at)
        )

    def receipt(self, number: int) -> StoredReceipt | None:
        """The receipt of this number."""
        return self._receipt(_R.number == number)

    def receipt_of(self, journal_id: str) -> StoredReceipt | None:
        """The receipt of this journal."""
        return self._receipt(_R.journal_id == journal_id)

    def _receipt(self, which: object) -> StoredReceipt | None:
        row = self._session.execute(sql(ReceiptRow).where(which)).scalar_one_or_none()  # type: ignore[arg-type]
        if row is None:
            return None
        copies = self._session.execute(
            sql(func.count()).where(_D.receipt_number == row.number, _D.copy_number > 0)
        ).scalar_one()
        return StoredReceipt(row.number, row.journal_id, row.patient_id, row.text, row.at, int(copies))

    def count_receipts(self, session_id: str) -> int:
        """How many receipts a session has given."""
        query = sql(func.count()).where(_J.session_id == session_id, _J.receipt_number.is_not(None))
        return int(self._session.execute(query).scalar_one())

    def receipts(self, session_id: str, first: int, most: int) -> list[ReceiptLine]:
        """A page of the session's receipts, newest first; two equal payments are two lines (FD-133)."""
        query = (
            sql(
                _J.receipt_number, _J.id, _J.at, _J.kind, _J.patient_id, _P.last_name, _P.first_name, _P.middle_name,
                _P.suffix,
            )
            .join(_PATIENT, _P.id == _J.patient_id)
            .where(_J.session_id == session_id, _J.receipt_number.is_not(None))
            .order_by(_J.receipt_number.desc())
            .limit(most)
            .offset(first)
        )  # fmt: skip
        rows = self._session.execute(query).all()
        held = self._held([row[1] for row in rows])
        gone = went_back(self._session, [row[1] for row in rows])
        lines = []
        for row in rows:
            amount, back = Money(sum(cents for _, cents in held[row[1]])), gone.get(row[1], NOT_BACK)
            lines.append(
                ReceiptLine(
                    number=row[0], journal_id=row[1], at=row[2], kind=JournalKind(row[3]), patient_id=row[4],
                    patient=display_name(row[5], row[6], row[7], row[8]), amount=amount,
                    tenders=tuple(tender for tender, _ in held[row[1]]),
                    reversed_by=back.receipt if back.amount == amount else None, back=back.amount,
                )
            )  # fmt: skip
        return lines

    def receipt_row(self, session_id: str, number: int) -> int | None:
        """Where a receipt stands in the list of its session, newest first; None when it is not in it."""
        mine = _J.session_id == session_id
        if self._session.execute(sql(_J.id).where(mine, _J.receipt_number == number)).first() is None:
            return None
        return int(self._session.execute(sql(func.count()).where(mine, _J.receipt_number > number)).scalar_one())

    def receipt_surnames(self, session_id: str) -> list[str]:
        """The folded surname of each receipt of a session, newest first, for jumping by letters."""
        query = (
            sql(_P.last_folded)
            .join(_JOURNAL, _J.patient_id == _P.id)
            .where(_J.session_id == session_id, _J.receipt_number.is_not(None))
            .order_by(_J.receipt_number.desc())
        )
        return [name for (name,) in self._session.execute(query)]

    def _held(self, journal_ids: list[str]) -> dict[str, list[tuple[TenderKind, int]]]:
        found: dict[str, list[tuple[TenderKind, int]]] = {journal_id: [] for journal_id in journal_ids}
        query = (
            sql(_L.journal_id, _L.tender, _L.cents)
            .where(_L.journal_id.in_(journal_ids), _L.account.in_(_HELD))
            .order_by(_L.journal_id, _L.position)
        )
        for journal_id, tender, cents in self._session.execute(query):
            found[journal_id].append((TenderKind(tender), cents))
        return found

    def papers(self, session_id: str) -> list[Paper]:
        """Checks and money orders that are in the drawer: taken in the session and not given back as paper."""
        query = (
            sql(_L.journal_id, _L.position, _L.tender, _L.reference, _L.cents)
            .where(_L.session_id == session_id, _L.account == Account.CHECKS.value, _L.cents > 0)
            .order_by(_L.journal_id, _L.position)
        )
        gone = papers_back(self._session, session_id)
        papers = []
        for journal_id, position, tender, reference, cents in self._session.execute(query):
            key = (journal_id, tender, reference, cents)
            if gone[key]:
                gone[key] -= 1
            else:
                papers.append(Paper(journal_id, position, TenderKind(tender), reference, Money(cents)))
        return papers

    def drops(self, session_id: str) -> list[Drop]:
        """The session's safe drops in the order they were made."""
        query = (
            sql(_J.at, _J.bag, _L.cents)
            .join(_LINE, (_L.journal_id == _J.id) & (_L.account == Account.SAFE.value))
            .where(_J.session_id == session_id, _J.kind == JournalKind.DROP.value)
            .order_by(_J.at, _J.id)
        )
        return [Drop(at, bag, Money(cents)) for at, bag, cents in self._session.execute(query)]

    def reversals(self, session_id: str) -> list[tuple[int, int, JournalKind, Money]]:
        """(receipt, receipt taken back, kind, amount) of a session's reversals in order of receipts."""
        original = _JOURNAL.alias("original")
        query = (
            sql(_J.receipt_number, original.c.receipt_number, _J.kind, func.sum(_L.cents))
            .join(original, original.c.id == _J.refers_to)
            .join(_LINE, _L.journal_id == _J.id)
            .where(_J.session_id == session_id, _L.account.in_(_HELD))
            .group_by(_J.id)
            .order_by(_J.receipt_number)
        )
        return [
            (number, taken_back, JournalKind(kind), Money(int(cents)))
            for number, taken_back, kind, cents in self._session.execute(query)
        ]

    def receipt_span(self, session_id: str) -> tuple[int | None, int | None, int]:
        """(first number, last number, how many) of a session's receipts."""
        query = sql(func.min(_J.receipt_number), func.max(_J.receipt_number), func.count(_J.receipt_number)).where(
            _J.session_id == session_id
        )
        first, last, number = self._session.execute(query).one()
        return first, last, int(number)

    def duplicates(self, session_id: str) -> int:
        """How many reprints were made of the session's receipts."""
        query = (
            sql(func.count())
            .select_from(table(ReceiptPrintRow))
            .join(_JOURNAL, _J.receipt_number == _D.receipt_number)
            .where(_J.session_id == session_id, _D.copy_number > 0)
        )
        return int(self._session.execute(query).scalar_one())

    def not_collected(self, staff_id: str, since: datetime) -> list[tuple[str, int]]:
        """(reason code, how often) for copays this rep did not collect since an instant (CD-29, FD-139)."""
        steps = columns(CheckInStepRow)
        query = (
            sql(steps.reason_code, func.count())
            .where(steps.staff_id == staff_id, steps.at >= since, steps.reason_code.like("NC%"))
            .group_by(steps.reason_code)
            .order_by(steps.reason_code)
        )
        return [(code, int(number)) for code, number in self._session.execute(query)]
