"""What the grid of denominations says upward. A screen hears them as ``on_denomination_grid_said`` and so on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psr_tui.domain.money import Money
from psr_tui.widgets.own_message import OwnMessage

if TYPE_CHECKING:
    from psr_tui.widgets.denominations import DenominationGrid


class OfGrid(OwnMessage):
    """A message of the grid ``grid``."""

    def __init__(self, grid: DenominationGrid) -> None:
        super().__init__(grid)
        self.grid = grid

    @property
    def control(self) -> DenominationGrid:
        return self.grid


class Changed(OfGrid, namespace="denomination_grid"):
    """A number changed; ``total`` is the sum of what can be read."""

    def __init__(self, grid: DenominationGrid, total: Money) -> None:
        super().__init__(grid)
        self.total = total


class Finished(OfGrid, namespace="denomination_grid"):
    """Enter on the last line, where no form takes the cursor on."""


class Said(OfGrid, namespace="denomination_grid"):
    """A sentence for the message line."""

    def __init__(self, grid: DenominationGrid, text: str) -> None:
        super().__init__(grid)
        self.text = text
