"""One box: what the text can mean."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.find_text import FindQuery, NumberMeaning, classify

TODAY = date(2026, 11, 21)
BORN = date(1957, 1, 22)


@pytest.mark.parametrize("typed", ["PEÑA-García, José", "pena garcia,jose", " Pena   Garcia , jose"])
def test_a_comma_fixes_the_order(typed: str) -> None:
    assert classify(typed, TODAY) == FindQuery(last="pena garcia", first="jose")


def test_without_a_comma_the_words_stay_in_typed_order() -> None:
    assert classify("José O'Brien", TODAY) == FindQuery(words=("jose", "obrien"))


@pytest.mark.parametrize("typed", ["01/22/57", "1-22-1957", "22 jan 1957", "jan 22, 1957", "1957-01-22", "22 ene 57"])
def test_birth_dates_in_any_spelling(typed: str) -> None:
    assert classify(typed, TODAY) == FindQuery(numbers=(NumberMeaning(born=BORN),))
    assert classify(f"garcia {typed}", TODAY) == FindQuery(words=("garcia",), numbers=(NumberMeaning(born=BORN),))


def test_six_digits_may_be_a_birth_date_an_mrn_or_the_beginning_of_a_phone() -> None:
    assert classify("012257", TODAY).numbers == (NumberMeaning(born=BORN, phone="012257", mrn=12257, member="012257"),)


@pytest.mark.parametrize("typed", ["5055550142", "(505) 555-0142", "505 555 0142", "+1 505.555.0142", "1-505-555-0142"])
def test_phones_in_any_format(typed: str) -> None:
    assert classify(typed, TODAY).numbers == (NumberMeaning(phone="5055550142"),)


def test_four_digits_are_the_end_of_a_phone_or_an_mrn_and_with_a_name_a_year() -> None:
    assert classify("1957", TODAY).numbers == (NumberMeaning(last_four="1957", mrn=1957),)
    assert classify("garcia 1957", TODAY).numbers == (NumberMeaning(born_year=1957, last_four="1957", mrn=1957),)


def test_a_hash_means_the_record_number() -> None:
    assert classify("#003120", TODAY).numbers == (NumberMeaning(mrn=3120),)


def test_names_that_look_like_months_stay_names() -> None:
    assert classify("jan smith", TODAY) == FindQuery(words=("jan", "smith"))
    assert classify("april 5550142", TODAY).words == ("april",)


def test_a_label_before_a_number_is_no_name_and_alone_it_may_be_one() -> None:
    assert classify("mrn 3120", TODAY).words == classify("DOB 1/22/57", TODAY).words == ()
    assert classify("dob, ann", TODAY) == FindQuery(last="dob", first="ann")


@pytest.mark.parametrize("typed", ["", " ", ",", "-", "'", "%", "/ /", "\x00"])
def test_text_that_means_nothing_asks_nothing(typed: str) -> None:
    assert classify(typed, TODAY).empty


@given(st.text(max_size=60))
def test_no_text_breaks_the_box(typed: str) -> None:
    query = classify(typed, TODAY)
    assert all("," not in word and word == word.casefold() for word in query.name_words)


@given(st.dates(date(1900, 1, 1), TODAY))
def test_every_birth_date_is_found_as_one(born: date) -> None:
    assert any(number.born == born for number in classify(f"{born:%m/%d/%Y}", TODAY).numbers)


def test_respelling_keeps_everything_but_the_word() -> None:
    query = classify("garzia, jo 1/22/57", TODAY)
    assert query.respelled({"garzia": "garcia"}) == FindQuery(last="garcia", first="jo", numbers=query.numbers)
