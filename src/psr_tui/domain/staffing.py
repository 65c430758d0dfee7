"""How many people a half hour of calls needs: Erlang C (call-center.md section 12, CC-108).

Calls come at random, everybody waits until answered. Times are seconds. People who hang up make the real need a little
smaller, so that this errs to the side of answering.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, exp

from psr_tui.domain.errors import InvalidInput, Refused

HALF_HOUR = 1800
MOST_REPS = 5000


@dataclass(frozen=True, slots=True)
class Staffed:
    """What ``reps`` people give: ``load`` in erlangs, the chance to wait, the share answered within T, how busy they
    are, the average speed of answer in seconds."""

    reps: int
    load: float
    waits: float
    service_level: float
    occupancy: float
    asa: float


@dataclass(frozen=True, slots=True)
class Need:
    """``staffed.reps`` on calls; ``scheduled`` with the time that goes elsewhere."""

    staffed: Staffed
    scheduled: int


def load_of(calls: float, aht: float, interval: float = HALF_HOUR) -> float:
    """Erlangs: A = calls x AHT / interval. Raises InvalidInput for what cannot be."""
    if calls < 0 or aht <= 0 or interval <= 0:
        raise InvalidInput("Calls cannot be negative, and handle time and interval must be more than 0.", "Staffing")
    return calls * aht / interval


def erlang_c(reps: int, calls: float, aht: float, target: float, interval: float = HALF_HOUR) -> Staffed:
    """What ``reps`` people do with these calls. Raises Refused when the calls are as much as they can work or more: the
    line would grow without end."""
    load = load_of(calls, aht, interval)
    if reps <= load:
        raise Refused(f"{reps} people cannot keep up with {load:.2f} hours of calls an hour; at least {int(load) + 1}.")
    if load == 0:
        return Staffed(reps, 0.0, 0.0, 1.0, 0.0, 0.0)
    inverse = 1.0
    for k in range(1, reps + 1):
        inverse = 1.0 + inverse * k / load
    blocked = 1.0 / inverse
    waits = reps * blocked / (reps - load * (1.0 - blocked))
    level = 1.0 - waits * exp(-(reps - load) * target / aht)
    return Staffed(reps, load, waits, level, load / reps, waits * aht / (reps - load))


def needed(
    calls: float, aht: float, target: float, percent: float, shrinkage: float, interval: float = HALF_HOUR
) -> Need:
    """The fewest people who answer ``percent`` within ``target`` seconds, and how many to schedule when ``shrinkage``
    percent of their paid time is not on calls: ceil(n / (1 - shrinkage)).

    Raises InvalidInput for a share that cannot be reached, and for more than 5,000 people.
    """
    if not 0 < percent < 100 or not 0 <= shrinkage < 100:
        raise InvalidInput("The share answered in time lies between 0 and 100, and so does shrinkage.", "Staffing")
    load = load_of(calls, aht, interval)
    if load == 0:
        return Need(erlang_c(1, calls, aht, target, interval), 0)
    for reps in range(int(load) + 1, MOST_REPS + 1):
        if reps > load:
            found = erlang_c(reps, calls, aht, target, interval)
            if found.service_level * 100 >= percent:
                return Need(found, ceil(reps / (1 - shrinkage / 100)))
    raise InvalidInput(f"These calls need more than {MOST_REPS:,} people; look at the numbers again.", "Staffing")


@dataclass(frozen=True, slots=True)
class HalfHour:
    """One row of the plan: when, how many calls, their handle time in seconds, and the people they need."""

    at: str
    calls: float
    aht: float
    need: Need


def plan(
    calls: Mapping[str, float], handle: Mapping[str, float], aht: float, target: float, percent: float, shrinkage: float
) -> list[HalfHour]:
    """The day by half hour. ``handle``: the handle time of each half hour where calls of it tell one; else ``aht``."""
    return [
        HalfHour(at, count, handle.get(at) or aht, needed(count, handle.get(at) or aht, target, percent, shrinkage))
        for at, count in sorted(calls.items())
        if count > 0
    ]
