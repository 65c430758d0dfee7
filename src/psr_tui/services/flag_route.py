"""After a red flag was raised: the pickup clock, who is asked next, what the caller did, who picked up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from psr_tui.domain.callback_states import Act
from psr_tui.domain.clock import Clock
from psr_tui.domain.errors import Refused
from psr_tui.domain.red_flags import (
    OpenFlag,
    RouteStep,
    asked_by,
    clock_words,
    now_asked,
    phrase_in,
    proposal,
)
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean
from psr_tui.domain.work import NewWork, WorkKind
from psr_tui.services import call_acts as acts
from psr_tui.services.call_base import CallBase
from psr_tui.services.callback_upkeep import CallbackUpkeep
from psr_tui.services.list_views import ListViews
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork

_GONE = "Somebody picked this red flag up meanwhile; the list shows which still wait."


@dataclass(frozen=True, slots=True)
class FlagsWaiting:
    """Flags without a nurse, the route they go, and the limit in minutes."""

    flags: tuple[OpenFlag, ...]
    route: tuple[RouteStep, ...]
    pickup_minutes: int

    def asked(self, flag: OpenFlag) -> str:
        """Who is asked about this one now."""
        return now_asked(self.route, flag.asked)


class FlagRouteService(CallBase):
    """Each act is one transaction; whichever process looks first escalates, once."""

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__(store, clock)
        self._views = ListViews(store)

    # --- reading ---
    def waiting(self, actor: Actor) -> FlagsWaiting:
        """Flags nobody has picked up, the oldest first; their patients are logged as seen."""
        with self._store.read() as work:
            found = _waiting(work)
        self._views.listed(actor, [flag.patient_id for flag in found.flags if flag.patient_id], "red flags")
        return found

    def flag(self, actor: Actor, callback_id: str) -> OpenFlag:
        """One of them, read again. Raises Refused when it was picked up."""
        with self._store.read() as work:
            return _still(work, callback_id)

    def proposed(self, actor: Actor, text: str) -> str:
        """The sentence that proposes a red flag for a typed note, with the phrase it was found by; '' for none."""
        with self._store.read() as work:
            return proposal(phrase_in(text, work.flags.phrases()))

    # --- the clock ---
    def minute(self, actor: Actor) -> str:
        """Once a minute: ask the next on the route where nobody came in time, and the pickup clock in words for the
        message line; '' when no flag waits. Writes only when there is somebody to ask (CC-90)."""
        with self._store.read() as work:
            seen = _waiting(work)
            late = [flag for flag in seen.flags if self._due(seen, flag, work) > flag.asked]
        if late:
            with self._store.write(actor, "callback.escalate", "callback") as work:
                seen = _waiting(work)
                for flag in seen.flags:
                    self._escalate(work, actor, seen, flag, self._due(seen, flag, work))
                work.commit()
        with self._store.read() as work:
            seen = _waiting(work)
            return clock_words(seen.flags, seen.route, work.now, seen.pickup_minutes)

    def _due(self, seen: FlagsWaiting, flag: OpenFlag, work: UnitOfWork) -> int:
        return asked_by(seen.route, flag.raised_at, work.now, seen.pickup_minutes)

    def _escalate(self, work: UnitOfWork, actor: Actor, seen: FlagsWaiting, flag: OpenFlag, to: int) -> None:
        if to <= flag.asked or not work.flags.escalate(flag.callback_id, to, acts.SYSTEM, work.now):
            return
        asked = now_asked(seen.route, to)
        item = acts.found(work, flag.callback_id)
        acts.log(work, actor, item, Act.ESCALATE, by_system=True, reason="pickup", note=f"asked: {asked}")
        _post(work, flag, f"Red flag without a nurse: ask {asked}", "", actor)

    # --- what happened: facts, so no version is asked for; said twice they are written once ---
    def emergency_told(self, actor: Actor, callback_id: str) -> str:
        """The emergency script was read to the caller (CC-89)."""
        with self._store.write(actor, "callback.told", "callback", callback_id) as work:
            if not _still(work, callback_id).told_emergency:
                told = {"emergency_told_at": work.now}
                self._write_down(work, actor, callback_id, "emergency", "Emergency script read out.", told)
                work.commit()
        return "Written down: the emergency script was read out."

    def stayed(self, actor: Actor, callback_id: str, stayed: bool) -> str:
        """Whether the rep stayed on the line until help was there (CC-89)."""
        said = "Stayed on the line." if stayed else "The line ended before help was there."
        with self._store.write(actor, "callback.stayed", "callback", callback_id) as work:
            if _still(work, callback_id).stayed is not stayed:
                self._write_down(work, actor, callback_id, "stayed", said, {"stayed_on_line": stayed})
                work.commit()
        return f"Written down: {said[0].lower()}{said[1:]}"

    def refused(self, actor: Actor, callback_id: str, words: str = "") -> str:
        """The caller refuses the advice: recorded, the next on the route is asked, a work item is posted (CC-91)."""
        with self._store.write(actor, "callback.advice_refused", "callback", callback_id) as work:
            flag = _still(work, callback_id)
            if flag.refused:
                return "Written down already."
            seen = _waiting(work)
            note = clean(f"Advice refused. {words}", 300)
            self._write_down(work, actor, callback_id, "refused", note, {"advice_refused": True})
            to = min(flag.asked + 1, max(1, len(seen.route)))
            asked = now_asked(seen.route, to)
            if work.flags.escalate(callback_id, to, actor.name, work.now):
                item = acts.found(work, callback_id)
                acts.log(work, actor, item, Act.ESCALATE, reason="refused", note=f"asked: {asked}")
            _post(work, flag, f"Red flag, advice refused: ask {asked}", note, actor)
            work.commit()
        return f"Refused, written down. Tell {asked} yourself now; it stands on the worklist."

    def taken(self, actor: Actor, callback_id: str, by: str) -> str:
        """A nurse has it: ``by`` is who. Stops the clock, closes the flag and its work item; the same as 3 on F4."""
        flag = self.flag(actor, callback_id)
        return CallbackUpkeep(self._store, self._clock).route_taken(actor, callback_id, flag.version, by)

    def about(self, actor: Actor, callback_id: str, patient_id: str) -> str:
        """The person was found on file: the flag is about them from now on. Raises Refused when it is about somebody
        else already."""
        with self._store.write(actor, "callback.about", "callback", callback_id) as work:
            flag = _still(work, callback_id)
            if flag.patient_id and flag.patient_id != patient_id:
                raise Refused(f"This red flag is about {flag.name}; raise another one for somebody else.")
            person = acts.person_of(work, work.callbacks.rules(work.now), patient_id, None)
            if not flag.patient_id:
                columns = {"patient_id": patient_id, **acts.person_values(person)}
                self._write_down(work, actor, callback_id, "about", "Found on file.", columns)
                work.commit()
        return f"The red flag is about {person.callee.name} now."

    def _write_down(
        self, work: UnitOfWork, actor: Actor, callback_id: str, reason: str, note: str, columns: dict[str, Any]
    ) -> None:
        acts.log(work, actor, acts.found(work, callback_id), Act.NOTE, reason=reason, note=note)
        work.callbacks.change(callback_id, actor.name, work.now, **columns)


def _waiting(work: UnitOfWork) -> FlagsWaiting:
    return FlagsWaiting(tuple(work.flags.unanswered()), work.flags.route(), work.clinic.get().pickup_minutes)


def _still(work: UnitOfWork, callback_id: str) -> OpenFlag:
    flag = work.flags.flag(callback_id)
    if flag is None:
        raise Refused(_GONE)
    return flag


def _post(work: UnitOfWork, flag: OpenFlag, title: str, text: str, actor: Actor) -> None:
    """One work item a flag, before all others; asked again, it says so in its history."""
    known = work.items.of_object(WorkKind.RED_FLAG, flag.callback_id)
    if known is None:
        new = NewWork(
            WorkKind.RED_FLAG, title, patient_id=flag.patient_id, object_id=flag.callback_id, text=text, priority=1,
            due_at=work.now,
        )  # fmt: skip
        work.items.open_item(new, actor.staff_id, actor.name, work.now)
    else:
        work.items.change(known.item_id, actor.name, work.now, title=title)
        work.items.add_event(known.item_id, "asked", actor.staff_id, actor.name, work.now, title)
    work.touch("work", "flags")
