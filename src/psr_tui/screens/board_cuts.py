"""Today by queue, by hour and, for a lead, by agent; the busiest moments and the longest waits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from psr_tui.domain.clock import local
from psr_tui.domain.phone_figure import m_ss, mean, share
from psr_tui.domain.phone_figures import Limits, all_figures
from psr_tui.domain.phone_log import LogFigures
from psr_tui.domain.phone_report import FROM_REPS
from psr_tui.domain.text import so_many
from psr_tui.screens.board_figures import explained
from psr_tui.screens.board_page import BoardPage, Digit
from psr_tui.screens.dialogs.page import PageBox
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.screens.dashboard import DashboardPlace
    from psr_tui.services.phone_figures import Cut


class CutsPage(BoardPage):
    """One row a queue, an hour or an agent."""

    NAME = "cuts"
    TITLE = "today by queue, hour and agent"
    COLUMNS = (
        Column("kind", "", 6),
        Column("name", "Name", 16, grow=True),
        Column("offered", "Offered", 7, "right"),
        Column("answered", "Answered", 8, "right"),
        Column("wait", "Mean wait", 9, "right"),
        Column("level", "In time", 9, "right"),
        Column("gone", "Abandoned", 9, "right"),
        Column("handle", "Handle", 7, "right"),
    )
    EMPTY = "No call was told of today."
    DIGITS = (
        Digit(5, "Figures", "open", "Show every figure of this row with its formula"),
        Digit(6, "Moments", "moments", "Show the busiest hours, most waiting at once, the longest waits, what was odd"),
    )

    def __init__(self, place: DashboardPlace) -> None:
        super().__init__(place)
        self._cuts: dict[str, Cut] = {}
        self._log: LogFigures | None = None
        self._limits = Limits()

    async def read(self) -> Sequence[Record]:
        self._limits = (await self.desk.ask(self.desk.phone_figures.settings)).limits
        cuts, self._log = await self.desk.ask(self.desk.phone_figures.cuts)
        self._cuts = {f"{cut.kind} {cut.name}": cut for cut in cuts}
        return [self._record(key, cut) for key, cut in self._cuts.items()]

    def counts(self) -> str:
        log = self._log
        if log is None:
            return FROM_REPS
        hours = ", ".join(f"{hour}:00 ({count})" for hour, count in log.busiest[:2])
        return f"busiest {hours} · most waiting at once {log.waiting.most} · most talking {log.talking.most}"

    def above(self) -> str:
        return f"In time: answered within {self._limits.targets[0]} s, of offered. Abandoned: raw, of offered."

    def _record(self, key: str, cut: Cut) -> Record:
        one = cut.tally
        waits, talks = one.waits.total(), one.talks.total()
        entered = cut.kind != "agent"  # a caller who hangs up or waits too long did so in a queue, at nobody's desk
        level = share(one.answered_within(self._limits.targets[0]), one.offered) if waits and entered else None
        gone = share(one.abandoned, one.offered) if entered else None
        numbers = (
            f"{one.offered:,}", f"{one.answered:,}", _seconds(mean(one.wait_seconds, waits)), _percent(level),
            _percent(gone), _seconds(mean(one.handle_seconds, talks)),
        )  # fmt: skip
        return Record(key, 0, (Cell(cut.kind, "dim"), Cell(cut.name), *(Cell(number) for number in numbers)))

    # --- digits ---
    async def do_open(self, targets: Sequence[Record]) -> None:
        cut = self._cuts.get(targets[0].key)
        if cut is not None:
            figures = all_figures(cut.tally, self._limits)
            sections = [(figure.name, explained(figure)) for figure in figures]
            await self.place.open(PageBox(f"Today, {cut.kind} {cut.name}", sections))

    async def do_moments(self, _targets: Sequence[Record]) -> None:
        log = self._log
        if log is None:
            self.place.refuse("No telephone system told of today's calls, so nobody knows the waits.")
            return
        busy = [(f"{hour}:00", so_many(count, "call")) for hour, count in log.busiest[:3]]
        peaks = [
            (name, f"{peak.most}, first at {local(peak.at, self.desk.tz):%H:%M:%S}" if peak.at else "none")
            for name, peak in (("Waiting", log.waiting), ("Talking", log.talking))
        ]
        longest = [
            (m_ss(call.wait or 0), f"{call.queue}, came {local(call.joined_at, self.desk.tz):%H:%M:%S}, "
                                   f"{call.end.value if call.end else ''}")
            for call in log.longest
        ]  # fmt: skip
        odd = [(what.value, f"{number:,}") for what, number in sorted(log.odd.items())]
        listed = [
            (f"{local(one.at, self.desk.tz):%H:%M:%S}", f"{one.what.value}: {one.call_id} {one.queue} {one.detail}")
            for one in log.odd_list
        ]
        sections = [("Busiest hours", busy), ("Most at once", peaks), ("Longest waits", longest),
                    ("Odd, counted and left as it is", odd), ("Line by line", listed)]  # fmt: skip
        await self.place.open(PageBox("Today's moments", [one for one in sections if one[1]]))


def _seconds(value: float | None) -> str:
    return "-" if value is None else m_ss(value)


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f} %"
