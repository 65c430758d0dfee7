"""Labels as bytes: ZPL in which no value becomes a command, sheets on which every text stays on its label."""

from __future__ import annotations

import os
import re
import socket
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psr_tui.devices.label_printer import LabelPage, make_label_printer
from psr_tui.devices.label_sheet_pdf import sheet_pdf
from psr_tui.devices.zpl import measure, modules, plain, zpl
from psr_tui.devices.zpl_state import HEAD_OPEN, NO_LABELS, PAUSED
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.label_kinds import LabelKind
from psr_tui.domain.label_printers import LabelPrinterKind, LabelPrinterSettings, read_label_printer
from psr_tui.domain.label_sheets import SHEETS
from psr_tui.domain.labels import NextVisit, address_label, appointment_label, chart_label, specimen_label, wristband
from psr_tui.domain.printing import PrinterKind, PrintFailed
from tests.helpers.labels import ADDRESS, ROLL, a_person, drawn_at, page_streams

SPECIMEN = """\
^XA
^CI28
^PW406
^LL203
^LH0,0
^FO12,16^A0N,26,26^FDPeña García, José Luis^FS
^FO12,46^A0N,19,19^FDDOB 01/22/1957 Sex M   MRN 003120^FS
^FO12,69^A0N,19,19^FDSpecimen S26-01^FS
^FO12,92^A0N,19,19^FDColl. 03/04/2026 09:47   By ______^FS
^FO32,120^BY2^BCN,71,N,N,N,A^FD003120^FS
^PQ2
^XZ
"""
TOOK = datetime(2026, 3, 4, 9, 47, tzinfo=UTC)


def test_a_specimen_label_in_the_language_of_the_printer() -> None:
    label = replace(specimen_label(a_person(), "S26-01", TOOK), copies=2)
    assert zpl(label, ROLL).decode() == SPECIMEN
    assert zpl(label, ROLL) == zpl(label, ROLL)


HOSTILE = st.one_of(
    st.text(max_size=60),
    st.text(st.sampled_from("^~＾～⁓˜ˆ\x1b\x02\r\n\\_>ÉŁ王ш^XZ"), max_size=40),
    st.sampled_from(["^XZ^XA^FDowned^FS", "~JA", "^CC!", "＾XA～JR", "a\u202e\u2066b", "\ud800x"]),
)


@settings(max_examples=100)
@given(HOSTILE, HOSTILE, HOSTILE)
def test_nothing_of_a_patient_becomes_a_command(last: str, first: str, street: str) -> None:
    person = a_person(last, first)
    address = replace(ADDRESS, street=street or "1 Plaza Way")
    made = [chart_label(person), address_label(person.demographics.name, address), wristband(person)]
    made.append(appointment_label(person.demographics.name, NextVisit(TOOK, last, first, street)))
    for label in made:
        try:
            text = zpl(label, ROLL).decode()
        except InvalidInput:
            continue  # a street that does not fit; in words, tested elsewhere
        assert text.startswith("^XA\n^CI28\n") and text.endswith("\n^XZ\n")
        assert text.count("^XA") == text.count("^XZ") == 1 and "~" not in text
        for line in text.splitlines():
            assert re.fullmatch(
                r"\^XA|\^XZ|\^CI28|\^(?:PW|LL|PQ)\d+|\^LH0,0"
                r"|\^FO\d+,\d+\^A0N,\d+,\d+\^FD[^\^~\x00-\x1f\x7f]*\^FS"
                r"|\^FO\d+,\d+\^BY\d\^BCN,\d+,N,N,N,A\^FD[0-9]+\^FS",
                line,
            ), line


@settings(max_examples=60)
@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from((203, 300, 600)))
def test_every_field_is_inside_its_label(last: str, first: str, dpi: int) -> None:
    text = zpl(specimen_label(a_person(last, first), "S1"), replace(ROLL, dpi=dpi)).decode()
    width, height = int(re.findall(r"\^PW(\d+)", text)[0]), int(re.findall(r"\^LL(\d+)", text)[0])
    assert (width, height) == (2 * dpi, dpi)
    for x, y, tall, wide, value in re.findall(r"\^FO(\d+),(\d+)\^A0N,(\d+),(\d+)\^FD(.*)\^FS", text):
        assert int(x) + measure(value) * int(wide) <= width and int(y) + int(tall) <= height
    for x, y, bar, tall, value in re.findall(r"\^FO(\d+),(\d+)\^BY(\d)\^BCN,(\d+),.*\^FD(.*)\^FS", text):
        assert int(x) + (modules(value) - 10) * int(bar) <= width and int(y) + int(tall) <= height
        assert int(tall) >= 0.2 * dpi


@pytest.mark.parametrize(
    ("name", "written"),
    [("Łukasz Żółć", "Łukasz Żółć"), ("Nguyễn", "Nguyên"), ("王小明", "WangXiaoMing"), ("＾王～", "Wang"), ("~^", "")],
)
def test_letters_are_those_of_the_printer(name: str, written: str) -> None:
    assert plain(name) == written


def test_each_kind_has_the_size_of_its_roll_and_a_kind_without_one_is_refused_before_anything_leaves() -> None:
    assert b"^PW457\n^LL254" in zpl(address_label(a_person().demographics.name, ADDRESS), ROLL)
    assert b"^PW2030\n^LL203" in zpl(wristband(a_person()), ROLL)
    with pytest.raises(InvalidInput, match=r"No size is set for a wristband; .*printers\.labels\.wristband_size"):
        zpl(wristband(a_person()), replace(ROLL, wristband_size=""))


def test_the_number_of_bars_is_never_less_than_a_code_128_has() -> None:
    from reportlab.graphics.barcode.code128 import Code128

    for text in ("003120", "0031201", "12", "S26-01", "A1B2C3D4", "9" * 20):
        assert modules(text) >= Code128(text, barWidth=1, quiet=True, lquiet=10, rquiet=10).width


# --- sheets ---
LONG = a_person("Nguyễn-Featherstonehaugh-Cholmondeley", "Maximilian Bartholomew", "Alexander Montgomery", "III")


def test_the_first_label_goes_where_the_sheet_is_free_and_the_rest_behind_it() -> None:
    label = replace(chart_label(a_person()), copies=32)
    body = sheet_pdf(label, SHEETS["5160"], 29, "Labels 000001")
    assert body == sheet_pdf(label, SHEETS["5160"], 29, "Labels 000001")
    pages = page_streams(body)
    lefts = {round(x, 2) for x, _ in drawn_at(pages[0])}
    assert len(pages) == 3 - 1 and lefts == {round((0.1875 + at * 2.75 + 0.1) * 72, 2) for at in (1, 2)}
    assert all(y < 72 + 36 for _, y in drawn_at(pages[0]))  # the last row only
    assert b"/PrintScaling /None" in body and b"NotoMono" in body


@pytest.mark.parametrize("code", SHEETS)
def test_every_text_and_bar_stays_on_its_label(code: str) -> None:
    sheet = SHEETS[code]
    for label in (chart_label(LONG), chart_label(a_person()), address_label(LONG.demographics.name, ADDRESS)):
        for position in (1, sheet.labels):
            (page,) = page_streams(sheet_pdf(label, sheet, position))
            x, y = sheet.place(position)
            left, right = x * 72, (x + sheet.width) * 72
            top, foot = 792 - y * 72, 792 - (y + sheet.height) * 72
            assert all(left < at < right and foot < up < top for at, up in drawn_at(page))
            for base_x, base_y, bars in re.findall(rb"q\n1 0 0 1 (\S+) (\S+) cm(.*?)Q", page, re.S):
                for bar in re.findall(rb"(\S+) (\S+) (\S+) (\S+) re", bars):
                    at, up, wide, tall = map(float, bar)
                    at, up = at + float(base_x), up + float(base_y)
                    assert left <= at and at + wide <= right and foot <= up and up + tall <= top


def test_a_label_too_small_for_its_text_is_refused() -> None:
    visit = NextVisit(
        TOOK, "Ana Lee, MD", "North Clinic, 12 Main Street, Santa Fe", "Nothing to eat.", "(505) 555-0100"
    )
    with pytest.raises(InvalidInput, match="The appointment label does not fit on labels of this size"):
        sheet_pdf(appointment_label(a_person().demographics.name, visit), SHEETS["5167"], 1)


# --- on their way ---
def test_sheets_are_files_of_their_owner_and_none_is_written_over(tmp_path: Path) -> None:
    printer = make_label_printer(LabelPrinterSettings(), tmp_path / "printed")
    assert printer.sheet is SHEETS["5160"] and printer.words == f"5160 sheets as PDF in {tmp_path / 'printed'}"
    for _ in range(2):
        printer.print(LabelPage("Labels 000001", chart_label(a_person()), 4))
    files = sorted((tmp_path / "printed").iterdir())
    assert [one.name for one in files] == ["Labels-000001-2.pdf", "Labels-000001.pdf"]
    assert all(one.stat().st_mode & 0o777 == 0o600 for one in files)
    assert "pages go to" in printer.check()


def roll_printer(way: PrinterKind, target: str) -> LabelPrinterSettings:
    return LabelPrinterSettings(LabelPrinterKind.ZPL, way, target)


def test_a_device_gets_the_bytes(tmp_path: Path) -> None:
    pipe = tmp_path / "lp1"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        make_label_printer(roll_printer(PrinterKind.DEVICE, str(pipe)), tmp_path).print(
            LabelPage("Labels 000001", chart_label(a_person()))
        )
        assert os.read(reader, 4096) == zpl(chart_label(a_person()), ROLL)
    finally:
        os.close(reader)


def test_a_spool_folder_gets_a_file_each(tmp_path: Path) -> None:
    printer = make_label_printer(roll_printer(PrinterKind.FILE, str(tmp_path / "spool")), tmp_path)
    printer.print(LabelPage("Labels 000007", chart_label(a_person())))
    assert (tmp_path / "spool" / "Labels-000007.zpl").read_bytes().startswith(b"^XA\n^CI28")


FINE = b"\x02030,0,0,1245,000,0,0,0,000,0,0,0\x03\r\n\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"


def network_print(answer: bytes) -> bytes:
    """What a label printer that answers so was sent after its question."""
    got = b""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)

        def serve() -> None:
            nonlocal got
            line, _ = server.accept()
            with line:
                assert line.recv(3) == b"~HS"
                line.sendall(answer)
                while more := line.recv(4096):
                    got += more

        thread = threading.Thread(target=serve)
        thread.start()
        settings_ = roll_printer(PrinterKind.NETWORK, f"127.0.0.1:{server.getsockname()[1]}")
        try:
            make_label_printer(settings_, Path()).print(LabelPage("x", chart_label(a_person())))
        finally:
            thread.join(10)
    return got


@pytest.mark.parametrize("answer", [FINE, b"", b"\x02odd\x03\x02\x03", b"\xff\x02\xfe,1\x03"])
def test_a_network_printer_that_is_fine_or_silent_gets_the_label(answer: bytes) -> None:
    assert network_print(answer) == zpl(chart_label(a_person()), ROLL)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (FINE.replace(b"030,0,0", b"030,1,0"), NO_LABELS),
        (FINE.replace(b"030,0,0", b"030,0,1"), PAUSED),
        (FINE.replace(b"000,0,0,0", b"000,0,1,0"), HEAD_OPEN),
    ],
)
def test_one_that_would_not_print_is_told_in_a_sentence_and_gets_nothing(answer: bytes, why: str) -> None:
    with pytest.raises(PrintFailed, match=why):
        network_print(answer)


def test_the_settings_are_read_and_refused_by_name() -> None:
    read = read_label_printer({"kind": "zpl", "way": "device", "target": "/dev/usb/lp1", "size": "3x2", "dpi": 300})
    assert (read.dots(LabelKind.CHART), read.way) == ((900, 600), PrinterKind.DEVICE)
    assert read_label_printer({}) == LabelPrinterSettings()
    for values, words in (
        ({"kind": "laser"}, "printers.labels.kind must be one of pdf_sheet, zpl"),
        ({"sheet": "9999"}, "printers.labels.sheet must be one of 5160"),
        ({"dpi": 100}, "printers.labels.dpi must be one of 203, 300, 600"),
        ({"size": "big"}, "printers.labels.size must be width x height in inches"),
        ({"size": ""}, "printers.labels.size must be width"),
        ({"size": "0.1x1"}, "printers.labels.size must be width"),
        ({"kind": "zpl"}, "printers.labels.target must say where the labels go"),
        ({"kind": "zpl", "target": "nowhere"}, "printers.labels.target must be host:port"),
        ({"colour": "red"}, "printers.labels.colour is not a setting; known are kind, way"),
    ):
        with pytest.raises(InvalidInput, match=words):
            read_label_printer(values)
