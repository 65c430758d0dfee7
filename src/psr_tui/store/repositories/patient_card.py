"""What hangs on a patient outside the patient tables, for the card: callbacks and what is owed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.money import Money
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.callbacks import CallbackRow
from psr_tui.store.tables.ledger import LedgerLineRow
from psr_tui.store.tables.reference import ReasonCodeRow

_C, _L, _R = (columns(one) for one in (CallbackRow, LedgerLineRow, ReasonCodeRow))
_OVER = ("done", "routed", "cancelled", "expired")


@dataclass(frozen=True, slots=True)
class CardCallback:
    """A callback the clinic owes this patient, or made."""

    callback_id: str
    due_at: datetime
    reason: str
    state: str
    attempts: int
    tell: str = ""  # what is said to them when they call in or come (CC-45)


class PatientCardQueries:
    """What a patient's card shows beside the demographics."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def card_callbacks(self, patient_id: str, most: int = 5) -> list[CardCallback]:
        """The patient's callbacks, those still open first, by due time."""
        query = (
            sql(_C.id, _C.due_at, func.coalesce(_R.label, _C.reason_code), _C.state, _C.attempts, _C.tell_words)
            .select_from(table(CallbackRow))
            .outerjoin(table(ReasonCodeRow), (_R.kind == "call_reason") & (_R.code == _C.reason_code))
            .where(_C.patient_id == patient_id)
            .order_by(case((_C.state.in_(_OVER), 1), else_=0), _C.due_at)
            .limit(most)
        )
        return [CardCallback(*row) for row in self._session.execute(query)]

    def balance(self, patient_id: str) -> Money:
        """What the patient owes: the sum of their receivable lines; never a stored figure."""
        owed = sql(func.coalesce(func.sum(_L.cents), 0)).where(_L.patient_id == patient_id, _L.account == "receivable")
        return Money(int(self._session.execute(owed).scalar_one()))
