"""The schedule (F6): a day with its providers side by side; digits act on what is under the cursor."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual.widget import Widget

from psr_tui.domain.clock import local, local_date
from psr_tui.domain.day_plan import PlannedVisit
from psr_tui.domain.diary import Planner
from psr_tui.domain.errors import DeskError, InvalidInput
from psr_tui.domain.text import fold
from psr_tui.domain.typed_dates import parse_day
from psr_tui.domain.wanted import Opening
from psr_tui.keys import bindings
from psr_tui.screens.dialogs.page import PageBox
from psr_tui.screens.schedule_acts import ScheduleActs
from psr_tui.screens.schedule_week import ScheduleWeek
from psr_tui.widgets.day_grid import DayGrid
from psr_tui.widgets.panel import FactsPanel

if TYPE_CHECKING:
    from psr_tui.desk import Desk


class SchedulePlace(ScheduleActs, ScheduleWeek):
    """Shows one day; the list follows other stations by itself and the cursor stays with its visit."""

    PLACE = "schedule"
    SCOPES = ()
    TOPICS: ClassVar[frozenset[str]] = frozenset({"queue", "schedule", "patients"})
    BINDINGS = bindings("schedule")
    AUTO_FOCUS = "DayGrid"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.day: date = local_date(desk.clock.now(), desk.tz)
        self._followed = self.day
        self._here: Sequence[Planner] = ()
        self._alone = ""  # the provider shown alone; '' = all
        self._first = 0  # the first column shown of all of them
        self._patient = ""
        self._turned: tuple[int, str] | None = None
        self._detail_of = ""
        self._reading = asyncio.Lock()
        self._showing: tuple[date, str, int, int | None] = (self.day, "", 0, None)

    # --- what is shown ---
    def compose_work(self) -> Iterable[Widget]:
        yield DayGrid(lambda name: self.shown.name(name), "Nobody is in on this day. ] shows the next one.")

    def compose_side(self) -> Iterable[Widget]:
        yield FactsPanel("", id="schedule-facts")

    async def reload(self) -> None:
        async with self._reading:  # one after another: what was asked for a day that was left is never shown
            await self._read()

    async def _read(self) -> None:
        desk = self.desk
        self._here = await desk.ask(desk.schedule.planners, self.day)
        shown = [one for one in self._here if not self._alone or one.provider_id == self._alone]
        if self._alone and not shown:
            known = [one for one in await desk.ask(desk.booking.planners) if one.provider_id == self._alone]
            shown = known
        fitting = self.grid.fitting
        self._first = max(0, min(self._first, len(shown) - fitting))
        minute, column = self._now_at_first(), None
        if self._turned is not None:
            minute, who = self._turned
            at = next((place for place, one in enumerate(shown) if one.provider_id == who), 0)
            self._first = at if not self._first <= at < self._first + fitting else self._first
            self._first = max(0, min(self._first, len(shown) - fitting))
            column, self._turned = at - self._first, None
        columns = shown[self._first : self._first + fitting]
        plan = await desk.ask(desk.schedule.day, self.day, [one.provider_id for one in columns])
        showing = (self.day, self._alone, self._first, minute)
        self.grid.show(plan, minute=minute, column=column, asked=showing != self._showing)
        self._showing = (*showing[:3], None)
        self._head(len(shown), plan.words)
        await self._show_detail(again=True)

    def _now_at_first(self) -> int | None:
        """A schedule that is shown for the first time stands on the present time."""
        now = local(self.desk.clock.now(), self.desk.tz)
        first = self.grid.plan is None and self.day == now.date()
        return now.hour * 60 + now.minute if first else None

    def _head(self, number: int, words: str) -> None:
        who = "all providers"
        if self._alone:
            who = next((one.name for one in self.grid.plan.planners if self.grid.plan), "") if self.grid.plan else ""
        today = " · today" if self.day == local_date(self.desk.clock.now(), self.desk.tz) else ""
        self.heading(f"SCHEDULE  {self.day:%a %m/%d/%Y}{today} · {who}")
        fitting = self.grid.fitting
        part = f" · {self._first + 1}-{min(number, self._first + fitting)} of {number}" if number > fitting else ""
        kept = f" · booking for {self.shown.name(self._patient)}" if self._patient else ""
        self.counts(f"{words}{part}{kept}")

    async def _undo(self) -> None:
        await self.said(await self.taken_back())

    def tick(self) -> None:
        """Midnight: a schedule that stood on today goes on to the new day."""
        today = local_date(self.desk.clock.now(), self.desk.tz)
        if self.day == self._followed != today:
            self.day = today
        self._followed = today
        self.refresh_data(hold=False)

    async def turn_to(self, subject: str) -> None:
        """Show a visit by its id, or a day written as 2026-03-10."""
        try:
            self.day = date.fromisoformat(subject)
        except ValueError:
            visit = await self.desk.ask(self.desk.schedule.visit, subject)
            self.day, self._alone = visit.day, ""
            self._turned = (int(visit.local_start[:2]) * 60 + int(visit.local_start[3:]), visit.provider_id or "")
        await self.reload()

    async def show_day_of(self, opening: Opening) -> None:
        self.day = opening.day
        if self._alone and self._alone != opening.provider_id:
            self._alone = ""
        minute = int(opening.local_start[:2]) * 60 + int(opening.local_start[3:])
        self._turned = (minute, opening.provider_id)
        await self.reload()

    async def keep_patient(self, patient_id: str) -> None:
        self.patient_id = patient_id
        self._patient = (await self.desk.ask(self.desk.booking.booker, patient_id)).name

    # --- what is said: in privacy mode nobody is named in full ---
    def say(self, text: str) -> None:
        super().say(self._masked(text))

    def refuse(self, why: DeskError | str) -> None:
        super().refuse(self._masked(str(why)))

    def _masked(self, text: str) -> str:
        if not self.shown.on:
            return text
        lines = self.grid.plan.lines if self.grid.plan else ()
        names = {cell.visit.patient for line in lines for cell in line.cells if cell.visit} | {self._patient}
        for name in sorted(names - {""}, key=len, reverse=True):
            text = text.replace(name, self.shown.name(name))
        return text

    # --- which day, which provider ---
    def action_next_day(self) -> None:
        self._turn_day(1)

    def action_previous_day(self) -> None:
        self._turn_day(-1)

    def _turn_day(self, step: int) -> None:
        self.flow(self._next_day(step))

    async def _next_day(self, step: int) -> None:
        """The next day on which somebody is in, or booked."""
        await self._show(await self.desk.ask(self.desk.schedule.next_day, self.day, step))

    def action_today(self) -> None:
        self.flow(self._show(local_date(self.desk.clock.now(), self.desk.tz)))

    async def _show(self, day: date) -> None:
        self.day = day
        await self.reload()

    async def command_day(self, argument: str) -> None:
        today = local_date(self.desk.clock.now(), self.desk.tz)
        await self._show(parse_day(argument, today, "Day", "future"))

    def action_next_provider(self) -> None:
        self.flow(self._turn_provider(1))

    def action_previous_provider(self) -> None:
        self.flow(self._turn_provider(-1))

    async def _turn_provider(self, step: int) -> None:
        """All, then each provider of the day alone, one key a step (FD-10)."""
        ring = ["", *(one.provider_id for one in self._here)]
        at = ring.index(self._alone) if self._alone in ring else 0
        self._alone = ring[(at + step) % len(ring)]
        await self.reload()

    def complete_provider(self) -> Sequence[str]:
        return [one.name for one in self._here]

    async def command_provider(self, argument: str) -> None:
        planners = await self.desk.ask(self.desk.booking.planners)
        found = [one for one in planners if argument and fold(one.name).startswith(fold(argument))]
        if argument and not found:
            raise InvalidInput(f"No provider starts with {argument}; the schedule has {len(planners)}.", "Command")
        self._alone = found[0].provider_id if found else ""
        await self.reload()

    def on_day_grid_at_edge(self, message: DayGrid.AtEdge) -> None:
        message.stop()
        self.flow(self._scroll_providers(message.step))

    async def _scroll_providers(self, step: int) -> None:
        before = self._first
        self._first = max(0, self._first + step)
        await self.reload()
        if self._first == before:
            self.say("No more providers on this side. < and > show one alone.")

    def on_day_grid_said(self, message: DayGrid.Said) -> None:
        message.stop()
        self.refuse(message.text)

    def on_day_grid_opened(self, message: DayGrid.Opened) -> None:
        """Enter does what 5 does."""
        message.stop()
        self.action_open()

    def on_day_grid_moved(self, message: DayGrid.Moved) -> None:
        message.stop()
        if self.wide:
            self.flow(self._show_detail(), hold=False)

    def on_resize(self, event: object) -> None:
        super().on_resize(event)  # type: ignore[arg-type]
        if self.is_mounted and self.grid.plan is not None and self.is_current:
            self.refresh_data(hold=False)

    # --- side panel and boxes ---
    async def _show_detail(self, again: bool = False) -> None:
        spot = self.grid.spot
        visit = spot.visit if spot else None
        key = visit.visit_id if visit else ""
        if not self.wide or (key == self._detail_of and not again):
            return
        self._detail_of = key
        facts = []
        if visit is not None:
            facts = [
                ("When", f"{visit.day:%a %m/%d} {visit.local_start}, {visit.minutes} min"),
                ("What", visit.label),
                ("State", visit.state.word),
                ("Confirmed", visit.confirmation.replace("_", " ")),
                ("Interpreter", visit.interpreter),
                ("Series", "one of a series" if visit.series_id else ""),
                ("Note", visit.note),
            ]
        name = self.shown.name(visit.patient) if visit else ""
        self.query_one("#schedule-facts", FactsPanel).show(name, facts)

    def command_visits(self, _argument: str) -> None:
        self._on_visit(self._visits)

    async def _visits(self, visit: PlannedVisit) -> str | None:
        coming = await self.desk.ask(self.desk.schedule.to_come, visit.patient_id)
        lines = [(f"{one.day:%a %m/%d/%Y} {one.local_start}", f"{one.label} {one.provider}") for one in coming]
        await self.open(PageBox(f"Booked: {self.shown.name(visit.patient)}", [("", lines or [("", "nothing")])]))
        return None
