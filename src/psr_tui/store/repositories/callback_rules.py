"""The policy rows of calling: hours by state, outcomes, cadences; and the kinds of patients that wait."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select as sql
from sqlalchemy import text
from sqlmodel import Session, col, select

from psr_tui.domain.cadence import Cadence, Outcome, Retry
from psr_tui.domain.call_caps import CallCaps, Cap, Scope
from psr_tui.domain.call_window import CallHours, WindowRow
from psr_tui.domain.clock import zone
from psr_tui.domain.missed_promises import MissedRule, MissedRules, WhenMissed
from psr_tui.store.repositories.clinic import ClinicRepository
from psr_tui.store.repositories.columns import columns
from psr_tui.store.tables.call_rules import CallCapRow, MissedPromiseRow
from psr_tui.store.tables.callbacks import CadenceRow, CallOutcomeRow, CallWindowRow

_KEYS = text(
    "WITH RECURSIVE kind(word) AS ("
    " SELECT min(window_key) FROM callback WHERE state = 'open' AND blocked = ''"
    " UNION ALL"
    " SELECT (SELECT min(window_key) FROM callback WHERE state = 'open' AND blocked = '' AND window_key > word)"
    " FROM kind WHERE word IS NOT NULL"
    ") SELECT word FROM kind WHERE word IS NOT NULL"
)


@dataclass(frozen=True, slots=True)
class CallRules:
    """Every rule a call needs, read once for a transaction. ``personal_limit``: open callbacks one person keeps
    (CC-04); so many ``rush_callers`` waiting ``rush_after`` stop "next" (CC-16; 0 never does)."""

    hours: CallHours
    outcomes: dict[str, Outcome]
    cadences: dict[str, Cadence]
    lease: timedelta
    personal_grace: timedelta
    personal_limit: int
    rush_callers: int
    rush_after: timedelta
    caps: CallCaps = field(default_factory=CallCaps)
    missed: MissedRules = field(default_factory=MissedRules)
    expiry: timedelta = timedelta(hours=96)
    call_back_after: timedelta = timedelta(minutes=15)
    pickup_minutes: int = 3

    @property
    def tz(self) -> ZoneInfo:
        """The clinic's zone."""
        return zone(self.hours.clinic_zone)


class CallRuleRepository:
    """The clinic's own rules for calling: hours, cadences, outcomes, limits."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def rules(self, now: datetime) -> CallRules:
        """All of them as they hold at ``now``, read once for an act."""
        clinic = ClinicRepository(self._session)
        settings = clinic.get()
        today = now.astimezone(settings.tz).date()
        windows = columns(CallWindowRow)
        rows = self._session.execute(sql(windows.state, windows.weekday, windows.from_hour, windows.until_hour))
        hours = CallHours(
            clinic_zone=settings.time_zone,
            rows=tuple(WindowRow(*row) for row in rows),
            from_hour=settings.call_from_hour,
            until_hour=settings.call_until_hour,
            office_days=frozenset(int(day) for day in settings.office_days),
            office_from=settings.office_from_hour,
            office_until=settings.office_until_hour,
            closed_days=clinic.closed_days(today - timedelta(days=2), today + timedelta(days=400)),
        )
        return CallRules(
            hours,
            self.outcomes(),
            self._cadences(),
            timedelta(minutes=settings.lease_minutes),
            timedelta(minutes=settings.personal_overdue_minutes),
            settings.personal_limit,
            settings.rush_callers,
            timedelta(seconds=settings.rush_seconds),
            self._caps(),
            self._missed(),
            timedelta(hours=settings.expiry_hours),
            timedelta(minutes=settings.missed_call_minutes),
            settings.pickup_minutes,
        )

    def outcomes(self) -> dict[str, Outcome]:
        """Outcome rows by code, in the order of the call box."""
        rows = self._session.exec(select(CallOutcomeRow).order_by(col(CallOutcomeRow.position))).all()
        return {row.code: _outcome(row) for row in rows}

    def waiting_kinds(self) -> list[str]:
        """The distinct kinds (zones and state) among open items: one index step each, however many items wait."""
        return [row[0] for row in self._session.connection().execute(_KEYS)]

    def _caps(self) -> CallCaps:
        rows = self._session.exec(select(CallCapRow).where(col(CallCapRow.active)).order_by(col(CallCapRow.code))).all()
        return CallCaps(
            tuple(
                Cap(
                    row.code, row.label, Scope(row.scope), row.maximum,
                    timedelta(hours=row.window_hours) if row.window_hours is not None else None,
                    row.calendar_day, row.state, frozenset(row.reasons.split()),
                )
                for row in rows
            )
        )  # fmt: skip

    def _missed(self) -> MissedRules:
        rows = self._session.exec(select(MissedPromiseRow)).all()
        return MissedRules(
            tuple(
                MissedRule(row.reason_code, WhenMissed(row.action), timedelta(minutes=row.grace_minutes))
                for row in rows
            )
        )

    def _cadences(self) -> dict[str, Cadence]:
        rows = self._session.exec(select(CadenceRow)).all()
        return {
            row.code: Cadence(
                row.code,
                row.label,
                row.attempts,
                row.per_day,
                tuple(int(minutes) for minutes in row.spacing_minutes.split()),
                row.afterwards,
            )
            for row in rows
        }


def _outcome(row: CallOutcomeRow) -> Outcome:
    return Outcome(
        row.code, row.digit, row.label, row.done, Retry(row.retry), row.retry_minutes, row.counts, row.human,
        row.right_person, row.machine, row.closes_number, row.do_not_call, row.needs_time, row.route,
        row.least_talk_seconds, row.system, row.most_talk_seconds, frozenset(row.done_for.split()),
    )  # fmt: skip
