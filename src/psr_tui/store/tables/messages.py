"""Messages to patients through a gateway file, and portal messages from them."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from psr_tui.store.tables import callbacks, calls, patients, schedule, staff  # noqa: F401 - its keys lead there
from psr_tui.store.tables.base import Changeable, Row, at_most, one_of

MESSAGE_CHANNELS = ("text", "portal", "letter")


class MessageTemplateRow(Row, table=True):
    """A text with placeholders, by channel and language; one row a version, never changed."""

    __tablename__ = "message_template"
    __table_args__ = (
        one_of("channel", MESSAGE_CHANNELS),
        one_of("purpose", ("appointment", "results", "billing", "other")),
        at_most("body", 8000),
    )

    code: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    language: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    label: str
    purpose: str
    subject: str = ""
    body: str
    active: bool = True
    at: datetime | None = None
    staff_name: str = ""


class MessageOutRow(Changeable, table=True):
    """One message to one patient: what was said is kept as it was sent."""

    __tablename__ = "message_out"
    __table_args__ = (
        one_of("channel", MESSAGE_CHANNELS),
        one_of("state", ("queued", "written", "sent", "delivered", "failed", "cancelled")),
        at_most("body", 8000),
        Index("ix_message_out_state", "state", "queued_at"),
        Index("ix_message_out_patient", "patient_id", "queued_at"),
        Index("ix_message_out_gateway", "gateway_id"),
    )

    id: str = Field(primary_key=True)
    patient_id: str = Field(foreign_key="patient.id")
    channel: str
    template_code: str = ""
    template_number: int | None = None
    language: str = "en"
    purpose: str
    to_address: str = ""
    subject: str = ""
    body: str
    state: str = "queued"
    callback_id: str | None = Field(default=None, foreign_key="callback.id")
    call_id: str | None = Field(default=None, foreign_key="call.id")
    appointment_id: str | None = Field(default=None, foreign_key="appointment.id")
    reply_to: str | None = Field(default=None, foreign_key="message_in.id")
    file_id: str | None = Field(default=None, foreign_key="message_file.id")
    gateway_id: str = ""
    trouble: str = ""
    queued_at: datetime
    queued_by: str = Field(foreign_key="staff.id")
    settled_at: datetime | None = None


class MessageFileRow(Row, table=True):
    """A file that went to the gateway or came from it: read once (by digest), only added to."""

    __tablename__ = "message_file"
    __table_args__ = (
        one_of("direction", ("out", "results", "in")),
        Index("ux_message_file_digest", "direction", "digest", unique=True),
    )

    id: str = Field(primary_key=True)
    direction: str
    name: str
    digest: str
    lines: int = 0
    at: datetime
    staff_id: str | None = Field(default=None, foreign_key="staff.id")


class MessageInRow(Changeable, table=True):
    """A portal message from a patient, waiting for the right pool."""

    __tablename__ = "message_in"
    __table_args__ = (
        one_of("pool", ("unsorted", "front_desk", "billing", "nurses", "refills", "records", "leads")),
        one_of("state", ("new", "routed", "taken", "answered", "closed")),
        at_most("body", 20000),
        Index("ux_message_in_external", "external_id", unique=True, sqlite_where=text("external_id <> ''")),
        Index("ix_message_in_state", "state", "pool", "received_at"),
        Index("ix_message_in_patient", "patient_id", "received_at"),
    )

    id: str = Field(primary_key=True)
    external_id: str = ""
    patient_id: str | None = Field(default=None, foreign_key="patient.id")
    from_name: str = ""
    subject: str = ""
    body: str
    language: str = "en"
    received_at: datetime
    pool: str = "unsorted"
    proposed: str = ""  # the pool the words propose, and why
    urgent: bool = False
    state: str = "new"
    taken_by: str | None = Field(default=None, foreign_key="staff.id")
    taken_at: datetime | None = None
    due_at: datetime | None = None
    callback_id: str | None = Field(default=None, foreign_key="callback.id")
    outcome: str = ""
    closed_at: datetime | None = None


class MessageEventRow(Row, table=True):
    """One thing that happened to a message, out or in; never changed (trigger)."""

    __tablename__ = "message_event"
    __table_args__ = (Index("ux_message_event_seq", "message_id", "seq", unique=True),)

    id: str = Field(primary_key=True)
    message_id: str
    seq: int
    at: datetime
    staff_id: str | None = Field(default=None, foreign_key="staff.id")
    staff_name: str = ""
    kind: str
    detail: str = ""
