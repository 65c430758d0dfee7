"""A lead chooses which call is reviewed: one of a rep's day, or a fair pick of the month at random."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from psr_tui.domain.clock import local, local_date
from psr_tui.domain.quality import parse_wanted
from psr_tui.domain.text import so_many
from psr_tui.domain.typed_dates import parse_day
from psr_tui.keys import bindings
from psr_tui.screens.dialogs import Choose, Prompt
from psr_tui.screens.dialogs.list_box import ListBox
from psr_tui.screens.review_page import clock
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.desk import Desk
    from psr_tui.screens.base import Place


class CallsToReview(ListBox[None]):
    """Saved calls of one rep and day that have no review; 1 puts one under review, as often as wanted."""

    BINDINGS = bindings("review_calls")
    SCOPES: ClassVar[tuple[str, ...]] = ("review_calls", "list", "dialog")
    NAME = "reason"
    EMPTY = "No saved call of that day is without a review."
    HELP_TEXT = "1 puts the call under review; whoever scores it sees its note and its patient then."
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column("at", "Began", 6),
        Column("way", "", 3),
        Column("reason", "Reason", 12, grow=True),
        Column("outcome", "Outcome", 8, grow=True),
        Column("talk", "Talked", 7, "right"),
        Column("note", "Note", 5),
    )

    def __init__(self, desk: Desk, staff_id: str, rep: str, day: date, card: str) -> None:
        super().__init__(desk, f"Calls of {rep}, {day:%a %m/%d}", "1 review")
        self._staff_id, self._day, self._card = staff_id, day, card

    async def read(self) -> tuple[str, Sequence[Record]]:
        found = await self.desk.ask(self.desk.reviews.calls, self._staff_id, self._day)
        records = [
            Record(
                one.call_id,
                1,
                (
                    Cell(f"{local(one.started_at, self.desk.tz):%H:%M}"),
                    Cell(one.direction),
                    Cell(one.reason.lower()),
                    Cell(one.outcome.lower()),
                    Cell(clock(one.talk_seconds)),
                    Cell("yes" if one.has_note else ""),
                ),
            )
            for one in found
        ]
        return f"{so_many(len(found), 'call')} without a review", records

    def action_open(self) -> None:
        self.action_add()

    def action_add(self) -> None:
        record = self.list.target()
        if record is None:
            self.refuse(self.EMPTY)
            return
        self.flow(self._add(record.key))

    async def _add(self, call_id: str) -> None:
        words = await self.attempt(self.desk.reviews.add, call_id, self._staff_id, self._day, self._card)
        await self.read_again()
        if words is not None:
            self.say(words)


async def choose_card(place: Place) -> str | None:
    """By which card; not asked where there is one. None when they stepped back."""
    cards = await place.desk.ask(place.desk.reviews.cards)
    if not cards:
        place.refuse("There is no scorecard; psr-tui phones scorecards --load FILE brings one.")
        return None
    if len(cards) == 1:
        return cards[0].code
    return await place.open(Choose("By which card?", [(card.code, card.label) for card in cards]))


async def choose_calls(place: Place) -> None:
    """Rep, day, then the calls of that day."""
    desk = place.desk
    people = dict(await desk.ask(desk.worklists.colleagues))
    staff_id = await place.open(Choose("Whose calls?", list(people.items())))
    if staff_id is None:
        return
    today = local_date(desk.clock.now(), desk.tz)
    label = "Which day: empty for today, or t-1, mon, 03/02"
    day = await place.open(
        Prompt("Calls to review", label, lambda typed: parse_day(typed, today, prefer="past") if typed else today)
    )
    if day is None or (card := await choose_card(place)) is None:
        return
    await place.open(CallsToReview(desk, staff_id, people[staff_id], day, card))


async def pick_calls(place: Place) -> str | None:
    """How many reviews a month each rep shall have; what was drawn, in words."""
    note = "Calls of this month are drawn at random until every rep who had calls has so many reviews."
    wanted = await place.open(Prompt("Draw calls", "Reviews a month for each rep", parse_wanted, value="6", note=note))
    if wanted is None or (card := await choose_card(place)) is None:
        return None
    return await place.attempt(place.desk.reviews.pick, wanted, card)
