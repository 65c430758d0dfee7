"""Worklist items: opened once for each object, taken, noted, closed; every step is an event of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.names import display_name
from psr_tui.domain.text import fold
from psr_tui.domain.work import NewWork, WorkEvent, WorkItem, WorkKind, WorkState
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.patients import PatientRow
from psr_tui.store.tables.staff import StaffRow
from psr_tui.store.tables.work import WorkItemEventRow, WorkItemRow

_W, _E, _P, _S = (columns(one) for one in (WorkItemRow, WorkItemEventRow, PatientRow, StaffRow))
_OPEN = (WorkState.OPEN.value, WorkState.IN_PROGRESS.value)


class WorkRepository:
    """Reads and writes worklist items. Who may do what is the service's question."""

    def __init__(self, session: Session, new_id: Callable[[], str]) -> None:
        self._session = session
        self._new_id = new_id

    # --- reading ---
    def get(self, item_id: str) -> WorkItem | None:
        """One item."""
        rows = self._session.execute(self._query().where(_W.id == item_id)).mappings().all()
        return _item(rows[0]) if rows else None

    def of_object(self, kind: WorkKind, object_id: str) -> WorkItem | None:
        """The open item about an object."""
        query = self._query().where(_W.kind == kind.value, _W.object_id == object_id, _W.state.in_(_OPEN))
        rows = self._session.execute(query).mappings().all()
        return _item(rows[0]) if rows else None

    def page(self, kinds: Sequence[WorkKind], text: str, first: int, count: int) -> list[WorkItem]:
        """Open items, the most urgent first: by due time, then priority."""
        query = self._listed(kinds, text).order_by(_W.due_at, _W.priority, _W.id).offset(first).limit(count)
        return [_item(row) for row in self._session.execute(query).mappings()]

    def count(self, kinds: Sequence[WorkKind], text: str = "") -> int:
        """How many open items there are."""
        listed = self._listed(kinds, text).subquery()
        return int(self._session.execute(sql(func.count()).select_from(listed)).scalar_one())

    def keys(self, kinds: Sequence[WorkKind], text: str) -> list[tuple[str, str]]:
        """(id, folded patient name) of every open item in the list's order: to find a row again, or by letter."""
        query = self._listed(kinds, text).order_by(_W.due_at, _W.priority, _W.id)
        return [(str(row["id"]), str(row["last_folded"] or "")) for row in self._session.execute(query).mappings()]

    def counts(self, now: datetime) -> dict[WorkKind, tuple[int, int]]:
        """Open and overdue items by kind."""
        query = (
            sql(_W.kind, func.count(), func.count().filter(_W.due_at < now))
            .where(_W.state.in_(_OPEN))
            .group_by(_W.kind)
        )
        return {WorkKind(kind): (int(total), int(late)) for kind, total, late in self._session.execute(query)}

    def events(self, item_id: str) -> list[WorkEvent]:
        """Everything that happened to an item, the oldest first."""
        query = sql(_E.at, _E.staff_name, _E.what, _E.note).where(_E.item_id == item_id).order_by(_E.seq)
        return [WorkEvent(at, by, what, note) for at, by, what, note in self._session.execute(query)]

    # --- writing ---
    def open_item(self, new: NewWork, staff_id: str, by: str, now: datetime) -> str:
        """Open an item, or find the open one about the same object. Returns its id."""
        new = new.checked()
        if new.object_id and (known := self.of_object(new.kind, new.object_id)) is not None:
            return known.item_id
        item_id = self._new_id()
        self._session.execute(
            table(WorkItemRow).insert().values(
                id=item_id, kind=new.kind.value, title=new.title[:120], text=new.text,
                patient_id=new.patient_id or None, appointment_id=new.appointment_id or None,
                object_id=new.object_id, assignee_id=new.assignee_id or None, team=new.team or new.kind.rule.team,
                priority=new.priority, due_at=new.due(now), state="open", outcome="", created_at=now,
                created_by=by, closed_at=None, version=1, changed_by=by, changed_at=now,
            )
        )  # fmt: skip
        self.add_event(item_id, "opened", staff_id, by, now)
        return item_id

    def close_about(self, kind: WorkKind, object_id: str, outcome: str, staff_id: str, by: str, now: datetime) -> None:
        """Close the open item about an object, if there is one: what it waited for has happened."""
        item = self.of_object(kind, object_id)
        if item is not None:
            self.change(item.item_id, by, now, state=WorkState.DONE.value, outcome=outcome, closed_at=now)
            self.add_event(item.item_id, "done", staff_id, by, now, outcome)

    def change(self, item_id: str, by: str, now: datetime, **values: Any) -> None:
        """Set columns of an item and raise its version."""
        items = table(WorkItemRow)
        self._session.execute(
            items.update()
            .where(items.c.id == item_id)
            .values(version=items.c.version + 1, changed_by=by, changed_at=now, **values)
        )

    def add_event(self, item_id: str, what: str, staff_id: str, by: str, now: datetime, note: str = "") -> None:
        """Write what happened to an item."""
        last = sql(func.coalesce(func.max(_E.seq), 0)).where(_E.item_id == item_id)
        seq = int(self._session.execute(last).scalar_one()) + 1
        self._session.execute(
            table(WorkItemEventRow).insert().values(
                id=self._new_id(), item_id=item_id, seq=seq, at=now, staff_id=staff_id or None, staff_name=by,
                what=what, note=note,
            )
        )  # fmt: skip

    # --- the parts ---
    @staticmethod
    def _query() -> Any:
        names = (_P.last_name, _P.first_name, _P.middle_name, _P.suffix, _P.last_folded, _S.name)
        joined = (
            table(WorkItemRow)
            .outerjoin(table(PatientRow), _P.id == _W.patient_id)
            .outerjoin(table(StaffRow), _S.id == _W.assignee_id)
        )
        return sql(*table(WorkItemRow).c, *names).select_from(joined)

    def _listed(self, kinds: Sequence[WorkKind], text: str) -> Any:
        query = self._query().where(_W.kind.in_([kind.value for kind in kinds]), _W.state.in_(_OPEN))
        for part in fold(text).split():
            like = f"%{part}%"
            query = query.where(
                _P.last_folded.like(like) | _P.first_folded.like(like) | func.lower(_W.title).like(like)
                | func.lower(_W.team).like(like) | func.lower(_S.name).like(like)
            )  # fmt: skip
        return query


def _item(row: Any) -> WorkItem:
    return WorkItem(
        item_id=row["id"], kind=WorkKind(row["kind"]), title=row["title"], text=row["text"],
        patient_id=row["patient_id"] or "",
        patient=display_name(row["last_name"], row["first_name"], row["middle_name"], row["suffix"])
        if row["patient_id"] else "",
        appointment_id=row["appointment_id"] or "", object_id=row["object_id"], assignee_id=row["assignee_id"] or "",
        assignee=row["name"] or "", team=row["team"], priority=row["priority"], due_at=row["due_at"],
        state=WorkState(row["state"]), outcome=row["outcome"], created_at=row["created_at"],
        created_by=row["created_by"], version=row["version"], changed_by=row["changed_by"],
        changed_at=row["changed_at"],
    )  # fmt: skip
