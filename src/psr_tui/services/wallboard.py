"""What is on the wallboard now (F9), and the promises at risk with their patients, whose view is audited."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from psr_tui.domain.clock import Clock, local_date
from psr_tui.domain.staff import Actor
from psr_tui.domain.wallboard import AT_RISK_MINUTES, Board, brought, in_order
from psr_tui.services.list_views import ListViews
from psr_tui.services.phone_past import day_of
from psr_tui.store.repositories.wallboard import AtRisk
from psr_tui.store.store import Store

__all__ = ["AtRisk", "WallboardService"]


class WallboardService:
    """Reads of the present moment; works with no telephone system from the reps' own calls (CC-62)."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._views = ListViews(store)

    def board(self, actor: Actor) -> Board:
        """Who does what since when, who waits, callbacks due and overdue, promises at risk. Names no patient.
        A recorded day that is replayed has its own clock: what its line tells is shown as long ago as it was in it."""
        with self._store.read() as work:
            clinic = work.clinic.get()
            since, _ = day_of(local_date(work.now, clinic.tz), clinic.tz)
            late = work.now - timedelta(minutes=clinic.personal_overdue_minutes)
            listens, trouble, replayed = work.wallboard.line()
            newest = work.phone_events.newest() if replayed else None
            behind = work.now - newest if newest is not None else timedelta(0)
            waiting = work.wallboard.waiting()
            taken = work.wallboard.picked() if waiting else {}
            return Board(
                tuple(in_order([brought(one, behind) for one in work.wallboard.reps(since, work.now)])),
                tuple(
                    replace(one, joined_at=one.joined_at + behind, taken=taken.get(one.call_id, "")) for one in waiting
                ),
                *work.wallboard.counts(work.now, late, work.now + timedelta(minutes=AT_RISK_MINUTES)), listens, trouble,
            )  # fmt: skip

    def at_risk(self, actor: Actor) -> list[AtRisk]:
        """Promises due within 15 minutes or already that nobody has taken. Patients whom this sign-in sees for the
        first time are audited before they are shown."""
        with self._store.read() as work:
            found = work.wallboard.at_risk(work.now + timedelta(minutes=AT_RISK_MINUTES))
        self._views.listed(actor, [one.patient_id for one in found if one.patient_id], "promises at risk")
        return found
