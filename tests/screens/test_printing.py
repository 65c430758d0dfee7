"""Paper from the screen: one key, where it goes is said before, and what did not come out waits in a list."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from textual.pilot import Pilot

from psr_tui.app import PsrApp
from psr_tui.devices.printer import Printer
from psr_tui.domain.visit import VisitState
from psr_tui.screens.check_in import CheckInPlace
from psr_tui.screens.queue import QueuePlace
from psr_tui.services.check_in import CheckInService
from psr_tui.services.queue import QueueService
from tests.helpers.clinic import NOW, TestClinic
from tests.helpers.desk_app import at_work, desk_app, drawer_app, typed
from tests.helpers.drawer_station import at_drawer, press
from tests.helpers.money import Till, cash
from tests.helpers.printers import on_paper, pages, spool, switched_off
from tests.helpers.screen_text import screen_lines, screen_text
from tests.helpers.station import ClinicDoor
from tests.helpers.till import open_till


def with_printer(app: PsrApp, printer: Printer) -> PsrApp:
    cast(ClinicDoor, app.door).printer = printer
    return app


def arrived(clinic: TestClinic) -> str:
    """A returning patient with a copay of $25, every paper signed, standing at the desk."""
    patient_id = clinic.add_patient("NGUYỄN", "Thị Hồng", phone="+15055550142")
    clinic.add_coverage(patient_id, clinic.add_payer(), verified_at=NOW, verified_result="active", card_seen_on=None)
    earlier = clinic.add_visit(patient_id, day=NOW.date().replace(day=2))
    desk, actor = CheckInService(clinic.store, clinic.clock), clinic.actor("tchen")
    for kind in ("privacy_notice", "consent_treat", "assignment"):
        desk.sign(actor, earlier, desk.look(actor, earlier).version, kind)
    made = clinic.add_visit(patient_id, "09:30", clinic.add_provider("Lee", "LEE"))
    QueueService(clinic.store, clinic.clock).move(actor, made, 1, VisitState.ARRIVED)
    return made


CHECK_IN_KEYS = ("2", "1", "2", "1", "1")  # from the row of the queue to the payment


async def to_payment(clinic: TestClinic, app: PsrApp, pilot: Pilot[Any]) -> None:
    arrived(clinic)
    desk = await at_work(app, pilot, clinic)
    open_till(clinic, desk.actor)
    await typed(app, pilot, *CHECK_IN_KEYS)


async def test_a_cash_copay_with_its_receipt_printed_costs_three_keys_and_its_digits(
    clinic: TestClinic, tmp_path: Path
) -> None:
    """The issue allows four beyond check-in: F10 takes it, 4 prints, Enter goes on."""
    keys = ["f10", "4", "enter"]
    assert len(keys) <= 4
    app = desk_app(clinic, {"queue": QueuePlace, "check_in": CheckInPlace})
    with_printer(app, spool(tmp_path / "spool"))
    async with app.run_test(size=(80, 24)) as pilot:
        await to_payment(clinic, app, pilot)
        await typed(app, pilot, "4", "0", keys[0])
        text = screen_text(app)
        assert "Receipt R-0000001 · CHANGE $15.00" in text and "4 prints it: printer files in" in text
        await typed(app, pilot, *keys[1:])
        assert screen_lines(app)[0].startswith(" QUEUE")
    paper = on_paper(tmp_path / "spool", "R-0000001")
    assert "CHANGE                             15.00" in paper and "NGUY" in paper and "DUPLICATE" not in paper
    assert clinic.count("SELECT count(*) FROM receipt_print") == 1


async def test_where_receipts_always_print_it_costs_two(clinic: TestClinic, tmp_path: Path) -> None:
    app = desk_app(clinic, {"queue": QueuePlace, "check_in": CheckInPlace})
    with_printer(app, spool(tmp_path / "spool", receipts="always", kick=2))
    async with app.run_test(size=(80, 24)) as pilot:
        await to_payment(clinic, app, pilot)
        await typed(app, pilot, "4", "0", "f10")
        assert "R-0000001 went to printer files" in " ".join(screen_text(app).split())
        await typed(app, pilot, "enter")
    assert pages(tmp_path / "spool") == ["R-0000001", "kick"]
    assert clinic.count("SELECT count(*) FROM drawer_kick WHERE journal_id IS NOT NULL") == 1


def receipt_in_drawer(clinic: TestClinic) -> Till:
    till = Till(clinic)
    till.open()
    till.take(clinic.add_patient(), cash(2500, handed=4000))
    return till


async def test_a_second_print_is_a_marked_duplicate(clinic: TestClinic, tmp_path: Path) -> None:
    receipt_in_drawer(clinic)
    app = with_printer(drawer_app(clinic), spool(tmp_path / "spool"))
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        await press(app, pilot, "enter")
        assert "DUPLICATE" not in await press(app, pilot, "4")
        assert "R-0000001 DUPLICATE 1 went to" in await press(app, pilot, "4")
    assert pages(tmp_path / "spool") == ["R-0000001", "R-0000001-duplicate-1"]


async def test_a_key_pressed_twice_prints_once(clinic: TestClinic, tmp_path: Path) -> None:
    receipt_in_drawer(clinic)
    app = with_printer(drawer_app(clinic), spool(tmp_path / "spool"))
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        await press(app, pilot, "enter")
        await press(app, pilot, "4", "4")
    assert pages(tmp_path / "spool") == ["R-0000001"]


async def test_without_a_printer_the_paper_says_so_and_no_key_is_offered(clinic: TestClinic) -> None:
    receipt_in_drawer(clinic)
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        text = await press(app, pilot, "enter")
        assert "No printer is set up for this terminal" in text and "4 print" not in text
        assert "R-0000001" in await press(app, pilot, "4")
        assert clinic.count("SELECT count(*) FROM print_job") == 0


async def test_what_did_not_come_out_waits_and_is_printed_or_given_up_there(clinic: TestClinic, tmp_path: Path) -> None:
    till = receipt_in_drawer(clinic)
    till.take(clinic.add_patient("[DNR] O'Connor", "[/x]"), cash(1000))
    app = with_printer(drawer_app(clinic), switched_off())
    async with app.run_test(size=(80, 24)) as pilot:
        place = await at_drawer(app, pilot, clinic)
        for keys in (("enter", "4", "enter"), ("down", "enter", "4")):
            text = " ".join((await press(app, pilot, *keys)).split())
        assert "refuses; is it switched on" in text and "R-0000001 waits in :printing." in text
        await press(app, pilot, "enter")
        text = await press(app, pilot, "colon", *"printing", "enter")
        assert "Pages that wait" in text and "R-0000002" in text and "R-0000001" in text and "refuses" in text
        place.desk.printing._printer = spool(tmp_path / "spool")  # somebody switched it on
        text = await press(app, pilot, "enter")
        assert pages(tmp_path / "spool") == ["R-0000001"] and "R-0000001 went to" in " ".join(text.split())
        text = await press(app, pilot, "8")
        assert "R-0000002 waits no more" in " ".join(text.split()) and "Nothing waits." in text
        await press(app, pilot, "7")
        assert pages(tmp_path / "spool") == ["R-0000001", "Test-page"]


async def test_the_rep_goes_on_while_it_prints_and_hears_of_a_failure_wherever_they_are(clinic: TestClinic) -> None:
    receipt_in_drawer(clinic)
    app = with_printer(drawer_app(clinic), switched_off())
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        text = await press(app, pilot, "enter", "4", "enter")
        assert screen_lines(app)[0].startswith(" DRAWER") or "Receipt" not in screen_lines(app)[3]
        assert "waits in :printing" in " ".join(text.split())
