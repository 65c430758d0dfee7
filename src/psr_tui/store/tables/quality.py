"""Quality of calls and service clocks: scorecards frozen at scoring, disputes, deadlines in working minutes."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from psr_tui.store.tables import calls, staff  # noqa: F401 - its keys lead there
from psr_tui.store.tables.base import Changeable, Row, at_most, one_of, whole


class ScorecardRow(Changeable, table=True):
    """A set of checkpoints calls are scored by."""

    __tablename__ = "scorecard"
    __table_args__ = (at_most("label", 80), whole("pass_percent"))

    code: str = Field(primary_key=True)
    label: str
    pass_percent: int = 80
    active: bool = True


class CheckpointRow(Changeable, table=True):
    """One thing a scorer looks at. ``instant_fail``: missing it fails the call whatever the points."""

    __tablename__ = "scorecard_checkpoint"
    __table_args__ = (at_most("words", 300), whole("points"))

    scorecard: str = Field(primary_key=True, foreign_key="scorecard.code")
    position: int = Field(primary_key=True)
    words: str
    points: int = 1
    instant_fail: bool = False
    active: bool = True


class QaReviewRow(Changeable, table=True):
    """The review of one call; ``state`` ends passed, failed or, after a dispute, upheld or overturned (CC-116, 117)."""

    __tablename__ = "qa_review"
    __table_args__ = (
        one_of("state", ("waiting", "claimed", "passed", "failed", "disputed", "upheld", "overturned")),
        whole("points"),
        whole("of_points"),
        Index("ux_qa_review_call", "call_id", "scorecard", unique=True),
        Index("ux_qa_review_claim", "claimed_by", unique=True, sqlite_where=text("state = 'claimed'")),
        Index("ix_qa_review_rep", "staff_id", "scored_at"),
        Index("ix_qa_review_state", "state", "answer_by"),
    )

    id: str = Field(primary_key=True)
    call_id: str = Field(foreign_key="call.id")
    staff_id: str = Field(foreign_key="staff.id")  # whose call it was
    scorecard: str = Field(foreign_key="scorecard.code")
    state: str = "waiting"
    claimed_by: str | None = Field(default=None, foreign_key="staff.id")
    scored_by: str | None = Field(default=None, foreign_key="staff.id")
    scored_at: datetime | None = None
    points: int | None = None
    of_points: int | None = None
    pass_percent: int | None = None  # as it was when scored
    note: str = ""
    dispute_by: datetime | None = None  # until when it may be disputed
    disputed_at: datetime | None = None
    dispute_words: str = ""
    answer_by: datetime | None = None  # until when a dispute is answered
    answered_at: datetime | None = None
    answered_by: str | None = Field(default=None, foreign_key="staff.id")
    answer_words: str = ""


class QaMarkRow(Row, table=True):
    """A checkpoint as it was scored, with text and points of that moment; never changed (trigger)."""

    __tablename__ = "qa_mark"

    review_id: str = Field(primary_key=True, foreign_key="qa_review.id")
    position: int = Field(primary_key=True)
    words: str
    points: int
    instant_fail: bool = False
    answer: str  # yes, no, na
    comment: str = ""


class ServiceHoursRow(Row, table=True):
    """Working stretches of a calendar: several a day (lunch), by weekday (CC-113)."""

    __tablename__ = "service_hours"
    __table_args__ = (CheckConstraint("from_minute < until_minute", name="ends_after_it_begins"),)

    calendar: str = Field(primary_key=True)
    weekday: int = Field(primary_key=True)  # 0 Monday
    from_minute: int = Field(primary_key=True)  # of the local day
    until_minute: int


class ServicePolicyRow(Row, table=True):
    """How long something may wait, in working minutes of its calendar."""

    __tablename__ = "service_policy"

    code: str = Field(primary_key=True)
    label: str
    minutes: int
    calendar: str = "clinic"
    stops_in: str = ""  # states that stop the clock
    active: bool = True


class ServiceClockRow(Changeable, table=True):
    """The clock of one object; deadline and slack are of its own calendar, a miss is recorded once (CC-114)."""

    __tablename__ = "service_clock"
    __table_args__ = (
        one_of("status", ("active", "met", "missed", "active_missed")),
        whole("used_seconds"),
        Index("ux_service_clock_object", "object_kind", "object_id", "policy", unique=True),
        Index("ix_service_clock_status", "status", "deadline"),
    )

    id: str = Field(primary_key=True)
    policy: str = Field(foreign_key="service_policy.code")
    minutes: int  # of the policy when it began
    calendar: str
    object_kind: str
    object_id: str
    status: str = "active"
    started_at: datetime
    running_since: datetime | None = None  # None while a state stops it
    used_seconds: int = 0  # of working time, until ``running_since``
    deadline: datetime | None = None
    missed_at: datetime | None = None
    ended_at: datetime | None = None
