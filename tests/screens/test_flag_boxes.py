"""The red flag from anywhere, the pickup clock, scripts that branch, interpreters and quick notes: typed and read."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from psr_tui.screens.flag_watch import BoundaryWatch, FlagWatch
from psr_tui.screens.news import one_after_another
from psr_tui.services.callbacks import RedFlag
from tests.helpers.clinic import TestClinic
from tests.helpers.phones_station import phone_station
from tests.services.callback_helpers import Phones, make_phones

FLAGS = "SELECT count(*) FROM callback WHERE red_flag = 1 AND state "


@pytest.fixture
def phones(clinic: TestClinic) -> Phones:
    return make_phones(clinic)


async def test_from_the_list_with_nobody_on_file_and_on_to_the_nurse(phones: Phones) -> None:
    async with phone_station(phones.clinic) as station:
        await station.type("exclamation_mark")
        assert "READ “Hang up and call 911 now." in station.text and "Where they are>" in station.text
        await station.type(*"bus_stop", "enter", *"none", "enter", *"cannot_breathe!", "enter", "enter", *"Al", "f10")
        assert "Al · call back no number" in station.text and "READ “Hang up and call 911 now." in station.text
        assert "emergency script NOT read out yet" in station.text and "asked: Triage nurse" in station.text
        assert "where: bus_stop" in station.text and "their words: cannot_breathe!" in station.text
        await station.type("1", "4", "enter")
        assert "emergency script read out" in station.text and "ADVICE REFUSED" in station.text
        assert "asked: Charge nurse" in station.text
        await station.type("6", *"Kim", "enter")
        assert "Taken by Kim; the clock has stopped." in station.text
    assert phones.clinic.count(FLAGS + "= 'done' AND exact_words = 'cannot_breathe!' AND patient_id IS NULL") == 1


async def test_inside_a_field_of_any_box_and_the_box_keeps_its_text(phones: Phones) -> None:
    async with phone_station(phones.clinic) as station:
        await station.type("colon", *"inter", "enter")
        assert "The interpreter" not in station.text and "Agency" in station.text
        await station.type("tab", *"Line_One", "ctrl+r")
        assert "RED FLAG: to the nurse now" in station.text
        await station.type("ctrl+r")
        assert "This is the red flag" in station.text
        await station.type(*"home", "f12")
        assert "NOT sent yet" in station.text
        await station.type("f12")
        assert "The red flag was NOT sent." in station.text and "Line_One" in station.text
    assert phones.clinic.count(FLAGS + "<> ''") == 0


async def test_what_was_typed_comes_back_in_the_same_call_after_a_crash(phones: Phones) -> None:
    phones.add(phones.clinic.add_patient("WALKER", "Tom"))
    async with phone_station(phones.clinic) as station:
        await station.type("1", "ctrl+r", *"at_home", "enter")
    async with phone_station(phones.clinic) as station:
        await station.type("ctrl+o", "ctrl+r")
        assert "at_home" in station.text and "WALKER, Tom" in station.text
        await station.type("f10")
        assert "Exact words" in station.text and phones.clinic.count(FLAGS + "<> ''") == 0


async def test_every_screen_hears_the_clock_each_minute_and_the_list_opens(phones: Phones) -> None:
    watch = FlagWatch()
    async with phone_station(phones.clinic) as station:
        assert await watch(station.desk) == ""
        await station.type("ctrl+r", *"home", "enter", *"none", "enter", *"help", "f10", "f12")
        phones.clinic.clock.advance(timedelta(minutes=4))
        words = await watch(station.desk)
        assert words.startswith("RED FLAG 0:04 without a nurse, 1 over the limit; asked: Charge nurse")
        await station.type("colon", *"flags", "enter")
        assert "not on file" in station.text and "Charge nurse" in station.text and "M. Rivera" in station.text
        await station.type("5")
        assert (
            "RED FLAG: with the nurse" in station.text and "waiting 4:00, 1:00 OVER the limit of 3:00" in station.text
        )
        await station.type("f12")
        assert ":flags shows it again" in station.text
        await station.type("colon", *"flags", "enter", "5", "6", *"Kim", "enter")
        assert await watch(station.desk) == "Every red flag has a nurse now." and await watch(station.desk) == ""


async def test_the_news_of_the_minute_is_said_in_the_box_that_covers_the_place(phones: Phones) -> None:
    async with phone_station(phones.clinic, minute=one_after_another(("flags", FlagWatch(), True))) as station:
        await station.type("ctrl+r", *"home", "enter", *"none", "enter", *"help", "f10", "f12")
        await station.type("colon", *"flags", "enter")
        phones.clinic.clock.advance(timedelta(minutes=1))
        await station.minute()
        assert "RED FLAG 0:01 without a nurse of 3 min" in station.text
        await station.type("f12")
        phones.service.raise_flag(phones.chen, RedFlag("f9", "", "home", "none", "help", True))
        station.app.publish({"flags"})
        await station.settle()
        await station.minute()
        assert "and 1 more" in station.text, "told at once, not with the next minute"


async def test_a_script_branches_by_letters_goes_back_and_stays_after_hiding(phones: Phones) -> None:
    patient = phones.clinic.add_patient("WALKER", "Tom", language="es")
    phones.clinic.add_visit(patient, "09:30", day=date(2026, 3, 5))
    phones.add(patient, reason_code="CONF")
    async with phone_station(phones.clinic) as station:
        await station.type("1")
        assert "Llamo para confirmar su cita, el jueves 5 de marzo a las 9:30 AM." in station.text
        assert "Say  “¿Vendrá?”" in station.text and "w sí   x otra hora   y no" in station.text
        assert "llámenos al (505) 555-0100." in " ".join(station.text.replace("│", " ").split())
        await station.type("w")
        assert "Por favor traiga su tarjeta" in station.text and "b back" in station.text
        await station.type("z", "ctrl+o", "ctrl+o")
        assert "Por favor traiga su tarjeta" in station.text
        await station.type("b", "b")
        assert "¿Vendrá?" in station.text and "This is where the script begins." in station.text
        await station.type("ctrl+o", "colon", *"script", "space", *"clin", "space", *"es", "enter", "x")
        assert "Una enfermera le llamará." in station.text and "Not answered here: 7" in station.text


async def test_a_note_proposes_and_a_quick_note_saves_with_one_digit(phones: Phones) -> None:
    first = phones.add(phones.clinic.add_patient("WALKER", "Tom"))
    async with phone_station(phones.clinic) as station:
        await station.type("1", "tab", "tab", *"chest", "space", *"pain", "tab")
        assert "“chest pain” stands in the note: Ctrl+R" in station.text
        await station.type("up", "up", "up", "q", "3")
        assert phones.events(first)[-1].outcome == "NAN"
        assert phones.events(first)[-1].note == "chest pain Rang long, nobody answered."


async def test_a_language_barrier_leads_to_an_interpreter_and_the_boundary_is_read(phones: Phones) -> None:
    first = phones.add(phones.clinic.add_patient("WALKER", "Tom", language="vi"))
    watch = BoundaryWatch()
    async with phone_station(phones.clinic) as station:
        assert await watch(station.desk) == "", "nobody is asked to read in the first minutes"
        phones.clinic.clock.advance(timedelta(minutes=2))
        assert ":boundary" in await watch(station.desk) and await watch(station.desk) == ""
        await station.type("colon", *"boundary", "enter")
        assert "never advise a medicine" in station.text
        await station.type("f10")
        assert "Thank you. You have read version 1." in station.text
        await station.type("1", "9", "l", "enter")
        assert "Vietnamese" in station.text and "no cost to you" in station.text
        await station.type("tab", *"Line_One", "f10")
        assert "Line_One: asked, waiting 0:00 of 8:00" in station.text
        await station.type("1", *"4471", "enter")
        assert phones.row(first).last_outcome == "LNG"
    assert phones.clinic.count("SELECT count(*) FROM interpreter_call WHERE interpreter = '4471'") == 1
