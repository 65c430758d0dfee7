"""What the telephone system tells of one rep's calls, read from its raw events (call-center.md CC-62, CC-70)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.calls import CallAct
from psr_tui.domain.phone_events import PhoneKind
from psr_tui.store.repositories.call_records import LineCall
from psr_tui.store.repositories.columns import columns
from psr_tui.store.tables.calls import CallEventRow
from psr_tui.store.tables.phone_blocks import RepLineRow
from psr_tui.store.tables.phone_line import PhoneAgentRow, PhoneEventRow

_L, _A, _V, _E = (columns(one) for one in (RepLineRow, PhoneAgentRow, PhoneEventRow, CallEventRow))
_ACTS = {
    PhoneKind.JOINED: CallAct.START,
    PhoneKind.RINGING: CallAct.RING,
    PhoneKind.CONNECTED: CallAct.ANSWER,
    PhoneKind.HELD: CallAct.HOLD,
    PhoneKind.RESUMED: CallAct.RESUME,
    PhoneKind.ENDED: CallAct.GONE,
    PhoneKind.ABANDONED: CallAct.GONE,
    PhoneKind.NOT_ANSWERED: CallAct.MISS,
    PhoneKind.TRANSFERRED: CallAct.TRANSFER,
    PhoneKind.DIALED: CallAct.RING,
    PhoneKind.DIAL_ANSWERED: CallAct.ANSWER,
    PhoneKind.DIAL_FAILED: CallAct.GONE,
}
_MOST = 200


@dataclass(frozen=True, slots=True)
class LineEvent:
    """One event of the telephone system as an act in a call. ``seq`` is its place among all events."""

    seq: int
    act: CallAct
    at: datetime
    words: str
    wait_seconds: float | None
    ring_seconds: float | None


class CallLine:
    """The telephone of a rep, as far as it is told of."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def now(self, staff_id: str) -> LineCall | None:
        """The call on this rep's telephone; None when it is idle or nobody tells of it."""
        row = self._session.get(RepLineRow, staff_id, populate_existing=True)
        if row is None or not row.line_call_id or row.state not in ("ringing", "talking", "held"):
            return None
        query = sql(_V.number, _V.queue, _V.source).where(_V.call_id == row.line_call_id).order_by(_V.seq)
        told = list(self._session.execute(query.limit(_MOST)))
        first = next(((number, source) for number, _, source in told if number), ("", told[0].source if told else ""))
        queue = next((queue for _, queue, _ in told if queue), "")
        return LineCall(row.line_call_id, row.state, row.since, first[0], queue, first[1])

    def news(self, call_id: str, line_call_id: str, staff_id: str) -> list[LineEvent]:
        """Events of this call that concern this rep and are not written beside it yet, in their order."""
        agent = self._session.execute(sql(_A.agent).where(_A.staff_id == staff_id)).scalar_one_or_none() or ""
        known = {row[0] for row in self._session.execute(sql(_E.id).where(_E.call_id == call_id, _E.told_by == "line"))}
        query = (
            sql(_V.seq, _V.kind, _V.at, _V.queue, _V.data)
            .where(_V.call_id == line_call_id, or_(_V.agent == "", _V.agent == agent))
            .order_by(_V.at, _V.seq)
            .limit(_MOST)
        )
        found = []
        for seq, kind, at, queue, data in self._session.execute(query):
            if kind in _ACTS and event_id(call_id, seq) not in known:
                more = _data(data)
                words = f"{kind} {queue}".strip()
                found.append(
                    LineEvent(
                        seq,
                        _ACTS[PhoneKind(kind)],
                        at,
                        words,
                        _number(more, "wait_seconds"),
                        _number(more, "ring_seconds"),
                    )
                )
        return found

    def waited(self, line_call_id: str, staff_id: str) -> tuple[int | None, int | None]:
        """Seconds the caller waited and this rep's telephone rang, as the system gave them; None where it did not. A
        negative one is dirt of the system and stays out of the call's own figures (CC-112 counts it elsewhere)."""
        agent = self._session.execute(sql(_A.agent).where(_A.staff_id == staff_id)).scalar_one_or_none() or ""
        query = (
            sql(_V.data)
            .where(
                _V.call_id == line_call_id, _V.kind == PhoneKind.CONNECTED.value, or_(_V.agent == "", _V.agent == agent)
            )
            .order_by(_V.at.desc(), _V.seq.desc())
            .limit(1)
        )
        data = self._session.execute(query).scalar_one_or_none()
        more = _data(data or "")
        return _whole(_number(more, "wait_seconds")), _whole(_number(more, "ring_seconds"))


def event_id(call_id: str, seq: int) -> str:
    """The id under which an event of the system stands in a call: written once, however often it is read."""
    return f"{call_id}/{seq}"


def _data(text: str) -> dict[str, object]:
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _number(more: dict[str, object], name: str) -> float | None:
    value = more.get(name)
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _whole(seconds: float | None) -> int | None:
    return int(seconds) if seconds is not None and 0 <= seconds < 1_000_000 else None


__all__ = ["CallLine", "LineEvent", "event_id"]
