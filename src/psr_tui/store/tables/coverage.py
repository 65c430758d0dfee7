"""Payers and who is insured with them."""

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from psr_tui.store.tables import patients  # noqa: F401 - its keys lead there
from psr_tui.store.tables.base import Changeable, at_most, one_of, whole

RELATIONS = (
    "self", "spouse", "child", "other", "life_partner", "employee", "organ_donor", "cadaver_donor", "unknown",
)  # fmt: skip


class PayerRow(Changeable, table=True):
    """An insurance company or programme."""

    __tablename__ = "payer"
    __table_args__ = (
        at_most("name", 120),
        at_most("rules", 4000),
        at_most("rejects", 4000),
        one_of("channel", ("typed", "x12", "loopback")),
    )

    id: str = Field(primary_key=True)
    name: str = Field(unique=True)
    name_folded: str = Field(default="", index=True)
    kind: str = ""  # commercial, medicare, medicaid, other
    phone: str = ""
    note: str = ""
    active: bool = True
    payer_code: str = ""  # its id at the clearinghouse
    address: str = ""
    fax: str = ""
    portal_url: str = ""
    hours: str = ""
    rules: str = ""  # what reps should know: the cheat sheet
    rejects: str = ""  # what they reject, and how to prevent it
    needs_referral: bool = False
    needs_authorisation: bool = False
    verify: bool = True  # false: a do-not-verify plan (FD-117)
    channel: str = "typed"  # how eligibility is asked: typed, x12, loopback
    decides_by_rule: bool = False  # bound by the decision times of FD-125


class CoverageRow(Changeable, table=True):
    """One insurance of one patient over a stretch of time; ended ones stay."""

    __tablename__ = "coverage"
    __table_args__ = (
        one_of("relationship", RELATIONS),
        one_of("verified_result", ("", "active", "inactive", "unknown")),
        whole("copay_cents"),
        Index("ix_coverage_patient", "patient_id", "position"),
        Index(
            "ix_coverage_subscriber",
            "subscriber_patient_id",
            sqlite_where=text("subscriber_patient_id IS NOT NULL"),
        ),
        Index("ix_coverage_member", text("replace(replace(upper(member_id), '-', ''), ' ', '')"), "patient_id"),
        Index(
            "ux_coverage_source",
            "source",
            "source_id",
            unique=True,
            sqlite_where=text("source_id <> ''"),
        ),
    )

    id: str = Field(primary_key=True)
    patient_id: str = Field(foreign_key="patient.id")
    payer_id: str = Field(foreign_key="payer.id")
    position: int = 1  # 1 primary, 2 secondary
    plan_name: str = ""
    member_id: str = ""
    group_number: str = ""
    relationship: str = "self"
    subscriber_name: str = ""
    effective_on: date | None = None
    ends_on: date | None = None
    copay_cents: int | None = None
    verified_at: datetime | None = None
    verified_result: str = ""
    verified_how: str = ""
    card_seen_on: date | None = None
    card_front: str = ""  # where the scan lies: a reference, never the picture
    card_back: str = ""
    subscriber_dob: date | None = None
    subscriber_patient_id: str | None = Field(default=None, foreign_key="patient.id")
    ended_reason: str = ""
    source: str = ""
    source_id: str = ""
