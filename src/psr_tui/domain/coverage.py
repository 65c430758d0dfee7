"""Who pays for a visit: coverages and the day they hold (front-desk.md FD-106 to FD-108, FD-116, FD-117)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from psr_tui.domain.clock import NEVER
from psr_tui.domain.errors import Refused
from psr_tui.domain.money import Money

VERIFY_AFTER_DAYS = 30  # default: an eligibility answer older than this is asked again (FD-117)


@dataclass(frozen=True, slots=True)
class Coverage:
    """One coverage of a patient. ``order`` 1 is primary. ``ends`` is the last day it holds; None = open."""

    coverage_id: str
    payer: str
    plan: str
    member_id: str
    group_number: str = ""
    order: int = 1
    effective: date | None = None
    ends: date | None = None
    subscriber: str = ""
    relationship: str = ""
    verified_on: date | None = None
    verified_result: str = ""
    copay: Money | None = None
    card_seen_on: date | None = None
    version: int = 1
    patient_id: str = ""
    payer_id: str = ""
    subscriber_dob: date | None = None
    subscriber_patient_id: str = ""
    card_front: str = ""
    card_back: str = ""
    ended_reason: str = ""
    changed_by: str = ""
    changed_at: datetime = NEVER

    def in_force(self, on: date) -> bool:
        """Whether it holds on the date of service; both ends of the range count."""
        return (self.effective is None or self.effective <= on) and (self.ends is None or on <= self.ends)

    def name(self) -> str:
        """Payer and plan."""
        return f"{self.payer} {self.plan}".strip()

    def holds_words(self, on: date) -> str:
        """As of a stated date, never "until present": ``active on 11/21/2026`` or ``ENDED 12/31/2025`` (FD-106)."""
        if self.ends is not None and self.ends < on:
            return f"ENDED {self.ends:%m/%d/%Y}"
        if self.effective is not None and on < self.effective:
            return f"NOT YET, from {self.effective:%m/%d/%Y}"
        return f"active on {on:%m/%d/%Y}"

    def verified_days(self, today: date) -> int | None:
        """Days since it was last verified; None when it never was."""
        return None if self.verified_on is None else max(0, (today - self.verified_on).days)

    def needs_verifying(self, today: date, limit: int = VERIFY_AFTER_DAYS) -> bool:
        """Never, or longer ago than the limit, or in an earlier plan year (FD-117); or the payer said something else
        than active, which is never passed over as if it were (FD-116)."""
        days = self.verified_days(today)
        if days is None or self.verified_on is None or days > limit:
            return True
        return self.verified_on.year != today.year or self.verified_result in ("inactive", "unknown")

    def verified_words(self, today: date) -> str:
        """``verified 11/02 (19 days ago)``, ``NOT VERIFIED``; unverified is never taken for inactive (FD-116)."""
        days = self.verified_days(today)
        if days is None or self.verified_on is None:
            return "NOT VERIFIED"
        ago = "today" if days == 0 else "yesterday" if days == 1 else f"{days} days ago"
        result = f", {self.verified_result}" if self.verified_result else ""
        return f"verified {self.verified_on:%m/%d/%Y} ({ago}){result}"


def primary_on(coverages: Sequence[Coverage], on: date) -> Coverage | None:
    """The coverage to propose for a date of service: the lowest order in force, else None."""
    held = sorted((one for one in coverages if one.in_force(on)), key=lambda one: (one.order, one.coverage_id))
    return held[0] if held else None


def clashes(coverages: Sequence[Coverage], on: date) -> tuple[int, ...]:
    """Orders that two coverages in force claim on the same day (FD-108)."""
    orders = [one.order for one in coverages if one.in_force(on)]
    return tuple(sorted({order for order in orders if orders.count(order) > 1}))


def order_word(order: int) -> str:
    """``primary``, ``secondary``, ``tertiary``; what comes behind them by number."""
    return _ORDER_WORDS.get(order, f"number {order}")


_ORDER_WORDS = {1: "primary", 2: "secondary", 3: "tertiary"}


def together(one: Coverage, other: Coverage) -> date | None:
    """The first day on which both hold, None when there is none; ``date.min`` when both hold since ever."""
    start = max(one.effective or date.min, other.effective or date.min)
    end = min(one.ends or date.max, other.ends or date.max)
    return start if start <= end else None


def same_order(coverages: Sequence[Coverage], saved: Coverage) -> tuple[tuple[Coverage, date], ...]:
    """Those that hold on some day together with ``saved`` and claim its order, each with the first such day (FD-108).
    Whatever the day the screen shows: two that meet next month are flagged today."""
    found = []
    for one in coverages:
        if one.coverage_id != saved.coverage_id and one.order == saved.order:
            day = together(one, saved)
            if day is not None:
                found.append((one, day))
    return tuple(found)


def order_flags(coverages: Sequence[Coverage], saved: Coverage, on: date) -> tuple[str, ...]:
    """What is odd about the order after ``saved`` was saved, in words to be said, never a refusal (FD-108, FD-116)."""
    flags = []
    for one, first in same_order(coverages, saved) if saved.ends is None or saved.ends >= on else ():
        day = max(first, on) if one.ends is None or one.ends >= on else first
        flags.append(
            f"Two are {order_word(saved.order)}: {saved.name()} and {one.name()}, both on {day:%m/%d/%Y}. "
            "Ask which pays first, then press 7."
        )
    held = [one.order for one in coverages if one.in_force(on)]
    if saved.in_force(on) and held and min(held) > 1:
        flags.append(f"No primary is in force on {on:%m/%d/%Y}; a secondary is only asked after a primary.")
    return tuple(flags)


def exchanged(coverages: Sequence[Coverage], coverage_id: str, on: date) -> tuple[tuple[str, int], ...]:
    """Who stands where once this coverage pays one place earlier; the first one changes with the one behind it. Where
    several claim its place, it gets the place and the others stand behind it.

    Only what is in force on ``on`` or begins later takes part; the answer is (coverage id, order), 1 for the first.
    Raises Refused when there is nobody to change places with.
    """
    line = [one for one in coverages if one.ends is None or one.ends >= on]
    line.sort(key=lambda one: (one.order, one.coverage_id != coverage_id, one.effective or date.min, one.coverage_id))
    ids = [one.coverage_id for one in line]
    if coverage_id not in ids:
        raise Refused("An ended coverage has no place in the order; choose one that is in force.")
    if len(ids) < 2:
        raise Refused("There is only one coverage in force; there is nothing to change places with.")
    own = ids.index(coverage_id)
    if sum(one.order == line[own].order for one in line) == 1:
        at = max(1, own)
        ids[at - 1], ids[at] = ids[at], ids[at - 1]
    return tuple((one, place) for place, one in enumerate(ids, start=1))


def check_in_force(coverage: Coverage, on: date) -> None:
    """The hard payer question: a coverage can only be confirmed for a day it holds (FD-37, CARC 26 and 27)."""
    if not coverage.in_force(on):
        raise Refused(
            f"{coverage.name()} is {coverage.holds_words(on)}; ask for the new card, choose another coverage, "
            "or choose self-pay."
        )
