"""The queue as a person sees it: one digit a step, batches, undo, filters, live changes, minutes, panels."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from textual.pilot import Pilot

from psr_tui.app import PsrApp
from psr_tui.domain.visit import VisitState
from psr_tui.screens.queue import QueuePlace
from psr_tui.services.queue import QueueService
from tests.helpers.clinic import TestClinic
from tests.helpers.desk_app import at_work, desk_app, typed
from tests.helpers.screen_text import screen_lines, screen_text
from tests.helpers.station import burst, quiet

NAMES = (("Peña García", "José"), ("O'Connor", "Siobhan"), ("Smith", "Jon"), ("Smythe", "Jon"), ("Nguyen", "An"))


@pytest.fixture
def visits(clinic: TestClinic) -> dict[str, str]:
    """Five people from 09:00 on, a quarter of an hour apart, with two providers in turn; visit ids by surname."""
    providers = [clinic.add_provider("Lee", "LEE"), clinic.add_provider("Ortiz", "ORT")]
    return {
        last: clinic.add_visit(
            clinic.add_patient(last, first, dob=date(1957, 1, 22), phone=""), f"09:{15 * n:02d}", providers[n % 2]
        )
        for n, (last, first) in enumerate(NAMES[:4])
    } | {"Nguyen": clinic.add_visit(clinic.add_patient("Nguyen", "An", phone=""), "10:00", providers[0])}


def app_of(clinic: TestClinic) -> PsrApp:
    return desk_app(clinic, {"queue": QueuePlace})


def row(app: PsrApp, name: str) -> str:
    return next((line for line in screen_lines(app)[3:21] if name in line), "")


def message(app: PsrApp) -> str:
    return " ".join(line.strip() for line in screen_lines(app)[21:] if line.strip())


async def test_the_frame_and_the_columns_stand_where_the_design_says(
    clinic: TestClinic, visits: dict[str, str]
) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        lines = screen_lines(app)
    assert lines[0].startswith(" QUEUE  today · all providers")
    assert lines[1].startswith(" waiting 0 · roomed 0 · expected 5 · done 0 · no-show 0")
    assert lines[2].split() == ["Time", "Patient", "DOB", "With", "Status", "Wait", "Needs"]
    assert lines[3].startswith(">09:00 PEÑA GARCÍA, J")
    assert "01/22/1957" in lines[3] and "○ Booked" in lines[3]
    assert lines[21].strip() == "1Arrived 2Check-in 3Room 4Check-out 5Open 6No-show 7Move 8Cancel 9Note +Walk-in"


async def test_one_digit_is_one_step_and_ctrl_z_takes_it_back(clinic: TestClinic, visits: dict[str, str]) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "1")
        assert "▲ Arrived" in row(app, "PEÑA") and "0:00" in row(app, "PEÑA")
        assert "PEÑA GARCÍA, José arrived 09:47. Ctrl+Z undoes it." in message(app)
        assert "waiting 1 (longest 0:00)" in screen_lines(app)[1]
        await typed(app, pilot, "ctrl+z")
        assert "○ Booked" in row(app, "PEÑA")
        assert "Undone: PEÑA GARCÍA, José is Booked again." in message(app)


@pytest.mark.soak
async def test_ctrl_z_after_something_else_asks_and_enter_leaves_it(clinic: TestClinic, visits: dict[str, str]) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "1")
        clinic.clock.advance(timedelta(minutes=1))
        await typed(app, pilot, "9", *"disc", "enter")
        await typed(app, pilot, "ctrl+z")
        assert "The last thing you did was not a step of a visit." in screen_text(app)
        await typed(app, pilot, "enter")
        assert "Nothing was undone." in message(app) and "▲ Arrived" in row(app, "PEÑA")
        await typed(app, pilot, "ctrl+z", "t")
        assert "○ Booked" in row(app, "PEÑA")


async def test_a_burst_of_digits_and_arrows_acts_on_the_rows_it_was_typed_for(
    clinic: TestClinic, visits: dict[str, str]
) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        burst(app, "1", "down", "6", "down", "1", "down", "8", "1", "down", "1")
        await quiet(app, pilot)
        assert "▲ Arrived" in row(app, "PEÑA") and "✗ No-show" in row(app, "CONNOR")
        assert "▲ Arrived" in row(app, "SMITH") and "− Cancelled" in row(app, "SMYTHE")
        assert "▲ Arrived" in row(app, "NGUYEN")


async def test_waits_tick_by_the_minute_without_asking_the_store(clinic: TestClinic, visits: dict[str, str]) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "1")
        events = clinic.count("SELECT count(*) FROM audit")
        for _ in range(7):  # a key now and then, or the screen locks
            clinic.clock.advance(timedelta(minutes=3))
            await typed(app, pilot, "home")
            app.heartbeat()
            await quiet(app, pilot)
        assert "0:21!!" in row(app, "PEÑA")
        assert "longest 0:21, 1 over" in screen_lines(app)[1]
        assert clinic.count("SELECT count(*) FROM audit") == events


async def test_marked_rows_take_one_digit_and_one_undo(clinic: TestClinic, visits: dict[str, str]) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "down", "1", "home", "space", "down", "space", "down", "space", "6")
        assert "✗ No-show" in row(app, "PEÑA") and "✗ No-show" in row(app, "SMITH")
        assert "▲ Arrived" in row(app, "CONNOR")
        assert "2 of 3 done, Ctrl+Z undoes them. O'CONNOR, Siobhan is Arrived (M. Rivera, 09:47)" in message(app)
        await typed(app, pilot, "ctrl+z")
        assert "○ Booked" in row(app, "PEÑA") and "○ Booked" in row(app, "SMITH")
        assert "▲ Arrived" in row(app, "CONNOR")


async def test_rooming_without_check_in_says_what_is_missing(clinic: TestClinic, visits: dict[str, str]) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "1", "3")
        assert "missing two identifiers, payer or self-pay" in message(app)
        assert "▲ Arrived" in row(app, "PEÑA")


async def test_a_stale_digit_is_refused_by_name_and_shows_the_truth(clinic: TestClinic, visits: dict[str, str]) -> None:
    app = app_of(clinic)
    chen = clinic.actor("tchen", "desk-2")
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        QueueService(clinic.store, clinic.clock).move(chen, visits["Peña García"], 1, VisitState.NO_SHOW)
        await typed(app, pilot, "1")
        assert "was changed by T. Chen at 09:47" in message(app)
        assert "✗ No-show" in row(app, "PEÑA")


async def test_another_station_changes_rows_and_the_cursor_stays_on_its_record(
    clinic: TestClinic, visits: dict[str, str]
) -> None:
    app = app_of(clinic)
    chen = clinic.actor("tchen", "desk-2")
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "down", "down")
        assert screen_lines(app)[5].startswith(">09:30 SMITH")
        early = clinic.add_visit(clinic.add_patient("Abbott", "Al", phone=""), "08:00")
        QueueService(clinic.store, clinic.clock).move(chen, early, 1, VisitState.ARRIVED)
        app.publish({"queue"})
        await quiet(app, pilot)
        assert "▲ Arrived" in row(app, "ABBOTT")
        assert screen_lines(app)[6].startswith(">09:30 SMITH")


@pytest.mark.soak
async def test_letters_find_surnames_and_slash_filters_and_both_forgive_accents(
    clinic: TestClinic, visits: dict[str, str]
) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await pilot.press("s", "m", "y")
        await quiet(app, pilot)
        assert any(line.startswith(">09:45 SMYTHE") for line in screen_lines(app))
        await typed(app, pilot, "slash", "g", "a", "r", "c", "enter")
        assert row(app, "PEÑA") and not row(app, "SMITH")
        assert '"garc"' in screen_lines(app)[0]
        await typed(app, pilot, "escape")
        assert row(app, "SMITH")
        await typed(app, pilot, "slash", "z", "z")
        assert "Nothing here fits the filter. Esc shows all again." in screen_text(app)
        assert "Nobody on this list" not in screen_text(app)


async def test_brackets_turn_the_providers_and_the_choice_is_kept(clinic: TestClinic, visits: dict[str, str]) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "right_square_bracket")
        assert "today · Lee" in screen_lines(app)[0] and not row(app, "SMYTHE")
        await typed(app, pilot, "right_square_bracket")
        assert "today · Ortiz" in screen_lines(app)[0] and row(app, "SMYTHE")
    again = app_of(clinic)
    async with again.run_test(size=(80, 24)) as pilot:
        await at_work(again, pilot, clinic)
        assert "today · Ortiz" in screen_lines(again)[0]


async def test_sorting_is_a_command(clinic: TestClinic, visits: dict[str, str]) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "colon", *"sort name", "enter")
        assert [line[7:10] for line in screen_lines(app)[3:8]] == ["NGU", "O'C", "PEÑ", "SMI", "SMY"]
        assert "by name" in screen_lines(app)[0]


@pytest.mark.soak
async def test_cancelling_asks_a_coded_reason_and_other_asks_for_words(
    clinic: TestClinic, visits: dict[str, str]
) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "8", "f12")
        assert "○ Booked" in row(app, "PEÑA")
        await typed(app, pilot, "8", "9", *"moved away", "enter")
        assert "− Cancelled" in row(app, "PEÑA")
    assert (
        clinic.count("SELECT count(*) FROM appointment_event WHERE reason_code = 'other' AND note = 'moved away'") == 1
    )


async def test_a_note_is_written_and_seen_in_the_box_of_the_visit(clinic: TestClinic, visits: dict[str, str]) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "9", *"brought an MRI [b]disc", "enter", "5")
        text = screen_text(app)
        assert "Note: brought an MRI [b]disc" in text
        assert "M. Rivera: note: brought an MRI" in text
        await typed(app, pilot, "f12")
        assert "note: brought" not in screen_text(app)


async def test_wide_and_tall_windows_add_the_panels(clinic: TestClinic, visits: dict[str, str]) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(120, 40)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "1")
        text = screen_text(app)
        assert "Balance: $0.00" in text and "Visits in all: 1" in text
        assert "What happened" in text and "M. Rivera: Arrived" in text


@pytest.mark.soak
async def test_a_supervisor_takes_in_over_a_block_with_a_reason(clinic: TestClinic) -> None:
    clinic.add_visit(clinic.add_patient("Late", "Al", deceased_on=date(2026, 1, 5)), "09:00")
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic, "sotto")
        await typed(app, pilot, "1")
        assert "deceased on 01/05/2026" in message(app)
        await typed(app, pilot, "colon", *"arrive wrong-date", "enter")
        assert "▲ Arrived" in row(app, "LATE")


@pytest.mark.soak
async def test_privacy_hides_names_dates_and_amounts(clinic: TestClinic, visits: dict[str, str]) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(120, 40)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "colon", *"privacy on", "enter")
        text = screen_text(app)
        assert "PEÑA" not in text and "SMITH" not in text and "01/22/1957" not in text
        assert "P.G., J." in text
        await typed(app, pilot, "1")
        assert "P.G., J. arrived 09:47" in message(app)


async def test_names_are_never_markup(clinic: TestClinic) -> None:
    clinic.add_visit(clinic.add_patient("[b]Bold[/b]", "[@click=x]An", phone=""), "09:00")
    app = app_of(clinic)
    async with app.run_test(size=(120, 40)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "1")
        assert "[B]BOLD[/B]" in screen_text(app)


async def walked_in(app: PsrApp, pilot: Pilot[object], *keys: str) -> None:
    await typed(app, pilot, "plus", *keys)


@pytest.mark.soak
async def test_a_walk_in_is_found_and_put_on_the_list(clinic: TestClinic, visits: dict[str, str]) -> None:
    clinic.add_patient("Walker", "Tess", dob=date(1990, 5, 5))
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await walked_in(app, pilot, *"walker", "enter", "1")
        assert "▲ Arrived" in row(app, "WALKER") and row(app, "WALKER").startswith(">09:47")
        await walked_in(app, pilot, *"walker", "enter")
        assert "is on today's list already" in message(app)
        assert isinstance(app.screen, QueuePlace)
        await typed(app, pilot, "ctrl+z")
        assert "WALKER, Tess is off the list" in message(app) and not row(app, "WALKER")
    assert clinic.count("SELECT count(*) FROM appointment WHERE kind = 'walk_in'") == 1


async def test_who_may_not_come_is_refused_before_the_provider_is_asked(clinic: TestClinic) -> None:
    clinic.add_patient("Gone", "Old", deceased_on=date(2026, 1, 5))
    clinic.restrict(clinic.add_patient("Barred", "Bo"))
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        for name, word in (("gone", "deceased"), ("barred", "may not be booked")):
            await walked_in(app, pilot, *name, "enter")
            assert isinstance(app.screen, QueuePlace)
            assert word in message(app)


async def test_a_supervisor_takes_a_blocked_walk_in_with_a_reason(clinic: TestClinic) -> None:
    clinic.restrict(clinic.add_patient("Barred", "Bo"))
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic, "sotto")
        await walked_in(app, pilot, *"barred", "enter")
        assert "may not be booked" in screen_text(app)
        await typed(app, pilot, "enter")
        assert "a few words are needed" in screen_text(app)
        await typed(app, pilot, *"hurt", "enter", "1")
        assert "▲ Arrived" in row(app, "BARRED")
    assert clinic.count("SELECT count(*) FROM audit WHERE action = 'move' AND reason = 'hurt'") == 1
