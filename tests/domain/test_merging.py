"""What two records say to each other, what one takes from the other, and what forbids a merge."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.merging import BOTH_STAY, InTheWay, check_pair, combined, field_pairs, moved_words, proposed
from psr_tui.domain.names import PatientName
from psr_tui.domain.patients import Address, Demographics, Patient, Phone, Sex
from psr_tui.domain.phones import PhoneNumber

ANA = Demographics(PatientName("García", "Ana"), date(1990, 4, 5), Sex.FEMALE, note="asks for Rosa")
ANNA = Demographics(
    PatientName("Garcia", "Anna"), date(1990, 5, 4), email="a@example.com", born_estimated=True,
    address=Address("9 Oak St", "", "Taos", "NM", "87571"), phones=(Phone(PhoneNumber("+15055550122", "", "x")),),
)  # fmt: skip
CHOOSABLE = sorted({one.name for one in fields(Demographics)} - BOTH_STAY)
NAMES = st.builds(PatientName, st.sampled_from(("Lee", "Léé", "Roy")), st.sampled_from(("Ana", "Bo", "")))


def patient(ident: str, mrn: int, person: Demographics, **more: str) -> Patient:
    return Patient(ident, mrn, person, 1, "S", datetime(2026, 3, 4, tzinfo=UTC), **more)  # type: ignore[arg-type]


def test_lines_are_shown_for_what_either_says_and_differences_are_told() -> None:
    pairs = {pair.field: pair for pair in field_pairs(ANA, ANNA)}
    assert (pairs["name"].left, pairs["name"].right, pairs["name"].same) == ("GARCÍA, Ana", "GARCIA, Anna", False)
    assert pairs["born"].right == "05/04/1990 estimated"
    assert pairs["address"].right == "9 Oak St, Taos, NM 87571"
    assert not pairs["phones"].choosable
    assert pairs["language"].same
    assert "time_zone" not in pairs


def test_what_only_the_other_says_is_proposed() -> None:
    assert proposed(ANA, ANNA) == {"address", "email"}
    assert proposed(ANNA, ANA) == {"sex", "note"}


def test_an_estimated_birth_date_is_taken_with_its_mark_and_the_lost_name_is_kept() -> None:
    made = combined(ANA, ANNA, ("born", "name"))
    assert (made.born, made.born_estimated, made.name) == (ANNA.born, True, ANNA.name)
    assert made.earlier_names == (ANA.name,)
    with pytest.raises(InvalidInput, match="both values stay"):
        combined(ANA, ANNA, ("phones",))


@given(NAMES, NAMES, st.sets(st.sampled_from(CHOOSABLE)))
def test_no_name_is_lost_or_doubled_and_taking_nothing_changes_no_field(
    one: PatientName, other: PatientName, taken: set[str]
) -> None:
    left, right = replace(ANA, name=one), replace(ANNA, name=other)
    made = combined(left, right, taken)
    there = [(name.last_folded, name.first_folded) for name in (made.name, *made.earlier_names)]
    assert len(there) == len(set(there))
    assert {(name.last_folded, name.first_folded) for name in (one, other)} == set(there)
    assert replace(combined(left, right, ()), earlier_names=()) == left
    for name in CHOOSABLE:
        if name in taken and name not in ("born_estimated",):
            assert getattr(made, name) == getattr(right, name)


@pytest.mark.parametrize(
    ("way", "words"),
    [
        (InTheWay(calls=("T. Chen",)), "T. Chen is on the phone"),
        (InTheWay(checking_in=True), "MRN 000002 is being checked in"),
        (InTheWay(paying="M. Rivera"), "finish it or throw it away first"),
        (InTheWay(relation="sibling"), "linked as family"),
        (InTheWay(same_callback="Billing"), "about billing; close one"),
    ],
)
def test_each_obstacle_says_what_to_do(way: InTheWay, words: str) -> None:
    with pytest.raises(Refused, match=words):
        check_pair(patient("a", 1, ANA), patient("b", 2, ANNA), way)


def test_a_record_is_not_merged_into_itself_or_from_elsewhere() -> None:
    kept = patient("a", 1, ANA)
    check_pair(kept, patient("b", 2, ANNA), InTheWay())
    with pytest.raises(Refused, match="one record already"):
        check_pair(kept, kept, InTheWay())
    with pytest.raises(Refused, match="MRN 000002 was merged before"):
        check_pair(kept, patient("b", 2, ANNA, merged_into="c"), InTheWay())


def test_what_moves_in_words() -> None:
    assert moved_words({"visit": 2, "coverage": 1, "alert": 0}) == "2 visits, 1 coverage"
    assert moved_words({}) == "nothing"
