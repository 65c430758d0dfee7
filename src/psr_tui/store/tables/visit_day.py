"""What happens around a visit on its day: delays, waits that were explained, care for the person, and what follows."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field

from psr_tui.store.tables import patients, schedule, staff  # noqa: F401 - its keys lead there
from psr_tui.store.tables.base import Changeable, Row, at_most, one_of, whole


class RoomRow(Changeable, table=True):
    """A room patients are brought to; one patient unless it holds more (front-desk.md FD-12)."""

    __tablename__ = "room"

    id: str = Field(primary_key=True)
    name: str = Field(unique=True)
    location: str = ""
    holds: int = 1
    provider_id: str | None = Field(default=None, foreign_key="provider.id")
    position: int = 0
    active: bool = True


class ProviderDelayRow(Row, table=True):
    """How late a provider runs on a day; the newest row counts. Only added to."""

    __tablename__ = "provider_delay"
    __table_args__ = (whole("minutes"), Index("ix_provider_delay_day", "day", "provider_id", "at"))

    id: str = Field(primary_key=True)
    provider_id: str = Field(foreign_key="provider.id")
    day: date
    minutes: int
    note: str = ""
    at: datetime
    staff_id: str = Field(foreign_key="staff.id")
    staff_name: str = ""


class WaitTalkRow(Row, table=True):
    """The wait was explained to somebody: how long, what was said, what they wanted. Only added to."""

    __tablename__ = "wait_talk"
    __table_args__ = (
        one_of("answer", ("waits", "rescheduled", "left", "other")),
        whole("waited_minutes"),
        Index("ix_wait_talk_appointment", "appointment_id", "at"),
    )

    id: str = Field(primary_key=True)
    appointment_id: str = Field(foreign_key="appointment.id")
    at: datetime
    staff_id: str = Field(foreign_key="staff.id")
    staff_name: str = ""
    waited_minutes: int
    told_minutes: int | None = None
    answer: str = "waits"
    note: str = ""


class CareNoteRow(Row, table=True):
    """What somebody asked for and what was done: private area, interpreter, access. The policy log; only added to."""

    __tablename__ = "care_note"
    __table_args__ = (
        one_of("kind", ("private_area", "interpreter", "accessibility", "other")),
        at_most("asked", 300),
        at_most("done", 300),
        Index("ix_care_note_patient", "patient_id", "at"),
        Index("ix_care_note_at", "at"),
    )

    id: str = Field(primary_key=True)
    patient_id: str = Field(foreign_key="patient.id")
    appointment_id: str | None = Field(default=None, foreign_key="appointment.id")
    kind: str
    asked: str
    done: str
    job_number: str = ""  # of an interpreter's agency
    at: datetime
    staff_id: str = Field(foreign_key="staff.id")
    staff_name: str = ""


class FollowUpOrderRow(Changeable, table=True):
    """When the provider wants to see the patient again: ``3 months, 30 min``."""

    __tablename__ = "follow_up_order"
    __table_args__ = (
        one_of("unit", ("days", "weeks", "months", "years")),
        one_of("state", ("open", "booked", "to_schedule", "declined")),
        whole("count"),
        Index("ix_follow_up_order_patient", "patient_id", "state"),
        Index("ix_follow_up_order_appointment", "appointment_id"),
    )

    id: str = Field(primary_key=True)
    patient_id: str = Field(foreign_key="patient.id")
    appointment_id: str = Field(foreign_key="appointment.id")
    provider_id: str | None = Field(default=None, foreign_key="provider.id")
    visit_type: str = Field(foreign_key="visit_type.code")
    count: int
    unit: str
    minutes: int
    state: str = "open"
    ordered_by: str = ""
    note: str = ""
    booked_as: str | None = Field(default=None, foreign_key="appointment.id")


class VisitServiceRow(Changeable, table=True):
    """A service the provider marked for billing; handed over at check-out (charges to hand over)."""

    __tablename__ = "visit_service"
    __table_args__ = (
        whole("quantity"),
        at_most("label", 80),
        Index("ix_visit_service_appointment", "appointment_id"),
    )

    id: str = Field(primary_key=True)
    appointment_id: str = Field(foreign_key="appointment.id")
    code: str = ""
    label: str
    quantity: int = 1
    icd_code: str = ""
    handed_at: datetime | None = None
    handed_by: str | None = Field(default=None, foreign_key="staff.id")
    removed: bool = False


class VisitDayCloseRow(Row, table=True):
    """A lead found every appointment of a day accounted for (front-desk.md FD-138); ``counts`` is JSON, state -> how
    many. Only added to: a day that got something open again is closed once more, and the newest row counts."""

    __tablename__ = "visit_day_close"
    __table_args__ = (Index("ix_visit_day_close_day", "day", "closed_at"),)

    id: str = Field(primary_key=True)
    day: date
    closed_at: datetime
    staff_id: str = Field(foreign_key="staff.id")
    staff_name: str = ""
    counts: str
