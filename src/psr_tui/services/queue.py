"""The queue: the board, and the acts that move a visit along, each with its event and its audit row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from psr_tui.domain import visit as rules
from psr_tui.domain.board import BoardFilter, BoardRow, ProviderChoice, VisitLine, read_filter
from psr_tui.domain.clinic import Clinic
from psr_tui.domain.clock import Clock, local_date
from psr_tui.domain.delays import header_words, hint_words, hints
from psr_tui.domain.money import Money
from psr_tui.domain.rooms import RoomAsked
from psr_tui.domain.staff import Actor
from psr_tui.domain.visit_needs import Alert, short_words
from psr_tui.domain.waits import Tally, Thresholds, tally
from psr_tui.services.check_in_facts import facts_of
from psr_tui.services.guards import must_exist
from psr_tui.services.list_views import ListViews
from psr_tui.services.queue_marks import DayFacts, day_facts, marked_rows
from psr_tui.services.visit_acts import Moved, RowResult, Said, VisitActs
from psr_tui.services.waits import thresholds_of
from psr_tui.services.walk_ins import WalkIn, WalkIns
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork

FILTER = "queue.filter"
LOOKS_BACK = timedelta(hours=2)
"""Rooms that were left longer ago say nothing about how a provider runs now."""

__all__ = ["BatchResult", "BoardHeader", "Moved", "QueueService", "RowResult", "VisitDetail", "WalkIn"]


@dataclass(frozen=True, slots=True)
class BoardHeader:
    """What stands above the list: counts, arrival times of those who wait, who has visits today, the clinic's date."""

    counts: Mapping[rules.VisitState, int]
    arrivals: tuple[datetime, ...]
    providers: tuple[ProviderChoice, ...]
    thresholds: Thresholds
    day: date
    delays: Mapping[str, int] = field(default_factory=dict)
    untold: tuple[datetime, ...] = ()
    hints: tuple[tuple[ProviderChoice, int], ...] = ()

    @property
    def hint(self) -> str:
        """Who seems to run late without a flag, and how to tell everybody; '' for nobody."""
        return hint_words(self.hints)

    def tally_at(self, now: datetime) -> Tally:
        """The header's counts with the waits of this minute: ticks without asking the store."""
        return tally(self.counts, self.arrivals, now, self.thresholds, self.untold)

    def words_at(self, now: datetime, width: int) -> str:
        """Line 2 in ``width`` cells: the counts, and who runs late."""
        return self.tally_at(now).words(header_words(self.delays, self.providers, self.hints), width)


@dataclass(frozen=True, slots=True)
class VisitDetail:
    """What the side panel and the box of one visit show beyond its line (FD-18)."""

    visit_id: str
    patient_id: str
    name: str
    note: str
    events: tuple[rules.VisitEvent, ...]
    past: tuple[VisitLine, ...]
    coming: tuple[VisitLine, ...]
    visit_count: int
    balance: Money
    alerts: tuple[Alert, ...]
    day: DayFacts = field(default_factory=DayFacts)


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What happened to each marked row (FD-16)."""

    results: tuple[RowResult, ...]

    @property
    def done(self) -> tuple[RowResult, ...]:
        """The rows that were moved."""
        return tuple(one for one in self.results if one.done)

    @property
    def refused(self) -> tuple[RowResult, ...]:
        """The rows that were not, each with its reason."""
        return tuple(one for one in self.results if not one.done)

    def words(self) -> str:
        """One row: its own sentence. Several: how many were done, and each refusal with its reason."""
        if len(self.results) == 1:
            return self.results[0].words
        parts = [f"{len(self.done)} of {len(self.results)} done"]
        if self.done:
            parts[0] += ", Ctrl+Z undoes them"
        return ". ".join([*parts, *(one.words.rstrip(".") for one in self.refused)]) + "."


class QueueService:
    """Everything F2 asks for. Reads run on any thread; each act is one transaction."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._views = ListViews(store)
        self._acts = VisitActs()
        self._walk_ins = WalkIns(self._acts)

    # --- the board ---
    def kept_filter(self, actor: Actor) -> BoardFilter:
        """The filter and sort this person chose last, on any station (FD-09)."""
        with self._store.read() as work:
            return read_filter(work.staff.preference(actor.staff_id, FILTER))

    def keep_filter(self, actor: Actor, chosen: BoardFilter) -> None:
        """Remember the filter and sort of this person for every station (FD-09)."""
        with self._store.write(actor, "keep_filter") as work:
            work.staff.prefer(actor.staff_id, FILTER, chosen.kept())
            work.commit()

    def header(self, actor: Actor, chosen: BoardFilter) -> BoardHeader:
        """What lines 1 and 2 say: counts by state, since when people wait, the providers, the thresholds in minutes."""
        with self._store.read() as work:
            clinic = work.clinic.get()
            day = local_date(work.now, clinic.tz)
            providers, delays = work.visits.providers(day), work.delays.of_day(day)
            roomed = work.delays.roomed(day, work.now - LOOKS_BACK)
            return BoardHeader(
                work.visits.counts(day, chosen.provider_id),
                tuple(work.visits.waiting_since(day, chosen.provider_id)),
                providers,
                thresholds_of(clinic),
                day,
                delays,
                tuple(work.waits.untold_since(day, chosen.provider_id)),
                hints(roomed, delays, providers),
            )

    def count(self, actor: Actor, chosen: BoardFilter) -> int:
        """How many rows the list has with this filter."""
        with self._store.read() as work:
            return work.visits.count(chosen, *self._today(work))

    def board_page(self, actor: Actor, chosen: BoardFilter, first: int, count: int) -> list[BoardRow]:
        """Rows ``first`` and on. A fixed number of queries whatever ``count`` is (FD-05); patients this sign-in sees
        for the first time are audited, one row for the page, before they are shown."""
        with self._store.read() as work:
            clinic = work.clinic.get()
            day, since = _day_and_cut(work.now, clinic)
            rows = work.visits.page(chosen, day, since, first, count)
            facts = facts_of(work, rows, day)
            kinds = work.check_in.kinds()
            marked = marked_rows(work, rows, day)
        self._views.listed(actor, [row.patient_id for row in rows], "queue")
        found = []
        for row in rows:
            before, after = marked[row.visit_id]
            own = short_words(row.state, facts[row.visit_id], kinds, day, row.dob)
            found.append(replace(row, needs=(*before, *own, *after)))
        return found

    def index_of(self, actor: Actor, chosen: BoardFilter, visit_id: str) -> int | None:
        """Where the visit stands in the list, from 0; None when the filter leaves it out."""
        with self._store.read() as work:
            return work.visits.index_of(chosen, *self._today(work), visit_id)

    def jump(self, actor: Actor, chosen: BoardFilter, prefix: str, after: int) -> int | None:
        """The first row at or after ``after`` whose surname begins with ``prefix``, going round, or None."""
        with self._store.read() as work:
            return work.visits.jump(chosen, *self._today(work), prefix, after)

    def detail(self, actor: Actor, visit_id: str) -> VisitDetail:
        """One visit with its log and what is around it; a fixed number of queries. The view is audited first."""
        with self._store.read() as work:
            patient_id = must_exist(work.visits.get(visit_id), "This visit").patient_id
        self._views.opened(actor, patient_id, "queue")
        with self._store.read() as work:
            visit = must_exist(work.visits.get(visit_id), "This visit")
            past, coming, number = work.visits.around(patient_id, visit.local_date)
            balance = Money.total(one.open for one in work.ledger.balances(patient_id))
            alerts = work.check_in.alerts([patient_id], visit.local_date).get(patient_id, ())
            return VisitDetail(
                visit_id, patient_id, visit.patient, visit.note, work.visits.events(visit_id), tuple(past),
                tuple(coming), number, balance, alerts, day_facts(work, visit, self._today(work)[0]),
            )  # fmt: skip

    # --- acts ---
    def move(
        self,
        actor: Actor,
        visit_id: str,
        version: int,
        to: rules.VisitState,
        reason: str = "",
        note: str = "",
        late: str = "",
        room: str = "",
    ) -> Moved:
        """Move one visit along the table; ``late`` is the coded reason why somebody beyond the grace is taken in,
        ``room`` the id of the one that was chosen.

        Raises Stale, Refused (naming the present state, who and when), GateClosed when check-in is not complete,
        LateAsks, WrongDay, ReasonNeeded for a no-show of a closed day, RoomAsked, RoomTaken, NotAllowed.
        """
        with self._store.write(actor, f"move:{to.value}", "appointment", visit_id) as work:
            try:
                moved = self._acts.move(work, actor, visit_id, version, to, Said(reason, note, late=late, room=room))
            except RoomAsked as which:  # a question and no refusal: nothing is written, not even in the audit
                asked = which
            else:
                work.commit()
                return moved
        raise asked

    def move_many(
        self, actor: Actor, rows: Sequence[tuple[str, int]], to: rules.VisitState, reason: str = "", note: str = ""
    ) -> BatchResult:
        """One digit on marked rows: each row succeeds or says why not, and one undo takes all back (FD-16)."""
        with self._store.write(actor, f"move:{to.value}", "appointment") as work:
            said = Said(reason, note, work.new_id() if len(rows) > 1 else "")
            results = [self._acts.try_move(work, actor, visit_id, version, to, said) for visit_id, version in rows]
            work.commit()
        return BatchResult(tuple(results))

    def back_to_booked(self, actor: Actor, visit_id: str, version: int, reason: str = "") -> Moved:
        """Set a visit back to booked, which a lead may do (FD-25). Raises Stale, Refused, NotAllowed."""
        with self._store.write(actor, "back_to_booked", "appointment", visit_id) as work:
            moved = self._acts.back_to_booked(work, actor, visit_id, version, reason)
            work.commit()
        return moved

    def cancel_check_out(self, actor: Actor, visit_id: str, version: int) -> Moved:
        """Take a check-out of today back. Raises Stale, Refused."""
        with self._store.write(actor, "cancel_check_out", "appointment", visit_id) as work:
            moved = self._acts.cancel_check_out(work, actor, visit_id, version)
            work.commit()
        return moved

    def note(self, actor: Actor, visit_id: str, version: int, text: str) -> Moved:
        """Replace the visit's note; the earlier words stay in its log."""
        with self._store.write(actor, "note", "appointment", visit_id) as work:
            moved = self._acts.note(work, actor, visit_id, version, text)
            work.commit()
        return moved

    def undo_last(self, actor: Actor, sure: bool = False) -> str:
        """Take back this person's last act on today's visits, a whole batch at once; the sentence says what it was.

        Works after a restart, because it reads the log (FD-24). Raises Refused when there is nothing, or when every
        row went on since; UndoAsks, unless ``sure``, when the person did something else after that act.
        """
        with self._store.write(actor, "undo", "appointment") as work:
            results = self._acts.undo_last(work, actor, sure)
            work.commit()
        done = [one for one in results if one.done]
        refused = [one.words.rstrip(".") for one in results if not one.done]
        first = done[0].words if len(done) == 1 else f"Undone: {len(done)} visits are as they were."
        return " ".join([first, *(f"{words}." for words in refused)])

    def may_walk_in(self, actor: Actor, patient_id: str) -> None:
        """Whether this patient may walk in, asked before anything else is: raises what ``walk_in`` would, and the
        refusal is logged. Nothing is written when all is well."""
        with self._store.write(actor, "walk_in", "patient", patient_id) as work:
            self._walk_ins.check(work, actor, patient_id)

    def walk_in(self, actor: Actor, command: WalkIn) -> Moved:
        """Put somebody without an appointment on today's list, arrived now. The same command id adds one row only.

        Raises Refused for a deceased or restricted patient, AlreadyHere when there is an open visit today.
        """
        with self._store.write(actor, "walk_in", "patient", command.patient_id) as work:
            moved = self._walk_ins.add(work, actor, command)
            work.commit()
        return moved

    def drifted(self, actor: Actor) -> list[str]:
        """Ids of visits whose shown state is not what their log says; always empty (FD-22)."""
        with self._store.read() as work:
            return work.visits.drifted()

    def _today(self, work: UnitOfWork) -> tuple[date, datetime | None]:
        return _day_and_cut(work.now, work.clinic.get())


def _day_and_cut(now: datetime, clinic: Clinic) -> tuple[date, datetime | None]:
    """The clinic's date, and the time before which finished visits have left the board (FD-08; 0 = never)."""
    minutes = clinic.finished_visible_minutes
    return local_date(now, clinic.tz), now - timedelta(minutes=minutes) if minutes else None
