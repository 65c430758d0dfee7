"""Steps of service clocks that acts share: what a patient asked for begins to wait, and has waited.

The clock is started, stopped and ended by ``work.clocks`` in the transaction of the act (CC-113 to CC-115).
"""

from __future__ import annotations

from psr_tui.domain.callback_states import Act, State
from psr_tui.domain.staff import Actor
from psr_tui.domain.work import NewWork, WorkKind
from psr_tui.store.repositories.callbacks import CallbackState
from psr_tui.store.repositories.limit_objects import CALLBACK, LimitObjects
from psr_tui.store.repositories.service_clocks import SYSTEM
from psr_tui.store.unit_of_work import UnitOfWork

_NOT_ASKED_FOR = "ABN"
"""The cadence of callers who hung up: they are called back by a term of their own."""


def end_limits(work: UnitOfWork, actor: Actor | None, object_kind: str, object_id: str, words: str) -> None:
    """What was waited for has happened: its clocks end, and the item of a miss is closed with these words."""
    for kept in work.clocks.end(object_kind, object_id):
        who = (actor.staff_id, actor.name) if actor is not None else ("", SYSTEM)
        work.items.close_about(WorkKind.SERVICE_MISS, kept.id, words, *who, work.now)
        work.touch("work")


def callback_moved(work: UnitOfWork, actor: Actor, item: CallbackState, act: Act, after: State, counts: bool) -> None:
    """A request to be called waits until the first try that counts, or until it is over without one. A promise is
    measured by its own time and a red flag by its pickup."""
    if act is Act.CREATE:
        if not item.promise and not item.red_flag and item.cadence != _NOT_ASKED_FOR:
            work.clocks.start("CALLBACK", CALLBACK, item.id)
    elif counts or after in (State.DONE, State.CANCELLED, State.EXPIRED, State.ROUTED, State.EXHAUSTED):
        end_limits(work, actor, CALLBACK, item.id, "tried" if counts else after.value)
    elif after is not item.state:
        work.clocks.in_state(CALLBACK, item.id, after.value)


def record_misses(work: UnitOfWork) -> int:
    """Record what is late now and open one item for each on the leads' list; how many. Doing it twice, or in two
    processes at once, changes nothing the second time."""
    missed = work.clocks.missed_now()
    objects = LimitObjects(work.session)
    for kept in missed:
        named = objects.named(kept.object_kind, [kept.object_id]).get(kept.object_id)
        title = f"Not in time: {kept.label[:1].lower()}{kept.label[1:]}"
        new = NewWork(
            WorkKind.SERVICE_MISS, title, patient_id=named.patient_id if named else "", object_id=kept.id,
            text=named.about if named else "", priority=20,
        )  # fmt: skip
        work.items.open_item(new, "", SYSTEM, work.now)
        detail = {"policy": kept.policy, "about": kept.object_kind}
        work.audit.append("limit.missed", kept.object_kind, kept.object_id, detail=detail)
    if missed:
        work.touch("work")
    return len(missed)
