"""The pages of the registration form, and what is typed, pasted or left out in it that no record may hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from textual import events
from textual.pilot import Pilot

from psr_tui.app import PsrApp
from psr_tui.screens.find_patient import find_tool
from psr_tui.screens.patient import PatientCardBox
from psr_tui.screens.register import ChangePatient, RegisterPatient
from tests.helpers.clinic import TestClinic
from tests.helpers.desk_app import at_work, desk_app, typed
from tests.helpers.people import add_person, person
from tests.helpers.screen_text import screen_lines, screen_text
from tests.helpers.station import Names, burst, quiet


def people_app(clinic: TestClinic) -> PsrApp:
    return desk_app(clinic, {"queue": Names}, tools={"find": find_tool})


async def form(app: PsrApp, pilot: Pilot[object], clinic: TestClinic, searched: str) -> None:
    await at_work(app, pilot, clinic)
    await typed(app, pilot, "ctrl+f", *searched, "+")
    assert isinstance(app.screen, RegisterPatient)


def row_of(clinic: TestClinic, columns: str) -> tuple[object, ...]:
    with clinic.store.read() as work:
        found = work.session.connection().exec_driver_sql(f"SELECT {columns} FROM patient ORDER BY mrn DESC LIMIT 1")
        return tuple(found.one())


async def test_every_page_is_saved_from_wherever_the_rep_stands(clinic: TestClinic) -> None:
    app = people_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await form(app, pilot, clinic, "vigil, ana 7/4/88")
        assert "▶Who  Address  Needs  Guarantor  May we" in screen_text(app)
        burst(
            app, *["enter"] * 4, *"5055550188", "pagedown",
            *"1 Elm St", "enter", "enter", *"Taos", "enter", *"NM", "enter", *"02134", "enter",
            *"Hmoob", "enter", "enter", *"needed", "enter", *"video", "pagedown",
            *"wheel, large", "pagedown", "enter", *"Rosa Vigil", "enter", *"mother", "pagedown",
            *"ab", "enter", *"none", "f10",
        )  # fmt: skip
        await quiet(app, pilot)
        assert isinstance(app.screen, PatientCardBox)
        text = screen_text(app)
        assert "Speaks    Hmong INTERPRETER NEEDED video   ACCESS wheelchair, large print" in text
        assert "Guarantor Rosa Vigil, mother" in text and "May we    voice: appointment, billing; text: nothing" in text
    assert row_of(clinic, "street, city, state, zip_code, language, interpreter, interpreter_mode, access_needs") == (
        "1 Elm St", "Taos", "NM", "02134", "hmn", "yes", "video", "wheelchair large_print"
    )  # fmt: skip
    assert clinic.count("SELECT count(*) FROM contact_permission WHERE allowed") == 2


async def test_a_minor_without_guarantor_is_led_to_the_field(clinic: TestClinic) -> None:
    add_person(clinic, person("Vigil", "Rosa", date(1980, 1, 1), "+15055550101", "2 Oak St"))
    app = people_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await form(app, pilot, clinic, "vigil, ana 7/4/18")
        await typed(app, pilot, *["enter"] * 4, *"5055550188", "f10")
        text = screen_text(app)
        assert "Guarantor is missing: a person under 18 needs one" in text and "▶Guarantor" in text
        await typed(app, pilot, *"#77", "f10")
        assert "nobody has MRN 000077" in screen_text(app)
        await typed(app, pilot, *["backspace"] * 8, *"1", "enter")
        assert "Guarantor: VIGIL, Rosa." in screen_text(app)
        await typed(app, pilot, "f10")
        assert "Guarantor VIGIL, Rosa, MRN 000001" in screen_text(app)


@pytest.mark.soak
async def test_nobody_knows_who_it_is_and_then_somebody_does(clinic: TestClinic) -> None:
    app = people_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await form(app, pilot, clinic, "unidentified man, grey coat")
        await typed(app, pilot, "enter", "enter", *"about 40", "f10")
        assert "choose why nobody knows who this is" in screen_text(app)
        await typed(app, pilot, *"cannot", "f10")
        text = screen_text(app)
        assert "UNIDENTIFIED, man, grey coat" in text and "(40) estimated" in text and "press 5 as soon as" in text
        await typed(app, pilot, "5")
        assert isinstance(app.screen, ChangePatient)
        await typed(app, pilot, *"Vigil", "enter", *"Beto", *["enter"] * 3, *"5055550188")
        await typed(app, pilot, "pagedown", "pagedown", "pagedown", *["enter"] * 4, *["backspace"] * 20, "f10")
        assert "How it is known" in screen_text(app)
        await typed(app, pilot, *"his sister came", "enter")
        assert "VIGIL, Beto" in screen_text(app)
    assert clinic.count("SELECT count(*) FROM work_item WHERE kind = 'unidentified' AND state = 'done'") == 1


@pytest.mark.soak
@pytest.mark.parametrize(
    ("born", "words"),
    [
        ("3/5/2026", "in the future"), ("2/29/2025", "there is no 02/29/2025"), ("1/1/1890", "would be age 136"),
        ("40", "alone is not a date"), ("'; DROP", "Born: "),
    ],
)  # fmt: skip
async def test_a_birth_that_cannot_be_keeps_what_was_typed(clinic: TestClinic, born: str, words: str) -> None:
    app = people_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await form(app, pilot, clinic, "vigil, ana")
        burst(app, "enter", "enter", *born, "enter", "enter", *"5055550188", "f10")
        await quiet(app, pilot)
        assert isinstance(app.screen, RegisterPatient)
        assert words in screen_text(app) and born in screen_text(app)
    assert clinic.count("SELECT count(*) FROM patient") == 0


async def test_hostile_texts_become_names_and_notes(clinic: TestClinic) -> None:
    app = people_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await form(app, pilot, clinic, "x")
        burst(
            app, *"Robert'); DROP TABLE patient;--", "enter", *"[red]مريم 👩‍👩‍👧[/red]", "enter", *"7/4/88", "enter",
            "enter", *"call my sister", "enter", "f10",
        )  # fmt: skip
        await quiet(app, pilot)
        assert "words go under Contact note" in screen_text(app)
        burst(app, *["backspace"] * 20, *"1-800-FLOWERS", "enter", *["enter"] * 4, *"call my sister first", "f10")
        await quiet(app, pilot)
        assert isinstance(app.screen, PatientCardBox)
        assert "+18003569377" not in screen_text(app) and "(800) 356-9377" in screen_text(app)
    last, first, note = row_of(clinic, "last_name, first_name || ' ' || middle_name, contact_note")
    assert str(last).startswith("Robert')")
    assert str(first).startswith("[red]مريم") and note == "call my sister first"
    assert clinic.count("SELECT count(*) FROM patient") == 1


async def test_pastes_are_cleaned_and_cut(clinic: TestClinic) -> None:
    app = people_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await form(app, pilot, clinic, "x 7/4/88")
        for text, left in (
            ("A" * 1_000_000, "A" * 80),
            ("Vi\x00gil\u202e\udcff", "Vigil�"),
            ("Ng\u200dọc", "Ng\u200dọc"),
        ):
            await typed(app, pilot, *["home"], "shift+end", "delete")
            app.screen.focused.post_message(events.Paste(text))  # type: ignore[union-attr]
            await quiet(app, pilot)
            field = app.screen.form.field("last")  # type: ignore[attr-defined]
            assert field.raw == left
        await typed(app, pilot, *["enter"] * 4, *"5055550188", "f10")
        assert isinstance(app.screen, PatientCardBox)


async def test_a_provider_who_left_stays_on_the_record(clinic: TestClinic) -> None:
    provider = clinic.add_provider()
    who = add_person(clinic, replace(person(), pcp_provider_id=provider))
    with clinic.store.write(clinic.actor()) as work:
        work.session.connection().exec_driver_sql("UPDATE provider SET active = 0")
        work.commit()
    app = people_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "ctrl+f", *"pena", "enter", "5", "pagedown", "pagedown")
        assert "somebody who left" in screen_text(app)
        await typed(app, pilot, *"device", "f10")
        assert isinstance(app.screen, PatientCardBox) and "ACCESS brings a device" in screen_text(app)
    assert clinic.count(f"SELECT count(*) FROM patient WHERE id = '{who}' AND pcp_provider_id = '{provider}'") == 1


async def test_a_name_of_one_word_is_enough(clinic: TestClinic) -> None:
    app = people_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await form(app, pilot, clinic, "sukarno 7/4/88")
        burst(app, *["enter"] * 4, *"5055550188", "f10")
        await quiet(app, pilot)
        assert "SUKARNO" in screen_lines(app)[3] or "SUKARNO" in screen_text(app)
    assert row_of(clinic, "last_name, first_name") == ("Sukarno", "")


@pytest.mark.soak
# --- what was typed and not saved ---
async def test_what_was_typed_comes_back_after_a_crash_and_only_when_it_is_asked_for(clinic: TestClinic) -> None:
    app = people_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await form(app, pilot, clinic, "vigil, ana 7/4/88")
        await typed(app, pilot, *["enter"] * 4, *"5055550188", "pagedown", *"1 Elm St", "enter")
    again = people_app(clinic)
    async with again.run_test(size=(80, 24)) as pilot:
        await at_work(again, pilot, clinic)
        await typed(again, pilot, "ctrl+f", *"lopez", "+")
        assert "Typed and not registered: Vigil, Ana." in screen_text(again)
        await typed(again, pilot, "f12")
        assert not isinstance(again.screen, RegisterPatient), "it waits for the next time"
        await typed(again, pilot, "ctrl+f", *"lopez", "+", "1")
        assert "What was typed and not saved is here again." in screen_text(again) and "(505) 555-0188" in screen_text(
            again
        )
        await typed(again, pilot, "f10")
        assert isinstance(again.screen, PatientCardBox)
        assert row_of(clinic, "last_name, street") == ("Vigil", "1 Elm St")
        await typed(again, pilot, "f12", "ctrl+f", *"lopez, eva", "+")
        assert isinstance(again.screen, RegisterPatient), "saved: nothing is offered any more"


async def test_what_was_thrown_away_on_purpose_is_gone(clinic: TestClinic) -> None:
    app = people_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await form(app, pilot, clinic, "vigil, ana")
        await typed(app, pilot, "enter", "enter", *"7/4/88", "enter", "f12", "f12")
        assert clinic.count("SELECT count(*) FROM draft") == 0
        await typed(app, pilot, "ctrl+f", *"lopez", "+")
        assert isinstance(app.screen, RegisterPatient)


@pytest.mark.soak
async def test_a_change_that_was_typed_comes_back_for_that_patient_alone(clinic: TestClinic) -> None:
    add_person(clinic, person("Vigil", "Ana"))
    add_person(clinic, person("Lopez", "Eva"))
    app = people_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(
            app, pilot, "ctrl+f", *"vigil", "enter", "5", "enter", "enter", "enter", "pagedown", *"9 Oak Way", "enter"
        )
        assert isinstance(app.screen, ChangePatient)
    again = people_app(clinic)
    async with again.run_test(size=(80, 24)) as pilot:
        await at_work(again, pilot, clinic)
        await typed(again, pilot, "ctrl+f", *"lopez", "enter", "5", "pagedown")
        assert "9 Oak Way" not in screen_text(again)
        await typed(again, pilot, "f12", "f12", "ctrl+f", *"vigil", "enter", "5", "pagedown")
        assert "9 Oak Way" in screen_text(again)
