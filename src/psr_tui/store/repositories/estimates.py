"""Prices and estimates: what stands for a visit, what is due, what was given, and what was charged since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, func, or_
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.estimate_letter import EstimateLine
from psr_tui.domain.estimates import Estimate, EstimateKind, EstimateState, EstimateWhy
from psr_tui.domain.money import Money
from psr_tui.domain.names import display_name
from psr_tui.domain.visit import VisitState
from psr_tui.store.repositories.changing import changed
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.estimates import EstimateLineRow, EstimateRow, ServicePriceRow
from psr_tui.store.tables.ledger import ChargeRow, JournalRow, LedgerLineRow
from psr_tui.store.tables.patients import PatientRow
from psr_tui.store.tables.schedule import AppointmentRow, ProviderRow, VisitTypeRow
from psr_tui.store.tables.staff import StaffRow
from psr_tui.store.tables.visit_day import VisitServiceRow
from psr_tui.store.tables.work import WorkItemRow

_E, _N, _R, _P, _A, _T, _D, _S, _C, _L, _J, _V, _W = (
    columns(one)
    for one in (
        EstimateRow, EstimateLineRow, ServicePriceRow, PatientRow, AppointmentRow, VisitTypeRow, ProviderRow, StaffRow,
        ChargeRow, LedgerLineRow, JournalRow, VisitServiceRow, WorkItemRow,
    )
)  # fmt: skip
_AHEAD = [state.value for state in (VisitState.REQUESTED, VisitState.BOOKED)]
_OPEN = [*_AHEAD, "arrived", "checked_in", "roomed"]
_WHOLE: Any = (
    sql(EstimateRow, _P.last_name, _P.first_name, _P.middle_name, _P.suffix, func.coalesce(_S.name, ""))
    .join(table(PatientRow), _P.id == _E.patient_id)
    .outerjoin(table(StaffRow), _S.id == _E.given_by)
    .outerjoin(table(AppointmentRow), _A.id == _E.appointment_id)
)


@dataclass(frozen=True, slots=True)
class VisitWords:
    """What a letter says of a visit."""

    visit_type: str
    label: str
    day: date
    provider: str
    npi: str


class EstimateRepository:
    """Estimates and the prices they are made from."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # --- reading ---
    def get(self, estimate_id: str) -> Estimate | None:
        """One estimate."""
        found = self._read(_WHOLE.where(_E.id == estimate_id))
        return found[0] if found else None

    def standing(self, visit_id: str, kind: EstimateKind = EstimateKind.GOOD_FAITH) -> Estimate | None:
        """The estimate that holds for a visit: its newest version that was not replaced, given or due."""
        query = _WHOLE.where(_E.appointment_id == visit_id, _E.kind == kind.value, _E.state.in_(["due", "given"]))
        found = self._read(query.order_by(_E.number.desc(), _E.started_at.desc(), _E.id.desc()).limit(1))
        return found[0] if found else None

    def of_patient(self, patient_id: str) -> list[Estimate]:
        """Every version of every estimate of a patient, newest first."""
        return self._read(_WHOLE.where(_E.patient_id == patient_id).order_by(_E.started_at.desc(), _E.id.desc()))

    def asked(self, patient_id: str, visit_id: str, kind: EstimateKind) -> Estimate | None:
        """The open one about this visit, or without a visit, of this patient."""
        about = _E.appointment_id == visit_id if visit_id else _E.appointment_id.is_(None)
        query = _WHOLE.where(_E.patient_id == patient_id, about, _E.kind == kind.value, _E.state == "due")
        found = self._read(query.order_by(_E.started_at.desc()).limit(1))
        return found[0] if found else None

    def due(self) -> list[Estimate]:
        """Every estimate somebody has to give, the one due first on top; of visits that will not take place none."""
        stands = or_(_E.appointment_id.is_(None), _A.state.in_(_OPEN))
        query = _WHOLE.where(_E.state == "due", stands)
        return self._read(query.order_by(_E.due_on.is_(None), _E.due_on, _E.started_at, _E.id))

    def given_to_check(self) -> list[Estimate]:
        """Given good-faith estimates of visits that have charges, which nobody has looked at since (FD-142)."""
        looked = exists().where(_W.kind == "estimate", _W.object_id == _E.id, _W.state.in_(["done", "cancelled"]))
        charged = exists().where(_C.appointment_id == _E.appointment_id)
        marked = exists().where(_V.appointment_id == _E.appointment_id)
        query = _WHOLE.where(_E.state == "given", _E.kind == "good_faith", ~looked, or_(charged, marked))
        return self._read(query.order_by(_E.given_at, _E.id))

    def charged(self, visit_ids: Sequence[str]) -> dict[str, Money]:
        """visit -> what was charged for it, before anything was paid or taken off. What the provider marked counts at
        the clinic's own price until it is charged, when that is more."""
        posted = (
            sql(_C.appointment_id, func.sum(_L.cents))
            .join(table(LedgerLineRow), (_L.charge_id == _C.id) & (_L.account == "receivable"))
            .join(table(JournalRow), (_J.id == _L.journal_id) & (_J.kind == "charge"))
            .where(_C.appointment_id.in_(visit_ids))
            .group_by(_C.appointment_id)
        )
        prices = sql(_R.code, func.max(_R.cents).label("cents")).where(_R.active.is_(True), _R.code != "")
        price = prices.group_by(_R.code).subquery()
        marked = (
            sql(_V.appointment_id, func.sum(_V.quantity * price.c.cents))
            .join(price, price.c.code == _V.code)
            .where(_V.appointment_id.in_(visit_ids), _V.removed.is_(False))
            .group_by(_V.appointment_id)
        )
        found: dict[str, Money] = {}
        for query in (posted, marked):
            for visit_id, cents in self._session.execute(query):
                found[visit_id] = max(found.get(visit_id, Money.zero()), Money(int(cents)))
        return found

    def ahead(self, patient_id: str, today: date) -> list[str]:
        """The patient's visits that are booked for today or later, the nearest first."""
        query = sql(_A.id).where(_A.patient_id == patient_id, _A.local_date >= today, _A.state.in_(_AHEAD))
        return [one for (one,) in self._session.execute(query.order_by(_A.local_date, _A.local_start, _A.id))]

    def replaced_visit(self, visit_id: str) -> str:
        """The visit this one was moved from, '' when none."""
        return self._session.execute(sql(_A.replaces_id).where(_A.id == visit_id)).scalar_one() or ""

    def visit_words(self, visit_id: str) -> VisitWords | None:
        """What a letter says of the visit."""
        query = (
            sql(_A.visit_type, _T.label, _A.local_date, _D.last_name, _D.first_name, _D.title, _D.npi)
            .join(table(VisitTypeRow), _T.code == _A.visit_type)
            .outerjoin(table(ProviderRow), _D.id == _A.provider_id)
            .where(_A.id == visit_id)
        )
        row = self._session.execute(query).one_or_none()
        if row is None:
            return None
        provider = f"{row[4] or ''} {row[3]}, {row[5] or ''}".strip(" ,") if row[3] else ""
        return VisitWords(row[0], row[1], row[2], provider, row[6] or "")

    # --- prices ---
    def prices(self, visit_type: str = "") -> tuple[EstimateLine, ...]:
        """The price list; with ``visit_type`` what that kind of visit is expected to hold, by the list or else by the
        type's own price."""
        query = sql(_R.label, _R.cents, _R.code).where(_R.active.is_(True)).order_by(_R.position, _R.label)
        if visit_type:
            query = query.where(_R.visit_type == visit_type)
        found = tuple(EstimateLine(row[0], Money(row[1]), row[2]) for row in self._session.execute(query))
        if found or not visit_type:
            return found
        own = self._session.execute(sql(_T.label, _T.cents).where(_T.code == visit_type)).one_or_none()
        return (EstimateLine(own[0], Money(own[1]), visit_type),) if own is not None and own[1] is not None else ()

    # --- writing ---
    def add(self, estimate: Estimate, by: str, at: datetime) -> None:
        """A new version; its lines are written when it is given."""
        self._session.add(
            EstimateRow(
                id=estimate.estimate_id, patient_id=estimate.patient_id, appointment_id=estimate.visit_id or None,
                kind=estimate.kind.value, reason=estimate.why.value, state=estimate.state.value,
                number=estimate.number, started_at=estimate.started_at, service_date=estimate.service_date,
                due_on=estimate.due_on, replaces=estimate.replaces or None, changed_by=by, changed_at=at,
            )
        )  # fmt: skip
        self._session.flush()

    def add_lines(self, estimate_id: str, lines: Sequence[EstimateLine]) -> None:
        """What was given, item by item; never changed again."""
        for position, line in enumerate(lines, start=1):
            self._session.add(
                EstimateLineRow(
                    estimate_id=estimate_id, position=position, code=line.code, label=line.label,
                    provider=line.provider, quantity=line.quantity, cents=line.amount.cents,
                )
            )  # fmt: skip
        self._session.flush()

    def change(self, estimate_id: str, by: str, at: datetime, **values: Any) -> None:
        """Write these columns and the next version of the row."""
        changed(self._session, EstimateRow, estimate_id, by, at, values)

    def _read(self, query: Any) -> list[Estimate]:
        rows = self._session.execute(query).all()
        lines: dict[str, list[EstimateLine]] = {}
        wanted = sql(EstimateLineRow).where(_N.estimate_id.in_([row[0].id for row in rows]))
        for line in self._session.execute(wanted.order_by(_N.estimate_id, _N.position)).scalars():
            one = EstimateLine(line.label, Money(line.cents), line.code, line.quantity, line.provider)
            lines.setdefault(line.estimate_id, []).append(one)
        return [_estimate(row[0], display_name(*row[1:5]), row[5], tuple(lines.get(row[0].id, ()))) for row in rows]


def _estimate(row: EstimateRow, patient: str, given_by: str, lines: tuple[EstimateLine, ...]) -> Estimate:
    return Estimate(
        estimate_id=row.id, patient_id=row.patient_id, patient=patient, visit_id=row.appointment_id or "",
        kind=EstimateKind(row.kind), why=EstimateWhy(row.reason), state=EstimateState(row.state), number=row.number,
        started_at=row.started_at, service_date=row.service_date, due_on=row.due_on, given_at=row.given_at,
        given_how=row.given_how, given_by=given_by, replaces=row.replaces or "", why_replaced=row.why_replaced,
        words=row.words, lines=lines, version=row.version, changed_by=row.changed_by, changed_at=row.changed_at,
    )  # fmt: skip
