"""The end of a visit day: who was never checked out, whether every appointment is accounted for, and what came of the
expected copays (front-desk.md FD-137 to FD-139). The drawer closes without it (cash-drawer.md CD-58)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from psr_tui.domain.check_out import STAGE
from psr_tui.domain.clock import Clock, at_local, local, local_date
from psr_tui.domain.copay_report import CopayOfVisit, CopayRow, Stage, Taken, copay_rows, stage_of
from psr_tui.domain.day_account import AccountedVisit, account_for
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.money import Money
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.text import so_many
from psr_tui.services import block_steps
from psr_tui.services.blind import refuse_while_counting
from psr_tui.services.list_views import ListViews
from psr_tui.store.repositories.check_out import DayClose, NeverOut
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork

__all__ = ["CopayDay", "DayStanding", "NeverOut", "VisitDayService"]

_TAKES = frozenset({"payment", "apply", "void", "refund", "returned_check"})


@dataclass(frozen=True, slots=True)
class DayStanding:
    """A day with every appointment in one row, what is missing first; ``closed`` when a lead closed it."""

    day: date
    visits: tuple[AccountedVisit, ...]
    counts: dict[str, int]
    closed: DayClose | None

    @property
    def open(self) -> tuple[AccountedVisit, ...]:
        """Appointments nobody has answered for."""
        return tuple(one for one in self.visits if one.missing)


@dataclass(frozen=True, slots=True)
class CopayDay:
    """Copays of a day; ``everybody`` is False when only one's own are in it."""

    day: date
    rows: tuple[CopayRow, ...]
    everybody: bool

    @property
    def collected(self) -> Money:
        """What came in."""
        return Money.total(row.amount for row in self.rows if not row.code)

    @property
    def missing(self) -> Money:
        """What was expected and did not come."""
        return Money.total(row.amount for row in self.rows if row.code)


class VisitDayService:
    """Reads that are looks at patients are logged; closing a day is one transaction."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._views = ListViews(store)

    # --- never checked out ---
    def never_out(self, actor: Actor) -> tuple[NeverOut, ...]:
        """Who came and whose visit nobody ended: of earlier days, and of today once the office closes (FD-137)."""
        with self._store.read() as work:
            found = self._never_out(work)
        self._views.listed(actor, [one.patient_id for one in found], "never_out")
        return tuple(found)

    def never_out_count(self, actor: Actor) -> int:
        """How many there are; nobody is named."""
        with self._store.read() as work:
            return len(self._never_out(work))

    @staticmethod
    def _never_out(work: UnitOfWork) -> list[NeverOut]:
        clinic = work.clinic.get()
        now = local(work.now, clinic.tz)
        return work.check_out.never_out(now.date(), with_today=now.hour >= clinic.office_until_hour)

    # --- the close ---
    def standing(self, actor: Actor, day: date | None = None) -> DayStanding:
        """Every appointment of a day as it would be closed now. Raises Refused while the actor counts a drawer."""
        with self._store.read() as work:
            refuse_while_counting(work, actor, "This list")
            found = self._standing(work, day)
        self._views.listed(actor, [row.visit.patient_id for row in found.visits], "day_visits")
        return found

    def close(self, actor: Actor, day: date) -> str:
        """Close a visit day; phone blocks nobody ended are swept (CC-28).

        Raises NotAllowed below lead, InvalidInput for a day to come, Refused while an appointment has no final state
        or a finished one no answer about its payment.
        """
        with self._store.write(actor, "visit_day.close", "clinic") as work:
            actor.require(Role.LEAD, "close a visit day")
            refuse_while_counting(work, actor, "The close of the day")
            if day > local_date(work.now, work.clinic.get().tz):
                raise InvalidInput("Day: this day is still to come; close it when it is over.", "Day")
            found = self._standing(work, day)
            if found.closed is not None:
                raise Refused(f"{found.closed.by} closed {day:%a %m/%d} already; nothing was changed.")
            if found.open:
                many = so_many(len(found.open), "visit")
                raise Refused(f"{many} of {day:%a %m/%d} must be answered first; they stand on top of the list.")
            close = DayClose(day, work.now, actor.name, found.counts)
            midnight = at_local(day + timedelta(days=1), 0, 0, work.clinic.get().tz)
            block_steps.sweep(work, actor, min(work.now, midnight))
            work.check_out.add_close(work.new_id(), close, actor.staff_id)
            work.audit.append("visit_day.close", "clinic", detail={"day": day.isoformat(), **found.counts})
            work.callbacks.unreserve_over(midnight)  # CC-28
            work.touch("queue", "work", "callbacks")
            work.commit()
        return f"{day:%a %m/%d} is closed: {so_many(len(found.visits), 'visit')} accounted for."

    def _standing(self, work: UnitOfWork, day: date | None) -> DayStanding:
        """As if the day were over: whoever is still in the house is not answered for. A close stands as long as nothing
        is open; a walk-in after it opens the day again."""
        day = day or local_date(work.now, work.clinic.get().tz)
        rows = tuple(account_for(work.day_lists.visits(day), day, day + timedelta(days=1), work.now))
        counts = dict(sorted(Counter(row.visit.state.value for row in rows).items()))
        closed = work.check_out.closed(day)
        stands = closed is not None and not any(row.missing for row in rows) and dict(closed.counts) == counts
        return DayStanding(day, rows, counts, closed if stands else None)

    # --- copays ---
    def copays(self, actor: Actor, day: date | None = None) -> CopayDay:
        """Expected against collected by rep, stage and code; a rep sees their own rows. Raises Refused while the actor
        counts a drawer: the list would tell what it should hold."""
        everybody = actor.at_least(Role.SUPERVISOR)
        with self._store.read() as work:
            refuse_while_counting(work, actor, "This list")
            day = day or local_date(work.now, work.clinic.get().tz)
            rows = copay_rows(_copays(work, day))
        if not everybody:
            rows = tuple(row for row in rows if row.rep == actor.name)
        return CopayDay(day, rows, everybody)


def _copays(work: UnitOfWork, day: date) -> list[CopayOfVisit]:
    """Each visit that was checked in with its expected copay: what was charged, or what the coverage says."""
    visits = [visit for visit_id in work.copay_report.came(day) if (visit := work.visits.get(visit_id)) is not None]
    ids = [one.visit_id for one in visits]
    facts = work.check_in.facts(visits, day, work.clinic.get().tz)
    answers, times = work.copay_report.answers(ids), work.copay_report.times(ids)
    charged: dict[str, Money] = {}
    taken: dict[str, list[Taken]] = {}
    for move in work.copay_report.moves(ids):
        if move.kind in _TAKES:
            stage = stage_of(move.at, *times.get(move.visit_id, (None, None)))
            taken.setdefault(move.visit_id, []).append(Taken(move.rep, stage, -move.owed))
        else:  # the charge, and what was taken off it: that much was never to be collected
            charged[move.visit_id] = charged.get(move.visit_id, Money.zero()) + move.owed
    found = []
    for visit in visits:
        expected = charged.get(visit.visit_id, Money.zero())
        if not facts[visit.visit_id].copay_charged:
            expected = facts[visit.visit_id].copay_due(day)
        answer = answers.get(visit.visit_id)
        stage = Stage.CHECK_OUT if answer is not None and answer.detail == STAGE else Stage.CHECK_IN
        parts = tuple(taken.get(visit.visit_id, ()))
        if expected or parts:
            found.append(
                CopayOfVisit(
                    visit.visit_id, expected, parts, answer.rep if answer else visit.changed_by, stage,
                    answer.code if answer else "",
                )
            )  # fmt: skip
    return found
