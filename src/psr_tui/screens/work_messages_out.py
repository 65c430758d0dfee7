"""The worklist of messages that did not arrive, and of those that have not gone out yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from psr_tui.domain.clock import local
from psr_tui.domain.errors import Refused
from psr_tui.domain.message_templates import Way
from psr_tui.domain.messages import NEXT_WAY, Message, MessageState
from psr_tui.domain.portal_triage import age_words
from psr_tui.screens.dialogs import Choose, Prompt
from psr_tui.screens.dialogs.page import PageBox
from psr_tui.screens.dialogs.prompt import needed
from psr_tui.screens.send_message import About, printed, send_message
from psr_tui.screens.worklist import Digit, Worklist
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.screens.worklists import WorklistsPlace

_WORDS = {MessageState.QUEUED: "waits", MessageState.WRITTEN: "at the printer", MessageState.FAILED: "NOT DELIVERED"}


class MessagesOut(Worklist):
    """Failed ones first; what went out and needs nobody is in the patient's history."""

    NAME = "messages"
    TITLE = "Messages to patients"
    TOPICS = frozenset({"messages", "patients"})
    COLUMNS = (
        Column("state", "Stands", 14),
        Column("patient", "Patient", 16, grow=True),
        Column("way", "Way", 14),
        Column("age", "Age", 6),
        Column("why", "Why", 12, grow=True),
        Column("next", "1 does", 12),
    )
    EMPTY = "Every message went out, and none came back."
    DIGITS = (
        Digit(1, "Next step", "step", "Send a failed message the next way, or print a letter that waits"),
        Digit(2, "Done", "done", "Take a failed message off the list with what you did instead"),
        Digit(5, "Open", "open", "Show the message and everything that happened to it"),
        Digit(8, "Take back", "cancel", "Take back a message that has not gone out, with the reason"),
    )

    def __init__(self, place: WorklistsPlace) -> None:
        super().__init__(place)
        self._messages: dict[str, Message] = {}

    async def read(self, text: str) -> Sequence[Record]:
        found = await self.desk.ask(self.desk.messages.unfinished)
        self._messages = {one.id: one for one in found}
        return self.narrowed([self._record(one) for one in found], text)

    def _record(self, one: Message) -> Record:
        cells = (
            Cell(_WORDS.get(one.state, one.state.value), "bad" if one.state is MessageState.FAILED else ""),
            Cell(self.place.shown.name(one.patient)),
            Cell(one.way.word),
            Cell(age_words(one.queued_at, self.desk.clock.now())),
            Cell(one.trouble),
            Cell(_does(one)),
        )
        return Record(one.id, one.version, cells)

    async def waiting(self) -> int:
        return await self.desk.ask(self.desk.messages.count)

    async def header(self) -> str:
        failed = sum(one.state is MessageState.FAILED for one in self._messages.values())
        return f"{failed} not delivered · {len(self._messages) - failed} not gone out yet"

    async def facts(self, record: Record) -> Sequence[tuple[str, str]]:
        one = self._messages.get(record.key)
        if one is None:
            return ()
        await self.desk.ask(self.desk.messages.looked, one.patient_id)
        return [("By", one.queued_by), ("", one.subject), ("", one.body[:600])]

    def _meant(self, record: Record) -> Message:
        """The message of a row. Raises Refused when it left the list before the key was handled."""
        found = self._messages.get(record.key)
        if found is None:
            raise Refused("That row is no longer on this list; look, and press again.")
        return found

    # --- acts ---
    async def do_step(self, targets: Sequence[Record]) -> None:
        one = self._meant(targets[0])
        if one.state is MessageState.FAILED:
            first = await self.desk.ask(self.desk.messages.next_way, one.id)
            about = About(
                one.appointment_id, one.callback_id, instead_of=one.id, first=first, acting=lambda: self._acting(one)
            )
            await self.place.after(await send_message(self.place, one.patient_id, about))
        elif one.way is not Way.LETTER:
            self.place.refuse(
                "It goes out by itself, texts in the hours when the patient may be called; 8 takes it back."
            )
        elif one.state is MessageState.QUEUED:
            await self.place.after(await printed(self.desk, one.id))
        else:
            await self._printed(one)

    async def _printed(self, one: Message) -> None:
        """A letter that was handed to a printer: only somebody who stands there knows whether it came out."""
        options = [("out", "Yes: it goes to the post"), ("again", "No: print it again")]
        answer = await self.place.open(Choose("Did the letter come out?", options, note="Look at :printing first."))
        if answer == "out":
            await self._done(self.desk.messages.came_out, one)
        elif answer == "again":
            self._acting(one)
            await self.place.after(await self.desk.outside(self.desk.messages.print_letter, one.id, True))

    async def do_done(self, targets: Sequence[Record]) -> None:
        said = await self.place.open(Prompt("Not delivered", "What you did instead", needed, max_length=300))
        if said is not None:
            await self._done(self.desk.messages.done_with, self._meant(targets[0]), said)

    async def do_open(self, targets: Sequence[Record]) -> None:
        read = await self.desk.act(self.desk.messages.open, targets[0].key)
        one = read.message
        facts = [
            ("To", self.place.shown.name(one.patient)),
            (
                "By",
                f"{one.way.word} to {self.place.shown.phone(one.to_address)}" if one.way is Way.TEXT else one.way.word,
            ),
            ("Trouble", one.trouble),
            ("About", one.subject),
            ("", f"\n{one.body}"),
        ]
        log = [
            (f"{local(event.at, self.desk.tz):%m/%d %H:%M}", f"{event.kind} ({event.by}) {event.detail}".rstrip())
            for event in read.events
        ]
        await self.place.open(PageBox("Message", [("", facts), ("What happened", log)]))

    async def do_cancel(self, targets: Sequence[Record]) -> None:
        why = await self.place.open(Prompt("Take back", "Why it is not sent", needed, max_length=200))
        if why is not None:
            await self._done(self.desk.messages.cancel, self._meant(targets[0]), why)

    async def _done(self, use_case: Any, one: Message, *more: Any) -> None:
        self._acting(one)
        await self.place.after(await self.place.attempt(use_case, one.id, one.version, *more))

    def _acting(self, one: Message) -> None:
        """A box may have stood long since the key: that the row goes is still the rep's own doing."""
        self.place.list.acted_on(one.id)


def _does(one: Message) -> str:
    """What 1 does for this row."""
    if one.state is MessageState.FAILED:
        return "next way" if one.way in NEXT_WAY else "-"
    return "print it" if one.way is Way.LETTER else "-"
