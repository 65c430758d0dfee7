"""A patient's insurances as a rep works with them: typed in bursts, read as text."""

from __future__ import annotations

from datetime import date

import pytest
from textual.pilot import Pilot

from psr_tui.app import PsrApp
from psr_tui.screens.coverage_forms import OtherPayer, add_coverage
from psr_tui.screens.find_patient import find_tool
from psr_tui.screens.record_form import RecordForm
from tests.helpers.clinic import TestClinic
from tests.helpers.cover import Cover, form
from tests.helpers.desk_app import at_work, desk_app
from tests.helpers.drawer_station import press, typed
from tests.helpers.station import Names, quiet

CARD = ("ctrl+f", *"beltran", "enter")


@pytest.fixture
def patient(clinic: TestClinic) -> str:
    """Somebody with a primary and an ended insurance."""
    patient = clinic.add_patient("BELTRAN", "[b]María")
    aetna = clinic.add_payer()
    clinic.add_payer("Cigna Health")
    clinic.add_coverage(patient, aetna)
    clinic.add_coverage(patient, aetna, effective_on=date(2024, 1, 1), ends_on=date(2025, 12, 31))
    return patient


def app_of(clinic: TestClinic) -> PsrApp:
    return desk_app(clinic, {"queue": Names}, tools={"find": find_tool})


async def at_box(app: PsrApp, pilot: Pilot[object], clinic: TestClinic) -> str:
    await at_work(app, pilot, clinic)
    return await press(app, pilot, *CARD, "3")


async def test_from_the_card_what_holds_is_told_from_what_ended(clinic: TestClinic, patient: str) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        text = await at_box(app, pilot, clinic)
        assert "Insurance of BELTRAN, [b]María  born 02/29/1960" in text.replace("[B]", "[b]").replace("MARÍA", "María")
        assert "As of Wed 03/04/2026" in text and "primary" in text and "ENDED 12/31/2025" in text
        assert "until present" not in text.lower()
        text = await press(app, pilot, "0", *typed("6/1/2025"), "enter")
        assert "As of Sun 06/01/2025" in text and "NOT YET, from 01/01/2026" in text and "active on 06/01/2025" in text
        assert "12 d" not in text and "4 account" in await press(app, pilot, "f12")


@pytest.mark.soak
async def test_a_second_insurance_typed_in_one_burst(clinic: TestClinic, patient: str) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        keys = (
            *CARD,
            "3",
            "plus",
            *"cig",
            "enter",
            *"x99",
            "enter",
            *"0044",
            "enter",
            "enter",
            "enter",
            *"chi",
            "enter",
        )
        text = await press(app, pilot, *keys, *typed("Beltran, Rosa"), "enter", *"4/12/85", "enter", *"1/1", "f10")
        assert "Cigna Health is on file." in text and "secondary" in text
    row = "position = 2 AND relationship = 'child' AND subscriber_dob = '1985-04-12' AND member_id = 'X99'"
    assert clinic.count(f"SELECT count(*) FROM coverage WHERE {row} AND group_number = '0044'") == 1
    assert clinic.count("SELECT count(*) FROM draft") == 0


async def test_an_end_before_the_beginning_goes_to_its_field_and_what_was_typed_stays(
    clinic: TestClinic, patient: str
) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_box(app, pilot, clinic)
        text = await press(app, pilot, "2", *["enter"] * 9, *"12/1/25", "f10")
        assert "is before it begins on 01/01/2026" in text and "> 12/01/2025" in text
        text = await press(app, pilot, "ctrl+u", *"12/31/26", "f10")
        assert "AETNA PPO is saved." in text
    assert clinic.count("SELECT count(*) FROM coverage WHERE ends_on = '2026-12-31' AND version = 2") == 1


async def test_a_form_open_while_the_patient_changes_underneath_saves_nothing(clinic: TestClinic, patient: str) -> None:
    other = clinic.add_patient("BEGAY", "Ann")
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_box(app, pilot, clinic)
        assert "Insurance: BELTRAN" in await press(app, pilot, "2")
        with clinic.store.write(clinic.actor("admin")) as work:
            run = work.session.connection().exec_driver_sql
            run(
                "INSERT INTO patient_merge (id, kept_id, merged_id, at, staff_id, reason, kept_before, undone_reason) "
                f"VALUES ('m', '{other}', '{patient}', '2026-03-04 15:00:00.000000', 'u-admin', '', '', '')"
            )
            run(f"UPDATE coverage SET patient_id = '{other}'")
            work.commit()
        text = await press(app, pilot, "enter", "ctrl+u", *"w000", "f10")
        assert "this form was opened for another patient" in " ".join(text.split()) and "w000" in text.lower()
    assert clinic.count("SELECT count(*) FROM coverage WHERE member_id = 'W000'") == 0


@pytest.mark.soak
async def test_what_was_typed_and_left_is_offered_again_for_this_patient_only(clinic: TestClinic, patient: str) -> None:
    clinic.add_patient("BEGAY", "Ann", phone="+15055550143")
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_box(app, pilot, clinic)
        text = await press(app, pilot, "plus", *"cig", "enter", *"x99", "enter", "f12")
        assert "Not saved yet" in text
        await press(app, pilot, "f12", "f12", "f12")
        text = await press(app, pilot, "ctrl+f", *"begay", "enter", "3", "plus")
        assert "New insurance: BEGAY, Ann" in text and "x99" not in text
        await press(app, pilot, "f12", "f12", "f12")
        text = await press(app, pilot, *CARD, "3", "plus")
        assert "is here again" in text and "x99" in text


async def test_primary_and_secondary_change_places_and_two_primaries_are_flagged(
    clinic: TestClinic, patient: str
) -> None:
    cover = Cover.of(clinic, "tchen")
    cigna = next(one for one, name in cover.payers.options(cover.actor) if name == "Cigna Health")
    cover.coverages.add(cover.actor, cover.new_id(), form(patient, cigna, member_id="X99"))
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        text = await at_box(app, pilot, clinic)
        assert "TWO ARE PRIMARY" in text
        text = await press(app, pilot, "down", "7")
        assert "TWO ARE PRIMARY" not in text and "secondary" in text and "primary now" in text
    assert clinic.count("SELECT count(DISTINCT position) FROM coverage WHERE ends_on IS NULL") == 2


async def test_ended_with_a_reason_it_stays_on_file(clinic: TestClinic, patient: str) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_box(app, pilot, clinic)
        assert "why does it end?" in await press(app, pilot, "8")
        text = await press(app, pilot, "2", *"2/28/26", "f10")
        assert "on file until 02/28/2026" in text and "NONE IS IN FORCE" in text and "ENDED 02/28/2026" in text
        text = await press(app, pilot, "home", "5")
        assert "02/28/2026  Job ended or changed" in text
        text = await press(app, pilot, "pagedown", "pagedown")
        assert "ends: (empty) -> 2026-02-28" in text and "M. Rivera" in text


async def test_somebody_elses_change_is_named_and_the_next_press_saves(clinic: TestClinic, patient: str) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_box(app, pilot, clinic)
        await press(app, pilot, "2", "enter", "ctrl+u", *"w55", "enter")
        chen = Cover.of(clinic, "tchen")
        held = chen.coverages.of_patient(chen.actor, patient).coverages[0]
        chen.coverages.card_seen(chen.actor, held.coverage_id, held.version)
        text = await press(app, pilot, "f10")
        assert "was changed by T. Chen" in text and isinstance(app.screen, RecordForm)
        assert "is saved" in await press(app, pilot, "f10")
    assert clinic.count("SELECT count(*) FROM coverage WHERE member_id = 'W55' AND card_seen_on = '2026-03-04'") == 1


@pytest.mark.soak
async def test_a_digit_on_a_stale_row_is_refused_once_and_then_means_the_newest(
    clinic: TestClinic, patient: str
) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_box(app, pilot, clinic)
        chen = Cover.of(clinic, "tchen")
        held = chen.coverages.of_patient(chen.actor, patient).coverages[0]
        changed = form(patient, held.payer_id, member_id="X99")
        chen.coverages.change(chen.actor, held.coverage_id, held.version, changed)
        text = await press(app, pilot, "1")
        assert "was changed by T. Chen" in text and "X99" in text, "the newest version is shown"
        assert "card seen today" in await press(app, pilot, "1")
        await press(app, pilot, "8", "2", *"2/28/26")
        chen.coverages.card_seen(chen.actor, held.coverage_id, 3)
        assert "was changed by T. Chen" in await press(app, pilot, "f10")
        assert "on file until 02/28/2026" in await press(app, pilot, "f10"), "what was typed is still there"


@pytest.mark.soak
async def test_the_holder_is_found_among_our_patients(clinic: TestClinic, patient: str) -> None:
    clinic.add_patient("BELTRAN", "Rosa", date(1985, 4, 12), "+15055550144")
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await press(app, pilot, "ctrl+f", *typed("beltran,[b]m"), "enter", "3")
        assert "The patient is the subscriber here" in await press(app, pilot, "6", *typed("beltran,ro"), "enter")
        await press(app, pilot, "2", *["enter"] * 5, "ctrl+u", *"chi", "enter", *"Rosa", "f10")
        assert "held by BELTRAN, Rosa" in await press(app, pilot, "6", *typed("beltran,ro"), "enter")
    assert clinic.count("SELECT count(*) FROM coverage WHERE subscriber_dob = '1985-04-12'") == 1


async def test_another_payer_that_an_answer_names_is_offered(clinic: TestClinic, patient: str) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        desk = await at_work(app, pilot, clinic)
        assert app.place is not None
        place = app.place
        other = OtherPayer("State Medicaid", "M123", 2, "AETNA PPO")

        async def offer() -> None:
            await add_coverage(place, desk, patient, other)

        place.flow(offer())
        await quiet(app, pilot)
        text = await press(app, pilot)
        assert "named by AETNA PPO as another payer" in text and "+State Medicaid" in text and "M123" in text
        await press(app, pilot, "f10")
    assert clinic.count("SELECT count(*) FROM payer WHERE name = 'State Medicaid'") == 1
    assert clinic.count("SELECT count(*) FROM coverage WHERE position = 2 AND member_id = 'M123'") == 1


async def test_privacy_hides_numbers_and_names(clinic: TestClinic, patient: str) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        app.privacy = True
        text = await press(app, pilot, *CARD, "3")
        assert "BELTRAN" not in text and "W123456789" not in text and "1960" in text
        assert "W123456789" not in await press(app, pilot, "5")


@pytest.mark.soak
async def test_a_case_pays_for_one_visit_from_the_box(clinic: TestClinic, patient: str) -> None:
    visit = clinic.add_visit(patient)
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_box(app, pilot, clinic)
        assert "No accident or work injury" in await press(app, pilot, "4")
        keys = ("plus", *"work", "enter", *"2/23", "enter", *typed("+Example Mutual"), "enter", *"wc77", *["enter"] * 4)
        text = await press(app, pilot, *keys, *typed("Example Freight"), "f10")
        assert "On file: work injury of 02/23/2026, claim WC77" in text
        text = await press(app, pilot, "1", "1")
        assert "pays for this visit" in text
        assert clinic.count(f"SELECT count(*) FROM appointment WHERE id = '{visit}' AND case_id IS NOT NULL") == 1
        assert "own coverage pays for this visit again" in await press(app, pilot, "1", "1")
        text = await press(app, pilot, "8", "f10")
        assert "CLOSED 03/04/2026" in text and "open" in await press(app, pilot, "8", "o")
