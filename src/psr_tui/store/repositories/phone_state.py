"""What the telephone shows now: callers who wait, the lines of the reps, and who has which telephone.

Callers and lines are pictures drawn from the events; only what changed is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy import select as sql
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session

from psr_tui.domain.rep_lines import LineState, PhoneAgent, RepLine
from psr_tui.domain.waiting_callers import Callers, WaitingCaller
from psr_tui.store.repositories.changing import next_version
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.phone_blocks import RepLineRow
from psr_tui.store.tables.phone_line import PhoneAgentRow, QueueMemberRow

_C, _L, _A = (columns(one) for one in (QueueMemberRow, RepLineRow, PhoneAgentRow))


class PhoneStateRepository:
    """Now, as far as the telephone tells it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def waiting(self) -> list[WaitingCaller]:
        """Callers in a queue, the longest wait first."""
        query = sql(_C.call_id, _C.queue, _C.joined_at, _C.number, _C.position, _C.ringing)
        return [WaitingCaller(*row) for row in self._session.execute(query.order_by(_C.joined_at, _C.call_id))]

    def set_waiting(self, before: Callers, now: Callers) -> bool:
        """Make ``before`` into ``now``; whether anything changed."""
        gone = [key for key, one in before.items() if now.get(key) != one]
        came = [one for key, one in now.items() if before.get(key) != one]
        for call_id, queue in gone:
            self._session.execute(delete(table(QueueMemberRow)).where(_C.call_id == call_id, _C.queue == queue))
        if came:
            rows = [{name: getattr(one, name) for name in WaitingCaller.__slots__} for one in came]
            self._session.execute(insert(table(QueueMemberRow)), rows)
        return bool(gone or came)

    def lines(self) -> dict[str, RepLine]:
        """The line of each rep whose telephone was heard of."""
        query = sql(_L.staff_id, _L.state, _L.line_call_id, _L.since, _L.cleared_why)
        return {who: RepLine(LineState(state), *rest) for who, state, *rest in self._session.execute(query)}

    def set_lines(self, changed: Mapping[str, RepLine]) -> None:
        """Write the lines that changed."""
        for who, line in changed.items():
            values = {
                "state": line.state.value, "line_call_id": line.call_id, "since": line.since,
                "cleared_why": line.cleared_why,
            }  # fmt: skip
            query = insert(table(RepLineRow)).values(staff_id=who, **values)
            self._session.execute(query.on_conflict_do_update(index_elements=["staff_id"], set_=values))

    def agents(self) -> list[PhoneAgent]:
        """Who has which telephone."""
        query = sql(_A.staff_id, _A.agent, _A.extension, _A.version).order_by(_A.staff_id)
        return [PhoneAgent(*row) for row in self._session.execute(query)]

    def set_agent(self, staff_id: str, agent: str, extension: str, by: str, at: datetime) -> None:
        """Give somebody a telephone; both texts empty take it away."""
        row = self._session.get(PhoneAgentRow, staff_id)
        if row is None:
            self._session.add(
                PhoneAgentRow(staff_id=staff_id, agent=agent, extension=extension, changed_by=by, changed_at=at)
            )
            self._session.flush()
            return
        row.agent, row.extension = agent, extension
        next_version(self._session, row, by, at)
