"""What limits calls to somebody: calls already made, and numbers that asked for no calls (CC-38, CC-52).

Each question reads a few rows of an index (by number and time; by patient; by item), however many callbacks there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, union_all, update
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.call_caps import Made
from psr_tui.domain.callback_ends import NoCalls
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.call_rules import DoNotCallRow
from psr_tui.store.tables.callbacks import CallbackEventRow, CallbackRow
from psr_tui.store.tables.calls import CallRow
from psr_tui.store.tables.reference import ReasonCodeRow
from psr_tui.store.tables.staff import StaffRow

_C, _E, _K, _D, _S, _R = (
    columns(one) for one in (CallbackRow, CallbackEventRow, CallRow, DoNotCallRow, StaffRow, ReasonCodeRow)
)


# Asked at every claim, so put together once: building a statement takes longer than answering it.
_WHOSE: Any = bindparam("whose")
_SINCE: Any = bindparam("since", type_=_E.at.type)
_OTHERS = sql(_K.started_at, _K.reason_code).where(
    _K.started_at > _SINCE, _K.direction == "out", _K.callback_id.is_(None)
)
_TO_NUMBER = union_all(
    sql(_E.at, _C.reason_code)
    .join_from(table(CallbackEventRow), table(CallbackRow), _C.id == _E.callback_id)
    .where(_E.number == _WHOSE, _E.at > _SINCE, _E.counts.is_(True)),
    _OTHERS.where(_K.number == _WHOSE),
)
_TO_PATIENT = union_all(
    sql(_E.at, _C.reason_code)
    .join_from(table(CallbackRow), table(CallbackEventRow), _E.callback_id == _C.id)
    .where(_C.patient_id == _WHOSE, _E.at > _SINCE, _E.counts.is_(True)),
    _OTHERS.where(_K.patient_id == _WHOSE),
)
_OF_ITEM = sql(_E.at).where(_E.callback_id == _WHOSE, _E.counts.is_(True))
_STOPPED = sql(_D.e164).where(
    _D.e164.in_(bindparam("numbers", expanding=True)),
    _D.removed_at.is_(None),
    or_(_D.purpose == "", _D.purpose == bindparam("purpose")),
)


class CallLimitRepository:
    """Counts of calls made, and the do-not-call list."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # --- calls made ---
    def to_number(self, e164: str, since: datetime) -> tuple[Made, ...]:
        """Calls to a number, whoever it belongs to (CC-39): attempts of callbacks, and calls out without one."""
        if not e164:
            return ()
        return self._made(_TO_NUMBER, {"whose": e164, "since": since})

    def to_patient(self, patient_id: str, since: datetime) -> tuple[Made, ...]:
        """Calls about a patient, at any number."""
        if not patient_id:
            return ()
        return self._made(_TO_PATIENT, {"whose": patient_id, "since": since})

    def of_item(self, callback_id: str, reason: str) -> tuple[Made, ...]:
        """Every counted call of one item."""
        found = self._session.execute(_OF_ITEM, {"whose": callback_id})
        return tuple(Made(row[0], reason) for row in found)

    def _made(self, query: Any, values: dict[str, Any]) -> tuple[Made, ...]:
        return tuple(Made(at, reason) for at, reason in self._session.execute(query, values))

    # --- do not call ---
    def stopped(self, numbers: Iterable[str], purpose: str) -> frozenset[str]:
        """Those of the numbers that must not be called for this purpose, or for anything."""
        asked = sorted({one for one in numbers if one})
        if not asked:
            return frozenset()
        found = self._session.execute(_STOPPED, {"numbers": asked, "purpose": purpose})
        return frozenset(row[0] for row in found)

    def add(self, entry_id: str, e164: str, purpose: str, why: str, staff_id: str, at: datetime) -> bool:
        """Put a number on the list; False when it stands there for this purpose already."""
        standing = sql(_D.id).where(_D.e164 == e164, _D.purpose == purpose, _D.removed_at.is_(None))
        if self._session.execute(standing).first() is not None:
            return False
        self._session.add(
            DoNotCallRow(id=entry_id, e164=e164, purpose=purpose, added_at=at, added_by=staff_id, why=why)
        )
        self._session.flush()
        return True

    def remove(self, entry_id: str, why: str, staff_id: str, at: datetime) -> bool:
        """Take an entry off by date; False when it is off already."""
        taken_off = (
            update(table(DoNotCallRow))
            .where(_D.id == entry_id, _D.removed_at.is_(None))
            .values(removed_at=at, removed_by=staff_id, removed_why=why)
            .returning(_D.id)
        )
        return self._session.execute(taken_off).scalar_one_or_none() is not None

    def entry(self, entry_id: str) -> NoCalls | None:
        """One entry that stands."""
        found = [NoCalls(*row) for row in self._session.execute(_standing().where(_D.id == entry_id))]
        return found[0] if found else None

    def standing(self, most: int = 500) -> Sequence[NoCalls]:
        """The newest entries that stand."""
        query = _standing().order_by(_D.added_at.desc(), _D.id).limit(most)
        return [NoCalls(*row) for row in self._session.execute(query)]


def _standing() -> Any:
    return (
        sql(_D.id, _D.e164, _D.purpose, _R.label, _D.added_at, _S.name, _D.why)
        .join_from(table(DoNotCallRow), table(StaffRow), _S.id == _D.added_by)
        .outerjoin(table(ReasonCodeRow), (_R.kind == "call_reason") & (_R.code == _D.purpose))
        .where(_D.removed_at.is_(None))
    )
