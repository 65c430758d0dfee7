"""Booked visits: new rows, what a booking needs to know of its patient, series, and a day of visits for the grid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.conflicts import Wish
from psr_tui.domain.day_plan import PlannedVisit
from psr_tui.domain.money import Money
from psr_tui.domain.names import display_name
from psr_tui.domain.series import Member, Pattern
from psr_tui.domain.visit import VisitState
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.repositories.schedule import FREES_TIME
from psr_tui.store.tables.authorisations import AuthorisationRow
from psr_tui.store.tables.booking import SeriesRow
from psr_tui.store.tables.coverage import CoverageRow, PayerRow
from psr_tui.store.tables.patients import PatientRow
from psr_tui.store.tables.schedule import AppointmentRow, ProviderRow, VisitTypeRow

_A, _P, _D, _T = (columns(one) for one in (AppointmentRow, PatientRow, ProviderRow, VisitTypeRow))
_C, _Y, _AU = (columns(one) for one in (CoverageRow, PayerRow, AuthorisationRow))
_DAY = (
    sql(
        _A.id, _A.version, _A.patient_id, _P.last_name, _P.first_name, _P.middle_name, _P.suffix, _P.dob, _A.local_date,
        _A.local_start, _A.starts_at, _A.minutes, _A.provider_id, func.coalesce(_D.last_name, "").label("provider"),
        _A.visit_type, _T.label, _T.glyph, _A.kind, _A.state, _A.confirmation, _A.note, _A.series_id, _A.sort_weight,
        _A.interpreter,
    )
    .select_from(table(AppointmentRow))
    .join(table(PatientRow), _P.id == _A.patient_id)
    .join(table(VisitTypeRow), _T.code == _A.visit_type)
    .outerjoin(table(ProviderRow), _D.id == _A.provider_id)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BookedAs:
    """What stands in the row of a visit beyond who and when, for a booking that comes twice or is moved."""

    patient_id: str
    provider_id: str | None
    visit_type: str
    minutes: int
    starts_at: datetime
    reason: str
    room_id: str | None
    series_id: str | None
    related_id: str | None
    replaces_id: str | None
    interpreter: str
    interpreter_mode: str
    access_request: str
    asked_to_arrive: int
    case_id: str | None
    authorisation_id: str | None
    note: str


@dataclass(frozen=True, slots=True)
class Booker:
    """The patient of a booking: the name, what their time of coming is, and the visit type of their last visit."""

    name: str
    interpreter: str
    asked_to_arrive: int
    last_type: str
    last_provider: str | None


class BookingRepository:
    """Rows of booked visits. Acts on their state go through ``visits``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def booker(self, patient_id: str) -> Booker | None:
        """Who books."""
        row = self._session.get(PatientRow, patient_id)
        if row is None:
            return None
        name = display_name(row.last_name, row.first_name, row.middle_name, row.suffix)
        query = (
            sql(_A.visit_type, _A.provider_id)
            .select_from(table(AppointmentRow))
            .join(table(VisitTypeRow), _T.code == _A.visit_type)
            .where(_A.patient_id == patient_id, _T.active.is_(True), _A.kind != "walk_in")
            .order_by(_A.local_date.desc(), _A.local_start.desc())
            .limit(1)
        )
        last, provider = self._session.execute(query).one_or_none() or ("", None)
        return Booker(name, "needed" if row.interpreter == "yes" else "", row.asked_to_arrive, last, provider)

    def no_shows(self, patient_id: str, since: date) -> int:
        """How often the patient did not come since a day."""
        query = sql(func.count()).where(
            _A.patient_id == patient_id, _A.local_date >= since, _A.state == VisitState.NO_SHOW.value
        )
        return int(self._session.execute(query).scalar_one())

    def copay(self, patient_id: str, day: date) -> Money | None:
        """What the plan in force on a day asks at a visit, so far as it is known."""
        query = (
            sql(_C.copay_cents)
            .where(
                _C.patient_id == patient_id, _C.position == 1, (_C.effective_on.is_(None)) | (_C.effective_on <= day),
                (_C.ends_on.is_(None)) | (_C.ends_on >= day),
            )
            .limit(1)
        )  # fmt: skip
        cents = self._session.execute(query).scalar_one_or_none()
        return None if cents is None else Money(cents)

    def add(self, visit_id: str, patient_id: str, wish: Wish, by: str, at: datetime, **more: Any) -> None:
        """A new row for a wish, ``requested`` until its booking event is written. ``places`` in ``more``: None when it
        was booked over a full time. Raises Refused when the time was taken meanwhile (the database counts again)."""
        opening, kind = wish.opening, wish.kind
        part = kind.of_provider(opening.minutes)
        self._session.add(
            AppointmentRow(
                id=visit_id, patient_id=patient_id, provider_id=opening.provider_id or None, visit_type=kind.code,
                local_date=opening.day, local_start=opening.local_start, starts_at=opening.starts_at,
                minutes=opening.minutes, provider_minutes=None if part == opening.minutes else part,
                room_id=opening.room_id or None, state=VisitState.REQUESTED.value, state_at=at, changed_by=by,
                changed_at=at, **more,
            )
        )  # fmt: skip
        self._session.flush()

    def booked_as(self, visit_id: str) -> BookedAs | None:
        """The row of a visit."""
        row = self._session.get(AppointmentRow, visit_id)
        return None if row is None else BookedAs(**{name: getattr(row, name) for name in BookedAs.__slots__})

    def content(self, visit_id: str) -> Mapping[str, Any]:
        """The fields people know, for the versions that are kept (FD-32)."""
        row = self._session.get_one(AppointmentRow, visit_id)
        names = (
            "provider_id", "visit_type", "kind", "local_date", "local_start", "minutes", "state", "room_id", "reason",
            "note", "interpreter", "confirmation", "cancel_side", "late_cancel", "series_id", "replaces_id",
        )  # fmt: skip
        return {name: getattr(row, name) for name in names}

    # --- for the screen ---
    def day(self, day: date, provider_ids: Sequence[str] = (), gone: bool = False) -> list[PlannedVisit]:
        """The visits of a date in their order; ``gone`` with those that hold no time any more. One query."""
        query = _DAY.where(_A.local_date == day)
        if provider_ids:
            query = query.where(_A.provider_id.in_(provider_ids))
        if not gone:
            query = query.where(_A.state.not_in(FREES_TIME))
        ordered = query.order_by(_A.local_start, _A.sort_weight, _P.last_folded, _A.id)
        return [_planned(row) for row in self._session.execute(ordered)]

    def days(self, first: date, last: date) -> set[date]:
        """The dates on which visits hold time."""
        query = sql(_A.local_date).where(_A.local_date.between(first, last), _A.state.not_in(FREES_TIME)).distinct()
        return set(self._session.execute(query).scalars())

    def one(self, visit_id: str) -> PlannedVisit | None:
        """One visit as the schedule shows it."""
        found = self._session.execute(_DAY.where(_A.id == visit_id)).one_or_none()
        return None if found is None else _planned(found)

    def to_come(self, patient_id: str, today: date) -> list[PlannedVisit]:
        """The patient's booked visits from today on."""
        states = (VisitState.REQUESTED.value, VisitState.BOOKED.value)
        query = _DAY.where(_A.patient_id == patient_id, _A.local_date >= today, _A.state.in_(states))
        return [_planned(row) for row in self._session.execute(query.order_by(_A.local_date, _A.local_start))]

    # --- series ---
    def add_series(self, series_id: str, patient_id: str, pattern: Pattern, by: str, at: datetime) -> None:
        """The pattern; its visits point to it."""
        self._session.add(
            SeriesRow(
                id=series_id, patient_id=patient_id, every=pattern.every, unit=pattern.unit, count=pattern.count,
                changed_by=by, changed_at=at,
            )
        )  # fmt: skip
        self._session.flush()

    def members(self, series_id: str) -> tuple[Member, ...]:
        """The visits of a series that still stand as booked."""
        states = (VisitState.REQUESTED.value, VisitState.BOOKED.value)
        query = sql(_A.id, _A.version, _A.local_date, _A.local_start).where(
            _A.series_id == series_id, _A.state.in_(states)
        )
        return tuple(Member(*row) for row in self._session.execute(query.order_by(_A.local_date, _A.local_start)))

    def related(self, visit_id: str) -> Iterable[str]:
        """Visits that were linked to this one and still stand (FD-83)."""
        states = (VisitState.REQUESTED.value, VisitState.BOOKED.value)
        query = sql(_A.id).where(_A.related_id == visit_id, _A.state.in_(states))
        return list(self._session.execute(query).scalars())


def _planned(row: Any) -> PlannedVisit:
    return PlannedVisit(
        row.id, row.version, row.patient_id, display_name(row.last_name, row.first_name, row.middle_name, row.suffix),
        row.dob, row.local_date, row.local_start, row.starts_at, row.minutes, row.provider_id, row.provider,
        row.visit_type, row.label, row.glyph, row.kind, VisitState(row.state), row.confirmation, row.note,
        row.series_id, row.interpreter,
    )  # fmt: skip
