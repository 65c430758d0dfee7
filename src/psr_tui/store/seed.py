"""The training day: reference data and ``data/seed.sql``, moved so that its Wednesday is the day that is wanted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select as sql

from psr_tui.domain.staff import Actor, Role
from psr_tui.store.load_sql import load, move_days, reference_text, seed_text, statements
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.repositories.patient_columns import demographics_of, part_values
from psr_tui.store.store import Store
from psr_tui.store.tables.booking import ProviderTemplateRow
from psr_tui.store.tables.patients import PatientPhoneRow, PatientRow
from psr_tui.store.unit_of_work import UnitOfWork

SEED_DAY = date(2026, 3, 4)
_ZONE = ZoneInfo("America/Chicago")
_LOADER = Actor("u-admin", "admin", "A. Admin", Role.ADMINISTRATOR, "", "training")
_TOPICS = ("queue", "patients", "callbacks", "drawer", "reference")


def load_training_day(store: Store, today: date, gateway: Path | None = None) -> None:
    """Fill a new, empty store with the invented clinic as it stands at 09:47 of ``today``: all or nothing.

    Every wall time of the day stays, whatever the season; dates follow; births and deaths stay where they were.
    ``gateway``: the folder that stands for the message gateway.
    """
    days = (today - SEED_DAY).days
    with store.write(_LOADER, "seed") as work:
        load(work.session, reference_text())
        connection = work.session.connection()
        for statement in statements(seed_text()):
            connection.exec_driver_sql(move_days(statement, days, _ZONE))
        _turn_weeks(work, days)
        _index_names(work)
        if gateway is not None:
            work.clinic.change(work.clinic.stand().version, {"gateway_folder": str(gateway)}, _LOADER.name, work.now)
        work.touch(*_TOPICS)
        work.audit.append("seed", "clinic", detail={"day": today.isoformat()})
        work.commit()


def _turn_weeks(work: UnitOfWork, days: int) -> None:
    """Usual weekdays go along with the dates: who is in on the seed's Wednesday is in on the day that is wanted."""
    weekday = columns(ProviderTemplateRow).weekday
    work.session.execute(table(ProviderTemplateRow).update().values(weekday=(weekday + days % 7) % 7))


def _index_names(work: UnitOfWork) -> None:
    """The find box's own tables are made from the patients, never shipped: they follow the rules of this version."""
    phone = columns(PatientPhoneRow)
    phones: dict[str, list[PatientPhoneRow]] = {}
    for row in work.session.execute(sql(PatientPhoneRow).order_by(phone.position)).scalars():
        phones.setdefault(row.patient_id, []).append(row)
    patients: Iterable[PatientRow] = work.session.execute(sql(PatientRow)).scalars()
    parts = [part for row in patients for part in part_values(demographics_of(row, phones.get(row.id, [])), row.id)]
    work.patients.index_names(parts)
