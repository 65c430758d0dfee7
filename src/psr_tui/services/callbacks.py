"""Callbacks: the list, and everything that is done with it (F4, the call box, the red flag)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from psr_tui.domain.callback_list import Attempt, CallbackCounts, CallbackLine, CallInHand
from psr_tui.domain.clock import Clock
from psr_tui.domain.errors import NotFound
from psr_tui.domain.staff import Actor
from psr_tui.services import call_acts as acts
from psr_tui.services.callback_calls import CallbackCalls, MinuteNews
from psr_tui.services.callback_chores import CallbackChores
from psr_tui.services.callback_making import CallbackMaking, Made, NewCallback
from psr_tui.services.callback_outcome import OutcomeSaved
from psr_tui.services.callback_rare import CallbackRare
from psr_tui.services.callback_tell import CallbackTell
from psr_tui.services.callback_upkeep import CallbackUpkeep
from psr_tui.services.do_not_call import DoNotCall
from psr_tui.services.list_views import ListViews
from psr_tui.services.red_flags import RedFlag, RedFlags
from psr_tui.store.repositories.callback_upkeep import Ended
from psr_tui.store.store import Store

__all__ = ["CallbackService", "Made", "MinuteNews", "NewCallback", "OutcomeSaved", "Reading", "RedFlag"]

ENDED_DAYS = 30
"""How far back the list of what ended by itself goes."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What Enter shows of an item: the box's content plus what only a red flag has."""

    call: CallInHand
    where_now: str
    exact_words: str
    callback_number: str
    requested_at: datetime
    wanted_for: datetime | None


class CallbackService(
    CallbackCalls, CallbackMaking, CallbackUpkeep, CallbackRare, CallbackTell, CallbackChores, DoNotCall, RedFlags
):
    """Everything F4 asks for. Reads run on any thread; each act is one transaction."""

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__(store, clock)
        self._views = ListViews(store)

    def counts(self, actor: Actor) -> CallbackCounts:
        """How many items stand in each group for this person."""
        with self._store.read() as work:
            return work.callbacks.counts(acts.look_for(work, actor, work.callbacks.rules(work.now)))

    def count(self, actor: Actor, text: str = "") -> int:
        """Unfinished items under the typed filter."""
        with self._store.read() as work:
            return work.callbacks.count(acts.look_for(work, actor, work.callbacks.rules(work.now), text))

    def page(self, actor: Actor, text: str, first: int, count: int) -> list[CallbackLine]:
        """Rows of the list in their order, each with the reason it stands there. Patients whom this sign-in sees for
        the first time are audited before they are shown."""
        with self._store.read() as work:
            rules = work.callbacks.rules(work.now)
            look = acts.look_for(work, actor, rules, text)
            lines = work.callbacks.page(look, first, count)
            told = [replace(line, why=acts.explained(line, look, rules)) for line in lines]
        self._views.listed(actor, [line.item.patient_id for line in told if line.item.patient_id], "callbacks")
        return told

    def index_of(self, actor: Actor, text: str, callback_id: str) -> int | None:
        """Where the callback stands in the list filtered by ``text``, from 0; None when it is not on it."""
        with self._store.read() as work:
            look = acts.look_for(work, actor, work.callbacks.rules(work.now), text)
            return work.callbacks.index_of(look, callback_id)

    def jump(self, actor: Actor, text: str, prefix: str, after: int) -> int | None:
        """The first row at or after ``after`` whose surname begins with ``prefix``, going round, or None."""
        with self._store.read() as work:
            look = acts.look_for(work, actor, work.callbacks.rules(work.now), text)
            return work.callbacks.jump(look, prefix, after)

    def open(self, actor: Actor, callback_id: str) -> Reading:
        """Everything about one item, to read; the view is audited first."""
        with self._store.write(actor, "callback.open", "callback", callback_id) as work:
            call = acts.in_hand(work, actor, work.callbacks.rules(work.now), callback_id)
            more = work.callbacks.more_of(callback_id)
            if more is None:
                raise NotFound("This callback is not in the list any more.")
            work.audit.viewed([one for one in (call.item.patient_id,) if one], "callback")
            work.commit()
        return Reading(call, *more)

    def last_calls(self, actor: Actor, patient_id: str, callback_id: str = "") -> tuple[Attempt, ...]:
        """The side panel: the newest outcomes, promises and notes of a patient who is on the list already; of a
        caller not on file those of this one callback."""
        with self._store.read() as work:
            return work.callbacks.history(patient_id) if patient_id else work.callbacks.history_of(callback_id)

    def ended_by_itself(self, actor: Actor) -> list[Ended]:
        """What expired or was closed as pointless in the last weeks, each with its reason (CC-13)."""
        with self._store.read() as work:
            rows = work.callback_upkeep.ended(work.now - timedelta(days=ENDED_DAYS))
        self._views.listed(actor, [row.patient_id for row in rows if row.patient_id], "ended callbacks")
        return rows
