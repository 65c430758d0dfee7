"""The whole desk at the other end of a pseudo-terminal: start, keys, screens, commits, idling, on two clinics.

    python -m bench.desk [--runs 2] [--keys 300] [--patients 100000] [--visits 2000] [--calls 5000] [--only start lists]

Milliseconds, unless a line says otherwise, as p50, p95 and p99 of a run; of several runs the median of each is printed.
"first frame" is what counts for a key: from its write to the end of the first whole frame. The machine must be quiet:
the load is printed first.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench import desk_scenes as scenes
from bench.desk_clinics import Desk
from bench.pty_clock import percentile

SHARES = (0.50, 0.95, 0.99)


def plan(desk: Desk, keys: int) -> dict[str, list[Callable[[], scenes.Times]]]:
    """Scene name -> what to run for it."""
    small = not desk.patients
    return {
        "start": [partial(scenes.start, desk, small)] * 5,
        "lists": [partial(scenes.lists, desk, (80, 24), keys), partial(scenes.lists, desk, (120, 40), keys)],
        "switches": [partial(scenes.switches, desk, keys // 30)],
        "forms": [partial(scenes.find_and_forms, desk, keys)],
        "check_ins": [partial(scenes.check_ins, desk, keys)],
        "calls": [partial(scenes.calls, desk, 6 if small else 25)],
        "others": [partial(scenes.others, desk, 10)],
        "idle": [partial(scenes.idle, desk)],
    }


def run(desk: Desk, keys: int, only: list[str]) -> scenes.Times:
    """One run over the scenes: all the values of each line."""
    found: scenes.Times = {}
    for name, parts in plan(desk, keys).items():
        for part in parts if name in only or not only else ():
            try:
                measured = part()
            except TimeoutError as error:
                print(f"{desk.name}: {name} stopped: {error}")
                continue
            for line, values in measured.items():
                found.setdefault(line, []).extend(values)
    return found


def report(name: str, runs: list[scenes.Times]) -> None:
    """One table: the median over the runs of each percentile."""
    width = max((len(line) for line in runs[0]), default=10)
    print(f"\n{name:{width}}{'n':>6}{'p50':>9}{'p95':>9}{'p99':>9}")
    for line in runs[0]:
        same = [one[line] for one in runs if line in one]
        points = [statistics.median(percentile(values, share) for values in same) for share in SHARES]
        print(f"{line:{width}}{sum(map(len, same)):>6}" + "".join(f"{point:9.1f}" for point in points), flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--runs", type=int, default=2)
    options.add_argument("--keys", type=int, default=300)
    options.add_argument("--patients", type=int, default=100_000)
    options.add_argument("--visits", type=int, default=2_000)
    options.add_argument("--calls", type=int, default=5_000)
    options.add_argument("--only", nargs="+", default=[])
    options.add_argument("--clinic", choices=("demo", "big", "both"), default="both")
    asked = options.parse_args()
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors, {asked.runs} runs")
    with tempfile.TemporaryDirectory(prefix="psr-bench-") as folder:
        desks = []
        if asked.clinic != "big":
            desks.append(Desk(Path(folder) / "demo", "the training day", 0, 0, 0))
        if asked.clinic != "demo":
            name = f"{asked.patients:,} patients, {asked.visits:,} visits, {asked.calls:,} callbacks"
            desks.append(Desk(Path(folder) / "big", name, asked.patients, asked.visits, asked.calls))
        for desk in desks:
            report(desk.name, [run(desk, asked.keys, asked.only) for _ in range(asked.runs)])
        print(f"\nload {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
