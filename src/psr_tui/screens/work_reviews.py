"""The worklist of reviews: for leads what is to be scored or answered, for everybody what was scored of their calls."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from psr_tui.domain.clock import local
from psr_tui.domain.errors import Refused
from psr_tui.domain.quality import Review, ReviewState
from psr_tui.domain.staff import Actor, Role
from psr_tui.screens.dialogs import Choose, Prompt
from psr_tui.screens.dialogs.prompt import needed
from psr_tui.screens.review_calls import choose_calls, pick_calls
from psr_tui.screens.review_page import review_page
from psr_tui.screens.review_report import show_report
from psr_tui.screens.score_box import DRAFT, ScoreBox
from psr_tui.screens.worklist import Digit, Worklist
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.screens.worklists import WorklistsPlace

_LOOKS = {ReviewState.FAILED: "bad", ReviewState.DISPUTED: "warn", ReviewState.PASSED: "good"}


class ReviewList(Worklist):
    """No patient is named on it: a call is known by its time, rep and reason."""

    NAME = "reviews"
    TITLE = "Reviews"
    COLUMNS = (
        Column("state", "Stands", 10),
        Column("call", "Call", 11),
        Column("patient", "Rep", 10, grow=True),
        Column("reason", "Reason", 7, grow=True),
        Column("score", "Score", 12),
        Column("due", "Until", 14),
        Column("next", "1 does", 7),
    )
    EMPTY = "No review here. A lead draws calls with 6 or chooses one with +."
    DIGITS = (
        Digit(1, "Next step", "step", "Do what the last column says: score, go on, answer the dispute, read"),
        Digit(4, "Dispute", "dispute", "Say why the score of your own call is wrong"),
        Digit(5, "Open", "open", "Read the review: the call, every checkpoint, what was said about it"),
        Digit(6, "Draw", "pick", "Draw calls of this month at random, the same number for every rep; a lead"),
        Digit(7, "Report", "report", "Scores of each rep beside first-contact resolution and complaints"),
        Digit(8, "Give back", "back", "Let somebody else score it"),
    )

    NEED_NO_ROW = frozenset({6, 7})

    def __init__(self, place: WorklistsPlace) -> None:
        super().__init__(place)
        self._reviews: dict[str, Review] = {}

    # --- rows ---
    async def read(self, text: str) -> Sequence[Record]:
        found = await self.desk.ask(self.desk.reviews.listed)
        limits = await self.desk.ask(self.desk.limits.words, "qa_review")
        self._reviews = {one.id: one for one in found}
        return self.narrowed([self._record(one, *limits.get(one.id, ("", False))) for one in found], text)

    def _record(self, one: Review, limit: str, late: bool) -> Record:
        cells = (
            Cell(one.state.value, _LOOKS.get(one.state, "")),
            Cell(f"{local(one.call.started_at, self.desk.tz):%m/%d %H:%M}"),
            Cell("you" if one.staff_id == self.desk.actor.staff_id else one.rep),
            Cell(one.call.reason.lower()),
            Cell(one.score.words if one.score else ""),
            Cell(limit or self._until(one), "bad" if late else ""),
            Cell(_does(one, self.desk.actor)),
        )
        return Record(one.id, one.version, cells)

    def _until(self, one: Review) -> str:
        """Until when the rep may dispute it; who has it while it is scored."""
        if one.state is ReviewState.CLAIMED:
            return one.claimer
        if one.state in (ReviewState.PASSED, ReviewState.FAILED) and one.dispute_by is not None:
            return f"dispute {self._day(one.dispute_by)}" if one.dispute_by >= self.desk.clock.now() else ""
        if one.state is ReviewState.DISPUTED and one.answer_by is not None:
            return f"answer {self._day(one.answer_by)}"
        return ""

    def _day(self, at: datetime) -> str:
        return f"{local(at, self.desk.tz):%m/%d}"

    async def waiting(self) -> int:
        found = await self.desk.ask(self.desk.reviews.listed)
        return sum(_does(one, self.desk.actor) in ("score", "go on", "answer") for one in found)

    async def header(self) -> str:
        found = list(self._reviews.values())
        mine = self.desk.actor.staff_id
        words = [f"{state.value} {count}" for state in ReviewState if (count := sum(r.state is state for r in found))]
        own = sum(one.staff_id == mine for one in found)
        return " · ".join([*words, *([f"{own} of your own calls"] if own else [])]) or "no review"

    async def facts(self, record: Record) -> Sequence[tuple[str, str]]:
        one = self._reviews.get(record.key)
        if one is None:
            return ()
        return [
            ("Rep", one.rep),
            ("Score", f"{one.score.words}, {one.score.pass_percent} % passes" if one.score else ""),
            ("Scored by", f"{one.scorer} {self._day(one.scored_at)}" if one.scored_at else ""),
            ("Disputed", self._day(one.disputed_at) if one.disputed_at else ""),
            ("Answered by", f"{one.answerer} {self._day(one.answered_at)}" if one.answered_at else ""),
            ("", "5 reads it: what is written there may name a patient."),
        ]

    def _meant(self, record: Record) -> Review:
        found = self._reviews.get(record.key)
        if found is None:
            raise Refused("That row is no longer on this list; look, and press again.")
        return found

    # --- acts ---
    async def new(self) -> None:
        """A lead chooses a call; for everybody else ``+`` says who may."""
        self.desk.actor.require(Role.LEAD, "choose calls to review")
        await choose_calls(self.place)
        await self.place.after("")

    async def do_step(self, targets: Sequence[Record]) -> None:
        one = self._meant(targets[0])
        step = _does(one, self.desk.actor)
        if step in ("score", "go on"):
            await self._score(one)
        elif step == "answer":
            await self._answer(one)
        else:
            await self.do_open(targets)

    async def _score(self, one: Review) -> None:
        if await self.place.attempt(self.desk.reviews.claim, one.id, one.version) is None:
            await self.place.reload()
            return
        reading = await self.desk.act(self.desk.reviews.open, one.id)
        if reading.card is None:
            raise Refused("The scorecard of this review is not in use any more; give it back (8).")
        kept = await self.desk.ask(self.desk.drafts.find, DRAFT, one.id)
        words = await self.place.open(ScoreBox(self.desk, reading, reading.card, kept or {}))
        await self.place.after(words or "Not saved; what you answered is kept, 1 goes on.")

    async def _answer(self, one: Review) -> None:
        one = (await self.desk.act(self.desk.reviews.open, one.id)).review  # logged: the words may name the patient
        options = [("upheld", "The score stands"), ("overturned", "The score is overturned, it counts no more")]
        chosen = await self.place.open(Choose("The dispute", options, note=f"{one.rep} says: {one.dispute_words}"))
        if chosen is None:
            return
        why = await self.place.open(Prompt("The dispute", f"Why, for {one.rep}", needed, max_length=500))
        if why is not None:
            await self._done(self.desk.reviews.answer, one, chosen == "upheld", why)

    async def do_dispute(self, targets: Sequence[Record]) -> None:
        one = self._meant(targets[0])
        if one.staff_id != self.desk.actor.staff_id:
            raise Refused("Only the rep whose call it was may dispute this.")
        note = f"Scored {one.score.words} by {one.scorer}." if one.score else ""
        why = await self.place.open(Prompt("Dispute", "What the score gets wrong", needed, note=note, max_length=500))
        if why is not None:
            await self._done(self.desk.reviews.dispute, one, why)

    async def do_open(self, targets: Sequence[Record]) -> None:
        reading = await self.desk.act(self.desk.reviews.open, self._meant(targets[0]).id)
        await self.place.open(review_page(reading, self.place.shown, self.desk.tz))
        await self.place.after("")

    async def do_pick(self, targets: Sequence[Record]) -> None:
        self.desk.actor.require(Role.LEAD, "choose calls to review")
        await self.place.after(await pick_calls(self.place))

    async def do_report(self, targets: Sequence[Record]) -> None:
        await show_report(self.place)

    async def do_back(self, targets: Sequence[Record]) -> None:
        await self._done(self.desk.reviews.give_back, self._meant(targets[0]))

    async def _done(self, use_case: Any, one: Review, *more: Any) -> None:
        self.place.list.acted_on(one.id)
        await self.place.after(await self.place.attempt(use_case, one.id, one.version, *more))


def _does(one: Review, actor: Actor) -> str:
    """What 1 does for this row."""
    own = one.staff_id == actor.staff_id
    if one.state is ReviewState.WAITING and not own:
        return "score"
    if one.state is ReviewState.CLAIMED and one.claimed_by == actor.staff_id:
        return "go on"
    answers = actor.at_least(Role.SUPERVISOR) and not own and one.scored_by != actor.staff_id
    return "answer" if one.state is ReviewState.DISPUTED and answers else "read"
