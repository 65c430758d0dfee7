"""What the digits of the schedule do: each acts on what was under the cursor when it was pressed."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import replace
from datetime import date
from typing import Any

from psr_tui.domain.booking import CONFIRMATIONS
from psr_tui.domain.clock import at_local, local_date
from psr_tui.domain.day_plan import PlannedVisit
from psr_tui.domain.series import Which, parse_pattern
from psr_tui.domain.typed_wishes import parse_wish
from psr_tui.domain.visit import VisitState
from psr_tui.domain.wanted import Opening, Wanted
from psr_tui.screens.base import Place
from psr_tui.screens.dialogs import Choose, Prompt
from psr_tui.screens.find_patient import choose_patient
from psr_tui.screens.schedule_flows import (
    ask_wish,
    book_opening,
    choose_opening,
    known_kind,
    move_visit,
    new_visit,
)
from psr_tui.screens.schedule_offers import give_up, what_follows
from psr_tui.screens.visit_box import VisitBox
from psr_tui.services.wait_list import NewEntry
from psr_tui.widgets.day_grid import DayGrid, Spot


class ScheduleActs(Place):
    """The acts of the schedule; the place itself shows the day."""

    patient_id = ""
    """The patient kept for booking: of the last visit opened, booked or found here."""

    @property
    def grid(self) -> DayGrid:
        return self.query_one(DayGrid)

    async def keep_patient(self, patient_id: str) -> None:
        """Remember whom the next booking is for."""
        raise NotImplementedError

    async def show_day_of(self, opening: Opening) -> None:
        """Turn to a day and put the cursor on a time."""
        raise NotImplementedError

    async def said(self, words: str | None) -> None:
        """Read the day again, then say what happened; None: the rep stepped back."""
        await self.reload()
        if words:
            self.say(words)

    def _on_visit(self, act: Any) -> None:
        """Run ``act(visit)`` on the visit under the cursor, or say that there is none."""
        spot = self.grid.target()
        if spot is None or spot.visit is None:
            self.refuse("There is no visit here; the cursor goes to one with the arrows or its first letter.")
        else:
            self.flow(self._acting(act(spot.visit)))

    async def _acting(self, work: Coroutine[Any, Any, str | None]) -> None:
        words = await work
        await self.said(words)

    # --- booking ---
    def action_book(self) -> None:
        spot = self.grid.target()
        if spot is None:
            self.refuse("Nobody is in on this day; [ and ] show another one.")
        else:
            self.flow(self._book(spot))

    async def _book(self, spot: Spot) -> None:
        if spot.visit is not None:
            booked = await new_visit(self, spot.visit.patient_id)
            await self.keep_patient(spot.visit.patient_id)
            await self.said(booked.words if booked else None)
            return
        patient_id = self.patient_id or await choose_patient(self, self.desk, "Book: for whom?")
        if patient_id is None:
            return
        await self.keep_patient(patient_id)
        await self.said(await self._book_here(spot, patient_id))

    async def _book_here(self, spot: Spot, patient_id: str) -> str | None:
        """Two keys when patient and kind are as they were last time: 1 and Enter (FD-76)."""
        desk = self.desk
        booker = await desk.ask(desk.booking.booker, patient_id)
        kinds = await desk.ask(desk.booking.kinds)
        kind = known_kind(kinds, booker.last_type)
        day = self.grid.plan.day if self.grid.plan else local_date(desk.clock.now(), desk.tz)
        opening = opening_at(self, spot, day)
        note = f"{opening.words}. Enter books {kind.label}, {kind.minutes} min; or type another kind, a length."
        wanted = Wanted(kind.code)

        def read(typed: str) -> Wanted:
            return parse_wish(typed, wanted, day, kinds, ()) if typed.strip() else wanted

        asked = await self.open(Prompt(f"Book {self.shown.name(booker.name)}", "Kind and length", read, note=note))
        if asked is None:
            return None
        taken = replace(opening, minutes=asked.minutes or known_kind(kinds, asked.visit_type).minutes)
        booked = await book_opening(self, patient_id, taken, asked.visit_type)
        return booked.words if booked else None

    def action_new(self) -> None:
        self.flow(self._new())

    async def _new(self) -> None:
        patient_id = await choose_patient(self, self.desk, "Appointment: for whom?")
        if patient_id is None:
            return
        await self.keep_patient(patient_id)
        booked = await new_visit(self, patient_id)
        if booked is not None:
            await self.show_day_of(booked.opening)
        await self.said(booked.words if booked else None)

    def action_find_time(self) -> None:
        self.flow(self._find_time())

    async def _find_time(self) -> None:
        """Openings for the patient kept, or for nobody yet; the one chosen is shown, 1 books it."""
        desk = self.desk
        kinds = await desk.ask(desk.booking.kinds)
        last = (await desk.ask(desk.booking.booker, self.patient_id)).last_type if self.patient_id else ""
        base = Wanted(known_kind(kinds, last).code, 0, self.patient_id)
        asked = await ask_wish(self, "Find openings", base)
        opening = await choose_opening(self, "Openings", asked) if asked is not None else None
        if opening is not None:
            await self.show_day_of(opening)
            self.say(f"{opening.words} is free: 1 books it.")

    # --- the visit under the cursor ---
    def action_open(self) -> None:
        spot = self.grid.target()
        if spot is not None and spot.visit is None:
            self.action_book()
        else:
            self._on_visit(self._open)

    async def _open(self, visit: PlannedVisit) -> str | None:
        await self.keep_patient(visit.patient_id)
        detail = await self.desk.ask(self.desk.queue.detail, visit.visit_id)
        await self.open(VisitBox(detail, self.shown, self.desk.tz, self.desk.clock.now()))
        return None

    def action_confirm(self) -> None:
        self._on_visit(self._confirm)

    async def _confirm(self, visit: PlannedVisit) -> str | None:
        title = f"Called {self.shown.name(visit.patient)} to confirm"
        result = await self.open(Choose(title, CONFIRMATIONS, current=visit.confirmation))
        if result is None:
            return None
        booking = self.desk.booking
        return (await self.desk.act(booking.confirm, visit.visit_id, visit.version, result)).words

    def action_earlier(self) -> None:
        self._on_visit(self._earlier)

    async def _earlier(self, visit: PlannedVisit) -> str | None:
        note = "The visit stays as it is until an earlier time is taken."
        typed = await self.open(
            Prompt(f"Earlier time for {self.shown.name(visit.patient)}", "Note: when can they come?", str, note=note)
        )
        if typed is None:
            return None
        entry = NewEntry(
            self.desk.new_id(), visit.patient_id, visit.visit_type, visit.minutes, visit.provider_id or "",
            visit.visit_id, latest=visit.day, note=typed,
        )  # fmt: skip
        return await self.desk.act(self.desk.wait_list.add, entry)

    def action_no_show(self) -> None:
        self._on_visit(self._no_show)

    async def _no_show(self, visit: PlannedVisit) -> str | None:
        moved = await self.desk.act(self.desk.queue.move, visit.visit_id, visit.version, VisitState.NO_SHOW)
        given = await self.desk.ask(self.desk.booking.given_up, visit.visit_id)
        return await what_follows(self, visit, replace(given, moved=moved))

    def action_move(self) -> None:
        self._on_visit(self._move)

    async def _move(self, visit: PlannedVisit) -> str | None:
        which = await self._which(visit, "Move")
        if which is None or which is Which.THIS:
            return await move_visit(self, visit) if which else None
        base = Wanted(visit.visit_type, visit.minutes, visit.patient_id, instead_of=visit.visit_id)
        title = f"Move the series of {self.shown.name(visit.patient)}: this one to"
        asked = await ask_wish(self, title, base)
        opening = await choose_opening(self, title, asked) if asked is not None else None
        if opening is None:
            return None
        return await self.desk.act(
            self.desk.series.move, self.desk.new_id(), visit.visit_id, visit.version, which, opening
        )

    def action_cancel_visit(self) -> None:
        self._on_visit(self._cancel)

    async def _cancel(self, visit: PlannedVisit) -> str | None:
        which = await self._which(visit, "Cancel")
        if which is None or which is Which.THIS:
            return await give_up(self, visit) if which else None
        reasons = await self.desk.ask(self.desk.reference.reasons, "cancel")
        options = [(reason.code, reason.label) for reason in reasons if not reason.needs_comment]
        code = await self.open(Choose(f"Cancel visits of {self.shown.name(visit.patient)}: why?", options))
        if code is None:
            return None
        return await self.desk.act(self.desk.series.cancel, visit.visit_id, visit.version, which, code)

    async def _which(self, visit: PlannedVisit, what: str) -> Which | None:
        """Which visits of a series are meant; a visit that is no part of one is only itself (FD-81)."""
        if not visit.series_id:
            return Which.THIS
        options = [("this", "Only this one"), ("following", "This one and those after it"), ("all", "All of them")]
        chosen = await self.open(Choose(f"{what}: which visits of the series?", options))
        return Which(chosen) if chosen else None

    def command_series(self, argument: str) -> None:
        pattern = parse_pattern(argument)

        async def book(visit: PlannedVisit) -> str:
            act = self.desk.series.book
            return await self.desk.act(act, self.desk.new_id(), visit.visit_id, visit.version, pattern)

        self._on_visit(book)

    def action_note(self) -> None:
        self._on_visit(self._note)

    async def _note(self, visit: PlannedVisit) -> str | None:
        title = f"Note: {self.shown.name(visit.patient)}"
        typed = await self.open(Prompt(title, "Note", str, value=visit.note))
        if typed is None:
            return None
        return (await self.desk.act(self.desk.queue.note, visit.visit_id, visit.version, typed)).words


def opening_at(place: Place, spot: Spot, day: date) -> Opening:
    """The time under the cursor as an opening; whether it is one, the booking finds out."""
    starts_at = at_local(day, spot.minute // 60, spot.minute % 60, place.desk.tz)
    return Opening(spot.provider_id, spot.provider, day, spot.clock, starts_at, 0)
