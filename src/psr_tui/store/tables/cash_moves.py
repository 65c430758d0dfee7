"""Cash that changes hands: hand-overs between shifts, deposit slips with their bags, kicked drawers, and prints."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlmodel import Field

from psr_tui.store.tables import drawer, ledger, patients, staff  # noqa: F401 - its keys lead there
from psr_tui.store.tables.base import Changeable, Row, one_of, whole

HAND_OVER_STATES = ("offered", "accepted", "refused", "cancelled")


class HandOverRow(Changeable, table=True):
    """Cash offered to the next shift: in transit until the other rep has counted it and taken or refused it (CD-69)."""

    __tablename__ = "hand_over"
    __table_args__ = (
        one_of("state", HAND_OVER_STATES),
        whole("cents"),
        CheckConstraint("cents > 0", name="something_offered"),
        CheckConstraint(
            "(state = 'offered') = (answered_at IS NULL) AND (state = 'accepted') = (to_session_id IS NOT NULL)",
            name="answer_complete",
        ),
        Index("ux_hand_over_offered", "from_session_id", unique=True, sqlite_where=text("state = 'offered'")),
        Index("ix_hand_over_to", "to_staff_id", "state"),
    )

    id: str = Field(primary_key=True)
    from_session_id: str = Field(foreign_key="drawer_session.id")
    to_staff_id: str = Field(foreign_key="staff.id")
    to_session_id: str | None = Field(default=None, foreign_key="drawer_session.id")
    state: str = "offered"
    cents: int = Field(sa_type=BigInteger)
    offer_journal_id: str = Field(unique=True, foreign_key="journal.id")
    answer_journal_id: str | None = Field(default=None, unique=True, foreign_key="journal.id")
    counted_cents: int | None = Field(default=None, sa_type=BigInteger)  # what the other rep counted, also when refused
    note: str = ""
    offered_at: datetime
    answered_at: datetime | None = None


class DepositSlipRow(Row, table=True):
    """What goes to the bank in one sealed bag: one slip a close, or one for drops from the safe (CD-102, CD-103)."""

    __tablename__ = "deposit_slip"
    __table_args__ = (
        CheckConstraint("verified_by IS NULL OR verified_by <> prepared_by", name="verifier_is_another"),
        CheckConstraint("bag <> ''", name="bag_named"),
    )

    number: int = Field(primary_key=True)
    journal_id: str = Field(unique=True, foreign_key="journal.id")
    session_id: str | None = Field(default=None, unique=True, foreign_key="drawer_session.id")
    bag: str = Field(unique=True)
    business_date: date
    prepared_by: str = Field(foreign_key="staff.id")
    verified_by: str | None = Field(default=None, foreign_key="staff.id")
    sealed_at: datetime
    body: bytes


class DepositDropRow(Row, table=True):
    """A safe drop that went to the bank with a slip; each drop is in exactly one (I11)."""

    __tablename__ = "deposit_drop"

    slip_number: int = Field(primary_key=True, foreign_key="deposit_slip.number")
    drop_journal_id: str = Field(primary_key=True, unique=True, foreign_key="journal.id")


class DrawerKickRow(Row, table=True):
    """Each time a cash drawer was sprung open: by whom and why, with the posting or without one (CD-39)."""

    __tablename__ = "drawer_kick"
    __table_args__ = (Index("ix_drawer_kick_session", "session_id", "at"),)

    id: str = Field(primary_key=True)
    drawer_id: str | None = Field(default=None, foreign_key="drawer.id")
    session_id: str | None = Field(default=None, foreign_key="drawer_session.id")
    at: datetime
    staff_id: str = Field(foreign_key="staff.id")
    staff_name: str
    reason_code: str = ""
    note: str = ""
    journal_id: str | None = Field(default=None, foreign_key="journal.id")


class PrintJobRow(Changeable, table=True):
    """A page for a printer. It waits here when the printer fails; the posting it tells of stands anyway (CD-99)."""

    __tablename__ = "print_job"
    __table_args__ = (
        one_of("kind", ("receipt", "day_report", "deposit_slip", "test", "label", "paper")),
        one_of("state", ("waiting", "printed", "given_up")),
        CheckConstraint("(state = 'waiting') = (done_at IS NULL)", name="done_complete"),
        whole("next_label"),
        Index("ix_print_job_waiting", "station", "created_at", sqlite_where=text("state = 'waiting'")),
        Index("ix_print_job_sheet", "station", "sheet", "done_at", sqlite_where=text("next_label IS NOT NULL")),
    )

    id: str = Field(primary_key=True)
    kind: str
    number: int | None = None  # of the receipt, the day report or the deposit slip
    copy_number: int = 0
    station: str = ""
    printer: str = ""
    state: str = "waiting"
    error: str = ""
    created_at: datetime
    staff_id: str = Field(foreign_key="staff.id")
    done_at: datetime | None = None
    title: str = ""  # of a label or paper, for the list
    body: bytes = b""  # what a label or paper says; the others are made again from their number
    patient_id: str | None = Field(default=None, foreign_key="patient.id")  # of a label or paper
    sheet: str = ""  # which sheet of labels it went on
    next_label: int | None = None  # and which label of that sheet is free after it
