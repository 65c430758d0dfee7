"""The no-show report (front-desk.md FD-26)."""

from __future__ import annotations

from datetime import date, timedelta

from psr_tui.domain.clock import Clock, local_date
from psr_tui.domain.no_shows import NoShow
from psr_tui.domain.staff import Actor
from psr_tui.services.list_views import ListViews
from psr_tui.store.store import Store

REPORT_DAYS = 30


class NoShowService:
    """Who was marked, and who came after all."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._views = ListViews(store)

    def report(self, actor: Actor, since: date | None = None) -> tuple[date, list[NoShow]]:
        """The first day and the visits up to today, newest day first; 30 days unless a day is named. The patients on
        it are logged as seen first."""
        with self._store.read() as work:
            today = local_date(work.now, work.clinic.get().tz)
            first = since or today - timedelta(days=REPORT_DAYS)
            found = work.check_in.no_shows.between(first, today)
        self._views.listed(actor, [one.patient_id for one in found], "no-show report")
        return first, found
