"""The schedule (F6): a day as a grid, one visit to look at, and the templates and absences a lead may change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from psr_tui.domain.clock import Clock, local_date
from psr_tui.domain.day_plan import DayPlan, PlannedVisit, plan_day
from psr_tui.domain.diary import Planner
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.slots import Absence, SlotCode, Template, read_first, read_slots, template_of
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.text import clean
from psr_tui.services.guards import must_exist
from psr_tui.services.list_views import ListViews
from psr_tui.store.store import Store

WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class ScheduleService:
    """What F6 shows. Reads run on any thread; each act is one transaction."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._views = ListViews(store)

    def planners(self, actor: Actor, day: date) -> list[Planner]:
        """The providers of a date: those who are in by their template, and those who have a visit."""
        with self._store.read() as work:
            templates = work.schedule.templates(day, day)
            busy = {one.provider_id for one in work.booking.day(day)}
            return [
                one
                for one in work.schedule.planners()
                if template_of(templates.get(one.provider_id, ()), day) is not None or one.provider_id in busy
            ]

    def next_day(self, actor: Actor, day: date, step: int) -> date:
        """The next day (``step`` 1) or the one before (-1) on which somebody is in by a template, or a visit is booked;
        the very next one when there is none within three weeks."""
        days = [day + timedelta(days=step * number) for number in range(1, 22)]
        with self._store.read() as work:
            templates = work.schedule.templates(min(days), max(days))
            booked = work.booking.days(min(days), max(days))
        for one in days:
            somebody = any(template_of(mine, one) is not None for mine in templates.values())
            if one in booked or somebody:
                return one
        return days[0]

    def day(self, actor: Actor, day: date, provider_ids: Sequence[str]) -> DayPlan:
        """A date with these providers as columns; a fixed number of queries. Patients seen for the first time in this
        sign-in are logged before they are shown."""
        with self._store.read() as work:
            tz = work.clinic.get().tz
            known = {one.provider_id: one for one in work.schedule.planners()}
            planners = [known[one] for one in provider_ids if one in known]
            diary = work.schedule.diary(day, day, tz, provider_ids=provider_ids)
            visits = work.booking.day(day, provider_ids)
            plan = plan_day(day, planners, diary, visits, work.now, tz)
        self._views.listed(actor, [one.patient_id for one in visits], "schedule")
        return plan

    def visit(self, actor: Actor, visit_id: str) -> PlannedVisit:
        """One visit as it is planned now."""
        with self._store.read() as work:
            found = must_exist(work.booking.one(visit_id), "This visit")
        self._views.opened(actor, found.patient_id, "schedule")
        return found

    def to_come(self, actor: Actor, patient_id: str) -> list[PlannedVisit]:
        """The patient's booked visits from today on."""
        self._views.opened(actor, patient_id, "schedule")
        with self._store.read() as work:
            return work.booking.to_come(patient_id, local_date(work.now, work.clinic.get().tz))

    # --- templates ---
    def codes(self, actor: Actor) -> list[SlotCode]:
        """Slot codes in the order of their characters."""
        with self._store.read() as work:
            return [one for _code, one in sorted(work.schedule.codes().items())]

    def week(self, actor: Actor, provider_id: str, day: date) -> list[Template | None]:
        """A provider's seven usual days, Monday first, as they are in force from ``day`` on."""
        with self._store.read() as work:
            mine = work.schedule.templates(day, date.max, (provider_id,)).get(provider_id, ())
        found: list[Template | None] = []
        for weekday in range(7):
            those = [one for one in mine if one.weekday == weekday and one.starts_on <= day]
            found.append(max(those, key=lambda one: one.starts_on, default=None))
        return found

    def set_template(
        self, actor: Actor, provider_id: str, weekday: int, from_day: date, first: str, slot_minutes: int, slots: str,
        location: str = "",
    ) -> str:  # fmt: skip
        """A provider's weekday from a day on, one character a slot; what was before goes on until the day before.
        Visits that are booked stay. Raises NotAllowed, InvalidInput naming the character nobody knows."""
        actor.require(Role.LEAD, "change a provider's week")
        with self._store.write(actor, "template", "provider", provider_id) as work:
            if from_day < local_date(work.now, work.clinic.get().tz):
                raise InvalidInput("From: a week is changed from today on, not before.", "From")
            minute = read_first(first)
            text = read_slots(slots, minute, slot_minutes, work.schedule.codes())
            provider = must_exist(
                next((one for one in work.schedule.planners() if one.provider_id == provider_id), None), "This provider"
            )
            made = Template(work.new_id(), provider_id, weekday, from_day, None, minute, slot_minutes, text,
                            clean(location, 60))  # fmt: skip
            version = work.schedule.save_template(made, actor.name, work.now)
            detail = {"weekday": weekday, "from": from_day.isoformat(), "version": version, "slots": text}
            work.audit.append("template", "provider", provider_id, detail=detail)
            work.touch("schedule")
            work.commit()
        number = len(text) - text.count(".")
        return f"{provider.name}, {WEEK[weekday]}s from {from_day:%m/%d/%Y}: {number} slots of {slot_minutes} minutes."

    # --- absences ---
    def absences(self, actor: Actor, first: date, last: date) -> list[Absence]:
        """Absences and blockouts that touch these days, soonest first."""
        with self._store.read() as work:
            return work.schedule.absences(first, last, work.clinic.get().tz)

    def add_absence(self, actor: Actor, absence: Absence) -> tuple[str, list[PlannedVisit]]:
        """Write an absence or a blockout; the answer is a sentence and the booked visits it touches, which stay until
        somebody moves them. ``absence_id`` is the command's id. Raises NotAllowed, InvalidInput."""
        actor.require(Role.LEAD, "write an absence")
        _check(absence)
        with self._store.write(actor, "absence", "schedule", absence.absence_id) as work:
            tz = work.clinic.get().tz
            if work.schedule.absence(absence.absence_id) is None:
                kept = replace(absence, note=clean(absence.note, 300))
                work.schedule.add_absence(kept, actor.name, work.now)
                detail = {"kind": absence.kind, "provider": absence.provider_id or "", "reason": absence.reason}
                work.audit.append("absence", "schedule", absence.absence_id, detail=detail)
                work.touch("schedule")
            days = _days(absence.starts_at, absence.ends_at, tz)
            touched = [
                one
                for day in days
                for one in work.booking.day(day)
                if absence.concerns(one.provider_id) and absence.stops(one.visit_type) and _touches(one, absence)
            ]
            names = {one.provider_id: one.name for one in work.schedule.planners()}
            work.commit()
        self._views.listed(actor, [one.patient_id for one in touched], "schedule")
        words = absence.words(names.get(absence.provider_id or "", "Everybody"))
        left = f" {len(touched)} booked visits lie in it: move them with 7." if touched else ""
        return f"{words}.{left}", touched

    def end_absence(self, actor: Actor, absence_id: str) -> str:
        """Take an absence back: the time can be booked again. Raises NotAllowed."""
        actor.require(Role.LEAD, "take an absence back")
        with self._store.write(actor, "absence.end", "schedule", absence_id) as work:
            must_exist(work.schedule.absence(absence_id), "This absence")
            work.schedule.end_absence(absence_id, actor.name, work.now)
            work.audit.append("absence.end", "schedule", absence_id)
            work.touch("schedule")
            work.commit()
        return "The absence is taken back; its time can be booked again."


def _check(absence: Absence) -> None:
    if absence.ends_at <= absence.starts_at:
        raise InvalidInput("Until: the absence would end before it begins; type a later day or time.", "Until")
    if absence.kind == "provider" and not absence.provider_id:
        raise InvalidInput("Who: choose the provider who is away.", "Who")


def _days(start: datetime, end: datetime, tz: ZoneInfo) -> list[date]:
    first, last = local_date(start, tz), local_date(end, tz)
    return [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]


def _touches(visit: PlannedVisit, absence: Absence) -> bool:
    ends = visit.starts_at + timedelta(minutes=visit.minutes)
    return visit.starts_at < absence.ends_at and absence.starts_at < ends
