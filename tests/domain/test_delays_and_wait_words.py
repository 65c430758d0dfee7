"""How late somebody runs and what waiting people are told: estimates never get shorter by more delay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.board import ProviderChoice
from psr_tui.domain.delays import HINT_MINUTES, Roomed, header_words, hint_words, hints, measured, parse_late
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.wait_words import against_target, estimate, expected_at, sentence, spoken_provider
from psr_tui.domain.waits import Thresholds

AT = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
LEE, ORTIZ = ProviderChoice("p1", "Lee"), ProviderChoice("p2", "Ortiz")
TARGETS = Thresholds(10, 20)


def roomed(behind: int, number: int = 0, late_patient: int = 0) -> Roomed:
    starts = AT + timedelta(minutes=15 * number)
    came = starts + timedelta(minutes=late_patient) if late_patient else starts - timedelta(minutes=10)
    return Roomed("p1", starts, came, max(starts, came) + timedelta(minutes=behind))


@given(
    st.integers(-120, 120), st.lists(st.integers(0, 90), max_size=6), st.integers(0, 240), st.integers(0, 60),
    st.integers(0, 90),
)  # fmt: skip
def test_more_delay_and_more_people_never_make_it_shorter_and_taking_them_back_gives_the_same(
    until: int, before: list[int], late: int, more: int, another: int
) -> None:
    starts = AT + timedelta(minutes=until)
    now = estimate(starts, AT, before, late)
    assert now.minutes >= 5 and now.minutes % 5 == 0
    assert estimate(starts, AT, before, late + more).minutes >= now.minutes
    assert estimate(starts, AT, [*before, another], late).minutes >= now.minutes
    assert now.minutes >= sum(before) and now.minutes * 60 >= (expected_at(starts, late) - AT).total_seconds()
    assert estimate(starts, AT, [*before, another][:-1], late + more - more) == now, "undone, it is as it was"


@given(st.lists(st.integers(-30, 120), min_size=0, max_size=8))
def test_what_the_day_shows_is_one_of_the_newest_three_and_needs_three(behind: list[int]) -> None:
    found = measured([roomed(max(0, minutes), number) for number, minutes in enumerate(behind)])
    newest = sorted(
        (roomed(max(0, minutes), number) for number, minutes in enumerate(behind)), key=lambda one: one.roomed_at
    )[-3:]
    assert found == 0 if len(behind) < 3 else found == sorted(one.behind for one in newest)[1]


def test_a_patients_own_lateness_is_not_the_providers() -> None:
    assert roomed(5, late_patient=40).behind == 5
    assert measured([roomed(0, n, late_patient=40) for n in range(3)]) == 0


@given(st.integers(0, 120), st.integers(0, 120))
def test_a_hint_comes_only_past_fifteen_minutes_and_without_a_flag_that_says_about_as_much(
    behind: int, flagged: int
) -> None:
    found = hints([roomed(behind, n) for n in range(3)], {"p1": flagged}, (LEE, ORTIZ))
    assert bool(found) == (behind > HINT_MINUTES and behind > flagged + 10)
    assert all(who == LEE and abs(minutes - behind) <= 2 for who, minutes in found)


def test_the_hint_says_what_to_type() -> None:
    words = hint_words(hints([roomed(22, n) for n in range(3)], {}, (LEE,)))
    assert words == "Lee seems 20 min behind; :late lee 20 tells everybody."
    assert parse_late("lee 20", (LEE, ORTIZ)) == (LEE, 20, "")
    assert header_words({"p1": 10, "p2": 25}, (LEE, ORTIZ), ((LEE, 30),)) == ("Ortiz 25", "Lee 10", "Lee 30?")
    assert header_words({"p1": 0}, (LEE, ORTIZ)) == ()


def test_late_is_typed_by_name_or_by_the_filter() -> None:
    leeds = ProviderChoice("p3", "Leeds")
    assert parse_late("or 5 an emergency", (LEE, ORTIZ)) == (ORTIZ, 5, "an emergency")
    assert parse_late("0", (LEE, ORTIZ), "p2") == (ORTIZ, 0, "")
    assert parse_late("lee 5", (LEE, leeds)) == (LEE, 5, ""), "the whole name goes first"
    for typed in ("lee", "20", "lee 241", "le 20", "nobody 5", "lee ²"):
        with pytest.raises(InvalidInput):
            parse_late(typed, (LEE, leeds, ORTIZ))


def test_what_the_patient_is_told_is_plain_and_kind() -> None:
    guess = estimate(AT - timedelta(minutes=5), AT, [15, 5], 10, "Dr. Lee")
    assert guess.words() == "about 20 min: 2 before you with Dr. Lee, who runs 10 late"
    assert sentence("Ann", 22, guess, TARGETS) == (
        "Ann, I am sorry about the wait. Dr. Lee is running about 10 minutes late. There are 2 people before you. "
        "It will be about 20 minutes more. Would you like to wait, or shall I find you another time?"
    )
    next_one = estimate(AT, AT, [], 0)
    assert next_one.words() == "about 5 min: nobody before you"
    assert sentence("Ann", 3, next_one, TARGETS).startswith("Ann, thank you for waiting. You are next. ")
    assert against_target(22, TARGETS) == "waiting 0:22, 2 over target"
    assert against_target(12, TARGETS) == "waiting 0:12, target 0:20"
    assert against_target(12, Thresholds(0, 0)) == "waiting 0:12"
    assert (
        spoken_provider("M.D.", "Ann", "Lee") == "Dr. Lee" and spoken_provider("NP", "Luisa", "Ortiz") == "Luisa Ortiz"
    )
