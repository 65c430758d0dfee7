"""Callers who hung up in a queue, as the events of the telephone system tell of them, and how far they were read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session

from psr_tui.domain.callback_states import CLOSED, State
from psr_tui.domain.phone_events import PhoneKind
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.callbacks import CallbackRow
from psr_tui.store.tables.patients import PatientPhoneRow, PatientRow
from psr_tui.store.tables.phone_line import PhoneEventRow, PhoneMarkRow

_V, _M, _C, _N, _P = (columns(one) for one in (PhoneEventRow, PhoneMarkRow, CallbackRow, PatientPhoneRow, PatientRow))
MARK = "missed calls"
"""The name of the mark up to which events were looked at."""
_WANTED = (PhoneKind.ABANDONED.value, PhoneKind.LEFT.value, PhoneKind.CONNECTED.value)
_UNFINISHED = sorted(state.value for state in State if state not in CLOSED)


@dataclass(frozen=True, slots=True)
class LineEvent:
    """One event of the line that decides whether somebody is to be called back."""

    seq: int
    at: datetime
    kind: PhoneKind
    call_id: str
    queue: str
    number: str
    verb: str


class MissedCallRepository:
    """Reads events after a mark, in their order; finds the people behind a number."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # --- events ---
    def mark(self) -> int:
        """The last event that was looked at."""
        found = self._session.execute(sql(_M.seq).where(_M.name == MARK)).scalar_one_or_none()
        return int(found or 0)

    def newest(self) -> int:
        """The newest event there is."""
        return int(self._session.execute(sql(func.coalesce(func.max(_V.seq), 0))).scalar_one())

    def read_to(self, seq: int) -> None:
        """Everything up to ``seq`` was looked at."""
        row = insert(table(PhoneMarkRow)).values(name=MARK, seq=seq)
        self._session.execute(row.on_conflict_do_update(index_elements=["name"], set_={"seq": seq}))

    def fresh(self, after: int, since: datetime, most: int) -> list[LineEvent]:
        """Callers who left without an answer or got one, after the mark and not older than ``since``."""
        query = (
            sql(_V.seq, _V.at, _V.kind, _V.call_id, _V.queue, _V.number, _V["data"])
            .where(_V.seq > after, _V.kind.in_(_WANTED), _V.at >= since)
            .order_by(_V.seq)
            .limit(most)
        )
        return [
            LineEvent(seq, at, PhoneKind(kind), call_id, queue, number, str(_fields(data).get("verb", "")))
            for seq, at, kind, call_id, queue, number, data in self._session.execute(query)
        ]

    def joined(self, event: LineEvent) -> tuple[datetime, str] | None:
        """When the caller of an event joined the line for the first time, and the number the line knew them by."""
        query = (
            sql(_V.at, _V.number)
            .where(_V.call_id == event.call_id, _V.kind == PhoneKind.JOINED.value, _V.seq <= event.seq)
            .order_by(_V.seq)
        )
        rows = list(self._session.execute(query))
        return (rows[0][0], next((row[1] for row in rows if row[1]), "")) if rows else None

    def went_on(self, event: LineEvent) -> bool:
        """Whether the same call went on after the event: to another queue, or to somebody who answered."""
        later = (PhoneKind.JOINED.value, PhoneKind.CONNECTED.value)
        query = sql(_V.seq).where(_V.call_id == event.call_id, _V.seq > event.seq, _V.kind.in_(later))
        return self._session.execute(query.limit(1)).first() is not None

    # --- people ---
    def patients_with(self, e164: str) -> list[str]:
        """Living patients with this number, at most a few: one is somebody, several are a family."""
        query = (
            sql(_P.id)
            .join_from(table(PatientPhoneRow), table(PatientRow), _P.id == _N.patient_id)
            .where(_N.e164 == e164, _N.wrong_since.is_(None), _P.merged_into.is_(None), _P.deceased_on.is_(None))
            .distinct()
            .limit(3)
        )
        return [row[0] for row in self._session.execute(query)]

    def waiting_caller(self, e164: str, reason: str) -> str | None:
        """The unfinished callback of a caller who is not on file."""
        query = sql(_C.id).where(
            _C.patient_id.is_(None), _C.callback_number == e164, _C.reason_code == reason,
            _C.red_flag.is_(False), _C.state.in_(_UNFINISHED),
        )  # fmt: skip
        found: str | None = self._session.execute(query.limit(1)).scalar_one_or_none()
        return found


def _fields(data: str) -> dict[str, Any]:
    try:
        read = json.loads(data or "{}")
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}
