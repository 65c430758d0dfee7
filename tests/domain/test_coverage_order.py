"""Which coverage pays first, which two claim the same place, and what a form must say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.coverage import Coverage, exchanged, order_flags, primary_on, same_order, together
from psr_tui.domain.coverage_form import CoverageForm, check_same_patient
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.relations import RELATIONSHIPS, ins02, of_ins02, relationship_word

DAY = date(2026, 3, 4)
near = st.none() | st.dates(date(2026, 1, 1), date(2026, 6, 1))
held = st.lists(
    st.builds(Coverage, st.uuids().map(lambda one: one.hex), st.just("Example"), st.just("PPO"), st.just("W1"),
              order=st.integers(1, 3), effective=near, ends=near),
    min_size=1, max_size=5,
)  # fmt: skip


def coverage(name: str, order: int = 1, start: date | None = None, end: date | None = None) -> Coverage:
    return Coverage(name, name, "PPO", "W1", order=order, effective=start, ends=end)


@given(held, st.dates(date(2025, 12, 1), date(2026, 7, 1)))
def test_a_clash_is_found_exactly_when_a_day_has_two(coverages: list[Coverage], on: date) -> None:
    saved = coverages[0]
    clashing = {one.coverage_id for one, _day in same_order(coverages, saved)}
    both = [
        one for one in coverages[1:] if one.order == saved.order and one.in_force(on) and saved.in_force(on)
    ]  # fmt: skip
    assert {one.coverage_id for one in both} <= clashing
    for other, first in same_order(coverages, saved):
        if first != date.min:
            assert other.in_force(first) and saved.in_force(first)
            assert not (other.in_force(first - timedelta(days=1)) and saved.in_force(first - timedelta(days=1)))


@given(near, near, near, near)
def test_two_hold_together_both_ways_round(a: date | None, b: date | None, c: date | None, d: date | None) -> None:
    one, other = coverage("a", 1, a, b), coverage("b", 1, c, d)
    assert together(one, other) == together(other, one)


@given(held, st.dates(date(2025, 12, 1), date(2026, 7, 1)), st.data())
def test_a_change_of_places_numbers_everybody_once_and_moves_one_up(
    coverages: list[Coverage], on: date, data: st.DataObject
) -> None:
    line = [one for one in coverages if one.ends is None or one.ends >= on]
    chosen = data.draw(st.sampled_from(coverages))
    if chosen not in line or len(line) < 2:
        with pytest.raises(Refused):
            exchanged(coverages, chosen.coverage_id, on)
        return
    places = dict(exchanged(coverages, chosen.coverage_id, on))
    assert sorted(places.values()) == list(range(1, len(line) + 1))
    assert set(places) == {one.coverage_id for one in line}
    assert not [one for one in line if one.order == 1] or 1 in places.values()


def test_the_second_becomes_the_first_and_back() -> None:
    two = [coverage("a", 1), coverage("b", 2)]
    assert exchanged(two, "b", DAY) == (("b", 1), ("a", 2))
    assert exchanged(two, "a", DAY) == (("b", 1), ("a", 2))


def test_where_two_claim_a_place_the_chosen_one_gets_it() -> None:
    two = [coverage("a", 1), coverage("b", 1)]
    assert exchanged(two, "b", DAY) == (("b", 1), ("a", 2))
    assert exchanged(two, "a", DAY) == (("a", 1), ("b", 2))


def test_an_ended_one_is_flagged_no_more() -> None:
    ended, other = coverage("Old", 1, None, date(2026, 2, 28)), coverage("New", 1, date(2026, 2, 1))
    assert order_flags([ended, other], ended, DAY) == ()
    assert "both on 02/01/2026" in order_flags([ended, other], other, DAY)[0], "days that were count too"


def test_two_that_meet_next_month_are_flagged_today() -> None:
    old, new = coverage("Old", 1, None, date(2026, 4, 30)), coverage("New", 1, date(2026, 4, 1))
    (flag,) = order_flags([old, new], new, DAY)
    assert "Two are primary" in flag and "04/01/2026" in flag
    ended = coverage("Old", 1, None, date(2026, 2, 1))
    assert order_flags([ended, coverage("New", 1, date(2026, 2, 2))], coverage("New", 1, date(2026, 2, 2)), DAY) == ()


def test_a_secondary_without_a_primary_is_said() -> None:
    second = coverage("Second", 2)
    assert "No primary is in force" in order_flags([second], second, DAY)[0]
    assert primary_on([second], DAY) == second, "it is proposed all the same"


@pytest.mark.parametrize("kept", [kept for kept, _word in RELATIONSHIPS])
def test_every_relation_has_its_code_and_comes_back(kept: str) -> None:
    assert of_ins02(ins02(kept)) == kept and relationship_word(kept) != kept


def test_a_relation_nobody_knows_is_never_dropped() -> None:
    assert of_ins02("ZZ") == "other" and ins02("cousin") == "21" and relationship_word("cousin") == "cousin"


def form(**more: object) -> CoverageForm:
    values: dict[str, object] = {"patient_id": "p", "member_id": " w123 ", "payer_id": "y", "effective": DAY}
    values.update(more)
    return CoverageForm(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"payer_id": "", "new_payer": " - "}, "payer"),
        ({"member_id": "--"}, "member_id"),
        ({"member_id": "W1*2~3"}, "member_id"),
        ({"order": 0}, "order"),
        ({"relationship": "cousin"}, "relationship"),
        ({"relationship": "child"}, "subscriber"),
        ({"relationship": "child", "subscriber": "Ann", "subscriber_dob": DAY + timedelta(days=1)}, "subscriber_dob"),
        ({"relationship": "child", "subscriber": "Ann", "subscriber_dob": date(1890, 1, 1)}, "subscriber_dob"),
        ({"relationship": "child", "subscriber_patient_id": "p"}, "subscriber"),
        ({"ends": DAY - timedelta(days=1)}, "ends"),
    ],
)
def test_each_field_says_what_is_wrong(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        form(**wrong).checked(DAY)
    assert refused.value.field == field and len(str(refused.value)) < 140


def test_what_is_stored_is_clean_and_the_patients_own_has_no_holder() -> None:
    saved = form(subscriber="Somebody", subscriber_dob=DAY, group=" 00\t41 ", ends=DAY).checked(DAY)
    assert (saved.member_id, saved.group, saved.subscriber, saved.subscriber_dob) == ("W123", "00 41", "", None)


def test_a_form_saves_for_nobody_else() -> None:
    check_same_patient("p", "p", "SMITH, Jon")
    with pytest.raises(Refused, match="opened for another patient, the coverage belongs to SMITH, Jon"):
        check_same_patient("q", "p", "SMITH, Jon")
