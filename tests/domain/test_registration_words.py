"""What is typed at registration: births and ages, access needs, purposes; and what a minor and a relative need."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.access import ACCESS_NEEDS, access_words, parse_access_needs
from psr_tui.domain.contacts import Channel, Permissions, Purpose, parse_purposes, purpose_words
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.families import Relation, covered_as
from psr_tui.domain.guarantors import Guarantor, check_guarantor
from psr_tui.domain.languages import LANGUAGES, language_code, narrowed
from psr_tui.domain.names import PatientName
from psr_tui.domain.patients import Demographics
from psr_tui.domain.phones import parse_phone
from psr_tui.domain.typed_ages import Born, parse_born
from psr_tui.domain.typed_dates import age_on
from psr_tui.domain.us_states import STATES, state_code
from psr_tui.domain.zip_codes import odd_zip

TODAY = date(2026, 3, 4)


@pytest.mark.parametrize(
    ("typed", "age"),
    [("about 40", 40), ("~40", 40), ("40y", 40), ("40 years old", 40), ("c. 7", 7), ("about 0", 0), ("age 90", 90)],
)
def test_an_age_gives_an_estimated_birth(typed: str, age: int) -> None:
    born = parse_born(typed, TODAY)
    assert born.estimated and age_on(born.on, TODAY) == age
    assert parse_born(born.text, TODAY) == born
    assert "estimated" in born.echo(TODAY)


@given(st.integers(0, 130), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_every_age_is_the_age_that_was_typed(age: int, today: date) -> None:
    assert age_on(parse_born(f"about {age}", today).on, today) == age


@given(st.dates(date(1900, 1, 1), TODAY))
def test_a_date_stays_a_date(day: date) -> None:
    assert parse_born(f"{day:%m/%d/%Y}", TODAY) == Born(day)
    assert parse_born(f"~{day:%m/%d/%Y}", TODAY) == Born(day, True)


def test_months_and_years_can_be_guessed() -> None:
    assert parse_born("8 mo", TODAY).echo(TODAY) == "about 8 mo, estimated"
    assert parse_born("about 1985", TODAY) == Born(date(1985, 7, 1), True)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("02/29/2025", "there is no 02/29/2025"), ("03/05/2026", "in the future"), ("01/01/1890", "age 136"),
        ("about 131", "131 years old"), ("about 1999 mo", "01/22"), ("40", "alone is not a date"), ("soon", "01/22"),
        ("13/13/1999", "month"), ("02/29/1900", "there is no 02/29/1900"), ("about", "01/22"),
    ],
)  # fmt: skip
def test_what_is_no_birth_is_refused_by_name(typed: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        parse_born(typed, TODAY)


@given(st.text(max_size=40))
def test_no_text_breaks_a_parser(typed: str) -> None:
    for parse in (lambda text: parse_born(text, TODAY), parse_access_needs, parse_purposes, parse_phone):
        try:
            parse(typed)
        except InvalidInput as problem:
            assert str(problem).endswith(".") and len(str(problem)) < 200
    odd_zip(typed)
    state_code(typed)


@given(st.sets(st.sampled_from(sorted(ACCESS_NEEDS))))
def test_access_needs_are_read_back_as_they_are_written(codes: set[str]) -> None:
    ordered = tuple(code for code in ACCESS_NEEDS if code in codes)
    assert parse_access_needs(access_words(ordered)) == ordered


def test_access_needs_by_beginnings_and_a_word_nobody_knows() -> None:
    assert parse_access_needs("whee, hard; dev") == ("wheelchair", "hearing", "device")
    assert parse_access_needs("none") == ()
    with pytest.raises(InvalidInput, match="elevator is none of the list"):
        parse_access_needs("elevator")


@given(st.sets(st.sampled_from(Purpose)), st.sampled_from(Channel))
def test_permissions_are_read_back_as_they_are_written(chosen: set[Purpose], channel: Channel) -> None:
    allowed = tuple(purpose for purpose in Purpose if purpose in chosen)
    assert parse_purposes(purpose_words(allowed)) == allowed
    assert parse_purposes("".join(one.value[0] for one in allowed) or "none") == allowed
    asked = Permissions().with_channel(channel, allowed)
    assert asked.of_channel(channel) == allowed
    assert [asked.may(channel, purpose) for purpose in Purpose] == [purpose in chosen for purpose in Purpose]
    assert asked.with_channel(channel, None) == Permissions()


def test_nobody_asked_is_not_no() -> None:
    assert Permissions().of_channel(Channel.TEXT) is None
    assert Permissions().may(Channel.TEXT, Purpose.BILLING) is None
    with pytest.raises(InvalidInput, match="type a for appointments"):
        parse_purposes("x")


@given(st.dates(date(1990, 1, 1), TODAY), st.booleans())
def test_only_minors_need_a_guarantor(born: date, somebody: bool) -> None:
    guarantor = Guarantor("", "Rosa") if somebody else Guarantor()
    try:
        check_guarantor(born, guarantor, TODAY)
    except InvalidInput as problem:
        assert problem.field == "Guarantor"
        assert age_on(born, TODAY) < 18 and not somebody
    else:
        assert age_on(born, TODAY) >= 18 or somebody


@given(st.sampled_from(Relation))
def test_relations_have_an_inverse(relation: Relation) -> None:
    assert relation.inverse.inverse is relation
    assert covered_as(relation, "self") in ("child", "spouse", "other")


def test_words_in_a_telephone_number() -> None:
    assert parse_phone("1-800-FLOWERS").number.e164 == "+18003569377"
    with pytest.raises(InvalidInput, match="not a phone number"):
        parse_phone("call my sister")


def test_zips_stay_text_and_states_are_checked() -> None:
    assert odd_zip("02134") == odd_zip("02134-1234") == ""
    assert "abroad" in odd_zip("2134")
    assert state_code("nm") == state_code("New Mexico") == "NM" and "XX" not in STATES


def test_languages_by_their_own_names_with_hmong_and_asl() -> None:
    assert len(LANGUAGES) > 55
    wanted = {"Hmoob": "hmn", "asl": "ase", "español": "es", "Tiếng": "vi", "中文": "zh", "Diné": "nv"}
    for typed, code in wanted.items():
        assert code in [one.code for one in narrowed(typed)], typed
    assert language_code("Hmong") == "hmn" and language_code("American Sign Language") == "ase"


def test_letters_in_a_telephone_number_are_said_and_read_back() -> None:
    read = parse_phone("505-CALL-NOW")
    assert read.number.display == "(505) 225-5669"
    assert read.warning == "The letters were read as (505) 225-5669; please confirm it."
    assert "letters" not in parse_phone("505 555 0142 ext 12").warning


@pytest.mark.parametrize(
    "typed", ["12345", "ana@", "@example.com", "ana example.com", "ana@example", "a@b@example.com"]
)
def test_what_is_no_address_is_refused_by_name_and_what_is_one_is_taken(typed: str) -> None:
    born = date(1990, 5, 4)
    with pytest.raises(InvalidInput, match="E-mail: this is no address") as refused:
        Demographics(PatientName("Vigil", "Ana"), born, email=typed).checked()
    assert refused.value.field == "E-mail"
    Demographics(PatientName("Vigil", "Ana"), born, email="ana.vigil+desk@mail.example.com").checked()
