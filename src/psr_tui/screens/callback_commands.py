"""The commands of the callback list: how it is sorted and narrowed, and what a supervisor does with rows."""

from __future__ import annotations

from collections.abc import Sequence

from psr_tui.domain.callback_filter import EVERYTHING, CallbackFilter, Whose
from psr_tui.domain.callback_list import CallbackLine, Skips
from psr_tui.domain.callback_sorts import WORDS, Sort, parse_sort
from psr_tui.domain.callback_states import LIVE
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.text import fold, so_many
from psr_tui.screens.callback_acts import CallbackActs
from psr_tui.screens.dialogs.page import PageBox

_SHOWN = {Whose.ALL: "mine and pool", Whose.MINE: "mine", Whose.POOL: "pool"}


class CallbackCommands(CallbackActs):
    """What ``:`` can do here beside the digits."""

    lines: dict[str, CallbackLine]
    sort: Sort = Sort.RANK
    wanted: CallbackFilter = EVERYTHING

    @property
    def shown_words(self) -> str:
        """Whose callbacks are shown, and what comes first; short enough for 80 columns."""
        if self.sort is Sort.RANK:
            return f"{_SHOWN[self.wanted.whose]} · due first"
        whose = f"{_SHOWN[self.wanted.whose]} · " if self.wanted else ""
        return f"{whose}{WORDS[self.sort]}"

    # --- the look ---
    async def command_sort(self, argument: str) -> None:
        self.sort = parse_sort(argument)
        await self.desk.act(self.desk.callbacks.keep_sort, self.sort)
        await self._look_anew()
        kept = "." if self.sort is Sort.RANK else "; 1 still calls the highest score."
        self.say(f"Sorted: {WORDS[self.sort]}{kept}")

    def complete_sort(self) -> Sequence[str]:
        return [sort.value for sort in Sort]

    async def command_show(self, argument: str) -> None:
        word = fold(argument.strip()) or Whose.ALL.value
        if word not in set(Whose):
            raise InvalidInput("Show: type all, mine or pool.", "Show")
        self.wanted = CallbackFilter(Whose(word))
        await self._look_anew()
        self.say(f"Shown: {_SHOWN[self.wanted.whose]}, {so_many(self.list.shown, 'callback')}.")

    async def _look_anew(self) -> None:
        await self.list.reload(asked=True)
        await self.reload()

    # --- rows ---
    async def command_break(self, _argument: str) -> None:
        record = self.list.target()
        line = self.lines.get(record.key) if record else None
        if record is None or line is None or line.item.state not in LIVE:
            self.refuse("Put the cursor on a callback somebody has claimed; :break takes it back.")
            return
        chosen = await self._reason("claim_break", f"Take it from {line.item.holder_name}: why?")
        if chosen is not None:
            broken = self.desk.callbacks.break_claim
            await self._after(await self.attempt(broken, record.key, record.version, *chosen))

    async def command_now(self, _argument: str) -> None:
        targets = self.list.targets()
        if self._some(targets[0] if targets else None):
            await self._after(await self.attempt(self.desk.callbacks.make_due, self._rows(targets)))

    async def command_speakers(self, argument: str) -> None:
        word = fold(argument.strip()) or "on"
        if word not in ("on", "off"):
            raise InvalidInput("Speakers: type on (only for who speaks the language) or off.", "Speakers")
        targets = self.list.targets()
        if self._some(targets[0] if targets else None):
            limit = self.desk.callbacks.limit_language
            await self._after(await self.attempt(limit, self._rows(targets), word == "on"))

    # --- the skip report (CC-26) ---
    async def command_skips(self, argument: str) -> None:
        typed = argument.strip() or "1"
        if not (typed.isascii() and typed.isdigit() and 1 <= int(typed) <= 366):
            raise InvalidInput("Skips: type how many days, from 1 to 366, for example 7.", "Skips")
        found = await self.desk.ask(self.desk.callbacks.skips, int(typed))
        title = "Skipped today" if typed == "1" else f"Skipped in the last {typed} days"
        await self.open(PageBox(title, by_rep(found) or [("", [("", "Nobody skipped a callback.")])]))


def by_rep(found: Sequence[Skips]) -> list[tuple[str, list[tuple[str, str]]]]:
    """A section for each rep: how often in all, then by reason."""
    totals: dict[str, int] = {}
    for one in found:
        totals[one.name] = totals.get(one.name, 0) + one.count
    return [
        (f"{name}: {total}", [(one.label, str(one.count)) for one in found if one.name == name])
        for name, total in sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
