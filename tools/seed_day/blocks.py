"""Phone blocks and what reps said of themselves: one block planned, one of the day before, a break that runs."""

from __future__ import annotations

from datetime import datetime

from psr_tui.store.tables.phone_blocks import PhoneBlockEventRow, PhoneBlockRow, RepPeriodRow
from tools.seed_day.house import NAMES, staff_id
from tools.seed_day.rows import Seed, at, today, workday


def add_blocks(seed: Seed) -> None:
    """M. Rivera has calls planned for after noon; T. Chen had a block the day before and is on a break now."""
    asked = today("08:05")
    planned = _block(seed, "mrivera", "planned", today("12:30"), today("13:30"), asked, goal=15)
    _event(seed, planned, 1, asked, "planned")
    day = workday(-1)
    begun, ended = at(day, "13:00"), at(day, "14:02")
    before = _block(
        seed, "tchen", "ended", begun, at(day, "14:00"), ended, goal=12, reasons="SCHED RESCH", started_at=begun,
        ended_at=ended, end_reason="BE1",
    )  # fmt: skip
    for number, (when, kind, code) in enumerate(
        (("13:00", "started", ""), ("13:31", "paused", "RST"), ("13:37", "resumed", ""), ("14:02", "ended", "BE1")), 1
    ):
        _event(seed, before, number, at(day, when), kind, code)
    _period(seed, "tchen", "available", "", today("08:31"), today("09:38"))
    _period(seed, "tchen", "paused", "BRK", today("09:38"), None)


def _block(
    seed: Seed, login: str, state: str, begins: datetime, ends: datetime, changed: datetime, **more: object
) -> PhoneBlockRow:
    row = PhoneBlockRow(
        id=seed.new_id(changed), staff_id=staff_id(login), state=state, planned_start=begins, planned_end=ends,
        changed_by=NAMES[login], changed_at=changed,
    )  # fmt: skip
    for name, value in more.items():
        setattr(row, name, value)
    return seed.add(row)


def _event(seed: Seed, block: PhoneBlockRow, seq: int, moment: datetime, kind: str, code: str = "") -> None:
    seed.add(PhoneBlockEventRow(id=seed.new_id(moment), block_id=block.id, seq=seq, at=moment, kind=kind, code=code))


def _period(seed: Seed, login: str, intent: str, code: str, since: datetime, until: datetime | None) -> None:
    seed.add(
        RepPeriodRow(
            id=seed.new_id(since), staff_id=staff_id(login), station="desk-2", intent=intent, pause_code=code,
            started_at=since, ended_at=until, seen_at=until,
        )
    )  # fmt: skip
