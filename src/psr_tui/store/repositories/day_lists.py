"""Lists over a day and over patients: receipts, visits with their money, money paid ahead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.day_account import DayVisit
from psr_tui.domain.ledger import Account, JournalKind
from psr_tui.domain.money import Money
from psr_tui.domain.names import display_name
from psr_tui.domain.paid_ahead import AheadLine
from psr_tui.domain.tenders import TenderKind
from psr_tui.domain.visit import VisitState
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.check_in import CheckInStepRow
from psr_tui.store.tables.drawer import DrawerRow, DrawerSessionRow
from psr_tui.store.tables.ledger import ChargeRow, JournalRow, LedgerLineRow
from psr_tui.store.tables.patients import PatientRow
from psr_tui.store.tables.reference import ReasonCodeRow
from psr_tui.store.tables.schedule import AppointmentEventRow, AppointmentRow, ProviderRow

_JOURNAL, _LINE, _PATIENT, _VISIT = (table(one) for one in (JournalRow, LedgerLineRow, PatientRow, AppointmentRow))
_J, _L, _P, _S, _D, _V, _W, _C, _E, _X, _R = (
    columns(one)
    for one in (
        JournalRow, LedgerLineRow, PatientRow, DrawerSessionRow, DrawerRow, AppointmentRow, ProviderRow, ChargeRow,
        AppointmentEventRow, CheckInStepRow, ReasonCodeRow,
    )
)  # fmt: skip
_HELD = ("till", "checks", "cards", "other_tender")


@dataclass(frozen=True, slots=True)
class DayReceipt:
    """One receipt of a day. ``tenders``: what each way of paying brought, so that a split is never one label."""

    number: int
    at: datetime
    kind: JournalKind
    drawer: str
    rep: str
    patient_id: str
    patient: str
    surname: str
    tenders: tuple[tuple[TenderKind, Money], ...]

    @property
    def amount(self) -> Money:
        """All tenders together; negative when money was given back."""
        return Money.total(amount for _, amount in self.tenders)


class DayListRepository:
    """Reads only; who may see the rows, and that they were seen, is the service's to say."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def receipts(self, day: date, staff_id: str = "") -> list[DayReceipt]:
        """Every receipt of a business date in its order; of one rep's drawers when ``staff_id`` is given."""
        query = (
            sql(
                _J.receipt_number, _J.id, _J.at, _J.kind, _D.code, _S.staff_name, _J.patient_id, _P.last_name,
                _P.first_name, _P.middle_name, _P.suffix,
            )
            .join(table(DrawerSessionRow), _S.id == _J.session_id)
            .join(table(DrawerRow), _D.id == _S.drawer_id)
            .join(_PATIENT, _P.id == _J.patient_id)
            .where(_J.business_date == day, _J.receipt_number.is_not(None))
            .order_by(_J.receipt_number)
        )  # fmt: skip
        if staff_id:
            query = query.where(_S.staff_id == staff_id)
        rows = self._session.execute(query).all()
        held = self._tenders(day)
        return [
            DayReceipt(
                number=row[0], at=row[2], kind=JournalKind(row[3]), drawer=row[4], rep=row[5], patient_id=row[6],
                patient=display_name(*row[7:11]), surname=row[7], tenders=tuple(held.get(row[1], {}).items()),
            )
            for row in rows
        ]  # fmt: skip

    def _tenders(self, day: date) -> dict[str, dict[TenderKind, Money]]:
        found: dict[str, dict[TenderKind, Money]] = {}
        query = (
            sql(_L.journal_id, _L.tender, func.sum(_L.cents))
            .join(_JOURNAL, _J.id == _L.journal_id)
            .where(_J.business_date == day, _J.receipt_number.is_not(None), _L.account.in_(_HELD))
            .group_by(_L.journal_id, _L.tender)
            .order_by(_L.journal_id, func.min(_L.position))
        )
        for journal_id, tender, cents in self._session.execute(query):
            found.setdefault(journal_id, {})[TenderKind(tender)] = Money(int(cents))
        return found

    def paid_ahead(self) -> list[AheadLine]:
        """The lines of every patient whose money paid ahead is not used up, in the order of posting."""
        unapplied = _L.account == Account.UNAPPLIED.value
        open_ = (
            sql(_L.patient_id)
            .where(unapplied, _L.patient_id.is_not(None))
            .group_by(_L.patient_id)
            .having(func.sum(_L.cents) != 0)
        )
        query = (
            sql(
                _L.patient_id, _P.last_name, _P.first_name, _P.middle_name, _P.suffix, _P.mrn, _J.business_date,
                _L.cents,
            )
            .join(_JOURNAL, _J.id == _L.journal_id)
            .join(_PATIENT, _P.id == _L.patient_id)
            .where(unapplied, _L.patient_id.in_(open_))
            .order_by(_J.sequence, _L.position)
        )  # fmt: skip
        return [
            AheadLine(row[0], display_name(*row[1:5]), row[5], row[6], Money(-row[7]))
            for row in self._session.execute(query)
        ]

    def visits(self, day: date) -> list[DayVisit]:
        """Every appointment of a day with its money and its reasons, in the order of times."""
        query = (
            sql(
                _V.id, _V.patient_id, _P.last_name, _P.first_name, _P.middle_name, _P.suffix, _V.local_start,
                _V.starts_at, func.coalesce(_W.last_name, ""), _V.state,
            )
            .join(_PATIENT, _P.id == _V.patient_id)
            .outerjoin(table(ProviderRow), _W.id == _V.provider_id)
            .where(_V.local_date == day)
            .order_by(_V.local_start, _V.id)
        )  # fmt: skip
        rows = self._session.execute(query).all()
        of_day = sql(_V.id).where(_V.local_date == day)
        paid, open_ = self._paid(of_day), self._open(of_day)
        no_copay, why = self._no_copay(of_day), self._why(row[0] for row in rows if VisitState(row[9]).closed)
        return [
            DayVisit(
                visit_id=row[0], patient_id=row[1], patient=display_name(*row[2:6]), surname=row[2],
                local_start=row[6], starts_at=row[7], provider=row[8], state=VisitState(row[9]),
                paid=paid.get(row[0], Money(0)), open=open_.get(row[0], Money(0)),
                no_copay=no_copay.get(row[0], ""), reason=why.get(row[0], ""),
            )
            for row in rows
        ]  # fmt: skip

    def _paid(self, visits: object) -> dict[str, Money]:
        """visit -> what was taken for it, less what went back."""
        query = (
            sql(_J.appointment_id, func.sum(_L.cents))
            .join(_LINE, _L.journal_id == _J.id)
            .where(_J.appointment_id.in_(visits), _J.receipt_number.is_not(None), _L.account.in_(_HELD))
            .group_by(_J.appointment_id)
        )
        return {visit: Money(int(cents)) for visit, cents in self._session.execute(query)}

    def _open(self, visits: object) -> dict[str, Money]:
        """visit -> what is still owed on its charges."""
        query = (
            sql(_C.appointment_id, func.sum(_L.cents))
            .join(_LINE, (_L.charge_id == _C.id) & (_L.account == Account.RECEIVABLE.value))
            .where(_C.appointment_id.in_(visits))
            .group_by(_C.appointment_id)
        )
        return {visit: Money(int(cents)) for visit, cents in self._session.execute(query)}

    def _no_copay(self, visits: object) -> dict[str, str]:
        """visit -> why no copay was taken, by the newest answer."""
        query = (
            sql(_X.appointment_id, _X.reason_code, func.coalesce(_R.label, ""))
            .outerjoin(table(ReasonCodeRow), (_R.kind == "no_copay") & (_R.code == _X.reason_code))
            .where(_X.appointment_id.in_(visits), _X.item == "copay")
            .order_by(_X.seq)
        )
        return {visit: f"{code} {label}".strip() for visit, code, label in self._session.execute(query)}

    def _why(self, visit_ids: Iterable[str]) -> dict[str, str]:
        """visit -> the reason of its last move, for visits that ended without taking place."""
        wanted = list(visit_ids)
        label = func.coalesce(_R.label, case((_E.note != "", _E.note), else_=_E.reason_code))
        query = (
            sql(_E.appointment_id, _E.reason_code, label)
            .outerjoin(table(ReasonCodeRow), (_R.kind == _E.reason_kind) & (_R.code == _E.reason_code))
            .where(_E.appointment_id.in_(wanted), _E.to_state != "")
            .order_by(_E.seq)
        )
        return {visit: words for visit, code, words in self._session.execute(query)}
