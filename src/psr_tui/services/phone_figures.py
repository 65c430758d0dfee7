"""The figures of the phones: of today beside the week and the year (CC-106), by reason, and the people they call for.

They are computed from the events and calls as they lie in the store, never from stored sums (CC-104). No patient is
named in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from psr_tui.domain.clock import Clock, local_date
from psr_tui.domain.desk_calls import DeskFigures
from psr_tui.domain.first_contact import FirstContact, by_reason, first_contact
from psr_tui.domain.phone_figure import mean
from psr_tui.domain.phone_figures import Limits
from psr_tui.domain.phone_log import LogFigures
from psr_tui.domain.phone_report import PhoneReport, Settings
from psr_tui.domain.phone_tally import Tally
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.staffing import HalfHour, plan
from psr_tui.services.phone_past import PhonePast, Sums, day_of, log_of, sums_of, together
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork

ENOUGH_CALLS = 5
"""A half hour with fewer talks takes the day's handle time: so few say nothing."""
REASON_DAYS = 28
"""How many days of calls the page by reason looks at."""


class Span(StrEnum):
    """A column of the dashboard."""

    TODAY = "today"
    WEEK = "7 days"
    YEAR = "this year"


@dataclass(frozen=True, slots=True)
class Cut:
    """A set of calls of one queue, hour or agent."""

    kind: str
    name: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One stretch of days in full: what the telephone system told, what the reps stamped, and the figures."""

    log: LogFigures
    desk: DeskFigures
    report: PhoneReport


@dataclass(frozen=True, slots=True)
class ReasonFigures:
    """First-contact resolution by reason: of calls from ``since`` on whose window of ``days`` has passed at ``until``,
    so that each number is final."""

    days: int
    since: datetime
    until: datetime
    all: FirstContact
    by_reason: Mapping[str, FirstContact]
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Staffing:
    """The people a day's calls needed, by half hour, and what that was worked out with."""

    day: date
    rows: tuple[HalfHour, ...]
    aht: float | None
    target: int
    percent: int
    shrinkage: int


class PhoneFigureService:
    """Reads only."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._past = PhonePast()

    def settings(self, actor: Actor) -> Settings:
        """What the clinic decided: T, short hang-ups, window of repeats, grace, shrinkage."""
        with self._store.read() as work:
            return _settings(work)

    def report(self, actor: Actor, span: Span) -> PhoneReport:
        """The figures of one column. The first look at a long one adds its days up; later looks only add today."""
        with self._store.read() as work:
            settings, zone = _settings(work), work.clinic.get().tz
            today = local_date(work.now, zone)
            since, until = day_of(today, zone)
            log = self._past.log(work, today, zone)
            sums = sums_of(work, since, until, zone, log.all)
            sums.available = sum(work.phone_figures.available(since, work.now).values())
            first = _first_day(span, today)
            if first < today:
                sums = together((self._past.before(work, first, today, zone), sums), zone)
            return _report(work.now, settings, sums)

    def zone(self, actor: Actor) -> ZoneInfo:
        """The clinic's time zone: it decides which calls are today's."""
        with self._store.read() as work:
            return work.clinic.get().tz

    def days(self, actor: Actor, first: date, last: date, limits: Limits | None = None) -> DayFigures:
        """Everything of some days, for a report; ``limits`` instead of the clinic's. Raises NotAllowed below a lead."""
        actor.require(Role.LEAD, "print the figures of the phones")
        with self._store.read() as work:
            zone = work.clinic.get().tz
            since, until = day_of(first, zone)[0], min(day_of(last, zone)[1], work.now)
            log = log_of(work, since, until, zone)
            sums = sums_of(work, since, until, zone, log.all)
            settings = _settings(work)
            if limits is not None:
                settings = replace(settings, limits=limits)
            return DayFigures(log, sums.desk, _report(work.now, settings, sums))

    def cuts(self, actor: Actor) -> tuple[list[Cut], LogFigures | None]:
        """Today by queue and hour, for a lead by agent as well; and what the telephone system told, if it did."""
        with self._store.read() as work:
            zone = work.clinic.get().tz
            today = local_date(work.now, zone)
            log = self._past.log(work, today, zone)
            desk = DeskFigures(zone).feed(work.phone_figures.calls(*day_of(today, zone)))
            names = work.phone_figures.agents()
        told = log.all.offered + log.all.left > 0
        queues, hours = (log.by_queue, log.by_hour) if told else (desk.by_queue, desk.by_hour)
        found = [Cut("queue", queue or "desk", queues[queue]) for queue in sorted(queues)]
        found += [Cut("hour", f"{hour:02d}:00", hours[hour]) for hour in sorted(hours)]
        if actor.at_least(Role.LEAD):
            agents = log.by_agent if told else desk.by_agent
            found += [Cut("agent", names.get(agent, agent), agents[agent]) for agent in sorted(agents)]
        return found, log if told else None

    def reasons(self, actor: Actor) -> ReasonFigures:
        """First-contact resolution of the last weeks, marked and by repeat, by reason (CC-107)."""
        with self._store.read() as work:
            days = _settings(work).repeat_days
            until = work.now - timedelta(days=days)
            since = until - timedelta(days=REASON_DAYS)
            contacts = DeskFigures(ZoneInfo("UTC")).feed(work.phone_figures.calls(since, work.now)).contacts
            labels = {one.code: one.label for one in work.reference.reasons("call_reason")}
        total = first_contact(contacts, days, until, since=since)
        return ReasonFigures(days, since, until, total, by_reason(contacts, days, until, since), labels)

    def staffing(self, actor: Actor, day: date | None = None) -> Staffing:
        """How many people each half hour of a day needed, by Erlang C, with the clinic's target and shrinkage."""
        with self._store.read() as work:
            settings, zone = _settings(work), work.clinic.get().tz
            day = day or local_date(work.now, zone)
            since, until = day_of(day, zone)
            log = log_of(work, since, until, zone)
            desk = DeskFigures(zone).feed(work.phone_figures.calls(since, until))
        told = log.all.offered > 0
        halves = log.by_half_hour if told else desk.by_half_hour
        worked = desk.handled if desk.handled.talks else log.all
        aht = mean(worked.handle_seconds, worked.talks.total())
        limits = settings.limits
        rows = plan(
            {at: tally.offered for at, tally in halves.items()}, _handle(halves), aht or 0.0, limits.targets[0],
            limits.percent, settings.shrinkage,
        ) if aht else []  # fmt: skip
        return Staffing(day, tuple(rows), aht, limits.targets[0], limits.percent, settings.shrinkage)


def _handle(halves: Mapping[str, Tally]) -> dict[str, float]:
    return {
        at: tally.handle_seconds / tally.talks.total()
        for at, tally in halves.items()
        if tally.talks.total() >= ENOUGH_CALLS and tally.handle_seconds
    }


def _settings(work: UnitOfWork) -> Settings:
    clinic = work.clinic.get()
    targets = tuple(dict.fromkeys((clinic.service_level_seconds, 20, 30)))
    return Settings(
        Limits(targets, (clinic.short_abandon_seconds,), clinic.service_level_percent), clinic.repeat_days,
        clinic.personal_overdue_minutes, clinic.shrinkage_percent, clinic.wrap_seconds,
    )  # fmt: skip


def _first_day(span: Span, today: date) -> date:
    if span is Span.WEEK:
        return today - timedelta(days=6)
    return today.replace(month=1, day=1) if span is Span.YEAR else today


def _report(now: datetime, settings: Settings, sums: Sums) -> PhoneReport:
    resolved = first_contact(sums.desk.contacts, settings.repeat_days, now + timedelta(days=1))
    return PhoneReport(
        now, settings, sums.line, sums.desk.inbound, sums.desk.handled, sums.facts, resolved, sums.available
    )  # fmt: skip


__all__ = ["Cut", "DayFigures", "PhoneFigureService", "ReasonFigures", "Span", "Staffing"]
