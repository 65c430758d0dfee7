"""Promises that are due, told once a minute on whatever place is shown: a sentence and a ring when there are more, a
count on line 1 until it is silenced (CC-58, CC-59)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psr_tui.services.callback_chores import Due

if TYPE_CHECKING:
    from psr_tui.desk import Desk


class PromiseWatch:
    """Rings once for each new due promise; the count on line 1 stays until # or until it is nought."""

    def __init__(self) -> None:
        self._count = 0

    async def __call__(self, desk: Desk) -> str:
        """The sentence for the message line, or nothing. The minute's work on callbacks is done first."""
        await desk.act(desk.callbacks.chores)
        due = await desk.ask(desk.callbacks.due_promises)
        before, self._count = self._count, due.count
        if due.count != before:
            desk.reminder = f"{due.count} promised" if due.count else ""
        return words_of(due) if due.count > before else ""


def words_of(due: Due) -> str:
    """What is due and which keys lead there."""
    said = []
    if due.mine:
        said.append(f"{due.mine} of your promises to call {'is' if due.mine == 1 else 'are'} due")
    if due.nobodys:
        said.append(f"{due.nobodys} promised call{'s' if due.nobodys > 1 else ''} nobody keeps")
    return f"{', '.join(said)}: F4, then 1. # takes the count off line 1." if said else ""
