"""The wait list: who fits a freed time and why, offers that run out, how an entry ends (front-desk.md section 7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from psr_tui.domain.errors import Refused
from psr_tui.domain.wanted import DayPart

OFFER_MINUTES = 60
"""How long an offer stands when nobody says otherwise; never longer than until the notice the entry needs."""
RESULTS = {
    "unable": "could not be reached",
    "waiting": "offered, no answer yet",
    "viewed": "seen",
    "moved": "accepted and booked",
    "gone": "accepted, but gone by then",
    "declined_time": "declined this time",
    "declined_all": "wants no more offers",
    "expired": "ran out",
    "cancelled": "withdrawn",
}
OPEN_RESULTS = frozenset({"waiting", "viewed"})
APOLOGY = "I am sorry, that time was taken while we were talking."


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody who waits. ``appointment_id``: the visit kept meanwhile; ``has`` when that one is; times in minutes."""

    entry_id: str
    version: int
    patient_id: str
    patient: str
    visit_type: str
    minutes: int
    provider_id: str | None
    earliest: date | None
    latest: date | None
    weekdays: str
    parts: tuple[DayPart, ...]
    notice_minutes: int
    priority: int
    interpreter: bool
    since: datetime
    appointment_id: str | None = None
    has: datetime | None = None
    channel: str = "voice"
    note: str = ""
    phone: str = ""
    offers_today: int = 0
    offered_this: bool = False
    unauthorised: bool = False

    @property
    def scheduled_nowhere(self) -> bool:
        """Whether it is a visit without a date: one to schedule (FD-80)."""
        return self.appointment_id is None


@dataclass(frozen=True, slots=True)
class Gap:
    """A freed time of one provider, bounded by the neighbours."""

    provider_id: str
    provider: str
    starts_at: datetime
    ends_at: datetime
    takes: tuple[str, ...] = ()
    """Visit types the slot is for; none = all."""

    @property
    def minutes(self) -> int:
        """Its length."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60


@dataclass(frozen=True, slots=True)
class Fit:
    """An entry that fits a gap, with why it does; ``rank`` sorts the best first."""

    entry: Entry
    why: str
    rank: tuple[int, int, datetime]


def why_not(entry: Entry, gap: Gap, now: datetime, tz: ZoneInfo) -> str:
    """Why the entry does not fit the gap; nothing when it does (FD-94)."""
    wall = gap.starts_at.astimezone(tz)
    minute = wall.hour * 60 + wall.minute
    checks = (
        (entry.minutes > gap.minutes, f"needs {entry.minutes} min, {gap.minutes} are free"),
        (bool(gap.takes) and entry.visit_type not in gap.takes, "the slot is for other visits"),
        (entry.provider_id not in (None, gap.provider_id), "wants another provider"),
        (gap.starts_at - now < timedelta(minutes=entry.notice_minutes), f"needs {entry.notice_minutes} min of notice"),
        (entry.earliest is not None and wall.date() < entry.earliest, "too early for them"),
        (entry.latest is not None and wall.date() > entry.latest, "too late for them"),
        (str(wall.weekday()) not in entry.weekdays, f"not on {wall:%a}"),
        (bool(entry.parts) and not any(low <= minute < high for low, high in (p.bounds for p in entry.parts)),
         "not at that time of day"),
        (entry.has is not None and entry.has <= gap.starts_at, "has an earlier time already"),
        (entry.unauthorised, "no authorisation in force"),
    )  # fmt: skip
    return next((why for wrong, why in checks if wrong), "")


def ranked(entries: Iterable[Entry], gap: Gap, now: datetime, tz: ZoneInfo, offers_a_day: int) -> list[Fit]:
    """Who fits the gap, the highest priority first, then who waits for this provider, then who waits longest. Who had
    their offers of today, or this very time, is left out (FD-93, FD-96)."""
    found = []
    for entry in entries:
        if entry.offered_this or entry.offers_today >= offers_a_day or why_not(entry, gap, now, tz):
            continue
        named = entry.provider_id == gap.provider_id
        days = max(0, (now - entry.since).days)
        why = ", ".join(
            part
            for part in (
                f"priority {entry.priority}",
                f"waits for {gap.provider}" if named else "any provider",
                f"{days} day{'' if days == 1 else 's'} on the list",
                f"has {entry.has.astimezone(tz):%m/%d %H:%M}" if entry.has else "has no time yet",
                "needs an interpreter" if entry.interpreter else "",
            )
            if part
        )
        found.append(Fit(entry, why, (-entry.priority, 0 if named else 1, entry.since)))
    return sorted(found, key=lambda one: one.rank)


def offer_until(sent: datetime, starts_at: datetime, notice_minutes: int, minutes: int = OFFER_MINUTES) -> datetime:
    """When an offer runs out: after ``minutes``, and never later than the notice the patient needs."""
    return max(sent, min(sent + timedelta(minutes=minutes), starts_at - timedelta(minutes=notice_minutes)))


def check_offer(entry: Entry, offers_a_day: int) -> None:
    """Raise Refused when this patient had the offers of the day (FD-96)."""
    if entry.offers_today >= offers_a_day:
        number = f"{offers_a_day} offer{'' if offers_a_day == 1 else 's'}"
        raise Refused(f"{entry.patient} had {number} today; offer this time to the next one on the list.")


def gone_words(next_time: str) -> str:
    """What is said when an accepted time is gone (FD-97)."""
    more = f" The next one I have is {next_time}." if next_time else " I will call you as soon as another one is free."
    return APOLOGY + more


def lapsed(entry: Entry, today: date, visit_open: bool) -> str:
    """Why an entry ends by itself (FD-98): its last day is over, or the visit it wanted earlier took place or is gone;
    nothing while it stands."""
    if entry.latest is not None and entry.latest < today:
        return "lapsed: its last day is over"
    if entry.appointment_id is not None and not visit_open:
        return "the visit took place, was moved or given up"
    return ""
