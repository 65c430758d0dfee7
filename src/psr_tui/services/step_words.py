"""The words of acts on visits, and which acts of the log still leave a step of a visit the last thing somebody did."""

from __future__ import annotations

from psr_tui.domain.visit import WALK_IN, Act, VisitState

_LOOKS = frozenset(
    {"view", "list", "refused", "lock", "unlock", "sign_out", "report.x", "report.reprint", "receipt.reprint"}
    | {"receipt.print", "report.print", "deposit_slip.print", "deposit_slip.reprint", "test.print"}
    | {"paper.print", "paper.reprint", "label.print", "print.give_up", "drawer.kick"}
)
STEPS = _LOOKS | {act.value for act in Act if act.changes_state}
"""Actions of the log after which the last step of a visit is still the last thing somebody did."""

DONE = {
    VisitState.ARRIVED: "arrived",
    VisitState.CHECKED_IN: "checked in",
    VisitState.ROOMED: "roomed",
    VisitState.CHECKED_OUT: "checked out",
    VisitState.CANCELLED: "cancelled",
    VisitState.NO_SHOW: "marked as no-show",
    VisitState.LEFT_UNSEEN: "marked as left unseen",
    VisitState.ENTERED_IN_ERROR: "marked as entered in error",
    VisitState.BOOKED: "set to booked",
    VisitState.RESCHEDULED: "rescheduled",
}


def undone_words(patient: str, state: VisitState, kind: str) -> str:
    """What an undo did: the visit is as it was, or off the list when this very act had made it."""
    if state is VisitState.ENTERED_IN_ERROR:
        what = "walk-in" if kind == WALK_IN else "booking"
        return f"Undone: {patient} is off the list; the {what} counts as entered in error."
    return f"Undone: {patient} is {state.word} again."
