"""Rules about calling that are rows: caps, do-not-call, languages, missed promises, red-flag routes and phrases."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlmodel import Field

from psr_tui.store.tables import callbacks, staff  # noqa: F401 - its keys lead there
from psr_tui.store.tables.base import Row, at_most, one_of, whole


class CallCapRow(Row, table=True):
    """How often somebody may be called: a frequency rule with its source (CC-38, CC-50)."""

    __tablename__ = "call_cap"
    __table_args__ = (one_of("scope", ("item", "patient", "number")), whole("maximum"))

    code: str = Field(primary_key=True)
    label: str
    scope: str
    window_hours: int | None = None  # None: the whole life of the item
    calendar_day: bool = False  # the patient's day, instead of the last hours
    maximum: int
    state: str = ""  # only for patients who live there; '' = everywhere
    reasons: str = ""  # call reasons it applies to; '' = all
    source: str = ""
    active: bool = True


class DoNotCallRow(Row, table=True):
    """A number that must not be called for a purpose; taken off by a date, never deleted (CC-52)."""

    __tablename__ = "do_not_call"
    __table_args__ = (
        Index("ux_do_not_call_standing", "e164", "purpose", unique=True, sqlite_where=text("removed_at IS NULL")),
    )

    id: str = Field(primary_key=True)
    e164: str
    purpose: str  # a call reason, or '' for all
    added_at: datetime
    added_by: str = Field(foreign_key="staff.id")
    why: str = ""
    removed_at: datetime | None = None
    removed_by: str | None = Field(default=None, foreign_key="staff.id")
    removed_why: str = ""


class StaffLanguageRow(Row, table=True):
    """A language somebody at the desk speaks well enough for calls."""

    __tablename__ = "staff_language"

    staff_id: str = Field(primary_key=True, foreign_key="staff.id")
    language: str = Field(primary_key=True)


class StaffDayOffRow(Row, table=True):
    """A day on which somebody is not here, so that no call of theirs is promised for it (CC-55)."""

    __tablename__ = "staff_day_off"

    staff_id: str = Field(primary_key=True, foreign_key="staff.id")
    day: date = Field(primary_key=True)


class MissedPromiseRow(Row, table=True):
    """What follows when a promise was not kept in time (CC-42); ``reason_code`` '' is for all others."""

    __tablename__ = "missed_promise_rule"
    __table_args__ = (one_of("action", ("retry", "next_day", "close")),)

    reason_code: str = Field(primary_key=True)
    action: str
    grace_minutes: int = 15


class CallbackViewRow(Row, table=True):
    """Somebody looks at a callback: shown to the others until 25 seconds after the last sign (CC-24)."""

    __tablename__ = "callback_view"

    callback_id: str = Field(primary_key=True, foreign_key="callback.id")
    staff_id: str = Field(primary_key=True, foreign_key="staff.id")
    seen_at: datetime


class LeaseClockRow(Row, table=True):
    """How far the host's wall clock was ahead of its boot clock when claims were last looked at: a jump of this
    difference is a clock that was set, and no claim may grow or end by it (CC-21)."""

    __tablename__ = "lease_clock"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"), whole("ahead_ms"))

    id: int = Field(primary_key=True)
    ahead_ms: int = Field(sa_type=BigInteger)


class RedFlagPhraseRow(Row, table=True):
    """Words in a note that make the box propose the red flag; they never clear one (CC-87)."""

    __tablename__ = "red_flag_phrase"
    __table_args__ = (at_most("phrase", 60),)

    phrase: str = Field(primary_key=True)
    language: str = "en"
    active: bool = True


class EscalationStepRow(Row, table=True):
    """Who is asked next when nobody picked up a red flag, and after how many minutes (CC-90)."""

    __tablename__ = "escalation_step"

    position: int = Field(primary_key=True)
    who: str
    phone: str = ""
    after_minutes: int = 3


class BoundaryTextRow(Row, table=True):
    """What reps may and may not say: one row a version, never changed (CC-92)."""

    __tablename__ = "boundary_text"
    __table_args__ = (at_most("words", 8000),)

    number: int = Field(primary_key=True)
    words: str
    from_day: date


class BoundaryReadRow(Row, table=True):
    """A rep has read a version of the boundary and said so; only added to."""

    __tablename__ = "boundary_read"

    staff_id: str = Field(primary_key=True, foreign_key="staff.id")
    number: int = Field(primary_key=True, foreign_key="boundary_text.number")
    at: datetime
