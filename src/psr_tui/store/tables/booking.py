"""What booking looks at: templates, absences, series, the wait list and recalls (front-desk.md sections 5 to 8)."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field

from psr_tui.store.tables import patients, schedule, staff, visit_day  # noqa: F401 - its keys lead there
from psr_tui.store.tables.base import Changeable, Row, at_most, one_of, whole


class SlotCodeRow(Row, table=True):
    """One letter of a provider's template: how long, who may book it, from when (FD-64 to FD-66)."""

    __tablename__ = "slot_code"
    __table_args__ = (one_of("release", ("", "day", "week")), whole("booking_limit"))

    code: str = Field(primary_key=True)
    label: str
    minutes: int = 15
    release: str = ""  # '' any time, day = same day only, week = same week only
    booking_limit: int = 1
    visit_types: str = ""  # codes separated by spaces; '' = all
    colour: str = ""


class ProviderTemplateRow(Changeable, table=True):
    """A provider's usual weekday: one character a slot of ``slot_minutes``, '.' = not in."""

    __tablename__ = "provider_template"
    __table_args__ = (Index("ix_provider_template_provider", "provider_id", "weekday", "starts_on"),)

    id: str = Field(primary_key=True)
    provider_id: str = Field(foreign_key="provider.id")
    weekday: int  # 0 Monday
    starts_on: date
    ends_on: date | None = None
    first_slot: str  # HH:MM wall time
    slot_minutes: int = 15
    slots: str
    location: str = ""  # where the provider works on that day; '' = the only place


class AbsenceRow(Changeable, table=True):
    """A stretch of time in which somebody or something cannot be booked (FD-71, FD-72)."""

    __tablename__ = "absence"
    __table_args__ = (
        one_of("kind", ("practice", "provider", "room", "blockout")),
        one_of("reason", ("out", "vacation", "lunch", "holiday", "closed", "meeting", "reserved", "other")),
        at_most("note", 300),
        Index("ix_absence_starts", "starts_at", "ends_at"),
    )

    id: str = Field(primary_key=True)
    kind: str
    provider_id: str | None = Field(default=None, foreign_key="provider.id")
    room_id: str | None = Field(default=None, foreign_key="room.id")
    starts_at: datetime
    ends_at: datetime
    reason: str = "out"
    visit_types: str = ""  # a blockout: only these may be booked; '' = none
    emergency_only: bool = False
    note: str = ""
    ended: bool = False


class SeriesRow(Changeable, table=True):
    """Visits that were booked as a series; each is a visit of its own (FD-81)."""

    __tablename__ = "series"

    id: str = Field(primary_key=True)
    patient_id: str = Field(foreign_key="patient.id")
    every: int
    unit: str  # days, weeks, months
    count: int


class WaitListRow(Changeable, table=True):
    """Somebody who wants an earlier time, or has none yet (FD-80, FD-93 to FD-98)."""

    __tablename__ = "wait_list"
    __table_args__ = (
        one_of("state", ("waiting", "booked", "closed")),
        whole("priority"),
        at_most("note", 4000),
        Index("ix_wait_list_state", "state", "priority"),
        Index("ix_wait_list_patient", "patient_id"),
    )

    id: str = Field(primary_key=True)
    patient_id: str = Field(foreign_key="patient.id")
    appointment_id: str | None = Field(default=None, foreign_key="appointment.id")  # kept meanwhile
    visit_type: str = Field(foreign_key="visit_type.code")
    minutes: int = 15
    provider_id: str | None = Field(default=None, foreign_key="provider.id")
    earliest: date | None = None
    latest: date | None = None
    weekdays: str = "0123456"
    day_parts: str = ""  # '' any; morning, afternoon, evening separated by spaces
    notice_minutes: int = 60
    priority: int = 50
    interpreter: bool = False
    channel: str = "voice"
    note: str = ""
    state: str = "waiting"
    closed_reason: str = ""
    since: datetime


class WaitListOfferRow(Changeable, table=True):
    """A freed time offered to somebody on the wait list, and the answer (FD-96, FD-97)."""

    __tablename__ = "wait_list_offer"
    __table_args__ = (
        one_of(
            "result",
            ("unable", "waiting", "viewed", "moved", "gone", "declined_time", "declined_all", "expired", "cancelled"),
        ),
        Index("ix_wait_list_offer_entry", "entry_id", "sent_at"),
    )

    id: str = Field(primary_key=True)
    entry_id: str = Field(foreign_key="wait_list.id")
    provider_id: str | None = Field(default=None, foreign_key="provider.id")
    starts_at: datetime
    minutes: int
    channel: str = "voice"
    sent_at: datetime
    expires_at: datetime
    result: str = "waiting"
    staff_id: str = Field(foreign_key="staff.id")


class RecallRow(Changeable, table=True):
    """A reason to come back at a time, one a type (FD-99)."""

    __tablename__ = "recall"
    __table_args__ = (
        one_of("state", ("open", "booked", "closed")),
        Index("ux_recall_patient_type", "patient_id", "kind", unique=True),
        Index("ix_recall_due", "state", "due_on"),
    )

    id: str = Field(primary_key=True)
    patient_id: str = Field(foreign_key="patient.id")
    kind: str
    visit_type: str = Field(foreign_key="visit_type.code")
    provider_id: str | None = Field(default=None, foreign_key="provider.id")
    every_months: int
    due_on: date  # computed
    due_instead: date | None = None
    suppressed_until: date | None = None
    reminders: int = 0
    last_reminded_on: date | None = None
    priority: int = 50
    state: str = "open"
    note: str = ""
