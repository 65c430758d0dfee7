"""Labels from where a patient is shown: one key opens the box, one digit prints."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
from textual.pilot import Pilot

from psr_tui.app import PsrApp
from psr_tui.devices.label_printer import LabelPrinter, make_label_printer
from psr_tui.domain.label_printers import LabelPrinterKind, LabelPrinterSettings
from psr_tui.domain.printing import PrinterKind
from psr_tui.screens.check_in import CheckInPlace
from psr_tui.screens.find_patient import find_tool
from psr_tui.screens.labels import LabelBox
from psr_tui.screens.queue import QueuePlace
from tests.helpers.clinic import SETUP, TestClinic
from tests.helpers.desk_app import at_work, desk_app, typed
from tests.helpers.screen_text import screen_lines, screen_text
from tests.helpers.station import ClinicDoor


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where labels come out; beside the store of the clinic."""
    return tmp_path / "out"


def label_app(clinic: TestClinic, printer: LabelPrinter | None) -> PsrApp:
    app = desk_app(clinic, {"queue": QueuePlace, "check_in": CheckInPlace}, tools={"find": find_tool})
    cast(ClinicDoor, app.door).label_printer = printer
    return app


def roll(folder: Path) -> LabelPrinter:
    return make_label_printer(LabelPrinterSettings(LabelPrinterKind.ZPL, PrinterKind.FILE, str(folder)), folder)


def printed(folder: Path) -> str:
    return "".join(one.read_text() for one in sorted(folder.iterdir())) if folder.exists() else ""


def words(app: PsrApp) -> str:
    return " ".join(screen_text(app).replace("│", " ").split())


async def at_the_queue(app: PsrApp, pilot: Pilot[Any], clinic: TestClinic) -> None:
    patient = clinic.add_patient("PEÑA GARCÍA", "José", middle_name="Luis")
    clinic.add_visit(patient, visit_type="NURSE")
    clinic.add_visit(patient, "14:05", day=date(2026, 3, 10))
    await at_work(app, pilot, clinic)


async def test_from_the_queue_it_takes_the_key_and_a_digit(clinic: TestClinic, out: Path) -> None:
    app = label_app(clinic, roll(out))
    async with app.run_test(size=(80, 24)) as pilot:
        await at_the_queue(app, pilot, clinic)
        await typed(app, pilot, "ctrl+y")
        assert isinstance(app.screen, LabelBox)
        text = screen_text(app)
        assert "Labels  PEÑA GARCÍA, José L" in text and "4 Appointment  Tue 03/10/2026 2:05 pm" in text
        assert "1 Specimen     blanks for time and initials" in text
        await typed(app, pilot, "2")
        assert "Chart label MRN 000001 went to printer files" in words(app)
        await typed(app, pilot, "f12")
        assert screen_lines(app)[0].startswith(" QUEUE")
    assert "^FDPEÑA GARCÍA, José Luis^FS" in printed(out) and printed(out).count("^XA") == 1


async def test_copies_number_and_time_go_on_the_next_print_only(clinic: TestClinic, out: Path) -> None:
    app = label_app(clinic, roll(out))
    async with app.run_test(size=(80, 24)) as pilot:
        await at_the_queue(app, pilot, clinic)
        await typed(app, pilot, "ctrl+y", "plus", "plus", "minus", "7", "6", *"s26-1", "enter")
        text = screen_text(app)
        assert "1 Specimen     number S26-1, taken now" in text and "Copies 2" in text
        await typed(app, pilot, "1")
        assert "Copies 1" in screen_text(app) and "1 Specimen     blanks for time" in screen_text(app)
    assert "^PQ2" in printed(out) and "Specimen S26-1" in printed(out) and "Coll. 03/04/2026 09:47" in printed(out)


async def test_enter_prints_what_this_kind_of_visit_wants(clinic: TestClinic, out: Path) -> None:
    app = label_app(clinic, roll(out))
    async with app.run_test(size=(80, 24)) as pilot:
        await at_the_queue(app, pilot, clinic)
        await typed(app, pilot, "ctrl+y")
        assert "Enter prints what this visit wants: specimen label" in screen_text(app)
        await typed(app, pilot, "enter")
    assert "Coll. __/__/____ __:__" in printed(out)


async def test_at_check_in_and_on_the_card_it_is_the_same_key(clinic: TestClinic, out: Path) -> None:
    app = label_app(clinic, roll(out))
    async with app.run_test(size=(80, 24)) as pilot:
        await at_the_queue(app, pilot, clinic)
        await typed(app, pilot, "f3", "ctrl+y")
        assert "Nobody is at check-in here; 1 takes the next" in words(app)
        await typed(app, pilot, "f2", "1", "2", "ctrl+y")
        assert isinstance(app.screen, LabelBox)
        await typed(app, pilot, "2", "f12", "ctrl+f", *"pena", "enter")
        assert "Ctrl+Y labels" in screen_text(app)
        await typed(app, pilot, "ctrl+y", "2", "f12", "f12")
    assert printed(out).count("^XA") == 2


async def test_in_check_in_the_key_works_while_a_payment_is_typed(clinic: TestClinic, out: Path) -> None:
    app = label_app(clinic, roll(out))
    async with app.run_test(size=(80, 24)) as pilot:
        await at_the_queue(app, pilot, clinic)
        await typed(app, pilot, "1", "2", *["pagedown"] * 4, "ctrl+y")
        assert isinstance(app.screen, LabelBox)


async def test_a_sheet_says_which_label_is_free_and_takes_another(clinic: TestClinic, out: Path) -> None:
    app = label_app(clinic, make_label_printer(LabelPrinterSettings(), out))
    async with app.run_test(size=(80, 24)) as pilot:
        await at_the_queue(app, pilot, clinic)
        await typed(app, pilot, "ctrl+y")
        assert "Next free label: row 1, label 1 (1 of 30)" in screen_text(app)
        await typed(app, pilot, "9", "3", "1", "enter")
        assert "a number from 1 (top left) to 30" in words(app)
        await typed(app, pilot, "backspace", "backspace", "6", "enter", "2")
        assert "Next free label: row 3, label 1 (7 of 30)" in screen_text(app)
    assert [one.name for one in out.iterdir()] == ["Chart-label-MRN-000001.pdf"]


async def test_what_fails_is_told_in_the_box_and_waits(clinic: TestClinic, out: Path) -> None:
    device = LabelPrinterSettings(LabelPrinterKind.ZPL, PrinterKind.DEVICE, "/dev/psr-no-such-printer")
    app = label_app(clinic, make_label_printer(device, out))
    async with app.run_test(size=(80, 24)) as pilot:
        await at_the_queue(app, pilot, clinic)
        await typed(app, pilot, "ctrl+y", "2")
        assert "there is no such device" in words(app) and "waits in :printing" in words(app)
        await typed(app, pilot, "f12", "colon", *"printing", "enter")
        assert "Chart label MRN 000001" in screen_text(app)


async def test_a_refusal_is_one_sentence_and_a_terminal_without_labels_says_so(clinic: TestClinic, out: Path) -> None:
    app = label_app(clinic, roll(out))
    async with app.run_test(size=(80, 24)) as pilot:
        await at_the_queue(app, pilot, clinic)
        await typed(app, pilot, "ctrl+y", "5")
        assert "No size is set for a wristband" in words(app)
        await typed(app, pilot, "9")
        assert "come off a roll" in words(app)
    app = label_app(clinic, None)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic, "tchen")
        await typed(app, pilot, "ctrl+y")
        assert "No label printer is set up here" in words(app)


async def test_in_privacy_mode_the_box_shows_neither_name_nor_address(clinic: TestClinic, out: Path) -> None:
    app = label_app(clinic, roll(out))
    async with app.run_test(size=(80, 24)) as pilot:
        await at_the_queue(app, pilot, clinic)
        app.privacy = True
        await typed(app, pilot, "ctrl+y")
        text = screen_text(app)
        assert "PEÑA" not in text and "Plaza" not in text and "address hidden" in text


async def test_an_address_says_first_what_the_patient_wants_no_letters_about(clinic: TestClinic, out: Path) -> None:
    app = label_app(clinic, roll(out))
    async with app.run_test(size=(80, 24)) as pilot:
        await at_the_queue(app, pilot, clinic)
        with clinic.store.write(SETUP) as work:
            for purpose, allowed in (("billing", False), ("appointment", True)):
                work.session.connection().exec_driver_sql(
                    "INSERT INTO contact_permission SELECT id, 'mail', ?, ?, 'u-admin', changed_at FROM patient",
                    (purpose, allowed),
                )
            work.commit()
        await typed(app, pilot, "ctrl+y")
        assert "3 Address NO MAIL about billing; 1 Plaza Way" in words(app)
