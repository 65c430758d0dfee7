"""Prices and estimates: what a visit will cost, when the estimate is due, and what was said."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field

from psr_tui.store.tables import patients, schedule, staff  # noqa: F401 - its keys lead there
from psr_tui.store.tables.base import Changeable, Row, at_most, one_of, whole


class ServicePriceRow(Changeable, table=True):
    """What a service costs who pays for it themselves; the clinic's own words and codes, no licensed texts."""

    __tablename__ = "service_price"
    __table_args__ = (whole("cents"), at_most("label", 80))

    id: str = Field(primary_key=True)
    code: str = ""
    label: str
    visit_type: str = Field(default="", index=True)  # '' = not part of a visit type by itself
    cents: int
    position: int = 0
    active: bool = True


class EstimateRow(Changeable, table=True):
    """A good-faith estimate with its clock, or an estimate from benefits; a new version replaces, none is lost
    (front-desk.md section 13)."""

    __tablename__ = "estimate"
    __table_args__ = (
        one_of("kind", ("good_faith", "benefits")),
        one_of("reason", ("scheduled", "requested")),
        one_of("state", ("due", "given", "replaced", "not_needed")),
        Index("ix_estimate_patient", "patient_id", "started_at"),
        Index("ix_estimate_due", "state", "due_on"),
        Index("ix_estimate_appointment", "appointment_id"),
    )

    id: str = Field(primary_key=True)
    patient_id: str = Field(foreign_key="patient.id")
    appointment_id: str | None = Field(default=None, foreign_key="appointment.id")
    kind: str
    reason: str
    state: str = "due"
    number: int = 1  # its version for this visit
    started_at: datetime
    service_date: date | None = None
    due_on: date | None = None
    given_at: datetime | None = None
    given_how: str = ""  # printed, read, mailed, portal
    given_by: str | None = Field(default=None, foreign_key="staff.id")
    replaces: str | None = Field(default=None, foreign_key="estimate.id")
    why_replaced: str = ""
    words: str = ""  # the sentence that was said


class EstimateLineRow(Row, table=True):
    """One item of an estimate."""

    __tablename__ = "estimate_line"
    __table_args__ = (whole("cents"), whole("quantity"))

    estimate_id: str = Field(primary_key=True, foreign_key="estimate.id")
    position: int = Field(primary_key=True)
    code: str = ""
    label: str
    provider: str = ""
    quantity: int = 1
    cents: int  # for the whole line
