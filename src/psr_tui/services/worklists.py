"""Worklists (F8): what waits for somebody, who took it, what came of it. Each act is one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from psr_tui.domain.clock import Clock
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean, clean_note
from psr_tui.domain.work import NewWork, WorkEvent, WorkItem, WorkKind, WorkState, check_open, check_outcome
from psr_tui.services.guards import guard_version, must_exist
from psr_tui.services.list_views import ListViews
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork

_WHAT = "This item"
_Act = Callable[[UnitOfWork, WorkItem], None]


@dataclass(frozen=True, slots=True)
class WorkReading:
    """An item with its history, to read."""

    item: WorkItem
    events: tuple[WorkEvent, ...]


class WorkService:
    """Items of any kind; what an item is about has its own service."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._views = ListViews(store)

    # --- reading ---
    def page(self, actor: Actor, kinds: Sequence[WorkKind], text: str, first: int, count: int) -> list[WorkItem]:
        """A page of the open items; the patients named on it are logged as seen first."""
        with self._store.read() as work:
            items = work.items.page(kinds, text, first, count)
        self._views.listed(actor, [item.patient_id for item in items if item.patient_id], "worklist")
        return items

    def count(self, actor: Actor, kinds: Sequence[WorkKind], text: str) -> int:
        """How many there are under the filter."""
        with self._store.read() as work:
            return work.items.count(kinds, text)

    def keys(self, actor: Actor, kinds: Sequence[WorkKind], text: str) -> list[tuple[str, str]]:
        """(id, folded name) of every row in order."""
        with self._store.read() as work:
            return work.items.keys(kinds, text)

    def counts(self, actor: Actor) -> Mapping[WorkKind, tuple[int, int]]:
        """Open and overdue items by kind."""
        with self._store.read() as work:
            return work.items.counts(self._clock.now())

    def open(self, actor: Actor, item_id: str) -> WorkReading:
        """The item with its history; its patient is logged as seen first."""
        with self._store.write(actor, "view", "work_item", item_id) as work:
            item = must_exist(work.items.get(item_id), _WHAT)
            if item.patient_id:
                work.audit.viewed([item.patient_id], "worklist")
            work.commit()
        with self._store.read() as work:
            return WorkReading(item, tuple(work.items.events(item_id)))

    def colleagues(self, actor: Actor) -> list[tuple[str, str]]:
        """Id and name of everybody who can be given an item."""
        with self._store.read() as work:
            return [(one.id, one.name) for one in work.staff.everyone()]

    # --- acts ---
    def add(self, actor: Actor, new: NewWork) -> str:
        """Open an item by hand. Returns the sentence for the message line."""
        new = new.checked()
        with self._store.write(actor, "work.open", "work_item") as work:
            work.items.open_item(new, actor.staff_id, actor.name, work.now)
            work.audit.append("work.open", "work_item", new.patient_id, detail={"kind": new.kind.value})
            work.touch("work")
            work.commit()
        return f"Put on the list: {clean(new.title, 60)}."

    def take(self, actor: Actor, rows: Sequence[tuple[str, int]]) -> str:
        """Take items: they are this person's from now on."""
        return self.give(actor, rows, actor.staff_id)

    def give(self, actor: Actor, rows: Sequence[tuple[str, int]], staff_id: str) -> str:
        """Give items to a colleague; '' gives them back to their team. All or nothing."""

        def act(work: UnitOfWork, item: WorkItem) -> None:
            state = WorkState.IN_PROGRESS if staff_id else WorkState.OPEN
            work.items.change(item.item_id, actor.name, work.now, assignee_id=staff_id or None, state=state.value)
            to = must_exist(work.staff.get(staff_id), "This colleague").name if staff_id else item.team
            work.items.add_event(item.item_id, "given", actor.staff_id, actor.name, work.now, to)

        count = self._each(actor, "work.give", rows, act)
        return f"{count} item{'s' if count != 1 else ''} given." if staff_id else f"{count} given back to the team."

    def note(self, actor: Actor, item_id: str, version: int, text: str) -> str:
        """Write a note into the item's history."""
        text = clean_note(text)
        if not text:
            raise InvalidInput("Note: type a few words.", "Note")

        def act(work: UnitOfWork, item: WorkItem) -> None:
            work.items.change(item.item_id, actor.name, work.now)
            work.items.add_event(item.item_id, "note", actor.staff_id, actor.name, work.now, text)

        self._each(actor, "work.note", [(item_id, version)], act)
        return "The note is in the item's history."

    def done(self, actor: Actor, rows: Sequence[tuple[str, int]], outcome: str) -> str:
        """Close items with what came of them."""
        return self._close(actor, rows, WorkState.DONE, outcome)

    def cancel(self, actor: Actor, rows: Sequence[tuple[str, int]], why: str) -> str:
        """Close items that need not be done, with the reason."""
        return self._close(actor, rows, WorkState.CANCELLED, why)

    # --- the parts ---
    def _close(self, actor: Actor, rows: Sequence[tuple[str, int]], state: WorkState, outcome: str) -> str:
        outcome = clean_note(outcome)
        check_outcome(outcome)

        def act(work: UnitOfWork, item: WorkItem) -> None:
            values = {"state": state.value, "outcome": outcome, "closed_at": work.now}
            work.items.change(item.item_id, actor.name, work.now, **values)
            work.items.add_event(item.item_id, state.value, actor.staff_id, actor.name, work.now, outcome)

        count = self._each(actor, f"work.{state.value}", rows, act)
        return f"{count} item{'s' if count != 1 else ''} {state.value}."

    def _each(self, actor: Actor, act_name: str, rows: Sequence[tuple[str, int]], act: _Act) -> int:
        with self._store.write(actor, act_name, "work_item") as work:
            tz = work.clinic.get().tz
            for item_id, version in rows:
                item = must_exist(work.items.get(item_id), _WHAT)
                guard_version(item.title, item, version, tz)
                check_open(item)
                act(work, item)
                work.audit.append(act_name, "work_item", item_id)
            work.touch("work")
            work.commit()
        return len(rows)
