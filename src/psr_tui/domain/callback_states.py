"""The states a callback goes through, what can happen in each, and how a state is said (call-center.md section 2)."""

from __future__ import annotations

from enum import StrEnum

from psr_tui.domain.errors import Refused


class State(StrEnum):
    """Where an item is. Due and overdue are not states: they are read off the clock (call-center.md section 2)."""

    OPEN = "open"
    CLAIMED = "claimed"
    DIALING = "dialing"
    WRAP = "wrap"
    ROUTED = "routed"
    EXHAUSTED = "exhausted"
    DONE = "done"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


LIVE = frozenset({State.CLAIMED, State.DIALING, State.WRAP})
CLOSED = frozenset({State.DONE, State.CANCELLED, State.EXPIRED})
UNFINISHED = frozenset(State) - CLOSED


class Act(StrEnum):
    """What can happen to an item; every act appends one event."""

    CREATE = "create"
    MERGE = "merge"
    CLAIM = "claim"
    RENEW = "renew"
    LAPSE = "lapse"
    RELEASE = "release"
    BREAK = "break"
    SKIP = "skip"
    GIVE = "give"
    RESCUE = "rescue"
    DIAL = "dial"
    CONNECT = "connect"
    END = "end"
    RETRY = "retry"
    CLOSE = "close"
    ROUTE = "route"
    ESCALATE = "escalate"
    EXHAUST = "exhaust"
    ACCEPT = "accept"
    REFUSE = "refuse"
    SENT = "sent"
    CANCEL = "cancel"
    OBSOLETE = "obsolete"
    EXPIRE = "expire"
    MOVE = "move"
    NOTE = "note"
    MISS = "miss"  # a promise was not kept in time
    SLEEP = "sleep"  # put off until a typed time
    PASS = "pass"  # a cap was passed, by a due promise or by permission
    OTHER_NUMBER = "other_number"  # the next number of the same patient, in the same call
    STEP = "step"  # a step of the ladder was done and others are left
    TELL = "tell"  # told when the patient calls in, from now on
    MATCH = "match"  # it is known now who the caller was


_S, _A = State, Act
EDGES: dict[tuple[State, Act], State] = {
    (_S.OPEN, _A.MERGE): _S.OPEN,
    (_S.OPEN, _A.CLAIM): _S.CLAIMED,
    (_S.OPEN, _A.GIVE): _S.OPEN,
    (_S.OPEN, _A.RESCUE): _S.OPEN,
    (_S.OPEN, _A.MOVE): _S.OPEN,
    (_S.OPEN, _A.SKIP): _S.OPEN,
    (_S.OPEN, _A.CANCEL): _S.CANCELLED,
    (_S.OPEN, _A.OBSOLETE): _S.CANCELLED,
    (_S.OPEN, _A.EXPIRE): _S.EXPIRED,
    (_S.CLAIMED, _A.DIAL): _S.DIALING,
    (_S.DIALING, _A.CONNECT): _S.DIALING,
    (_S.DIALING, _A.END): _S.WRAP,
    (_S.WRAP, _A.RETRY): _S.OPEN,
    (_S.WRAP, _A.CLOSE): _S.DONE,
    (_S.WRAP, _A.ROUTE): _S.ROUTED,
    (_S.WRAP, _A.EXHAUST): _S.EXHAUSTED,
    (_S.OPEN, _A.ROUTE): _S.ROUTED,
    (_S.ROUTED, _A.MERGE): _S.ROUTED,
    (_S.ROUTED, _A.ESCALATE): _S.ROUTED,
    (_S.ROUTED, _A.ACCEPT): _S.DONE,
    (_S.ROUTED, _A.REFUSE): _S.OPEN,
    (_S.ROUTED, _A.CANCEL): _S.CANCELLED,
    (_S.OPEN, _A.MISS): _S.OPEN,
    (_S.OPEN, _A.SLEEP): _S.OPEN,
    (_S.OPEN, _A.PASS): _S.OPEN,
    (_S.CLAIMED, _A.PASS): _S.CLAIMED,
    (_S.DIALING, _A.OTHER_NUMBER): _S.DIALING,
    (_S.WRAP, _A.OTHER_NUMBER): _S.DIALING,
    (_S.EXHAUSTED, _A.STEP): _S.EXHAUSTED,
    (_S.EXHAUSTED, _A.EXPIRE): _S.EXPIRED,
    (_S.EXHAUSTED, _A.SENT): _S.DONE,
    (_S.EXHAUSTED, _A.CANCEL): _S.CANCELLED,
}
for _live in LIVE:
    for _act in (_A.LAPSE, _A.RELEASE, _A.BREAK, _A.SKIP, _A.GIVE):
        EDGES[(_live, _act)] = _S.OPEN
    EDGES[(_live, _A.RENEW)] = _live
    EDGES[(_live, _A.MERGE)] = _live
    EDGES[(_live, _A.CANCEL)] = _S.CANCELLED
for _state in UNFINISHED:
    EDGES[(_state, _A.NOTE)] = _state
    EDGES[(_state, _A.TELL)] = _state
for _state in (_S.OPEN, _S.ROUTED, _S.EXHAUSTED):
    EDGES[(_state, _A.MATCH)] = _state

STATE_WORDS = {
    State.OPEN: "open",
    State.CLAIMED: "claimed",
    State.DIALING: "being called",
    State.WRAP: "being written up",
    State.ROUTED: "with the nurse",
    State.EXHAUSTED: "out of attempts",
    State.DONE: "done",
    State.CANCELLED: "cancelled",
    State.EXPIRED: "expired",
}


INSTEAD = {
    (State.EXHAUSTED, Act.CLAIM): "3 does the next step instead of a call.",
    (State.ROUTED, Act.CLAIM): "3 says who took it, or that it came back.",
}
"""What helps where a call is refused for good."""


def next_state(state: State, act: Act, holder: str = "") -> State:
    """The state after ``act``. Raises Refused with the present state and who holds the item (CC-17)."""
    after = EDGES.get((state, act))
    if after is None:
        held = f" by {holder}" if holder and state in LIVE else ""
        instead = INSTEAD.get((state, act), "look at the row again before acting on it.")
        raise Refused(f"This callback is {STATE_WORDS[state]}{held}; {instead}")
    return after
