"""Calendars and limits as the clinic wrote them; clocks that run keep what they began with."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.service_limits_text import LimitRules, WaitLimit
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.quality import ServiceHoursRow, ServicePolicyRow

_H, _P = columns(ServiceHoursRow), columns(ServicePolicyRow)


class LimitRuleRepository:
    """Reads and writes the rules. Who may change them is the service's question."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def rules(self) -> LimitRules:
        """Everything there is."""
        calendars: dict[str, dict[int, list[tuple[int, int]]]] = {}
        order = (_H.calendar, _H.weekday, _H.from_minute)
        for row in self._session.execute(sql(*_H).order_by(*order)):
            days = calendars.setdefault(row.calendar, {})
            days.setdefault(row.weekday, []).append((row.from_minute, row.until_minute))
        limits = [
            WaitLimit(row.code, row.minutes, row.calendar, tuple(row.stops_in.split()), row.active)
            for row in self._session.execute(sql(*_P).order_by(_P.code))
        ]
        return LimitRules(calendars, tuple(limits))

    def save(self, rules: LimitRules) -> None:
        """These calendars whole, and these limits; what is not named stays as it is."""
        for name, stretches in rules.calendars.items():
            self._session.execute(delete(table(ServiceHoursRow)).where(_H.calendar == name))
            for weekday, of_day in stretches.items():
                for begin, end in sorted(set(of_day)):
                    row = ServiceHoursRow(calendar=name, weekday=weekday, from_minute=begin, until_minute=end)
                    self._session.merge(row)
        for one in rules.limits:
            values = {
                "minutes": one.minutes, "calendar": one.calendar, "stops_in": " ".join(one.stops_in),
                "active": one.active,
            }  # fmt: skip
            self._session.execute(table(ServicePolicyRow).update().where(_P.code == one.code).values(**values))
        self._session.flush()
