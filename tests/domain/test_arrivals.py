"""Lateness against the appointment, the other day, and the reason a no-show of a closed day needs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.arrivals import LateAsks, WrongDay, check_late, late

START = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)


@given(st.integers(-300 * 60, 300 * 60), st.integers(0, 120))
def test_late_is_counted_in_whole_minutes_after_the_appointment(seconds: int, grace: int) -> None:
    how = late(START, START + timedelta(seconds=seconds), grace)
    if seconds < 60:
        assert how is None, "early, in time, or within the first minute"
    else:
        assert how is not None and how.minutes == seconds // 60
        assert how.beyond is (seconds // 60 > grace)


@given(st.integers(1, 200), st.integers(0, 120))
def test_who_is_beyond_the_grace_is_asked_about_and_a_code_takes_them_in(minutes: int, grace: int) -> None:
    how = late(START, START + timedelta(minutes=minutes), grace)
    assert how is not None
    check_late("SMITH, Jon", how, "LT1")
    if minutes <= grace:
        check_late("SMITH, Jon", how, "")
        assert how.words().endswith("take in")
    else:
        with pytest.raises(LateAsks, match=f"{minutes} minutes? late, grace {grace}: ask the provider"):
            check_late("SMITH, Jon", how, "")


def test_the_words_for_the_rep() -> None:
    assert str(late(START, START + timedelta(minutes=12), 15).words()) == "12 minutes late, grace 15: take in"  # type: ignore[union-attr]
    assert str(late(START, START + timedelta(minutes=1), 0).words()) == "1 minute late, grace 0: ask the provider"  # type: ignore[union-attr]


def test_another_day_names_it_and_both_ways_on() -> None:
    wrong = WrongDay("SMITH, Jon", date(2026, 3, 5), date(2026, 3, 4))
    assert wrong.message == "SMITH, Jon: this visit is for Thu 03/05; add a walk-in for today or reschedule it."
