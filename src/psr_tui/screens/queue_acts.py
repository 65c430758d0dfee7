"""What the digits of the queue do: each acts on the record under the cursor, or on the marked ones, as it was shown."""

from __future__ import annotations

from collections.abc import Sequence

from psr_tui.domain.arrivals import AlreadyHere
from psr_tui.domain.board import BoardRow
from psr_tui.domain.errors import DeskError, InvalidInput, Refused
from psr_tui.domain.staff import Role
from psr_tui.domain.visit import VisitState
from psr_tui.screens.alert_popup import alerts_first
from psr_tui.screens.dialogs import Choose, Prompt
from psr_tui.screens.find_patient import choose_patient
from psr_tui.screens.list_place import ListPlace
from psr_tui.screens.visit_box import VisitBox
from psr_tui.services.queue import BatchResult, Moved, WalkIn
from psr_tui.widgets.record_list import Record


class QueueActs(ListPlace):
    """The acts of the queue place; the place itself shows and filters."""

    rows: dict[str, BoardRow]

    # --- one digit, one step ---
    def action_arrived(self) -> None:
        self._step(VisitState.ARRIVED)

    def action_check_out(self) -> None:
        """One visit in its box; marked rows at once, each of which is done or says why not."""
        targets = self.list.targets()
        if len(targets) > 1:
            self._step(VisitState.CHECKED_OUT)
        elif self._some(targets):
            self.flow(self._check_out(targets[0]))

    async def _check_out(self, record: Record) -> None:
        from psr_tui.screens.check_out import check_out  # read in spare time; the queue is there before it

        row = self.rows.get(record.key)
        self.list.acted_on(record.key)
        moved = await check_out(self, record.key)
        await self._after(moved)
        if moved is not None and row is not None:
            await self._offer_payment(row, moved)

    def action_no_show(self) -> None:
        self._step(VisitState.NO_SHOW)

    def command_left(self, _argument: str) -> None:
        self._step(VisitState.LEFT_UNSEEN)

    def command_arrive(self, argument: str) -> None:
        """Take in somebody who is blocked: a supervisor gives the reason (FD-35)."""
        self._step(VisitState.ARRIVED, reason=argument)

    def command_error(self, argument: str) -> None:
        if not argument:
            raise InvalidInput("Say why, for example :error wrong patient.", "Command")
        self._step(VisitState.ENTERED_IN_ERROR, reason=argument)

    def _step(self, to: VisitState, reason: str = "") -> None:
        targets = self.list.targets()
        if self._some(targets):
            self.flow(self._move(targets, to, reason=reason))

    def _some(self, targets: Sequence[Record]) -> bool:
        if not targets:
            self.refuse(self.nobody("Nobody is on this list. + adds a walk-in, Ctrl+F finds a patient."))
        return bool(targets)

    async def _move(self, targets: Sequence[Record], to: VisitState, reason: str = "", note: str = "") -> None:
        rows = [(record.key, record.version) for record in targets]
        self.list.acted_on(*(key for key, _version in rows))  # the questions before it may have taken their time
        if len(rows) == 1:
            try:
                moved = await self._one(rows[0], to, reason, note)
            except DeskError:
                await self.reload()
                raise
            if moved is not None:
                await self._after(moved)
            return
        result = await self.attempt(self.desk.queue.move_many, rows, to, reason=reason, note=note)
        await self._after(result)

    async def _one(self, row: tuple[str, int], to: VisitState, reason: str, note: str, room: str = "") -> Moved | None:
        """One visit; lateness, another day and a no-show of a closed day are asked about first."""
        from psr_tui.screens.taking_in import TakenIn, take_in  # read in spare time; the queue is there before it

        async def act(answered: TakenIn) -> Moved:
            return await self.desk.act(
                self.desk.queue.move, *row, to, reason=answered.reason, note=note, late=answered.late, room=room
            )

        patient = self.rows[row[0]].patient_id if row[0] in self.rows else ""
        return await take_in(self, row[0], patient, act, reason)

    async def _after(self, outcome: Moved | BatchResult | None) -> None:
        """Show what is true now, then say what happened; a refusal was said already."""
        if isinstance(outcome, BatchResult):
            self.list.clear_marks()
        await self.reload()
        if isinstance(outcome, Moved):
            ended = outcome.state in (VisitState.CANCELLED, VisitState.NO_SHOW)
            self.say(f"{outcome.words} 7 asks what follows." if ended else outcome.words)
        elif isinstance(outcome, BatchResult):
            words = outcome.words()
            self.refuse(words) if outcome.refused else self.say(words)

    async def _offer_payment(self, row: BoardRow, moved: Moved) -> None:
        """Who leaves and still owes something is asked; the check-out is done and waits for nothing."""
        try:
            due = await self.desk.ask(self.desk.payments.balances, row.patient_id, row.visit_id)
        except DeskError:
            return  # the visit is checked out; that is what has been said
        if due.total:
            self.say(f"{moved.words} {self.shown.amount(due.total.dollars)} is due: $ takes it.")

    async def _undo(self) -> None:
        said = await self.taken_back()
        if self.list.current is not None:
            self.list.acted_on(self.list.current.key)
        await self.reload()
        self.say(said)

    def action_cancel_visit(self) -> None:
        targets = self.list.targets()
        if self._some(targets):
            self.flow(self._cancel(targets))

    async def _cancel(self, targets: Sequence[Record]) -> None:
        reasons = await self.desk.ask(self.desk.reference.reasons, "cancel")
        who = self.rows[targets[0].key].name if len(targets) == 1 else f"{len(targets)} visits"
        code = await self.open(
            Choose(f"Cancel {self.shown.name(who) if len(targets) == 1 else who}: why?",
                   [(reason.code, reason.label) for reason in reasons])
        )  # fmt: skip
        if code is None:
            return
        note: str | None = ""
        if next(reason for reason in reasons if reason.code == code).needs_comment:
            note = await self.open(Prompt("Why is it cancelled?", "In a few words", lambda typed: typed))
        if note is not None:
            await self._move(targets, VisitState.CANCELLED, reason=code, note=note)

    def action_move(self) -> None:
        """Another time, day or provider; for a visit that was given up, what follows (FD-86, FD-89)."""
        record = self.list.target()
        if record is None:
            self._some(())
        else:
            self.flow(self._move_to(record))

    async def _move_to(self, record: Record) -> None:
        from psr_tui.screens.schedule_offers import move_or_follow  # read in spare time; the queue is there before it

        words = await move_or_follow(self, record.key, record.version)
        await self.reload()
        if words:
            self.say(words)

    def action_note(self) -> None:
        record = self.list.target()
        if record is None:
            self._some(())
        else:
            self.flow(self._note(record))

    async def _note(self, record: Record) -> None:
        detail = await self.desk.ask(self.desk.queue.detail, record.key)
        typed = await self.open(
            Prompt(f"Note: {self.shown.name(detail.name)}", "Note", lambda text: text, value=detail.note)
        )
        if typed is not None:
            await self._after(await self.attempt(self.desk.queue.note, record.key, record.version, typed))

    async def command_booked(self, argument: str) -> None:
        record = self.list.target()
        if record is not None:
            queue = self.desk.queue
            await self._after(await self.attempt(queue.back_to_booked, record.key, record.version, argument))

    async def command_reopen(self, _argument: str) -> None:
        record = self.list.target()
        if record is not None:
            await self._after(await self.attempt(self.desk.queue.cancel_check_out, record.key, record.version))

    # --- other places and boxes ---
    def action_check_in(self) -> None:
        record = self.list.target()
        if record is None:
            self._some(())
        else:
            self.go("check_in", record.key)

    def action_open(self) -> None:
        record = self.list.target()
        if record is None:
            self._some(())
        else:
            self.flow(self._open(record))

    async def _open(self, record: Record) -> None:
        detail = await self.desk.ask(self.desk.queue.detail, record.key)
        await alerts_first(self, self.desk, detail.patient_id)
        await self.open(VisitBox(detail, self.shown, self.desk.tz, self.desk.clock.now()))

    def action_walk_in(self) -> None:
        self.flow(self._walk_in())

    async def _walk_in(self) -> None:
        command_id = self.desk.new_id()
        patient_id = await choose_patient(self, self.desk, "Walk-in: who is here?")
        if patient_id is None:
            return
        try:
            reason = await self._may_come(patient_id)
            provider_id = await self._with_whom() if reason is not None else None
            if reason is None or provider_id is None:
                return
            walk_in = WalkIn(command_id, patient_id, provider_id or None, reason=reason)
            moved = await self.desk.act(self.desk.queue.walk_in, walk_in)
        except AlreadyHere as here:
            await self.reload()
            await self.turn_to(here.visit_id)
            self.refuse(here)
            return
        await self._after(moved)
        await self.turn_to(moved.visit_id)

    async def _may_come(self, patient_id: str) -> str | None:
        """The rule comes before any other question. '' when nothing stands against it; a supervisor may give the
        reason to go on all the same (FD-35), None when they stepped back."""
        try:
            await self.desk.act(self.desk.queue.may_walk_in, patient_id)
        except AlreadyHere:
            raise
        except Refused as blocked:
            if not self.desk.actor.at_least(Role.SUPERVISOR):
                raise
            return await self.open(Prompt("Take in all the same?", "Why", _needed, note=blocked.message))
        return ""

    async def _with_whom(self) -> str | None:
        """The provider a walk-in is for; '' when nobody is decided yet, None when the rep stepped back."""
        providers = await self.desk.ask(self.desk.reference.providers)
        options = [(one.id, f"{one.last_name}, {one.first_name} {one.title}".strip(", ")) for one in providers]
        return await self.open(Choose("With whom?", [*options, ("", "not decided yet")]))


def _needed(reason: str) -> str:
    if not reason:
        raise InvalidInput("Why: a few words are needed, for example date of death belongs to the father.", "Why")
    return reason
