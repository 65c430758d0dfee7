"""How long it takes in a phone block from an outcome to the next item, with 20,000 open callbacks.

    python -m bench.phone_block [--open 20000] [--patients 5000] [--calls 300]

The outcome is committed before the next item is claimed (CC-34): both are in the figure, and so is the head of the box.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from bench.big_clinic import make
from bench.callbacks import AT, REP, fill
from bench.pty_clock import percentile
from psr_tui.domain.callback_filter import EVERYTHING, CallbackFilter, Whose
from psr_tui.domain.clock import FixedClock
from psr_tui.doors import TRAINING_PASSWORD
from psr_tui.services.callbacks import CallbackService
from psr_tui.services.phone_blocks import NewBlock, PhoneBlockService
from psr_tui.store import vault
from psr_tui.store.store import Store, open_store

SHARES = (0.50, 0.95, 0.99)


def work_through(store: Store, name: str, only: CallbackFilter, calls: int) -> None:
    """Start a block, save and take so many, end it; prints what each step took."""
    callbacks, blocks = CallbackService(store, store.clock), PhoneBlockService(store, store.clock)
    blocks.start(REP, NewBlock(f"bench-{name}", "60", 20, only, reserve=20))
    hand = callbacks.claim_next(REP)
    took: dict[str, list[float]] = {"outcome saved, next shown": [], "head of the box": [], "sign of life": []}

    def clocked(what: str, act: Callable[[], None]) -> None:
        begun = time.perf_counter()
        act()
        took[what].append((time.perf_counter() - begun) * 1000)

    for turn in range(calls):
        assert hand is not None
        held = hand

        def save_and_next(turn: int = turn, held_id: str = held.item.id) -> None:
            nonlocal hand
            callbacks.save_outcome(REP, held_id, f"{name}-{turn}", "NAN")
            hand = callbacks.next_in_block(REP).hand

        clocked("outcome saved, next shown", save_and_next)
        clocked("head of the box", lambda: (blocks.standing(REP), None)[1])
    for _ in range(20):
        clocked("sign of life", lambda: (blocks.minute(REP), None)[1])
    for what, times in took.items():
        points = "".join(f"{percentile(times, share):10.2f}" for share in SHARES)
        print(f"{name + ': ' + what:44}{points}{max(times):10.2f}")
    begun = time.perf_counter()
    summary = blocks.end(REP, "BE1")
    ended = (time.perf_counter() - begun) * 1000
    print(f"{name + ': end, ' + str(summary.standing.progress.done) + ' done':44}{ended:10.2f}")


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--open", type=int, default=20_000)
    options.add_argument("--patients", type=int, default=5_000)
    options.add_argument("--calls", type=int, default=300)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = make(Path(folder) / "clinic", asked.patients, 10)
        keys = vault.unlock(path, "mrivera", TRAINING_PASSWORD).keys
        clock = FixedClock(AT)
        store = open_store(path, keys, clock)
        fill(store, asked.open, asked.patients, random.Random(2026))
        print(f"{asked.open} open callbacks, {path.stat().st_size / 1e6:.0f} MB")
        print(f"{'milliseconds':44}{'p50':>10}{'p95':>10}{'p99':>10}{'max':>10}")
        work_through(store, "all", EVERYTHING, asked.calls)
        clock.advance(timedelta(minutes=1))
        work_through(store, "filtered", CallbackFilter(Whose.POOL, ("R1", "R2"), ("en",)), asked.calls)
        store.close()


if __name__ == "__main__":
    main()
