"""Labels: legal names whole, identifiers never shortened, every line inside its label."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.label_fit import LEADING, Room, cut_text, fold_text, set_label
from psr_tui.domain.label_kinds import LabelKind
from psr_tui.domain.label_sheets import PAGE, SHEETS, Sheet
from psr_tui.domain.labels import (
    Label,
    LabelLine,
    NextVisit,
    address_label,
    appointment_label,
    chart_label,
    checked_copies,
    checked_specimen_number,
    in_short,
    specimen_label,
    visit_time,
    wristband,
)
from psr_tui.domain.patients import Address
from tests.helpers.labels import ADDRESS, a_person

VISIT = NextVisit(
    datetime(2026, 3, 10, 14, 5, tzinfo=UTC), "Ana Lee, MD", "North Clinic, 12 Main St", "Nothing to eat before."
)
WORDS = st.text(st.characters(codec="utf-8", categories=("L", "M", "P", "Zs")), max_size=80)


def texts(label: Label) -> list[str]:
    return [line.text for line in label.lines]


def test_a_specimen_label_has_the_legal_name_two_identifiers_and_blanks_for_time_and_initials() -> None:
    label = specimen_label(a_person())
    assert texts(label) == [
        "Peña García, José Luis", "DOB 01/22/1957 Sex M", "MRN 003120", "Coll. __/__/____ __:__", "By ______"
    ]  # fmt: skip
    assert label.barcode == "003120" and "Pepe" not in str(texts(label))
    given_now = specimen_label(a_person(), " s26-01 ", datetime(2026, 3, 4, 9, 47, tzinfo=UTC))
    assert texts(given_now)[3:] == ["Specimen S26-01", "Coll. 03/04/2026 09:47", "By ______"]


def test_chart_label_and_wristband_say_who_and_a_single_name_has_no_comma() -> None:
    assert texts(chart_label(a_person("Sukarno", "", "")))[0] == "Sukarno"
    assert texts(wristband(a_person(suffix="Jr")))[0] == "Peña García Jr, José Luis"
    assert chart_label(a_person()).barcode == wristband(a_person()).barcode == "003120"


def test_an_address_label_is_as_typed_with_the_place_last_and_no_identifier() -> None:
    label = address_label(a_person().demographics.name, ADDRESS)
    assert texts(label) == ["José Luis Peña García", "1 Plaza Way", "Apt 4", "Santa Fe NM 07501"]
    assert label.barcode == ""


@pytest.mark.parametrize("address", [Address(), Address(city="Santa Fe", zip_code="87501"), Address("1 Plaza Way")])
def test_an_address_that_would_not_arrive_is_refused(address: Address) -> None:
    with pytest.raises(InvalidInput, match="add street, city and ZIP"):
        address_label(a_person().demographics.name, address)


def test_an_appointment_label_tells_when_and_where_and_nothing_of_what_for() -> None:
    label = appointment_label(a_person().demographics.name, VISIT)
    assert texts(label) == [
        "Peña García, José Luis", "Tue 03/10/2026 2:05 pm", "with Ana Lee, MD", "North Clinic, 12 Main St",
        "Nothing to eat before.",
    ]  # fmt: skip


@pytest.mark.parametrize(("hour", "words"), [(0, "12:05 am"), (9, "9:05 am"), (12, "12:05 pm"), (23, "11:05 pm")])
def test_the_clock_is_written_as_patients_read_it(hour: int, words: str) -> None:
    assert visit_time(datetime(2026, 3, 10, hour, 5, tzinfo=UTC)) == f"Tue 03/10/2026 {words}"


@pytest.mark.parametrize("typed", ["^XA", "S 1", "ü1", "~", "-1", "x" * 21])
def test_a_specimen_number_of_other_signs_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput, match=r"Specimen number: at most 20 letters"):
        checked_specimen_number(typed)


def test_copies_have_an_end() -> None:
    assert checked_copies(60) == 60
    for number in (0, -1, 61):
        with pytest.raises(InvalidInput, match="Copies: 1 to 60"):
            checked_copies(number)


def test_a_long_preparation_is_shortened_at_a_word_with_a_sign() -> None:
    short = in_short("Nothing to eat or drink. " * 20, 40)
    assert short == "Nothing to eat or drink. Nothing to eat…" and in_short("Eat.\nDrink.") == "Eat. Drink."


def mono(text: str) -> float:
    return 0.6 * len(text)


def room(width: float, height: float, least: float = 14.0) -> Room:
    return Room(width, height, (11.0, 9.0, 7.0, 5.5), 26.0, least, 3.0)


@settings(max_examples=100)
@given(WORDS, WORDS, st.floats(100, 400), st.floats(45, 150), st.booleans())
def test_whatever_the_name_each_line_is_inside_and_identifiers_are_whole(
    last: str, first: str, width: float, height: float, numbered: bool
) -> None:
    label = specimen_label(a_person(last, first), "S26-01" if numbered else "")
    try:
        placed = set_label(label, room(width, height), mono, 48.0)
    except InvalidInput as refused:
        assert "does not fit on labels of this size" in refused.message
        return
    assert all(mono(line.text) * line.height <= width + 1e-6 for line in placed.lines)
    bottom = placed.barcode_top + placed.barcode_height if placed.barcode else placed.lines[-1].foot
    assert bottom <= height + 1e-6
    feet = [line.foot for line in placed.lines]
    assert all(
        b - a >= line.height * LEADING - 1e-6 for a, b, line in zip([0, *feet], feet, placed.lines, strict=False)
    )
    drawn = "".join("".join(line.text.split()) for line in placed.lines)
    for line in label.lines:
        if line.whole:
            assert "".join(line.text.split()) in drawn
    name = "".join(label.lines[0].text.split())
    assert name in drawn or "…" in drawn


@settings(max_examples=100)
@given(st.text(st.characters(codec="ascii", categories=("L", "Zs", "P")), max_size=200), st.floats(3, 40))
def test_folding_loses_no_letter_and_cutting_says_so(text: str, width: float) -> None:
    lines = fold_text(text, width, mono)
    assert "".join(lines).replace(" ", "") == "".join(text.split())
    assert all(mono(line) <= width for line in lines)
    one = cut_text(text, width, mono)
    assert mono(one) <= width and (one == text or one.endswith("…"))


def test_larger_letters_are_used_where_there_is_room_and_the_barcode_goes_last() -> None:
    large = set_label(chart_label(a_person()), room(300, 144), mono, 48.0)
    small = set_label(chart_label(a_person()), room(118, 31.7), mono, 48.0)
    assert large.barcode and large.lines[0].height > 11 and large.barcode_height == 26.0
    assert small.lines[0].height < large.lines[0].height and not small.shortened


def test_a_preparation_gives_way_before_the_name_does() -> None:
    visit = NextVisit(
        datetime(2026, 3, 10, 14, 5, tzinfo=UTC), "Ana Lee, MD", "North Clinic", "Bring all your medicines. " * 9
    )
    placed = set_label(appointment_label(a_person().demographics.name, visit), room(120, 50), mono)
    words = [line.text for line in placed.lines]
    assert placed.shortened and words[0] == "Peña García, José Luis" and words[-1].endswith("…")
    assert any("2:05 pm" in text for text in words)


def test_what_has_no_room_at_all_is_refused_in_words() -> None:
    with pytest.raises(InvalidInput, match="The chart label does not fit on labels of this size; choose larger ones"):
        set_label(chart_label(a_person()), room(118, 10), mono, 48.0)


def test_no_barcode_is_made_of_other_signs() -> None:
    with pytest.raises(ValueError, match="capital letters"):
        Label(LabelKind.CHART, (LabelLine("x"),), "^XA")


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_every_label_lies_on_the_paper_and_none_on_another(sheet: Sheet) -> None:
    places = [sheet.place(at) for at in range(1, sheet.labels + 1)]
    assert len(set(places)) == sheet.labels
    assert all(x >= 0.1 and x + sheet.width <= PAGE[0] - 0.1 for x, _ in places)
    assert all(y >= 0.4 and y + sheet.height <= PAGE[1] - 0.4 for _, y in places)
    assert sheet.step_x >= sheet.width and sheet.step_y >= sheet.height


def test_5160_begins_where_its_maker_says() -> None:
    assert SHEETS["5160"].place(1) == (0.1875, 0.5)
    assert SHEETS["5160"].place(30) == (0.1875 + 2 * 2.75, 9.5)
    assert SHEETS["5160"].where(6) == "row 2, label 3 (6 of 30)"


@given(st.sampled_from(list(SHEETS.values())), st.data(), st.integers(1, 200))
def test_a_sheet_is_filled_without_a_gap(sheet: Sheet, data: st.DataObject, number: int) -> None:
    start = data.draw(st.integers(1, sheet.labels))
    spots = sheet.spots(start, number)
    assert spots[0] == (1, start) and len(set(spots)) == number
    page, position = spots[-1]
    assert sheet.after(start, number) == (1 if position == sheet.labels else position + 1)
    assert all(b > a for a, b in itertools.pairwise(spots))
    assert page == (start - 1 + number - 1) // sheet.labels + 1
