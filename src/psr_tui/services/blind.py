"""Blind at every door: who counts a drawer, or whose drawer is counted, sees no sum that tells what it should hold."""

from __future__ import annotations

from psr_tui.domain.drawer import DrawerState
from psr_tui.domain.errors import Refused
from psr_tui.domain.staff import Actor
from psr_tui.store.unit_of_work import UnitOfWork


def refuse_while_counting(work: UnitOfWork, actor: Actor, what: str) -> None:
    """Raise Refused while the actor's own drawer is counted, by whomever, or the actor counts one of somebody else.

    ``what``: the list, report or export that must wait, as it begins a sentence (cash-drawer.md CD-46).
    """
    for session in work.drawer.live():
        if session.state is DrawerState.COUNTING and (
            session.staff_id == actor.staff_id or session.changed_by == actor.name
        ):
            raise Refused(f"{what} waits until the count of drawer {session.drawer_code} is frozen.")
