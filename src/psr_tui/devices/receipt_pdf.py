"""Canonical text as a PDF: an embedded font, columns in line, and the same bytes for the same text (CD-101)."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import as_file, files
from io import BytesIO
from typing import TYPE_CHECKING

from psr_tui.devices.letters import readable
from psr_tui.domain.paper import WIDTH, cells
from psr_tui.domain.paper_fit import refit

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont

FONT = "Noto Mono"
_FILE = "NotoMono-Regular.ttf"
_PAGE = (612, 792)  # US Letter in points
_SIZE, _LEADING, _MARGIN = 10.5, 13.0, 54.0
_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "MODIFIER", "MASCULINE", "FEMININE", "MICRO", "OHM", "KELVIN", "ANGSTROM")


def pdf(text: str, title: str = "") -> bytes:
    """The text on as many US Letter pages as it needs.

    ``text`` is canonical (42 columns). Latin with Vietnamese, Greek and Cyrillic are shown as they are; every other
    script is written in Latin letters, because a PDF made here does not join or turn letters.
    """
    from reportlab.pdfgen.canvas import Canvas

    font = _font()
    widths = font.face.charWidths
    lines = refit(text, lambda part: readable(part, lambda ch: _drawn(ch, widths))).rstrip("\n").split("\n")
    out = BytesIO()
    canvas = Canvas(out, pagesize=_PAGE, invariant=1, pageCompression=1)
    canvas.setTitle(readable(title, str.isascii))
    canvas.setCreator("psr-tui")
    left = (_PAGE[0] - WIDTH * font.stringWidth("0", _SIZE)) / 2
    each = int((_PAGE[1] - 2 * _MARGIN) // _LEADING) - 2
    pages = [lines[start : start + each] for start in range(0, len(lines), each)]
    for number, page in enumerate(pages, start=1):
        canvas.setFont(FONT, _SIZE)
        for place, line in enumerate(page, start=1):
            canvas.drawString(left, _PAGE[1] - _MARGIN - place * _LEADING, line)
        if len(pages) > 1:
            canvas.drawString(left, _MARGIN, f"page {number} of {len(pages)}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@cache
def _font() -> TTFont:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    with as_file(files("psr_tui") / "data" / "fonts" / _FILE) as path:
        font = TTFont(FONT, str(path))
    pdfmetrics.registerFont(font)
    return font


def _drawn(ch: str, widths: dict[int, float]) -> bool:
    """Whether the font shows this by itself in one column, in a script that needs no joining and no turning."""
    if ord(ch) not in widths or cells(ch) != 1 or unicodedata.bidirectional(ch) in ("R", "AL", "AN"):
        return False
    return unicodedata.category(ch)[0] not in "LM" or unicodedata.name(ch, "").startswith(_SCRIPTS)
