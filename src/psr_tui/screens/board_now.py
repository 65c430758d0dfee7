"""The board's first page: callers who wait, then everybody with what they do since when (CC-110)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from psr_tui.domain.call_window import in_words
from psr_tui.domain.clock import local
from psr_tui.domain.phone_figure import m_ss
from psr_tui.domain.phones import PhoneNumber
from psr_tui.domain.wallboard import BUSY, Board, Doing, RepNow, Waiting, states_in_words
from psr_tui.screens.board_page import BoardPage, Digit
from psr_tui.screens.dialogs.page import Facts, PageBox
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.screens.dashboard import DashboardPlace

_CALLER = "caller:"
_STYLES = {
    Doing.AWAY: "dim",
    Doing.AVAILABLE: "good",
    Doing.PAUSED: "info",
    Doing.UNREACHABLE: "bad",
    Doing.GONE: "warn",
}


class NowPage(BoardPage):
    """Callers first, who waits longest on top; then reps, who is busy before who could be."""

    NAME = "now"
    TITLE = "now"
    COLUMNS = (
        Column("name", "Who", 16, grow=True),
        Column("doing", "Doing", 11),
        Column("for", "For", 8, "right"),
        Column("about", "About", 18),
        Column("says", "Says", 16),
    )
    EMPTY = "Nobody works here yet."
    DIGITS = (
        Digit(1, "Take", "take", "Take the caller under the cursor: their call is yours and the box opens"),
        Digit(5, "Open", "open", "Show everything that is known of the person or caller under the cursor"),
        Digit(7, "Give to", "give", "Give the callback this person holds to somebody else; a lead may"),
        Digit(8, "Take back", "take_back", "Break the claim of this person, with a reason; a supervisor may"),
    )
    REST = 0.0

    def __init__(self, place: DashboardPlace) -> None:
        super().__init__(place)
        self._board = Board()
        self._reps: dict[str, RepNow] = {}
        self._callers: dict[str, Waiting] = {}

    async def read(self) -> Sequence[Record]:
        self._board = board = await self.desk.ask(self.desk.wallboard.board)
        self._callers = {f"{_CALLER}{one.call_id} {one.queue}": one for one in board.waiting}
        self._reps = {rep.staff_id: rep for rep in board.reps}
        return [*map(self._caller, self._callers), *map(self._rep, self._reps)]

    def renew(self, record: Record) -> Record:
        if record.key in self._callers:
            fresh = self._caller(record.key)
        elif record.key in self._reps:
            fresh = self._rep(record.key)
        else:
            return record
        return record if fresh == record else fresh

    def leave_unsaid(self, record: Record) -> bool:
        return record.key.startswith(_CALLER)

    # --- the words above ---
    def counts(self) -> str:
        board, first = self._board, self._board.first
        waiting = f"waiting {len(board.waiting)}" if board.listens or board.waiting else "no telephone system"
        longest = f" (longest {_clock(first.joined_at, self._now)})" if first else ""
        return (
            f"{waiting}{longest} · callbacks due {board.due}, overdue {board.overdue} · "
            f"promises at risk {board.at_risk}"
        )  # fmt: skip

    def above(self) -> str:
        if self._board.trouble:
            return f"Line not heard: {self._board.trouble}"
        return states_in_words(self._board)

    # --- rows ---
    @property
    def _now(self) -> datetime:
        return self.desk.clock.now()

    def _caller(self, key: str) -> Record:
        one = self._callers[key]
        seconds = (self._now - one.joined_at).total_seconds()
        target = self.desk.clinic.service_level_seconds
        style = "bad" if seconds > 2 * target else "warn" if seconds > target else ""
        number = self.place.shown.phone(_number(one.number)) if one.number else "number withheld"
        cells = (
            Cell(number, "strong"), Cell("waiting", style), Cell(_clock(one.joined_at, self._now), style),
            Cell(one.queue), Cell(one.taken or (f"rings: {one.ringing}" if one.ringing else ""), "dim"),
        )  # fmt: skip
        return Record(key, 0, cells)

    def _rep(self, key: str) -> Record:
        rep = self._reps[key]
        doing, since = rep.doing
        style = "bad" if rep.over(self._now) else _STYLES.get(doing, "strong" if doing in BUSY else "")
        says = rep.pause.lower() if rep.says == "paused" else "phone block" if rep.block == "running" else rep.says
        cells = (
            Cell(rep.name, "dim" if doing is Doing.AWAY else ""), Cell(doing.value, style),
            Cell(_clock(since, self._now) if since else "", style), Cell(self._about(rep)),
            Cell(says if rep.signed_in_at else "", "dim"),
        )  # fmt: skip
        return Record(key, rep.held.version if rep.held else 0, cells)

    def _about(self, rep: RepNow) -> str:
        doing, _ = rep.doing
        if doing in (Doing.TALKING, Doing.HOLDING, Doing.WRAP, Doing.RINGING) and rep.call_about:
            return rep.call_about.lower()
        if rep.held is not None:
            return rep.held.reason.lower()
        if rep.over(self._now):
            return f"over {rep.limit_minutes} min"
        return ""

    # --- digits ---
    async def do_take(self, targets: Sequence[Record]) -> None:
        one = self._callers.get(targets[0].key)
        if one is None:
            self.place.refuse("Only a caller who waits can be taken; they stand on top.")
            return
        call_id = await self.place.attempt(self.desk.calls.pick, self.desk.new_id(), one.call_id)
        if call_id is not None:
            await self.place.show_call(call_id)

    async def do_open(self, targets: Sequence[Record]) -> None:
        title, facts = self.facts(targets[0])
        if title:
            await self.place.open(PageBox(title, [("", facts)]))

    def facts(self, record: Record) -> tuple[str, Facts]:
        one = self._callers.get(record.key)
        if one is not None:
            number = self.place.shown.phone(_number(one.number)) if one.number else "withheld"
            return "A caller who waits", [
                ("Number", number), ("Queue", one.queue), ("Waits since", self._at(one.joined_at)),
                ("Rings at", one.ringing), ("Taken by", one.taken),
                ("1 takes them", "their call is yours; answer your telephone, and a says so in the box"),
            ]  # fmt: skip
        rep = self._reps.get(record.key)
        return (rep.name, self._facts(rep)) if rep else ("", ())

    def _facts(self, rep: RepNow) -> list[tuple[str, str]]:
        doing, since = rep.doing
        held = rep.held
        limit = f", allowed {rep.limit_minutes} min" if rep.limit_minutes else ""
        return [
            ("Does", f"{doing.value}{' since ' + self._at(since) if since else ''}"),
            ("Says", f"{rep.pause or rep.says} since {self._at(rep.says_since)}{limit}" if rep.says_since else ""),
            ("Phone block", rep.block),
            ("Own call", f"{rep.call}, {rep.call_about.lower()}" if rep.call else ""),
            ("Line", f"{rep.line} since {self._at(rep.line_since)}" if rep.line and rep.line_since else ""),
            ("Holds", f"callback {held.reason.lower()}, {held.state}, since {self._at(held.since)}" if held else ""),
            ("It is due", in_words(held.due_at, self._now, self.desk.tz, self.desk.tz) if held else ""),
            ("Claim until", self._at(held.lease_until) if held and held.lease_until else ""),
            ("Signed in", self._at(rep.signed_in_at) if rep.signed_in_at else "not today, or signed out"),
        ]

    async def do_take_back(self, targets: Sequence[Record]) -> None:
        rep = self._holder(targets[0])
        if rep is None or rep.held is None:
            return
        why = await self.reason("claim_break", f"Take the callback back from {rep.name}: why?")
        if why is not None:
            act = self.desk.callbacks.break_claim
            await self.place.after(await self.place.attempt(act, rep.held.callback_id, targets[0].version, *why))

    async def do_give(self, targets: Sequence[Record]) -> None:
        rep = self._holder(targets[0])
        if rep is not None and rep.held is not None:
            await self.give([(rep.held.callback_id, targets[0].version)])

    def _holder(self, record: Record) -> RepNow | None:
        rep = self._reps.get(record.key)
        if rep is None or rep.held is None:
            who = rep.name if rep else "A caller"
            self.place.refuse(f"{who} holds no callback now; choose a row that does.")
            return None
        return rep

    def _at(self, at: datetime | None) -> str:
        return f"{local(at, self.desk.tz):%H:%M:%S}" if at else ""


def _clock(since: datetime, now: datetime) -> str:
    return m_ss(max((now - since).total_seconds() // 1, 0))


def _number(told: str) -> str:
    """A caller's number as people read it; what a system wrote in another way stays as it is."""
    digits = f"+1{told}" if told.isascii() and told.isdigit() and len(told) == 10 else told
    return PhoneNumber(digits).display if digits.startswith("+") else told
