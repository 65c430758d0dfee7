"""The clinic itself and the topics by which stations notice each other's changes."""

from datetime import datetime

from sqlmodel import Field

from psr_tui.store.tables.base import Changeable, Row, at_most, whole


class ClinicRow(Changeable, table=True):
    """One row: who we are, where the clock stands, and the settings a clinic may change."""

    __tablename__ = "clinic"
    __table_args__ = (
        at_most("name", 120),
        whole("approval_threshold_cents"),
        whole("drawer_maximum_cents"),
        whole("returned_check_fee_cents"),
    )

    id: str = Field(primary_key=True)
    name: str
    neutral_name: str  # said on voicemail: gives no specialty away (call-center.md CC-81)
    address: str = ""
    phone: str = ""
    tax_id: str = ""
    area_code: str = ""
    state: str = ""
    time_zone: str
    training: bool = False
    created_at: datetime
    idle_lock_seconds: int = 300
    sign_out_seconds: int = 1800
    privacy_mode: bool = False
    finished_visible_minutes: int = 60
    wait_warn_minutes: int = 10
    wait_alarm_minutes: int = 20
    approval_threshold_cents: int = 500
    drawer_maximum_cents: int = 50000
    count_attempts_before_supervisor: int = 2
    cut_off_hour: int = 4
    office_days: str = "01234"  # weekdays the phones are staffed, 0 Monday
    office_from_hour: int = 8
    office_until_hour: int = 18
    call_from_hour: int = 8
    call_until_hour: int = 20
    lease_minutes: int = 10
    personal_overdue_minutes: int = 15
    prestage_drawers: bool = False  # the next shift may open a drawer while this one is counted (CD-03)
    opening_witness: bool = False  # the float is counted by two (CD-11)
    deposit_witness: bool = True  # a deposit bag is sealed by two (CD-103)
    returned_check_fee_cents: int = 2500


class TopicRow(Row, table=True):
    """How often each part of the store changed; other processes compare and reload only what moved."""

    __tablename__ = "topic"

    name: str = Field(primary_key=True)
    changes: int = 0


class CounterRow(Row, table=True):
    """Gap-free human numbers (MRN, receipt, Z): taken inside the transaction that uses them."""

    __tablename__ = "counter"
    __table_args__ = (whole("value"),)

    name: str = Field(primary_key=True)
    value: int = 0


class ClosedDayRow(Row, table=True):
    """A day the clinic is closed (holiday or exception): no callback is due on it."""

    __tablename__ = "closed_day"

    day: str = Field(primary_key=True)  # ISO date
    label: str = ""
