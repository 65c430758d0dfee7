"""Calendars and limits as text: read back as written, refused by the line."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.service_limits_text import LimitRules, WaitLimit, read_limits, written

CODES = ("PORTAL", "CALLBACK")
STRETCH = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).map(lambda one: (one[0], one[0] + one[1]))
DAYS = st.dictionaries(st.integers(0, 6), st.lists(STRETCH, min_size=1, max_size=3, unique=True), min_size=1)
LIMITS = st.builds(
    WaitLimit, st.sampled_from(CODES), st.integers(1, 9999), st.just("clinic"),
    st.sampled_from([(), ("taken",), ("claimed", "wrap")]), st.booleans(),
)  # fmt: skip


@settings(max_examples=40)
@given(DAYS, st.lists(LIMITS, max_size=3))
def test_rules_read_back_as_they_were_written(days: dict[int, list[tuple[int, int]]], limits: list[WaitLimit]) -> None:
    rules = LimitRules({"clinic": {day: sorted(hours) for day, hours in days.items()}}, tuple(limits))
    again = read_limits(f"# ours\n{written(rules)}", CODES, ())
    assert again.limits == rules.limits
    assert {day: sorted(hours) for day, hours in again.calendars["clinic"].items()} == rules.calendars["clinic"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "There is nothing in this file"),
        ("calendar clinic", "The calendar clinic has no working hours; give it some"),
        ("mon 08:00-12:00", "Line 1: below a calendar stand days and hours"),
        ("calendar clinic\nmon", "Line 2: below a calendar stand days and hours"),
        ("calendar clinic\nmon 8-12", "Line 2: 8-12 is no stretch of hours"),
        ("calendar clinic\nmon 25:00-26:00", "Line 2: 25:00-26:00 is no stretch"),
        ("calendar c\nmon 08:00-12:00\ncalendar c", "Line 3: calendar c is in the file twice"),
        ("calendar Über!", "Line 1: a calendar has a name of small letters"),
        ("limit PORTAL soon clinic", "Line 1: a limit is like"),
        ("limit PORTAL 960 clinic when taken", "Line 1: a limit is like"),
        ("limit FAX 960 clinic", "Line 1: nothing is called FAX; there are PORTAL, CALLBACK"),
        ("limit PORTAL 0 clinic", "Line 1: minutes of work from 1"),
        ("limit PORTAL 960 nights", "Limit PORTAL: there is no calendar nights"),
    ],
)
def test_what_cannot_be_is_refused_with_the_line(text: str, why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        read_limits(text, CODES, ("clinic",))
