"""Whoever is registered is found: by any beginning, in any order, misspelt by one letter; at any size by an index."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from psr_tui.domain.find_text import classify
from psr_tui.domain.names import PatientName
from psr_tui.domain.text import fold
from psr_tui.store.search import PatientSearch
from tests.helpers.clinic import TODAY, TestClinic
from tests.helpers.people import add_person, person

words = st.text("abcdeñéüołşšç'", min_size=3, max_size=9).filter(lambda word: len(fold(word).replace(" ", "")) >= 3)
births = st.dates(date(1930, 1, 1), date(2025, 12, 31))
many = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def found_by(clinic: TestClinic, text: str) -> list[str]:
    with clinic.store.read() as work:
        return [line.id for line in PatientSearch(work.session).find(classify(text, TODAY), 1000)]


@many
@given(words, words, births, st.integers(2000000, 9999999), st.data())
def test_whoever_is_registered_is_found(
    clinic: TestClinic, last: str, first: str, born: date, number: int, data: st.DataObject
) -> None:
    who = add_person(clinic, person(last, first, born, f"+1505{number}", zip_code=""))
    cut = data.draw(st.integers(1, len(last)))
    phone = f"505{number}"
    for text in (
        last[:cut],
        f"{last}, {first[:2]}",
        f"{first} {last}",
        f"{last.upper()} {first}",
        f"{born:%m/%d/%Y}",
        f"{last[:3]} {born:%m%d%y}",
        phone,
        phone[-4:],
        f"{last} {phone[-4:]}",
    ):
        if any(ch.isalnum() for ch in fold(text)):
            assert who in found_by(clinic, text), text


@many
@given(st.text("abcdefgh", min_size=4, max_size=9), words, st.data())
def test_one_typing_error_is_forgiven(clinic: TestClinic, last: str, first: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(last) - 2))
    wrong = data.draw(
        st.sampled_from(
            (
                last[:at] + last[at + 1 :],
                last[:at] + last[at] + last[at:],
                last[:at] + "z" + last[at + 1 :],
                last[:at] + last[at + 1] + last[at] + last[at + 2 :],
            )
        )
    )
    who = add_person(clinic, person(last, first, zip_code=""))
    with clinic.store.read() as work:
        search = PatientSearch(work.session)
        assert fold(last) in [fold(wrong), *search.spellings(wrong)]
    assert who in found_by(clinic, f"{wrong} {person().born:%m/%d/%Y}")


def test_a_name_that_sounds_like_a_rare_one_brings_both(clinic: TestClinic) -> None:
    meyer = add_person(clinic, person("Meyer", "Ana", zip_code=""))
    meier = add_person(clinic, person("Meier", "Ben", zip_code=""))
    assert found_by(clinic, "meyer") == [meyer, meier]
    assert found_by(clinic, "meier, b") == [meier]


def test_every_way_to_ask_uses_an_index(clinic: TestClinic) -> None:
    """No question may read the whole table of patients, phones or name parts."""
    add_person(clinic, person("Peña García", "José", earlier=(PatientName("Ochoa", "José"),)))
    with clinic.store.read() as work:
        connection = work.session.connection()
        asked: list[tuple[str, Any]] = []
        search = PatientSearch(work.session)
        from sqlalchemy import event

        event.listen(connection, "before_cursor_execute", lambda *call: asked.append((call[2], call[3])))
        for text in (
            "pen",
            "garcia, jo",
            "jose garcia",
            "jose luis garcia",
            "1/22/57",
            "5055550142",
            "0142",
            "garzia, j",
            "w123456789",
            "garcia 1957",
        ):
            search.find(classify(text, TODAY))
        plans = []
        for sql, values in list(asked):
            plans += [(sql, row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)]
    scans = [(sql, step) for sql, step in plans if step.startswith("SCAN") and "SUBQUERY" not in step.upper()]
    assert not [pair for pair in scans if "anon" not in pair[1]], scans


def test_a_question_costs_a_bounded_number_of_queries(clinic: TestClinic) -> None:
    for number in range(120):
        add_person(clinic, person("Begay", f"Ana{number}", date(1950, 1, 1), "", zip_code=""))
    with clinic.store.read() as work:
        connection = work.session.connection()
        count = 0

        def counted(*_: object) -> None:
            nonlocal count
            count += 1

        from sqlalchemy import event

        event.listen(connection, "before_cursor_execute", counted)
        assert len(PatientSearch(work.session).find(classify("begay", TODAY))) == 50
        assert count <= 3
