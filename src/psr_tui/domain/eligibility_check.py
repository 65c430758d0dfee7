"""One question to a payer: how it travels, where it stands, and when it is asked again by itself (FD-109, FD-116)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from psr_tui.domain.money import Money


class Channel(StrEnum):
    """How an answer is got. The first two carry X12; the others are typed by the rep who asked."""

    X12 = "x12"
    LOOPBACK = "loopback"
    PHONE = "phone"
    PORTAL = "portal"

    @property
    def word(self) -> str:
        """How it is called on the screen; a training payer is never taken for a real one."""
        return _WORDS[self]


_WORDS = {
    Channel.X12: "clearinghouse",
    Channel.LOOPBACK: "loopback payer (training)",
    Channel.PHONE: "phone",
    Channel.PORTAL: "payer's portal",
}


class CheckState(StrEnum):
    """``QUEUED``: written down and not yet sent. ``FAILED``: a technical failure or a refusal before any payer saw it;
    an answer that comes after all is still taken."""

    QUEUED = "queued"
    SENT = "sent"
    ANSWERED = "answered"
    FAILED = "failed"
    GIVEN_UP = "given_up"


WAITING = frozenset({CheckState.QUEUED, CheckState.SENT})


class Result(StrEnum):
    """What the payer said. ``REJECTED`` is an answer about our data and never one about the coverage."""

    NONE = ""
    ACTIVE = "active"
    INACTIVE = "inactive"
    UNKNOWN = "unknown"
    REJECTED = "rejected"


ABOUT_COVERAGE = frozenset({Result.ACTIVE, Result.INACTIVE, Result.UNKNOWN})
"""Results that may be written on the coverage; a rejection or a failure leaves it as it was (FD-116)."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check as it is kept. Times are aware UTC. ``copay`` and the two amounts left are None when the payer did not
    give them or gave several. ``changes`` are sentences parted by line ends. ``fix`` names the field to open after a
    rejection the desk can mend."""

    check_id: str
    version: int
    patient_id: str
    coverage_id: str
    visit_id: str
    service_date: date
    channel: Channel
    state: CheckState
    result: Result
    asked_at: datetime
    asked_name: str
    answered_at: datetime | None = None
    tries: int = 0
    next_try_at: datetime | None = None
    trace: str = ""
    control: int | None = None
    reference: str = ""
    spoke_with: str = ""
    reject_code: str = ""
    reject_follow_up: str = ""
    reject_level: str = ""
    failure: str = ""
    copay: Money | None = None
    deductible_left: Money | None = None
    out_of_pocket_left: Money | None = None
    coinsurance: str = ""
    plan: str = ""
    member_id: str = ""
    changes: str = ""
    reviewed_at: datetime | None = None
    reviewed_by: str = ""
    note: str = ""

    @property
    def waiting(self) -> bool:
        """Whether an answer is still to come."""
        return self.state in WAITING

    @property
    def told_at(self) -> datetime:
        """When the payer said it, else when it was asked."""
        return self.answered_at or self.asked_at


NO_ANSWER_AFTER = timedelta(hours=8)
"""A clearinghouse that has not answered by then is taken for a technical failure; a late answer still counts."""
RETRIES = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4), timedelta(hours=12))
"""How long after its first, second, ... failure a check is asked again by itself; after the last one a person asks."""


def next_try(tries: int, at: datetime) -> datetime | None:
    """When a check that failed technically for the ``tries``-th time is asked again; None when it has been often
    enough."""
    return at + RETRIES[tries - 1] if 0 < tries <= len(RETRIES) else None


def failed_words(check: Check, now: datetime) -> str:
    """``The payer's system is down. It is asked again in 12 min (2nd time).``"""
    again = "It is not asked again by itself: press 1, or call the payer."
    if check.next_try_at is not None:
        again = f"It is asked again {span_words(check.next_try_at - now, 'at once')}."
    return f"{check.failure or 'It could not be asked.'} {again}"


def span_words(span: timedelta, over: str) -> str:
    """``in 12 min``, ``in 3 h``, ``in 2 d``; ``over`` when it is past."""
    return f"in {duration_words(span)}" if span >= timedelta(minutes=1) else over


def duration_words(span: timedelta) -> str:
    """``12 min``, ``3 h``, ``2 d``."""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes < 90:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // (24 * 60)} d"


def age_words(told: datetime, now: datetime) -> str:
    """The age of an answer: ``just now``, ``12 min old``, ``5 h old``, ``19 days old``."""
    minutes = int((now - told).total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min old"
    if minutes < 48 * 60:
        return f"{minutes // 60} h old"
    return f"{minutes // (24 * 60)} days old"


SERVICE_TYPES = ("30", "98")
"""What is asked for: the plan as a whole and an office visit; urgent care is added for urgent visits."""
_SERVICE_OF = {"URG": "UC", "WALK": "UC"}


def service_of(visit_type: str) -> str:
    """The service type whose copay holds for a visit type: urgent care for urgent ones, else an office visit."""
    return _SERVICE_OF.get(visit_type, "98")


def asked_for(visit_type: str) -> tuple[str, ...]:
    """The service types a request for this visit names."""
    return tuple(dict.fromkeys((*SERVICE_TYPES, service_of(visit_type))))
