"""How long the next callback takes with 200,000 open ones; also the list's pages, counts and jumps.

    python -m bench.callbacks [--open 200000] [--patients 20000] [--calls 300]

The hard case on purpose: a third of the items, ranked before all others, belong to patients who may not be rung yet;
one in ten of the rest is only for reps who speak Spanish, which this one does not; 400 are reserved for the phone
blocks of others; ten lines of callers wait too short to stop "next".
"""

from __future__ import annotations

import argparse
import gc
import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from bench.big_clinic import BATCH, make
from bench.pty_clock import percentile
from psr_tui.domain.callback_filter import EVERYTHING, CallbackFilter, Whose
from psr_tui.domain.callback_sorts import WORDS, Sort
from psr_tui.domain.callbacks import Priority, rank_at
from psr_tui.domain.clock import FixedClock
from psr_tui.domain.staff import Actor, Role
from psr_tui.doors import TRAINING_PASSWORD
from psr_tui.services.callbacks import CallbackService
from psr_tui.services.reservations import reserve
from psr_tui.store import vault
from psr_tui.store.repositories.staff import StaffMember
from psr_tui.store.store import Store, open_store
from psr_tui.store.tables.callbacks import CallbackRow
from psr_tui.store.tables.phone_blocks import PhoneBlockRow
from psr_tui.store.tables.phone_line import QueueMemberRow

REP = Actor("u-mrivera", "mrivera", "M. Rivera", Role.REP, "bench", "bench")
AT = datetime(2026, 3, 4, 15, 47, tzinfo=UTC)  # 09:47 in Chicago, 07:47 in Los Angeles
ASLEEP, AWAKE = "America/Los_Angeles|CA", "America/Chicago|IL"


def fill(store: Store, count: int, patients: int, rng: random.Random) -> None:
    """Open items: half due, half later; the oldest third asleep, a few personal, blocked or out of attempts."""
    now = store.clock.now()
    rows: list[dict[str, Any]] = []
    for number in range(count):
        priority = rng.choice(list(Priority))
        asleep, language = number % 3 == 0, "es" if number % 2 else "en"
        due = now + timedelta(minutes=rng.randrange(-9000, -4500) if asleep else rng.randrange(-4500, 5000))
        rows.append(
            {
                "id": f"{rng.getrandbits(124):032x}", "patient_id": f"b{number % patients:031x}",
                "phone_id": f"c{number % patients:031x}", "reason_code": f"R{number // patients}",
                "priority": priority.value, "due_at": due, "order_at": rank_at(due, priority),
                "patient_zone": "America/Chicago", "window_key": ASLEEP if asleep else AWAKE, "group_rank": 2,
                "blocked": "no_number" if number % 97 == 0 else "", "ladder": "", "promise": False, "red_flag": False,
                "attempts": rng.choice((0, 0, 1)), "cadence": "CLN", "language": language, "note": "", "state": "open",
                "requested_at": due - timedelta(hours=20), "last_outcome": "", "route": "", "where_now": "",
                "exact_words": "", "callback_number": "", "caller_name": "", "happening_now": False,
                "advice_refused": False,
                "escalated": 0, "origin_line_call": "", "tell_when_they_call": False, "tell_words": "",
                "missed_promises": 0, "needs_language": number % 10 == 5, "provider_id": None,
                "changed_at": now, "changed_by": "bench", "version": 1,
            }
        )  # fmt: skip
    for start in range(0, count, BATCH):
        with store.write(None) as work:
            work.session.execute(insert(CallbackRow), rows[start : start + BATCH])
            work.commit()


def others_at_work(store: Store, reps: int = 8, each: int = 50) -> None:
    """Others run phone blocks with items reserved, and callers wait, too short to stop "next"."""
    with store.write(REP) as work:
        for number in range(reps):
            other = StaffMember(f"u-bench{number}", f"bench{number}", f"Bench {number}", Role.REP, True)
            work.staff.add(other, "bench", work.now)
            block = PhoneBlockRow(
                id=f"block{number}", staff_id=other.id, state="running", planned_start=work.now,
                planned_end=work.now + timedelta(hours=1), changed_at=work.now,
            )  # fmt: skip
            work.session.add(block)
            work.session.add(QueueMemberRow(call_id=f"c{number}", queue="desk", joined_at=work.now))
            work.session.flush()
            at_work = Actor(other.id, other.login, other.name, other.role, "bench", "bench")
            print(f"reserved {reserve(work, at_work, block.id, EVERYTHING, each)}", end=" ")
        work.commit()
    print()


def timed(name: str, times: int, act: Callable[[int], object]) -> None:
    """Run and print p50, p95, p99 in milliseconds."""
    taken = []
    for turn in range(times):
        begun = time.perf_counter()
        act(turn)
        taken.append((time.perf_counter() - begun) * 1000)
    points = "".join(f"{percentile(taken, share):10.2f}" for share in (0.50, 0.95, 0.99))
    print(f"{name:34}{points}{max(taken):10.2f}")


def _first_page(service: CallbackService, sort: Sort, _turn: int) -> object:
    return service.page(REP, "", 0, 64, sort)


def measure(store: Store, calls: int, rng: random.Random) -> None:
    service = CallbackService(store, store.clock)
    print(f"{'milliseconds':34}{'p50':>10}{'p95':>10}{'p99':>10}{'max':>10}")
    held: list[str] = []

    def call_next(turn: int) -> None:
        hand = service.claim_next(REP)
        assert hand is not None
        held.append(hand.item.id)

    def call_and_save(turn: int) -> None:
        service.save_outcome(REP, held[-1], f"bench-{turn}-{len(held)}", "NAN")

    gc.collect()
    gc.freeze()  # as the program does once it stands: what was made before is never looked at again
    claims: list[float] = []
    saves: list[float] = []
    blocks: list[float] = []
    processor: list[float] = []
    for turn in range(calls):
        for act, kept in ((call_next, claims), (call_and_save, saves)):
            begun, worked = time.perf_counter(), time.process_time()
            act(turn)
            kept.append((time.perf_counter() - begun) * 1000)
            if kept is claims:
                processor.append((time.process_time() - worked) * 1000)
    only = CallbackFilter(Whose.POOL, reasons=("R1", "R4"), languages=("en",))
    for turn in range(calls // 3):
        begun = time.perf_counter()
        hand = service.claim_next(REP, only)
        blocks.append((time.perf_counter() - begun) * 1000)
        assert hand is not None
        service.save_outcome(REP, hand.item.id, f"block-{turn}", "NAN")
    for name, kept in (
        ("next callback claimed and shown", claims), ("  of that, processor time", processor),
        ("next in a block of some work", blocks), ("outcome saved", saves),
    ):  # fmt: skip
        points = "".join(f"{percentile(kept, share):10.2f}" for share in (0.50, 0.95, 0.99))
        print(f"{name:34}{points}{max(kept):10.2f}")
    total = service.count(REP)
    timed("first page of the list", 40, lambda turn: service.page(REP, "", 0, 64))
    timed("a page in the middle", 20, lambda turn: service.page(REP, "", rng.randrange(total), 64))
    timed("counts by group", 20, lambda turn: service.counts(REP))
    timed("row of an item", 20, lambda turn: service.index_of(REP, "", held[turn]))
    for sort in Sort:
        timed(f"first page, {WORDS[sort]}"[:34], 5, partial(_first_page, service, sort))
    timed("minute", 20, lambda turn: service.minute(REP))
    timed("sign of looking", 40, lambda turn: service.looks_at(REP, held[turn]))
    timed("jump to a surname", 10, lambda turn: service.jump(REP, "", "ka", rng.randrange(total)))


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--open", type=int, default=200_000)
    options.add_argument("--patients", type=int, default=20_000)
    options.add_argument("--calls", type=int, default=300)
    asked = options.parse_args()
    rng = random.Random(2026)
    with tempfile.TemporaryDirectory() as folder:
        path = make(Path(folder) / "clinic", asked.patients, 10)
        keys = vault.unlock(path, "mrivera", TRAINING_PASSWORD).keys
        store = open_store(path, keys, FixedClock(AT))
        fill(store, asked.open, asked.patients, rng)
        others_at_work(store)
        print(f"{asked.open} open callbacks, {path.stat().st_size / 1e6:.0f} MB")
        measure(store, asked.calls, rng)
        store.close()


if __name__ == "__main__":
    main()
