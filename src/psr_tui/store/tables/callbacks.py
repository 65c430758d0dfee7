"""Callbacks: what was promised to whom, who has it now, and every attempt."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from psr_tui.store.tables import patients, phone_blocks, schedule, staff  # noqa: F401 - its keys lead there
from psr_tui.store.tables.base import Changeable, Row, at_most, one_of, whole

CALLBACK_STATES = ("open", "claimed", "dialing", "wrap", "done", "routed", "exhausted", "cancelled", "expired")


class CallbackRow(Changeable, table=True):
    """A call the clinic owes somebody. Due and overdue come from the clock and are never stored."""

    __tablename__ = "callback"
    __table_args__ = (
        one_of("state", CALLBACK_STATES),
        one_of("priority", ("urgent", "high", "normal", "low")),
        at_most("note", 4000),
        CheckConstraint(
            "(state IN ('claimed', 'dialing', 'wrap')) = (claimed_by IS NOT NULL)", name="claim_has_a_holder"
        ),
        Index(
            "ux_callback_one_claim",
            "claimed_by",
            unique=True,
            sqlite_where=text("claimed_by IS NOT NULL"),
        ),
        Index(
            "ux_callback_open_reason",
            "patient_id",
            "reason_code",
            unique=True,
            sqlite_where=text("state IN ('open', 'claimed', 'dialing', 'wrap', 'exhausted') AND red_flag = 0"),
        ),
        CheckConstraint("patient_id IS NOT NULL OR callback_number <> ''", name="somebody_to_call"),
        Index(
            "ux_callback_open_number",
            "callback_number",
            "reason_code",
            unique=True,
            sqlite_where=text(
                "patient_id IS NULL AND callback_number <> '' AND red_flag = 0 AND "
                "state IN ('open', 'claimed', 'dialing', 'wrap', 'exhausted')"
            ),
        ),
        Index("ix_callback_reserved", "reserved_block_id", sqlite_where=text("reserved_block_id IS NOT NULL")),
        Index(
            "ix_callback_needs_language",
            "state",
            "blocked",
            "due_at",
            "window_key",
            "language",
            "owner_id",
            "group_rank",
            "reserved_block_id",
            "order_at",
            "requested_at",
            "attempts",
            "id",
            sqlite_where=text("needs_language = 1"),
        ),
        Index(
            "ix_callback_expires",
            "expires_at",
            sqlite_where=text("expires_at IS NOT NULL AND state IN ('open', 'exhausted')"),
        ),
        Index("ix_callback_promise", "state", "due_at", sqlite_where=text("promise = 1")),
        Index("ix_callback_ended", "closed_at", sqlite_where=text("state IN ('expired', 'cancelled')")),
        Index("ix_callback_tell", "patient_id", sqlite_where=text("tell_when_they_call = 1")),
        # Both orders of the list, covering what its conditions look at, so that a page never touches the table's rows.
        Index(
            "ix_callback_order",
            "state",
            "blocked",
            "window_key",
            "group_rank",
            "order_at",
            "due_at",
            "requested_at",
            "attempts",
            "id",
            "owner_id",
            "promise",
            "reserved_block_id",
            "needs_language",
            "language",
            "reason_code",
            "provider_id",
        ),
        Index("ix_callback_due", "state", "blocked", "due_at", "requested_at", "attempts", "id"),
        Index("ix_callback_window", "state", "blocked", "window_key", "due_at", "owner_id"),
        Index("ix_callback_owner", "owner_id", "state", "due_at"),
        Index("ix_callback_patient", "patient_id", "state"),
    )

    id: str = Field(primary_key=True)
    patient_id: str | None = Field(default=None, foreign_key="patient.id")  # None: a caller not on file
    phone_id: str | None = Field(default=None, foreign_key="patient_phone.id")
    reason_code: str
    priority: str = "normal"
    owner_id: str | None = Field(default=None, foreign_key="staff.id")  # None: the pool
    owned_at: datetime | None = None  # since when it is theirs: from then on the pool waits for it (CC-03)
    due_at: datetime
    patient_zone: str
    window_key: str = ""  # zones and state that decide when this patient may be called, as "zone,zone|state"
    blocked: str = ""  # why nobody can call now: no_number, number_repair, no_permission
    ladder: str = ""  # what comes after the last attempt
    promise: bool = False
    red_flag: bool = False
    group_rank: int = 2  # 1 red flag or nurse request, 2 all other; whose promise it is depends on who looks
    order_at: datetime  # due_at minus the priority's credit: does not change as time passes, so it can be indexed
    attempts: int = 0
    cadence: str = "CLN"
    language: str = "en"
    note: str = ""
    state: str = "open"
    claimed_by: str | None = Field(default=None, foreign_key="staff.id")
    claimed_at: datetime | None = None
    lease_until: datetime | None = None
    dialed_at: datetime | None = None
    connected_at: datetime | None = None
    ended_at: datetime | None = None
    requested_at: datetime
    wanted_for: datetime | None = None
    last_outcome: str = ""
    last_attempt_at: datetime | None = None
    route: str = ""  # nurse, team
    route_asked_at: datetime | None = None
    route_answered_at: datetime | None = None
    where_now: str = ""  # red flag: where the person is
    exact_words: str = ""
    callback_number: str = ""
    caller_name: str = ""
    happening_now: bool = False
    emergency_told_at: datetime | None = None  # the emergency script was read out
    stayed_on_line: bool | None = None
    advice_refused: bool = False
    escalated: int = 0  # the last step of the route that was asked
    origin_call_id: str | None = None  # the call in which it was made; a call leads to its callback, so no key here
    origin_line_call: str = ""  # of the caller who hung up in the queue
    provider_id: str | None = Field(default=None, foreign_key="provider.id")
    needs_language: bool = False  # only for reps who speak it
    tell_when_they_call: bool = False  # pops up on the patient's next contact (CC-45)
    tell_words: str = ""
    expires_at: datetime | None = None
    reserved_block_id: str | None = Field(default=None, foreign_key="phone_block.id")
    missed_promises: int = 0
    closed_at: datetime | None = None
    closed_by: str | None = Field(default=None, foreign_key="staff.id")


class CallbackTallyRow(Row, table=True):
    """How many unfinished callbacks there are by state, kind of patient and hour due; kept by triggers, never by hand.

    The head of the list needs these counts at every reload, and counting 200,000 rows takes too long.
    """

    __tablename__ = "callback_tally"
    __table_args__ = (whole("items"),)

    state: str = Field(primary_key=True)
    blocked: str = Field(primary_key=True)
    window_key: str = Field(primary_key=True)
    due_hour: str = Field(primary_key=True)  # UTC, "2026-03-04 15"
    items: int = 0


class CallbackEventRow(Row, table=True):
    """One thing that happened to a callback, attempts included; never changed (trigger)."""

    __tablename__ = "callback_event"
    __table_args__ = (
        Index("ux_callback_event_seq", "callback_id", "seq", unique=True),
        Index("ix_callback_event_number", "number", "at"),
        Index("ix_callback_event_staff", "staff_id", "kind", "at"),
    )

    id: str = Field(primary_key=True)  # for outcomes: the command id made by the screen
    callback_id: str = Field(foreign_key="callback.id")
    seq: int
    at: datetime
    staff_id: str | None = Field(default=None, foreign_key="staff.id")
    staff_name: str = ""
    kind: str
    from_state: str = ""
    to_state: str = ""
    outcome: str = ""
    counts: bool = False
    reason_code: str = ""
    number: str = ""
    voicemail: str = ""
    talk_seconds: int | None = None
    due_before: datetime | None = None
    due_after: datetime | None = None
    note: str = ""


class CallOutcomeRow(Row, table=True):
    """What can come of a call, with its retry rule: data, so a new code needs no new program (CC-29)."""

    __tablename__ = "call_outcome"

    code: str = Field(primary_key=True)
    digit: str = ""
    label: str
    done: bool = False
    retry: str = ""  # '', typed, next_day, other_part, minutes, next_number, unchanged
    retry_minutes: int = 0
    counts: bool = True
    human: bool = False
    right_person: bool = False
    machine: bool = False
    closes_number: bool = False
    do_not_call: bool = False
    needs_time: bool = False
    route: str = ""
    least_talk_seconds: int = 0
    most_talk_seconds: int | None = None
    done_for: str = ""  # reasons for which this outcome ends the matter
    system: bool = False
    position: int = 0


class CadenceRow(Row, table=True):
    """How often and how far apart a class of callbacks is tried, and what comes when attempts are used up."""

    __tablename__ = "cadence"

    code: str = Field(primary_key=True)
    label: str
    attempts: int = 3
    per_day: int = 3
    spacing_minutes: str = ""  # minutes before try 2, 3, ..., separated by spaces; '' follows the outcome alone
    afterwards: str = ""


class CallWindowRow(Row, table=True):
    """When people in a state may be called, in their own time."""

    __tablename__ = "call_window"

    state: str = Field(primary_key=True)
    weekday: int = Field(primary_key=True)  # 0 Monday .. 6 Sunday
    from_hour: int
    until_hour: int
