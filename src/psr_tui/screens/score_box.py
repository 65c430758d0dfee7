"""The scoring box: a checkpoint a line, one key an answer, kept at every key until it is saved (CC-116)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from psr_tui.domain.clock import local
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.quality import Answer, Checkpoint, Scorecard, marks_of, scored
from psr_tui.domain.text import clean, strip_forbidden
from psr_tui.keys import bindings
from psr_tui.screens.dialogs import Prompt
from psr_tui.screens.dialogs.list_box import ListBox
from psr_tui.screens.dialogs.page import PageBox
from psr_tui.screens.review_page import call_facts, clock
from psr_tui.services.review_scoring import ScoreCall
from psr_tui.widgets.record_list import Cell, Column, Record, RecordList

if TYPE_CHECKING:
    from psr_tui.desk import Desk
    from psr_tui.services.reviews import ReviewReading

DRAFT = "review"
_WIDE = 74
"""Letters of a line above the list at 80 columns."""
_LOOKS = {Answer.YES: "good", Answer.NO: "bad", Answer.NA: "dim"}


class ScoreBox(ListBox[str]):
    """Answers with what happened, in words."""

    BINDINGS = bindings("score")
    SCOPES: ClassVar[tuple[str, ...]] = ("score", "list", "dialog")
    NAME = "words"
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column("position", "No", 3, "right"),
        Column("points", "Points", 6, "right"),
        Column("answer", "Answer", 6),
        Column("words", "Checkpoint", 40, grow=True),
    )
    HELP_TEXT = "Answer each checkpoint; missing one with ! fails the call. Answers are kept until you save with F10."

    def __init__(self, desk: Desk, reading: ReviewReading, card: Scorecard, kept: Mapping[str, str]) -> None:
        super().__init__(
            desk, f"Score a call of {reading.review.rep}", "1 yes 2 no 3 n/a 5 call 8 back 9 comment F10 save"
        )
        self._reading = reading
        self._card = card
        self._answers = {
            one.position: Answer(kept[f"a{one.position}"])
            for one in card.checkpoints
            if kept.get(f"a{one.position}") in set(Answer)
        }
        self._comments = {
            one.position: kept[f"c{one.position}"] for one in card.checkpoints if kept.get(f"c{one.position}")
        }
        self._saving = False

    def compose_body(self) -> Iterable[Widget]:
        yield from super().compose_body()
        yield Static("", id="score-more")

    # --- what is shown ---
    async def read(self) -> tuple[str, Sequence[Record]]:
        records = [self._record(one) for one in self._card.checkpoints]
        return self._head(), records

    def _head(self) -> str:
        call = self._reading.review.call
        patient = self.station.shown.name(call.patient) if call.patient else "nobody's record"
        way = "in" if call.direction == "in" else "out"
        at = f"{local(call.started_at, self.desk.tz):%a %m/%d %H:%M} {way}"
        first = f"{at} · {self._reading.reason} · {self._reading.outcome or 'no outcome'}"[:_WIDE]
        second = f"talked {clock(call.talk_seconds)}, on hold {clock(call.hold_seconds)} · {patient}"[:_WIDE]
        left = len(self._card.checkpoints) - len(self._answers)
        note = f"Note (5): {call.note.splitlines()[0]}" if call.note else "Note: none"
        return f"{first}\n{second}\n{clean(note, _WIDE)}\n{self._standing(left)}"

    def _standing(self, left: int) -> str:
        if left:
            return f"{left} of {len(self._card.checkpoints)} left; {self._card.pass_percent} % passes"
        try:
            score = scored(marks_of(self._card, self._answers, {}), self._card.pass_percent)
        except InvalidInput as nothing:
            return str(nothing)
        because = ", a checkpoint with ! was missed" if score.instant_failed else ""
        return f"{score.words}: {'passed' if score.passed else 'failed'}{because}. F10 saves it."

    def _record(self, one: Checkpoint) -> Record:
        answer = self._answers.get(one.position)
        cells = (
            Cell(str(one.position)),
            Cell(f"{one.points}{'!' if one.instant_fail else ''}", "warn" if one.instant_fail else ""),
            Cell(answer.word if answer else "", _LOOKS[answer] if answer else ""),
            Cell(f"{one.words}{' *' if one.position in self._comments else ''}"),
        )
        return Record(str(one.position), 1, cells)

    def on_record_list_moved(self, message: RecordList.Moved) -> None:
        message.stop()
        self._tell(message.record)

    def _tell(self, record: Record | None) -> None:
        """The whole text of the checkpoint under the cursor, with what was said about it."""
        one = next((one for one in self._card.checkpoints if record and str(one.position) == record.key), None)
        comment = self._comments.get(one.position, "") if one else ""
        said = f"\n* {comment}" if comment else ""
        text = f"{one.position}. {one.words}{said}" if one else ""
        self.query_one("#score-more", Static).update(Content("\n".join(map(strip_forbidden, text.split("\n")))))

    # --- answers ---
    def _at(self) -> int | None:
        record = self.list.target()
        return int(record.key) if record is not None else None

    def action_mark(self, answer: str) -> None:
        if (position := self._at()) is not None:
            self.flow(self._mark(position, Answer(answer)))

    async def _mark(self, position: int, answer: Answer) -> None:
        self._answers[position] = answer
        await self._keep()
        await self.read_again()
        following = [one.position for one in self._card.checkpoints if one.position > position]
        if following:
            await self.list.go_to_key(str(following[0]))

    def action_comment(self) -> None:
        if (position := self._at()) is not None:
            self.flow(self._comment(position))

    async def _comment(self, position: int) -> None:
        before = self._comments.get(position, "")
        prompt = Prompt("Comment", f"About checkpoint {position}; empty takes it away", str.strip, value=before)
        text = await self.open(prompt)
        if text is None:
            return
        self._comments[position] = text
        if not text:
            del self._comments[position]
        await self._keep()
        await self.read_again()
        self._tell(self.list.current)

    async def _keep(self) -> None:
        values = {f"a{position}": answer.value for position, answer in self._answers.items()}
        values |= {f"c{position}": text for position, text in self._comments.items()}
        await self.desk.act(self.desk.drafts.keep, DRAFT, self._reading.review.id, values)

    # --- the end of it ---
    def action_open(self) -> None:
        facts = call_facts(self._reading, self.station.shown, self.desk.tz)
        self.flow(self._show_call(facts))

    async def _show_call(self, facts: Sequence[tuple[str, str]]) -> None:
        await self.open(PageBox("The call", [("", facts)]))

    def action_give_back(self) -> None:
        self.flow(self._give_back())

    async def _give_back(self) -> None:
        one = self._reading.review
        words = await self.attempt(self.desk.reviews.give_back, one.id, one.version)
        if words is not None:
            self.finish(words)

    def action_accept(self) -> None:
        if not self._saving:
            self._saving = True
            self.flow(self._save())

    async def _save(self) -> None:
        try:
            marks = marks_of(self._card, self._answers, self._comments)
            scored(marks, self._card.pass_percent)
            note = await self.open(
                Prompt("Save the score", f"A few words for {self._reading.review.rep}; may stay empty", str.strip,
                       max_length=500)
            )  # fmt: skip
            if note is not None:
                new = ScoreCall(self._reading.review.id, self._card, self._answers, self._comments, note)
                self.finish(await self.desk.act(self.desk.reviews.score, new))
        except InvalidInput as problem:
            if problem.field:
                await self.list.go_to_key(problem.field)
            raise
        finally:
            self._saving = False
