"""The copays that payers' answers lead to expect, for a board or one visit, in a fixed number of queries (FD-119)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.clock import local_date
from psr_tui.domain.coverage import VERIFY_AFTER_DAYS
from psr_tui.domain.eligibility_check import ABOUT_COVERAGE, CheckState, Result, service_of
from psr_tui.domain.expected_copay import ChosenCopay, ToldCopay, expected_copay
from psr_tui.domain.money import Money
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.repositories.eligibility import CHOSEN, WRITTEN
from psr_tui.store.tables.clinic import ClinicRow
from psr_tui.store.tables.eligibility import EligibilityCheckRow, ExpectedCopayRow
from psr_tui.store.tables.schedule import AppointmentRow

_A, _K, _X, _CLINIC = (columns(one) for one in (AppointmentRow, EligibilityCheckRow, ExpectedCopayRow, ClinicRow))


@dataclass(frozen=True, slots=True)
class Told:
    """``copays`` by visit and coverage; one that is missing is left to what our record says. ``verify_days`` is the
    clinic's limit for the age of an answer."""

    copays: Mapping[str, Mapping[str, Money]]
    verify_days: int


class ExpectedCopays:
    """Reads answers and choices; which of them counts is the domain's question."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of_visits(self, visit_ids: Sequence[str], on: date, tz: ZoneInfo) -> Told:
        """In one query, however many visits are asked for."""
        found: dict[str, dict[str, Money]] = {visit_id: {} for visit_id in visit_ids}
        verify_days = VERIFY_AFTER_DAYS
        for row in self._session.execute(_QUERY, {"visit_ids": list(visit_ids)}).mappings():
            verify_days = row["eligibility_days"]
            told, chosen = _told(row, tz), _chosen(row)
            if chosen is not None and (told is None or chosen.coverage_id != told.coverage_id):
                found[chosen.visit_id].setdefault(chosen.coverage_id, chosen.amount)
                chosen = None
            amount = expected_copay(chosen, told, on, row["benefits_days"])
            if told is not None and amount is not None:
                found[row["visit_id"]][told.coverage_id] = amount
        return Told(found, verify_days)


def _told(row: Any, tz: ZoneInfo) -> ToldCopay | None:
    """An amount that was told for another kind of visit does not count for this one."""
    if row["coverage_id"] is None:
        return None
    same = service_of(row["asked_for"] or "") == service_of(row["visit_type"])
    amount = Money(row["copay_cents"]) if same and row["copay_cents"] is not None else None
    active = row["result"] != Result.INACTIVE.value
    return ToldCopay(row["coverage_id"], row["check_id"], local_date(row["answered_at"], tz), active, amount)


def _chosen(row: Any) -> ChosenCopay | None:
    if row["chosen_coverage"] is None:
        return None
    return ChosenCopay(
        row["visit_id"], row["chosen_coverage"], row["chosen_check"], Money(row["chosen_cents"]),
        row["chosen_words"], row["chosen_by"],
    )  # fmt: skip


def _query() -> Any:
    """Visits, the newest answer about each coverage of their patients, and the last choice made for each visit."""
    asked = table(AppointmentRow).alias("asked")
    place = func.row_number().over(
        partition_by=(_A.id, _K.coverage_id), order_by=(_K.answered_at.desc(), WRITTEN.desc())
    )  # fmt: skip
    visits: Any = bindparam("visit_ids", expanding=True)
    told = (
        sql(
            _A.id.label("visit_id"), _K.coverage_id, _K.id.label("check_id"), _K.answered_at, _K.result,
            _K.copay_cents, func.coalesce(asked.c.visit_type, "").label("asked_for"), place.label("place"),
        )
        .select_from(table(AppointmentRow))
        .join(table(EligibilityCheckRow), _K.patient_id == _A.patient_id)
        .outerjoin(asked, asked.c.id == _K.appointment_id)
        .where(_A.id.in_(visits), _K.state == CheckState.ANSWERED.value, _K.result.in_(_ABOUT))
        .subquery("told")
    )  # fmt: skip
    last = func.row_number().over(partition_by=_X.appointment_id, order_by=(_X.at.desc(), CHOSEN.desc()))
    chosen = sql(table(ExpectedCopayRow), last.label("place")).where(_X.appointment_id.in_(visits)).subquery("chosen")
    days = sql(_CLINIC.benefits_days).limit(1).scalar_subquery()
    limit = sql(_CLINIC.eligibility_days).limit(1).scalar_subquery()
    return (
        sql(
            _A.id.label("visit_id"), _A.visit_type, told.c.coverage_id, told.c.check_id, told.c.answered_at,
            told.c.result, told.c.copay_cents, told.c.asked_for, chosen.c.coverage_id.label("chosen_coverage"),
            chosen.c.check_id.label("chosen_check"), chosen.c.cents.label("chosen_cents"),
            chosen.c.words.label("chosen_words"), chosen.c.staff_name.label("chosen_by"), days.label("benefits_days"),
            limit.label("eligibility_days"),
        )
        .select_from(table(AppointmentRow))
        .outerjoin(told, (told.c.visit_id == _A.id) & (told.c.place == 1))
        .outerjoin(chosen, (chosen.c.appointment_id == _A.id) & (chosen.c.place == 1))
        .where(_A.id.in_(visits))
    )  # fmt: skip


_ABOUT = [one.value for one in ABOUT_COVERAGE]
_QUERY: Any = _query()
