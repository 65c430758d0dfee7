"""Rows of the training day: ids that are the same in every run, times by the clinic's clock, plain INSERTs."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from psr_tui.domain.ids import new_id
from psr_tui.store.tables.base import Row
from psr_tui.store.tables.every import METADATA

TZ = ZoneInfo("America/Chicago")
TODAY = date(2026, 3, 4)
NOW = datetime(2026, 3, 4, 9, 47, tzinfo=TZ).astimezone(UTC)
OPENED_ANSWERS = NOW - timedelta(days=30)  # answers before it are too old
_ROWS_A_STATEMENT = 100
_SECONDS_OF_A_ROW = 17  # spread inside the minute, so that no two events of the day share an instant

R = TypeVar("R", bound=Row)


def at(day: date, hhmm: str, second: int = 0) -> datetime:
    """The UTC instant of a wall time of the clinic."""
    hour, minute = (int(part) for part in hhmm.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=TZ).astimezone(UTC)


def today(hhmm: str, second: int = 0) -> datetime:
    return at(TODAY, hhmm, second)


def workday(days: int) -> date:
    """The day that many working days after (or before) the seed's day."""
    day, step = TODAY, timedelta(days=1 if days > 0 else -1)
    for _ in range(abs(days)):
        day += step
        while day.weekday() > 4:
            day += step
    return day


def to_workday(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


class Seed:
    """All rows so far, in the order they were added; dice that fall the same way in every run."""

    def __init__(self) -> None:
        self.dice = random.Random("a day at North Clinic")
        self._rows: dict[str, list[Row]] = {}
        self._count = 0

    def new_id(self, moment: datetime) -> str:
        return new_id(moment, self.dice.randbytes(10))

    def spread(self, moment: datetime) -> datetime:
        """The same minute, at a second of its own."""
        self._count += 1
        return moment + timedelta(seconds=self._count * _SECONDS_OF_A_ROW % 59, microseconds=self._count)

    def add(self, row: R) -> R:
        self._rows.setdefault(str(row.__tablename__), []).append(row)
        return row

    def of(self, kind: type[R]) -> list[R]:
        return [row for row in self._rows.get(str(kind.__tablename__), []) if isinstance(row, kind)]

    def sql(self) -> Iterable[str]:
        """Multi-row INSERTs, every column named, parents before children."""
        for table in METADATA.sorted_tables:
            rows = self._rows.get(table.name, [])
            columns = [column.name for column in table.columns]
            for first in range(0, len(rows), _ROWS_A_STATEMENT):
                part = rows[first : first + _ROWS_A_STATEMENT]
                values = ",\n".join(f" ({', '.join(_literal(getattr(row, name)) for name in columns)})" for row in part)
                yield f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES\n{values};\n"


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int):
        return str(value)
    if isinstance(value, datetime):
        return f"'{value.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}'"
    if isinstance(value, date):
        return f"'{value.isoformat()}'"
    if isinstance(value, bytes):
        return f"X'{value.hex()}'"
    if isinstance(value, str):
        quoted = "'" + value.replace("'", "''") + "'"
        return quoted.replace("\n", "' || char(10) || '")  # a row of the file stays on one line
    raise TypeError(type(value))
