"""What a rep should know of reviews, told once a sign-in: a score they may still dispute, a dispute to be answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from psr_tui.desk import Desk


class ReviewWatch:
    """Tells it in the first minute, behind everything else that minute tells, so that a term does not end unseen."""

    def __init__(self) -> None:
        self._told = ""

    async def __call__(self, desk: Desk) -> str:
        """The sentence for the message line, or nothing."""
        if self._told == desk.actor.sign_in_id:
            return ""
        self._told = desk.actor.sign_in_id
        return await desk.ask(desk.reviews.news)
