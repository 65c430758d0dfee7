"""Payers' pages: found by any word, written to by reps, steered by leads."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from psr_tui.app import PsrApp
from tests.helpers.clinic import TestClinic
from tests.helpers.cover import Cover
from tests.helpers.desk_app import at_work, desk_app
from tests.helpers.drawer_station import press, typed
from tests.helpers.station import Names

PAYERS = ("colon", *"payers", "enter")


@pytest.fixture
def cover(clinic: TestClinic) -> Cover:
    cover = Cover.of(clinic)
    cover.payer("AETNA PPO", phone="(800) 555-0170", payer_code="60054", rules="PCP referral first")
    cover.payer("Blue Example", rejects="CO-197: they want it before the visit", active=False)
    return cover


async def at_payers(app: PsrApp, pilot: Pilot[object], clinic: TestClinic, login: str = "mrivera") -> str:
    await at_work(app, pilot, clinic, login)
    return await press(app, pilot, *PAYERS)


def app_of(clinic: TestClinic) -> PsrApp:
    return desk_app(clinic, {"queue": Names})


async def test_a_word_of_the_rules_finds_the_page(clinic: TestClinic, cover: Cover) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        text = await at_payers(app, pilot, clinic)
        assert "AETNA PPO" in text and "Blue Example" not in text, "what is no longer in use is not offered"
        text = await press(app, pilot, *typed("ref pcp"), "enter")
        assert "Payer  AETNA PPO" in text and "PCP referral first" in text and "(800) 555-0170" in text
        await press(app, pilot, "f12")
        text = await press(app, pilot, *"197", "enter")
        assert "NO LONGER IN USE" in text and "197: no authorisation: ask the payer before the visit" in text
        assert "QUEUE" in await press(app, pilot, "f12", "f12")


async def test_a_rep_writes_down_a_rule_and_a_rejection_in_one_burst(clinic: TestClinic, cover: Cover) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_payers(app, pilot, clinic)
        keys = ("enter", "1", *typed("no walk-ins"), "enter", "2", *typed("CO-27: ask for the new card"), "enter")
        text = await press(app, pilot, *keys)
        assert "no walk-ins" in text and "27: the visit was after the coverage ended" in text
        assert "M. Rivera" in await press(app, pilot, "pagedown")
        text = await press(app, pilot, "8", "2")
        assert "struck out" in text
    assert clinic.count("SELECT count(*) FROM payer WHERE rules = 'PCP referral first' AND rejects LIKE 'CO-27%'") == 1
    assert clinic.count("SELECT count(*) FROM record_version WHERE entity = 'payer'") == 3


async def test_how_a_payer_is_checked_takes_a_lead_and_what_was_typed_stays(clinic: TestClinic, cover: Cover) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_payers(app, pilot, clinic)
        text = await press(app, pilot, "enter", "7", *["enter"] * 5, "space", "f10")
        assert "Only a lead (or higher)" in " ".join(text.split()) and "[x] Visits need an authorisation" in text
    assert clinic.count("SELECT count(*) FROM payer WHERE needs_authorisation = 1") == 0
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_payers(app, pilot, clinic, "lgrant")
        text = await press(app, pilot, "enter", "7", *["enter"] * 5, "space", "f10")
        assert "The page is saved" in text and "an authorisation" in text
    assert clinic.count("SELECT count(*) FROM payer WHERE needs_authorisation = 1 AND kind = 'commercial'") == 1


async def test_how_to_reach_it_everybody_mends(clinic: TestClinic, cover: Cover) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_payers(app, pilot, clinic)
        text = await press(app, pilot, "enter", "5", "down", "down", *"portal.example", "f10")
        assert "Portal    portal.example" in text
    assert clinic.count("SELECT count(*) FROM payer WHERE portal_url = 'portal.example'") == 1


async def test_a_new_payer_is_asked_about_first(clinic: TestClinic, cover: Cover) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_payers(app, pilot, clinic)
        text = await press(app, pilot, *typed("aetan"), "enter")
        assert "Nobody here knows aetan yet" in text
        await press(app, pilot, "n")
        assert clinic.count("SELECT count(*) FROM payer") == 2
        text = await press(app, pilot, "ctrl+u", *typed("Green [Plan]"), "enter", "a")
        assert "Payer  Green [Plan]" in text
    assert clinic.count("SELECT count(*) FROM payer WHERE name = 'Green [Plan]'") == 1
