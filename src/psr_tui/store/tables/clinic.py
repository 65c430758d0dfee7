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
    npi: str = ""
    eligibility_days: int = 30  # older is asked again (FD-117)
    benefits_days: int = 90
    eligibility_ahead_days: int = 7
    submitter_id: str = ""  # who we are at the clearinghouse
    receiver_id: str = ""
    exchange_folder: str = ""  # 270 out and 271 in; '' = no clearinghouse
    survey_link: str = ""
    financial_policy: str = ""  # in plain words, read at check-in
    late_cancel_hours: int = 24
    offers_a_day: int = 2  # of the wait list, to one person
    authorisation_warn_left: int = 5
    authorisation_warn_days: int = 14
    acknowledge_days: int = 3  # business days (FD-149)
    decide_days: int = 30
    bulk_missed: bool = False  # missed visits may be marked together (FD-36)
    service_level_seconds: int = 30  # answered within this counts (CC-103)
    service_level_percent: int = 80
    short_abandon_seconds: int = 5  # hang-ups up to this are shown apart
    repeat_days: int = 7  # a call again within this for the same reason is a repeat (CC-107)
    wrap_seconds: int = 60  # target of the work after a call
    rush_callers: int = 1  # so many live callers waiting ...
    rush_seconds: int = 30  # ... so long stop "next" from offering callbacks (CC-16)
    expiry_hours: int = 96  # of a request that came in (CC-13)
    personal_limit: int = 10  # open callbacks one person keeps (CC-04)
    pickup_minutes: int = 3  # until a nurse picks up a red flag (CC-90)
    missed_call_minutes: int = 15  # until a caller who hung up is to be called back
    block_minutes: int = 60  # a phone block when nothing else is typed
    optional_verifiers: int = 1  # beside the required ones (CC-77)
    dispute_days: int = 3  # working days to dispute a review, and to answer (CC-117)
    gateway_folder: str = ""  # messages out and results in; '' = no gateway
    shrinkage_percent: int = 30  # of paid time that is not on calls, for staffing


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
