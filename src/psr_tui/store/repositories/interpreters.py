"""Interpreter requests of calls: asked, on the line, ended, declined (CC-94)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.interpreters import InterpreterCall
from psr_tui.store.repositories.changing import next_version
from psr_tui.store.repositories.columns import columns
from psr_tui.store.tables.calls import InterpreterRow

_I = columns(InterpreterRow)


class InterpreterRepository:
    """One row a request; a call may need a second one."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, request_id: str) -> InterpreterCall | None:
        """One request."""
        row = self._session.get(InterpreterRow, request_id)
        return _call(row) if row else None

    def patient_of(self, request_id: str) -> str:
        """Whom it is for, '' for a caller not on file."""
        row = self._session.get(InterpreterRow, request_id)
        return (row.patient_id or "") if row else ""

    def running(self, staff_id: str, call_id: str, callback_id: str) -> InterpreterCall | None:
        """The newest request of this person that is not over, in this call if there is one."""
        query = sql(InterpreterRow).where(_I.staff_id == staff_id, _I.ended_at.is_(None), _I.declined.is_(False))
        if call_id:
            query = query.where(_I.call_id == call_id)
        elif callback_id:
            query = query.where(_I.callback_id == callback_id)
        else:
            query = query.where(_I.call_id.is_(None), _I.callback_id.is_(None))
        row = self._session.execute(query.order_by(_I.asked_at.desc(), _I.id).limit(1)).scalar_one_or_none()
        return _call(row) if row is not None else None

    def between(self, start: datetime, end: datetime) -> list[InterpreterCall]:
        """All requests of a stretch of time, for figures."""
        query = sql(InterpreterRow).where(_I.asked_at >= start, _I.asked_at < end).order_by(_I.asked_at, _I.id)
        return [_call(row) for row in self._session.execute(query).scalars()]

    def add(self, values: dict[str, Any], by: str, at: datetime) -> None:
        """A new request."""
        self._session.add(InterpreterRow(**values, changed_by=by, changed_at=at))
        self._session.flush()

    def change(self, request_id: str, by: str, at: datetime, **values: Any) -> None:
        """Write columns and the next version."""
        row = self._session.get_one(InterpreterRow, request_id)
        for name, value in values.items():
            setattr(row, name, value)
        next_version(self._session, row, by, at)


def _call(row: InterpreterRow) -> InterpreterCall:
    return InterpreterCall(
        row.id, row.version, row.language, row.vendor, row.asked_at, row.connected_at, row.ended_at, row.interpreter,
        row.declined, row.own, row.own_is_minor,
    )  # fmt: skip
