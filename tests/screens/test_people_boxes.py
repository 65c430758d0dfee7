"""What the card opens around a record, as the rep sees it: alerts that pop up, family, history, restrictions."""

from __future__ import annotations

from datetime import date

import pytest
from textual.pilot import Pilot

from psr_tui.app import PsrApp
from psr_tui.domain.alerts import AlertScope, NewAlert
from psr_tui.screens.alert_popup import AlertPopup
from psr_tui.screens.alerts import AlertsBox
from psr_tui.screens.dialogs.form import ActForm
from psr_tui.screens.family import FamilyBox
from psr_tui.screens.find_patient import FindPatient, find_tool
from psr_tui.screens.patient import PatientCardBox
from psr_tui.screens.patient_history import HistoryBox
from psr_tui.screens.register import RegisterPatient
from psr_tui.services.alerts import AlertService
from tests.helpers.clinic import TestClinic
from tests.helpers.desk_app import at_work, desk_app, typed
from tests.helpers.people import add_person, person
from tests.helpers.screen_text import screen_lines, screen_text
from tests.helpers.station import Names, burst, quiet


@pytest.fixture
def jose(clinic: TestClinic) -> str:
    return add_person(clinic, person(middle="Luis"))


def alert(clinic: TestClinic, text: str, scope: AlertScope, who: str = "") -> None:
    service = AlertService(clinic.store, clinic.clock)
    service.add(clinic.actor("lgrant"), NewAlert(text, scope, who), f"alert-{text[:4]}")


async def card(clinic: TestClinic, pilot: Pilot[object], app: PsrApp, login: str = "mrivera") -> None:
    await at_work(app, pilot, clinic, login)
    await typed(app, pilot, "ctrl+f", *"pena", "enter")
    assert isinstance(app.screen, PatientCardBox)


def people_app(clinic: TestClinic) -> PsrApp:
    return desk_app(clinic, {"queue": Names}, tools={"find": find_tool})


async def test_an_alert_throws_typed_keys_away_and_pops_up_once(clinic: TestClinic, jose: str) -> None:
    alert(clinic, "Falls [easily]", AlertScope.PATIENT, jose)
    alert(clinic, "No card machine", AlertScope.CLINIC)
    app = people_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        burst(app, "ctrl+f", *"pena", "enter", "r", "r", "enter")
        await quiet(app, pilot)
        assert isinstance(app.screen, AlertPopup)
        text = screen_text(app)
        assert "EVERYBODY ! No card machine" in text and "! Falls [easily]" in text and "L. Grant, 03/04/2026" in text
        await typed(app, pilot, "enter", "f10")
        assert "Press r when you have read it." in screen_text(app)
        await typed(app, pilot, "f12")
        assert isinstance(app.screen, PatientCardBox)
        await typed(app, pilot, "f12", "ctrl+f", *"pena", "enter")
        assert isinstance(app.screen, AlertPopup), "what was put off pops up again"
        await typed(app, pilot, "r", "f12", "ctrl+f", *"pena", "enter")
        assert isinstance(app.screen, PatientCardBox)
    assert clinic.count("SELECT count(*) FROM alert_seen WHERE staff_id = 'u-mrivera'") == 2


@pytest.mark.soak
async def test_an_alert_is_written_changed_and_ended_from_the_card(clinic: TestClinic, jose: str) -> None:
    app = people_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await card(clinic, pilot, app)
        await typed(app, pilot, "8")
        assert isinstance(app.screen, AlertsBox) and "Nothing pops up" in screen_text(app)
        await typed(app, pilot, "+", "f10")
        assert "is still empty and is needed" in screen_text(app)
        await typed(app, pilot, *"Hears badly", "enter", *"fam", "enter", *"t+30", "f10")
        assert "it pops up for the whole family" in screen_text(app)
        assert any("Family" in line and "Hears badly" in line and "04/03/2026" in line for line in screen_lines(app))
        await typed(app, pilot, "5", *"Hears nothing", "f10")
        assert "Hears nothing" in screen_text(app)
        await typed(app, pilot, "8")
        assert "is ended" in screen_text(app)
        await typed(app, pilot, "6", "enter", *"no shows", "f10")
        assert isinstance(app.screen, ActForm) and "Only a lead" in screen_text(app)
    assert clinic.count("SELECT count(*) FROM record_version WHERE entity = 'patient_alert'") == 3


async def test_a_lead_restricts_and_marks_a_death(clinic: TestClinic, jose: str) -> None:
    clinic.add_visit(jose, day=date(2026, 3, 20))
    app = people_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await card(clinic, pilot, app, "lgrant")
        await typed(app, pilot, "8", "6", "enter", *"three no shows", "f10")
        assert any("STOP" in line and "three no shows" in line for line in screen_lines(app))
        await typed(app, pilot, "7")
        assert "Visits left: 1 visit (03/20 09:30)." in screen_text(app)
        await typed(app, pilot, *"3/1/26", "f10")
        assert "is marked as deceased on 03/01/2026. 1 visit cancelled." in screen_text(app)
        await typed(app, pilot, "f12")
        text = screen_text(app)
        assert "DECEASED 03/01/2026" in text and "STOP may not be booked: three no shows (L. Grant)" in text
    assert clinic.count("SELECT count(*) FROM appointment WHERE state = 'cancelled'") == 1


@pytest.mark.soak
async def test_a_sibling_is_registered_with_what_was_copied(clinic: TestClinic, jose: str) -> None:
    clinic.add_coverage(jose, clinic.add_payer())
    app = people_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await card(clinic, pilot, app)
        await typed(app, pilot, "9", "+", "1", *"pena, luz 3/3/60")
        assert isinstance(app.screen, FindPatient)
        await typed(app, pilot, "+")
        assert isinstance(app.screen, RegisterPatient)
        text = screen_text(app)
        assert "(505) 555-0142                  copied" in text and "Peña García" in text and "possible" not in text
        await typed(app, pilot, "pagedown")
        assert any("12 Paseo Real" in line and "copied" in line for line in screen_lines(app))
        await typed(app, pilot, "f10")
        assert isinstance(app.screen, FamilyBox)
        assert any("sibling" in line and "PEÑA GARCÍA, Luz" in line for line in screen_lines(app))
        await typed(app, pilot, "5")
        text = screen_text(app)
        assert "AETNA PPO" in text and "Family    PEÑA GARCÍA, José L (sibling)" in text
        await typed(app, pilot, "f12", "f12")
    assert clinic.count("SELECT count(*) FROM coverage WHERE relationship = 'other'") == 1


async def test_a_registered_relative_is_linked_and_a_contact_person_added(clinic: TestClinic, jose: str) -> None:
    add_person(clinic, person("Vaj", "Mai", date(1990, 1, 1), "+15055550101", "2 Oak St"))
    app = people_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await card(clinic, pilot, app)
        await typed(app, pilot, "9", "+", "4", *"vaj", "enter")
        assert "VAJ, Mai is spouse of PEÑA GARCÍA, José L." in screen_text(app)
        await typed(
            app,
            pilot,
            "6",
            *"Bee Vaj",
            "enter",
            *"niece",
            "enter",
            *"555 0160",
            "enter",
            "space",
            "enter",
            *"appo",
            "f10",
        )
        assert any("niece" in line and "emergency, may hear" in line for line in screen_lines(app))
        await typed(app, pilot, "8", "8")
        assert "Nobody yet." in screen_text(app)
    assert clinic.count("SELECT count(*) FROM family_link") == 0
    assert clinic.count("SELECT count(*) FROM contact_person WHERE ended_at IS NOT NULL") == 1


@pytest.mark.soak
async def test_history_shows_everything_and_one_kind_by_digit(clinic: TestClinic, jose: str) -> None:
    clinic.add_visit(jose)
    app = people_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await card(clinic, pilot, app, "sotto")
        await typed(app, pilot, "5", *["enter"] * 4, *"5055550188", "f10", "0")
        assert isinstance(app.screen, HistoryBox)
        text = screen_text(app)
        assert "1Visits 2Calls 3Money 4Forms 5Coverage 6Notes 7Contacts 8Changes 9Looks 0All" in text
        assert "looked at it (card)" in text and "Office visit, Booked" in text and "record changed: phones" in text
        await typed(app, pilot, "8")
        assert "looked at it" not in screen_text(app)
        await typed(app, pilot, "enter")
        assert "555-0188 home" in screen_text(app) and "->" in screen_text(app)
        await typed(app, pilot, "f12", "3")
        assert "Nothing of this kind." in screen_text(app)
        await typed(app, pilot, "0")
        assert "Office visit, Booked" in screen_text(app)
        app.privacy = True
        await typed(app, pilot, "8")
        assert "record changed" in screen_text(app) and "phones" not in screen_text(app)
        await typed(app, pilot, "enter")
        assert "phones" in screen_text(app) and "555" not in screen_text(app), "the field, not what stands in it"
