"""Work that waits for somebody: worklist items and their history, records requests, complaints, disclosures."""

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from psr_tui.store.tables import patients, schedule, staff  # noqa: F401 - its keys lead there
from psr_tui.store.tables.base import Changeable, Row, at_most, one_of

WORK_KINDS = (
    "task", "left_unseen", "eligibility", "authorisation", "estimate", "unidentified", "no_show", "missing_check_out",
    "to_schedule", "records_request", "complaint", "referral", "interpreter", "duplicate", "message",
    "missed_promise", "missed_call", "number_repair", "service_miss", "quality", "red_flag",
)  # fmt: skip


class WorkItemRow(Changeable, table=True):
    """Something to be done by somebody by a time (front-desk.md FD-152, FD-153)."""

    __tablename__ = "work_item"
    __table_args__ = (
        one_of("kind", WORK_KINDS),
        one_of("state", ("open", "in_progress", "done", "cancelled")),
        at_most("title", 120),
        Index("ix_work_item_open", "state", "kind", "due_at"),
        Index("ix_work_item_patient", "patient_id"),
        Index(
            "ux_work_item_object",
            "kind",
            "object_id",
            unique=True,
            sqlite_where=text("object_id <> '' AND state IN ('open', 'in_progress')"),
        ),
    )

    id: str = Field(primary_key=True)
    kind: str
    title: str
    text: str = ""
    patient_id: str | None = Field(default=None, foreign_key="patient.id")
    appointment_id: str | None = Field(default=None, foreign_key="appointment.id")
    object_id: str = ""  # what it is about: one open item a kind and object
    assignee_id: str | None = Field(default=None, foreign_key="staff.id")
    team: str = ""  # front_desk, billing, nurses, leads
    priority: int = 50
    due_at: datetime | None = None
    state: str = "open"
    outcome: str = ""
    created_at: datetime
    created_by: str = ""
    closed_at: datetime | None = None


class WorkItemEventRow(Row, table=True):
    """One thing that happened to a worklist item. Only added to."""

    __tablename__ = "work_item_event"
    __table_args__ = (at_most("note", 4000), Index("ux_work_item_event_seq", "item_id", "seq", unique=True))

    id: str = Field(primary_key=True)
    item_id: str = Field(foreign_key="work_item.id")
    seq: int
    at: datetime
    staff_id: str | None = Field(default=None, foreign_key="staff.id")
    staff_name: str = ""
    what: str
    note: str = ""


class RecordsRequestRow(Changeable, table=True):
    """A request for records with its clock (section 14)."""

    __tablename__ = "records_request"
    __table_args__ = (
        one_of(
            "state",
            ("received", "identity_verified", "in_progress", "extended", "fulfilled", "denied", "withdrawn"),
        ),
        Index("ix_records_request_state", "state", "due_on"),
        Index("ix_records_request_patient", "patient_id"),
    )

    id: str = Field(primary_key=True)
    patient_id: str = Field(foreign_key="patient.id")
    state: str = "received"
    received_on: date
    due_on: date
    extended_reason: str = ""
    extended_letter_on: date | None = None
    requester: str
    relation: str = ""
    identity_proof: str = ""
    authorised_until: date | None = None
    scope: str = ""
    format: str = ""
    delivery: str = ""
    fee_parts: str = ""
    fee_cents: int | None = None
    outcome: str = ""
    note: str = ""


class DisclosureRow(Row, table=True):
    """Records that left the house: when, to whom, what, why (FD-147, RS-11). Only added to."""

    __tablename__ = "disclosure"
    __table_args__ = (
        one_of("purpose", ("treatment", "payment", "operations", "other")),
        Index("ix_disclosure_patient", "patient_id", "on_day"),
    )

    id: str = Field(primary_key=True)
    patient_id: str = Field(foreign_key="patient.id")
    request_id: str | None = Field(default=None, foreign_key="records_request.id")
    on_day: date
    recipient: str
    address: str = ""
    what: str
    purpose: str
    staff_id: str = Field(foreign_key="staff.id")
    at: datetime


class ComplaintRow(Changeable, table=True):
    """A complaint or grievance in the person's own words, with its clock (section 15)."""

    __tablename__ = "complaint"
    __table_args__ = (
        one_of("kind", ("complaint", "grievance")),
        one_of(
            "state",
            ("open", "resolved_at_once", "acknowledged", "in_review", "decided", "letter_sent", "closed"),
        ),
        at_most("words", 4000),
        Index("ix_complaint_state", "state", "decide_by"),
    )

    id: str = Field(primary_key=True)
    patient_id: str | None = Field(default=None, foreign_key="patient.id")
    kind: str
    channel: str
    category: str = ""
    about_staff_id: str | None = Field(default=None, foreign_key="staff.id")
    about: str = ""
    words: str
    owner_id: str | None = Field(default=None, foreign_key="staff.id")
    received_at: datetime
    acknowledge_by: date | None = None
    decide_by: date | None = None
    state: str = "open"
    outcome: str = ""
    steps: str = ""
    letter_on: date | None = None
