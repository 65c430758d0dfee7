"""Other orders to look at the list in: each says what comes first, and none loses or doubles a row."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.callback_filter import EVERYTHING, CallbackFilter, Whose
from psr_tui.domain.callback_sorts import WORDS, Sort, mixed, parse_sort, sort_key, zone_place
from psr_tui.domain.callback_states import State
from psr_tui.domain.callbacks import Callback, Priority, rank_key
from psr_tui.domain.errors import InvalidInput

NOW = datetime(2026, 3, 4, 16, 47, tzinfo=UTC)


def item(number: int, **more: object) -> Callback:
    due = NOW - timedelta(minutes=100 - number)
    base = Callback(f"{number:03}", 1, "p", "REFILL", "refill", Priority.NORMAL, State.OPEN, due, due)
    return replace(base, **more)  # type: ignore[arg-type]


def first(sort: Sort, *items: tuple[Callback, datetime | None]) -> str:
    return min(items, key=lambda pair: sort_key(pair[0], pair[1], sort, NOW, rank_key(pair[0], NOW, "me", True)))[0].id


def test_what_each_order_puts_first() -> None:
    tried, fresh = item(1, attempts=2), item(2)
    assert first(Sort.TRIES, (tried, NOW), (fresh, None)) == "002"
    assert first(Sort.LAST_CALL, (tried, NOW), (fresh, NOW - timedelta(days=1))) == "002"
    east, west = item(2, time_zone="America/New_York"), item(1, time_zone="America/Los_Angeles")
    assert first(Sort.ZONE, (west, None), (east, None)) == "002"
    assert first(Sort.LANGUAGE, (item(1, language="en"), None), (item(2, language="es"), None)) == "002"
    assert first(Sort.REQUEST, (item(1), None), (item(2, requested_at=NOW - timedelta(days=9)), None)) == "002"
    for sort in Sort:
        assert WORDS[sort] and first(sort, (item(1), None), (item(9, red_flag=True, attempts=9), NOW)) == "009"


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=20))
def test_new_and_tried_take_turns(kinds: list[tuple[int, bool]]) -> None:
    items = [item(number, attempts=tries, front=front) for number, (tries, front) in enumerate(kinds)]
    order = mixed([(one, rank_key(one, NOW, "me", True)) for one in items])
    assert sorted(one.id for one in order) == [one.id for one in items]
    rest = [one for one in order if not one.front]
    assert order[: len(order) - len(rest)] == [one for one in order if one.front]
    new, tried = [one for one in rest if not one.attempts], [one for one in rest if one.attempts]
    turns = [one.attempts > 0 for one in rest]
    both = 2 * min(len(new), len(tried))
    assert turns[:both] == [False, True] * (both // 2)
    assert [one.id for one in new] == sorted(one.id for one in new)


def test_an_order_is_named_by_its_beginning() -> None:
    assert parse_sort(" Last ") is Sort.LAST_CALL and parse_sort("z") is Sort.ZONE
    with pytest.raises(InvalidInput, match="fewest tries first"):
        parse_sort("name")
    assert zone_place("Mars/Olympus", NOW) == 10_000


def test_a_filter_of_a_block() -> None:
    everything = CallbackFilter.of_words("all", "", "", "")
    assert everything == EVERYTHING and not everything and everything.fits("me", "", "X", "en", "")
    only = CallbackFilter.of_words("mine", "REFILL CONF", "es", "dr")
    assert only and only.whose is Whose.MINE and only.fits("me", "me", "CONF", "es", "dr")
    for values in (
        ("", "CONF", "es", "dr"),
        ("me", "BILL", "es", "dr"),
        ("me", "CONF", "en", "dr"),
        ("me", "CONF", "es", ""),
        ("you", "CONF", "es", "dr"),
    ):
        assert not only.fits("me", *values)
