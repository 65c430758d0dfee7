"""What is done instead of a call when the attempts are used up: one step after the other, each logged (CC-44)."""

from __future__ import annotations

SUPERVISOR = "supervisor"
EMERGENCY_CONTACT = "emergency contact"
ALL_STEPS = (EMERGENCY_CONTACT, "portal", "letter", "certified letter", "statement")
"""Every step somebody can do by hand."""


def steps_of(ladder: str) -> tuple[str, ...]:
    """The steps of a cadence in order; ``portal or letter`` is two that may be chosen from."""
    return tuple(one.strip() for step in ladder.split(", ") for one in step.split(" or ") if one.strip())


def offered(ladder: str) -> tuple[str, ...]:
    """What can be logged now: the item's own steps first, then all others."""
    own = steps_of(ladder)
    return (*own, *(step for step in ALL_STEPS if step not in own))


def left_after(ladder: str, step: str) -> str:
    """The ladder once ``step`` was done: what stands behind it, '' when it was the last."""
    own = steps_of(ladder)
    return ", ".join(own[own.index(step) + 1 :]) if step in own else ladder
