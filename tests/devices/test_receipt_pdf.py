"""The PDF of a page: the same bytes for the same text, an embedded font, names of every alphabet readable (CD-101)."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zlib
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psr_tui.devices.letters import readable
from psr_tui.devices.pdf_letters import drawn, noto_mono
from psr_tui.devices.receipt_pdf import pdf
from psr_tui.domain.paper import WIDTH, cells, pair
from tests.helpers.labels import page_streams

NAMES = "Patient  NGUYỄN, Thị Hồng\nŁukasz Żółć\nΣτέφανος\nЙосип Ґалаґан\nO'Connor [/x]\n"


def shown(text: str) -> str:
    widths = noto_mono().face.charWidths
    return readable(text, lambda ch: drawn(ch, widths))


def test_the_same_text_gives_the_same_bytes_in_every_process() -> None:
    code = "import sys; from psr_tui.devices.receipt_pdf import pdf; sys.stdout.buffer.write(pdf(sys.argv[1], 'R-1'))"
    first = pdf(NAMES, "R-1")
    pdf("other letters: щ ễ", "between")
    env = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    there = subprocess.run([sys.executable, "-c", code, NAMES], capture_output=True, check=True, env=env).stdout
    assert first == pdf(NAMES, "R-1") == there
    assert first != pdf(NAMES + "more", "R-1")


def test_the_font_is_inside_and_no_core_font_is_used() -> None:
    body = pdf(NAMES)
    fonts = set(re.findall(rb"/BaseFont /(\S+)", body))
    assert b"/FontFile2" in body and any(b"NotoMono" in name for name in fonts)
    assert (files("psr_tui") / "data" / "fonts" / "NotoMono-OFL.txt").read_text().count("SIL OPEN FONT LICENSE") == 1


@pytest.mark.parametrize(
    "name", ["Nguyễn Thị Hồng", "Łukasz Żółć", "Στέφανος", "Ἀθηνᾶ", "Олександр", "O'Connor [/x] €"]
)
def test_these_alphabets_are_shown_as_they_are(name: str) -> None:
    widths = noto_mono().face.charWidths
    assert "".join(ch if drawn(ch, widths) or ch == " " else "?" for ch in name).replace("?", "") in (
        name, name.replace("Ἀ", "").replace("ᾶ", "")
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "written"),
    [("王小明", "WangXiaoMing"), ("Ἀθηνᾶ", "Αθηνα"), ("김철수", "GimCheolSu"), ("שלום", "slvm"), ("محمد", "mhmd")],
)
def test_what_the_font_has_not_is_written_in_letters_it_has(name: str, written: str) -> None:
    assert shown(name) == written


def test_figures_stay_at_the_edge_behind_a_transliterated_name() -> None:
    lines = drawn_lines(pdf(pair("王小明", "25.00") + "\n" + pair("TOTAL", "25.00")))
    assert [len(line) for line in lines] == [WIDTH, WIDTH]


def drawn_lines(body: bytes) -> list[bytes]:
    """The strings of the first page, one byte a letter, as the subset of the font numbers them."""
    from reportlab.pdfbase.pdfutils import asciiBase85Decode

    streams = re.findall(rb"stream\r?\n(.*?)endstream", body, re.S)
    for stream in streams:
        try:
            page = zlib.decompress(asciiBase85Decode(stream.strip().decode("latin-1")))
        except (ValueError, zlib.error, AssertionError):
            continue
        if b" Tj" in page:
            return [re.sub(rb"\\(\d{3}|.)", b"x", one) for one in re.findall(rb"\((.*?)\) Tj", page)]
    raise AssertionError("no page was drawn")


def test_a_long_report_turns_the_page() -> None:
    assert pdf("line\n" * 200).count(b"/Type /Page\n") == 4


@settings(max_examples=25)
@given(st.text(max_size=60))
def test_every_letter_is_shown_or_written_and_takes_one_column(text: str) -> None:
    widths = noto_mono().face.charWidths
    written = shown(text)
    assert all(ch in " \n" or (drawn(ch, widths) and cells(ch) == 1) for ch in written if ch.isprintable())


@pytest.mark.parametrize(("lines", "pages"), [(10, 1), (40, 1), (48, 2), (51, 2)])
def test_a_code_that_has_no_room_under_a_letter_goes_on_the_next_page(lines: int, pages: int) -> None:
    body = pdf("line\n" * lines, "Letter", 80, "https://survey.example/x1")
    assert body.count(b"/Type /Page\n") == pages
    drawn = page_streams(body)
    assert len(drawn) == pages and drawn[-1].count(b" re") > 100


@pytest.mark.parametrize("link", ["", "\u202e", "\ud800x", "x" * 3000, "https://x.example/é王"])
def test_no_link_stops_a_letter(link: str) -> None:
    assert pdf("line\n", "Letter", 80, link) == pdf("line\n", "Letter", 80, link)


def test_columns_of_a_letter_stay_at_its_edge() -> None:
    lines = drawn_lines(pdf(pair("王小明", "25.00", 80) + "\n" + pair("TOTAL", "25.00", 80) + "\nA      B\n", "", 80))
    assert [len(line) for line in lines] == [80, 80, 8]
