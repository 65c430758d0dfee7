"""The ledger's rows: journals in and out, charges, and the sums that are the only balances there are."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import bindparam, case, func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.ledger import Account, Journal, JournalKind, Line
from psr_tui.domain.money import Money
from psr_tui.domain.payments import BalanceDue, ChargeKind, PostCharge
from psr_tui.domain.tenders import TenderKind
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.repositories.receipts import ReceiptQueries
from psr_tui.store.tables.drawer import DrawerSessionRow
from psr_tui.store.tables.ledger import ChargeRow, JournalRow, LedgerLineRow

_CHARGE, _JOURNAL, _LINE = (table(one) for one in (ChargeRow, JournalRow, LedgerLineRow))
_C, _J, _L, _S = (columns(one) for one in (ChargeRow, JournalRow, LedgerLineRow, DrawerSessionRow))


# Made once: to build a statement costs more than to run it, and each of these runs in every posting.
_INSERT_JOURNAL, _INSERT_LINE = _JOURNAL.insert(), _LINE.insert()
_KNOWN = sql(_J.content_hash).where(_J.id == bindparam("journal_id"))
_LAST = sql(func.coalesce(func.max(_J.sequence), 0))
_ON_ACCOUNT = (
    sql(_L.account, func.sum(_L.cents))
    .where(
        _L.patient_id == bindparam("patient_id"),
        _L.account.in_((Account.RECEIVABLE.value, Account.UNAPPLIED.value)),
    )
    .group_by(_L.account)
)
_BALANCES = (
    sql(
        _C.id, _C.kind, _C.label, _C.service_date, _C.appointment_id,
        func.sum(_L.cents).filter(_J.kind == JournalKind.CHARGE.value), func.sum(_L.cents),
    )
    .join(_LINE, (_L.charge_id == _C.id) & (_L.account == Account.RECEIVABLE.value))
    .join(_JOURNAL, _J.id == _L.journal_id)
    .where(_C.patient_id == bindparam("patient_id"))
    .group_by(_C.id)
    .having(func.sum(_L.cents) != 0)
    .order_by(_C.service_date, _C.id)
)  # fmt: skip


class TillEntry(NamedTuple):
    """Lines of one account, tender and terminal, added up: what expected amounts are made of."""

    account: str
    tender: str
    terminal: str
    cents: int
    papers: int


class LedgerRepository(ReceiptQueries):
    """Appends journals and sums lines; it never changes a row, and the database would refuse it."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session

    # --- postings ---
    def known(self, journal_id: str) -> str | None:
        """The content hash of a posted command, None when it was never posted."""
        found = self._session.execute(_KNOWN, {"journal_id": journal_id}).scalar_one_or_none()
        return None if found is None else str(found)

    def append(self, journal: Journal, receipt_number: int | None, staff_name: str, sign_in_id: str) -> None:
        """Write one journal with its lines; the database refuses it when the session takes no money."""
        self._session.execute(
            _INSERT_JOURNAL,
            {
                "id": journal.journal_id, "sequence": self._next_sequence(), "content_hash": journal.content_hash,
                "kind": journal.kind.value,
                "session_id": journal.session_id, "business_date": journal.business_date, "at": journal.at,
                "staff_id": journal.staff_id, "staff_name": staff_name, "sign_in_id": sign_in_id,
                "patient_id": journal.patient_id, "appointment_id": journal.appointment_id,
                "receipt_number": receipt_number,
                "reverses": journal.reverses, "refers_to": journal.refers_to, "reason_code": journal.reason,
                "note": journal.comment, "bag": journal.bag,
                "witness_id": journal.witness_id, "approved_by": journal.approved_by,
            },
        )  # fmt: skip
        self._session.execute(
            _INSERT_LINE, [_values(journal, place, line) for place, line in enumerate(journal.lines, start=1)]
        )

    def _next_sequence(self) -> int:
        """The place of the next posting in the one order of all; writers are serialised, so nobody else takes it."""
        return int(self._session.execute(_LAST).scalar_one()) + 1

    def journal(self, journal_id: str) -> Journal | None:
        """A posted journal with its lines in their order."""
        row = self._session.execute(sql(JournalRow).where(_J.id == journal_id)).scalar_one_or_none()
        if row is None:
            return None
        query = sql(LedgerLineRow).where(_L.journal_id == journal_id).order_by(_L.position)
        lines = tuple(_line(one) for one in self._session.execute(query).scalars())
        return Journal(
            journal_id=row.id, kind=JournalKind(row.kind), at=row.at, business_date=row.business_date,
            staff_id=row.staff_id, lines=lines, content_hash=row.content_hash, session_id=row.session_id,
            patient_id=row.patient_id, appointment_id=row.appointment_id, receipt_number=row.receipt_number,
            reverses=row.reverses, refers_to=row.refers_to, reason=row.reason_code, comment=row.note,
            approved_by=row.approved_by, witness_id=row.witness_id, bag=row.bag,
        )  # fmt: skip

    def add_charge(self, command: PostCharge, at: Any) -> None:
        """The charge's own words; its amount is in the ledger and nowhere else. Raises the database's refusal twice."""
        self._session.execute(
            _CHARGE.insert().values(
                id=command.command_id, patient_id=command.patient_id, appointment_id=command.appointment_id,
                kind=command.kind.value, label=command.label, service_date=command.service_date, created_at=at,
            )
        )  # fmt: skip

    # --- sums ---
    def balances(self, patient_id: str) -> list[BalanceDue]:
        """Every charge of the patient that is not settled, oldest first; ``open`` may be negative (overpaid)."""
        found = self._session.execute(_BALANCES, {"patient_id": patient_id})
        return [
            BalanceDue(charge_id, ChargeKind(kind), label, day, Money(charged or 0), Money(open_), appointment_id)
            for charge_id, kind, label, day, appointment_id, charged, open_ in found
        ]

    def charge_of(self, appointment_id: str, kind: ChargeKind) -> BalanceDue | None:
        """The visit's charge of a kind, with what is still open on it (zero when it is paid)."""
        row = self._session.execute(
            sql(ChargeRow).where(_C.appointment_id == appointment_id, _C.kind == kind.value).order_by(_C.id).limit(1)
        ).scalar_one_or_none()
        if row is None:
            return None
        of_charge = (_L.charge_id == row.id) & (_L.account == Account.RECEIVABLE.value)
        owed = self._session.execute(sql(func.coalesce(func.sum(_L.cents), 0)).where(of_charge)).scalar_one()
        charged = self._session.execute(
            sql(func.coalesce(func.sum(_L.cents), 0)).where(of_charge, _L.journal_id == row.id)
        ).scalar_one()
        return BalanceDue(
            row.id, kind, row.label, row.service_date, Money(int(charged)), Money(int(owed)), row.appointment_id
        )

    def prepaid(self, patient_id: str) -> Money:
        """Money of the patient that no charge has used yet."""
        return self.on_account(patient_id)[1]

    def on_account(self, patient_id: str) -> tuple[Money, Money]:
        """(what a patient owes in all, what no charge has used yet)."""
        sums = dict(self._session.execute(_ON_ACCOUNT, {"patient_id": patient_id}).all())
        owed, ahead = (int(sums.get(account.value, 0)) for account in (Account.RECEIVABLE, Account.UNAPPLIED))
        return Money(owed), Money(-ahead)

    def float_of(self, drawer_id: str) -> Money:
        """What the last close left in a drawer: the sum of its float lines (I15)."""
        query = sql(func.coalesce(func.sum(_L.cents), 0)).where(
            _L.drawer_id == drawer_id, _L.account == Account.FLOAT.value
        )
        return Money(int(self._session.execute(query).scalar_one()))

    def in_safe(self) -> Money:
        """What lies in the safe: drops and money brought in, less what left it."""
        query = sql(func.coalesce(func.sum(_L.cents), 0)).where(_L.account == Account.SAFE.value)
        return Money(int(self._session.execute(query).scalar_one()))

    def session_entries(
        self, session_id: str, kinds: tuple[JournalKind, ...] = (), account: Account | None = None
    ) -> list[TillEntry]:
        """The lines of a session for `psr_tui.domain.expected.expected`, those that are alike added up by the database.

        ``kinds``: only journals of such kinds. ``account``: only this one.
        """
        papers = func.sum(case(((_L.account == Account.CARDS.value) | (_L.cents > 0), 1), else_=-1))
        query = sql(_L.account, _L.tender, _L.terminal, func.sum(_L.cents), papers).where(_L.session_id == session_id)
        if kinds:
            query = query.join(_JOURNAL, _J.id == _L.journal_id).where(_J.kind.in_([kind.value for kind in kinds]))
        if account is not None:
            query = query.where(_L.account == account.value)
        return [TillEntry(*row) for row in self._session.execute(query.group_by(_L.account, _L.tender, _L.terminal))]

    def bag_used(self, bag: str) -> bool:
        """Whether a bag number stands on another drop or deposit already (CD-103)."""
        return self._session.execute(sql(_J.id).where(_J.bag == bag).limit(1)).first() is not None

    def terminals(self, session_id: str) -> list[str]:
        """The card terminals that were used in a session, by name only: no amount is read."""
        query = sql(_L.terminal).distinct().where(_L.session_id == session_id, _L.account == Account.CARDS.value)
        return sorted(terminal for (terminal,) in self._session.execute(query))

    def only_terminal(self) -> str:
        """The one card terminal the clinic has ever used; empty when there is none or more than one."""
        query = sql(_L.terminal).distinct().where(_L.session_id.in_(sql(_S.id)), _L.account == Account.CARDS.value)
        found = self._session.execute(query.limit(2)).scalars().all()
        return str(found[0]) if len(found) == 1 else ""

    def other_tenders(self, session_id: str) -> list[TenderKind]:
        """Transfers, portal payments and vouchers that occur in a session, by kind only: no amount is read."""
        query = sql(_L.tender).distinct().where(_L.session_id == session_id, _L.account == Account.OTHER_TENDER.value)
        return sorted(TenderKind(tender) for (tender,) in self._session.execute(query))

    def session_balances(self, session_id: str) -> dict[tuple[Account, str, str], Money]:
        """What is left on each account, tender and terminal of a session; all zero after its close (I5)."""
        query = (
            sql(_L.account, _L.tender, _L.terminal, func.sum(_L.cents))
            .where(_L.session_id == session_id)
            .group_by(_L.account, _L.tender, _L.terminal)
        )
        return {
            (Account(account), tender, terminal): Money(int(cents))
            for account, tender, terminal, cents in self._session.execute(query)
        }


def _values(journal: Journal, place: int, line: Line) -> dict[str, Any]:
    return {
        "journal_id": journal.journal_id, "position": place, "account": line.account.value,
        "session_id": journal.session_id, "drawer_id": line.drawer_id, "tender": str(line.tender),
        "charge_id": line.charge_id, "patient_id": line.patient_id, "cents": line.cents,
        "tendered_cents": line.tendered.cents if line.tendered is not None else None,
        "change_cents": line.change.cents if line.change is not None else None,
        "card_brand": line.brand, "card_last_four": line.last4, "authorisation": line.auth,
        "terminal": line.terminal, "batch": line.batch, "reference": line.reference,
        "payer": line.payer,
    }  # fmt: skip


def _line(row: LedgerLineRow) -> Line:
    return Line(
        account=Account(row.account), amount=Money(row.cents), tender=TenderKind(row.tender) if row.tender else "",
        drawer_id=row.drawer_id, charge_id=row.charge_id, patient_id=row.patient_id, terminal=row.terminal,
        batch=row.batch, reference=row.reference, brand=row.card_brand, last4=row.card_last_four,
        auth=row.authorisation, payer=row.payer,
        tendered=Money(row.tendered_cents) if row.tendered_cents is not None else None,
        change=Money(row.change_cents) if row.change_cents is not None else None,
    )  # fmt: skip
