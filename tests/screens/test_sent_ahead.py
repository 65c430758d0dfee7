"""What the patient's phone sent, by keys: decided field by field, the card looked over, nothing by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from psr_tui.app import PsrApp
from psr_tui.screens.check_in import CheckInPlace
from psr_tui.screens.queue import QueuePlace
from tests.exchange.test_smart_check_in import ANSWERS, CARD, PATIENT, artifact, response
from tests.helpers.clinic import TestClinic
from tests.helpers.desk_app import at_work, desk_app, typed
from tests.helpers.desk_visits import at_the_desk, sql
from tests.helpers.screen_text import screen_text

STATUS = (("patient", "fulfilled"), ("card", "fulfilled"), ("ips", "declined"))


def app_of(clinic: TestClinic) -> PsrApp:
    return desk_app(clinic, {"queue": QueuePlace, "check_in": CheckInPlace})


def words(app: PsrApp) -> str:
    return " ".join(screen_text(app).replace("│", " ").split())


def file_in(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "visit.json"
    parts = (artifact(PATIENT, "patient"), artifact(CARD, "card", name="a2"), artifact(ANSWERS, "q", name="a3"))
    signed = artifact({"verifiableCredential": ["x"]}, "vaccines", name="a4", media="application/smart-health-card")
    path.write_bytes(response(*parts, signed, status=(*STATUS, ("vaccines", "fulfilled"), ("q", "fulfilled"))))
    return path


@pytest.mark.soak
async def test_each_field_is_decided_and_the_card_is_looked_over(clinic: TestClinic, tmp_path: Path) -> None:
    visit_id = at_the_desk(clinic)
    path = file_in(tmp_path / "inbox")
    app = app_of(clinic)
    async with app.run_test(size=(100, 30)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "2", "colon", *f"import {path}", "enter")
        said = words(app)
        assert "SMART Health Check-in, draft, version 1. How the file came here is not checked" in said
        assert "ips DECLINED by the patient" in said and "1 signed health card: not verified here." in said
        assert "Peña [García]" not in said or "only" in said
        await typed(app, pilot, "f10")
        assert "not decided: 1 takes, 2 leaves, 3 takes all" in words(app)
        await typed(app, pilot, "3", "f10")
        said = words(app)
        assert "New card: PEÑA GARCÍA, José" in said and "W987654321" in said and "Cigna Health" in said
        assert "00441" in said and "02/01/2026" in said
        await typed(app, pilot, "f10")
        assert clinic.count("SELECT count(*) FROM coverage WHERE member_id = 'W987654321'") == 0, "one question is open"
        await typed(app, pilot, *"replaces", "f10")
        assert "fields were taken from the file" in words(app)
    assert clinic.count("SELECT count(*) FROM coverage WHERE member_id = 'W987654321'") == 1
    assert clinic.count("SELECT count(*) FROM patient WHERE street = '9 New Street'") == 1
    declined = f"SELECT count(*) FROM check_in_step WHERE appointment_id = '{visit_id}' AND item = 'sent'"
    assert clinic.count(f"{declined} AND answer = 'declined' AND detail LIKE '%ips:declined%'") == 1


@pytest.mark.soak
async def test_leaving_the_box_takes_nothing_and_a_bad_file_is_named(clinic: TestClinic, tmp_path: Path) -> None:
    at_the_desk(clinic)
    path = file_in(tmp_path / "inbox")
    broken = tmp_path / "broken.json"
    broken.write_text("no")
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "2", "colon", *f"import {path}", "enter", "1", "2", "f12")
        await typed(app, pilot, "colon", *f"import {broken}", "enter")
        assert "The file is not JSON" in words(app) and "Nothing was taken." in words(app)
    assert clinic.count("SELECT count(*) FROM check_in_step") == 0
    assert clinic.count("SELECT count(*) FROM patient WHERE street = '1 Plaza Way'") == 1


async def test_the_inbox_offers_its_files_and_privacy_mode_hides_both_sides(clinic: TestClinic, tmp_path: Path) -> None:
    at_the_desk(clinic)
    file_in(tmp_path / "check-in")
    sql(clinic, f"UPDATE clinic SET exchange_folder = '{tmp_path}'")
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "2", "colon", *"privacy on", "enter", "colon", *"import", "enter")
        assert "1 visit.json" in words(app)
        await typed(app, pilot, "1")
        said = words(app)
        assert "9 New Street" not in said and "W987654321" not in said and "PEÑA" not in said
        assert "Address" in said
