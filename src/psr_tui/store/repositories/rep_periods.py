"""What reps said of themselves: the stretch that runs, the log of those before, and the codes of pauses."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select as sql
from sqlalchemy import update
from sqlmodel import Session

from psr_tui.domain.rep_states import Intent, PauseCode, Period
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.phone_blocks import PauseCodeRow, RepPeriodRow
from psr_tui.store.tables.staff import StaffRow

_P, _K, _S = columns(RepPeriodRow), columns(PauseCodeRow), columns(StaffRow)
_PERIOD = table(RepPeriodRow)


class RepPeriodRepository:
    """Stretches of being available or paused; at most one of a person runs (a unique index)."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def codes(self) -> list[PauseCode]:
        """The pause codes in use, in their order."""
        query = sql(_K.code, _K.label, _K.billable, _K.limit_minutes, _K.needs_approval)
        rows = self._session.execute(query.where(_K.active.is_(True)).order_by(_K.position, _K.code))
        return [PauseCode(code, label, bill, limit, bool(approval)) for code, label, bill, limit, approval in rows]

    def running(self, staff_id: str) -> Period | None:
        """What this person says of themselves now; None when they said nothing."""
        found = self._many(_P.staff_id == staff_id, _P.ended_at.is_(None))
        return found[0] if found else None

    def station(self, period_id: str) -> str:
        """Where it was said."""
        return str(self._session.execute(sql(_P.station).where(_P.id == period_id)).scalar_one())

    def between(self, staff_id: str, since: datetime, until: datetime) -> list[Period]:
        """Stretches of a person that began in this time, the oldest first."""
        return self._many(_P.staff_id == staff_id, _P.started_at >= since, _P.started_at < until)

    def begin(self, row_id: str, at: datetime, **values: Any) -> None:
        """A new stretch; the one before was ended."""
        self._session.add(RepPeriodRow(id=row_id, started_at=at, seen_at=at, **values))
        self._session.flush()

    def end(self, period_id: str, at: datetime) -> None:
        """The stretch is over."""
        self._session.execute(update(_PERIOD).where(_P.id == period_id).values(ended_at=at))

    def seen(self, period_id: str, at: datetime) -> None:
        """A sign of life of the person's program."""
        self._session.execute(update(_PERIOD).where(_P.id == period_id).values(seen_at=at))

    def _many(self, *where: Any) -> list[Period]:
        query = (
            sql(
                _P.id, _P.staff_id, _P.intent, _P.pause_code, _K.label, _P.started_at, _P.ended_at, _K.limit_minutes,
                _K.billable, _P.note, _S.name, _P.seen_at,
            )
            .select_from(_PERIOD)
            .outerjoin(table(PauseCodeRow), _K.code == _P.pause_code)
            .outerjoin(table(StaffRow), _S.id == _P.approved_by)
            .where(*where)
            .order_by(_P.started_at, _P.id)
        )  # fmt: skip
        return [
            Period(
                row_id, staff_id, Intent(intent), code, label or "", started, ended, limit, billable or "", note,
                signer or "", seen,
            )
            for row_id, staff_id, intent, code, label, started, ended, limit, billable, note, signer, seen
            in self._session.execute(query)
        ]  # fmt: skip
