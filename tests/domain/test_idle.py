"""The idle clock: what each of the two clocks can and cannot do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.idle import Idle, IdleWatch

START = datetime(2026, 3, 8, 7, 30, tzinfo=UTC)
seconds = st.floats(0, 10_000, allow_nan=False)


def watch() -> IdleWatch:
    return IdleWatch(1000.0, START, lock_after=300, sign_out_after=1800)


@pytest.mark.parametrize(
    ("idle", "due"),
    [(0, Idle.BUSY), (269, Idle.BUSY), (270, Idle.WARN), (299, Idle.WARN), (300, Idle.LOCK), (1799, Idle.LOCK),
     (1800, Idle.SIGN_OUT)],
)  # fmt: skip
def test_spans(idle: int, due: Idle) -> None:
    assert watch().due(1000.0 + idle, START + timedelta(seconds=idle)) is due


@given(seconds, seconds)
def test_the_clock_that_counts_more_decides(boot: float, wall: float) -> None:
    due = watch().due(1000.0 + boot, START + timedelta(seconds=wall))
    alone = [
        watch().due(1000.0 + boot, START).value,
        watch().due(1000.0, START + timedelta(seconds=wall)).value,
    ]
    assert due.value == max(alone)


@given(st.floats(2.001, 100_000))
def test_a_clock_that_went_back_locks(back: float) -> None:
    assert watch().due(1001.0, START - timedelta(seconds=back)).value >= Idle.LOCK.value


@given(st.floats(0, 1.9))
def test_a_time_server_may_step_a_little(back: float) -> None:
    assert watch().due(1001.0, START - timedelta(seconds=back)) is Idle.BUSY


def test_a_step_back_is_seen_from_the_latest_time_not_only_from_the_touch() -> None:
    idle = watch()
    assert idle.due(1060.0, START + timedelta(seconds=60)) is Idle.BUSY
    assert idle.due(1061.0, START + timedelta(seconds=50)) is Idle.LOCK


@given(seconds, seconds)
def test_a_touch_begins_again(before: float, after: float) -> None:
    idle = watch()
    at = START + timedelta(seconds=before)
    idle.touch(1000.0 + before, at)
    fresh = IdleWatch(1000.0 + before, at, 300, 1800)
    later = (1000.0 + before + after, at + timedelta(seconds=after))
    assert idle.due(*later) is fresh.due(*later)


@pytest.mark.parametrize(("lock", "out"), [(0, 10), (-1, 10), (20, 10)])
def test_the_lock_comes_first(lock: float, out: float) -> None:
    with pytest.raises(ValueError, match="lock"):
        IdleWatch(0.0, START, lock, out)
