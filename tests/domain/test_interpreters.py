"""Interpreters: the timer, the figure of those in time, and who may interpret."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.interpreters import InterpreterCall, OwnInterpreter, in_time

AT = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
ASKED = InterpreterCall("i1", 1, "vi", "Agency", AT)


def after(**span: float) -> datetime:
    return AT + timedelta(**span)


def test_the_figure_counts_misses_and_leaves_out_who_declined_or_still_waits() -> None:
    calls = [
        replace(ASKED, connected_at=after(minutes=2)),
        replace(ASKED, connected_at=after(minutes=8)),
        replace(ASKED, connected_at=after(minutes=8, seconds=1)),
        replace(ASKED, ended_at=after(minutes=1)),
        replace(ASKED, asked_at=after(minutes=15)),
        replace(ASKED, asked_at=after(minutes=5)),
        replace(ASKED, declined=True),
    ]
    found = in_time(calls, after(minutes=20))
    assert (found.in_time, found.asked, found.waiting, found.percent) == (2, 5, 1, 40)
    assert found.words() == "2 of 5 on the line within 8 minutes = 40 %, below 75 %; 1 wait now"
    assert in_time([], AT).words() == "no interpreter was asked for"


@given(st.lists(st.integers(-100, 1000), max_size=12))
def test_the_share_is_of_all_and_never_rounded_up(seconds: list[int]) -> None:
    calls = [replace(ASKED, connected_at=after(seconds=one)) for one in seconds]
    found = in_time(calls, after(hours=1))
    assert found.asked == len(seconds) and found.in_time == sum(one <= 480 for one in seconds)
    assert found.percent is None or (found.percent == 100) == (found.in_time == found.asked)


def test_the_timer_in_words() -> None:
    assert ASKED.words(after(seconds=42)) == "asked, waiting 0:42 of 8:00"
    assert ASKED.words(after(minutes=9)) == "asked, waiting 9:00, OVER 8 minutes"
    assert ASKED.words(after(seconds=-9)) == "asked, waiting 0:00 of 8:00"
    on = replace(ASKED, connected_at=after(minutes=2, seconds=10), interpreter="4471")
    assert on.words(after(hours=1)) == "on the line after 2:10, interpreter 4471"
    own = replace(ASKED, declined=True, own="daughter", own_is_minor=True)
    assert own.words(AT) == "declined, instead: daughter (a minor, in an emergency)"


def test_a_minor_interprets_only_in_an_emergency() -> None:
    with pytest.raises(Refused, match="minor may not interpret"):
        OwnInterpreter("daughter Mai", is_minor=True).checked()
    with pytest.raises(Refused):
        OwnInterpreter("daughter Mai", True, "  ").checked()
    assert OwnInterpreter("daughter Mai", True, "not breathing").checked().emergency == "not breathing"
    with pytest.raises(InvalidInput, match="Who"):
        OwnInterpreter("", True, "not breathing").checked()
    with pytest.raises(InvalidInput, match="Emergency"):
        OwnInterpreter("husband", False, "hurry").checked()
    assert OwnInterpreter(" husband ").checked() == OwnInterpreter("husband")
