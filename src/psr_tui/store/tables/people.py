"""What the desk knows about a person beyond the record itself: family, permissions, restrictions, merges, versions."""

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from psr_tui.store.tables import patients, schedule, staff  # noqa: F401 - its keys lead there
from psr_tui.store.tables.base import Changeable, Row, at_most, one_of

CHANNELS = ("voice", "text", "email", "mail", "portal")
PURPOSES = ("appointment", "results", "billing", "other")


class ContactPermissionRow(Row, table=True):
    """May this channel be used for this purpose: one answer a channel and purpose (front-desk.md FD-104)."""

    __tablename__ = "contact_permission"
    __table_args__ = (one_of("channel", CHANNELS), one_of("purpose", PURPOSES))

    patient_id: str = Field(primary_key=True, foreign_key="patient.id")
    channel: str = Field(primary_key=True)
    purpose: str = Field(primary_key=True)
    allowed: bool
    staff_id: str = Field(foreign_key="staff.id")
    at: datetime


class ContactPersonRow(Changeable, table=True):
    """Somebody close to the patient: emergency contact, and what they may hear."""

    __tablename__ = "contact_person"
    __table_args__ = (
        one_of("may_hear", ("nothing", "appointments", "billing", "everything")),
        at_most("name", 80),
        Index("ix_contact_person_patient", "patient_id"),
    )

    id: str = Field(primary_key=True)
    patient_id: str = Field(foreign_key="patient.id")
    name: str
    relation: str = ""
    phone: str = ""
    emergency: bool = False
    may_hear: str = "nothing"
    ended_at: datetime | None = None


class FamilyLinkRow(Row, table=True):
    """Two patients of one family; ``relation`` is what the relative is to the patient. One row each way."""

    __tablename__ = "family_link"
    __table_args__ = (
        one_of("relation", ("parent", "child", "sibling", "spouse", "guardian", "ward", "other")),
        Index("ix_family_link_relative", "relative_id"),
    )

    patient_id: str = Field(primary_key=True, foreign_key="patient.id")
    relative_id: str = Field(primary_key=True, foreign_key="patient.id")
    relation: str
    staff_id: str = Field(foreign_key="staff.id")
    at: datetime


class PatientRestrictionRow(Changeable, table=True):
    """What stops this patient from being booked, with author and end (FD-35). Lifted ones stay."""

    __tablename__ = "patient_restriction"
    __table_args__ = (
        one_of("kind", ("no_booking", "same_day_only", "supervisor_only")),
        at_most("reason", 300),
        Index("ix_patient_restriction_patient", "patient_id"),
    )

    id: str = Field(primary_key=True)
    patient_id: str = Field(foreign_key="patient.id")
    kind: str
    reason: str
    author_id: str = Field(foreign_key="staff.id")
    since: datetime
    ends_on: date | None = None
    lifted_at: datetime | None = None
    lifted_by: str | None = Field(default=None, foreign_key="staff.id")


class AlertSeenRow(Row, table=True):
    """An alert popped up for a person on a day: it does so once (FD-48)."""

    __tablename__ = "alert_seen"

    alert_id: str = Field(primary_key=True, foreign_key="patient_alert.id")
    staff_id: str = Field(primary_key=True, foreign_key="staff.id")
    day: date = Field(primary_key=True)


class PatientMergeRow(Row, table=True):
    """Two records found to be one person: ``merged_id`` leads to ``kept_id`` until the merge is taken apart (FD-56)."""

    __tablename__ = "patient_merge"
    __table_args__ = (
        Index("ix_patient_merge_kept", "kept_id"),
        Index("ux_patient_merge_standing", "merged_id", unique=True, sqlite_where=text("undone_at IS NULL")),
    )

    id: str = Field(primary_key=True)
    kept_id: str = Field(foreign_key="patient.id")
    merged_id: str = Field(foreign_key="patient.id")
    at: datetime
    staff_id: str = Field(foreign_key="staff.id")
    approved_by: str | None = Field(default=None, foreign_key="staff.id")
    reason: str = ""
    kept_before: str = ""  # the survivor's record as it was, JSON
    undone_at: datetime | None = None
    undone_by: str | None = Field(default=None, foreign_key="staff.id")
    undone_reason: str = ""


class PatientMergeMoveRow(Row, table=True):
    """A row that a merge moved to the survivor, so that exactly it can go back."""

    __tablename__ = "patient_merge_move"

    merge_id: str = Field(primary_key=True, foreign_key="patient_merge.id")
    table_name: str = Field(primary_key=True)
    row_key: str = Field(primary_key=True)


class RecordVersionRow(Row, table=True):
    """How a record looked at one version, who made it so: only added to (FD-32, FD-48, FD-106)."""

    __tablename__ = "record_version"
    __table_args__ = (Index("ix_record_version_patient", "patient_id", "at"),)

    entity: str = Field(primary_key=True)  # patient, coverage, appointment, payer, patient_alert, ...
    entity_id: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    patient_id: str | None = Field(default=None, foreign_key="patient.id")
    at: datetime
    staff_id: str = Field(foreign_key="staff.id")
    staff_name: str = ""
    content: str  # the fields as JSON


class ContactLogRow(Row, table=True):
    """One contact with a patient outside a call: who, how, about what (FD-105). Only added to."""

    __tablename__ = "contact_log"
    __table_args__ = (
        one_of("kind", ("appointment", "insurance", "financial", "recall", "other")),
        one_of("channel", (*CHANNELS, "in_person")),
        one_of("direction", ("out", "in")),
        at_most("note", 4000),
        Index("ix_contact_log_patient", "patient_id", "at"),
    )

    id: str = Field(primary_key=True)
    patient_id: str = Field(foreign_key="patient.id")
    appointment_id: str | None = Field(default=None, foreign_key="appointment.id")
    kind: str
    channel: str
    direction: str
    at: datetime
    ended_at: datetime | None = None
    staff_id: str = Field(foreign_key="staff.id")
    staff_name: str = ""
    note: str = ""
