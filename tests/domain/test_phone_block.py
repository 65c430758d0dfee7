"""The arithmetic of phone blocks: never negative, whatever the clock and the log do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.phone_block import (
    GONE,
    BlockEvent,
    BlockKind,
    BlockTime,
    SavedOutcome,
    Stretch,
    elapsed,
    progress,
    stands,
    stops,
)
from psr_tui.domain.rep_states import Intent, PauseCode, Period, billable_time, find_code, over_words
from psr_tui.domain.typed_blocks import parse_span

AT = datetime(2026, 3, 4, 18, 30, tzinfo=UTC)  # 12:30 in Chicago
CHICAGO = ZoneInfo("America/Chicago")
HOUR = timedelta(hours=1)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def saved(*at: float, item: str = "", human: bool = False) -> list[SavedOutcome]:
    return [SavedOutcome(AT + minutes(one), item or f"c{one}", True, human, human) for one in at]


def block(**more: object) -> BlockTime:
    values: dict[str, object] = {"started_at": AT, "planned_end": AT + HOUR, "goal": 20, **more}
    return BlockTime(**values)  # type: ignore[arg-type]


# --- the sample of ux.md ---


def test_a_block_says_how_it_stands() -> None:
    stand = progress(block(), saved(*range(1, 12)), 38, AT + minutes(45))
    assert (stand.done, stand.goal, stand.left, stand.elapsed) == (11, 20, 38, minutes(45))
    assert stand.pace is not None and round(stand.pace, 1) == 14.7
    assert stand.needed == 9 / 0.25
    assert stand.short == 20 - 11 - 3 and stand.behind == "6 short at this pace"
    assert stand.finish is not None and minutes(155) < stand.finish - AT - minutes(45) < minutes(156)


def test_pauses_and_interruptions_lift_the_pace_and_not_the_count() -> None:
    pauses = (Stretch(AT + minutes(10), AT + minutes(25), "BRK"),)
    calls = (Stretch(AT + minutes(20), AT + minutes(30), "call"),)  # lies over the pause: counted once
    stand = progress(block(pauses=pauses, interruptions=calls), saved(1, 2, 3, 4, 40), 5, AT + minutes(50))
    assert stand.elapsed == minutes(30) and stand.pace == 10.0


def test_what_interrupted_is_neither_in_the_time_nor_in_the_count() -> None:
    flags = (Stretch(AT + minutes(10), AT + minutes(20), "red_flag", "flagged"),)
    outcomes = [*saved(5, 25), *saved(20, item="flagged", human=True)]
    stand = progress(block(interruptions=flags), outcomes, 0, AT + minutes(30))
    assert (stand.done, stand.reached, stand.elapsed) == (2, 0, minutes(20))
    again = saved(25, item="flagged")  # the same patient called again later, as work of the block
    assert progress(block(interruptions=flags), again, 0, AT + minutes(30)).done == 1


def test_a_program_that_is_gone_stops_the_clock_at_its_last_sign_of_life() -> None:
    alive = block(seen_at=AT + minutes(20))
    assert elapsed(alive, AT + minutes(22)) == minutes(22)
    assert elapsed(alive, AT + minutes(50)) == minutes(20)
    found = block(pauses=(Stretch(AT + minutes(20), AT + minutes(50), GONE),), seen_at=AT + minutes(51))
    assert elapsed(found, AT + minutes(52)) == minutes(22)


def test_goal_and_time_decide_the_words() -> None:
    assert progress(block(goal=3), saved(1, 2, 3), 9, AT + minutes(30)).behind == ""
    assert progress(block(goal=5), saved(1, 2, 3), 9, AT + HOUR).behind == "2 short, time is up"
    assert progress(block(goal=0), (), 9, AT + minutes(30)).behind == ""
    started = progress(block(), (), 9, AT + timedelta(seconds=20))
    assert (started.pace, started.behind, started.finish) == (None, "", None)
    ended = block(ended_at=AT + minutes(30))
    assert progress(ended, saved(1), 9, AT + 5 * HOUR).elapsed == minutes(30)


# --- whatever happens ---

SPANS = st.integers(-7200, 14400).map(lambda seconds: AT + timedelta(seconds=seconds))
STRETCHES = st.builds(Stretch, SPANS, st.none() | SPANS, st.just("BRK"))


@given(st.lists(STRETCHES, max_size=6), SPANS, SPANS)
def test_stretches_cover_between_nothing_and_everything(parts: list[Stretch], one: datetime, other: datetime) -> None:
    since, until = min(one, other), max(one, other)
    covered = stands(parts, since, until)
    assert timedelta(0) <= covered <= until - since
    assert stands([*parts, *parts], since, until) == covered
    assert stands([*parts, Stretch(since, until, "")], since, until) == until - since


@given(
    st.lists(STRETCHES, max_size=4), st.lists(STRETCHES, max_size=4), SPANS, st.none() | SPANS, st.none() | SPANS,
    st.lists(st.integers(-60, 200), max_size=8), st.integers(0, 50), st.integers(0, 300), SPANS,
)  # fmt: skip
def test_nothing_is_ever_negative(
    pauses: list[Stretch], calls: list[Stretch], now: datetime, ended: datetime | None, seen: datetime | None,
    outcomes: list[int], goal: int, left: int, planned_end: datetime,
) -> None:  # fmt: skip
    time = BlockTime(AT, planned_end, goal, ended, seen, tuple(pauses), tuple(calls))
    stand = progress(time, saved(*outcomes), left, now)
    assert timedelta(0) <= stand.elapsed <= max(timedelta(0), (ended or now) - AT)
    assert stand.time_left >= timedelta(0) and 0 <= stand.short <= goal
    assert stand.pace is None or stand.pace >= 0
    assert stand.needed is None or stand.needed > 0
    assert stand.finish is None or stand.finish >= now
    assert 0 <= stand.reached <= stand.done and 0 <= stand.closed <= stand.done
    assert stand.done + stand.short >= min(goal, stand.done) and (stand.behind == "") == (stand.short == 0)


@given(st.lists(st.tuples(st.sampled_from(sorted(BlockKind)), st.integers(-10, 90)), max_size=10))
def test_any_row_of_events_reads_as_stretches_that_do_not_run_backwards(log: list[tuple[BlockKind, int]]) -> None:
    read = stops([BlockEvent(AT + minutes(at), kind, "BRK") for kind, at in log])
    assert all(one.until is None or one.until >= one.since for one in read.pauses)
    assert sum(one.until is None for one in read.pauses) == (read.paused is not None)
    assert len(read.pauses) == sum(kind is BlockKind.PAUSED for kind, _ in log)


def test_a_clock_set_back_takes_nothing_away() -> None:
    pauses = stops(
        [BlockEvent(AT + minutes(10), BlockKind.PAUSED, "BRK"), BlockEvent(AT + minutes(5), BlockKind.RESUMED)]
    ).pauses
    assert elapsed(block(pauses=pauses), AT - HOUR) == timedelta(0)
    assert elapsed(block(pauses=pauses), AT + minutes(20)) == minutes(20)


# --- what is typed ---


@pytest.mark.parametrize(
    ("typed", "start", "length"),
    [("60", 0, 60), ("+1h", 0, 60), ("1h30", 0, 90), ("1.5h", 0, 90), ("90 min", 0, 90), ("12:30-13:30", 0, 60),
     ("12:45 - 1:15p", 15, 30), ("until 1p", 0, 30), ("12:00-13:00", 0, 30), ("2p-3p", 90, 60)],
)  # fmt: skip
def test_how_long_is_typed_as_people_say_it(typed: str, start: int, length: int) -> None:
    begins, ends = parse_span(typed, AT, CHICAGO)
    assert (begins - AT, ends - begins) == (minutes(start), minutes(length))


@pytest.mark.parametrize("typed", ["", "soon", "3", "13h", "11:00-12:00", "14:00-13:00", "25:00-26:00", "until then"])
def test_what_is_no_block_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(InvalidInput, match="12:30-13:30"):
        parse_span(typed, AT, CHICAGO)


# --- what reps say of themselves ---

BREAK = PauseCode("BRK", "Break", "none", 15, False)
CODES = (
    BREAK,
    PauseCode("TRN", "Training, coaching", "full", 60, True),
    PauseCode("ADM", "Paperwork", "half", 30, False),
)


def period(code: str, start: int, end: int | None, billable: str = "", limit: int | None = None) -> Period:
    ended = None if end is None else AT + minutes(end)
    intent = Intent.PAUSED if code else Intent.AVAILABLE
    return Period(code, "u", intent, code, "Break", AT + minutes(start), ended, limit, billable)


def test_a_pause_over_its_limit_is_told_every_five_minutes() -> None:
    told = [over_words(period("BRK", 0, None, limit=15), AT + minutes(at)) for at in range(30)]
    assert [at for at, words in enumerate(told) if words] == [16, 21, 26]
    assert told[21] == "Break: 15 minutes are over since 6. :back when you are back."
    assert period("BRK", 0, None).over(AT + HOUR) == 0


def test_half_of_paperwork_is_work() -> None:
    day = [period("", 0, 60), period("BRK", 60, 80, "none"), period("ADM", 80, 100, "half"), period("", 100, None)]
    assert billable_time(day, AT + minutes(110)) == minutes(60 + 10 + 10)


def test_somebody_available_without_a_sign_of_life_is_gone() -> None:
    alone = period("", 0, None)
    assert not alone.gone(AT + minutes(2)) and alone.gone(AT + minutes(4))
    assert not period("BRK", 0, None).gone(AT + HOUR)


def test_a_code_is_found_by_code_or_label() -> None:
    assert find_code("brk", CODES) is BREAK and find_code("train", CODES).code == "TRN"
    assert CODES[1].words == "Training, coaching, up to 60 min, a lead signs"
    for typed in ("", "x"):
        with pytest.raises(InvalidInput, match="brk break"):
            find_code(typed, CODES)
