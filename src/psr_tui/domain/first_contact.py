"""First-contact resolution in its two variants: what the rep said, and whether the same patient called again (CC-107).

The window decides the number, so that it is always shown with it: on a month of one bank 1, 3 and 7 days gave 57, 45
and 36 %. Only a survey compares centers; these two are for looking at one clinic over time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from psr_tui.domain.phone_figure import Figure, Unit, share

BENCHMARK = "good 70-79 %, average 67-70 %, health insurance 72 % (SQM, by survey)"


@dataclass(frozen=True, slots=True)
class Contact:
    """One answered call of a patient who is known. ``marked``: what the rep said, None when they were not asked."""

    call_id: str
    at: datetime
    patient: str
    reason: str
    marked: bool | None = None


@dataclass(frozen=True, slots=True)
class FirstContact:
    """How many contacts of one cut were resolved, both ways. ``said_but_repeated``: marked as resolved, and yet the
    patient called again for the same reason within the window."""

    contacts: int
    not_repeated: int
    asked: int
    marked: int
    said_but_repeated: int


def repeats(contacts: Iterable[Contact], days: int, *, same_reason: bool = True) -> dict[str, timedelta]:
    """Call id -> time until the same patient (and reason) called again, for those who did within ``days`` x 24 hours;
    a gap of exactly that long is a repeat, and two calls of the same moment are none (section 13)."""
    window = timedelta(hours=24 * days)
    strands: defaultdict[tuple[str, str], list[Contact]] = defaultdict(list)
    for one in contacts:
        strands[one.patient, one.reason if same_reason else ""].append(one)
    found: dict[str, timedelta] = {}
    for strand in strands.values():
        strand.sort(key=lambda one: one.at, reverse=True)
        following = moment = None
        for one in strand:
            if moment is not None and one.at < moment:
                following = moment
            if following is not None and following - one.at <= window:
                found[one.call_id] = following - one.at
            moment = one.at
    return found


def first_contact(
    contacts: Sequence[Contact], days: int, until: datetime, *, since: datetime | None = None, same_reason: bool = True
) -> FirstContact:
    """The contacts that began before ``until`` (and from ``since`` on); later ones serve as repeats only."""
    again = repeats(contacts, days, same_reason=same_reason)
    counted = [one for one in contacts if one.at < until and (since is None or one.at >= since)]
    asked = [one for one in counted if one.marked is not None]
    resolved = [one for one in asked if one.marked]
    return FirstContact(
        len(counted),
        sum(one.call_id not in again for one in counted),
        len(asked),
        len(resolved),
        sum(one.call_id in again for one in resolved),
    )


def first_contact_figures(found: FirstContact, days: int, *, same_reason: bool = True) -> tuple[Figure, Figure]:
    """Marked and by repeat, to be shown side by side."""
    unasked = found.contacts - found.asked
    marked = Figure(
        "fcr_marked", "First-call resolution", Unit.PERCENT, share(found.marked, found.asked), found.marked,
        found.asked, "contacts the rep marked as resolved / contacts the rep was asked about", "marked by the rep",
        exclusions=(f"{unasked} contacts that nobody marked",) if unasked else (),
        notes=(f"{found.said_but_repeated} of the marked called again for the same reason within {days} days",),
    )  # fmt: skip
    alike = "patient and reason" if same_reason else "patient, any reason"
    repeat = Figure(
        "fcr_repeat", "First-call resolution", Unit.PERCENT, share(found.not_repeated, found.contacts),
        found.not_repeated, found.contacts,
        f"answered contacts without another of the same {alike} within {days} x 24 h / answered contacts",
        f"by repeat in {days} days" + ("" if same_reason else ", any reason"),
        exclusions=("abandoned calls, and callers who are nobody's patient",), benchmark=BENCHMARK,
    )  # fmt: skip
    return marked, repeat


def by_reason(contacts: Sequence[Contact], days: int, until: datetime, since: datetime | None = None) -> dict[
    str, FirstContact
]:  # fmt: skip
    """Reason -> both variants, because resolution differs by what a call is about (CC-33)."""
    reasons = sorted({one.reason for one in contacts if one.at < until and (since is None or one.at >= since)})
    return {
        reason: first_contact([one for one in contacts if one.reason == reason], days, until, since=since)
        for reason in reasons
    }
