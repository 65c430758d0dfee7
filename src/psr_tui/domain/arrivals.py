"""Who may be taken in or booked at all (front-desk.md FD-14, FD-35)."""

from __future__ import annotations

from datetime import date

from psr_tui.domain.errors import Refused
from psr_tui.domain.staff import Actor, Role

RESTRICTIONS = {
    "no_booking": "may not be booked here",
    "supervisor_only": "may only be booked by a supervisor",
}


class AlreadyHere(Refused):
    """The patient has an open visit today; ``visit_id`` is the row to go to instead of a second one (FD-14)."""

    def __init__(self, who: str, how: str, visit_id: str) -> None:
        super().__init__(f"{who} is on today's list already ({how}); that row is shown now, use it.")
        self.visit_id = visit_id


def check_may_come(who: str, deceased_on: date | None, restriction: str, actor: Actor, reason: str = "") -> None:
    """Raise Refused for a deceased or restricted patient; a supervisor with a reason may go on (FD-35).

    ``restriction`` same_day_only does not stop anybody who stands at the desk.
    """
    overridden = actor.at_least(Role.SUPERVISOR) and bool(reason.strip())
    if overridden:
        return
    if deceased_on is not None:
        raise Refused(
            f"{who} is recorded as deceased on {deceased_on:%m/%d/%Y}; check that this is the right person and call a "
            "supervisor."
        )
    if restriction == "supervisor_only" and actor.at_least(Role.SUPERVISOR):
        return
    if restriction in RESTRICTIONS:
        raise Refused(f"{who} {RESTRICTIONS[restriction]}; ask a supervisor, who can go on with a reason.")
