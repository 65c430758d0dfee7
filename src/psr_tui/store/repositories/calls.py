"""Calls: the row of each rep's leg, what happened in it, transfers, and what the telephone system tells of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.call_seconds import Stamp
from psr_tui.domain.call_sheet import PastCall, TransferRecord
from psr_tui.domain.calls import OPEN_CALL, CallAct, CallState, Role
from psr_tui.store.repositories.call_records import CallRecord, Moved
from psr_tui.store.repositories.changing import changed
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.callbacks import CallOutcomeRow
from psr_tui.store.tables.calls import CallEventRow, CallRow, CallTransferRow
from psr_tui.store.tables.reference import ReasonCodeRow
from psr_tui.store.tables.staff import SignInRow, StaffRow

_C, _E, _T, _S, _R, _O = (
    columns(one) for one in (CallRow, CallEventRow, CallTransferRow, StaffRow, ReasonCodeRow, CallOutcomeRow)
)
_OPEN = sorted(state.value for state in OPEN_CALL)
_COLUMNS: Sequence[str] = (
    "id", "version", "changed_by", "changed_at", "direction", "state", "staff_id", "patient_id", "callback_id",
    "number", "number_typed", "line", "line_call_id", "queue", "caller_role", "caller_name", "verified", "reason_code",
    "note", "outcome", "resolved", "started_at", "answered_at", "held_since", "ended_at", "transferred_from",
)  # fmt: skip


class CallRepository:
    """Legs of calls. Rows are found by rep and state, by number and by patient, each from its index."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # --- the leg ---
    def get(self, call_id: str) -> CallRecord | None:
        """The columns an act decides on; None when there is no such call."""
        found = self._session.execute(sql(*(_C[name] for name in _COLUMNS)).where(_C.id == call_id)).one_or_none()
        return None if found is None else _record(tuple(found))

    def open_of(self, staff_id: str) -> list[CallRecord]:
        """A rep's calls with something left to do, the oldest first."""
        query = sql(*(_C[name] for name in _COLUMNS)).where(_C.staff_id == staff_id, _C.state.in_(_OPEN))
        return [_record(tuple(row)) for row in self._session.execute(query.order_by(_C.started_at, _C.id))]

    def signed_in_at(self, sign_in_id: str) -> datetime | None:
        """When this sign-in began."""
        row = self._session.get(SignInRow, sign_in_id)
        return row.started_at if row is not None else None

    def of_line(self, line_call_id: str, staff_id: str) -> CallRecord | None:
        """The leg of this rep in a call of the telephone system."""
        if not line_call_id:
            return None
        query = sql(*(_C[name] for name in _COLUMNS)).where(_C.line_call_id == line_call_id, _C.staff_id == staff_id)
        found = self._session.execute(query).one_or_none()
        return None if found is None else _record(tuple(found))

    def of_callback(self, callback_id: str, staff_id: str) -> CallRecord | None:
        """The open leg in which this rep works on a callback, when it was made a leg already."""
        query = sql(*(_C[name] for name in _COLUMNS)).where(
            _C.callback_id == callback_id, _C.staff_id == staff_id, _C.direction == "out", _C.state.in_(_OPEN)
        )
        found = self._session.execute(query.limit(1)).one_or_none()
        return None if found is None else _record(tuple(found))

    def add(self, values: dict[str, Any], by: str, at: datetime) -> None:
        """A new leg at version 1."""
        self._session.add(CallRow(**values, changed_by=by, changed_at=at))
        self._session.flush()

    def change(self, call_id: str, by: str, at: datetime, **values: Any) -> int:
        """Write these columns and the next version, which is the answer."""
        return changed(self._session, CallRow, call_id, by, at, values)

    # --- what happened ---
    def append(self, call_id: str, moved: Moved, staff_id: str | None, staff_name: str, at: datetime) -> None:
        """Add an event after the last one of the call."""
        last = self._session.execute(sql(func.max(_E.seq)).where(_E.call_id == call_id)).scalar_one()
        self._session.add(
            CallEventRow(
                id=moved.event_id, call_id=call_id, seq=(last or 0) + 1, at=at, staff_id=staff_id,
                staff_name=staff_name, told_by=moved.told_by, kind=moved.act.value, detail=moved.detail,
            )
        )  # fmt: skip
        self._session.flush()

    def happened(self, event_id: str) -> str | None:
        """The call an event of this id belongs to: the command was carried out already."""
        found: str | None = self._session.execute(sql(_E.call_id).where(_E.id == event_id)).scalar_one_or_none()
        return found

    def stamps(self, call_id: str) -> tuple[Stamp, ...]:
        """What moved the call, by the rep's word; of the telephone system only that the other side has gone."""
        moves = or_(_E.told_by != "line", _E.kind == CallAct.GONE.value)
        query = sql(_E.kind, _E.at).where(_E.call_id == call_id, moves).order_by(_E.seq)
        return tuple(Stamp(CallAct(kind), at) for kind, at in self._session.execute(query))

    def heard(self, call_id: str, act: CallAct) -> datetime | None:
        """When the telephone system told of an act in this call, if it did."""
        query = sql(_E.at).where(_E.call_id == call_id, _E.told_by == "line", _E.kind == act.value)
        found: datetime | None = self._session.execute(query.order_by(_E.seq).limit(1)).scalar_one_or_none()
        return found

    # --- transfers ---
    def add_transfer(self, values: dict[str, Any]) -> None:
        """A call is handed on."""
        self._session.add(CallTransferRow(**values))
        self._session.flush()

    def change_transfer(self, transfer_id: str, **values: Any) -> None:
        """Answered, accepted or refused."""
        row = self._session.get_one(CallTransferRow, transfer_id)
        for name, value in values.items():
            setattr(row, name, value)
        self._session.flush()

    def transfer(self, transfer_id: str) -> TransferRecord | None:
        """One transfer."""
        found = self._session.execute(_TRANSFER.where(_T.id == transfer_id)).one_or_none()
        return None if found is None else TransferRecord(*found)

    def transfers(self, call_id: str) -> list[TransferRecord]:
        """How a leg was handed on, the newest first."""
        query = _TRANSFER.where(_T.call_id == call_id).order_by(_T.asked_at.desc(), _T.id.desc())
        return [TransferRecord(*row) for row in self._session.execute(query)]

    def coming_to(self, call: CallRecord) -> TransferRecord | None:
        """The transfer by which this leg came to its rep."""
        if call.transferred_from is None:
            return None
        query = _TRANSFER.where(_T.call_id == call.transferred_from, _T.to_staff_id == call.staff_id)
        found = self._session.execute(query.order_by(_T.asked_at.desc()).limit(1)).one_or_none()
        return None if found is None else TransferRecord(*found)

    def leg_of(self, transfer: TransferRecord) -> CallRecord | None:
        """The leg of the rep who was asked, newest first."""
        query = sql(*(_C[name] for name in _COLUMNS)).where(
            _C.transferred_from == transfer.call_id, _C.staff_id == transfer.to_staff_id
        )
        found = self._session.execute(query.order_by(_C.started_at.desc(), _C.id.desc()).limit(1)).one_or_none()
        return None if found is None else _record(tuple(found))

    # --- the past ---
    def past(self, patient_id: str, number: str, but_not: Collection[str], most: int = 5) -> tuple[PastCall, ...]:
        """The newest saved calls of a patient (with ``patient_id``), else those of a number with no patient."""
        mine = _C.patient_id == patient_id if patient_id else and_(_C.number == number, _C.patient_id.is_(None))
        query = (
            sql(
                _C.started_at, _C.direction, _S.name, func.coalesce(_R.label, ""), func.coalesce(_O.label, _C.outcome),
                _C.resolved, _C.note,
            )
            .select_from(table(CallRow))
            .join(table(StaffRow), _S.id == _C.staff_id)
            .outerjoin(table(ReasonCodeRow), (_R.kind == "call_reason") & (_R.code == _C.reason_code))
            .outerjoin(table(CallOutcomeRow), _O.code == _C.outcome)
            .where(mine, _C.state == CallState.DONE.value, _C.id.not_in(list(but_not)))
            .order_by(_C.started_at.desc(), _C.id.desc())
            .limit(most)
        )  # fmt: skip
        return tuple(PastCall(*row) for row in self._session.execute(query))


_TRANSFER = (
    sql(
        _T.id, _T.call_id, _C.staff_id, _S.name, _T.way, _T.to_whom, _T.to_staff_id, _T.words, _T.asked_at,
        _T.answered_at, _T.accepted_at, _T.refused_at, _T.why,
    )
    .select_from(table(CallTransferRow))
    .join(table(CallRow), _C.id == _T.call_id)
    .join(table(StaffRow), _S.id == _C.staff_id)
)  # fmt: skip


def _record(found: tuple[Any, ...]) -> CallRecord:
    values = dict(zip(_COLUMNS, found, strict=True))
    values["state"] = CallState(values["state"])
    values["caller_role"] = Role(values["caller_role"])
    return CallRecord(**values)
