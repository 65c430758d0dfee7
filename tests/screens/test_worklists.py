"""Worklists as a person sees them: choose a list, take, give, close, note, add a task."""

from __future__ import annotations

from datetime import timedelta

from psr_tui.app import PsrApp
from psr_tui.domain.work import NewWork, WorkKind
from psr_tui.screens.queue import QueuePlace
from psr_tui.screens.worklists import WorklistsPlace
from tests.helpers.clinic import TestClinic
from tests.helpers.desk_app import at_work, desk_app, typed
from tests.helpers.screen_text import screen_lines, screen_text


def app_of(clinic: TestClinic) -> PsrApp:
    return desk_app(clinic, {"queue": QueuePlace, "worklists": WorklistsPlace})


def put(clinic: TestClinic, *titles: str) -> None:
    rep = clinic.actor()
    with clinic.store.write(rep, "t", "t") as work:
        for hours, title in enumerate(titles, start=1):
            new = NewWork(WorkKind.TASK, title, due_at=work.now + timedelta(hours=hours))
            work.items.open_item(new, rep.staff_id, rep.name, work.now)
        work.commit()


async def test_take_and_close_with_an_outcome(clinic: TestClinic) -> None:
    put(clinic, "Order forms", "Call the cleaner")
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "f8", "]", "1")
        assert "M. Rivera" in next(line for line in screen_lines(app) if "Order forms" in line)
        await typed(app, pilot, "2", *"ordered", "enter", "f10")
        lines = screen_lines(app)
    assert "1 item done." in lines[23]
    assert not any("Order forms" in line for line in lines[3:20])
    assert any("Call the cleaner" in line for line in lines[3:20])


async def test_a_task_is_typed_and_found_again_with_its_history(clinic: TestClinic) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "f8", "]", "+", *"Fax the [form]", "enter", "f10", "1")
        assert any("Fax the [form]" in line for line in screen_lines(app)[3:20])
        await typed(app, pilot, "9", *"line busy", "enter", "f10", "5")
        text = screen_text(app)
    assert "note (M. Rivera) line busy" in text and "opened (M. Rivera)" in text


async def test_digits_that_do_nothing_say_so_and_an_empty_list_too(clinic: TestClinic) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "f8", "]", "4")
        assert "4 does nothing on this list" in screen_lines(app)[23]
        await typed(app, pilot, "1")
        assert "Nothing waits here." in screen_lines(app)[23]


async def test_a_records_request_is_taken_and_stepped_with_its_clock_shown(clinic: TestClinic) -> None:
    clinic.add_patient("Peña", "José")
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "f8", ":", *"list records", "enter", "+", *"pena", "enter", *"Jose Pena", "f10")
        row = next(line for line in screen_lines(app) if "Jose Pena" in line)
        assert "04/03 30 d left" in row and "received" in row
        await typed(app, pilot, "1")
        assert "Type which proof of identity was seen (4)" in screen_text(app)
        await typed(app, pilot, "5")
        assert "proof of identity, what is wanted, form" in screen_text(app)


async def test_a_complaint_is_filed_in_the_persons_words(clinic: TestClinic) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "f8", ":", *"list compl", "enter", "+", "2")
        await typed(app, pilot, *"I waited [two] hours", "enter", *"letter", "enter", *"wait", "enter", "f10")
        assert "acknowledge by Mon 03/09" in screen_text(app)
        assert any("Waiting time" in line and "nobody yet" in line for line in screen_lines(app))
        await typed(app, pilot, "5")
        assert "I waited [two] hours" in screen_text(app)


async def test_a_list_is_reached_by_its_name_from_any_place(clinic: TestClinic) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, ":", *"list wait", "enter")
        assert "WORK  Wait list" in screen_lines(app)[0]
        await typed(app, pilot, "f2", ":", *"list nowhere", "enter")
        assert "No list is called nowhere; press 0 here" in screen_text(app)


async def test_what_was_said_of_one_list_does_not_stand_under_the_next(clinic: TestClinic) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "f8", "]", "1")
        assert "Nothing waits here." in screen_lines(app)[23]
        await typed(app, pilot, "]")
        assert "Nothing waits here." not in screen_lines(app)[23]


async def test_the_lists_of_every_day_have_a_digit(clinic: TestClinic) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "f8", "0", "5")
        assert "WORK  Confirm" in screen_lines(app)[0]
