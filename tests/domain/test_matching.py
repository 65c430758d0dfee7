"""Who is asked about, who is only listed, and why: twins, juniors, newborns, other names (FD-52 to FD-54)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.matching import ASK, LIST, Identity, blocking_keys, compare, rather_family
from psr_tui.domain.names import PatientName
from psr_tui.domain.patients import Address, Demographics
from psr_tui.domain.two_people import is_unnamed, newborns_differ

HOUSE = ("87501", "12 Paseo Real", "Santa Fe")
words = st.sampled_from(
    ("jose", "josefa", "ana", "peña", "garcia", "garza", "lee", "baby boy", "baby girl b", "bob", "")
)
births = st.sampled_from((None, date(1957, 1, 22), date(1957, 1, 23), date(1988, 7, 3), date(2026, 3, 1)))
names = st.tuples(words, words)
people = st.builds(
    Identity.of,
    words,
    words,
    births,
    st.sampled_from(("", "87501", "87505")),
    st.sampled_from(("", "12 Paseo Real", "12 Paseo Rael", "1 Elm St")),
    st.sampled_from(("", "Santa Fe")),
    st.sampled_from((frozenset(), frozenset({"+15055550142"}))),
    st.sampled_from(("", "Jr", "Sr", "III")),
    st.lists(names, max_size=2),
)


def at_home(last: str, first: str, born: date | None, suffix: str = "", **more: object) -> Identity:
    """Somebody of the one house."""
    return replace(Identity.of(last, first, born, *HOUSE, suffix=suffix), **more)  # type: ignore[arg-type]


@given(people, people)
def test_the_whole_answer_is_the_same_both_ways(a: Identity, b: Identity) -> None:
    assert compare(a, b) == compare(b, a)


@given(people, st.sampled_from(("rafael", "miguel", "tomas")), st.sampled_from(("zoe", "ulrike", "beth")))
def test_twins_are_never_asked_about(a: Identity, one: str, other: str) -> None:
    pair = (replace(a, last="lee", first=one, others=()), replace(a, last="lee", first=other, others=()))
    assert not compare(*pair).must_ask


@given(people, people)
def test_two_suffixes_are_never_asked_about(a: Identity, b: Identity) -> None:
    assert not compare(replace(a, suffix="jr"), replace(b, suffix="sr")).must_ask


@given(people)
def test_the_caps_change_nothing_below_the_question(a: Identity) -> None:
    """Held below the question, and still listed: twins are worth a look."""
    other = replace(a, suffix="sr" if a.suffix == "jr" else "jr")
    capped, bare = compare(replace(a, suffix="jr" if other.suffix == "sr" else "sr"), other), compare(a, a)
    assert capped.score == (bare.score if bare.score < ASK else 5.9)
    assert capped.listed == bare.listed


def test_father_and_son_of_one_name_in_one_house_are_possible_with_the_reason() -> None:
    match = compare(at_home("Peña", "José", date(1957, 1, 22)), at_home("Peña", "José", date(1988, 7, 3)))
    assert LIST <= match.score < ASK
    assert "born years apart: parent and child?" in match.reasons


@pytest.mark.parametrize(("one", "other"), [("Jr", "Sr"), ("II", "III"), ("Jr", "III")])
def test_junior_and_senior_are_possible_even_on_one_birth_date(one: str, other: str) -> None:
    match = compare(at_home("Peña", "José", date(1957, 1, 22), one), at_home("Peña", "José", date(1957, 1, 22), other))
    assert LIST <= match.score < ASK
    assert "another suffix (Jr, Sr): parent and child?" in match.reasons


def test_a_suffix_left_out_says_nothing() -> None:
    assert compare(
        at_home("Peña", "José", date(1957, 1, 22), "Jr"), at_home("Peña", "José", date(1957, 1, 22))
    ).must_ask


def test_a_newborn_who_got_a_name_is_asked_about() -> None:
    born = date(2026, 3, 1)
    match = compare(at_home("Lee", "Baby Boy", born), at_home("Lee", "Tomás", born))
    assert match.must_ask
    assert "same last name, one without a first name" in match.reasons


@pytest.mark.parametrize(("one", "other"), [("Baby Boy A", "Baby Boy B"), ("BABY BOY", "BABY GIRL"), ("BB", "BG")])
def test_newborn_twins_without_names_are_possible(one: str, other: str) -> None:
    match = compare(at_home("Lee", one, date(2026, 3, 1)), at_home("Lee", other, date(2026, 3, 1)))
    assert LIST <= match.score < ASK
    assert "newborns told apart: twins?" in match.reasons


def test_a_newborn_is_not_asked_about_with_mother_or_brother() -> None:
    baby = at_home("Lee", "Newborn", date(2026, 3, 1))
    assert not compare(baby, at_home("Lee", "Ana", date(1995, 6, 2))).must_ask
    assert not compare(baby, at_home("Lee", "Tim", date(2023, 4, 9))).must_ask


def test_newborns_by_the_words_that_are_written() -> None:
    assert is_unnamed("baby boy") and is_unnamed("newborn") and not is_unnamed("babette")
    assert not newborns_differ("baby", "baby boy")
    assert not newborns_differ("baby boy", "tomas")


def test_a_maiden_name_is_compared_and_said() -> None:
    married = at_home("Beltrán", "María", date(1991, 5, 14), others=(("ochoa", "maria"),))
    before = at_home("Ochoa", "María", date(1991, 5, 14), zip_code="", street="")
    match = compare(married, before)
    assert match.must_ask
    assert "same name (an earlier or other name)" in match.reasons
    assert blocking_keys(replace(married, born="")) & blocking_keys(replace(before, born=""))


def test_the_name_in_use_counts_and_an_estimated_birth_date_does_not() -> None:
    person = Demographics(
        PatientName("Lee", "Margaret"), date(1960, 1, 1), born_estimated=True, preferred_name="Pelusa",
        earlier_names=(PatientName("Ochoa", "Maggie", "Ann"),), address=Address("1 Elm St", "", "Taos", "NM", "87571"),
    )  # fmt: skip
    assert person.identity.born == ""
    assert person.identity.others == (("ochoa", "maggie ann"), ("lee", "pelusa"))
    match = compare(person.identity, Identity.of("Lee", "Pelusa", date(1960, 1, 1), "87571", "1 Elm St", "Taos"))
    assert {"same name (an earlier or other name)", "birth date missing"} <= set(match.reasons)


def test_day_and_month_swapped_are_told() -> None:
    match = compare(at_home("Lee", "Ana", date(1991, 5, 4)), at_home("Lee", "Ana", date(1991, 4, 5)))
    assert match.must_ask
    assert "birth date with day and month swapped" in match.reasons


@pytest.mark.parametrize(("one", "other"), [("Ana Lucía", "Ana Luz"), ("María José", "María Luisa")])
def test_sisters_who_share_a_first_name_and_a_birth_date_are_possible(one: str, other: str) -> None:
    match = compare(at_home("Lee", one, date(2017, 11, 3)), at_home("Lee", other, date(2017, 11, 3)))
    assert LIST <= match.score < ASK
    assert "different first name: twin or relative?" in match.reasons


@pytest.mark.parametrize("other", ["María", "María J", "María Josefa", "Maria Jose"])
def test_an_initial_or_a_form_of_a_second_name_is_asked_about(other: str) -> None:
    born = date(2017, 11, 3)
    assert compare(at_home("Lee", "María José", born), at_home("Lee", other, born)).must_ask


def test_strangers_in_one_house_are_not_said_to_be_swapped_and_a_family_is_told() -> None:
    match = compare(at_home("Stark", "Lance", date(1960, 1, 1)), at_home("Chacón", "Berta", date(1971, 2, 2)))
    assert "first and last name swapped" not in match.reasons
    wife = compare(at_home("Wyman", "Livia", date(1960, 1, 1)), at_home("Wyman", "Eldon", date(1958, 2, 2)))
    assert wife.listed and rather_family(wife.reasons)
    assert not rather_family(compare(at_home("Lee", "Al", None), at_home("Lee", "Bo", date(1960, 1, 1))).reasons)
