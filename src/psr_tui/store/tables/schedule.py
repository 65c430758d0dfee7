"""Providers, visit types, appointments and everything that happened to them."""

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from psr_tui.store.tables import authorisations, booking, eligibility, patients, staff, visit_day  # noqa: F401 - its keys lead there
from psr_tui.store.tables.base import Changeable, Row, at_most, one_of, whole

VISIT_STATES = (
    "requested",
    "booked",
    "arrived",
    "checked_in",
    "roomed",
    "checked_out",
    "cancelled",
    "rescheduled",
    "no_show",
    "left_unseen",
    "entered_in_error",
)


class ProviderRow(Row, table=True):
    """Somebody patients are booked with. Imported practitioners are kept inactive: history names them."""

    __tablename__ = "provider"

    id: str = Field(primary_key=True)
    code: str = Field(default="", index=True)
    last_name: str
    first_name: str = ""
    title: str = ""
    npi: str = ""
    active: bool = True
    source: str = ""
    source_id: str = ""
    __table_args__ = (
        Index(
            "ux_provider_source",
            "source",
            "source_id",
            unique=True,
            sqlite_where=text("source_id <> ''"),
        ),
    )


class VisitTypeRow(Row, table=True):
    """What kind of visit: minutes, glyph, what the patient must do before."""

    __tablename__ = "visit_type"
    __table_args__ = (one_of("starts_as", ("requested", "booked")), whole("cents"))

    code: str = Field(primary_key=True)
    label: str
    minutes: int = 15
    preparation: str = ""
    position: int = 0
    active: bool = True
    glyph: str = ""
    colour: str = ""
    starts_as: str = "booked"  # the first state of a booking (FD-63)
    daily_cap: int | None = None
    needs_authorisation: bool = False
    notice_minutes: int = 0  # how long before it must be booked
    grace_minutes: int = 15  # later than this is late
    early_minutes: int = 0  # asked to arrive before the time (FD-85)
    holds: int = 1  # more than one: a group visit (FD-82)
    labels: str = ""  # kinds printed at check-in, separated by spaces
    cents: int | None = None  # what it costs who pays for it themselves
    provider_minutes: int | None = None  # how long the provider is needed; None = all the time (FD-75)


class AppointmentRow(Changeable, table=True):
    """A visit of one patient. Local date and start are the promise; ``starts_at`` is the instant (store.md 2.5).

    ``state``, ``state_at`` and ``arrived_at`` repeat the last event so that the board is one query; a check command
    and a test prove that they agree.
    """

    __tablename__ = "appointment"
    __table_args__ = (
        one_of("state", VISIT_STATES),
        one_of("kind", ("scheduled", "walk_in", "urgent", "phone", "group", "past")),
        at_most("note", 4000),
        one_of("cancel_side", ("", "patient", "provider", "clinic")),
        whole("priority"),
        Index(  # what a search for free time reads, without touching a row
            "ix_appointment_provider",
            "local_date",
            "provider_id",
            "local_start",
            "state",
            "minutes",
            "provider_minutes",
        ),
        Index("ix_appointment_replaces", "replaces_id", sqlite_where=text("replaces_id IS NOT NULL")),
        Index("ix_appointment_no_show", "patient_id", "local_date", sqlite_where=text("state = 'no_show'")),
        Index("ix_appointment_day", "local_date", "local_start", "id"),
        Index("ix_appointment_patient", "patient_id", "local_date"),
        Index("ix_appointment_day_state", "local_date", "state"),
        Index(
            "ux_appointment_source",
            "source",
            "source_id",
            unique=True,
            sqlite_where=text("source_id <> ''"),
        ),
    )

    id: str = Field(primary_key=True)
    patient_id: str = Field(foreign_key="patient.id")
    provider_id: str | None = Field(default=None, foreign_key="provider.id")
    visit_type: str = Field(foreign_key="visit_type.code")
    kind: str = "scheduled"
    local_date: date
    local_start: str  # HH:MM wall time in time_zone
    time_zone: str
    starts_at: datetime
    minutes: int = 15
    state: str = "booked"
    state_at: datetime
    arrived_at: datetime | None = None
    room: str = ""
    reason: str = ""
    note: str = ""
    interpreter: str = ""  # '', 'needed', 'arranged', 'declined'
    coverage_choice: str = ""  # '', 'coverage', 'self_pay': answered at check-in, the hard gate
    coverage_id: str | None = None
    case_id: str | None = Field(default=None, foreign_key="case_policy.id")
    authorisation_id: str | None = Field(default=None, foreign_key="authorisation.id")
    estimate_asked: bool = False
    interpreter_mode: str = ""  # '', in_person, video, phone
    access_request: str = ""
    waiting_area: str = ""  # '', private
    priority: int = 0  # 0 none, 1 soon, 2 next (FD-13)
    priority_note: str = ""
    sort_weight: int = 0
    room_id: str | None = Field(default=None, foreign_key="room.id")
    asked_to_arrive: int = 0
    series_id: str | None = Field(default=None, foreign_key="series.id")
    related_id: str | None = Field(default=None, foreign_key="appointment.id")
    replaces_id: str | None = Field(default=None, foreign_key="appointment.id")  # it was rescheduled to here
    confirmation: str = "not_called"  # front-desk.md 18.5; never a state (FD-33)
    confirmation_at: datetime | None = None
    cancel_side: str = ""  # '', patient, provider, clinic
    late_cancel: bool = False
    charges_handed_at: datetime | None = None
    places: int | None = None  # visits there may be at once at its time; None = nobody counts (walk-in, overbooked)
    provider_minutes: int | None = None  # of its minutes those the provider is needed for; None = all (FD-75)
    source: str = ""
    source_id: str = ""


class AppointmentEventRow(Row, table=True):
    """One thing that happened to a visit; never changed or deleted (trigger). Hangs on the visit id alone."""

    __tablename__ = "appointment_event"
    __table_args__ = (
        Index("ux_appointment_event_seq", "appointment_id", "seq", unique=True),
        Index("ix_appointment_event_staff", "staff_id", "at"),  # what somebody did last, for undo
    )

    id: str = Field(primary_key=True)
    appointment_id: str = Field(foreign_key="appointment.id")
    seq: int
    at: datetime
    staff_id: str | None = Field(default=None, foreign_key="staff.id")
    staff_name: str = ""
    station: str = ""
    kind: str  # move, undo, note, provider, time, room, created, imported
    from_state: str = ""
    to_state: str = ""
    room: str = ""
    reason_kind: str = ""
    reason_code: str = ""
    note: str = ""
    undoes: str | None = Field(default=None, unique=True)
    batch_id: str | None = Field(default=None, index=True)  # one act on marked rows: one undo takes all back
    version: int = 1
