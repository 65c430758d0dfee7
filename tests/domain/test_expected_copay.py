"""Which copay is asked for: chosen, told, or left to our record; and what an answer changed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.eligibility_check import Result
from psr_tui.domain.eligibility_reading import Before, Reading, changes, field_to_open
from psr_tui.domain.eligibility_typed import read_share
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.expected_copay import ChosenCopay, ToldCopay, expected_copay
from psr_tui.domain.money import Money

ON = date(2026, 3, 4)
CHOSEN = ChosenCopay("v", "c", "k", Money(5000), "$50.00 in network: SPECIALIST", "M. Rivera")


def told(amount: int | None = 2500, *, active: bool = True, days: int = 1) -> ToldCopay:
    return ToldCopay("c", "k", ON - timedelta(days=days), active, None if amount is None else Money(amount))


def test_a_choice_goes_before_what_was_told_and_that_before_our_record() -> None:
    assert expected_copay(CHOSEN, told(), ON, 90) == Money(5000)
    later = ToldCopay("c", "later", ON, True, Money(4000))
    assert expected_copay(CHOSEN, later, ON, 90) == Money(4000), "chosen from an answer that does not count any more"
    assert expected_copay(None, told(), ON, 90) == Money(2500)
    assert expected_copay(None, told(0), ON, 90) == Money(0), "a real zero"
    assert expected_copay(None, told(None), ON, 90) is None, "several, none chosen"
    assert expected_copay(None, None, ON, 90) is None


def test_an_inactive_or_outdated_answer_tells_no_copay() -> None:
    assert expected_copay(CHOSEN, told(active=False), ON, 90) is None
    assert expected_copay(None, told(days=90), ON, 90) == Money(2500)
    assert expected_copay(None, told(days=91), ON, 90) is None


def test_what_changed_is_said_and_silence_is_no_change() -> None:
    before = Before("active", Money(2500), "PPO", "W1")
    assert changes(before, Reading(Result.ACTIVE, copays=(Money(2500), Money(5000))), "W1") == ()
    assert changes(before, Reading(Result.ACTIVE), "W1") == (), "what was not sent did not change"
    found = changes(
        before, Reading(Result.INACTIVE, copays=(Money(4000),), plan="HMO", member_id="W-2"), "W1"
    )  # fmt: skip
    assert [line.split(":")[0] for line in found] == ["Status", "Copay", "Plan", "Member ID"]
    assert changes(before, Reading(Result.ACTIVE, plan="ppo ", member_id="w 1"), "W1") == ()


def test_another_payer_is_told_once() -> None:
    now = Reading(Result.ACTIVE, others=("Bill the other plan.",))
    assert changes(Before(), now, "") == ("Bill the other plan.",)
    assert changes(Before(others=("Bill the other plan.",)), now, "") == ()


@pytest.mark.parametrize(
    ("code", "field"), [("72", "member_id"), ("58", "born"), ("73", "last"), ("42", ""), ("43", ""), ("??", "")]
)
def test_only_what_the_desk_can_mend_opens_a_field(code: str, field: str) -> None:
    assert field_to_open(code, "subscriber") == field
    assert field_to_open(code, "nonsense") == field


@given(st.integers(0, 100))
def test_a_share_is_read_in_percent_and_as_a_part(percent: int) -> None:
    assert read_share(f"{percent}%") == read_share(f" {percent} %")
    if 1 < percent < 100:
        assert read_share(str(percent)) == read_share(f"{percent / 100}")


@pytest.mark.parametrize("typed", ["-1", "101", "twenty", "1e9", "inf", "%"])
def test_a_share_that_is_none_is_refused_or_empty(typed: str) -> None:
    if typed == "%":
        assert read_share(typed) == ""
    else:
        with pytest.raises(InvalidInput):
            read_share(typed)
