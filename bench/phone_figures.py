"""Seconds for ``psr-tui phones figures``: a day of one clinic, and a log of a million lines, with the memory it takes.

    python bench/phone_figures.py [LINES]

The long log is a made-up day repeated with later times and other call ids, so that every call is a call of its own.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from psr_tui.commands_line.phones_figures import figures_of_file
from psr_tui.domain.phone_figures import Limits, all_figures

MIDNIGHT = 1_772_600_400  # of a day in America/Chicago
ZONE = ZoneInfo("America/Chicago")


def lines(count: int, seed: int = 7) -> Iterator[str]:
    """A log of ``count`` lines: calls that wait, are answered or hang up; a few lines nobody can read."""
    random, second, call, written = Random(seed), MIDNIGHT, 0, 0
    pending: list[tuple[int, str]] = []
    while written < count:
        second += random.randrange(1, 40)
        call += 1
        name, queue = f"{second}.{call}", random.choice(("sched", "nurse", "bill"))
        wait, talk = random.randrange(240), random.randrange(5, 700)
        pending.append((second, f"{second}|{name}|{queue}|NONE|ENTERQUEUE||5055550142|1"))
        if random.random() < 0.15:
            pending.append((second + wait, f"{second + wait}|{name}|{queue}|NONE|ABANDON|1|1|{wait}"))
        else:
            agent, at = f"Agent/A{random.randrange(20):02d}", second + wait
            pending.append((at, f"{at}|{name}|{queue}|{agent}|CONNECT|{wait}|{name}1|3"))
            at += talk
            pending.append((at, f"{at}|{name}|{queue}|{agent}|COMPLETECALLER|{wait}|{talk}|1"))
        if call % 5000 == 0:
            pending.append((second, f"{second}|torn"))
        pending.sort()
        while pending and pending[0][0] <= second and written < count:
            yield pending.pop(0)[1]
            written += 1


def measure(name: str, path: Path) -> None:
    size = sum(1 for _ in path.open())
    started = time.perf_counter()
    log = figures_of_file(str(path), ZONE)
    figures = all_figures(log.all, Limits())
    took = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{name:<22}{size:>10,} lines {log.all.offered:>9,} calls {len(figures):>3} figures  {took:7.3f} s "
        f"{size / took:>10,.0f} lines/s  most memory {peak:,.0f} MB"
    )


def main() -> None:
    million = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        for name, count in (("a day", 6_000), ("a long log", million)):
            path = Path(folder) / "queue_log"
            with path.open("w") as file:
                file.writelines(f"{line}\n" for line in lines(count))
            measure(name, path)


if __name__ == "__main__":
    main()
