"""Cash drawers, their sessions, counts and the day's reports."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlmodel import Field

from psr_tui.store.tables import ledger, staff  # noqa: F401 - its keys lead there
from psr_tui.store.tables.base import Changeable, Row, one_of, whole

SESSION_STATES = ("open", "suspended", "counting", "counted", "approved", "closed")


class DrawerRow(Changeable, table=True):
    """A place where cash lives, with the float it should hold in the morning."""

    __tablename__ = "drawer"
    __table_args__ = (whole("float_cents"),)

    id: str = Field(primary_key=True)
    code: str = Field(unique=True)
    label: str = ""
    float_cents: int = 20000
    active: bool = True


class DrawerSessionRow(Changeable, table=True):
    """One rep's stretch with one drawer, from counted float to Z number. Closed means frozen."""

    __tablename__ = "drawer_session"
    __table_args__ = (
        one_of("state", SESSION_STATES),
        whole("float_expected_cents"),
        whole("float_counted_cents"),
        CheckConstraint("float_counted_cents >= 0", name="float_not_negative"),
        CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL) AND (state = 'closed') = (z_number IS NOT NULL)",
            name="closed_complete",
        ),
        CheckConstraint("approved_by IS NULL OR approved_by <> staff_id", name="approver_is_another"),
        CheckConstraint("witness_id IS NULL OR witness_id <> staff_id", name="witness_is_another"),
        # One that takes money; that there is no second live one at all is a trigger's, for a clinic may allow the
        # next shift to open while this one is counted (CD-02, CD-03).
        Index(
            "ux_drawer_session_takes_money",
            "drawer_id",
            unique=True,
            sqlite_where=text("state IN ('open', 'suspended') AND adjusts IS NULL"),
        ),
        Index(
            "ux_drawer_session_rep",
            "staff_id",
            unique=True,
            sqlite_where=text("state IN ('open', 'suspended', 'counting') AND adjusts IS NULL"),
        ),
        Index("ix_drawer_session_closed", "drawer_id", "closed_at"),
    )

    id: str = Field(primary_key=True)
    drawer_id: str = Field(foreign_key="drawer.id")
    staff_id: str = Field(foreign_key="staff.id")
    staff_name: str = ""
    state: str = "open"
    business_date: date
    opened_at: datetime
    float_expected_cents: int
    float_counted_cents: int
    closed_at: datetime | None = None
    closed_by: str | None = Field(default=None, foreign_key="staff.id")
    approved_by: str | None = Field(default=None, foreign_key="staff.id")
    witness_id: str | None = Field(default=None, foreign_key="staff.id")
    difference_reason: str = ""
    difference_comment: str = ""
    deposit_bag: str = ""
    z_number: int | None = Field(default=None, unique=True)
    adjusts: str | None = Field(default=None, foreign_key="drawer_session.id")  # the closed session this one corrects


COUNT_PURPOSES = (
    "opening",
    "closing",
    "drop",
    "swap_out",
    "swap_in",
    "hand_over",
    "take_over",
)


class CountAttemptRow(Row, table=True):
    """One count of cash: the opening float, an attempt at the close, what a move is made of. Never changed."""

    __tablename__ = "count_attempt"
    __table_args__ = (
        one_of("purpose", COUNT_PURPOSES),
        Index("ux_count_attempt", "session_id", "purpose", "attempt", unique=True),
        CheckConstraint("attempt >= 1", name="attempt_from_one"),
    )

    id: str = Field(primary_key=True)
    session_id: str = Field(foreign_key="drawer_session.id")
    purpose: str
    attempt: int
    started_at: datetime
    frozen_at: datetime
    counted_by: str = Field(foreign_key="staff.id")


class CountLineRow(Row, table=True):
    """How many of one denomination in one form were counted."""

    __tablename__ = "count_line"
    __table_args__ = (
        one_of("kind", ("bill", "coin")),
        one_of("form", ("loose", "roll", "strap")),
        whole("quantity"),
        CheckConstraint("quantity >= 0", name="quantity_not_negative"),
        CheckConstraint("unit_cents IN (1, 5, 10, 25, 50, 100, 200, 500, 1000, 2000, 5000, 10000)", name="unit_known"),
    )

    attempt_id: str = Field(primary_key=True, foreign_key="count_attempt.id")
    kind: str = Field(primary_key=True)
    unit_cents: int = Field(primary_key=True)
    form: str = Field(default="loose", primary_key=True)
    quantity: int


class CountTenderRow(Row, table=True):
    """Counted against expected for one tender of one attempt, both stored at the instant of the freeze (I4)."""

    __tablename__ = "count_tender"
    __table_args__ = (whole("counted_cents"), whole("expected_cents"))

    attempt_id: str = Field(primary_key=True, foreign_key="count_attempt.id")
    tender: str = Field(primary_key=True)
    terminal: str = Field(default="", primary_key=True)
    batch: str = ""
    counted_cents: int = Field(sa_type=BigInteger)
    expected_cents: int = Field(sa_type=BigInteger)
    counted_papers: int = 0
    expected_papers: int = 0


class CountPaperRow(Row, table=True):
    """A check or money order that was ticked in a count: each is a line of the ledger, in the hand or missing."""

    __tablename__ = "count_paper"

    attempt_id: str = Field(primary_key=True, foreign_key="count_attempt.id")
    journal_id: str = Field(primary_key=True, foreign_key="journal.id")
    position: int = Field(primary_key=True)


class DayReportRow(Row, table=True):
    """The numbered end-of-day report, stored as the bytes that were shown; reprints are the same bytes."""

    __tablename__ = "day_report"

    z_number: int = Field(primary_key=True)
    session_id: str = Field(unique=True, foreign_key="drawer_session.id")
    business_date: date
    grand_total_cents: int = Field(sa_type=BigInteger)
    body: bytes
    at: datetime
