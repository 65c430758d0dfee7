"""The embedded font of every PDF made here, and any text in letters that it has (CD-101)."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from psr_tui.devices.letters import readable
from psr_tui.domain.paper import cells

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont

FONT = "Noto Mono"
_FILE = "NotoMono-Regular.ttf"
_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "MODIFIER", "MASCULINE", "FEMININE", "MICRO", "OHM", "KELVIN", "ANGSTROM")


@cache
def noto_mono() -> TTFont:
    """The font, known to reportlab; every letter is as wide as the others."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    with as_file(files("psr_tui") / "data" / "fonts" / _FILE) as path:
        font = TTFont(FONT, str(path))
    pdfmetrics.registerFont(font)
    return font


def in_pdf_letters(text: str) -> str:
    """Latin with Vietnamese, Greek and Cyrillic as they are; every other script in Latin letters, because a PDF made
    here does not join or turn letters."""
    widths = noto_mono().face.charWidths
    return readable(text, lambda ch: drawn(ch, widths))


def drawn(ch: str, widths: dict[int, float]) -> bool:
    """Whether the font shows this by itself in one column, in a script that needs no joining and no turning."""
    if ord(ch) not in widths or cells(ch) != 1 or unicodedata.bidirectional(ch) in ("R", "AL", "AN"):
        return False
    return unicodedata.category(ch)[0] not in "LM" or unicodedata.name(ch, "").startswith(_SCRIPTS)
