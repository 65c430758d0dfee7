"""What the digits of the callback list do, as the row was shown when the key was pressed."""

from __future__ import annotations

from collections.abc import Sequence

from psr_tui.domain.callback_list import CallbackLine, CallInHand
from psr_tui.domain.callback_states import LIVE, State
from psr_tui.domain.clock import local_date
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.typed_dates import parse_day
from psr_tui.screens import calls
from psr_tui.screens.block_acts import BlockActs
from psr_tui.screens.callback_box import CallbackBox
from psr_tui.screens.callback_ladder import ladder
from psr_tui.screens.callback_more import more
from psr_tui.screens.claim_heart import DRAFT, draft_of
from psr_tui.screens.dialogs import Choose, Prompt
from psr_tui.services.callbacks import Made, OutcomeSaved
from psr_tui.widgets.record_list import Record


class CallbackActs(BlockActs):
    """The acts of the callback place; the place itself shows and filters."""

    lines: dict[str, CallbackLine]

    # --- calling ---
    def action_call_next(self) -> None:
        self.flow(self._call_next())

    async def _call_next(self) -> None:
        hand = await self.desk.act(self.desk.callbacks.claim_next)
        if hand is None:
            await self.reload()
            self.say("Nobody is due for a call from you now; line 2 says where the others stand.")
            return
        await self._work(hand)

    def action_call_this(self) -> None:
        record = self.list.target()
        if self._some(record):
            self.flow(self._call_this(record))

    async def _call_this(self, record: Record | None) -> None:
        if record is None:
            return
        hand = await self.attempt(self.desk.callbacks.claim_this, record.key, record.version)
        if hand is None:
            await self._reload_under_message()
            return
        await self._work(hand)

    async def _work(self, hand: CallInHand) -> None:
        saved: OutcomeSaved | None = await calls.work_on(self, hand, self.list.acted_on)
        await self.reload()
        if saved is None:
            self.say(await calls.hidden(self.desk))
            return
        await self.list.go_to(0)
        self.say(saved.words)

    # --- rows ---
    def _some(self, record: Record | None) -> bool:
        if record is None:
            self.refuse(self.nobody("Nobody is on this list. + makes a callback."))
        return record is not None

    def _rows(self, targets: Sequence[Record]) -> list[tuple[str, int]]:
        self.list.acted_on(*(record.key for record in targets))  # the questions before it may have taken their time
        return [(record.key, record.version) for record in targets]

    async def _after(self, words: str | None, gone: bool = False) -> None:
        """Show what is true now, then say what happened; a refusal was said already and stays. ``gone``: the rows went
        to the end of the list, and the cursor does not follow them there."""
        if words is None:
            await self._reload_under_message()
            return
        self.list.clear_marks()
        await self.reload()
        if gone:
            await self.list.go_to(0)
        self.say(words)

    async def _reload_under_message(self) -> None:
        await self.reload()

    def action_open(self) -> None:
        record = self.list.target()
        if record is not None and self._some(record):
            self.flow(self._open(record))

    async def _open(self, record: Record) -> None:
        reading = await self.desk.ask(self.desk.callbacks.open, record.key)
        await self.open(CallbackBox(self.desk, reading, self.shown))

    def action_skip(self) -> None:
        targets = self.list.targets()
        if self._some(targets[0] if targets else None):
            self.flow(self._skip(targets))

    async def _skip(self, targets: Sequence[Record]) -> None:
        chosen = await self._reason("skip", "Skip: why?")
        if chosen is not None:
            await self._after(await self.attempt(self.desk.callbacks.skip, self._rows(targets), *chosen), gone=True)

    def action_cancel_callback(self) -> None:
        targets = self.list.targets()
        if self._some(targets[0] if targets else None):
            self.flow(self._cancel(targets))

    async def _cancel(self, targets: Sequence[Record]) -> None:
        chosen = await self._reason("callback_cancel", "Cancel without a call: why?")
        if chosen is not None:
            await self._after(await self.attempt(self.desk.callbacks.cancel, self._rows(targets), *chosen))

    async def _reason(self, kind: str, title: str) -> tuple[str, str] | None:
        """A coded reason and, where it asks for one, a few words; None when the rep stepped back."""
        reasons = await self.desk.ask(self.desk.reference.reasons, kind)
        code = await self.open(Choose(title, [(one.code, one.label) for one in reasons]))
        if code is None:
            return None
        if not next(one for one in reasons if one.code == code).needs_comment:
            return code, ""
        note = await self.open(Prompt(title, "In a few words", _needed))
        return None if note is None else (code, note)

    def action_give(self) -> None:
        targets = self.list.targets()
        if self._some(targets[0] if targets else None):
            self.flow(self._give(targets))

    async def _give(self, targets: Sequence[Record]) -> None:
        people = await self.desk.ask(self.desk.callbacks.colleagues)
        to = await self.open(Choose("Give to whom?", [("", "The pool: whoever is free"), *people]))
        if to is not None:
            await self._after(await self.attempt(self.desk.callbacks.give, self._rows(targets), to), gone=True)

    def action_note(self) -> None:
        record = self.list.target()
        if record is not None and self._some(record):
            self.flow(self._note(record))

    async def _note(self, record: Record) -> None:
        """What was typed into a call that was taken away comes back here, and is dropped once it is noted (CC-25)."""
        kept = await draft_of(self.desk, record.key)
        ask = Prompt(
            "Note", "What the next person should know", _needed, value=kept.get("note", ""), max_length=500
        )  # fmt: skip
        text = await self.open(ask)
        if text is None:
            return
        noted = await self.attempt(self.desk.callbacks.note, record.key, record.version, text)
        if noted is not None and kept:
            await self.desk.act(self.desk.drafts.drop, DRAFT, record.key)
        await self._after(noted)

    # --- what others answered ---
    def action_answer(self) -> None:
        record = self.list.target()
        if record is not None and self._some(record):
            self.flow(self._answer(record))

    async def _answer(self, record: Record) -> None:
        line = self.lines.get(record.key)
        if line is not None and line.item.state is State.ROUTED:
            await self._after(await self._routed(record))
        elif line is not None and line.item.state is State.EXHAUSTED:
            await self._after(await ladder(self, record, line))
        elif line is not None and line.item.state in LIVE:
            self.refuse(f"{line.item.holder_name} has this call; a supervisor takes it back with :break.")
        else:
            self.refuse("3 is for a red flag, for what is with the nurse, and for calls that are out of attempts.")

    async def _routed(self, record: Record) -> str | None:
        options = [("taken", "Taken: somebody picked it up"), ("back", "Sent back to us")]
        what = await self.open(Choose("What did the nurse or team say?", options))
        if what == "taken":
            by = await self.open(Prompt("Taken", "Who took it", _needed, max_length=80))
            if by is not None:
                return await self.attempt(self.desk.callbacks.route_taken, record.key, record.version, by)
        elif what == "back":
            why = await self.open(Prompt("Sent back", "What they said", _needed, max_length=300))
            if why is not None:
                return await self.attempt(self.desk.callbacks.route_refused, record.key, record.version, why)
        return None

    # --- what is seldom done ---
    def action_more(self) -> None:
        record = self.list.target()
        if record is not None and self._some(record):
            self.flow(self._more(record))

    async def _more(self, record: Record) -> None:
        words = await more(self, record)
        if words is not None:
            self.list.acted_on(record.key)
            await self._after(words)

    async def ask_reason(self, kind: str, title: str) -> tuple[str, str] | None:
        """A coded reason and its words, for an act beside the digits."""
        return await self._reason(kind, title)

    async def command_dnc(self, _argument: str) -> None:
        from psr_tui.screens.do_not_call_box import DoNotCallBox

        await self.open(DoNotCallBox(self.desk))
        await self.reload()

    async def command_ended(self, _argument: str) -> None:
        from psr_tui.screens.ended_box import EndedBox

        await self.open(EndedBox(self.desk))
        await self.reload()

    async def command_caller(self, _argument: str) -> None:
        from psr_tui.screens.new_callback import new_caller

        await self._made(await new_caller(self))

    async def command_off(self, argument: str) -> None:
        """``:off 12/24`` enters a day off, the same again takes it back; alone it lists them."""
        today = local_date(self.desk.clock.now(), self.desk.tz)
        if argument.strip():
            day = parse_day(argument, today, prefer="future")
            self.say(await self.desk.act(self.desk.callbacks.day_off, day))
            return
        days = await self.desk.ask(self.desk.callbacks.days_off)
        self.say(f"Off: {', '.join(f'{day:%a %m/%d}' for day in days) or 'no day'}. :off 12/24 enters one.")

    # --- a new one ---
    def action_new(self) -> None:
        self.flow(self._new())

    async def _new(self) -> None:
        from psr_tui.screens.new_callback import new_callback

        await self._made(await new_callback(self))

    async def _made(self, made: Made | None) -> None:
        if made is not None:
            await self.reload()
            await self.list.go_to_key(made.callback_id)
            self.say(made.words)


def _needed(typed: str) -> str:
    if not typed:
        raise InvalidInput("Type a few words.")
    return typed
