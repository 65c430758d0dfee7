"""The eligibility worklist (F8): whose coverage must be looked at before the visit, why, and what digits do there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from psr_tui.domain.eligibility_exceptions import Why
from psr_tui.domain.errors import DeskError, InvalidInput
from psr_tui.domain.text import fold
from psr_tui.screens.dialogs import Choose, Prompt
from psr_tui.screens.eligibility_flow import Pair, ask, needed, show, type_answer, write_note
from psr_tui.screens.eligibility_rows import COLUMNS, facts_of_line, record_of
from psr_tui.screens.worklist import Digit, Worklist
from psr_tui.services.eligibility import EligibilityLine
from psr_tui.widgets.record_list import Record

if TYPE_CHECKING:
    from psr_tui.screens.worklists import WorklistsPlace

_TELL_EVERY = 25
"""Rows of a batch after which the message line says how far it is."""


class EligibilityList(Worklist):
    """Everybody of the next days by exception; what is checked and in order is not here."""

    NAME = "eligibility"
    TITLE = "Eligibility"
    COLUMNS = COLUMNS
    EMPTY = "Every visit of the next days is checked."
    TOPICS = frozenset({"eligibility", "work", "queue", "patients"})
    DIGITS = (
        Digit(1, "Check", "ask", "Ask the payer about this row, or about the marked ones"),
        Digit(2, "Type", "typed", "Type what the payer said by phone or on its portal"),
        Digit(3, "Check all", "batch", "Ask about every row that can be asked, one after another beside your work"),
        Digit(4, "Dealt with", "reviewed", "Say what was done about the answer; the row leaves until the next one"),
        Digit(5, "Open", "open", "Show the whole answer, the raw text, the copays and the checks before"),
        Digit(6, "Only", "only", "Show one kind of exception, or all again"),
        Digit(7, "Give to", "give", "Give the row to a colleague, or back to everybody"),
        Digit(9, "Note", "note", "Write down what was found out"),
    )

    def __init__(self, place: WorklistsPlace) -> None:
        super().__init__(place)
        self._lines: dict[str, EligibilityLine] = {}
        self._counts: Mapping[Why, int] = {}
        self._only: Why | None = None
        self._batch = False

    # --- rows ---
    async def read(self, text: str) -> Sequence[Record]:
        board = await self.desk.ask(self.desk.eligibility.board, text, self._only)
        self._lines = {line.key: line for line in board.lines}
        self._counts = board.counts
        now, tz, shown = self.desk.clock.now(), self.desk.tz, self.place.shown
        return [record_of(line, now, tz, shown) for line in board.lines]

    async def waiting(self) -> int:
        return sum((await self.desk.ask(self.desk.eligibility.counted)).values())

    async def header(self) -> str:
        words = " ".join(f"{why.short} {number}" for why, number in self._counts.items()) or "nothing waits"
        return f"only {self._only.word} of: {words}" if self._only else words

    async def facts(self, record: Record) -> Sequence[tuple[str, str]]:
        line = self._lines.get(record.key)
        return facts_of_line(line, self.desk.clock.now(), self.desk.tz, self.place.shown) if line else ()

    def _pairs(self, targets: Sequence[Record]) -> list[Pair]:
        lines = [self._lines[record.key] for record in targets if record.key in self._lines]
        return [(line.at.visit_id, line.at.coverage_id) for line in lines]

    # --- asking ---
    async def do_ask(self, targets: Sequence[Record]) -> None:
        """One row is asked whatever its reason; of several those that can be asked."""
        pairs = self._pairs(targets)
        if len(pairs) == 1:
            await self.place.after(await ask(self.place, pairs[0]))
        else:
            await self._ask_many(pairs)

    async def do_batch(self, _targets: Sequence[Record]) -> None:
        await self._ask_many([])

    async def command(self, argument: str) -> None:
        """``:elig batch`` is 3; ``:elig failed`` and the like show one kind. Raises InvalidInput."""
        wanted = fold(argument).replace(" ", "_")
        if wanted == "batch":
            await self._ask_many([])
            return
        fitting = [why for why in Why if wanted and why.value.startswith(wanted)]
        if wanted and not fitting:
            raise InvalidInput(f"Type :elig batch, or one of {', '.join(why.value for why in Why)}.", "Command")
        self._only = fitting[0] if fitting else None
        await self.place.filtered()

    async def _ask_many(self, rows: Sequence[Pair]) -> None:
        if self._batch:
            self.place.refuse("A batch is on its way already; line 2 counts what is left.")
            return
        wanted = await self.desk.ask(self.desk.eligibility.to_ask, list(rows))
        if not wanted:
            self.place.refuse("None of these rows can be asked by file now; 1 on one row says why, 2 types an answer.")
            return
        self._batch = True
        self.place.list.clear_marks()
        self.place.say(f"Asking about {len(wanted)}; go on working, the rows change as answers come.")
        self.place.flow(self._run(wanted, list(rows)), hold=False)

    async def _run(self, wanted: Sequence[Pair], rows: list[Pair]) -> None:
        """One row after another, each in transactions of its own: what a rep saves goes in between."""
        asked, tried = 0, set(wanted)
        try:
            asked += await self._round(wanted)
            second = [pair for pair in await self.desk.ask(self.desk.eligibility.to_ask, rows) if pair not in tried]
            asked += await self._round(second)  # second insurances, now that the first ones have answered
        finally:
            self._batch = False
        if self.place.at is self and self.place.is_mounted:
            await self.place.after(f"{asked} asked. What is left on the list needs a look.")

    async def _round(self, pairs: Sequence[Pair]) -> int:
        asked = 0
        for number, pair in enumerate(pairs, start=1):
            try:
                await self.desk.act(self.desk.eligibility.ask, *pair)
                asked += 1
            except DeskError:
                continue  # busy, asked by somebody else meanwhile, or not to be asked: it stays on the list
            if number % _TELL_EVERY == 0 and self.place.at is self and self.place.is_current:
                self.place.say(f"{number} of {len(pairs)} asked; go on working.")
        return asked

    # --- the other digits ---
    async def do_typed(self, targets: Sequence[Record]) -> None:
        line = self._lines.get(targets[0].key)
        if line is not None:
            await self._told(await type_answer(self.place, (line.at.visit_id, line.at.coverage_id), line.at.payer))

    async def do_open(self, targets: Sequence[Record]) -> None:
        pairs = self._pairs(targets[:1])
        if pairs:
            await self._told(await show(self.place, pairs[0]))

    async def do_reviewed(self, targets: Sequence[Record]) -> None:
        words = await self.place.open(Prompt("Dealt with", "What was done", needed, max_length=300))
        if words is not None:
            await self.place.after(
                await self.place.attempt(self.desk.eligibility.reviewed, self._pairs(targets), words)
            )

    async def do_only(self, _targets: Sequence[Record]) -> None:
        counted = await self.desk.ask(self.desk.eligibility.counted)
        options = [
            ("", f"All  {sum(counted.values())}"),
            *((why.value, f"{why.word}  {n}") for why, n in counted.items()),
        ]
        chosen = await self.place.open(Choose("Show which?", options, current=self._only.value if self._only else ""))
        if chosen is not None:
            self._only = Why(chosen) if chosen else None
            await self.place.filtered()

    async def do_give(self, targets: Sequence[Record]) -> None:
        people = await self.desk.ask(self.desk.eligibility.colleagues)
        to = await self.place.open(Choose("Give to whom?", [("", "Back to everybody"), *people]))
        if to is not None:
            await self.place.after(await self.place.attempt(self.desk.eligibility.assign, self._pairs(targets), to))

    async def do_note(self, targets: Sequence[Record]) -> None:
        pairs = self._pairs(targets[:1])
        if pairs:
            await self._told(await write_note(self.place, pairs[0]))

    async def _told(self, words: str | None) -> None:
        """Read again; say what happened, or nothing when the rep stepped back."""
        await self.place.reload()
        if words is not None:
            self.place.say(words)
