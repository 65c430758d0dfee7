"""What the queue shows of a visit's day beside the visit itself: room, priority, delay, wait, PCP, no-shows (FD-18)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from psr_tui.domain import missed as missed_rules
from psr_tui.domain.board import BoardRow
from psr_tui.domain.clock import local
from psr_tui.domain.line import UNTIMED
from psr_tui.domain.queue_words import row_words
from psr_tui.domain.visit import VisitState
from psr_tui.domain.wait_words import Talk, expected_at
from psr_tui.services.waits import wait_estimate
from psr_tui.store.repositories.waits import Marks

if TYPE_CHECKING:
    from psr_tui.store.repositories.visits import Visit
    from psr_tui.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class DayFacts:
    """The panel's lines about one visit's day; '' where there is nothing to say."""

    marks: Marks = field(default_factory=Marks)
    expected: str = ""
    pcp: str = ""
    missed: str = ""
    talks: tuple[Talk, ...] = ()


def marked_rows(work: UnitOfWork, rows: Sequence[BoardRow], day: date) -> dict[str, tuple[tuple[str, ...], ...]]:
    """The words before and after a row's own needs, by visit; two queries however many rows there are (FD-05)."""
    marks = work.waits.marks([row.visit_id for row in rows], missed_rules.since(day))
    late = work.delays.of_day(day)
    return {
        row.visit_id: row_words(row.state, one.priority, one.room, one.told, late.get(one.provider_id, 0), one.missed)
        for row in rows
        for one in (marks.get(row.visit_id, Marks()),)
    }


def day_facts(work: UnitOfWork, visit: Visit, today: date) -> DayFacts:
    """The facts of one visit; a fixed number of queries."""
    marks = work.waits.marks([visit.visit_id], missed_rules.since(today)).get(visit.visit_id, Marks())
    pcp = ""
    if marks.pcp_id and marks.provider_id and marks.pcp_id != marks.provider_id:
        pcp = f"! {marks.pcp} is the patient's PCP, {visit.provider} is not"
    return DayFacts(
        marks, _expected(work, visit), pcp, missed_rules.panel_words(marks.missed), work.waits.talks(visit.visit_id)
    )


def _expected(work: UnitOfWork, visit: Visit) -> str:
    """``about 10:20, Lee runs 20 late`` for a booked visit, ``about 20 min: ...`` for somebody who waits."""
    if visit.state.waiting and visit.arrived_at is not None:
        return wait_estimate(work, visit).words()
    if visit.state is not VisitState.BOOKED or visit.kind == UNTIMED:
        return ""
    late = work.delays.of_day(visit.local_date).get(visit.provider_id or "", 0)
    at = local(expected_at(visit.starts_at, late), work.clinic.get().tz)
    return f"about {at:%H:%M}, {visit.provider} runs {late} late" if late else ""
