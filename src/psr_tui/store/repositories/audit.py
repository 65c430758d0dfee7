"""Appending to and reading the audit chain."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from psr_tui.domain.audit_chain import FIRST, AuditEntry, Head, canonical, seal
from psr_tui.store.tables.audit import AuditRow

if TYPE_CHECKING:
    from psr_tui.domain.staff import Actor


class AuditRepository:
    """The one way to write an audit row: in the transaction of the change it describes (RS-36)."""

    def __init__(self, session: Session, key: bytes | bytearray, now: datetime, actor: Actor | None) -> None:
        self._session = session
        self._key = key
        self._now = now
        self._actor = actor
        self._head: Head | None = None

    def append(
        self, action: str, entity: str = "", entity_id: str = "", reason: str = "", detail: dict[str, Any] | None = None
    ) -> None:
        """Add one row. ``detail`` holds field names, codes and ids, never a patient's values."""
        if self._actor is None:
            raise RuntimeError("an audit row needs a person")
        head = self._head or self.head()
        entry = AuditEntry(
            seq=head.seq + 1,
            at=self._now,
            actor=self._actor.staff_id,
            sign_in_id=self._actor.sign_in_id,
            action=action,
            entity=entity,
            entity_id=entity_id,
            reason=reason,
            detail=canonical(detail or {}),
        )
        mac = seal(self._key, head.mac, entry)
        self._session.add(AuditRow(**_columns(entry), prev=head.mac, mac=mac))
        self._session.flush()
        self._head = Head(entry.seq, mac)

    def viewed(self, patient_ids: Sequence[str], where: str) -> None:
        """One row for each patient shown whole, all in one commit, before they are shown."""
        for patient_id in patient_ids:
            self.append("view", "patient", patient_id, detail={"where": where})

    def listed(self, patient_ids: Sequence[str], where: str) -> None:
        """One row for a page of a list: which patients' lines were put on the screen."""
        if patient_ids:
            self.append("list", where, detail={"patients": sorted(set(patient_ids))})

    def newest_act_at(self, staff_id: str, beside: Collection[str]) -> datetime | None:
        """When this person last did something that is not one of the actions ``beside``; signing in counts."""
        found: datetime | None = self._session.exec(
            select(AuditRow.at)
            .where(AuditRow.actor == staff_id, col(AuditRow.action).not_in(beside))
            .order_by(col(AuditRow.at).desc())
            .limit(1)
        ).first()
        return found

    def head(self) -> Head:
        """Number and seal of the newest row, where the next one goes on."""
        found = self._session.exec(
            select(AuditRow.seq, AuditRow.mac).order_by(col(AuditRow.seq).desc()).limit(1)
        ).first()
        return Head(found[0], found[1]) if found else Head(0, FIRST)

    def at(self, seq: int) -> Head:
        """The head as it was after row ``seq`` (0: before the first)."""
        if seq <= 0:
            return Head(0, FIRST)
        mac = self._session.exec(select(AuditRow.mac).where(AuditRow.seq == seq)).first()
        return Head(seq, mac or FIRST)

    def rows(self, after: int = 0) -> Iterator[tuple[AuditEntry, bytes, bytes]]:
        """All rows after ``after`` in order, in batches, for verification."""
        while True:
            batch = self._session.exec(
                select(AuditRow).where(AuditRow.seq > after).order_by(col(AuditRow.seq)).limit(2000)
            ).all()
            for row in batch:
                yield _entry(row), row.prev, row.mac
            self._session.expunge_all()
            if len(batch) < 2000:
                return
            after = batch[-1].seq

    def times_of(self, entity: str, entity_id: str, action: str, act: str = "", reason: str = "") -> list[datetime]:
        """When something happened to one record, oldest first. ``act`` and ``reason`` narrow refusals down."""
        query = select(AuditRow.at).where(
            AuditRow.entity == entity, AuditRow.entity_id == entity_id, AuditRow.action == action
        )
        if act:
            query = query.where(func.json_extract(AuditRow.detail, "$.act") == act)
        if reason:
            query = query.where(AuditRow.reason == reason)
        return list(self._session.exec(query.order_by(col(AuditRow.seq))).all())

    def of_entity(self, entity: str, entity_id: str, most: int = 50) -> list[AuditEntry]:
        """What happened to one record, newest first."""
        found = self._session.exec(
            select(AuditRow)
            .where(AuditRow.entity == entity, AuditRow.entity_id == entity_id)
            .order_by(col(AuditRow.seq).desc())
            .limit(most)
        ).all()
        return [_entry(row) for row in found]


def _columns(entry: AuditEntry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in AuditEntry.__slots__}


def _entry(row: AuditRow) -> AuditEntry:
    return AuditEntry(**{name: getattr(row, name) for name in AuditEntry.__slots__})
