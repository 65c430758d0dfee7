"""What stands between a patient and what is owed: payment plans, discounts, and who pays by check no more."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlmodel import Field

from psr_tui.store.tables import ledger, patients, staff  # noqa: F401 - its keys lead there
from psr_tui.store.tables.base import Changeable, Row, one_of, whole


class PaymentPlanRow(Changeable, table=True):
    """An agreement to pay some charges in instalments. What was paid is the ledger's, since ``since_sequence``."""

    __tablename__ = "payment_plan"
    __table_args__ = (
        one_of("state", ("active", "ended")),
        Index("ix_payment_plan_patient", "patient_id", "state"),
    )

    id: str = Field(primary_key=True)
    patient_id: str = Field(foreign_key="patient.id")
    state: str = "active"
    since_sequence: int  # the last posting before the plan; credits after it pay instalments
    agreed_on: date
    note: str = ""
    staff_id: str = Field(foreign_key="staff.id")


class PlanChargeRow(Row, table=True):
    """A charge that is paid by instalments of a plan."""

    __tablename__ = "plan_charge"

    plan_id: str = Field(primary_key=True, foreign_key="payment_plan.id")
    charge_id: str = Field(primary_key=True, foreign_key="charge.id", index=True)


class PlanInstalmentRow(Row, table=True):
    """One part of a plan: how much is due when."""

    __tablename__ = "plan_instalment"
    __table_args__ = (whole("cents"), CheckConstraint("cents > 0", name="above_zero"))

    plan_id: str = Field(primary_key=True, foreign_key="payment_plan.id")
    number: int = Field(primary_key=True)
    due_on: date
    cents: int = Field(sa_type=BigInteger)


class DiscountRow(Row, table=True):
    """A discount by policy for one patient: sliding fee, nominal charge or hardship, approved until a day (CD-30)."""

    __tablename__ = "discount"
    __table_args__ = (
        one_of("kind", ("sliding_fee", "nominal", "hardship")),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent_of_hundred"),
        whole("percent"),
        whole("nominal_cents"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("approved_by <> staff_id", name="approver_is_another"),
        Index("ix_discount_patient", "patient_id", "ends_on"),
    )

    id: str = Field(primary_key=True)
    patient_id: str = Field(foreign_key="patient.id")
    kind: str
    percent: int = 0
    nominal_cents: int | None = None
    starts_on: date
    ends_on: date
    reason_code: str
    note: str = ""
    staff_id: str = Field(foreign_key="staff.id")
    approved_by: str = Field(foreign_key="staff.id")
    at: datetime


class PaymentFlagRow(Changeable, table=True):
    """A warning about how somebody pays, shown before money is taken: no checks after one came back (CD-33)."""

    __tablename__ = "payment_flag"
    __table_args__ = (
        one_of("kind", ("no_checks",)),
        Index("ux_payment_flag", "patient_id", "kind", unique=True, sqlite_where=text("lifted_at IS NULL")),
    )

    id: str = Field(primary_key=True)
    patient_id: str = Field(foreign_key="patient.id")
    kind: str
    since: datetime
    staff_id: str = Field(foreign_key="staff.id")
    journal_id: str | None = Field(default=None, foreign_key="journal.id")
    note: str = ""
    lifted_at: datetime | None = None
    lifted_by: str | None = Field(default=None, foreign_key="staff.id")
