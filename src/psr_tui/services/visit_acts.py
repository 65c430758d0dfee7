"""Acts on one visit inside a running transaction: guard, rule, event, audit. Queue and check-in use them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from psr_tui.domain import visit as rules
from psr_tui.domain.arrivals import check_may_come
from psr_tui.domain.booking import is_late, side_of
from psr_tui.domain.clock import at_local, local, local_date
from psr_tui.domain.errors import DeskError, Refused
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean_note
from psr_tui.domain.visit import Act, Standing, VisitEvent, VisitState
from psr_tui.domain.waits import arrived_at
from psr_tui.domain.work import WorkKind
from psr_tui.services.check_out_steps import check_copay
from psr_tui.services.guards import guard_version, must_exist
from psr_tui.services.left_unseen import follow_up
from psr_tui.services.missed import follow_no_show
from psr_tui.services.room_steps import room_step
from psr_tui.services.step_words import DONE, STEPS, undone_words
from psr_tui.services.visit_checks import check_cancel_code, check_gate, lateness
from psr_tui.services.visit_follows import check_not_closed, day_over, follow, follow_back

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psr_tui.store.repositories.visits import LastAct, Visit
    from psr_tui.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Moved:
    """A visit after an act: its new version and state, and the sentence for the message line."""

    visit_id: str
    version: int
    state: VisitState
    words: str


@dataclass(frozen=True, slots=True)
class Said:
    """What the log keeps beside an act: the reason (coded or typed), the note, the batch it was done in, for an undo
    the id of the event it takes back, and the code why somebody came too late and was taken in all the same."""

    reason: str = ""
    note: str = ""
    batch: str = ""
    undoes: str = ""
    late: str = ""
    side: str = ""
    """Whose side a cancellation is on, when the reason does not say it."""
    room: str = ""
    """The id of the room that was chosen."""


_NOTHING = Said()


@dataclass(frozen=True, slots=True)
class RowResult:
    """One row of a batch: done or refused, in words."""

    visit_id: str
    done: bool
    words: str
    refusal: DeskError | None = None


class UndoAsks(Refused):
    """Something else was done since: the visit act that Ctrl+Z would take back is named and asked about first.
    ``patient`` is the name as shown, or how many visits; ``act`` what was done to it and when."""

    def __init__(self, patient: str, act: str) -> None:
        self.patient, self.act = patient, act
        super().__init__(self.question(patient))

    def question(self, patient: str) -> str:
        """The question with the name as this screen shows it."""
        return f"The last thing you did was not a step of a visit. Take back {patient}, {self.act}?"


def _given_up(work: UnitOfWork, visit: Visit, to: VisitState, said: Said) -> dict[str, Any]:
    """Whose side a cancellation is on and whether it is late (FD-87, FD-88); both go when it is taken back."""
    if to is VisitState.CANCELLED:
        late = is_late(visit.starts_at, work.now, work.clinic.get().late_cancel_hours)
        return {"cancel_side": said.side or side_of(said.reason), "late_cancel": late}
    return {"cancel_side": "", "late_cancel": False} if visit.state is VisitState.CANCELLED else {}


class VisitActs:
    """Stateless; every method works in the caller's transaction and leaves the commit to it."""

    def move(
        self, work: UnitOfWork, actor: Actor, visit_id: str, version: int, to: VisitState, said: Said = _NOTHING
    ) -> Moved:
        """Move the visit along the table. Raises Stale, Refused, GateClosed, NotAllowed; nothing is written then."""
        tz = work.clinic.get().tz
        visit, standing = self._guarded(work, visit_id, version, tz)
        act = Act.MOVE
        if visit.state is VisitState.NO_SHOW and to is VisitState.ARRIVED:
            rules.check_came_after_all(standing, day_over(work, visit.local_date), said.reason, tz)
            act = Act.CAME_AFTER_ALL
        else:
            rules.check_move(standing, to, tz)
            rules.check_permission(actor, to, said.reason)
            if rules.takes_in(visit.state, to):
                rules.check_arrival_day(standing, visit.starts_at, work.now, tz)
        told = ""
        if rules.takes_in(visit.state, to):
            stops = work.patients.booking_stops(visit.patient_id, visit.local_date)
            check_may_come(visit.patient, stops, actor, said.reason)
            told = lateness(work, visit, said.late) if act is Act.MOVE else ""
        if rules.meets_gate(visit.state, to):
            check_gate(work, actor, visit)
        if to is VisitState.CANCELLED:
            check_cancel_code(work, said.reason, said.note)
        elif to is VisitState.CHECKED_OUT:
            check_copay(work, visit)
        moved = self._write(work, actor, visit, act, to, tz, said)
        if to is VisitState.LEFT_UNSEEN:
            follow_up(work, actor, visit)
        return replace(moved, words=f"{moved.words}{told}")

    def try_move(
        self, work: UnitOfWork, actor: Actor, visit_id: str, version: int, to: VisitState, said: Said = _NOTHING
    ) -> RowResult:
        """Like ``move``, but a refusal is a result: it is audited here, and the other rows go on."""
        try:
            moved = self.move(work, actor, visit_id, version, to, said)
        except DeskError as error:
            detail = {"act": f"move:{to.value}"}
            work.audit.append("refused", "appointment", visit_id, reason=type(error).__name__, detail=detail)
            return RowResult(visit_id, False, error.message, error)
        return RowResult(visit_id, True, moved.words)

    def back_to_booked(self, work: UnitOfWork, actor: Actor, visit_id: str, version: int, reason: str) -> Moved:
        """Set an arrival or a no-show back; ``reason`` goes into the log. Raises Stale, Refused, NotAllowed."""
        tz = work.clinic.get().tz
        visit, standing = self._guarded(work, visit_id, version, tz)
        rules.check_back_to_booked(standing, actor, tz)
        return self._write(work, actor, visit, Act.BACK_TO_BOOKED, VisitState.BOOKED, tz, Said(note=reason))

    def cancel_check_out(self, work: UnitOfWork, actor: Actor, visit_id: str, version: int) -> Moved:
        """Take a check-out of today back to where the visit stood before it. Raises Stale, Refused."""
        tz = work.clinic.get().tz
        visit, standing = self._guarded(work, visit_id, version, tz)
        rules.check_cancel_check_out(standing, day_over(work, visit.local_date), tz)
        back = rules.state_before_check_out(work.visits.events(visit_id))
        return self._write(work, actor, visit, Act.CANCEL_CHECK_OUT, back, tz)

    def note(self, work: UnitOfWork, actor: Actor, visit_id: str, version: int, text: str) -> Moved:
        """Replace the note; the earlier words stay in the log. Raises Stale, InvalidInput."""
        tz = work.clinic.get().tz
        visit, _ = self._guarded(work, visit_id, version, tz)
        words = clean_note(text, 4000)
        number = work.visits.change(visit_id, actor.name, work.now, note=words)
        self.keep(work, visit, number)
        work.visits.append(self.event(work, actor, visit, Act.NOTE, visit.state, Said(note=words)), number)
        work.audit.append("note", "appointment", visit_id, detail={"fields": ["note"]})
        work.touch("queue")
        return Moved(visit_id, number, visit.state, f"Note of {visit.patient} saved.")

    # --- undo ---
    def undo_last(self, work: UnitOfWork, actor: Actor, sure: bool = False) -> list[RowResult]:
        """Take the person's last act of today back, a whole batch at once. Raises Refused when nothing can be, and
        UndoAsks, unless ``sure``, when something else was done after it."""
        tz = work.clinic.get().tz
        batch = work.new_id()
        results: list[RowResult] = []
        acts = work.visits.last_acts(actor.staff_id, self._day_start(work))
        if acts and not sure:
            self._ask_when_not_last(work, actor, acts, tz)
        for last in reversed(acts):  # the newest first: a visit that was moved frees its new time before the old one
            visit = must_exist(work.visits.get(last.visit_id), "This visit")
            events = work.visits.events(last.visit_id)
            try:
                check_not_closed(work, visit)
                undone = rules.check_undo(self._standing(visit), events, last.event_id, actor, tz)
            except Refused as error:
                results.append(RowResult(last.visit_id, False, error.message, error))
                continue
            back = rules.state_after_undo(visit.kind, events, undone)
            said = Said(undoes=undone.event_id, batch=batch if last.batch_id else "")
            if undone.to_state is VisitState.LEFT_UNSEEN:
                work.items.close_about(
                    WorkKind.LEFT_UNSEEN, visit.visit_id, "taken back", actor.staff_id, actor.name, work.now
                )
                work.touch("work")
            moved = self._write(work, actor, visit, Act.UNDO, back, tz, said)
            results.append(RowResult(last.visit_id, True, undone_words(visit.patient, moved.state, visit.kind)))
        if not results:
            raise Refused("Nothing to undo: you have not moved a visit today, or it is undone already.")
        if not any(one.done for one in results):
            raise Refused(results[0].words)
        return results

    @staticmethod
    def _ask_when_not_last(work: UnitOfWork, actor: Actor, acts: Sequence[LastAct], tz: ZoneInfo) -> None:
        """A key for "what I just did" never reaches silently past a signature, a payment or a call."""
        visit = must_exist(work.visits.get(acts[0].visit_id), "This visit")
        event = next(one for one in work.visits.events(visit.visit_id) if one.event_id == acts[0].event_id)
        other = work.audit.newest_act_at(actor.staff_id, STEPS)
        if other is not None and other > event.at:
            patient = visit.patient if len(acts) == 1 else f"{len(acts)} visits"
            raise UndoAsks(patient, f"{event.to_state.word.lower()} {local(event.at, tz):%H:%M}")

    def _day_start(self, work: UnitOfWork) -> datetime:
        """Acts of earlier days are closed: undo reaches back to midnight of the clinic's date."""
        tz = work.clinic.get().tz
        return at_local(local_date(work.now, tz), 0, 0, tz)

    # --- the parts ---
    def _guarded(self, work: UnitOfWork, visit_id: str, version: int, tz: ZoneInfo) -> tuple[Visit, Standing]:
        visit = must_exist(work.visits.get(visit_id), "This visit")
        guard_version(visit.patient, visit, version, tz)
        return visit, self._standing(visit)

    @staticmethod
    def _standing(visit: Visit) -> Standing:
        return Standing(visit.patient, visit.state, visit.changed_by, visit.state_at)

    def _write(
        self,
        work: UnitOfWork,
        actor: Actor,
        visit: Visit,
        act: Act,
        to: VisitState,
        tz: ZoneInfo,
        said: Said = _NOTHING,
    ) -> Moved:
        room, columns = room_step(work, visit, act, to, said.room, bool(said.batch))
        follow(work, actor, visit, to)  # while the visit still counts as one to be kept
        event = replace(self.event(work, actor, visit, act, to, said), room=room)
        came = arrived_at([*work.visits.events(visit.visit_id), event])
        version = work.visits.change(
            visit.visit_id, actor.name, work.now, state=to.value, state_at=event.at, arrived_at=came,
            **_given_up(work, visit, to, said), **columns,
        )  # fmt: skip
        self.keep(work, visit, version)
        follow_back(work, actor, visit, to)
        kind = "cancel" if to is VisitState.CANCELLED else "late" if said.late and event.reason == said.late else ""
        work.visits.append(event, version, kind)
        detail = {"from": visit.state.value, "to": to.value}
        if said.undoes:
            detail["undoes"] = said.undoes
        work.audit.append(act.value, "appointment", visit.visit_id, reason=said.reason, detail=detail)
        follow_no_show(work, actor, visit, to)
        work.touch("queue")
        done = f"brought to {room}" if room else DONE.get(to, to.word.lower())
        words = f"{visit.patient} {done} {local(event.at, tz):%H:%M}. Ctrl+Z undoes it."
        return Moved(visit.visit_id, version, to, words)

    @staticmethod
    def keep(work: UnitOfWork, visit: Visit, version: int) -> None:
        """Keep how the visit looks now (FD-32)."""
        content = work.booking.content(visit.visit_id)
        work.versions.keep("appointment", visit.visit_id, version, visit.patient_id, content)

    @staticmethod
    def event(work: UnitOfWork, actor: Actor, visit: Visit, act: Act, to: VisitState, said: Said) -> VisitEvent:
        """An event of now; when the clock stepped back, a moment after the visit's and this person's last one, so that
        no stay is zero or less (FD-15) and undo takes the acts back in the order they were done."""
        last = work.visits.last_event_at(actor.staff_id)
        earlier = [visit.state_at] if last is None else [visit.state_at, last]
        at = max(work.now, *(one + timedelta(microseconds=1) for one in earlier))
        return VisitEvent(
            work.new_id(), visit.visit_id, at, actor.staff_id, actor.name, actor.station, act, visit.state, to,
            reason=said.late or said.reason, note=said.reason if said.late and said.reason else said.note,
            undoes=said.undoes, batch=said.batch,
        )  # fmt: skip
