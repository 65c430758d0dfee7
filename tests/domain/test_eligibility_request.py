"""What is missing is listed before anything is sent, and a rejection says what the desk can do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from psr_tui.domain.eligibility import Address, Level, Rejection
from psr_tui.domain.eligibility_compare import OurPatient, differences
from psr_tui.domain.eligibility_rejects import Way, follow_up, reason, sentence, worst
from psr_tui.domain.eligibility_request import Asked, gaps, npi_ok
from tests.helpers.x12 import a_dependents_request, a_request, only_member

NOBODY = Asked("", "", None)


def test_a_whole_request_has_no_gaps() -> None:
    assert gaps(a_request()) == ()
    assert gaps(a_dependents_request()) == ()


def test_every_gap_is_listed_at_once_with_a_sentence() -> None:
    empty = a_request(payer_name="", payer_id=" ", provider_name="", npi="", subscriber=NOBODY, service_types=())
    found = gaps(empty)
    assert [one.field for one in found] == [
        "payer_name", "payer_id", "provider_name", "npi", "subscriber_last", "subscriber_first", "subscriber_born",
        "member_id", "service_types",
    ]  # fmt: skip
    assert all(one.text.endswith(".") for one in found)


def test_a_dependent_needs_their_own_name_birth_date_and_relation() -> None:
    found = gaps(a_dependents_request(dependent=NOBODY, relation="18"))
    assert [one.field for one in found] == ["dependent_last", "dependent_first", "dependent_born", "relation"]
    # of the insured person only name and number are needed: the payer finds them by the number
    assert gaps(a_dependents_request(subscriber=Asked("DOE", "", None, member_id="W1"))) == ()


def test_a_range_that_ends_before_it_begins_is_a_gap() -> None:
    assert [one.field for one in gaps(a_request(service_to=date(2025, 1, 1)))] == ["service_to"]


@pytest.mark.parametrize(
    ("npi", "right"),
    [("1234567893", True), ("1234567890", False), ("123456789", False), ("3234567893", False), ("１234567893", False),
     ("1000000004", True), ("", False)],
)  # fmt: skip
def test_the_check_digit_of_an_npi(npi: str, right: bool) -> None:
    assert npi_ok(npi) is right


@pytest.mark.parametrize(
    ("code", "way", "field"),
    [("72", Way.DESK, "member_id"), ("73", Way.DESK, "last"), ("71", Way.DESK, "born"), ("58", Way.DESK, "born"),
     ("74", Way.DESK, "sex"), ("75", Way.DESK, "member_id"), ("67", Way.DESK, "member_id"), ("77", Way.DESK, "last"),
     ("76", Way.DESK, "member_id"), ("68", Way.DESK, "member_id"), ("78", Way.DESK, "group"),
     ("15", Way.DESK, "member_id"), ("57", Way.DESK, "service_date"), ("42", Way.LATER, ""), ("80", Way.LATER, ""),
     ("43", Way.SET_UP, "npi"), ("50", Way.SET_UP, "npi"), ("51", Way.SET_UP, "npi"), ("79", Way.SET_UP, "payer_id"),
     ("RC", Way.UNKNOWN, ""), ("", Way.UNKNOWN, "")],
)  # fmt: skip
def test_who_can_mend_a_rejection_and_where(code: str, way: Way, field: str) -> None:
    one = Rejection(Level.SUBSCRIBER, code, "C")
    found = reason(one)
    assert (found.way, found.field) == (way, field)
    assert sentence(one).startswith("The payer, about the insured person: ")
    assert sentence(one).endswith(".")


def test_a_rejection_names_who_answered_and_never_self_pay() -> None:
    starts = [sentence(Rejection(level, "42", "R")).partition(":")[0] for level in Level]
    assert len(set(starts)) == len(Level)
    assert all("not verified" in sentence(Rejection(Level.PAYER, code, "")) for code in ("42", "80", "QQ"))


def test_follow_up_codes_in_our_words() -> None:
    words = {code: follow_up(Rejection(Level.PAYER, "42", code)) for code in "CNPRSWXY"}
    assert words["C"] == "correct it and send it again"
    assert all(words[code].startswith("do not send it again") for code in "NSY")
    assert all(words[code].startswith("wait") for code in "WX")
    assert follow_up(Rejection(Level.PAYER, "42", "Q")) == "Q"
    assert follow_up(Rejection(Level.PAYER, "42", "")) == ""


def test_what_the_desk_can_mend_comes_before_waiting() -> None:
    def both(*codes: str) -> Way | None:
        return worst(tuple(Rejection(Level.PAYER, code, "") for code in codes))

    assert both("42", "72") is Way.DESK
    assert both("42", "50") is Way.SET_UP
    assert both("42", "QQ") is Way.LATER
    assert both() is None


OURS = OurPatient(
    "Doe", "Jane", date(1990, 1, 2), "Quinn", "F", "W-1", Address(("1 Elm St.",), "Santa Fe", "NM", "87501")
)
THEIRS = ("N3*1 ELM ST", "N4*SANTA FE*NM*875011234")


def test_spelling_alone_is_no_difference() -> None:
    _, member = only_member(*THEIRS)
    assert differences(OURS, member) == ()
    _, bare = only_member()
    assert differences(OURS, bare) == ()  # what the payer left out is no difference


def test_each_field_that_differs_is_named_with_both_values() -> None:
    _, member = only_member("N3*9 OAK AVE", "N4*TAOS*CO*87571")
    ours = replace(OURS, last="Roe", first="Janet", middle="", born=date(1990, 2, 1), sex="M", member_id="W9")
    found = differences(ours, member)
    assert [one.field for one in found] == [
        "last", "first", "middle", "born", "sex", "member_id", "address", "city", "state", "zip_code",
    ]  # fmt: skip
    assert found[3].words() == "Birth date: ours 02/01/1990, the payer's 01/02/1990"
    assert found[2].words() == "Middle name: ours blank, the payer's Q"


def test_the_number_of_a_dependent_stands_with_the_subscriber() -> None:
    _, member = only_member()
    assert [one.field for one in differences(replace(OURS, member_id="W2"), member, member_id="W2")] == []
