"""Who is on today's list already (front-desk.md FD-14)."""

from __future__ import annotations

from psr_tui.domain.errors import Refused
from psr_tui.domain.restrictions import check_may_come

__all__ = ["AlreadyHere", "check_may_come"]


class AlreadyHere(Refused):
    """The patient has an open visit today; ``visit_id`` is the row to go to instead of a second one (FD-14)."""

    def __init__(self, who: str, how: str, visit_id: str) -> None:
        super().__init__(f"{who} is on today's list already ({how}); that row is shown now, use it.")
        self.visit_id = visit_id
