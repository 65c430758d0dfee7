"""Writing to patients and sorting what they wrote, by typed keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from psr_tui.app import PsrApp
from psr_tui.devices.pdf_folder import PdfFolder
from psr_tui.domain.portal_triage import Pool
from psr_tui.screens.find_patient import find_tool
from psr_tui.screens.portal_watch import PortalWatch
from psr_tui.screens.worklists import WorklistsPlace
from tests.helpers.clinic import TestClinic
from tests.helpers.desk_app import at_work, desk_app, typed
from tests.helpers.messages import MessageDesk, portal, result
from tests.helpers.screen_text import screen_lines, screen_text
from tests.helpers.station import ClinicDoor, Names


@pytest.fixture
def desk(clinic: TestClinic, tmp_path: Path) -> MessageDesk:
    return MessageDesk(clinic, tmp_path / "gateway", PdfFolder(tmp_path / "printed"))


def app_of(desk: MessageDesk) -> PsrApp:
    places = {"queue": Names, "worklists": WorklistsPlace}
    app = desk_app(desk.clinic, places, tools={"find": find_tool})
    assert isinstance(app.door, ClinicDoor)
    app.door.printer = desk.printer
    return app


def row(app: PsrApp, word: str) -> str:
    return next(line for line in screen_lines(app) if word in line)


async def test_three_keys_from_the_card_send_what_is_shown_whole(desk: MessageDesk) -> None:
    desk.patient("[Zoë]", written_language="es")
    app = app_of(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, desk.clinic)
        await typed(app, pilot, "ctrl+f", *"smith", "enter", "m", "2")
        shown = screen_text(app)
        assert "Text to (505) 555-0142 · 80 letters, 2 texts (ë makes it long)" in shown
        assert "Hola [Zoë], le escribe North Clinic. Por favor llame al" in shown
        assert "F10 sends it" in shown
        await typed(app, pilot, "0")
        assert "[portal]" in row(app, "2 Please call us") and "Por favor llámenos" in screen_text(app)
        await typed(app, pilot, "f10")
        assert "Portal message to the portal account queued" in screen_text(app)
        await typed(app, pilot, "f10")
    assert desk.clinic.count("SELECT count(*) FROM message_out WHERE channel = 'portal' AND language = 'es'") == 1


async def test_a_way_that_is_closed_says_why_and_sends_nothing(desk: MessageDesk) -> None:
    desk.patient(text=False, portal="declined", street="")
    app = app_of(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, desk.clinic)
        await typed(app, pilot, "ctrl+f", *"smith", "enter", "m", "2")
        assert "Not this way: The patient wants no texts about other matters" in screen_text(app)
        await typed(app, pilot, "f10", "9")
        assert "Choose 1 to 6." in screen_text(app)
    assert desk.clinic.count("SELECT count(*) FROM message_out") == 0


async def test_own_words_are_kept_while_typed_and_shown_before_they_go(desk: MessageDesk) -> None:
    desk.patient()
    app = app_of(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, desk.clinic)
        await typed(app, pilot, "ctrl+f", *"smith", "enter", "m", "6", "6", "tab", "tab")
        await typed(app, pilot, *"Bring [both] cards", "enter", "f12", "f12")
        await typed(app, pilot, "6", "f10")
        assert "Bring [both] cards" in screen_text(app)  # what was typed came back
        await typed(app, pilot, "f10", "f10")
    assert desk.clinic.count("SELECT count(*) FROM message_out WHERE body = 'Bring [both] cards'") == 1
    assert desk.clinic.count("SELECT count(*) FROM draft") == 0


async def test_portal_messages_go_on_with_one_key_each(desk: MessageDesk) -> None:
    desk.patient(text=None)
    desk.bring(
        portal("p-1", "I have chest pain", 1),
        portal("p-2", "Why was I charged twice?", 1, subject="Bill [1]", at="2026-03-04T14:00Z"),
        portal("p-3", "What are your hours?", 1, subject="Hours"),
    )  # fmt: skip
    app = app_of(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        work = await at_work(app, pilot, desk.clinic)
        await typed(app, pilot, "f8", ":", *"list portal", "enter")
        assert "red flag" in screen_lines(app)[3] and "to billing" in row(app, "Bill [1]")
        assert "3 messages · 1 urgent · unsorted 2 · nurses 1" in screen_lines(app)[1]
        await typed(app, pilot, "1")
        assert 'red flag "chest pain"' in screen_text(app)
        assert (await PortalWatch()(work)).startswith("1 urgent portal message: F8")
        await typed(app, pilot, "f10")
        assert await PortalWatch()(work) == ""
        assert "The red flag is with the nurse" in screen_lines(app)[23]
        await typed(app, pilot, "home", "1")
        assert "answer" in row(app, "Bill [1]") and "It is with billing now." in screen_lines(app)[23]
        await typed(app, pilot, "1", "1", "f10")
        assert "queued" in screen_lines(app)[23] and not any("Bill [1]" in line for line in screen_lines(app))
        await typed(app, pilot, "6")
        assert "That row is no longer on this list" in screen_lines(app)[23]
        await typed(app, pilot, "home", "6", "7", "2")
        assert "Only a lead (or higher) may take a message away from the nurses" in screen_text(app)
        await typed(app, pilot, "1", *"Okafor", "enter")
        assert "No portal message waits." in screen_text(app)
    assert desk.clinic.count("SELECT count(*) FROM callback WHERE red_flag = 1") == 1
    assert desk.clinic.count("SELECT count(*) FROM message_out WHERE reply_to IS NOT NULL") == 1


async def test_an_unknown_sender_is_looked_at_beside_the_record(desk: MessageDesk) -> None:
    desk.patient()
    desk.bring(portal("p-1", "What are your hours?", 0, **{"from": "Ann Baker"}))
    app = app_of(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, desk.clinic)
        await typed(app, pilot, "f8", ":", *"list portal", "enter", "1", *"smith", "enter")
        assert "The message is from: Ann Baker" in screen_text(app) and "born 02/29/1960" in screen_text(app)
        await typed(app, pilot, "enter")  # no is the safe answer
        assert "whose is it?" in row(app, "Ann Baker")
        await typed(app, pilot, "1", *"smith", "enter", "s", *"married name", "enter")
        assert "SMITH" in screen_lines(app)[3] and "to front desk" in screen_lines(app)[3]
    assert desk.services.portal_messages.standing(desk.rep)[0].pool is Pool.UNSORTED


async def test_a_failed_message_goes_the_next_way_and_a_letter_is_printed(desk: MessageDesk, tmp_path: Path) -> None:
    failed = desk.send(desk.patient(portal="none")).message_id
    desk.exchange()
    desk.bring(result(failed, "failed", "no such number"))
    app = app_of(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, desk.clinic)
        await typed(app, pilot, "f8", ":", *"list mess", "enter")
        assert "NOT DELIVERED" in screen_lines(app)[3] and "1 not delivered" in screen_lines(app)[1]
        await typed(app, pilot, "1")
        assert "Letter to 1 Plaza Way" in screen_text(app)
        await typed(app, pilot, "f10")
        assert "Every message went out" in screen_text(app) and "Letter MRN 000001 went to" in screen_text(app)
    assert len(list((tmp_path / "printed").glob("*.pdf"))) == 1
    assert desk.work() == []
