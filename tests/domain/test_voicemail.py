"""Nothing private ever gets into a message, whoever hears it and in whatever language."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.contacts import MayHear
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.neutral_name import neutral_name, specialty_in
from psr_tui.domain.voicemail import (
    HANG_UP,
    LEFT_AS,
    TEMPLATES,
    Permission,
    SaidKind,
    appointment_words,
    left_as,
    sentence,
    to_other,
)
from tests.helpers.call_rows import OUTCOMES

PRIVATE = (
    "result", "diagnos", "$", "balance", "owe", "bill", "test", "lab", "refill", "cancer", "hiv", "payment", "debe",
    "pago", "saldo", "cuenta", "examen", "receta", "medic", "nurse", "enferm", "doctor", "reason", "motivo",
)  # fmt: skip
AT = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
LANGUAGES = ("en", "es", "vi", "")


def test_no_template_holds_a_result_a_diagnosis_an_amount_or_a_reason() -> None:
    for language, templates in TEMPLATES.items():
        assert set(templates) == set(TEMPLATES["en"]), language
        for name, template in {**templates, "hang_up": HANG_UP}.items():
            assert not [word for word in PRIVATE if word in template.casefold()], (language, name)
            assert not any(sign.isdigit() for sign in template)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("permission", Permission)
def test_a_message_says_what_its_level_allows(permission: Permission, language: str) -> None:
    visit = appointment_words(AT, "2 Main St", language)
    said = sentence(permission, "Maria", "North Clinic", "(505) 555-0100", language, visit)
    assert not [word for word in PRIVATE if word in said.text.casefold()]
    assert (visit in said.text) == (permission is Permission.DETAILED) == (said.kind is SaidKind.APPOINTMENT)
    assert ("North Clinic" in said.text) == (permission is not Permission.NONE)
    assert LEFT_AS[permission] in {row.code for row in OUTCOMES if row.machine}
    assert left_as(permission, said.kind) == f"{permission.value}/{said.kind.value}"


def test_the_visit_is_read_out_in_the_patients_language() -> None:
    assert appointment_words(AT, "2 Main St") == "on Wednesday, March 4 at 9:30 AM, at 2 Main St"
    assert appointment_words(AT, "", "es") == "el miércoles 4 de marzo a las 9:30 AM"
    assert appointment_words(AT, "Oncology Building, 2 Main St") == "on Wednesday, March 4 at 9:30 AM"


@pytest.mark.parametrize("may_hear", MayHear)
@pytest.mark.parametrize("language", LANGUAGES)
def test_another_person_hears_name_and_number_unless_on_the_list(may_hear: MayHear, language: str) -> None:
    said = to_other("Tom Walker", may_hear, "Maria", "North Clinic", "(505) 555-0100", language, "on Friday")
    listed = may_hear in (MayHear.APPOINTMENTS, MayHear.EVERYTHING)
    assert ("on Friday" in said.text) == listed == (said.kind is SaidKind.APPOINTMENT)
    assert "(505) 555-0100" in said.text and not [word for word in PRIVATE if word in said.text.casefold()]


@given(st.text(max_size=30), st.text(max_size=30), st.sampled_from(LANGUAGES))
def test_nothing_hidden_gets_through(caller: str, practice: str, language: str) -> None:
    said = sentence(Permission.CALLBACK_ONLY, caller, practice, "1", language).text
    assert "\x1b" not in said and "\n" not in said


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("North Clinic", ""), ("Dolores Park Clinic", ""), ("Lungren & Paine", ""), ("Cardiff Street Office", ""),
        ("Oakland HIV Clinic", "HIV"), ("Heart-Center", "Heart"), ("Santa Fe Oncology", "Oncology"),
        ("Clínica de Fertilidad", "Fertilidad"), ("PSYCHIATRY ASSOCIATES", "PSYCHIATRY"), ("", ""),
        ("Westside Behavioral Health", "behavioral health"), ("Centro de Cáncer", "Cáncer"),
    ],
)  # fmt: skip
def test_a_name_that_gives_a_specialty_away_is_found(name: str, word: str) -> None:
    assert specialty_in(name) == word
    said = sentence(Permission.CALLBACK_ONLY, "Maria", name, "1")
    assert (word == "" and name != "") == (said.kind is SaidKind.NAME_NUMBER)
    assert not word or word.casefold() not in said.text.casefold()
    if word or not name:
        with pytest.raises(InvalidInput, match="neutral_name"):
            neutral_name(name, "neutral_name")
    else:
        assert neutral_name(name, "neutral_name") == name
