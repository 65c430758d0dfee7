"""The diary: templates, absences and the visits that hold time, for a search, a booking or one day on the screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.clock import at_local
from psr_tui.domain.day_units import hhmm, minute_of
from psr_tui.domain.diary import Busy, Diary, Planner, VisitKind
from psr_tui.domain.slots import Absence, SlotCode, Template, known_codes
from psr_tui.domain.visit import VisitState
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.booking import AbsenceRow, ProviderTemplateRow, SlotCodeRow
from psr_tui.store.tables.clinic import ClosedDayRow
from psr_tui.store.tables.schedule import AppointmentRow, ProviderRow, VisitTypeRow

_A, _D, _AB, _T = (columns(one) for one in (AppointmentRow, ProviderRow, AbsenceRow, ProviderTemplateRow))
FREES_TIME = tuple(
    state.value
    for state in (
        VisitState.CANCELLED,
        VisitState.RESCHEDULED,
        VisitState.NO_SHOW,
        VisitState.LEFT_UNSEEN,
        VisitState.ENTERED_IN_ERROR,
    )
)
"""States of visits that hold no time any more (FD-74); the trigger ``appointment_time_free`` says the same."""
_BUSY: Any = (
    sql(
        _A.id, _A.patient_id, _A.provider_id, _A.room_id, _A.visit_type, _A.starts_at, _A.minutes, _A.provider_minutes,
        _A.local_start, func.coalesce(_D.last_name, ""), _A.local_date,
    )
    .select_from(table(AppointmentRow))
    .outerjoin(table(ProviderRow), _A.provider_id == _D.id)
    .where(_A.state.not_in(FREES_TIME))
)  # fmt: skip


class ScheduleRepository:
    """Reads the diary; the number of queries is fixed, whatever the days and providers."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # --- what is chosen from ---
    def planners(self) -> list[Planner]:
        """Active providers in the order of lists."""
        query = sql(_D.id, _D.code, _D.last_name).where(_D.active.is_(True)).order_by(_D.last_name, _D.first_name)
        return [Planner(*row) for row in self._session.execute(query)]

    def kinds(self, everything: bool = False) -> list[VisitKind]:
        """Visit types as booking needs them; ``everything`` with those that are only in history."""
        rows: Iterable[VisitTypeRow] = self._session.execute(
            sql(VisitTypeRow).order_by(columns(VisitTypeRow).position)
        ).scalars()
        return [_kind(row) for row in rows if row.active or everything]

    def codes(self) -> dict[str, SlotCode]:
        """Slot codes by their character."""
        rows: Iterable[SlotCodeRow] = self._session.execute(sql(SlotCodeRow)).scalars()
        return known_codes(
            SlotCode(
                row.code, row.label, row.minutes, row.release, max(1, row.booking_limit),
                tuple(row.visit_types.split()), row.colour,
            )
            for row in rows
        )  # fmt: skip

    # --- the diary ---
    def diary(
        self,
        first: date,
        last: date,
        tz: ZoneInfo,
        *,
        kind: VisitKind | None = None,
        patient_id: str = "",
        room_id: str = "",
        provider_ids: Sequence[str] = (),
        packed: bool = False,
        without: str = "",
    ) -> Diary:
        """Everything that decides about free time from ``first`` to ``last``, both counted. ``packed``: times without
        their visits, for a search over many days; ``without``: the visit that is moved does not count then."""
        times_only = packed and (kind is None or kind.holds == 1)
        by_day: dict[tuple[str, date], list[Busy]] = {}
        for day, one in () if times_only else self._busy(first, last, provider_ids):
            if one.provider_id:
                by_day.setdefault((one.provider_id, day), []).append(one)
        mine = self._of(first, last, _A.patient_id, patient_id)
        return Diary(
            planners=tuple(self.planners()), codes=self.codes(), templates=self.templates(first, last, provider_ids),
            absences=tuple(self.absences(first, last, tz)), closed=self.closed(first, last), busy=by_day,
            packed=self._packed(first, last, provider_ids, without) if times_only else None,
            of_patient=tuple(one for _day, one in mine),
            of_room=tuple(one for _day, one in self._of(first, last, _A.room_id, room_id)),
            of_type=self._of_type(first, last, kind) if kind is not None and kind.daily_cap is not None else {},
            group_days=frozenset(
                day for day, one in mine if kind is not None and kind.holds > 1 and one.visit_type == kind.code
            ),
        )  # fmt: skip

    def _busy(self, first: date, last: date, provider_ids: Sequence[str]) -> list[tuple[date, Busy]]:
        query = _BUSY.where(_A.local_date.between(first, last), _A.provider_id.is_not(None))
        if provider_ids:
            query = query.where(_A.provider_id.in_(provider_ids))
        return [_busy(row) for row in self._session.execute(query)]

    def _packed(
        self, first: date, last: date, provider_ids: Sequence[str], without: str
    ) -> dict[tuple[str, date], str]:
        """One row for each provider and day, read from the index alone: a search looks at thousands of them."""
        minutes = func.coalesce(_A.provider_minutes, _A.minutes)
        query = (
            sql(_A.provider_id, _A.local_date, func.group_concat(_A.local_start.op("||")("+").op("||")(minutes), " "))
            .where(
                _A.local_date.between(first, last), _A.provider_id.is_not(None), _A.state.not_in(FREES_TIME)
            )
            .group_by(_A.local_date, _A.provider_id)
        )  # fmt: skip
        if provider_ids:
            query = query.where(_A.provider_id.in_(provider_ids))
        if without:
            query = query.where(_A.id != without)
        return {(provider, day): text for provider, day, text in self._session.execute(query)}

    def _of(self, first: date, last: date, column: Any, value: str) -> list[tuple[date, Busy]]:
        if not value:
            return []
        query = _BUSY.where(column == value, _A.local_date.between(first, last))
        return [_busy(row) for row in self._session.execute(query)]

    def _of_type(self, first: date, last: date, kind: VisitKind) -> dict[date, int]:
        query = (
            sql(_A.local_date, func.count())
            .where(
                _A.local_date.between(first, last), _A.visit_type == kind.code, _A.state.not_in(FREES_TIME)
            )
            .group_by(_A.local_date)
        )  # fmt: skip
        return {day: int(number) for day, number in self._session.execute(query)}

    def templates(self, first: date, last: date, provider_ids: Sequence[str] = ()) -> dict[str, tuple[Template, ...]]:
        """Templates that say something about these days, by provider."""
        query = sql(ProviderTemplateRow).where(_T.starts_on <= last, or_(_T.ends_on.is_(None), _T.ends_on >= first))
        if provider_ids:
            query = query.where(_T.provider_id.in_(provider_ids))
        found: dict[str, list[Template]] = {}
        rows: Iterable[ProviderTemplateRow] = self._session.execute(query).scalars()
        for row in rows:
            found.setdefault(row.provider_id, []).append(_template(row))
        return {provider: tuple(ones) for provider, ones in found.items()}

    def absences(self, first: date, last: date, tz: ZoneInfo) -> list[Absence]:
        """Absences and blockouts that touch these days and still hold, the soonest first."""
        begins, ends = at_local(first, 0, 0, tz), at_local(last + timedelta(days=1), 0, 0, tz)
        query = (
            sql(AbsenceRow)
            .where(_AB.starts_at < ends, _AB.ends_at > begins, _AB.ended.is_(False))
            .order_by(_AB.starts_at, _AB.id)
        )
        rows: Iterable[AbsenceRow] = self._session.execute(query).scalars()
        return [_absence(row) for row in rows]

    def closed(self, first: date, last: date) -> dict[date, str]:
        """Closed days with what they are called."""
        day = columns(ClosedDayRow).day
        query = sql(ClosedDayRow).where(day >= first.isoformat(), day <= last.isoformat())
        rows: Iterable[ClosedDayRow] = self._session.execute(query).scalars()
        return {date.fromisoformat(row.day): row.label or "closed" for row in rows}

    # --- templates and absences are changed by a lead ---
    def save_template(self, template: Template, by: str, at: datetime) -> int:
        """Write a provider's weekday: the row that begins on that day is changed, an earlier one goes on until the day
        before. The answer is the version."""
        query = sql(ProviderTemplateRow).where(
            _T.provider_id == template.provider_id, _T.weekday == template.weekday,
            or_(_T.ends_on.is_(None), _T.ends_on >= template.starts_on),
        )  # fmt: skip
        rows: list[ProviderTemplateRow] = list(self._session.execute(query).scalars())
        row = next((one for one in rows if one.starts_on == template.starts_on), None)
        for one in rows:
            if one.starts_on < template.starts_on:
                one.ends_on, one.version = template.starts_on - timedelta(days=1), one.version + 1
                one.changed_by, one.changed_at = by, at
        if row is None:
            row = ProviderTemplateRow(
                id=template.template_id, provider_id=template.provider_id, weekday=template.weekday, version=0,
                starts_on=template.starts_on, first_slot="", slots="", changed_at=at,
            )  # fmt: skip
        row.first_slot, row.slot_minutes, row.slots = hhmm(template.first), template.slot_minutes, template.slots
        row.location, row.ends_on = template.location, template.ends_on
        row.version, row.changed_by, row.changed_at = row.version + 1, by, at
        self._session.add(row)
        self._session.flush()
        return row.version

    def add_absence(self, absence: Absence, by: str, at: datetime) -> None:
        """A new absence or blockout."""
        self._session.add(
            AbsenceRow(
                id=absence.absence_id, kind=absence.kind, provider_id=absence.provider_id, room_id=absence.room_id,
                starts_at=absence.starts_at, ends_at=absence.ends_at, reason=absence.reason,
                visit_types=" ".join(absence.visit_types), emergency_only=absence.emergency_only, note=absence.note,
                changed_by=by, changed_at=at,
            )
        )  # fmt: skip
        self._session.flush()

    def absence(self, absence_id: str) -> Absence | None:
        """One absence, while it holds."""
        row = self._session.get(AbsenceRow, absence_id)
        return None if row is None or row.ended else _absence(row)

    def end_absence(self, absence_id: str, by: str, at: datetime) -> None:
        """It stops nobody any more; the row stays."""
        row = self._session.get_one(AbsenceRow, absence_id)
        row.ended, row.version, row.changed_by, row.changed_at = True, row.version + 1, by, at
        self._session.add(row)
        self._session.flush()


def _kind(row: VisitTypeRow) -> VisitKind:
    return VisitKind(
        code=row.code, label=row.label, minutes=row.minutes, preparation=row.preparation, holds=max(1, row.holds),
        daily_cap=row.daily_cap, notice_minutes=row.notice_minutes, needs_authorisation=row.needs_authorisation,
        early_minutes=row.early_minutes, starts_as=row.starts_as, provider_minutes=row.provider_minutes,
        cents=row.cents, glyph=row.glyph,
    )  # fmt: skip


def _busy(row: Any) -> tuple[date, Busy]:
    visit_id, patient, provider_id, room, kind, starts, minutes, part, clock, provider, day = row
    ends = starts + timedelta(minutes=minutes)
    until = ends if part is None else starts + timedelta(minutes=part)
    return day, Busy(visit_id, patient, provider_id, room, kind, starts, ends, until, clock, provider)


def _template(row: ProviderTemplateRow) -> Template:
    return Template(
        row.id, row.provider_id, row.weekday, row.starts_on, row.ends_on, minute_of(row.first_slot), row.slot_minutes,
        row.slots, row.location, row.version,
    )  # fmt: skip


def _absence(row: AbsenceRow) -> Absence:
    return Absence(
        row.id, row.kind, row.provider_id, row.room_id, row.starts_at, row.ends_at, row.reason,
        tuple(row.visit_types.split()), row.emergency_only, row.note, row.version,
    )  # fmt: skip
