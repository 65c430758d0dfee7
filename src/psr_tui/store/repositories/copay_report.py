"""What came in of the copays of a day's visits, from whom and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.money import Money
from psr_tui.domain.visit import VisitState
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.check_in import CheckInStepRow
from psr_tui.store.tables.ledger import ChargeRow, JournalRow, LedgerLineRow
from psr_tui.store.tables.schedule import AppointmentEventRow, AppointmentRow
from psr_tui.store.tables.staff import StaffRow

_A, _E, _X, _C, _L, _J, _S = (
    columns(one)
    for one in (AppointmentRow, AppointmentEventRow, CheckInStepRow, ChargeRow, LedgerLineRow, JournalRow, StaffRow)
)
_CAME = [state.value for state in (VisitState.CHECKED_IN, VisitState.ROOMED, VisitState.CHECKED_OUT)]


@dataclass(frozen=True, slots=True)
class CopayMove:
    """One posting on a copay charge: its kind, who made it, when (aware UTC), and what it added to what is owed."""

    visit_id: str
    kind: str
    rep: str
    at: datetime
    owed: Money


@dataclass(frozen=True, slots=True)
class CopayAnswer:
    """The newest answer to the copay question of a visit; ``detail`` tells where it was given."""

    code: str
    rep: str
    detail: str


class CopayReport:
    """Reads only."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def came(self, day: date) -> list[str]:
        """Visits of a day that were checked in."""
        query = sql(_A.id).where(_A.local_date == day, _A.state.in_(_CAME)).order_by(_A.local_start, _A.id)
        return [visit_id for (visit_id,) in self._session.execute(query)]

    def moves(self, visit_ids: Sequence[str]) -> list[CopayMove]:
        """Every posting on the copay charges of these visits, oldest first."""
        query = (
            sql(_C.appointment_id, _J.kind, func.coalesce(_S.name, ""), _J.at, func.sum(_L.cents))
            .join(table(LedgerLineRow), (_L.charge_id == _C.id) & (_L.account == "receivable"))
            .join(table(JournalRow), _J.id == _L.journal_id)
            .outerjoin(table(StaffRow), _S.id == _J.staff_id)
            .where(_C.appointment_id.in_(visit_ids), _C.kind == "copay")
            .group_by(_C.appointment_id, _J.id)
            .order_by(_J.sequence)
        )
        return [CopayMove(row[0], row[1], row[2], row[3], Money(int(row[4]))) for row in self._session.execute(query)]

    def answers(self, visit_ids: Sequence[str]) -> Mapping[str, CopayAnswer]:
        """visit -> the newest answer to the copay question that has a reason."""
        query = (
            sql(_X.appointment_id, _X.reason_code, _X.staff_name, _X.detail)
            .where(_X.appointment_id.in_(visit_ids), _X.item == "copay")
            .order_by(_X.seq)
        )
        return {row[0]: CopayAnswer(row[1], row[2], row[3]) for row in self._session.execute(query)}

    def times(self, visit_ids: Sequence[str]) -> Mapping[str, tuple[datetime | None, datetime | None]]:
        """visit -> when it arrived and when it was checked in, first times, aware UTC."""
        query = (
            sql(_E.appointment_id, _E.to_state, func.min(_E.at))
            .where(_E.appointment_id.in_(visit_ids), _E.to_state.in_(["arrived", *_CAME]))
            .group_by(_E.appointment_id, _E.to_state)
        )
        found: dict[str, dict[str, datetime]] = {}
        for visit_id, state, at in self._session.execute(query):
            found.setdefault(visit_id, {})[state] = at
        return {
            visit: (times.get("arrived") or min(times.values()), times.get("checked_in") or times.get("roomed"))
            for visit, times in found.items()
        }
