"""Templates: every fault named in one sentence, nothing left in braces, no text that tells of care."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.contacts import Purpose
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.message_privacy import telling
from psr_tui.domain.message_templates import VARIABLES, Template, Way, checked, choose, fill, placeholders
from psr_tui.domain.text import clean
from psr_tui.domain.text_length import text_length
from psr_tui.store.load_sql import phones_text, statements

VALUES = {
    **dict.fromkeys(VARIABLES, "X"),
    "patient.first_name": "María del Carmen",
    "practice.name": "North Clinic",
    "practice.phone": "(505) 555-0100",
    "appointment.date": "miércoles 24 de septiembre",
    "appointment.time": "10:30 am",
}


def one(body: str, way: Way = Way.PORTAL, purpose: Purpose = Purpose.OTHER, **more: object) -> Template:
    subject = "" if way is Way.TEXT else "A message for you"
    return Template("try_it", way, "en", "A try", purpose, body, **{"subject": subject, **more})  # type: ignore[arg-type]


def shipped() -> list[Template]:
    db = sqlite3.connect(":memory:")
    names = "code, channel, language, number, label, purpose, subject, body, active, at, staff_name"
    db.execute(f"CREATE TABLE message_template ({names})")
    for statement in statements(phones_text()):
        if "INTO message_template " in statement:
            db.execute(statement)
    return [
        Template(row[0], Way(row[1]), row[2], row[4], Purpose(row[5]), row[7], row[6], row[3])
        for row in db.execute("SELECT * FROM message_template")
    ]


SHIPPED = shipped()


@pytest.mark.parametrize("template", SHIPPED, ids=[each.name for each in SHIPPED])
def test_every_shipped_template_can_go_out_as_it_is(template: Template) -> None:
    subject, body = fill(checked(template), VALUES)
    assert "{" not in subject + body and "María" in body
    if template.way is Way.TEXT:
        assert telling(body, template.purpose) == ""
        assert text_length(body).parts <= 3
    assert telling(subject, template.purpose) == ""


def test_every_shipped_template_is_there_in_english_and_spanish() -> None:
    keys: dict[tuple[str, Way], set[str]] = {(each.code, each.way): set() for each in SHIPPED}
    for each in SHIPPED:
        keys[each.code, each.way].add(each.language)
    assert all(spoken == {"en", "es"} for spoken in keys.values())
    assert {"call_us", "missed_call", "appt_reminder", "recall", "records_ready"} <= {code for code, _ in keys}
    for code, way in (("ladder_portal", Way.PORTAL), ("ladder_letter", Way.LETTER), ("ladder_certified", Way.LETTER)):
        assert (code, way) in keys


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("Hello {patient.fist_name}", "{patient.fist_name} does not exist; did you mean {patient.first_name}?"),
        ("Hello {diagnosis}", "{diagnosis} does not exist; there are"),
        ("Hello {}", "{} does not exist"),
        ("Hello {patient.first_name", "a brace in line 1 stands alone"),
        ("Hello\nyou }", "a brace in line 2 stands alone"),
        ("Hello {{patient.first_name}}", "a brace in line 1 stands alone"),
        ("On {appointment.date}", "belongs into messages about appointments only"),
    ],
)
def test_a_broken_placeholder_is_named_in_one_sentence(body: str, says: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked(one(body))
    assert says in refused.value.message and refused.value.message.startswith("try_it (portal, en)")


@pytest.mark.parametrize(
    "words",
    ["Your test results are in", "You owe us money", "Please pay 25.00", "Sus resultados", "$40 is open", "Your visit"],
)
def test_a_text_never_tells_of_care_or_money(words: str) -> None:
    with pytest.raises(InvalidInput, match="ask for a call instead"):
        checked(one(words, Way.TEXT))
    with pytest.raises(InvalidInput, match="ask for a call instead"):
        checked(one("Please call.", subject=words))
    checked(one(words))  # inside the portal the words may stand


def test_a_text_about_an_appointment_may_name_it_and_nothing_else() -> None:
    checked(one("Your visit is {appointment.date}", Way.TEXT, Purpose.APPOINTMENT))
    for variable in ("appointment.provider", "practice.address", "patient.full_name"):
        with pytest.raises(InvalidInput, match="may not stand in a text"):
            checked(one(f"{{{variable}}}", Way.TEXT, Purpose.APPOINTMENT))


def test_a_missing_value_says_what_is_missing() -> None:
    template = one("Come {appointment.date}", purpose=Purpose.APPOINTMENT)
    with pytest.raises(InvalidInput, match="A try needs a booked visit, which is not there"):
        fill(template, {"appointment.date": "\u200b "})


@given(st.text(alphabet="{}ab.\n ", max_size=30))
def test_whatever_stands_in_a_template_it_is_refused_or_filled_whole(body: str) -> None:
    try:
        names = list(placeholders(body))
    except InvalidInput:
        return
    assert body.count("{") == body.count("}") == len(names)


@given(st.text(min_size=1, max_size=40))
def test_braces_in_a_name_stay_as_they_are(name: str) -> None:
    template = one("Dear {patient.first_name}, {patient.first_name}.")
    shown = clean(name)
    if shown:
        assert fill(template, {"patient.first_name": name})[1] == f"Dear {shown}, {shown}."


def test_the_patients_language_then_english_with_a_flag_and_the_newest_version_in_use() -> None:
    old, new = one("old"), one("new", number=2)
    spanish = Template("try_it", Way.PORTAL, "es", "A try", Purpose.OTHER, "hola", "Para usted")
    withdrawn = Template("try_it", Way.PORTAL, "es", "A try", Purpose.OTHER, "mal", "Para usted", 2, active=False)
    assert choose([new, old], "try_it", Way.PORTAL, "en").template is new  # type: ignore[union-attr]
    chosen = choose([old, spanish], "try_it", Way.PORTAL, "es")
    assert chosen is not None and chosen.template is spanish and chosen.flag == ""
    fallen = choose([old, spanish, withdrawn], "try_it", Way.PORTAL, "es")
    assert fallen is not None and fallen.flag == "in English: there are no Spanish words"
    assert choose([spanish], "try_it", Way.PORTAL, "vi") is None
    assert choose([old], "try_it", Way.TEXT, "en") is None


@pytest.mark.parametrize(
    ("text", "units", "parts"),
    [
        ("", 0, 0),
        ("a" * 160, 160, 1),
        ("a" * 161, 161, 2),
        ("€" * 80, 160, 1),
        ("a" * 152 + "€" + "a" * 7, 161, 2),
        ("a" * 152 + "€" + "a" * 152, 306, 3),  # the sign is not parted, so the first part stays one short
        ("ó" * 70, 70, 1),
        ("ó" * 71, 71, 2),
        ("😀" * 35, 70, 1),
        ("😀" * 67, 134, 3),  # 66 units fit, the 67th would be half a letter
    ],
)
def test_a_text_is_counted_as_the_network_counts_it(text: str, units: int, parts: int) -> None:
    length = text_length(text)
    assert (length.units, length.parts) == (units, parts)


@given(st.text(max_size=400), st.text(max_size=10))
def test_more_words_never_make_a_text_shorter(text: str, more: str) -> None:
    assert text_length(text + more).parts >= text_length(text).parts
