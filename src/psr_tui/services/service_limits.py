"""How long things may wait: the minute's look at it, and the leads' list of what is late (CC-113 to CC-115)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from psr_tui.domain.clock import Clock, at_local, local_date
from psr_tui.domain.service_clock import clock_words
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.work import WorkItem, WorkKind
from psr_tui.services.limit_steps import record_misses
from psr_tui.services.list_views import ListViews
from psr_tui.store.repositories.limit_objects import LimitObjects, Named
from psr_tui.store.repositories.service_clocks import KeptClock
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork

SOON = timedelta(hours=1)
"""What is due within so much working time is listed before it is late."""
MOST = 500
"""So many rows are listed, the longest overdue first; the counts above say how many there are."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A clock on the list. ``item``: what was opened for the leads when it was missed; None before."""

    clock_id: str
    label: str
    object_kind: str
    object_id: str
    words: str
    late: bool
    deadline: datetime | None
    patient_id: str
    name: str
    about: str
    item: WorkItem | None


@dataclass(frozen=True, slots=True)
class LimitCounts:
    """``met`` and ``missed`` ended today."""

    late: int
    soon: int
    running: int
    met: int
    missed: int


class ServiceLimitService:
    """Reads, and the one act of the clock itself."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._views = ListViews(store)

    def minute(self, actor: Actor) -> int:
        """Record what became late, whoever's program looks first; how many. Writes only when there is something."""
        with self._store.read() as work:
            if not work.clocks.any_missed():
                return 0
        with self._store.write(actor, "limit.minute") as work:
            count = record_misses(work)
            work.commit()
        return count

    def words(self, actor: Actor, object_kind: str) -> dict[str, tuple[str, bool]]:
        """Object id -> (``due in 1:20``, whether it is late), for everything of this kind that waits."""
        with self._store.read() as work:
            return {kept.object_id: _told(work, kept) for kept in work.clocks.live(object_kind)}

    def listed(self, actor: Actor) -> list[Limit]:
        """What is late, the longest first, then what is due soon. Patients named are logged as seen first."""
        actor.require(Role.LEAD, "see what is past its limit")
        with self._store.read() as work:
            found = self._limits(work)
        self._views.listed(actor, [one.patient_id for one in found if one.patient_id], "past its limit")
        return found

    def counts(self, actor: Actor) -> LimitCounts:
        """How many are late, due soon, running at all, and how those that ended today ended."""
        with self._store.read() as work:
            late, running = work.clocks.count(work.now), work.clocks.count()
            soon = work.clocks.count(work.clocks.within(SOON)) - late
            tz = work.clinic.get().tz
            today = work.clocks.ended_since(at_local(local_date(work.now, tz), 0, 0, tz))
        return LimitCounts(
            late, soon, running, sum(met for met, _ in today.values()), sum(missed for _, missed in today.values())
        )

    # --- the parts ---
    @staticmethod
    def _limits(work: UnitOfWork) -> list[Limit]:
        shown = work.clocks.due_before(work.clocks.within(SOON), MOST)
        items = {item.object_id: item for item in work.items.page([WorkKind.SERVICE_MISS], "", 0, 10 * MOST)}
        objects = LimitObjects(work.session)
        named = {
            kind: objects.named(kind, [kept.object_id for kept in shown if kept.object_kind == kind])
            for kind in {kept.object_kind for kept in shown}
        }
        return [_limit(work, kept, named[kept.object_kind], items) for kept in shown]


def _told(work: UnitOfWork, kept: KeptClock) -> tuple[str, bool]:
    words = clock_words(kept.clock, work.now, work.clocks.calendar(kept.calendar))
    return words, words.startswith("late")


def _limit(work: UnitOfWork, kept: KeptClock, named: Mapping[str, Named], items: Mapping[str, WorkItem]) -> Limit:
    words, late = _told(work, kept)
    one = named.get(kept.object_id) or Named("", "", "")
    return Limit(
        kept.id, kept.label, kept.object_kind, kept.object_id, words, late, kept.clock.deadline,
        one.patient_id, one.name, one.about, items.get(kept.id),
    )  # fmt: skip
