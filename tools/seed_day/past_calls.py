"""Calls of the four weeks before the training day and of its morning, so that the board has something to count:
reasons, what the rep marked, people who called again, talk and after-call work."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from psr_tui.domain.ids import new_id
from psr_tui.store.tables.calls import CallRow
from tools.seed_day.house import NAMES, staff_id
from tools.seed_day.people import People
from tools.seed_day.rows import NOW, Seed, at, workday

_DAYS, _A_DAY, _CALLERS = 26, 5, 40
_REPS = ("mrivera", "tchen")
_REASONS = ("SCHED", "SCHED", "REFILL", "REFILL", "BILL", "RESCH", "REFER", "DIRECT", "INSUR")


def add_past_calls(seed: Seed, people: People) -> None:
    """The dice are its own, so that no other part of the day changes with it."""
    chance = random.Random("the calls of North Clinic")
    callers = [known for known in people.all if known.alive][:_CALLERS]
    for started in _moments(chance):
        rep, known = chance.choice(_REPS), chance.choice(callers)
        talk, hold, wrap = chance.randrange(60, 420), chance.choice((0, 0, 0, 35)), chance.randrange(15, 90)
        ended = started + timedelta(seconds=talk + hold)
        seed.add(
            CallRow(
                id=_id(chance, started), direction="in", state="done", staff_id=staff_id(rep), station="desk-1",
                patient_id=known.id, number=known.phones[0].e164, caller_role="patient", verified="name dob",
                reason_code=chance.choice(_REASONS), outcome="RES",
                resolved=chance.choice((True, True, True, False, None)),
                started_at=started, answered_at=started, ended_at=ended, wrapped_at=ended + timedelta(seconds=wrap),
                talk_seconds=talk, hold_seconds=hold, wrap_seconds=wrap, changed_by=NAMES[rep],
                changed_at=ended + timedelta(seconds=wrap),
            )
        )  # fmt: skip


def _moments(chance: random.Random) -> Iterator[datetime]:
    for back in range(_DAYS, 0, -1):
        day = workday(-back)
        for number in range(_A_DAY):
            yield at(day, f"{8 + 2 * number:02d}:{chance.randrange(10, 50)}", chance.randrange(60))
    for minutes in (85, 61, 37, 18):
        yield NOW - timedelta(minutes=minutes, seconds=chance.randrange(60))


def _id(chance: random.Random, moment: datetime) -> str:
    """An id that sorts by time and is the same in every run."""
    return new_id(moment, chance.randbytes(10))
