"""Calls as the desk works them: one row for each rep a call was with, what happened in it, and transfers."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from psr_tui.store.tables import callbacks, patients, staff  # noqa: F401 - its keys lead there
from psr_tui.store.tables.base import Changeable, Row, at_most, one_of, whole

CALL_STATES = ("ringing", "talking", "held", "wrap", "done", "missed")
CALLER_ROLES = ("patient", "guardian", "authorised", "provider", "payer", "other", "unknown")


class CallRow(Changeable, table=True):
    """One call as one rep had it. The rep's own stamps stay beside those of the telephone system (CC-70)."""

    __tablename__ = "call"
    __table_args__ = (
        one_of("direction", ("in", "out")),
        one_of("state", CALL_STATES),
        one_of("caller_role", CALLER_ROLES),
        at_most("note", 4000),
        at_most("caller_name", 80),
        *(whole(f"{part}_seconds") for part in ("wait", "ring", "talk", "hold", "dead", "wrap")),
        CheckConstraint("wait_seconds >= 0 AND talk_seconds >= 0 AND hold_seconds >= 0", name="seconds_not_negative"),
        Index("ux_call_talking", "staff_id", unique=True, sqlite_where=text("state = 'talking'")),
        Index("ux_call_line", "line_call_id", "staff_id", unique=True, sqlite_where=text("line_call_id <> ''")),
        Index("ix_call_open", "staff_id", "state"),
        Index("ix_call_patient", "patient_id", "started_at"),
        Index("ix_call_started", "started_at"),
        Index("ix_call_number", "number", "started_at"),
    )

    id: str = Field(primary_key=True)
    direction: str
    state: str
    staff_id: str = Field(foreign_key="staff.id")
    station: str = ""
    patient_id: str | None = Field(default=None, foreign_key="patient.id")  # chosen by the rep, never by the number
    callback_id: str | None = Field(default=None, foreign_key="callback.id")
    number: str = ""  # E.164 as far as it could be read
    number_typed: str = ""
    line: str = "manual"  # which adapter told of it
    line_call_id: str = ""
    queue: str = ""
    caller_role: str = "unknown"
    caller_name: str = ""
    verified: str = ""  # which verifiers were ticked, by code; never the answers (CC-77)
    reason_code: str = ""
    note: str = ""
    script_step: str = ""  # where in the script the rep is
    outcome: str = ""
    resolved: bool | None = None  # asked at the end; None: not asked yet
    started_at: datetime
    answered_at: datetime | None = None
    held_since: datetime | None = None
    ended_at: datetime | None = None
    wrapped_at: datetime | None = None
    wait_seconds: int = 0
    ring_seconds: int = 0
    talk_seconds: int = 0
    hold_seconds: int = 0
    dead_seconds: int = 0
    wrap_seconds: int = 0
    transferred_from: str | None = Field(default=None, foreign_key="call.id")


class CallEventRow(Row, table=True):
    """One thing that happened in a call, said by the rep or by the telephone system; never changed (trigger)."""

    __tablename__ = "call_event"
    __table_args__ = (
        one_of("told_by", ("rep", "line", "system")),
        Index("ux_call_event_seq", "call_id", "seq", unique=True),
    )

    id: str = Field(primary_key=True)  # for acts of a screen: its command id
    call_id: str = Field(foreign_key="call.id")
    seq: int
    at: datetime
    staff_id: str | None = Field(default=None, foreign_key="staff.id")
    staff_name: str = ""
    told_by: str = "rep"
    kind: str
    detail: str = ""


class CallTransferRow(Row, table=True):
    """A call handed on: asked, answered, accepted or refused (CC-74)."""

    __tablename__ = "call_transfer"
    __table_args__ = (
        one_of("way", ("blind", "attended")),
        Index("ix_call_transfer_call", "call_id"),
        Index("ix_call_transfer_to", "to_staff_id", "asked_at"),
    )

    id: str = Field(primary_key=True)
    call_id: str = Field(foreign_key="call.id")
    way: str
    to_whom: str
    to_staff_id: str | None = Field(default=None, foreign_key="staff.id")
    words: str = ""  # what the next person should know
    asked_at: datetime
    answered_at: datetime | None = None
    accepted_at: datetime | None = None
    refused_at: datetime | None = None
    why: str = ""


class InterpreterRow(Changeable, table=True):
    """An interpreter for one call: asked, on the line, offered, declined (CC-94, CC-95)."""

    __tablename__ = "interpreter_call"
    __table_args__ = (Index("ix_interpreter_call_call", "call_id"), Index("ix_interpreter_call_patient", "patient_id"))

    id: str = Field(primary_key=True)
    call_id: str | None = Field(default=None, foreign_key="call.id")
    callback_id: str | None = Field(default=None, foreign_key="callback.id")
    patient_id: str | None = Field(default=None, foreign_key="patient.id")
    staff_id: str = Field(foreign_key="staff.id")
    language: str
    vendor: str = ""
    interpreter: str = ""  # the interpreter's number
    asked_at: datetime
    connected_at: datetime | None = None
    ended_at: datetime | None = None
    offered: bool = True
    declined: bool = False
    own: str = ""  # who interprets instead, when declined
    own_is_minor: bool = False
    emergency_reason: str = ""  # a minor interprets only in an emergency


class CallScriptRow(Row, table=True):
    """What a rep says for a reason: plain text with questions and branches, one row a version; never changed."""

    __tablename__ = "call_script"
    __table_args__ = (at_most("body", 20000),)

    reason_code: str = Field(primary_key=True)
    language: str = Field(primary_key=True)
    direction: str = Field(primary_key=True)  # in, out
    number: int = Field(primary_key=True)
    body: str
    at: datetime | None = None
    staff_name: str = ""
