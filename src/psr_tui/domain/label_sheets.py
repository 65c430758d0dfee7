"""Sheets of labels in US Letter: how many, how large, where each one lies, and which is free next.

Sizes in inches, as their maker prints them on the box; the margins follow, because every such sheet is centred.
"""

from __future__ import annotations

from dataclasses import dataclass

PAGE = (8.5, 11.0)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: columns and rows, the size of a label, and from one label to the next."""

    code: str
    columns: int
    rows: int
    width: float
    height: float
    step_x: float
    step_y: float

    @property
    def labels(self) -> int:
        """How many are on it."""
        return self.columns * self.rows

    def place(self, position: int) -> tuple[float, float]:
        """Left edge from the left and upper edge from the top of the paper of label ``position``, counted from 1 along
        the rows."""
        row, column = divmod((position - 1) % self.labels, self.columns)
        left = (PAGE[0] - (self.columns - 1) * self.step_x - self.width) / 2
        top = (PAGE[1] - (self.rows - 1) * self.step_y - self.height) / 2
        return left + column * self.step_x, top + row * self.step_y

    def spots(self, start: int, number: int) -> list[tuple[int, int]]:
        """(page, position) of ``number`` labels, the first at ``start``; both count from 1."""
        return [(at // self.labels + 1, at % self.labels + 1) for at in range(start - 1, start - 1 + number)]

    def after(self, start: int, number: int) -> int:
        """The next free label once ``number`` were printed from ``start`` on; 1 when the sheet is used up."""
        return (start - 1 + number) % self.labels + 1

    def where(self, position: int) -> str:
        """``row 2, label 3 (6 of 30)``."""
        row, column = divmod(position - 1, self.columns)
        return f"row {row + 1}, label {column + 1} ({position} of {self.labels})"


SHEETS: dict[str, Sheet] = {
    one.code: one
    for one in (
        Sheet("5160", 3, 10, 2.625, 1.0, 2.75, 1.0),
        Sheet("5161", 2, 10, 4.0, 1.0, 4.1875, 1.0),
        Sheet("5162", 2, 7, 4.0, 4 / 3, 4.1875, 4 / 3),
        Sheet("5163", 2, 5, 4.0, 2.0, 4.1875, 2.0),
        Sheet("5167", 4, 20, 1.75, 0.5, 2.0625, 0.5),
    )
}
"""Avery's numbers; other makers name theirs as compatible with these."""
