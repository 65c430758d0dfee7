"""Key to frame in the record list, at the other end of a pseudo-terminal, beside DataTable in the same run.

    python -m bench.record_list [--rows 100 10000 1000000] [--keys 300] [--size 120x40]

Milliseconds from the write of a key to the end of the frame. DataTable is left out above 100,000 rows: it has to load
them all. "move" is the arrow inside the window, "held" a held arrow that
scrolls.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from bench.list_apps import make_rows
from bench.pty_clock import Clocked, Pressed, percentile

MOST_FOR_TABLE = 100_000


def press(program: Clocked, keys: list[str]) -> list[Pressed]:
    return [program.key(key, settle=0.03) for key in keys]


def report(widget: str, rows: int, what: str, pressed: list[Pressed]) -> None:
    frames = [one.frame * 1000 for one in pressed]
    p50, p95, p99 = (percentile(frames, share) for share in (0.50, 0.95, 0.99))
    size = sum(one.size for one in pressed) / len(pressed)
    times = f"{p50:6.2f} {p95:6.2f} {p99:6.2f} ms"
    print(f"{widget:10} {rows:>9,}  {what:8} {len(pressed):>4} keys  {times}  {size:7.0f} B")


def measure(widget: str, path: Path, rows: int, keys: int, columns: int, lines: int) -> None:
    argv = [sys.executable, "-m", "bench.list_apps", widget, str(path)]
    with Clocked(argv, columns=columns, lines=lines) as program:
        ready = program.wait_for("READY")
        program.quiet()
        moves = [key for _ in range(keys // 20) for key in ["down"] * 10 + ["up"] * 10]
        report(widget, rows, "move", press(program, moves))
        press(program, ["down"] * min(lines - 3, rows - 1))
        report(widget, rows, "held", press(program, ["down"] * min(keys // 3, max(1, rows - 2 * lines))))
        report(widget, rows, "page", press(program, ["pageup", "pagedown"] * (keys // 6)))
        report(widget, rows, "ends", press(program, ["ctrl+end", "ctrl+home"] * (keys // 6)))
        print(f"{widget:10} {rows:>9,}  ready after {ready * 1000:.0f} ms, {program.memory_mb():.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[100, 10_000, 1_000_000])
    parser.add_argument("--keys", type=int, default=300)
    parser.add_argument("--size", default="120x40")
    given = parser.parse_args()
    columns, lines = (int(part) for part in given.size.split("x"))
    print(f"{given.size}   {'':26}        p50    p95    p99        bytes a key")
    with tempfile.TemporaryDirectory() as folder:
        for rows in given.rows:
            path = Path(folder) / f"{rows}.db"
            make_rows(path, rows)
            for widget in ("ours", "table"):
                if widget == "ours" or rows <= MOST_FOR_TABLE:
                    measure(widget, path, rows, given.keys, columns, lines)


if __name__ == "__main__":
    main()
