"""Eligibility checks, the files they travel in, and cases that replace a payer for a visit."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field

from psr_tui.store.tables import coverage, patients, schedule, staff  # noqa: F401 - its keys lead there
from psr_tui.store.tables.base import Changeable, Row, at_most, one_of, whole


class EligibilityCheckRow(Changeable, table=True):
    """One question to a payer and what came back, kept whole: never overwritten by a later one (FD-113).

    ``request_raw`` and ``answer_raw`` are the bytes as they travelled; the readable columns repeat what the reader
    found. A snapshot belongs to the visit it was asked for.
    """

    __tablename__ = "eligibility_check"
    __table_args__ = (
        one_of("channel", ("x12", "loopback", "phone", "portal")),
        one_of("state", ("queued", "sent", "answered", "failed", "given_up")),
        one_of("result", ("", "active", "inactive", "unknown", "rejected")),
        whole("copay_cents"),
        whole("deductible_left_cents"),
        whole("out_of_pocket_left_cents"),
        at_most("note", 4000),
        Index("ix_eligibility_check_patient", "patient_id", "asked_at"),
        Index("ix_eligibility_check_coverage", "coverage_id", "asked_at"),
        Index("ix_eligibility_check_appointment", "appointment_id", "asked_at"),
        Index("ix_eligibility_check_state", "state", "asked_at"),
        Index("ux_eligibility_check_trace", "trace_number", unique=True),
    )

    id: str = Field(primary_key=True)
    patient_id: str = Field(foreign_key="patient.id")
    coverage_id: str = Field(foreign_key="coverage.id")
    appointment_id: str | None = Field(default=None, foreign_key="appointment.id")
    service_date: date
    service_types: str = "30 98"
    channel: str
    state: str = "queued"
    result: str = ""
    trace_number: str
    control_number: int | None = None
    asked_by: str = Field(foreign_key="staff.id")
    asked_name: str = ""
    asked_at: datetime
    sent_at: datetime | None = None
    answered_at: datetime | None = None
    tries: int = 0
    next_try_at: datetime | None = None
    reference: str = ""  # the payer's reference number of a call or portal check
    spoke_with: str = ""
    reject_code: str = ""
    reject_follow_up: str = ""
    reject_level: str = ""  # payer, provider, subscriber, dependent
    failure: str = ""  # a technical failure in words: the visit goes on as unverified (FD-116)
    copay_cents: int | None = None
    deductible_left_cents: int | None = None
    out_of_pocket_left_cents: int | None = None
    coinsurance: str = ""  # as a fraction in text, '.2'; '' = not given
    plan_name: str = ""  # as the payer names it
    member_id: str = ""  # as the payer sent it back
    changes: str = ""  # what differs from the answer before, one sentence a line
    reviewed_at: datetime | None = None  # a rep has dealt with what it says
    reviewed_by: str = ""
    note: str = ""
    request_raw: bytes = b""
    answer_raw: bytes = b""


class ExpectedCopayRow(Row, table=True):
    """Which of several copays applies to a visit, as a rep chose it from an answer (FD-119). Only added to."""

    __tablename__ = "expected_copay"
    __table_args__ = (whole("cents"), Index("ix_expected_copay_visit", "appointment_id", "at"))

    id: str = Field(primary_key=True)
    appointment_id: str = Field(foreign_key="appointment.id")
    coverage_id: str = Field(foreign_key="coverage.id")
    check_id: str = Field(foreign_key="eligibility_check.id")
    cents: int
    words: str  # the line as the payer sent it
    staff_id: str = Field(foreign_key="staff.id")
    staff_name: str = ""
    at: datetime


class EligibilityFileRow(Row, table=True):
    """A file of the clearinghouse exchange: what was written, what was read, what was set aside and why."""

    __tablename__ = "eligibility_file"
    __table_args__ = (
        one_of("direction", ("out", "in")),
        one_of("state", ("written", "read", "set_aside")),
        Index("ux_eligibility_file_content", "direction", "sha256", unique=True),
    )

    id: str = Field(primary_key=True)
    direction: str
    name: str
    sha256: str
    at: datetime
    state: str
    reason: str = ""
    checks: int = 0


class CasePolicyRow(Changeable, table=True):
    """An accident or work injury whose payer replaces the primary for the visits linked to it (FD-41)."""

    __tablename__ = "case_policy"
    __table_args__ = (
        one_of("kind", ("work_comp", "auto", "other")),
        at_most("note", 4000),
        Index("ix_case_policy_patient", "patient_id"),
    )

    id: str = Field(primary_key=True)
    patient_id: str = Field(foreign_key="patient.id")
    payer_id: str = Field(foreign_key="payer.id")
    kind: str
    happened_on: date
    claim_number: str = ""
    state: str = ""
    adjuster: str = ""
    adjuster_phone: str = ""
    employer: str = ""
    note: str = ""
    closed_on: date | None = None
