"""The telephone systems that are listened to: how far each was read, and which station listens."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import select as sql
from sqlalchemy import update
from sqlmodel import Session

from psr_tui.domain.phone_sources import LEASE, PhoneSource, SourceKind
from psr_tui.store.repositories.changing import changed
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.phone_line import PhoneSourceRow

_S = columns(PhoneSourceRow)
_NAMES = tuple(one.name for one in fields(PhoneSource))
_SET_UP = (
    "kind", "active", "path", "time_zone", "host", "port", "tls", "login", "secret", "dial", "dial_context",
    "dial_channel",
)  # fmt: skip


class PhoneSourceRepository:
    """Sources by name. The mark and the right to listen are the reader's, and no new version of the set-up."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self, active_only: bool = True) -> list[PhoneSource]:
        """The sources by name."""
        query = sql(*(_S[name] for name in _NAMES)).order_by(_S.name)
        if active_only:
            query = query.where(_S.active.is_(True))
        return [_source(row) for row in self._session.execute(query)]

    def get(self, name: str) -> PhoneSource | None:
        """One source, removed or not."""
        row = self._session.execute(sql(*(_S[one] for one in _NAMES)).where(_S.name == name)).one_or_none()
        return _source(row) if row else None

    def add(self, source: PhoneSource, by: str, at: datetime) -> None:
        """A new source, not read yet."""
        values = {name: getattr(source, name) for name in _SET_UP} | {"name": source.name, "kind": source.kind.value}
        self._session.add(PhoneSourceRow(**values, changed_by=by, changed_at=at))
        self._session.flush()

    def change(self, source: PhoneSource, by: str, at: datetime) -> int:
        """Another set-up under the same name; how far it was read stays. Returns the new version."""
        values = {name: getattr(source, name) for name in _SET_UP} | {"kind": source.kind.value}
        return changed(self._session, PhoneSourceRow, source.name, by, at, values)

    def take(self, name: str, reader: str, now: datetime) -> None:
        """``reader`` listens for the next while."""
        self._set(name, reader=reader, reader_until=now + LEASE)

    def leave(self, name: str, reader: str) -> bool:
        """``reader`` listens no more; False when it did not."""
        where = (_S.name == name, _S.reader == reader)
        done = self._session.execute(
            update(table(PhoneSourceRow)).where(*where).values(reader="", reader_until=None)
        )  # fmt: skip
        return bool(getattr(done, "rowcount", 0))

    def heard(self, name: str, inode: str, offset: int, fingerprint: bytes, trouble: str, at: datetime) -> None:
        """How far it was read and what is wrong with it now; belongs into the transaction that keeps the events."""
        self._set(name, inode=inode, offset=offset, fingerprint=fingerprint, trouble=trouble[:500], read_at=at)

    def _set(self, name: str, **values: Any) -> None:
        self._session.execute(update(table(PhoneSourceRow)).where(_S.name == name).values(**values))


def _source(row: Any) -> PhoneSource:
    values = dict(zip(_NAMES, row, strict=True))
    return PhoneSource(**{**values, "kind": SourceKind(values["kind"])})
