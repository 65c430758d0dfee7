"""The box of a call over any screen, driven by keys and read as text."""

from __future__ import annotations

import pytest

from tests.helpers.clinic import TestClinic
from tests.helpers.phones_station import Station, phone_station
from tests.services.call_helpers import Desk, make_desk


@pytest.fixture
def desk(clinic: TestClinic) -> Desk:
    return make_desk(clinic)


def call_of(station: Station, desk: Desk) -> str:
    return desk.service.open_call(station.desk.actor)


def typed(text: str) -> list[str]:
    return ["space" if sign == " " else sign for sign in text]


async def test_a_known_number_costs_nine_keys_beside_number_and_note(desk: Desk) -> None:
    patient = desk.clinic.add_patient("WALKER", "Tom", contact_note="after [5]")
    keys = ["ctrl+o", "1", "1", "2", "4", "4", "enter", "1", "1"]
    async with phone_station(desk.clinic) as station:
        await station.type(keys[0])
        assert "ON CALL" in station.text and "who is calling?" in station.text
        call = call_of(station, desk)
        await station.type(*"5055550142", "enter")
        assert "1 WALKER, Tom" in station.text and "known number" in station.text
        assert desk.row(call).patient_id is None and "after [5]" not in station.text
        await station.type(*keys[1:5])
        assert "verified" in station.text and "after [5]" in station.text
        await station.type(keys[5], *typed("wants 30 days"), *keys[6:])
        row = desk.row(call)
        assert (row.state, row.outcome, row.resolved, row.note) == ("done", "RES", True, "wants 30 days")
        assert (row.patient_id, row.verified, row.reason_code) == (patient, "NAME DOB PHONE", "REFILL")
        assert "Saved: reached, done" in station.text and call_of(station, desk) == ""
    assert len(keys) <= 9
