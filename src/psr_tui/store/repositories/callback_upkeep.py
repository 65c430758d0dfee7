"""What becomes of callbacks by the clock alone, what is told when somebody calls in, and who is off on which day.

Every question reads a small partial index: promises, items that expire, items to tell, items that ended.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, exists, func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.callback_ends import EndedItem, ToTell
from psr_tui.domain.callback_states import CLOSED, Act, State
from psr_tui.domain.ledger import JournalKind
from psr_tui.domain.names import display_name
from psr_tui.domain.visit import VisitState
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.call_rules import StaffDayOffRow
from psr_tui.store.tables.callbacks import CallbackEventRow, CallbackRow
from psr_tui.store.tables.ledger import JournalRow
from psr_tui.store.tables.patients import PatientRow
from psr_tui.store.tables.reference import ReasonCodeRow
from psr_tui.store.tables.schedule import AppointmentEventRow, AppointmentRow

_C, _E, _P, _R, _A, _AE, _J, _O = (
    columns(one)
    for one in (
        CallbackRow, CallbackEventRow, PatientRow, ReasonCodeRow, AppointmentRow, AppointmentEventRow, JournalRow,
        StaffDayOffRow,
    )
)  # fmt: skip
_TO_COME = (VisitState.REQUESTED.value, VisitState.BOOKED.value, VisitState.ARRIVED.value)
_CLOSED = sorted(state.value for state in CLOSED)


class CallbackUpkeepRepository:
    """Promises that are late, items that expire, things to tell, ended items, days off."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # --- by the clock ---
    def missed_promises(self, due_before: datetime, most: int = 200) -> list[str]:
        """Open promises due before then that were not told as missed yet; one that got a new time counts anew."""
        told = exists().where(_E.callback_id == _C.id, _E.kind == Act.MISS.value, _E.due_before == _C.due_at)
        query = sql(_C.id).where(_C.promise.is_(True), _C.state == State.OPEN.value, _C.due_at <= due_before, ~told)
        return [row[0] for row in self._session.execute(query.order_by(_C.due_at, _C.id).limit(most))]

    def due_without_owner(self, now: datetime) -> int:
        """Promises that are due and that nobody keeps: the supervisor is reminded of them (CC-59)."""
        query = sql(func.count()).select_from(table(CallbackRow)).where(
            _C.promise.is_(True), _C.state == State.OPEN.value, _C.due_at <= now, _C.owner_id.is_(None)
        )  # fmt: skip
        return int(self._session.execute(query).scalar_one())

    def run_out(self, now: datetime, most: int = 200) -> list[str]:
        """Items whose time is up (CC-13); one that somebody holds waits until it is free."""
        query = sql(_C.id).where(
            _C.expires_at.is_not(None), _C.expires_at <= now,
            _C.state.in_((State.OPEN.value, State.EXHAUSTED.value)),
        )  # fmt: skip
        return [row[0] for row in self._session.execute(query.order_by(_C.expires_at, _C.id).limit(most))]

    def open_promises_of(self, patient_id: str) -> list[tuple[str, datetime, str, str]]:
        """(id, due, zone, window key) of the patient's open promises."""
        query = sql(_C.id, _C.due_at, _C.patient_zone, _C.window_key).where(
            _C.patient_id == patient_id, _C.state == State.OPEN.value, _C.promise.is_(True)
        )
        return [tuple(row) for row in self._session.execute(query)]

    # --- is it still wanted? ---
    def booked_since(self, patient_id: str, since: datetime, today: date) -> bool:
        """Whether a visit to come was booked after ``since``."""
        made = exists().where(_AE.appointment_id == _A.id, _AE.seq == 1, _AE.at > since)
        query = sql(_A.id).where(_A.patient_id == patient_id, _A.local_date >= today, _A.state.in_(_TO_COME), made)
        return self._session.execute(query.limit(1)).first() is not None

    def paid_since(self, patient_id: str, since: datetime) -> bool:
        """Whether the patient paid something after ``since``."""
        query = sql(_J.id).where(_J.patient_id == patient_id, _J.at > since, _J.kind == JournalKind.PAYMENT.value)
        return self._session.execute(query.limit(1)).first() is not None

    # --- to tell ---
    def to_tell(self, patient_id: str) -> list[ToTell]:
        """What waits to be said to this patient, the oldest first (CC-45)."""
        query = (
            sql(_C.id, _C.version, _C.patient_id, _C.tell_words, _R.label, _C.requested_at)
            .select_from(table(CallbackRow))
            .outerjoin(table(ReasonCodeRow), (_R.kind == "call_reason") & (_R.code == _C.reason_code))
            .where(_C.patient_id == patient_id, _C.tell_when_they_call.is_(True), _C.state.not_in(_CLOSED))
            .order_by(_C.requested_at, _C.id)
        )
        return [ToTell(*row) for row in self._session.execute(query)]

    # --- ended ---
    def ended(self, since: datetime, most: int = 500) -> list[EndedItem]:
        """What expired or was closed as pointless since then, the newest first, each with its reason."""
        last = (
            sql(_E.reason_code)
            .where(_E.callback_id == _C.id, _E.kind.in_((Act.EXPIRE.value, Act.OBSOLETE.value)))
            .order_by(_E.seq.desc())
            .limit(1)
            .scalar_subquery()
        )
        states = (State.EXPIRED.value, State.CANCELLED.value)
        query = (
            sql(
                _C.id, _C.version, _C.patient_id, _P.last_name, _P.first_name, _P.middle_name, _P.suffix,
                _C.caller_name, _C.callback_number, _C.reason_code, _R.label, _C.state, last, _C.requested_at,
                _C.closed_at,
            )
            .select_from(table(CallbackRow))
            .outerjoin(table(PatientRow), _P.id == _C.patient_id)
            .outerjoin(table(ReasonCodeRow), (_R.kind == "call_reason") & (_R.code == _C.reason_code))
            .where(_C.state.in_(states), _C.closed_at >= since)
            .order_by(_C.closed_at.desc(), _C.id)
            .limit(most)
        )  # fmt: skip
        return [_ended(tuple(row)) for row in self._session.execute(query) if row[12] is not None]

    # --- days off ---
    def off_on(self, staff_id: str, day: date) -> bool:
        """Whether somebody is off on a day."""
        return self._session.get(StaffDayOffRow, (staff_id, day)) is not None

    def days_off(self, staff_id: str, start: date) -> list[date]:
        """Somebody's days off from ``start`` on."""
        query = sql(_O.day).where(_O.staff_id == staff_id, _O.day >= start).order_by(_O.day)
        return [row[0] for row in self._session.execute(query)]

    def set_off(self, staff_id: str, day: date, off: bool) -> None:
        """Enter a day off, or take it back."""
        if off:
            self._session.add(StaffDayOffRow(staff_id=staff_id, day=day))
            self._session.flush()
        else:
            self._session.execute(delete(table(StaffDayOffRow)).where(_O.staff_id == staff_id, _O.day == day))


def _ended(row: tuple[Any, ...]) -> EndedItem:
    (
        callback_id, version, patient_id, last, first, middle, suffix, caller, number, reason_code, about, state,
        reason, requested_at, closed_at,
    ) = row  # fmt: skip
    name = display_name(last, first, middle, suffix) if patient_id else caller
    return EndedItem(
        callback_id, version, patient_id or "", name, number, reason_code, about or "", State(state), reason,
        requested_at, closed_at,
    )  # fmt: skip
