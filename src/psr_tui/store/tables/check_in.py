"""What was done at check-in, item by item, and the signatures a patient gave."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field

from psr_tui.store.tables import patients, schedule, staff  # noqa: F401 - its keys lead there
from psr_tui.store.tables.base import Row, one_of


class CheckInStepRow(Row, table=True):
    """One answer to one checklist item of one visit; append-only, the newest answer counts."""

    __tablename__ = "check_in_step"
    __table_args__ = (
        one_of("answer", ("done", "deferred", "declined", "overridden", "reopened")),
        Index("ux_check_in_step_seq", "appointment_id", "item", "seq", unique=True),
    )

    id: str = Field(primary_key=True)
    appointment_id: str = Field(foreign_key="appointment.id")
    item: str
    seq: int
    answer: str
    detail: str = ""  # which two identifiers, which coverage: codes and ids only
    reason_code: str = ""
    note: str = ""
    staff_id: str = Field(foreign_key="staff.id")
    staff_name: str = ""
    approved_by: str | None = Field(default=None, foreign_key="staff.id")
    at: datetime


class ConsentKindRow(Row, table=True):
    """A paper the clinic asks people to sign: how long it lasts and whether check-in stops without it."""

    __tablename__ = "consent_kind"
    __table_args__ = (one_of("recurs", ("months", "every_visit", "once", "every_year")),)

    code: str = Field(primary_key=True)
    label: str
    words: str = ""  # what to say when handing it over
    months_valid: int = 12
    required: bool = True
    position: int = 0
    active: bool = True
    recurs: str = "months"  # months, every_visit, once, every_year (FD-43)
    visit_types: str = ""  # codes separated by spaces; '' = all
    payer_kinds: str = ""  # commercial medicare medicaid self_pay; '' = all
    minors_only: bool = False
    current_version: int = 1


class ConsentVersionRow(Row, table=True):
    """The text of a paper at one version; a withdrawn one can no longer be signed."""

    __tablename__ = "consent_version"

    kind: str = Field(primary_key=True, foreign_key="consent_kind.code")
    number: int = Field(primary_key=True)
    words: str = ""
    from_day: date
    withdrawn_at: datetime | None = None
    why: str = ""


class ConsentRow(Row, table=True):
    """A signature given or refused on a date; append-only."""

    __tablename__ = "consent"
    __table_args__ = (
        one_of("answer", ("signed", "refused")),
        one_of("how", ("paper", "screen", "spoken", "import")),
        Index("ix_consent_patient", "patient_id", "kind", "signed_on"),
    )

    id: str = Field(primary_key=True)
    patient_id: str = Field(foreign_key="patient.id")
    kind: str = Field(foreign_key="consent_kind.code")
    answer: str
    signed_on: date
    expires_on: date | None = None
    taken_by: str = Field(foreign_key="staff.id")
    appointment_id: str | None = Field(default=None, foreign_key="appointment.id")
    at: datetime
    form_version: int = 1
    how: str = "paper"
    signed_by: str = ""  # '' = the patient
    relation: str = ""
    interpreter_used: bool = False
    reason: str = ""  # why it was declined
