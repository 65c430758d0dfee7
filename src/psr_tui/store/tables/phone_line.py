"""The telephone system as the desk hears it: raw events, how far each source was read, who has which extension."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from psr_tui.store.tables import staff  # noqa: F401 - its keys lead there
from psr_tui.store.tables.base import Changeable, Row, at_most, one_of

LINE_KINDS = ("queue_log", "manager", "replay", "manual")


class PhoneEventRow(Row, table=True):
    """One event of a telephone system as it came; figures are computed from these alone (CC-104). Only added to.

    The same line read twice is one row: ``digest`` is of source and text.
    """

    __tablename__ = "phone_event"
    __table_args__ = (
        Index("ux_phone_event_digest", "digest", unique=True),
        Index("ix_phone_event_at", "at", "seq"),
        Index("ix_phone_event_call", "call_id"),
    )

    seq: int | None = Field(default=None, primary_key=True)
    digest: bytes
    source: str
    at: datetime
    kind: str  # the words of domain.phone_events; 'warning' for what could not be read
    call_id: str = ""
    queue: str = ""
    agent: str = ""
    number: str = ""
    data: str = ""  # the remaining fields, as JSON
    raw: str = ""  # the line itself where it could not be read


class PhoneSourceRow(Changeable, table=True):
    """A line that is listened to and how far: saved with the events, so that reading goes on exactly there."""

    __tablename__ = "phone_source"
    __table_args__ = (one_of("kind", LINE_KINDS), at_most("name", 60))

    name: str = Field(primary_key=True)
    kind: str
    active: bool = True
    path: str = ""  # queue_log, replay
    time_zone: str = ""
    host: str = ""
    port: int = 0
    tls: bool = True
    login: str = ""
    secret: str = ""  # the store is encrypted; never shown, never exported
    dial: bool = False  # may originate calls
    dial_context: str = ""
    dial_channel: str = ""  # with {extension}
    inode: str = ""
    offset: int = 0
    fingerprint: bytes = b""  # of the bytes before the offset
    read_at: datetime | None = None
    trouble: str = ""  # why it is not heard, in words
    reader: str = ""  # the station that listens, while its lease runs
    reader_until: datetime | None = None


class PhoneAgentRow(Changeable, table=True):
    """The telephone of a person: the agent's name in the queue and the extension."""

    __tablename__ = "phone_agent"

    staff_id: str = Field(primary_key=True, foreign_key="staff.id")
    agent: str = Field(default="", index=True)
    extension: str = ""


class PhoneMarkRow(Row, table=True):
    """How far somebody went through the events: callers who hung up are picked up once, whoever looks first."""

    __tablename__ = "phone_mark"

    name: str = Field(primary_key=True)
    seq: int = 0


class QueueMemberRow(Row, table=True):
    """A caller waiting in a queue now, by the line's events: made anew from them, disposable."""

    __tablename__ = "queue_caller"
    __table_args__ = (Index("ix_queue_caller_joined", "joined_at"),)

    call_id: str = Field(primary_key=True)
    queue: str = Field(primary_key=True)
    joined_at: datetime
    number: str = ""
    position: int | None = None
    ringing: str = ""  # the agent whose telephone rings
