"""Two records side by side, typed by keys and read as text: merge, two people, take apart, from every way in."""

from __future__ import annotations

from datetime import date

import pytest
from textual.pilot import Pilot

from psr_tui.app import PsrApp
from psr_tui.screens.alike import AlikeBox
from psr_tui.screens.compare import CompareBox, CompareTyped
from psr_tui.screens.dialogs import Confirm
from psr_tui.screens.find_patient import FindPatient, find_tool
from psr_tui.screens.patient import PatientCardBox
from psr_tui.screens.register import RegisterPatient, SamePerson
from psr_tui.screens.worklists import WorklistsPlace
from tests.helpers.clinic import PASSWORD, TestClinic
from tests.helpers.desk_app import at_work, desk_app, typed
from tests.helpers.people import add_person, person
from tests.helpers.screen_text import screen_lines, screen_text
from tests.helpers.station import Names, burst, quiet


@pytest.fixture
def two(clinic: TestClinic) -> tuple[str, str]:
    """Ana García twice, the second misspelt and with another address."""
    return (
        add_person(clinic, person("García", "Ana", date(1990, 4, 5), "+15055550111", "1 Elm St")),
        add_person(clinic, person("Garcia", "Anna", date(1990, 4, 5), "+15055550122", "9 Oak St", "87505")),
    )


def app_of(clinic: TestClinic) -> PsrApp:
    return desk_app(clinic, {"queue": Names, "worklists": WorklistsPlace}, tools={"find": find_tool})


async def card_of(app: PsrApp, pilot: Pilot[object], clinic: TestClinic, login: str = "lgrant") -> None:
    await at_work(app, pilot, clinic, login)
    await typed(app, pilot, "ctrl+f", *"#1", "enter")
    assert isinstance(app.screen, PatientCardBox)


async def test_a_lead_merges_from_the_card_and_takes_it_apart_again(clinic: TestClinic, two: tuple[str, str]) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await card_of(app, pilot, clinic)
        await typed(app, pilot, "6")
        assert isinstance(app.screen, AlikeBox)
        assert "SAME PERSON?" in screen_text(app)
        await typed(app, pilot, "5")
        assert isinstance(app.screen, CompareBox)
        lines = screen_lines(app)
        assert any("MRN 000001 stays" in line and "MRN 000002 goes into it" in line for line in lines)
        assert any("•GARCÍA, Ana" in line and "GARCIA, Anna" in line and "× differs" in line for line in lines)
        assert any("Born" in line and "04/05/1990" in line and "= same" in line for line in lines)
        assert all(len(line) <= 80 for line in lines)
        await typed(app, pilot, "right", "1", "1")
        assert "From MRN 000002 to MRN 000001, which stays: 1 phone." in " ".join(screen_text(app).split())
        await typed(app, pilot, "m")
        assert "One record now: GARCIA, Anna, MRN 000001" in " ".join(screen_text(app).split())
        assert clinic.count("SELECT count(*) FROM patient WHERE merged_into IS NOT NULL") == 1
        await typed(app, pilot, "8", *"sisters", "enter")
        assert clinic.count("SELECT count(*) FROM patient WHERE merged_into IS NOT NULL") == 0
        assert "two again" in screen_text(app)
        await typed(app, pilot, "f12")
        assert "GARCÍA, Ana" in screen_text(app)


async def test_a_rep_needs_the_signature_of_a_lead(clinic: TestClinic, two: tuple[str, str]) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await card_of(app, pilot, clinic, "mrivera")
        await typed(app, pilot, "6", "5", "3", "1", "1", "m")
        assert "needs a lead" in screen_text(app)
        await typed(app, pilot, *"tchen", "enter", *PASSWORD, "f10")
        assert clinic.count("SELECT count(*) FROM patient_merge") == 0
        await typed(app, pilot, *["backspace"] * 5, *"lgrant", "enter", *PASSWORD, "f10")
        assert clinic.count("SELECT count(*) FROM patient_merge WHERE approved_by = 'u-lgrant'") == 1
        assert clinic.count(f"SELECT count(*) FROM patient WHERE id = '{two[0]}' AND merged_into = '{two[1]}'") == 1
        await typed(app, pilot, "f12")
        assert "MRN 000002   born" in screen_text(app)
        assert "Was also  MRN 000001 GARCÍA, Ana (merged)" in screen_text(app)


async def test_the_old_number_says_where_it_leads(clinic: TestClinic, two: tuple[str, str]) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await card_of(app, pilot, clinic)
        await typed(app, pilot, "6", "5", "1", "1", "m", "f12", "f12", "ctrl+f", *"#2")
        assert "000002 merged, now MRN 000001" in screen_text(app)
        assert "This record was merged; Enter opens MRN 000001." in screen_text(app)
        await typed(app, pilot, "enter")
        assert isinstance(app.screen, PatientCardBox)
        assert app.screen.card.patient.id == two[0]


async def test_esc_leaves_both_and_two_people_are_remembered(clinic: TestClinic, two: tuple[str, str]) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "f8", "colon", *"list duplicates", "enter")
        assert any("GARC" in line and "same last name" in line for line in screen_lines(app))
        await typed(app, pilot, "1", "escape")
        assert clinic.count("SELECT count(*) FROM patient_merge") == 0
        await typed(app, pilot, "1", "2", *"cousins", "enter")
        assert "No new patient looks like" in screen_text(app)
    assert clinic.count("SELECT count(*) FROM different_people WHERE reason = 'cousins'") == 1


async def test_compared_while_registering(clinic: TestClinic, two: tuple[str, str]) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "ctrl+f", *"garcia, ana 4/5/90", "+")
        assert isinstance(app.screen, RegisterPatient)
        burst(app, *["enter"] * 4, *"5055550111", *["enter"] * 3, *"1 Elm St", "f10")
        await quiet(app, pilot)
        assert isinstance(app.screen, SamePerson)
        await typed(app, pilot, "c", "1")
        assert isinstance(app.screen, CompareTyped)
        assert any("As typed" in line and "MRN 000001" in line for line in screen_lines(app))
        await typed(app, pilot, "1")
        assert isinstance(app.screen, PatientCardBox)
        assert app.screen.card.patient.id == two[0]


async def test_privacy_hides_values_and_still_says_what_differs(clinic: TestClinic, two: tuple[str, str]) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await card_of(app, pilot, clinic)
        await typed(app, pilot, "6", "5")
        app.privacy = True
        await typed(app, pilot, "left")
        text = screen_text(app)
        assert "Oak St" not in text and "0122" in text and "(505)" not in text
        assert "× differs" in text


async def test_a_name_that_is_only_similar_never_opens_by_itself(clinic: TestClinic) -> None:
    who = add_person(clinic, person("Smith", "Jon", date(1960, 2, 29), "+15055550199", "1 Elm St", "87505"))
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        burst(app, "ctrl+f", *"smtih", "enter", "enter", "enter")
        await quiet(app, pilot)
        assert isinstance(app.screen, Confirm | FindPatient)
        assert clinic.count(f"SELECT count(*) FROM audit WHERE action = 'view' AND entity_id = '{who}'") == 0
        if isinstance(app.screen, FindPatient):
            await typed(app, pilot, "enter")
        assert "Similar is SMITH, Jon, born 02/29/1960" in " ".join(screen_text(app).split())
        await typed(app, pilot, "y")
        assert isinstance(app.screen, PatientCardBox)
