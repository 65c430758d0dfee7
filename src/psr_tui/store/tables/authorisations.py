"""Authorisations and referrals: what a payer allowed, what was used, and what was sent to somebody else."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field

from psr_tui.store.tables import coverage, patients, schedule, staff  # noqa: F401 - its keys lead there
from psr_tui.store.tables.base import Changeable, Row, at_most, one_of, whole

AUTHORISATION_STATES = (
    "new_request", "pending_review", "open", "authorised", "denied", "cancelled", "closed", "incomplete"
)  # fmt: skip


class AuthorisationRow(Changeable, table=True):
    """An authorisation, or a referral that came in, for so many visits or units over a stretch of time (FD-121)."""

    __tablename__ = "authorisation"
    __table_args__ = (
        one_of("kind", ("authorisation", "referral")),
        one_of("state", AUTHORISATION_STATES),
        one_of("counts", ("visits", "units")),
        whole("requested"),
        whole("approved"),
        at_most("note", 4000),
        Index("ix_authorisation_patient", "patient_id", "ends_on"),
        Index("ix_authorisation_state", "state", "due_at"),
    )

    id: str = Field(primary_key=True)
    patient_id: str = Field(foreign_key="patient.id")
    coverage_id: str | None = Field(default=None, foreign_key="coverage.id")
    payer_id: str = Field(foreign_key="payer.id")
    provider_id: str | None = Field(default=None, foreign_key="provider.id")
    kind: str = "authorisation"
    number: str = ""
    state: str = "new_request"
    counts: str = "visits"
    requested: int = 1
    approved: int | None = None
    once_a_day: bool = True  # several visits of one day use one (FD-123)
    effective_on: date | None = None
    ends_on: date | None = None
    services: str = ""
    referred_by: str = ""
    network: str = ""  # '', in, out
    call_name: str = ""
    call_phone: str = ""
    expedited: bool = False
    requested_at: datetime | None = None  # when the payer had the request: the clock of FD-125
    due_at: datetime | None = None
    decided_at: datetime | None = None
    denial_code: str = ""
    denial_reason: str = ""
    note: str = ""


class AuthorisationUseRow(Row, table=True):
    """Units taken by a visit that was kept, or given back by an undo: sums over them are what was used (where a day
    counts once, `domain.authorisations.used` says how). Only added to."""

    __tablename__ = "authorisation_use"
    __table_args__ = (
        whole("units"),
        Index("ix_authorisation_use_authorisation", "authorisation_id", "at"),
        Index("ix_authorisation_use_appointment", "appointment_id", "at"),
    )

    id: str = Field(primary_key=True)
    authorisation_id: str = Field(foreign_key="authorisation.id")
    appointment_id: str = Field(foreign_key="appointment.id")
    units: int  # + taken, - given back
    service_date: date
    at: datetime
    staff_id: str = Field(foreign_key="staff.id")
    staff_name: str = ""


class ReferralOutRow(Changeable, table=True):
    """A patient sent to somebody else; open until the reply is filed (FD-126)."""

    __tablename__ = "referral_out"
    __table_args__ = (
        one_of("state", ("open", "sent", "scheduled", "seen", "reply_received", "closed", "declined")),
        one_of("urgency", ("routine", "soon", "urgent")),
        at_most("note", 4000),
        Index("ix_referral_out_patient", "patient_id"),
        Index("ix_referral_out_state", "state", "due_on"),
    )

    id: str = Field(primary_key=True)
    patient_id: str = Field(foreign_key="patient.id")
    appointment_id: str | None = Field(default=None, foreign_key="appointment.id")
    provider_id: str | None = Field(default=None, foreign_key="provider.id")
    to_name: str
    specialty: str = ""
    phone: str = ""
    reason: str = ""
    icd_code: str = ""
    urgency: str = "routine"
    state: str = "open"
    ordered_at: datetime
    handed_at: datetime | None = None
    due_on: date | None = None
    reply_on: date | None = None
    reply_from: str = ""
    reply: str = ""
    note: str = ""
