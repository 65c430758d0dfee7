"""What one page of the board gives to the place that shows it: rows, what digits do, the words above."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from psr_tui.domain.text import fold
from psr_tui.screens.dialogs import Choose, Prompt
from psr_tui.screens.dialogs.page import Facts
from psr_tui.screens.digits import Digit
from psr_tui.widgets.record_list import Column, ListSource, Record

if TYPE_CHECKING:
    from psr_tui.desk import Desk
    from psr_tui.screens.dashboard import DashboardPlace

__all__ = ["BoardPage", "Digit"]


class BoardPage(ListSource):
    """Subclass it, give the class constants and ``read``, and a coroutine ``do_<act>(targets)`` for each digit.

    ``REST``: so many seconds pass at least between two readings because something changed; 0 for a page people look
    at while they talk. ``renew``: how a row looks now, asked once a second; only cells that changed are repainted."""

    NAME: ClassVar[str] = ""
    TITLE: ClassVar[str] = ""
    COLUMNS: ClassVar[tuple[Column, ...]] = ()
    EMPTY: ClassVar[str] = "Nothing to show."
    DIGITS: ClassVar[tuple[Digit, ...]] = ()
    NEED_NO_ROW: ClassVar[frozenset[int]] = frozenset()
    """Digits that work on an empty page too."""
    TOPICS: ClassVar[frozenset[str]] = frozenset({"phones", "line", "callbacks"})
    REST: ClassVar[float] = 5.0
    EACH_MINUTE: ClassVar[bool] = True
    """Whether it is read again with each new minute, because what is due or over its limit changes with the clock."""

    def __init__(self, place: DashboardPlace) -> None:
        super().__init__(())
        self.place = place

    @property
    def desk(self) -> Desk:
        return self.place.desk

    async def read(self) -> Sequence[Record]:
        """Every row, in order."""
        raise NotImplementedError

    async def count(self) -> int:
        words = fold(self.place.filter_text).split()
        self.records = [row for row in await self.read() if _holds(row, words)]
        return await super().count()

    def counts(self) -> str:
        """Line 2; asked again once a second."""
        return ""

    def above(self) -> str:
        """The line above the list; asked again once a second."""
        return ""

    def facts(self, record: Record) -> tuple[str, Facts]:
        """Title and facts of the row under the cursor, for the panel beside the list."""
        return "", ()

    def renew(self, record: Record) -> Record:
        """The row as it looks now."""
        return record

    def leave_unsaid(self, record: Record) -> bool:
        """Whether nothing is said when the row under the cursor leaves by itself."""
        return False

    # --- questions pages share ---
    async def reason(self, kind: str, title: str) -> tuple[str, str] | None:
        """A coded reason and, where it asks for one, a few words; None when they stepped back."""
        reasons = await self.desk.ask(self.desk.reference.reasons, kind)
        code = await self.place.open(Choose(title, [(one.code, one.label) for one in reasons]))
        if code is None:
            return None
        if not next(one for one in reasons if one.code == code).needs_comment:
            return code, ""
        note = await self.place.open(Prompt(title, "In a few words", str.strip))
        return None if note is None else (code, note)

    async def give(self, rows: Sequence[tuple[str, int]]) -> None:
        """Hand callbacks to somebody, or to the pool."""
        people = await self.desk.ask(self.desk.callbacks.colleagues)
        to = await self.place.open(Choose("Give to whom?", [("", "The pool: whoever is free"), *people]))
        if to is not None:
            await self.place.after(await self.place.attempt(self.desk.callbacks.give, rows, to))


def _holds(row: Record, words: Sequence[str]) -> bool:
    return all(word in fold(" ".join(cell.text for cell in row.cells)) for word in words)
