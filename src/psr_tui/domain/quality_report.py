"""What reviews say of each rep, beside first-contact resolution and complaints, never instead of them (CC-118).

Scores of reviews match resolution or satisfaction for one rep in five only (SQM): the three are read together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from psr_tui.domain.first_contact import Contact, FirstContact, repeats
from psr_tui.domain.quality import Review, ReviewState, percent


@dataclass(frozen=True, slots=True)
class RepQuality:
    """One rep's line. ``overturned`` reviews are in no other number; ``disputed`` ones stand until they are answered.

    ``complaints`` is None where it is not told: whoever a complaint is about does not see it. ``first``: their
    answered calls with a known patient, None when there are none whose window has passed.
    """

    staff_id: str
    rep: str
    calls: int = 0
    reviews: int = 0
    passed: int = 0
    points: int = 0
    of_points: int = 0
    disputed: int = 0
    overturned: int = 0
    complaints: int | None = 0
    first: FirstContact | None = None

    @property
    def score(self) -> str:
        """Points of those that applied, over all reviews that stand; '' without any."""
        return f"{percent(self.points, self.of_points)} %" if self.reviews else ""


def by_rep(
    names: Mapping[str, str],
    reviews: Iterable[Review],
    calls: Mapping[str, int],
    complaints: Mapping[str, int],
    first: Mapping[str, FirstContact],
) -> list[RepQuality]:
    """A line for everybody who had calls, reviews or complaints, by name."""
    lines = {
        staff_id: RepQuality(
            staff_id, name, calls.get(staff_id, 0), complaints=complaints.get(staff_id, 0), first=first.get(staff_id)
        )
        for staff_id, name in names.items()
    }
    for one in reviews:
        lines[one.staff_id] = _with(lines.get(one.staff_id) or RepQuality(one.staff_id, one.rep), one)
    told = [line for line in lines.values() if line.calls or line.reviews or line.overturned or line.complaints]
    return sorted(told, key=lambda line: (line.rep.casefold(), line.staff_id))


def _with(line: RepQuality, review: Review) -> RepQuality:
    if review.score is None:
        return line
    if review.state is ReviewState.OVERTURNED:
        return replace(line, overturned=line.overturned + 1)
    return replace(
        line,
        reviews=line.reviews + 1,
        passed=line.passed + review.score.passed,
        points=line.points + review.score.points,
        of_points=line.of_points + review.score.of_points,
        disputed=line.disputed + (review.state is ReviewState.DISPUTED),
    )


def first_contact_by_rep(
    contacts: Sequence[Contact], who: Mapping[str, str], days: int, since: datetime, until: datetime
) -> dict[str, FirstContact]:
    """Both variants by rep. A repeat counts whoever takes it: it is the first call that did not settle the matter.

    ``who``: call id -> staff id. Only calls from ``since`` on that began before ``until`` are counted.
    """
    again = repeats(contacts, days)
    strands: dict[str, list[Contact]] = {}
    for one in contacts:
        if since <= one.at < until and one.call_id in who:
            strands.setdefault(who[one.call_id], []).append(one)
    return {staff_id: _both(found, again) for staff_id, found in strands.items()}


def _both(contacts: Sequence[Contact], again: Mapping[str, object]) -> FirstContact:
    asked = [one for one in contacts if one.marked is not None]
    resolved = [one for one in asked if one.marked]
    return FirstContact(
        len(contacts),
        sum(one.call_id not in again for one in contacts),
        len(asked),
        len(resolved),
        sum(one.call_id in again for one in resolved),
    )
