"""How fast a queue_log is read, how fast it goes into the store, and that reading goes on exactly where it stopped.

    python -m bench.queue_log [--lines 1000000] [--stored 200000] [--restarts 50]

The log is made: calls that are answered, hang up, ring in vain and are transferred, with a torn line now and then.
Resumption is proven by a second reading that is broken off and begun anew at its mark, with one rotation in between:
its events must be those of the first reading, one by one.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from psr_tui.devices.phone_line import Mark
from psr_tui.devices.queue_log_tail import QueueLogTail
from psr_tui.domain.clock import FixedClock
from psr_tui.domain.phone_events import PhoneEvent
from psr_tui.domain.phone_sources import PhoneSource, SourceKind
from psr_tui.domain.queue_log import read_lines
from psr_tui.domain.staff import Actor, Role
from psr_tui.doors import make_training_clinic
from psr_tui.services.every import Services
from psr_tui.store import vault
from psr_tui.store.store import open_store

AT = datetime(2026, 3, 4, 15, 47, tzinfo=UTC)
ADMIN = Actor("u-admin", "admin", "A. Admin", Role.ADMINISTRATOR, "bench", "bench")
BEGAN = 1_772_000_000
STEP = 5000
"""Lines heard at once."""


def made(lines: int) -> Iterator[str]:
    """So many lines of calls, the same ones every time."""
    chance = random.Random(5)
    written, call, at = 0, 0, BEGAN
    while written < lines:
        call += 1
        at += chance.randrange(0, 9)
        one = _call(call, at, chance)
        yield from one[: lines - written]
        written += len(one)


def _call(call: int, at: int, chance: random.Random) -> list[str]:
    wait, talk, agent = chance.randrange(0, 300), chance.randrange(5, 900), f"Agent/A{chance.randrange(1, 31):02d}"
    head = f"{at}.{call}|{chance.choice(('booking', 'nurse', 'billing'))}"
    told = [f"{at}|{head}|NONE|ENTERQUEUE||+1505555{chance.randrange(100, 200):04d}|{chance.randrange(1, 12)}"]
    kind = chance.random()
    if kind < 0.3:
        return [*told, f"{at + wait}|{head}|NONE|ABANDON|1|2|{wait}"]
    if kind < 0.4:
        told.append(f"{at + wait}|{head}|{agent}|RINGNOANSWER|15000")
    told.append(f"{at + wait}|{head}|{agent}|CONNECT|{wait}|{at + wait}.{call + 500_000}|4")
    if kind > 0.95:
        return [*told, f"{at + wait + talk}|{head}|{agent}|BLINDTRANSFER|601|internal|{wait}|{talk}|1"]
    if kind > 0.949:
        return [*told, f"{at + wait + talk}|{head}|{agent}|COMPL"]
    return [*told, f"{at + wait + talk}|{head}|{agent}|COMPLETECALLER|{wait}|{talk}|1"]


class Sum:
    """What was heard, as one number that changes with every event and with their order."""

    def __init__(self) -> None:
        self.events = 0
        self._sum = hashlib.blake2b(digest_size=16)

    def add(self, events: tuple[PhoneEvent, ...]) -> None:
        self.events += len(events)
        for event in events:
            self._sum.update(repr(event).encode())

    @property
    def hex(self) -> str:
        return self._sum.hexdigest()


def whole(path: Path) -> Sum:
    """Everything in one reading."""
    tail, told = QueueLogTail("bench", path), Sum()
    while True:
        heard = tail.hear(STEP)
        told.add(heard.events)
        if not heard.more:
            return told


def in_pieces(path: Path, restarts: int) -> Sum:
    """The same with restarts at any line, half of the file written only after a rotation."""
    chance = random.Random(7)
    body = path.read_bytes()
    middle = body.index(b"\n", len(body) // 2) + 1
    log = path.with_name("rotated")
    log.write_bytes(body[:middle])
    told, mark, left = Sum(), Mark(), restarts
    tail = QueueLogTail("bench", log, mark)
    rotated = False
    while True:
        heard = tail.hear(chance.randrange(1, 2 * STEP))
        told.add(heard.events)
        mark = heard.mark
        if not heard.more:
            if rotated:
                return told
            log.rename(log.with_name("rotated.1"))
            log.write_bytes(body[middle:])
            rotated = True
        if left and chance.random() < 0.3:
            left -= 1
            tail.close()
            tail = QueueLogTail("bench", log, mark)


def read(path: Path, lines: int, restarts: int) -> None:
    text = path.read_text().split("\n")
    began, cpu = time.perf_counter(), time.process_time()
    events = sum(1 for _ in read_lines(text))
    _print("lines read into events", lines, began, cpu)
    tail = QueueLogTail("bench", path)
    began, cpu = time.perf_counter(), time.process_time()
    heard = tail.hear(STEP)
    tailed = len(heard.events)
    while heard.more:
        heard = tail.hear(STEP)
        tailed += len(heard.events)
    _print("lines read from the file by the tail", lines, began, cpu)
    first, second = whole(path), in_pieces(path, restarts)
    same = first.hex == second.hex and first.events == second.events == events == tailed
    verdict = "the same events in the same order" if same else "NOT THE SAME"
    print(f"resumed {restarts} times and rotated once: {second.events:,} events, {verdict}")


def stored(path: Path, folder: Path, lines: int) -> None:
    short = folder / "queue_log"
    with path.open() as full, short.open("w") as part:
        part.writelines(line for _, line in zip(range(lines), full, strict=False))
    clinic = folder / "bench.psr"
    make_training_clinic(clinic, FixedClock(AT), vault.THROW_AWAY)
    store = open_store(clinic, vault.unlock(clinic, "admin", "training day").keys, FixedClock(AT))
    service = Services(store, FixedClock(AT)).phone_line
    service.add_source(ADMIN, PhoneSource("bench", SourceKind.QUEUE_LOG, path=str(short)))
    began, cpu, slowest = time.perf_counter(), time.process_time(), 0.0
    more = True
    listening = service.listening()
    while more:
        at = time.perf_counter()
        more = listening.one_pass(ADMIN).more
        slowest = max(slowest, time.perf_counter() - at)
    _print("lines read into the store", lines, began, cpu)
    print(f"longest batch, which is how long somebody who saves may wait: {1000 * slowest:.0f} ms")
    with store.read() as work:
        since = AT - timedelta(days=9999)
        kept = sum(1 for event in work.phone_events.between(since, AT + timedelta(days=9999)))
    print(f"kept: {kept:,} events of {lines:,} lines")
    store.close()


def _print(what: str, lines: int, began: float, cpu: float) -> None:
    wall, used = time.perf_counter() - began, time.process_time() - cpu
    print(
        f"{what}: {lines:,} in {wall:.2f} s, {lines / wall:,.0f} a second ({lines / used:,.0f} a second of processor)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--stored", type=int, default=200_000)
    parser.add_argument("--restarts", type=int, default=50)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made"
        with path.open("w") as file:
            file.writelines(f"{line}\n" for line in made(args.lines))
        print(f"a made queue_log of {args.lines:,} lines, {path.stat().st_size / 1e6:.0f} MB")
        read(path, args.lines, args.restarts)
        stored(path, Path(folder), min(args.stored, args.lines))


if __name__ == "__main__":
    main()
