"""The telephone of the training morning: who has which extension, and what the line told from eight until 09:46.

Nobody waits at 09:47: no telephone system is connected there, so a caller would wait for ever.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator
from datetime import timedelta

from psr_tui.domain.phone_events import PhoneEvent, PhoneKind
from psr_tui.store.tables.phone_line import PhoneAgentRow, PhoneEventRow
from tools.seed_day.rows import NOW, Seed, at, today, workday

_AGENTS = (("u-mrivera", "Agent/201", "201"), ("u-tchen", "Agent/202", "202"), ("u-lgrant", "Agent/203", "203"))
_SOURCE = "training"
_CALLS = 48
_MORE = ("position", "first_position", "wait_seconds", "ring_seconds", "talk_seconds", "linked_id", "reason", "verb")


def add_telephones(seed: Seed) -> None:
    """Telephones and events. The dice are its own, so that no other part of the day changes with it."""
    since = at(workday(-60), "12:00")
    for staff_id, agent, extension in _AGENTS:
        seed.add(
            PhoneAgentRow(staff_id=staff_id, agent=agent, extension=extension, changed_by="setup", changed_at=since)
        )
    events = sorted(_morning(), key=lambda event: event.at)
    for number, event in enumerate(events, 1):
        data = {name: value for name in _MORE if (value := getattr(event, name)) not in ("", None)}
        seed.add(
            PhoneEventRow(
                seq=number, digest=hashlib.blake2b(f"training {number}".encode(), digest_size=16).digest(),
                source=_SOURCE, at=event.at, kind=event.kind.value, call_id=event.call_id, queue=event.queue,
                agent=event.agent, number=event.number, data=json.dumps(data, separators=(",", ":")),
            )
        )  # fmt: skip


def _morning() -> Iterator[PhoneEvent]:
    """Calls that are over before the clock of the training day starts, no agent in two of them."""
    chance = random.Random("the telephone of North Clinic")
    free = dict.fromkeys((agent for _, agent, _ in _AGENTS), today("08:00"))
    joined = today("08:00", 20)
    for number in range(1, _CALLS + 1):
        joined += timedelta(seconds=chance.randrange(40, 180))
        agent = min(free, key=lambda one: free[one])
        wait = max(chance.randrange(4, 30), int((free[agent] - joined).total_seconds()) + 3)
        talk = chance.randrange(45, 420)
        call = f"{int(joined.timestamp())}.{number}"
        queue = chance.choice(("front desk", "front desk", "booking"))
        caller = f"+1505555{100 + number:04d}"
        gives_up = wait > 45 or chance.random() < 0.08
        if joined + timedelta(seconds=wait + talk + 5) > NOW:
            return
        yield PhoneEvent(joined, PhoneKind.JOINED, call, queue, "", caller, "", 1, 1, verb="ENTERQUEUE")
        ends = joined + timedelta(seconds=wait)
        if gives_up:
            yield PhoneEvent(ends, PhoneKind.ABANDONED, call, queue, "", "", "", 1, 1, wait, verb="ABANDON")
            continue
        yield PhoneEvent(
            ends, PhoneKind.CONNECTED, call, queue, agent, wait_seconds=wait, ring_seconds=3, linked_id=f"{call}1",
            verb="CONNECT",
        )  # fmt: skip
        free[agent] = ends + timedelta(seconds=talk)
        yield PhoneEvent(
            free[agent], PhoneKind.ENDED, call, queue, agent, first_position=1, wait_seconds=wait, talk_seconds=talk,
            reason=chance.choice(("caller", "agent")), verb="COMPLETECALLER",
        )  # fmt: skip
