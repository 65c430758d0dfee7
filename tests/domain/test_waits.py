"""Waits in minutes, thresholds, and the header's count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.visit import Act, VisitEvent, VisitState
from psr_tui.domain.waits import Thresholds, dwells, stay_seconds, tally, wait_minutes, wait_words

NOW = datetime(2026, 3, 4, 15, 47, tzinfo=UTC)
instants = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(instants, instants)
def test_a_stay_is_always_strictly_positive(start: datetime, end: datetime) -> None:
    assert stay_seconds(start, end) >= 1


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(None, ""), (0, "0:00"), (9, "0:09"), (10, "0:10!"), (19, "0:19!"), (20, "0:20!!"), (77, "1:17!!")],
)
def test_wait_words_mark_both_thresholds(minutes: int | None, words: str) -> None:
    assert wait_words(minutes) == words


def test_a_threshold_of_zero_is_switched_off() -> None:
    assert wait_words(50, Thresholds(warn=0, alarm=0)) == "0:50"


def test_the_clock_runs_only_for_those_who_wait() -> None:
    came = NOW - timedelta(minutes=17)
    assert wait_minutes(VisitState.ARRIVED, came, NOW) == 17
    assert wait_minutes(VisitState.CHECKED_IN, came, NOW) == 17
    for state in (VisitState.ROOMED, VisitState.LEFT_UNSEEN, VisitState.BOOKED, VisitState.CHECKED_OUT):
        assert wait_minutes(state, came, NOW) is None
    assert wait_minutes(VisitState.ARRIVED, NOW + timedelta(seconds=30), NOW) == 0


def test_the_header_counts_every_state_and_the_longest_wait() -> None:
    counts = {VisitState.ARRIVED: 2, VisitState.CHECKED_IN: 1, VisitState.ROOMED: 3, VisitState.BOOKED: 13}
    header = tally(counts, [NOW - timedelta(minutes=m) for m in (4, 17, 24)], NOW)
    assert header.words() == "waiting 3 (longest 0:24, 1 over) · roomed 3 · expected 13 · done 0 · no-show 0"
    assert tally({}, [], NOW).words().startswith("waiting 0 ·")


def event(number: int, minute: int, to: VisitState, act: Act = Act.MOVE, undoes: str = "") -> VisitEvent:
    at = NOW + timedelta(minutes=minute)
    return VisitEvent(f"e{number}", "v", at, "s1", "M. Rivera", "d", act, VisitState.BOOKED, to, undoes=undoes)


def test_dwell_times_come_from_the_events_that_hold() -> None:
    log = [
        event(1, 0, VisitState.BOOKED, Act.CREATED),
        event(2, 5, VisitState.ARRIVED),
        event(3, 9, VisitState.NO_SHOW),
        event(4, 10, VisitState.ARRIVED, Act.UNDO, undoes="e3"),
        event(5, 17, VisitState.CHECKED_IN),
        event(6, 30, VisitState.ROOMED),
    ]
    spent = dwells(log, NOW + timedelta(minutes=41))
    assert spent == ((VisitState.ARRIVED, 12), (VisitState.CHECKED_IN, 13), (VisitState.ROOMED, 11))
    over = [*log, event(7, 50, VisitState.CHECKED_OUT)]
    assert dwells(over, NOW + timedelta(minutes=300))[-1] == (VisitState.ROOMED, 20)
