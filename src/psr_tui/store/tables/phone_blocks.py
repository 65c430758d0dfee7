"""Phone blocks, and what reps say of themselves: available, on a break, at the front desk."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from psr_tui.store.tables import staff  # noqa: F401 - its keys lead there
from psr_tui.store.tables.base import Changeable, Row, at_most, one_of, whole


class PauseCodeRow(Row, table=True):
    """Why somebody is not available; ``billable``: none, half, full (call-center.md 16.5)."""

    __tablename__ = "pause_code"
    __table_args__ = (one_of("billable", ("none", "half", "full")),)

    code: str = Field(primary_key=True)
    label: str
    billable: str = "full"
    limit_minutes: int | None = None
    needs_approval: bool = False
    position: int = 0
    active: bool = True


class RepPeriodRow(Row, table=True):
    """A stretch in which a rep was available or paused: what they say, apart from the state of their line (CC-63)."""

    __tablename__ = "rep_period"
    __table_args__ = (
        one_of("intent", ("available", "paused")),
        CheckConstraint("(intent = 'paused') = (pause_code <> '')", name="pause_has_a_code"),
        Index("ux_rep_period_running", "staff_id", unique=True, sqlite_where=text("ended_at IS NULL")),
        Index("ix_rep_period_started", "started_at"),
    )

    id: str = Field(primary_key=True)
    staff_id: str = Field(foreign_key="staff.id")
    station: str = ""
    intent: str
    pause_code: str = ""
    note: str = ""
    approved_by: str | None = Field(default=None, foreign_key="staff.id")
    started_at: datetime
    ended_at: datetime | None = None
    seen_at: datetime | None = None  # the last sign of life of the person's program (CC-101)


class RepLineRow(Row, table=True):
    """The state of a rep's line now, by the telephone system; clearable by hand with a reason (CC-64)."""

    __tablename__ = "rep_line"
    __table_args__ = (one_of("state", ("idle", "ringing", "talking", "held", "wrap", "unreachable")),)

    staff_id: str = Field(primary_key=True, foreign_key="staff.id")
    state: str = "idle"
    line_call_id: str = ""
    since: datetime
    cleared_why: str = ""


class PhoneBlockRow(Changeable, table=True):
    """A stretch of time a rep keeps for calls (section 11). Done, pace and finish are derived, never stored."""

    __tablename__ = "phone_block"
    __table_args__ = (
        one_of("state", ("planned", "running", "paused", "ended")),
        one_of("whose", ("all", "mine", "pool")),
        at_most("note", 4000),
        whole("goal"),
        Index("ux_phone_block_running", "staff_id", unique=True, sqlite_where=text("state IN ('running', 'paused')")),
        Index("ix_phone_block_staff", "staff_id", "planned_start"),
    )

    id: str = Field(primary_key=True)
    staff_id: str = Field(foreign_key="staff.id")
    state: str = "planned"
    planned_start: datetime
    planned_end: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    goal: int = 0
    whose: str = "all"
    reasons: str = ""  # codes with spaces between; '' = all
    languages: str = ""
    providers: str = ""
    note: str = ""
    end_reason: str = ""


class PhoneBlockEventRow(Row, table=True):
    """Started, paused, resumed, pre-empted, ended, swept, and items picked out of order; never changed (trigger)."""

    __tablename__ = "phone_block_event"
    __table_args__ = (Index("ux_phone_block_event_seq", "block_id", "seq", unique=True),)

    id: str = Field(primary_key=True)
    block_id: str = Field(foreign_key="phone_block.id")
    seq: int
    at: datetime
    kind: str
    code: str = ""
    detail: str = ""
