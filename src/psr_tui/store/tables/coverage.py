"""Payers and who is insured with them."""

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from psr_tui.store.tables.base import Changeable, at_most, one_of, whole


class PayerRow(Changeable, table=True):
    """An insurance company or programme."""

    __tablename__ = "payer"
    __table_args__ = (at_most("name", 120),)

    id: str = Field(primary_key=True)
    name: str = Field(unique=True)
    name_folded: str = Field(default="", index=True)
    kind: str = ""  # commercial, medicare, medicaid, other
    phone: str = ""
    note: str = ""
    active: bool = True


class CoverageRow(Changeable, table=True):
    """One insurance of one patient over a stretch of time; ended ones stay."""

    __tablename__ = "coverage"
    __table_args__ = (
        one_of("relationship", ("self", "spouse", "child", "other")),
        one_of("verified_result", ("", "active", "inactive", "unknown")),
        whole("copay_cents"),
        Index("ix_coverage_patient", "patient_id", "position"),
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
    source: str = ""
    source_id: str = ""
