"""What the live wallboard (F9) costs: percent of one processor and bytes a second, standing still and while the phones
are busy.

    python -m bench.wallboard [--seconds 20] [--changes 0.25]

A program stands on the board under a pseudo-terminal; this process is the rest of the clinic and writes ``--changes``
changes a second into the same file: calls begin, are held and end, callers come and go.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from bench.desk_clinics import Desk, sign_in
from bench.pty_clock import Clocked
from psr_tui.doors import TRAINING_PASSWORD
from psr_tui.station_clock import TrainingClock
from psr_tui.store import vault
from psr_tui.store.store import open_store
from psr_tui.store.tables.calls import CallRow
from psr_tui.store.tables.phone_line import QueueMemberRow
from tests.helpers.clinic import SETUP, TestClinic
from tests.helpers.phone_rows import put_call, put_period, put_waiting

WARM_UP = 8.0
"""Seconds in which the program reads its other places in spare time; they are not what the board costs."""
SIZES = ((80, 24), (120, 40))


class Clinic:
    """The others: reps with calls and callers who wait."""

    def __init__(self, path: Path, clock: TrainingClock) -> None:
        store = open_store(path, vault.unlock(path, "admin", TRAINING_PASSWORD).keys, clock)
        self.clinic = TestClinic(store, clock)  # type: ignore[arg-type]  # only its store and its time are used here
        with store.read() as work:
            self.people = [member.id.removeprefix("u-") for member in work.staff.everyone()][:4]
        for login in self.people:
            put_period(self.clinic, login, timedelta(minutes=30))
        self.call = put_call(self.clinic, self.people[0], timedelta(minutes=3), state="talking", wrapped_at=None)
        for number in range(3):
            put_waiting(self.clinic, f"w{number}.1", timedelta(seconds=30 * number))
        self.turn = 0

    def change(self) -> None:
        """The call is held or taken up, and one caller gives the place to another."""
        self.turn += 1
        with self.clinic.store.write(SETUP) as work:
            call = work.session.get_one(CallRow, self.call)
            call.state, call.held_since = ("held", work.now) if self.turn % 2 else ("talking", None)
            gone = work.session.get(QueueMemberRow, (f"w{self.turn - 1}.1", "sched"))
            if gone is not None:
                work.session.delete(gone)
            came = QueueMemberRow(call_id=f"w{self.turn + 2}.1", queue="sched", joined_at=work.now)
            work.session.add(came)
            work.touch("phones", "line")
            work.commit()


def watch(program: Clocked, seconds: float, others: Clinic | None, every: float) -> tuple[float, float]:
    """Percent of a processor and bytes a second."""
    program.quiet(1.5)
    used, begun, size, due = program.cpu(), time.perf_counter(), 0, time.perf_counter()
    while time.perf_counter() - begun < seconds:
        if others is not None and time.perf_counter() >= due:
            others.change()
            due += every
        size += len(program._read(0.1))
    ran = time.perf_counter() - begun
    return 100 * (program.cpu() - used) / ran, size / ran


def told(size: tuple[int, int], name: str, cpu: float, output: float) -> None:
    print(f"wallboard {size[0]}x{size[1]:<4} {name:<28} {cpu:5.2f} % of a processor  {output:6.0f} bytes/s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--changes", type=float, default=0.25, help="a second; a bank's busiest hour has 0.22")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder) / "small", "training day", 0, 0, 0)
        for size in SIZES:
            path = desk.copy()
            others = Clinic(path, desk._clock)
            with desk.open(size, path) as program:
                sign_in(program, "lgrant")
                watch(program, WARM_UP, None, 1.0)
                told(size, "the queue instead, idle", *watch(program, args.seconds, None, 1.0))
                program.until(r"BOARD  now", "f9")
                for name, who in (("still, clocks tick", None), (f"busy, {args.changes:g} changes a second", others)):
                    told(size, name, *watch(program, args.seconds, who, 1 / args.changes))


if __name__ == "__main__":
    main()
