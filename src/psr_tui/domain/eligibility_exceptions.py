"""Which visits of the next days still need somebody to look at their coverage, and why (FD-110, FD-117, FD-118).

One visit and one coverage give at most one row: its worst reason. What is checked, recent, active and unchanged gives
none. Everything is judged for the date of service and never for today.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from psr_tui.domain.eligibility_check import ABOUT_COVERAGE, Check, CheckState, Result, duration_words, failed_words


class Why(StrEnum):
    """The reasons, those first that a rep has to do something about."""

    INACTIVE = "inactive"
    REJECTED = "rejected"
    FAILED = "failed"
    GAPS = "gaps"
    CHANGED = "changed"
    UNCLEAR = "unclear"
    NEVER = "never"
    OLD = "old"
    AFTER_PRIMARY = "after_primary"
    WAITING = "waiting"

    @property
    def word(self) -> str:
        """In the list."""
        return _WORDS[self]

    @property
    def short(self) -> str:
        """In the counts, which share one line of eighty columns."""
        return _SHORT.get(self, self.word)


_WORDS = {
    Why.INACTIVE: "not active",
    Why.REJECTED: "rejected",
    Why.FAILED: "failed",
    Why.GAPS: "incomplete",
    Why.CHANGED: "changed",
    Why.UNCLEAR: "unclear",
    Why.NEVER: "not checked",
    Why.OLD: "too old",
    Why.AFTER_PRIMARY: "second",
    Why.WAITING: "waiting",
}
_SHORT = {
    Why.INACTIVE: "inactive",
    Why.GAPS: "gaps",
    Why.NEVER: "new",
    Why.OLD: "old",
    Why.AFTER_PRIMARY: "2nd",
    Why.WAITING: "waits",
}
CAN_BE_ASKED = frozenset({Why.NEVER, Why.OLD, Why.FAILED})
"""What a batch asks about. The rest needs a person first; one row alone can be asked again at any time."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How old an answer may be on the day of the visit, in days (FD-117)."""

    eligibility_days: int = 30
    benefits_days: int = 90


@dataclass(frozen=True, slots=True)
class Insured:
    """One coverage at one visit. ``newest`` is the last check of this coverage whatever became of it, ``answer`` the
    last one in which the payer said something about the coverage, ``benefits_on`` the day of one with amounts."""

    visit_id: str
    coverage_id: str
    order: int
    day: date
    starts_at: datetime
    verify: bool = True
    gaps: tuple[str, ...] = ()
    """What is missing before the payer can be asked, as sentences."""
    newest: Check | None = None
    answer: Check | None = None
    benefits_on: date | None = None
    verified_on: date | None = None
    verified_result: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A row of the worklist: ``text`` is one sentence that says what is the matter."""

    insured: Insured
    why: Why
    text: str


def exceptions(at_visits: Iterable[Insured], limits: Limits, now: datetime, today: date) -> list[Found]:
    """Everything that needs attention, soonest visit first; ``at_visits`` holds all coverages of each visit, so that a
    second coverage can wait for the first (FD-116)."""
    found: list[Found] = []
    by_visit: dict[str, list[Insured]] = {}
    for one in at_visits:
        by_visit.setdefault(one.visit_id, []).append(one)
    for coverages in by_visit.values():
        settled = True
        for one in sorted(coverages, key=lambda each: (each.order, each.coverage_id)):
            row = exception_of(one, limits, now, today, first_settled=settled)
            found += [row] if row is not None else []
            settled = settled and primary_settled(one, row)
    return sorted(found, key=_place)


def _place(row: Found) -> tuple[datetime, int, str]:
    return row.insured.starts_at, list(Why).index(row.why), row.insured.coverage_id


def exception_of(
    one: Insured, limits: Limits, now: datetime, today: date, *, first_settled: bool = True
) -> Found | None:
    """What is the matter with one coverage at one visit; None when it is in order or its payer is not verified."""
    if not one.verify:
        return None
    known = _of_newest(one, now)
    if known is None:
        known = _of_answer(one, limits, today)
    if known is None:
        return None
    why, text = known
    if why in (Why.NEVER, Why.OLD) and not first_settled:
        why, text = Why.AFTER_PRIMARY, "It is asked once the first insurance has answered."
    found = Found(one, why, text)
    return with_gaps(found, one.gaps) if why in (Why.NEVER, Why.OLD) else found


def with_gaps(row: Found, gaps: tuple[str, ...]) -> Found:
    """A row that would be asked about, when something is missing for it (FD-112)."""
    return replace(row, why=Why.GAPS, text=" ".join(gaps)) if gaps else row


def primary_settled(one: Insured, row: Found | None) -> bool:
    """Whether a later coverage of the visit may be asked: the earlier one has answered, or nobody asks it by itself."""
    if row is None or row.why in (Why.INACTIVE, Why.CHANGED, Why.UNCLEAR):
        return True
    return row.why is Why.FAILED and one.newest is not None and one.newest.next_try_at is None


def _of_newest(one: Insured, now: datetime) -> tuple[Why, str] | None:
    """What the last check itself says, before any age is looked at."""
    check = one.newest
    if check is None:
        return None
    if check.waiting:
        since = duration_words(now - check.asked_at)
        return Why.WAITING, f"Asked by {check.channel.word}, no answer for {since}."
    if check.state is not CheckState.ANSWERED:
        return Why.FAILED, failed_words(check, now)
    if check.result is Result.REJECTED:
        return Why.REJECTED, check.failure or f"The payer rejected it with code {check.reject_code}."
    return None


def _of_answer(one: Insured, limits: Limits, today: date) -> tuple[Why, str] | None:
    verified = one.verified_on
    if verified is None:
        return Why.NEVER, "Nobody has asked the payer yet."
    days = (one.day - verified).days
    if days > limits.eligibility_days:
        return Why.OLD, f"The last answer will be {days} days old at the visit; the limit is {limits.eligibility_days}."
    if verified.year < min(today, one.day).year:
        return Why.OLD, "A new plan year has begun since the last answer."
    reviewed = one.answer is not None and one.answer.reviewed_at is not None
    if one.verified_result == Result.INACTIVE and not reviewed:
        return Why.INACTIVE, "The payer says the coverage is not active on the day of the visit. Ask for a newer card."
    if one.answer is not None and one.answer.changes and not reviewed:
        return Why.CHANGED, one.answer.changes.replace("\n", " ")
    if one.verified_result == Result.UNKNOWN and not reviewed:
        return Why.UNCLEAR, "The payer said neither active nor inactive. The visit goes on as not verified."
    return _of_benefits(one, limits)


def _of_benefits(one: Insured, limits: Limits) -> tuple[Why, str] | None:
    if one.benefits_on is None:
        return None
    days = (one.day - one.benefits_on).days
    if days <= limits.benefits_days:
        return None
    return Why.OLD, f"Copay and deductible are of an answer {days} days old; the limit is {limits.benefits_days}."


def counts(rows: Sequence[Found]) -> dict[Why, int]:
    """How many rows each reason has; they add up to all rows."""
    counted = Counter(row.why for row in rows)
    return {why: counted[why] for why in Why if counted[why]}


def left_words(starts_at: datetime, now: datetime) -> str:
    """What is left before the visit: ``0:40``, ``26 h``, ``5 d``; ``begun`` when it has begun."""
    left = starts_at - now
    if left <= timedelta(0):
        return "begun"
    minutes = int(left.total_seconds() // 60)
    if minutes < 10 * 60:
        return f"{minutes // 60}:{minutes % 60:02d}"
    return f"{minutes // 60} h" if minutes < 72 * 60 else f"{minutes // (24 * 60)} d"


def until_words(starts_at: datetime, now: datetime) -> str:
    """The same in a sentence: ``0:40 left``, or ``begun``."""
    words = left_words(starts_at, now)
    return words if starts_at <= now else f"{words} left"


def about_coverage(check: Check) -> bool:
    """Whether a check says something about the coverage itself."""
    return check.state is CheckState.ANSWERED and check.result in ABOUT_COVERAGE
