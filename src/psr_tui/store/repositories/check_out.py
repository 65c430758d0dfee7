"""What is handed over at check-out, follow-up orders, visits nobody checked out, and closes of days."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.booking import FollowUp
from psr_tui.domain.check_out import ServiceForm, ServiceLine
from psr_tui.domain.follow_up import Order, OrderState
from psr_tui.domain.names import display_name
from psr_tui.domain.visit import VisitState
from psr_tui.store.repositories.changing import changed
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.ledger import JournalRow
from psr_tui.store.tables.patients import PatientRow
from psr_tui.store.tables.schedule import AppointmentRow, ProviderRow
from psr_tui.store.tables.visit_day import FollowUpOrderRow, VisitDayCloseRow, VisitServiceRow

_S, _O, _C, _A, _P, _D, _J = (
    columns(one)
    for one in (
        VisitServiceRow, FollowUpOrderRow, VisitDayCloseRow, AppointmentRow, PatientRow, ProviderRow, JournalRow,
    )
)  # fmt: skip
_INSIDE = [state.value for state in (VisitState.ARRIVED, VisitState.CHECKED_IN, VisitState.ROOMED)]
_ORDERS: Any = (
    sql(FollowUpOrderRow, func.coalesce(_D.last_name, ""), func.coalesce(_A.state, ""))
    .outerjoin(table(ProviderRow), _D.id == _O.provider_id)
    .outerjoin(table(AppointmentRow), _A.id == _O.booked_as)
)
_TAKEN_BACK = (VisitState.CANCELLED, VisitState.ENTERED_IN_ERROR)


@dataclass(frozen=True, slots=True)
class NeverOut:
    """A visit that somebody came to and nobody ended. ``state_at`` is aware UTC."""

    visit_id: str
    version: int
    patient_id: str
    patient: str
    day: date
    local_start: str
    provider: str
    state: VisitState
    state_at: datetime


@dataclass(frozen=True, slots=True)
class DayClose:
    """A day that was found accounted for. ``counts``: state -> how many."""

    day: date
    closed_at: datetime
    by: str
    counts: Mapping[str, int]


class CheckOutRepository:
    """Services, follow-up orders and day closes."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # --- charges to hand over ---
    def services(self, visit_id: str) -> tuple[ServiceLine, ...]:
        """What was marked for billing at a visit and not taken off again."""
        query = sql(VisitServiceRow).where(_S.appointment_id == visit_id, _S.removed.is_(False)).order_by(_S.id)
        return tuple(_service(row) for row in self._session.execute(query).scalars())

    def service(self, service_id: str) -> tuple[str, ServiceLine] | None:
        """One line with its visit's id."""
        row = self._session.get(VisitServiceRow, service_id)
        return None if row is None else (row.appointment_id, _service(row))

    def add_service(self, service_id: str, visit_id: str, form: ServiceForm, by: str, at: datetime) -> None:
        """A new line."""
        self._session.add(
            VisitServiceRow(
                id=service_id, appointment_id=visit_id, code=form.code, label=form.label, quantity=form.quantity,
                icd_code=form.icd_code, changed_by=by, changed_at=at,
            )
        )  # fmt: skip
        self._session.flush()

    def change_service(self, service_id: str, by: str, at: datetime, **values: Any) -> None:
        """Write these columns and the next version."""
        changed(self._session, VisitServiceRow, service_id, by, at, values)

    # --- follow-up orders ---
    def orders(self, visit_id: str) -> tuple[Order, ...]:
        """What the provider ordered at a visit, in the order of ordering."""
        found = self._session.execute(_ORDERS.where(_O.appointment_id == visit_id).order_by(_O.id))
        return tuple(_order(*one) for one in found)

    def order(self, order_id: str) -> Order | None:
        """One order."""
        found = self._session.execute(_ORDERS.where(_O.id == order_id)).one_or_none()
        return None if found is None else _order(*found)

    def add_order(self, order: Order, by: str, at: datetime) -> None:
        """A new order, open."""
        self._session.add(
            FollowUpOrderRow(
                id=order.order_id, patient_id=order.patient_id, appointment_id=order.visit_id,
                provider_id=order.provider_id or None, visit_type=order.visit_type, count=order.follow_up.count,
                unit=order.follow_up.unit, minutes=order.follow_up.minutes, ordered_by=order.ordered_by,
                changed_by=by, changed_at=at,
            )
        )  # fmt: skip
        self._session.flush()

    def change_order(self, order_id: str, by: str, at: datetime, **values: Any) -> None:
        """Write these columns and the next version."""
        changed(self._session, FollowUpOrderRow, order_id, by, at, values)

    # --- around the visit ---
    def booked_length(self, visit_id: str) -> tuple[str, int]:
        """Visit type and minutes of a visit: what a follow-up without a type or length takes over."""
        found = self._session.execute(sql(_A.visit_type, _A.minutes).where(_A.id == visit_id)).one()
        return found[0], int(found[1])

    def last_receipt(self, visit_id: str) -> int | None:
        """The newest receipt of a visit."""
        query = sql(func.max(_J.receipt_number)).where(_J.appointment_id == visit_id)
        found: int | None = self._session.execute(query).scalar_one()
        return found

    def never_out(self, today: date, with_today: bool) -> list[NeverOut]:
        """Everybody who came on an earlier day (``with_today``: or today) and whose visit nobody ended."""
        day = _A.local_date <= today if with_today else _A.local_date < today
        query = (
            sql(
                _A.id, _A.version, _A.patient_id, _P.last_name, _P.first_name, _P.middle_name, _P.suffix, _A.local_date,
                _A.local_start, func.coalesce(_D.last_name, ""), _A.state, _A.state_at,
            )
            .join(table(PatientRow), _P.id == _A.patient_id)
            .outerjoin(table(ProviderRow), _D.id == _A.provider_id)
            .where(day, _A.state.in_(_INSIDE))
            .order_by(_A.local_date, _A.local_start, _A.id)
        )  # fmt: skip
        return [
            NeverOut(row[0], row[1], row[2], display_name(*row[3:7]), row[7], row[8], row[9], VisitState(row[10]),
                     row[11])
            for row in self._session.execute(query)
        ]  # fmt: skip

    # --- closes ---
    def closed(self, day: date) -> DayClose | None:
        """The newest close of a day, None while it is open."""
        query = sql(VisitDayCloseRow).where(_C.day == day).order_by(_C.closed_at.desc(), _C.id.desc()).limit(1)
        row = self._session.execute(query).scalars().one_or_none()
        return None if row is None else DayClose(row.day, row.closed_at, row.staff_name, json.loads(row.counts))

    def add_close(self, close_id: str, close: DayClose, staff_id: str) -> None:
        """Write a close."""
        self._session.add(
            VisitDayCloseRow(
                id=close_id, day=close.day, closed_at=close.closed_at, staff_id=staff_id, staff_name=close.by,
                counts=json.dumps(dict(close.counts), sort_keys=True),
            )
        )  # fmt: skip
        self._session.flush()


def _service(row: VisitServiceRow) -> ServiceLine:
    return ServiceLine(
        row.id, row.label, row.code, row.quantity, row.icd_code, row.handed_at, row.version, row.changed_by,
        row.changed_at,
    )  # fmt: skip


def _order(row: FollowUpOrderRow, provider: str, booked: str) -> Order:
    """A booking that was taken back or cancelled leaves the order open again."""
    gone = row.state == OrderState.BOOKED and booked in _TAKEN_BACK
    return Order(
        order_id=row.id, patient_id=row.patient_id, visit_id=row.appointment_id,
        follow_up=FollowUp(row.count, row.unit, row.minutes), visit_type=row.visit_type,
        provider_id=row.provider_id or "", provider=provider, state=OrderState.OPEN if gone else OrderState(row.state),
        ordered_by=row.ordered_by, note=row.note, booked_as=row.booked_as or "", version=row.version,
        changed_by=row.changed_by, changed_at=row.changed_at,
    )  # fmt: skip
