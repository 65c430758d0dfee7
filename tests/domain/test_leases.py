"""A lease ends in true time: the wall clock may be set as often as it likes (CC-21)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.leases import LEAST_STEP_MS, ahead_ms, moved, step

START = datetime(2026, 3, 4, 15, 47, tzinfo=UTC)
LEASE = timedelta(minutes=10)


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(-400_000, 400_000)), min_size=1, max_size=12))
def test_looked_at_after_each_change_a_lease_keeps_its_true_end(changes: list[tuple[int, int]]) -> None:
    boot, wall = 5_000.0, START
    until, known = wall + LEASE, ahead_ms(wall, boot)
    true_left = LEASE
    for passed, set_by in changes:
        boot += passed
        wall += timedelta(seconds=passed + set_by)
        true_left -= timedelta(seconds=passed)
        by = step(known, ahead_ms(wall, boot))
        if by is not None:
            until, known = moved(until, by, wall, LEASE), ahead_ms(wall, boot)
        assert abs((until - wall) - true_left) < timedelta(milliseconds=LEAST_STEP_MS)


@given(st.integers(0, 10_000_000), st.integers(-100_000_000, 100_000_000))
def test_after_a_restart_no_lease_is_longer_than_a_full_one(uptime: int, left: int) -> None:
    before, after = ahead_ms(START, float(uptime)), ahead_ms(START, 0.0)
    by = step(before, after)
    until = START + timedelta(seconds=left)
    assert (until if by is None else moved(until, by, START, LEASE)) <= max(until, START + LEASE)
    if by is not None:
        assert moved(until, by, START, LEASE) <= START + LEASE


def test_a_clock_that_is_steered_gently_and_a_first_look_move_nothing() -> None:
    assert step(None, 5) is None and step(1000, 1000 + LEAST_STEP_MS - 1) is None
    assert step(1000, 1000 - LEAST_STEP_MS) == timedelta(milliseconds=-LEAST_STEP_MS)
