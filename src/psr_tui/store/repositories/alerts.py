"""Alerts in force, who has read them today, and their changes (front-desk.md FD-48)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, literal, or_, union_all
from sqlalchemy import select as sql
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Session

from psr_tui.domain.alerts import Alert, AlertScope, NewAlert
from psr_tui.store.repositories.changing import next_version
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.patients import PatientAlertRow, PatientRow
from psr_tui.store.tables.people import AlertSeenRow, FamilyLinkRow

_W, _S, _F, _P = (columns(one) for one in (PatientAlertRow, AlertSeenRow, FamilyLinkRow, PatientRow))
_COLUMNS = (_W.id, _W.text, _W.author, _W.since, _W.ends_on, _W.scope, _W.version)


class AlertRepository:
    """Alerts of patients, families and the clinic; ended ones stay."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def in_force(self, patient_ids: Sequence[str], on: date) -> dict[str, tuple[Alert, ...]]:
        """Alerts of these patients and of their families on a date, oldest first, by patient; one query."""
        wanted = set(patient_ids)
        own = sql(_W.patient_id.label("whose"), *_COLUMNS, literal("").label("about")).where(
            _W.patient_id.in_(wanted), *_holds(on)
        )
        about = _P.last_name + literal(", ") + _P.first_name
        family = (
            sql(_F.patient_id.label("whose"), *_COLUMNS, about.label("about"))
            .select_from(table(FamilyLinkRow))
            .join(table(PatientAlertRow), _W.patient_id == _F.relative_id)
            .join(table(PatientRow), _P.id == _F.relative_id)
            .where(_F.patient_id.in_(wanted), _W.scope == AlertScope.FAMILY.value, *_holds(on))
        )
        found: dict[str, tuple[Alert, ...]] = {}
        both = union_all(own, family).subquery()
        for whose, *rest in self._session.execute(sql(both).order_by(both.c.since, both.c.id)):
            found[whose] = (*found.get(whose, ()), _alert(*rest))
        return found

    def clinic_wide(self, on: date) -> list[Alert]:
        """What everybody must read on a date, whoever stands at the desk."""
        query = sql(*_COLUMNS, literal("")).where(_W.scope == AlertScope.CLINIC.value, *_holds(on))
        return [_alert(*row) for row in self._session.execute(query.order_by(_W.since, _W.id))]

    def unseen(self, patient_id: str, staff_id: str, on: date) -> list[Alert]:
        """What has not popped up for this person on this day: the clinic's, the family's, the patient's."""
        all_ = [*self.clinic_wide(on), *self.in_force([patient_id], on).get(patient_id, ())]
        seen = sql(_S.alert_id).where(_S.staff_id == staff_id, _S.day == on)
        known = set(self._session.execute(seen).scalars())
        return [one for one in all_ if one.alert_id not in known]

    def read(self, alert_ids: Iterable[str], staff_id: str, on: date) -> None:
        """These popped up and were read; they stay down for the rest of the day."""
        for alert_id in alert_ids:
            row = sqlite_insert(AlertSeenRow).values(alert_id=alert_id, staff_id=staff_id, day=on)
            self._session.execute(row.on_conflict_do_nothing())

    def get(self, alert_id: str) -> tuple[str | None, Alert, PatientAlertRow] | None:
        """The patient's id, the alert, and its record with version and author of the last change."""
        row = self._session.get(PatientAlertRow, alert_id)
        return None if row is None else (row.patient_id, _of_row(row), row)

    def kept_by(self, patient_id: str, on: date) -> list[Alert]:
        """The patient's own alerts and the clinic's that hold, as the box of alerts lists them."""
        query = (
            sql(*_COLUMNS, literal(""))
            .where(or_(_W.patient_id == patient_id, _W.scope == AlertScope.CLINIC.value), *_holds(on))
            .order_by(_W.scope.desc(), _W.since, _W.id)
        )
        return [_alert(*row) for row in self._session.execute(query)]

    # --- acts ---
    def add(self, alert_id: str, new: NewAlert, by: str, at: datetime) -> None:
        """A new alert from now on."""
        self._session.add(
            PatientAlertRow(
                id=alert_id, patient_id=new.patient_id or None, scope=new.scope.value, text=new.text, author=by,
                since=at, ends_on=new.ends_on, changed_by=by, changed_at=at,
            )
        )  # fmt: skip
        self._session.flush()

    def change(self, alert_id: str, new: NewAlert, by: str, at: datetime) -> int:
        """Other words, scope or end; it pops up again for everybody. The answer is the new version."""
        row = self._session.get_one(PatientAlertRow, alert_id)
        row.text, row.scope, row.ends_on = new.text, new.scope.value, new.ends_on
        self._session.execute(delete(AlertSeenRow).where(_S.alert_id == alert_id))
        return next_version(self._session, row, by, at)

    def end(self, alert_id: str, by: str, at: datetime) -> int:
        """It pops up no more; the row stays. The answer is the new version."""
        row = self._session.get_one(PatientAlertRow, alert_id)
        row.ended_at = at
        return next_version(self._session, row, by, at)


def _holds(on: date) -> tuple[Any, ...]:
    return _W.ended_at.is_(None), or_(_W.ends_on.is_(None), _W.ends_on >= on)


def _alert(
    alert_id: str, text: str, author: str, since: datetime, ends_on: date | None, scope: str, version: int, about: str
) -> Alert:
    return Alert(alert_id, text, author, since, ends_on, scope, about.strip(", "), version)


def _of_row(row: PatientAlertRow) -> Alert:
    return Alert(row.id, row.text, row.author, row.since, row.ends_on, row.scope, "", row.version)


def alert_content(alert: Alert) -> dict[str, object]:
    """The fields of an alert as its versions keep them."""
    return {"alert": alert.text, "scope": alert.scope, "last day": alert.ends_on}
