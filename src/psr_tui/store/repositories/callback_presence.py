"""Who works the callbacks: who looks at which, who speaks what, who skipped how often, how many callers wait."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session, col, delete

from psr_tui.domain.callback_list import Looking, Skips
from psr_tui.domain.callback_states import Act
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.call_rules import CallbackViewRow, StaffLanguageRow
from psr_tui.store.tables.callbacks import CallbackEventRow
from psr_tui.store.tables.phone_line import QueueMemberRow
from psr_tui.store.tables.reference import ReasonCodeRow
from psr_tui.store.tables.staff import StaffRow

_V, _S, _E = columns(CallbackViewRow), columns(StaffRow), columns(CallbackEventRow)
_L, _Q, _R = columns(StaffLanguageRow), columns(QueueMemberRow), columns(ReasonCodeRow)


class CallbackPresence:
    """Questions about the people at the callbacks."""

    _session: Session

    # --- who looks at a row (CC-24) ---
    def seen(self, callback_id: str, staff_id: str, at: datetime) -> datetime | None:
        """Note a sign of somebody who looks at a callback; the answer is the sign before it, None for the first."""
        row = self._session.get(CallbackViewRow, (callback_id, staff_id))
        before = row.seen_at if row else None
        put = insert(table(CallbackViewRow)).values(callback_id=callback_id, staff_id=staff_id, seen_at=at)
        self._session.execute(
            put.on_conflict_do_update(index_elements=["callback_id", "staff_id"], set_={"seen_at": at})
        )
        return before

    def looked_away(self, staff_id: str, callback_id: str = "") -> bool:
        """Forget what somebody looks at, one callback or all; whether there was anything."""
        where = (_V.staff_id == staff_id, *((_V.callback_id == callback_id,) if callback_id else ()))
        gone = self._session.execute(delete(CallbackViewRow).where(*where).returning(_V.callback_id))
        return bool(gone.all())

    def looking(self, callback_ids: Sequence[str], since: datetime, until: datetime) -> dict[str, tuple[Looking, ...]]:
        """Who gave a sign of looking at these callbacks between the two instants, by callback."""
        query = (
            sql(_V.callback_id, _V.staff_id, _S.name, _V.seen_at)
            .join(table(StaffRow), _S.id == _V.staff_id)
            .where(_V.callback_id.in_(callback_ids), _V.seen_at > since, _V.seen_at <= until)
            .order_by(_S.name)
        )
        found: dict[str, tuple[Looking, ...]] = {}
        for callback_id, staff_id, name, seen_at in self._session.execute(query):
            found[callback_id] = (*found.get(callback_id, ()), Looking(staff_id, name, seen_at))
        return found

    # --- who speaks what (CC-93) ---
    def languages_of(self, staff_id: str) -> tuple[str, ...]:
        """The languages somebody speaks well enough for calls, as far as they were written down."""
        query = sql(_L.language).where(_L.staff_id == staff_id).order_by(_L.language)
        return tuple(row[0] for row in self._session.execute(query))

    def speak(self, staff_id: str, languages: Sequence[str]) -> None:
        """Write down which languages somebody speaks, instead of those before."""
        self._session.execute(delete(StaffLanguageRow).where(col(StaffLanguageRow.staff_id) == staff_id))
        self._session.add_all(StaffLanguageRow(staff_id=staff_id, language=code) for code in languages)
        self._session.flush()

    # --- what reps passed over (CC-26) ---
    def skips(self, since: datetime, until: datetime, staff_id: str = "") -> list[Skips]:
        """Skips by rep and reason, most of a rep first."""
        query = (
            sql(_E.staff_name, _E.reason_code, func.coalesce(_R.label, _E.reason_code), func.count())
            .select_from(table(CallbackEventRow))
            .outerjoin(table(ReasonCodeRow), (_R.kind == "skip") & (_R.code == _E.reason_code))
            .where(_E.kind == Act.SKIP.value, _E.at >= since, _E.at < until)
            .group_by(_E.staff_id, _E.staff_name, _E.reason_code)
            .order_by(_E.staff_name, func.count().desc(), _E.reason_code)
        )
        if staff_id:
            query = query.where(_E.staff_id == staff_id)
        return [Skips(*row) for row in self._session.execute(query)]

    # --- live callers (CC-16) ---
    def callers_since(self, believed_from: datetime) -> list[datetime]:
        """When the callers joined who wait in a queue now, the first first."""
        query = sql(_Q.joined_at).where(_Q.joined_at > believed_from).order_by(_Q.joined_at)
        return [row[0] for row in self._session.execute(query)]
