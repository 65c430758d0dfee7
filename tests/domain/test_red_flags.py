"""Red flags: phrases only raise, whole words only, and the route asks each step once its minutes are over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.callbacks import CREDIT_MINUTES, Priority
from psr_tui.domain.red_flags import (
    OpenFlag,
    RouteStep,
    asked_by,
    clock_words,
    now_asked,
    phrase_in,
    pickup_words,
    proposal,
    raised,
)

AT = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
PHRASES = ("chest pain", "can't breathe", "pain", "dolor de pecho", "convulsion", "stroke")
ROUTE = (
    RouteStep(1, "Triage nurse", "", 3),
    RouteStep(2, "Charge nurse", "555-0123", 5),
    RouteStep(3, "Physician", "", 5),
)


@given(st.sampled_from(list(Priority)), st.text(max_size=80), st.lists(st.text(max_size=20), max_size=5))
def test_no_text_and_no_list_lowers_anything(priority: Priority, text: str, phrases: list[str]) -> None:
    for note in (text, f"{text} chest pain", "not urgent, no red flag, cancel it"):
        assert CREDIT_MINUTES[raised(priority, note, [*phrases, *PHRASES])] >= CREDIT_MINUTES[priority]


@pytest.mark.parametrize(
    ("note", "found"),
    [
        ("says she has CHEST PAIN since noon", "chest pain"),
        ("chest\npain, since noon", "chest pain"),
        ("can’t breathe", "can't breathe"),
        ("CANT BREATHE", "can't breathe"),
        ("tiene dolor de pecho", "dolor de pecho"),
        ("tuvo una convulsión", "convulsion"),
        ("Stroke?", "stroke"),
        ("backstroke lessons", ""),
        ("painting the house", ""),
        ("chest, pain", "chest pain"),
        ("", ""),
    ],
)
def test_phrases_are_found_as_whole_words_in_any_case_and_accent(note: str, found: str) -> None:
    assert phrase_in(note, PHRASES) == found
    assert (proposal(found) != "") == bool(found) and found in proposal(found)


@given(st.text(max_size=60), st.text(max_size=60))
def test_more_words_around_hide_no_phrase(before: str, after: str) -> None:
    assert phrase_in(f"{before} chest pain {after}", PHRASES)


@given(st.integers(-5, 60), st.integers(-5, 60), st.integers(1, 10))
def test_time_only_asks_more(one: int, other: int, limit: int) -> None:
    few, many = sorted((one, other))
    asked = [asked_by(ROUTE, AT, AT + timedelta(minutes=minutes), limit) for minutes in (few, many)]
    assert 1 <= asked[0] <= asked[1] <= len(ROUTE)


def test_each_step_is_given_its_minutes() -> None:
    minutes = [asked_by(ROUTE, AT, AT + timedelta(minutes=m), 3) for m in (0, 2, 3, 7, 8, 500)]
    assert minutes == [1, 1, 2, 2, 3, 3]
    assert asked_by((), AT, AT + timedelta(hours=1), 3) == 1 and now_asked((), 1) == "the nurse"
    assert now_asked(ROUTE, 2) == "Charge nurse (555-0123)" and now_asked(ROUTE, 9) == "Physician"


def test_the_clock_names_the_oldest_and_no_patient() -> None:
    def flag(minutes: int, asked: int) -> OpenFlag:
        return OpenFlag("c", 1, "p", "WALKER, Tom", "555", AT + timedelta(minutes=minutes), asked, "M. Rivera")

    now = AT + timedelta(minutes=5)
    words = clock_words([flag(3, 1), flag(0, 2)], ROUTE, now, 3)
    assert words == "RED FLAG 0:05 without a nurse, 2 over the limit and 1 more; asked: Charge nurse (555-0123). :flags"
    assert clock_words([flag(3, 1)], ROUTE, now, 3).startswith("RED FLAG 0:02 without a nurse of 3 min;")
    assert clock_words([], ROUTE, now, 3) == ""


def test_the_pickup_clock_of_one_flag_counts_seconds() -> None:
    told = [pickup_words(AT, AT + timedelta(seconds=seconds), 3) for seconds in (-5, 130, 180, 195)]
    assert told == [
        "waiting 0:00 of 3:00",
        "waiting 2:10 of 3:00",
        "waiting 3:00 of 3:00",
        "waiting 3:15, 0:15 OVER the limit of 3:00",
    ]
