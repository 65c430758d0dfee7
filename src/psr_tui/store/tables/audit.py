"""The hash-chained audit log (reliability.md section 5). Triggers allow nothing but gapless appends."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from psr_tui.store.tables.base import Row


class AuditRow(Row, table=True):
    """One line of the log, sealed together with the line before it."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_entity", "entity", "entity_id"), Index("ix_audit_actor", "actor", "at"))

    seq: int = Field(primary_key=True)
    at: datetime
    actor: str  # staff id, or "system"
    sign_in_id: str = ""
    action: str
    entity: str = ""
    entity_id: str = ""
    reason: str = ""
    detail: str = "{}"  # canonical JSON of field names, codes and ids; no patient values
    prev: bytes
    mac: bytes
