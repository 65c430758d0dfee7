"""The coverages of the visits of some days, in one bounded query, and the copays that were chosen for visits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, or_
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.eligibility_visit import CoverageAtVisit
from psr_tui.domain.expected_copay import ChosenCopay
from psr_tui.domain.money import Money
from psr_tui.domain.names import PatientName
from psr_tui.domain.visit import VisitState
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.repositories.eligibility import CHOSEN
from psr_tui.store.tables.coverage import CoverageRow, PayerRow
from psr_tui.store.tables.eligibility import ExpectedCopayRow
from psr_tui.store.tables.patients import PatientRow
from psr_tui.store.tables.schedule import AppointmentRow, ProviderRow
from psr_tui.store.tables.staff import StaffRow
from psr_tui.store.tables.work import WorkItemRow

_A, _P, _C, _Y, _D, _X, _W, _S = (
    columns(one)
    for one in (
        AppointmentRow, PatientRow, CoverageRow, PayerRow, ProviderRow, ExpectedCopayRow, WorkItemRow, StaffRow,
    )
)  # fmt: skip
_OPEN = [state.value for state in VisitState if not state.closed]
_ITEM_OPEN = ("open", "in_progress")
MOST_ROWS = 5000
"""More coverages than this in the days looked ahead are not read: the soonest come first."""

_IN_FORCE = and_(
    or_(_C.effective_on.is_(None), _C.effective_on <= _A.local_date),
    or_(_C.ends_on.is_(None), _C.ends_on >= _A.local_date),
)
_ROWS: Any = (
    sql(
        _A.id, _A.version, _A.local_date, _A.local_start, _A.starts_at, _A.visit_type, _A.state, _P.id, _P.last_name,
        _P.first_name, _P.middle_name, _P.suffix, _P.dob, _P.sex, _P.last_folded, _C.id, _C.position, _C.member_id,
        _C.group_number, _C.relationship, _C.subscriber_name, _C.subscriber_dob, _C.plan_name, _C.copay_cents,
        _C.verified_at, _C.verified_result, _Y.id, _Y.name, _Y.payer_code, _Y.verify, _Y.channel,
        func.coalesce(_D.npi, ""),
    )
    .select_from(table(AppointmentRow))
    .join(table(PatientRow), _P.id == _A.patient_id)
    .join(table(CoverageRow), _C.patient_id == _A.patient_id)
    .join(table(PayerRow), _Y.id == _C.payer_id)
    .outerjoin(table(ProviderRow), _D.id == _A.provider_id)
)  # fmt: skip


_OF_VISIT: Any = _ROWS.where(_A.id == bindparam("visit_id"), _IN_FORCE).order_by(_C.position, _C.id)


@dataclass(frozen=True, slots=True)
class Assigned:
    """Who has taken the work on one row of the list."""

    item_id: str
    version: int
    staff_id: str
    name: str
    state: str


class EligibilityListQueries:
    """What the worklist and an act on one of its rows read."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def at_visits(self, first: date, last: date) -> list[CoverageAtVisit]:
        """Every coverage in force at every open visit from ``first`` to ``last``, by time, primary first; visits the
        patients or a case pay for are left out."""
        query = (
            _ROWS.where(
                _A.local_date >= first, _A.local_date <= last, _A.state.in_(_OPEN),
                _A.coverage_choice != "self_pay", _A.case_id.is_(None), _IN_FORCE,
            )
            .order_by(_A.local_date, _A.local_start, _A.id, _C.position, _C.id)
            .limit(MOST_ROWS)
        )  # fmt: skip
        return [_row(tuple(found)) for found in self._session.execute(query)]

    def of_visit(self, visit_id: str) -> list[CoverageAtVisit]:
        """The coverages in force at one visit, whatever its state, primary first."""
        found = self._session.execute(_OF_VISIT, {"visit_id": visit_id})
        return [_row(tuple(one)) for one in found]

    def assigned(self, keys: Sequence[str]) -> dict[str, Assigned]:
        """The open worklist item of each row that has one."""
        query = (
            sql(
                _W.object_id, _W.id, _W.version, func.coalesce(_W.assignee_id, ""), func.coalesce(_S.name, ""), _W.state
            )
            .select_from(table(WorkItemRow).outerjoin(table(StaffRow), _S.id == _W.assignee_id))
            .where(_W.kind == "eligibility", _W.object_id.in_(keys), _W.state.in_(_ITEM_OPEN))
        )
        return {key: Assigned(*rest) for key, *rest in self._session.execute(query)}

    # --- the copay a rep chose ---
    def chosen_copays(self, visit_ids: Sequence[str]) -> dict[str, ChosenCopay]:
        """The last choice for each visit that has one."""
        query = (
            sql(_X.appointment_id, _X.coverage_id, _X.check_id, _X.cents, _X.words, _X.staff_name)
            .where(_X.appointment_id.in_(visit_ids))
            .order_by(_X.at, CHOSEN)
        )
        return {
            visit_id: ChosenCopay(visit_id, coverage_id, check_id, Money(cents), words, by)
            for visit_id, coverage_id, check_id, cents, words, by in self._session.execute(query)
        }

    def chosen_of(self, coverage_id: str) -> list[ChosenCopay]:
        """The last choice of each visit that has one for this coverage."""
        visits = sql(_X.appointment_id).where(_X.coverage_id == coverage_id)
        chosen = self.chosen_copays([visit_id for (visit_id,) in self._session.execute(visits)])
        return [one for one in chosen.values() if one.coverage_id == coverage_id]

    def choose_copay(self, choice: ChosenCopay, row_id: str, staff_id: str, at: datetime) -> None:
        """Add a choice; the ones before it stay."""
        self._session.execute(
            table(ExpectedCopayRow).insert().values(
                id=row_id, appointment_id=choice.visit_id, coverage_id=choice.coverage_id, check_id=choice.check_id,
                cents=choice.amount.cents, words=choice.words, staff_id=staff_id, staff_name=choice.by, at=at,
            )
        )  # fmt: skip


def _row(found: tuple[Any, ...]) -> CoverageAtVisit:
    values = list(found)
    cents = values[23]
    values[23] = None if cents is None else Money(cents)
    values[29] = bool(values[29])
    values[8:12] = [PatientName(*values[8:12])]
    return CoverageAtVisit(*values)
