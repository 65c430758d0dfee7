"""Callbacks: the list, and everything that is done with it (F4, the call box, the red flag)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from psr_tui.domain.callback_ends import EndedItem
from psr_tui.domain.callback_filter import EVERYTHING, CallbackFilter
from psr_tui.domain.callback_list import Attempt, CallbackCounts, CallbackLine, CallbackLook, CallInHand
from psr_tui.domain.callback_sorts import Sort
from psr_tui.domain.clock import Clock
from psr_tui.domain.errors import NotFound
from psr_tui.domain.red_flags import FlagFacts
from psr_tui.domain.staff import Actor
from psr_tui.services import call_acts as acts
from psr_tui.services.callback_calls import CallbackCalls, MinuteNews
from psr_tui.services.callback_chores import CallbackChores
from psr_tui.services.callback_making import CallbackMaking, Made, NewCallback
from psr_tui.services.callback_outcome import OutcomeSaved
from psr_tui.services.callback_people import CallbackPeople, presence_window
from psr_tui.services.callback_rare import CallbackRare
from psr_tui.services.callback_tell import CallbackTell
from psr_tui.services.callback_upkeep import CallbackUpkeep
from psr_tui.services.claim_care import ClaimCare, ClaimNews
from psr_tui.services.do_not_call import DoNotCall
from psr_tui.services.list_views import ListViews
from psr_tui.services.red_flags import RedFlag, RedFlags
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork

__all__ = ["CallbackService", "ClaimNews", "Made", "MinuteNews", "NewCallback", "OutcomeSaved", "Reading", "RedFlag"]

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
    flag: FlagFacts | None = None


class CallbackService(
    CallbackCalls, CallbackMaking, CallbackUpkeep, CallbackRare, CallbackTell, CallbackChores, DoNotCall, ClaimCare,
    CallbackPeople, RedFlags,
):  # fmt: skip
    """Everything F4 asks for. Reads run on any thread; each act is one transaction."""

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__(store, clock)
        self._views = ListViews(store)

    def counts(self, actor: Actor) -> CallbackCounts:
        """How many items stand in each group for this person, and who waits in the queue."""
        with self._store.read() as work:
            rules = work.callbacks.rules(work.now)
            counts = work.callbacks.counts(acts.look_for(work, actor, rules))
            return replace(counts, rush=acts.rush_words(work, rules))

    def count(self, actor: Actor, text: str = "", wanted: CallbackFilter = EVERYTHING) -> int:
        """Unfinished items under the typed filter, of those that are ``wanted``."""
        with self._store.read() as work:
            return work.callbacks.count(self._look(work, actor, text, wanted))

    def page(
        self,
        actor: Actor,
        text: str,
        first: int,
        count: int,
        sort: Sort = Sort.RANK,
        wanted: CallbackFilter = EVERYTHING,
    ) -> list[CallbackLine]:
        """Rows of the list in the one order, or as ``sort`` says, each with the reason it stands there and who else
        looks at it. Patients whom this sign-in sees for the first time are audited before they are shown."""
        with self._store.read() as work:
            rules = work.callbacks.rules(work.now)
            look = acts.look_for(work, actor, rules, text, wanted, sort)
            lines = work.callbacks.page(look, first, count)
            seen = work.callbacks.looking([line.item.id for line in lines], *presence_window(work.now))
            told = [
                replace(
                    line,
                    why=acts.explained(line, look, rules),
                    looking=tuple(one for one in seen.get(line.item.id, ()) if one.staff_id != actor.staff_id),
                )
                for line in lines
            ]
        self._views.listed(actor, [line.item.patient_id for line in told if line.item.patient_id], "callbacks")
        return told

    def index_of(
        self,
        actor: Actor,
        text: str,
        callback_id: str,
        sort: Sort = Sort.RANK,
        wanted: CallbackFilter = EVERYTHING,
    ) -> int | None:
        """Where the callback stands in the list filtered by ``text``, from 0; None when it is not on it."""
        with self._store.read() as work:
            return work.callbacks.index_of(self._look(work, actor, text, wanted, sort), callback_id)

    def jump(
        self,
        actor: Actor,
        text: str,
        prefix: str,
        after: int,
        sort: Sort = Sort.RANK,
        wanted: CallbackFilter = EVERYTHING,
    ) -> int | None:
        """The first row at or after ``after`` whose surname begins with ``prefix``, going round, or None."""
        with self._store.read() as work:
            return work.callbacks.jump(self._look(work, actor, text, wanted, sort), prefix, after)

    def _look(
        self, work: UnitOfWork, actor: Actor, text: str, wanted: CallbackFilter, sort: Sort = Sort.RANK
    ) -> CallbackLook:
        return acts.look_for(work, actor, work.callbacks.rules(work.now), text, wanted, sort)

    def open(self, actor: Actor, callback_id: str) -> Reading:
        """Everything about one item, to read; the view is audited first."""
        with self._store.write(actor, "callback.open", "callback", callback_id) as work:
            call = acts.in_hand(work, actor, work.callbacks.rules(work.now), callback_id)
            more = work.callbacks.more_of(callback_id)
            flag = work.flags.facts(callback_id)
            if more is None:
                raise NotFound("This callback is not in the list any more.")
            if call.item.patient_id:
                work.audit.viewed([call.item.patient_id], "callback")
            work.commit()
        return Reading(call, *more, flag)

    def last_calls(self, actor: Actor, patient_id: str, callback_id: str = "") -> tuple[Attempt, ...]:
        """The side panel: the newest outcomes, promises and notes of a patient who is on the list already; of a
        caller who is not on file, those of the callback."""
        with self._store.read() as work:
            return work.callbacks.history(patient_id, callback_id=callback_id)

    def ended_by_itself(self, actor: Actor) -> list[EndedItem]:
        """What expired or was closed as pointless in the last weeks, each with its reason (CC-13)."""
        with self._store.read() as work:
            rows = work.callback_upkeep.ended(work.now - timedelta(days=ENDED_DAYS))
        self._views.listed(actor, [row.patient_id for row in rows if row.patient_id], "ended callbacks")
        return rows
