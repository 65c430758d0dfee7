"""The day on the queue: rooms, who is next, what waiting people are told, who runs late, what was missed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from psr_tui.domain.clock import hmm, local, minutes_between
from psr_tui.domain.delays import parse_late
from psr_tui.domain.errors import DeskError
from psr_tui.domain.line import Priority, parse_priority
from psr_tui.domain.rooms import Room, RoomAsked
from psr_tui.domain.visit import VisitState
from psr_tui.domain.wait_words import Answer
from psr_tui.screens.dialogs import Choose, Confirm
from psr_tui.screens.find_patient import choose_patient
from psr_tui.screens.queue_beside import QueueBeside
from psr_tui.services.queue import BoardHeader
from psr_tui.services.waits import WaitCard, WaitTold
from psr_tui.widgets.record_list import Record

MOST_NAMED = 12


class QueueDay(QueueBeside):
    """Acts that need to know more of the day than one row."""

    header: BoardHeader | None

    # --- rooms ---
    def action_room(self) -> None:
        targets = self.list.targets()
        if self._some(targets):
            row = self.rows.get(targets[0].key)
            inside = len(targets) == 1 and row is not None and row.state is VisitState.ROOMED
            self.flow(self._other_room(targets[0]) if inside else self._room(targets))

    async def _room(self, targets: Sequence[Record], room: str = "") -> None:
        """One row is asked which room when several are free; marked rows take the first free ones."""
        if len(targets) > 1:
            await self._move(targets, VisitState.ROOMED)
            return
        record = targets[0]
        self.list.acted_on(record.key)
        try:
            moved = await self._one((record.key, record.version), VisitState.ROOMED, "", "", room)
        except RoomAsked as asked:
            chosen = await self._which_room(record, asked.free)
            if chosen:
                await self._room(targets, chosen)
            return
        except DeskError:
            await self.reload()
            raise
        if moved is not None:
            await self._after(moved)

    async def _which_room(self, record: Record, free: Sequence[Room]) -> str | None:
        """The room that is chosen, the one chosen last marked; remembered for the next patient of this provider."""
        last = await self.desk.ask(self.desk.rooms.last, record.key)
        options = [(room.room_id, f"{room.name}  {room.location}".rstrip()) for room in free]
        row = self.rows.get(record.key)
        name = self.shown.name(row.name) if row else "the patient"
        chosen = await self.open(Choose(f"Which room for {name}?", options, current=last))
        if chosen:
            await self.attempt(self.desk.rooms.remember, record.key, chosen)
        return chosen

    async def _other_room(self, record: Record) -> None:
        free = await self.desk.ask(self.desk.rooms.free, record.key)
        if not free:
            await self._room([record])  # nothing to choose from: the step itself says how the visit stands
            return
        chosen = await self._which_room(record, free)
        if chosen:
            await self._after(await self.attempt(self.desk.rooms.change_room, record.key, record.version, chosen))

    async def command_rooms(self, _argument: str) -> None:
        from psr_tui.screens.rooms import show_rooms  # read when it is asked for

        await show_rooms(self)
        await self.reload()

    # --- who is next ---
    async def command_priority(self, argument: str) -> None:
        priority, comment = parse_priority(argument)
        record = self.list.target()
        if record is None:
            self._some(())
            return
        line = self.desk.line
        await self._after(
            await self.attempt(line.set_priority, record.key, record.version, Priority(priority), comment)
        )

    def action_earlier(self) -> None:
        self._shift(-1)

    def action_later(self) -> None:
        self._shift(1)

    def _shift(self, step: int) -> None:
        record = self.list.target()
        if record is None:
            self._some(())
        else:
            self.flow(self._shifted(record, step))

    async def _shifted(self, record: Record, step: int) -> None:
        moved = await self.attempt(self.desk.line.shift, record.key, record.version, step)
        if moved is not None:
            await self.show_line()
            await self._after(moved)

    async def show_line(self) -> None:
        """The order in which people are seen, so that what was moved is seen where it went."""
        raise NotImplementedError

    async def command_untimed(self, _argument: str) -> None:
        from psr_tui.services.line import Untimed

        command_id = self.desk.new_id()
        patient_id = await choose_patient(self, self.desk, "Without a time: who?")
        if patient_id is None:
            return
        reason = await self._may_come(patient_id)
        provider_id = await self._with_whom() if reason is not None else None
        if reason is None or provider_id is None:
            return
        untimed = Untimed(command_id, patient_id, provider_id or None, reason=reason)
        moved = await self.attempt(self.desk.line.add_untimed, untimed)
        await self._after(moved)
        if moved is not None:
            await self.turn_to(moved.visit_id)

    # --- who waits ---
    def action_wait(self) -> None:
        self.flow(self._wait_of(self.list.target()))

    async def command_wait(self, _argument: str) -> None:
        await self._wait_of(self.list.target())

    async def _wait_of(self, record: Record | None) -> None:
        if record is None:
            self._some(())
        else:
            await self._wait(record.key)

    async def _wait(self, visit_id: str) -> bool:
        """Show what to say, and write down what the patient chose; False when the rep stepped back."""
        command_id = self.desk.new_id()
        card = await self.desk.ask(self.desk.waits.card, visit_id)
        options = [
            (Answer.WAITS.value, "Waits on"),
            (Answer.RESCHEDULE.value, "Wants another time"),
            (Answer.LEAVES.value, "Leaves now, without being seen"),
        ]
        chosen = await self.open(Choose(f"Wait: {self.shown.name(card.name)}", options, note=self._wait_note(card)))
        if chosen is None:
            return False
        answer = Answer(chosen)
        told = WaitTold(command_id, visit_id, card.version, card.guess.minutes, answer)
        said = await self.attempt(self.desk.waits.told, told)
        if said is not None:
            self.list.acted_on(visit_id)
            await self.reload()
            self.say(said)
            if answer is Answer.RESCHEDULE:
                await self._another_time(card)
        return said is not None

    async def _another_time(self, card: WaitCard) -> None:
        """Look for another time at once; whoever steps back leaves the item on F8."""
        from psr_tui.domain.wanted import Wanted
        from psr_tui.screens.schedule_flows import ask_wish, book_opening, choose_opening

        visit = await self.desk.ask(self.desk.schedule.visit, card.visit_id)
        title = f"Another time for {self.shown.name(card.name)}"
        wanted = await ask_wish(self, title, Wanted(visit.visit_type, visit.minutes, visit.patient_id))
        opening = await choose_opening(self, title, wanted) if wanted is not None else None
        if opening is None or wanted is None:
            return
        if await book_opening(self, visit.patient_id, opening, wanted.visit_type, visit.visit_id) is not None:
            said = await self.attempt(self.desk.waits.found_time, card.visit_id)
            await self.reload()
            if said is not None:
                self.say(said)

    def _wait_note(self, card: WaitCard) -> str:
        """How long so far, how long still, the words to say, and what was said before."""
        sentence = card.sentence.replace(card.called, self.shown.name(card.called), 1)
        lines = [f"{card.against}; {card.guess.words()}.", "", f'Say: "{sentence}"', ""]
        lines += [f"Told {talk.words(card.tz)}" for talk in card.talks[-3:]]
        return "\n".join(lines).rstrip()

    async def command_untold(self, _argument: str) -> None:
        """Who is over target and was never told, one after another."""
        while True:
            provider_id = self.header_provider()
            waiting = await self.desk.ask(self.desk.waits.untold, provider_id)
            if not waiting:
                self.say("Everybody who waits too long was told.")
                return
            options = [(one.visit_id, self._untold_line(one.arrived_at, one.name, one.provider)) for one in waiting]
            chosen = await self.open(Choose(f"Over target and not told: {len(waiting)}", options))
            if chosen is None or not await self._wait(chosen):
                return

    def _untold_line(self, came: datetime, name: str, provider: str) -> str:
        waited = hmm(minutes_between(came, self.desk.clock.now()))
        return f"{waited}  {self.shown.name(name)}  {provider}".rstrip()

    def header_provider(self) -> str:
        """The id of the provider the list is filtered by, '' for all."""
        raise NotImplementedError

    # --- who runs late ---
    async def command_late(self, argument: str) -> None:
        if not argument:
            await self._late_history()
            return
        providers = self.header.providers if self.header else ()
        who, minutes, note = parse_late(argument, providers, self.header_provider())
        said = await self.attempt(self.desk.delays.say, who.provider_id, who.name, minutes, note)
        await self.reload()
        if said is not None:
            self.say(said)

    async def _late_history(self) -> None:
        from psr_tui.screens.dialogs.page import PageBox

        names = {one.provider_id: one.name for one in (self.header.providers if self.header else ())}
        said = [
            (
                f"{local(one.at, self.desk.tz):%H:%M} {one.by}",
                f"{names.get(one.provider_id, 'a provider')} {one.minutes} min late {one.note}".rstrip(),
            )
            for one in await self.desk.ask(self.desk.delays.history)
        ]
        hint = self.header.hint if self.header else ""
        said = said or [("", "Nobody was said to run late today. :late lee 20 tells everybody.")]
        await self.open(PageBox("Running late today", [("", [("", hint)]), ("", said)]))

    # --- what was missed ---
    async def command_missed(self, _argument: str) -> None:
        """Show the list before anything is written; only rows nobody ever arrived for are on it (FD-36)."""
        missed = await self.desk.ask(self.desk.missed.missed, self.header_provider())
        if not missed:
            self.say("No visit of today was missed so far.")
            return
        lines = [f"{local(one.starts_at, self.desk.tz):%H:%M} {self.shown.name(one.name)}" for one in missed]
        if len(lines) > MOST_NAMED:
            lines[MOST_NAMED - 1 :] = [f"and {len(lines) - MOST_NAMED + 1} more"]
        question = f"Mark as no-show: {len(missed)}\n" + "\n".join(lines)
        if await self.open(Confirm(question, "m", yes="mark them", no="leave them", title="Missed visits")):
            rows = [(one.visit_id, one.version) for one in missed]
            await self._after(await self.attempt(self.desk.queue.move_many, rows, VisitState.NO_SHOW))
