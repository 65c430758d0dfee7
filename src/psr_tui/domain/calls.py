"""A call as one rep has it: its states, what can happen in it, and who the caller says they are.

The rep's own word moves a call; what the telephone system tells is written beside it and never takes a saved outcome
away (call-center.md CC-62, CC-70).
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from psr_tui.domain.errors import Refused

MOST_AT_ONCE = 2
"""Live calls of one rep: one in the ear and one on hold."""


class CallState(StrEnum):
    """Where a call is; the value is the stored word."""

    RINGING = "ringing"
    TALKING = "talking"
    HELD = "held"
    WRAP = "wrap"
    DONE = "done"
    MISSED = "missed"


LIVE_CALL = frozenset({CallState.RINGING, CallState.TALKING, CallState.HELD})
OPEN_CALL = LIVE_CALL | {CallState.WRAP}
"""Calls with something left to do; none of them may be lost by a crash, a lock or a sign-out (CC-68)."""


class CallAct(StrEnum):
    """What can happen in a call; the value is the kind of its event."""

    START = "start"
    RING = "ring"
    ANSWER = "answer"
    HOLD = "hold"
    RESUME = "resume"
    GONE = "gone"  # the other side has hung up; the rep has not said so yet
    END = "end"
    SAVE = "save"
    MISS = "miss"
    NUMBER = "number"
    PERSON = "person"
    UNLINK = "unlink"
    VERIFY = "verify"
    ROLE = "role"
    ITEM = "item"
    TOLD = "told"
    TRANSFER = "transfer"
    TRANSFER_ANSWERED = "transfer_answered"
    TRANSFER_ACCEPTED = "transfer_accepted"
    TRANSFER_REFUSED = "transfer_refused"


_S, _A = CallState, CallAct
_EDGES: dict[tuple[CallState, CallAct], CallState] = {
    (_S.RINGING, _A.ANSWER): _S.TALKING,
    (_S.RINGING, _A.END): _S.WRAP,
    (_S.RINGING, _A.MISS): _S.MISSED,
    (_S.TALKING, _A.HOLD): _S.HELD,
    (_S.TALKING, _A.END): _S.WRAP,
    (_S.HELD, _A.RESUME): _S.TALKING,
    (_S.HELD, _A.END): _S.WRAP,
    (_S.WRAP, _A.SAVE): _S.DONE,
}

STATE_WORDS = {
    CallState.RINGING: "ringing",
    CallState.TALKING: "talking",
    CallState.HELD: "on hold",
    CallState.WRAP: "ended, to be written up",
    CallState.DONE: "saved",
    CallState.MISSED: "missed",
}


def after(state: CallState, act: CallAct) -> CallState:
    """The state after ``act``. Raises Refused, naming the present state, for what cannot happen now."""
    found = _EDGES.get((state, act))
    if found is None:
        raise Refused(f"This call is {STATE_WORDS[state]} already; Ctrl+O shows what is left to do.")
    return found


def check_room(states: Iterable[CallState]) -> None:
    """Raise Refused when one more live call would be too many for one rep."""
    if sum(state in LIVE_CALL for state in states) >= MOST_AT_ONCE:
        raise Refused("You have two calls already, one of them on hold; end one of them first.")


class Role(StrEnum):
    """Who the caller says they are (CC-78)."""

    PATIENT = "patient"
    GUARDIAN = "guardian"
    AUTHORISED = "authorised"
    PROVIDER = "provider"
    PAYER = "payer"
    OTHER = "other"
    UNKNOWN = "unknown"


ROLE_WORDS = {
    Role.PATIENT: "the patient",
    Role.GUARDIAN: "parent or guardian",
    Role.AUTHORISED: "somebody the patient named",
    Role.PROVIDER: "another office, pharmacy, lab",
    Role.PAYER: "an insurer",
    Role.OTHER: "somebody else",
    Role.UNKNOWN: "not asked yet",
}
