"""Events of telephone systems as they came: only added to, each once, read as a stream for figures (CC-104)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, func, or_
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.phone_events import PhoneEvent, PhoneKind
from psr_tui.domain.queue_log import DOUBLED, LONG_AGO
from psr_tui.store.repositories.columns import columns
from psr_tui.store.tables.phone_line import PhoneEventRow

_E = columns(PhoneEventRow)
_MORE = (
    "name", "position", "first_position", "wait_seconds", "ring_seconds", "talk_seconds", "linked_id", "reason", "to",
    "verb",
)  # fmt: skip
_INSERT = (
    "INSERT INTO phone_event (digest, source, at, kind, call_id, queue, agent, number, data, raw) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_KNOWN = sql(_E.digest).where(_E.digest.in_(bindparam("digests", expanding=True)))
_FIELDS = (_E.at, _E.kind, _E.call_id, _E.queue, _E.agent, _E.number, _E.data, _E.raw)
_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a batch: the events that were new, in order, and how many were there already."""

    new: tuple[PhoneEvent, ...]
    doubled: int = 0


class PhoneEventRepository:
    """The raw log. A trigger refuses to change or delete a row."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def append(self, source: str, events: Sequence[PhoneEvent]) -> Kept:
        """Keep a batch. The same event of the same source counts once; that some came twice is told by one warning of
        its own in the log, so that nobody wonders where lines went."""
        rows: dict[bytes, tuple[tuple[Any, ...], PhoneEvent]] = {}
        twice: list[PhoneEvent] = []
        for event in events:
            row = _row(source, event)
            if row[0] in rows:
                twice.append(event)
            else:
                rows[row[0]] = (row, event)
        for digest in self._known(list(rows)):
            twice.append(rows.pop(digest)[1])
        kept = [row for row, _ in rows.values()]
        if twice:
            warning = _row(source, _doubled(twice))
            kept += [warning] if not self._known([warning[0]]) else []
        if kept:  # the driver's own way: through the compiled insert a million lines take twice as long
            self._session.connection().exec_driver_sql(_INSERT, kept)
        return Kept(tuple(event for _, event in rows.values()), len(twice))

    def between(self, start: datetime, end: datetime, queue: str = "") -> Iterator[PhoneEvent]:
        """The events from ``start`` up to before ``end`` (aware UTC) in their order, as a stream; of one queue only
        when it is named."""
        query = sql(*_FIELDS).where(_E.at >= start, _E.at < end).order_by(_E.at, _E.seq)
        if queue:
            query = query.where(_E.queue == queue)
        return self._stream(query)

    def newest(self) -> datetime | None:
        """When the newest event happened; None when there is none."""
        found: datetime | None = self._session.execute(sql(func.max(_E.at))).scalar_one()
        return found

    def warnings(self, since: datetime) -> list[PhoneEvent]:
        """What could not be read, from ``since`` on and where no time could be read, in its order (CC-120)."""
        known = or_(_E.at >= since, _E.at == LONG_AGO)
        query = sql(*_FIELDS).where(_E.kind == PhoneKind.WARNING.value, known)
        return list(self._stream(query.order_by(_E.at, _E.seq)))

    def _known(self, digests: list[bytes]) -> list[bytes]:
        return list(self._session.execute(_KNOWN, {"digests": digests}).scalars()) if digests else []

    def _stream(self, query: Any) -> Iterator[PhoneEvent]:
        for row in self._session.execute(query.execution_options(yield_per=2000)):
            yield event_of(row)


def _row(source: str, event: PhoneEvent) -> tuple[Any, ...]:
    data = _encode({key: value for key in _MORE if (value := getattr(event, key)) not in ("", None)})
    at = event.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")  # as the column's type writes it
    told = (source, at, event.kind.value, event.call_id, event.queue, event.agent, event.number, data, event.raw)
    return hashlib.blake2b("\x1f".join(told).encode(), digest_size=16).digest(), *told


def _doubled(events: Iterable[PhoneEvent]) -> PhoneEvent:
    told = list(events)
    first = told[0]
    words = f"{len(told)} came twice and count once; the first: {first.verb} {first.call_id} {first.queue}".rstrip()
    return PhoneEvent(first.at, PhoneKind.WARNING, reason=DOUBLED, raw=words)


def event_of(row: Any) -> PhoneEvent:
    """The event of a row of (at, kind, call, queue, agent, number, data, raw)."""
    at, kind, call_id, queue, agent, number, data, raw = row
    return PhoneEvent(
        at, PhoneKind(kind), call_id, queue, agent, number, raw=raw, **(json.loads(data) if data else {})
    )  # fmt: skip
