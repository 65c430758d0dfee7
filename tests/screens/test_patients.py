"""Ctrl+F, registering and the card, as the rep sees them."""

from __future__ import annotations

from datetime import date

import pytest
from textual.pilot import Pilot

from psr_tui.app import PsrApp
from psr_tui.domain.errors import StoreBusy
from psr_tui.screens.find_patient import FindPatient, find_tool
from psr_tui.screens.patient import PatientCardBox
from psr_tui.screens.register import ChangePatient, RegisterPatient, SamePerson
from psr_tui.services.patients import PatientService
from tests.helpers.clinic import TestClinic
from tests.helpers.desk_app import at_work, desk_app, typed
from tests.helpers.people import add_person, person
from tests.helpers.screen_text import screen_lines, screen_text
from tests.helpers.station import Names, burst, quiet


@pytest.fixture
def town(clinic: TestClinic) -> dict[str, str]:
    return {
        "jose": add_person(clinic, person(middle="Luis")),
        "smith": add_person(clinic, person("Smith", "Jon", date(1960, 2, 29), "+15055550199", "1 Elm St", "87505")),
        "smythe": add_person(clinic, person("Smythe", "Jon", date(1960, 3, 1), "+15055550101", "2 Oak St", "87507")),
        "hostile": add_person(clinic, person("[/b] Ünal", "[red]Zoë", date(1999, 1, 1), "", "3 Ash St", "87508")),
    }


def find_app(clinic: TestClinic) -> PsrApp:
    return desk_app(clinic, {"queue": Names}, tools={"find": find_tool})


async def ready(app: PsrApp, pilot: Pilot[object], clinic: TestClinic) -> None:
    await at_work(app, pilot, clinic)
    await typed(app, pilot, "ctrl+f")
    assert isinstance(app.screen, FindPatient)


async def test_found_and_open_with_four_keys_and_letters(clinic: TestClinic, town: dict[str, str]) -> None:
    app = find_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(app, pilot, clinic)
        await typed(app, pilot, "p", "e", "n", "a")
        lines = screen_lines(app)
        assert any("> PEÑA GARCÍA, José L" in line and "01/22/1957 (69)" in line for line in lines)
        await typed(app, pilot, "enter")
        assert isinstance(app.screen, PatientCardBox)
        text = screen_text(app)
        assert "PEÑA GARCÍA, José L" in text
        assert "MRN 000001   born 01/22/1957 (69)" in text
        assert "(505) 555-0142 home, voicemail: call back only" in text
        views = f"SELECT count(*) FROM audit WHERE action = 'view' AND entity_id = '{town['jose']}'"
        assert clinic.count(views) == 1
        await typed(app, pilot, "f12")
        assert isinstance(app.screen, Names)


async def test_a_burst_of_name_and_enter_opens_the_right_patient(clinic: TestClinic, town: dict[str, str]) -> None:
    app = find_app(clinic)
    async with app.run_test() as pilot:
        await at_work(app, pilot, clinic)
        burst(app, "ctrl+f", *"smy", "enter")
        await quiet(app, pilot)
        assert isinstance(app.screen, PatientCardBox)
        assert app.screen.card.patient.id == town["smythe"]


async def test_the_oldest_and_the_dead_still_fit_on_the_line(clinic: TestClinic) -> None:
    patient_id = clinic.add_patient("Old", "Ann", dob=date(1920, 1, 6), phone="+15055550177")
    with clinic.store.write(clinic.actor("admin")) as work:
        work.session.connection().exec_driver_sql(
            "UPDATE patient SET deceased_on = '2006-08-22' WHERE id = ?", (patient_id,)
        )
        work.commit()
    app = find_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(app, pilot, clinic)
        await typed(app, pilot, *"old")
        line = next(line for line in screen_lines(app) if "OLD, Ann" in line)
        assert "(106) (505)" in line and "DECEASED" in line


async def test_arrows_choose_and_hostile_names_are_text(clinic: TestClinic, town: dict[str, str]) -> None:
    app = find_app(clinic)
    async with app.run_test() as pilot:
        await ready(app, pilot, clinic)
        await typed(app, pilot, "j", "o", "n", "down", "enter")
        assert isinstance(app.screen, PatientCardBox)
        assert app.screen.card.patient.id == town["smythe"]
        await typed(app, pilot, "f12", "ctrl+f", *"unal")
        assert "[/B] ÜNAL, [red]Zoë" in screen_text(app)
        await typed(app, pilot, "enter")
        assert "Phone     none" in screen_text(app)


async def test_nobody_fits_says_what_to_do_and_a_misspelling_says_so(clinic: TestClinic, town: dict[str, str]) -> None:
    app = find_app(clinic)
    async with app.run_test() as pilot:
        await ready(app, pilot, clinic)
        await typed(app, pilot, *"zzzz")
        assert "Nobody fits. Press + to register somebody new." in screen_text(app)
        await typed(app, pilot, "enter")
        assert isinstance(app.screen, FindPatient)
        await typed(app, pilot, *["backspace"] * 4, *"smtih")
        assert "Nobody is spelt so; similar spelling." in screen_text(app)
        assert "SMITH, Jon" in screen_text(app)


async def test_new_only_after_a_search_with_the_text_carried_over(clinic: TestClinic, town: dict[str, str]) -> None:
    app = find_app(clinic)
    async with app.run_test() as pilot:
        await ready(app, pilot, clinic)
        await typed(app, pilot, "+")
        assert isinstance(app.screen, FindPatient)
        await typed(app, pilot, "backspace", *"vigil, ana 7/4/88", "+")
        assert isinstance(app.screen, RegisterPatient)
        text = screen_text(app)
        assert "Vigil" in text
        assert "Ana" in text
        assert "07/04/1988 (37)" in text
        burst(app, *["enter"] * 4, *"5055550188", "f10")
        await quiet(app, pilot)
        assert isinstance(app.screen, PatientCardBox)
        assert app.screen.card.patient.display == "VIGIL, Ana"
        assert clinic.count("SELECT count(*) FROM patient WHERE last_name = 'Vigil' AND first_name = 'Ana'") == 1


async def test_a_missing_field_is_named_and_nothing_is_saved(clinic: TestClinic, town: dict[str, str]) -> None:
    app = find_app(clinic)
    async with app.run_test() as pilot:
        await ready(app, pilot, clinic)
        await typed(app, pilot, *"vigil, ana", "+", "f10")
        assert isinstance(app.screen, RegisterPatient)
        assert "Born: is still empty and is needed." in screen_text(app)
        assert clinic.count("SELECT count(*) FROM patient") == 4


async def test_a_last_name_of_digits_is_warned_about_and_taken(clinic: TestClinic, town: dict[str, str]) -> None:
    app = find_app(clinic)
    async with app.run_test() as pilot:
        await ready(app, pilot, clinic)
        await typed(app, pilot, *"vigil, ana 7/4/88", "+", *"505-555", "enter")
        assert "Last name: 505-555 has no letter in it" in screen_text(app)
        await typed(app, pilot, *["enter"] * 3, *"5055550188", "f10")
        assert isinstance(app.screen, PatientCardBox)
    assert clinic.count("SELECT count(*) FROM patient WHERE last_name = '505-555'") == 1


async def test_a_refused_registration_goes_to_the_field_it_names(clinic: TestClinic, town: dict[str, str]) -> None:
    app = find_app(clinic)
    async with app.run_test() as pilot:
        await ready(app, pilot, clinic)
        await typed(app, pilot, *"vigil, ana 7/4/88", "+", "f10")
        assert "Phone is missing" in screen_text(app)
        await typed(app, pilot, *"5055550188", "f10")
        assert isinstance(app.screen, PatientCardBox)
    assert clinic.count("SELECT count(*) FROM patient WHERE last_name = 'Vigil'") == 1


async def test_somebody_alike_stands_under_the_form_and_is_asked_once(clinic: TestClinic, town: dict[str, str]) -> None:
    app = find_app(clinic)
    async with app.run_test() as pilot:
        await ready(app, pilot, clinic)
        await typed(app, pilot, *"smith, john 2/29/60", "+")
        (reasons,) = [line for line in screen_lines(app) if "SAME PERSON?" in line]
        assert "same birth date" in reasons
        burst(app, *["enter"] * 4, *"5055550188", "f10", "enter", "enter", "d")
        await quiet(app, pilot)
        assert isinstance(app.screen, SamePerson), "typed-ahead keys must not answer a question nobody saw"
        assert clinic.count("SELECT count(*) FROM patient") == 4
        await typed(app, pilot, "enter", "d")
        assert isinstance(app.screen, PatientCardBox)
        assert app.screen.card.patient.display == "SMITH, John"
        assert clinic.count("SELECT count(*) FROM different_people") == 1


async def test_the_same_person_is_opened_instead_of_made_twice(clinic: TestClinic, town: dict[str, str]) -> None:
    app = find_app(clinic)
    async with app.run_test() as pilot:
        await ready(app, pilot, clinic)
        await typed(app, pilot, *"smith, jon 2/29/60", "+", *["enter"] * 4, *"5055550188", "f10")
        assert isinstance(app.screen, SamePerson)
        await typed(app, pilot, "1")
        assert isinstance(app.screen, PatientCardBox)
        assert app.screen.card.patient.id == town["smith"]
        assert clinic.count("SELECT count(*) FROM patient") == 4


async def test_five_changes_and_the_card_shows_it(clinic: TestClinic, town: dict[str, str]) -> None:
    app = find_app(clinic)
    async with app.run_test() as pilot:
        await ready(app, pilot, clinic)
        await typed(app, pilot, *"smith", "enter", "5")
        assert isinstance(app.screen, ChangePatient)
        burst(app, *"Smith-Vigil", "f10")
        await quiet(app, pilot)
        assert isinstance(app.screen, PatientCardBox)
        assert "SMITH-VIGIL, Jon is saved." in screen_text(app)
        assert clinic.count("SELECT count(*) FROM patient WHERE last_name = 'Smith-Vigil' AND version = 2") == 1
        assert clinic.count("SELECT count(*) FROM patient_phone WHERE typed = '+15055550199'") == 1


async def test_changing_a_record_lists_who_it_becomes_like_and_asks_at_save(
    clinic: TestClinic, town: dict[str, str]
) -> None:
    app = find_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(app, pilot, clinic)
        await typed(app, pilot, *"smith", "enter", "5")
        await typed(app, pilot, *"Smythe", "enter")
        alike = [
            line
            for line in screen_lines(app)
            if "SMYTHE, Jon" in line or ("SMITH, Jon   " in line and "Change" not in line)
        ]
        assert len(alike) == 1 and "(505) 555-0101" in alike[0] and "000003" in alike[0], "nobody is like themselves"
        await typed(app, pilot, "enter", *"3/1/60", "f10")
        assert isinstance(app.screen, SamePerson)
        assert "You are changing SMYTHE, Jon" in screen_text(app)
        await typed(app, pilot, "1")
        assert isinstance(app.screen, PatientCardBox)
        assert "is saved. 6 compares it with the other record of this person." in screen_text(app)


async def test_privacy_masks_the_list_and_the_card(clinic: TestClinic, town: dict[str, str]) -> None:
    app = find_app(clinic)
    async with app.run_test() as pilot:
        await at_work(app, pilot, clinic)
        app.privacy = True
        await typed(app, pilot, "ctrl+f", *"smith")
        text = screen_text(app)
        assert "S., J." in text
        assert "02/29/1960" not in text
        await typed(app, pilot, "enter")
        text = screen_text(app)
        assert "SMITH" not in text
        assert "1 Elm St" not in text
        await typed(app, pilot, "5")
        assert "Change S., J." in screen_text(app)
        burst(app, "end", *"x", "f10")
        await quiet(app, pilot)
        assert "S., J. is saved." in screen_text(app) and "SMITH" not in screen_text(app)


async def test_a_busy_store_keeps_nobody_in_the_search(
    clinic: TestClinic, town: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise StoreBusy("Somebody else is saving.")

    app = find_app(clinic)
    async with app.run_test() as pilot:
        await ready(app, pilot, clinic)
        monkeypatch.setattr(PatientService, "search_ended", busy)
        await typed(app, pilot, *"smith", "f12")
        assert isinstance(app.screen, Names)
