"""The eligibility list, a payer's answer and check-in as a person sees them: typed in bursts, read as text."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from psr_tui.app import PsrApp
from psr_tui.screens.check_in import CheckInPlace
from psr_tui.screens.queue import QueuePlace
from psr_tui.screens.worklists import WorklistsPlace
from tests.helpers.clinic import SETUP, TODAY, TestClinic
from tests.helpers.desk_app import at_work, desk_app, typed
from tests.helpers.eligibility import Desk
from tests.helpers.screen_text import screen_lines, screen_text
from tests.helpers.station import burst, quiet


def app_of(clinic: TestClinic) -> PsrApp:
    return desk_app(clinic, {"queue": QueuePlace, "check_in": CheckInPlace, "worklists": WorklistsPlace})


@pytest.fixture
def desk(clinic: TestClinic) -> Desk:
    return Desk(clinic)


def rows(app: PsrApp) -> list[str]:
    return [line.rstrip() for line in screen_lines(app)[3:20] if line.strip()]


async def test_f8_shows_who_needs_a_look_why_and_how_much_time_is_left(clinic: TestClinic, desk: Desk) -> None:
    payer = desk.payer()
    desk.visit(payer, "HMO1", last="LATER", start="13:00")
    desk.ask(desk.visit(payer, "TERM1", last="ENDED", start="10:27"))
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "f8")
        lines = screen_lines(app)
    assert "WORK  Eligibility" in lines[0] and "inactive 1 new 1" in lines[1]
    assert "not active" in lines[3] and "ENDED, Ann" in lines[3] and "03/04 10:27  0:40" in lines[3]
    assert "not checked" in lines[4] and "never" in lines[4]


@pytest.mark.soak
@pytest.mark.parametrize("columns", [100, 119, 120, 160])
async def test_the_reason_stands_in_full_beside_the_list_at_every_width(
    clinic: TestClinic, desk: Desk, columns: int
) -> None:
    """At 120 columns and more the panel was drawn and stayed empty."""
    desk.visit(desk.payer())
    app = app_of(clinic)
    async with app.run_test(size=(columns, 30)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "f8")
        assert "Nobody has" in screen_text(app)


async def test_a_burst_asks_opens_the_answer_and_shows_the_raw_text(clinic: TestClinic, desk: Desk) -> None:
    desk.visit(desk.payer(), "AAA72X", last="O'[NEIL]")
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "f8")
        burst(app, "1", "5")
        await quiet(app, pilot)
        text = screen_text(app)
        assert "O'[NEIL], Ann" in text and "or wrong (72)" in text and "6 opens the field" in text
        burst(app, "4")
        await quiet(app, pilot)
        assert "--- ASKED," in screen_text(app) and "ISA*00*" in screen_text(app)


async def test_the_rejected_field_is_opened_mended_and_asked_again(clinic: TestClinic, desk: Desk) -> None:
    pair = desk.visit(desk.payer(), "AAA72X", copay_cents=3000)
    desk.ask(pair)
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "f8")
        burst(app, "5", "6", "ctrl+u", *"hmo55", "enter", "1", "f12")
        await quiet(app, pilot)
        lines = screen_lines(app)
    assert "active on 03/04/2026" in lines[23]
    assert "Every visit of the next days is checked." in "\n".join(lines)
    assert clinic.count("SELECT count(*) FROM coverage WHERE member_id = 'HMO55'") == 1


async def test_a_rejected_birth_date_opens_the_patients_form_at_that_field(clinic: TestClinic, desk: Desk) -> None:
    desk.ask(desk.visit(desk.payer(), "AAA58X"))
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "f8", "5", "6")
        assert "Change PERSONA, Ann" in screen_text(app)
        assert getattr(app.focused, "field_id", "") == "born"


@pytest.mark.soak
async def test_a_batch_asks_everybody_beside_the_work_and_seconds_after_firsts(clinic: TestClinic, desk: Desk) -> None:
    payer, second = desk.payer(), desk.payer("Second Plan")
    for number in range(12):
        visit_id, _coverage = desk.visit(payer, f"HMO{number}", copay_cents=3000, day=TODAY + timedelta(days=1))
        if number == 0:
            with clinic.store.read() as work:
                visit = work.visits.get(visit_id)
            assert visit is not None
            clinic.add_coverage(visit.patient_id, second, 3000, member_id="HMO99", position=2)
    desk.visit(payer, "", last="NOID")
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "f8")
        burst(app, "3", "slash", *"noid")
        await quiet(app, pilot)
        for _wait in range(200):
            if clinic.count("SELECT count(*) FROM eligibility_check WHERE state = 'answered'") == 13:
                break
            await pilot.pause(0.02)
        await quiet(app, pilot)
        lines = screen_lines(app)
    assert '"noid"' in lines[0], "typing went on while the batch ran"
    assert clinic.count("SELECT count(*) FROM eligibility_check WHERE state = 'answered'") == 13
    assert "incomplete" in lines[3] and "NOID" in lines[3]


async def test_a_typed_answer_goes_in_by_the_form_and_wrong_values_stay(clinic: TestClinic, desk: Desk) -> None:
    desk.visit(desk.payer(channel="typed"))
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "f8", "1")
        assert "asked by phone or on its portal" in screen_text(app)
        await typed(app, pilot, "2", "enter", *"act", "enter", "f10")
        assert "Spoke with: type the name" in screen_text(app)
        burst(app, *"Dana", "enter", *"C-1", "enter", *"25", "enter", "f10")
        await quiet(app, pilot)
        text = screen_text(app)
    assert "active on 03/04/2026, copay $25.00" in text
    assert clinic.count("SELECT count(*) FROM eligibility_check WHERE spoke_with = 'Dana' AND copay_cents = 2500") == 1


async def test_which_copay_applies_is_chosen_by_a_digit_and_asked_for_at_check_in(
    clinic: TestClinic, desk: Desk
) -> None:
    pair = desk.visit(desk.payer(), "ZZ9", copay_cents=1000)
    desk.ask(pair)
    app = app_of(clinic)
    async with app.run_test(size=(100, 40)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "f8")
        burst(app, "5", "3", "2")
        await quiet(app, pilot)
        assert "Applies: $50.00 in network: SPECIALIST OFFICE VISIT, chosen by" in screen_text(app)
    assert desk.services.check_in.look(desk.actor, pair[0]).proposal.copay.cents == 5000


async def test_what_it_will_cost_is_said_with_its_age_and_as_an_estimate(clinic: TestClinic, desk: Desk) -> None:
    pair = desk.visit(desk.payer(), "BASE1")
    desk.ask(pair)
    clinic.clock.set(clinic.clock.now() + timedelta(minutes=20))
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "2", "colon", *"cost", "enter")
        text = screen_text(app)
    assert "What will it cost" in text and "ESTIMATE" in text and "20 min old" in text
    assert "You have a $40 copay for an office visit." in text
    assert "did not tell us how much of the deductible is left" in " ".join(text.replace("│", " ").split())


async def test_check_in_asks_the_payer_of_this_visit(clinic: TestClinic, desk: Desk) -> None:
    pair = desk.visit(desk.payer(), "HMO1", copay_cents=3000)
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "2", "colon", *"elig", "enter")
        assert "active on 03/04/2026, copay $30.00" in screen_lines(app)[23]
    with clinic.store.read() as work:
        assert work.eligibility.newest([pair[1]])[pair[1]].visit_id == pair[0]


async def test_the_other_payer_is_offered_as_a_card_that_is_marked_as_prefilled(clinic: TestClinic, desk: Desk) -> None:
    desk.ask(desk.visit(desk.payer(), "MCARE1"))
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "f8", "5", "7")
        text = screen_text(app)
    assert "New card: PERSONA, Ann" in text
    assert "TRAINING ADVANTAGE PLAN" in next(line for line in text.split("\n") if "Payer *" in line)


@pytest.mark.soak
async def test_rows_are_given_noted_dealt_with_and_narrowed(clinic: TestClinic, desk: Desk) -> None:
    payer = desk.payer()
    desk.ask(desk.visit(payer, "TERM1", last="ENDED", start="11:00"))
    desk.visit(payer, "HMO1", last="LATER", start="13:00")
    app = app_of(clinic)
    async with app.run_test(size=(100, 40)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "f8", "7", "2")
        assert any(name in rows(app)[0] for name in ("A. Admin", "L. Grant", "M. Rivera"))
        await typed(app, pilot, "9", *"has no new card", "enter", "5")
        assert "has no new card" in screen_text(app)
        await typed(app, pilot, "f12", "6", "3")
        assert "only not checked" in screen_lines(app)[1] and "ENDED" not in screen_text(app)
        await typed(app, pilot, "6", "1", "home", "4", *"self-pay agreed", "enter")
        assert "LATER" in rows(app)[0] and "ENDED" not in screen_text(app)


async def test_privacy_hides_names_amounts_and_raw_text(clinic: TestClinic, desk: Desk) -> None:
    desk.ask(desk.visit(desk.payer(), "ZZ9", last="HIDDENNAME", copay_cents=100))
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        app.privacy = True
        await typed(app, pilot, "f8", "5")
        assert "HIDDENNAME" not in screen_text(app) and "$50" not in screen_text(app)
        await typed(app, pilot, "4")
        assert "ISA*" not in screen_text(app) and "Privacy is on" in screen_text(app)


async def test_a_question_that_travels_as_a_file_touches_no_folder_while_somebody_types(
    clinic: TestClinic, tmp_path: Path
) -> None:
    desk = Desk(clinic, tmp_path / "gone")
    desk.visit(desk.payer(channel="x12"))
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "f8", "1")
        assert "is asked in a moment" in screen_text(app) and "waiting" in screen_lines(app)[3]
        desk.exchange()
        place = app.place
        assert place is not None
        await place.reload()
        assert "failed" in screen_lines(app)[3]
        await typed(app, pilot, "5")
        assert "is not there; an administrator" in " ".join(screen_text(app).replace("│", " ").split())


@pytest.mark.soak
async def test_what_differs_is_taken_over_field_by_field_and_nothing_by_itself(clinic: TestClinic, desk: Desk) -> None:
    pair = desk.visit(desk.payer(), "HMO1", copay_cents=100)
    desk.ask(pair)
    with clinic.store.write(SETUP) as work:
        work.coverage.change(pair[1], "t", work.now, member_id="OLD9")
        work.commit()
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "f8", "5", "6")
        assert "ours OLD9, the payer's HMO1" in screen_text(app)
        options = [line for line in screen_lines(app) if "the payer's" in line and line.strip("│ >")[:1].isdigit()]
        digit = next(line for line in options if "OLD9" in line).strip("│ >")[0]
        await typed(app, pilot, digit, "enter")
    assert clinic.count("SELECT count(*) FROM coverage WHERE member_id = 'HMO1'") == 1
