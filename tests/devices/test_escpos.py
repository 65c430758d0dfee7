"""Printer bytes: one code page, padded by us, cut; and the ways they leave, over real sockets, pipes and files."""

from __future__ import annotations

import os
import socket
import stat
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psr_tui.devices.escpos_bytes import fitted, kick_bytes, page_bytes
from psr_tui.devices.escpos_ways import ASK_OFFLINE, ASK_PAPER, ToDevice, ToFile, ToNetwork
from psr_tui.devices.make import make_printer
from psr_tui.devices.printer import NO_PRINTER
from psr_tui.domain.paper import WIDTH, cells, pair, rule
from psr_tui.domain.printing import CODE_PAGES, Page, PrinterKind, PrinterSettings, PrintFailed
from tests.helpers.printers import GOOD, NEAR_END, NO_ROLL, OPEN, a_printer

PRINTER = PrinterSettings(PrinterKind.NETWORK, "127.0.0.1:9100", kick=2)
PAGE = Page("R-0000412", pair("Copay", "25.00") + "\n")


def text_of(body: bytes, codec: str = "cp858") -> list[str]:
    """What the printer would show of the bytes: the lines between the commands."""
    body = body[body.index(b"\x1ba\x00") + 3 :]
    return body[: body.rindex(b"\x1bd\x06")].decode(codec).split("\n")


@pytest.mark.parametrize("code_page", list(CODE_PAGES))
def test_every_code_page_is_known_to_the_printer_and_to_python(code_page: str) -> None:
    made = replace(PRINTER, code_page=code_page)
    body = page_bytes("Łukasz ñ 王 ễ €\n", made)
    shown = fitted("Łukasz ñ 王 ễ €\n", made)
    assert shown.encode(CODE_PAGES[code_page]) in body
    assert body.count(b"\x1bt") <= 1  # one code page for the whole paper


@pytest.mark.parametrize(
    ("code_page", "name", "shown"),
    [
        ("CP858", "Peña", "Peña"),
        ("CP437", "Nguyễn Thị Hồng", "Nguyên Thi Hông"),
        ("CP858", "王小明 Peña", "WangXiaoMing Peña"),
        ("CP866", "Олександр", "Олександр"),
        ("CP437", "Олександр Łuk", "Oleksandr Luk"),
        ("CP437", "Στέφανος", "Stefanos"),
        ("CP1252", "O'Connor [/x]", "O'Connor [/x]"),
    ],
)
def test_one_strange_letter_leaves_the_others_alone(code_page: str, name: str, shown: str) -> None:
    assert fitted(name, replace(PRINTER, code_page=code_page)) == shown


def test_a_page_starts_clean_and_is_cut() -> None:
    body = page_bytes(PAGE.text, PRINTER)
    assert body.startswith(b"\x1b@") and body.endswith(b"\x1dV\x00")
    assert text_of(body)[0] == PAGE.text.rstrip("\n")
    assert body == page_bytes(PAGE.text, PRINTER)


def test_56_columns_are_font_b_and_wider_lines() -> None:
    body = page_bytes(f"{rule()}\n{PAGE.text}", replace(PRINTER, columns=56))
    assert b"\x1bM\x01" in body and b"\x1bM\x00" in page_bytes("", PRINTER)
    assert [len(line) for line in text_of(body)[:2]] == [56, 56]


@settings(max_examples=30)
@given(st.text(max_size=80), st.sampled_from(list(CODE_PAGES)), st.sampled_from((42, 56)))
def test_every_text_is_one_byte_a_column(text: str, code_page: str, columns: int) -> None:
    made = replace(PRINTER, code_page=code_page, columns=columns)
    line = pair(text, "25.00")
    assert cells(line) == WIDTH
    for one in fitted(line, made).split("\n"):
        assert len(one.encode(CODE_PAGES[code_page])) <= columns
    assert fitted(line, made).endswith("25.00")


@pytest.mark.parametrize(("pin", "m"), [(2, b"\x00"), (5, b"\x01")])
def test_the_drawer_is_kicked_on_its_pin(pin: int, m: bytes) -> None:
    assert kick_bytes(replace(PRINTER, kick=pin)).startswith(b"\x1bp" + m)


def test_without_the_extra_part_there_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "escpos.printer", None)
    with pytest.raises(PrintFailed, match=r"pip install 'psr-tui\[printers\]'"):
        page_bytes("", PRINTER)


# --- over the network -------------------------------------------------------------------------------------------------


def test_the_bytes_arrive_at_a_printer_that_answers() -> None:
    with a_printer(GOOD) as (port, got):
        printer = make_printer(replace(PRINTER, target=f"127.0.0.1:{port}"))
        printer.print(PAGE)
    assert b"".join(got) == page_bytes(PAGE.text, PRINTER)
    assert printer.words == f"the printer at 127.0.0.1:{port}" and printer.kicks


def test_a_printer_that_keeps_silent_prints_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("psr_tui.devices.escpos_ways.ANSWER", 0.05)
    with a_printer(b"") as (port, got):
        ToNetwork("127.0.0.1", port).send(b"page", "R-1")
    assert b"".join(got) == ASK_PAPER + ASK_OFFLINE + b"page"


@pytest.mark.parametrize(
    ("answer", "words"), [(NO_ROLL, "no paper; put in a new roll"), (OPEN, "cover of the printer is open")]
)
def test_a_printer_without_paper_gets_no_page(answer: bytes, words: str) -> None:
    with a_printer(answer) as (port, got), pytest.raises(PrintFailed, match=words) as refused:
        ToNetwork("127.0.0.1", port).send(b"page", "R-1")
    assert not got and not refused.value.begun


def test_a_roll_that_is_nearly_at_its_end_prints() -> None:
    with a_printer(NEAR_END) as (port, got):
        ToNetwork("127.0.0.1", port).send(b"page", "R-1")
    assert got == [b"page"]


def test_the_drawer_opens_without_paper() -> None:
    with a_printer(b"") as (port, got):
        make_printer(replace(PRINTER, target=f"127.0.0.1:{port}")).kick()
    assert b"".join(got) == kick_bytes(PRINTER)


def test_a_printer_that_is_off_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(PrintFailed, match=r"refuses; is it switched on, is the port right\?") as refused:
        make_printer(replace(PRINTER, target=f"127.0.0.1:{port}")).print(PAGE)
    assert not refused.value.begun
    with pytest.raises(PrintFailed, match="is not known in the network"):
        ToNetwork("no-such-printer.invalid", 9100).send(b"", "")


def test_a_line_that_breaks_in_the_page_says_that_paper_may_be_out() -> None:
    with a_printer(GOOD, reads=False) as (port, _), pytest.raises(PrintFailed, match="look whether paper") as refused:
        for _ in range(3):  # the first bytes may still fit into the line's memory
            ToNetwork("127.0.0.1", port).send(b"x" * 10_000_000, "R-1")
    assert refused.value.begun


# --- into a device of this computer -----------------------------------------------------------------------------------


def test_the_bytes_arrive_in_a_device(tmp_path: Path) -> None:
    pipe = tmp_path / "lp0"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    ToDevice(pipe).send(b"page", "R-1")
    assert os.read(reader, 100) == b"page" and ToDevice(pipe).check() == f"{pipe} can be opened"
    os.close(reader)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: None, "is the printer plugged in and switched on"),
        (os.mkfifo, "nothing is behind it; is the printer plugged in"),
        (Path.touch, "the printer is gone"),  # a plain file is no device
    ],
)
def test_a_device_that_is_not_there_is_one_sentence(tmp_path: Path, make: object, words: str) -> None:
    path = tmp_path / "lp0"
    make(path)  # type: ignore[operator]
    with pytest.raises(PrintFailed, match=words) as refused:
        ToDevice(path).send(b"page", "R-1")
    assert not refused.value.begun
    assert not path.exists() or path.stat().st_size == 0


def test_a_device_that_takes_no_more_is_left_and_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("psr_tui.devices.escpos_ways.SEND", 0.05)
    pipe = tmp_path / "lp0"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with pytest.raises(PrintFailed, match="takes no more; look at its paper") as refused:
        ToDevice(pipe).send(b"x" * 1_000_000, "R-1")
    assert refused.value.begun
    os.close(reader)


def test_a_device_out_of_paper_says_so() -> None:
    with pytest.raises(PrintFailed, match="no paper") as refused:
        ToDevice(Path("/dev/full")).send(b"page", "R-1")
    assert not refused.value.begun


# --- into files -------------------------------------------------------------------------------------------------------


def test_a_spool_folder_gets_a_file_a_page_and_none_is_written_over(tmp_path: Path) -> None:
    printer = make_printer(PrinterSettings(PrinterKind.FILE, str(tmp_path / "spool")))
    printer.print(PAGE)
    printer.print(PAGE)
    names = sorted(path.name for path in (tmp_path / "spool").iterdir())
    assert names == ["R-0000412-2.escpos", "R-0000412.escpos"]
    first = tmp_path / "spool" / names[1]
    assert first.read_bytes() == page_bytes(PAGE.text, PRINTER)
    assert stat.S_IMODE(first.stat().st_mode) == 0o600 and stat.S_IMODE(first.parent.stat().st_mode) == 0o700


def test_a_file_gets_pages_behind_each_other(tmp_path: Path) -> None:
    path = tmp_path / "all.escpos"
    for _ in range(2):
        ToFile(path).send(b"page", "R-1")
    assert path.read_bytes() == b"pagepage"


def test_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PrintFailed, match="No space left on device"):
        make_printer(PrinterSettings(PrinterKind.PDF, str(tmp_path))).print(PAGE)
    assert list(tmp_path.iterdir()) == []


def test_a_pdf_folder_gets_a_pdf(tmp_path: Path) -> None:
    printer = make_printer(PrinterSettings(PrinterKind.PDF, str(tmp_path)))
    printer.print(PAGE)
    assert (tmp_path / "R-0000412.pdf").read_bytes().startswith(b"%PDF-")
    with pytest.raises(PrintFailed, match="opens no drawer"):
        printer.kick()


def test_no_printer_says_how_to_name_one() -> None:
    with pytest.raises(PrintFailed) as refused:
        make_printer(PrinterSettings()).print(PAGE)
    assert str(refused.value) == NO_PRINTER
