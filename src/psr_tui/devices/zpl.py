"""A label as ZPL II, the language of most label printers: text in UTF-8, a Code 128 barcode, one format a label.

Nothing of a patient can become a command: ``^`` and ``~`` begin every one, so values lose them, with the control
characters, after their letters were changed (a wide ``＾`` becomes ``^`` then).
"""

from __future__ import annotations

import unicodedata

from psr_tui.devices.letters import readable
from psr_tui.domain.label_fit import Room, SetLabel, set_label
from psr_tui.domain.label_printers import LabelPrinterSettings
from psr_tui.domain.labels import Label
from psr_tui.domain.text import strip_forbidden

MARGIN = 0.06  # inch on every side: what a head does not print and a loose roll shifts
_HEIGHTS = (13.0, 11.5, 10.0, 9.0, 8.0, 7.0, 6.0)  # points of letters, 72 to the inch
_BAR = 0.0099  # inch, the narrowest bar that every reader takes
_WIDE = frozenset("WMwm@%&ÆŒæœ—")
_NARROW = frozenset("iljItfr.,:;'|!()[]/ -")


def zpl(label: Label, settings: LabelPrinterSettings) -> bytes:
    """The bytes for one printer. The same label gives the same bytes.

    Raises InvalidInput when the label does not fit, or the printer holds no labels of this kind.
    """
    width, height = settings.dots(label.kind)
    edge, bar = round(MARGIN * settings.dpi), max(2, round(_BAR * settings.dpi))
    room = Room(
        width=width - 2 * edge,
        height=height - 2 * edge,
        heights=tuple(points * settings.dpi / 72 for points in _HEIGHTS),
        barcode_most=0.4 * settings.dpi,
        barcode_least=0.22 * settings.dpi,
        air=0.04 * settings.dpi,
        more="...",
    )
    placed = set_label(label.in_letters(plain), room, measure, modules(label.barcode) * bar)
    commands = ["^XA", "^CI28", f"^PW{width}", f"^LL{height}", "^LH0,0", *_drawn(placed, edge, bar)]
    return ("\n".join([*commands, f"^PQ{label.copies}", "^XZ"]) + "\n").encode()


def _drawn(placed: SetLabel, edge: int, bar: int) -> list[str]:
    commands = []
    for line in placed.lines:
        tall = int(line.height)
        top = edge + round(line.foot - line.height)
        commands.append(f"^FO{edge},{top}^A0N,{tall},{tall}^FD{line.text}^FS")
    if placed.barcode:
        left, top = edge + 10 * bar, edge + round(placed.barcode_top)  # ten bars of quiet before it
        commands.append(f"^FO{left},{top}^BY{bar}^BCN,{int(placed.barcode_height)},N,N,N,A^FD{placed.barcode}^FS")
    return commands


def plain(text: str) -> str:
    """The text in letters that the font of label printers has, Latin with its accents, and without signs that begin a
    command."""
    changed = readable(strip_forbidden(text), _shows)
    kept = (ch for ch in changed if ch not in "^~" and (ch == " " or ch.isprintable()))
    return " ".join("".join(kept).split())


def _shows(ch: str) -> bool:
    return ord(ch) < 0x180 and ch.isprintable() and not unicodedata.combining(ch)


def measure(text: str) -> float:
    """How wide font 0 sets a text, never less than it does: a condensed bold whose widest letter is as wide as high."""
    return sum(0.95 if ch in _WIDE else 0.36 if ch in _NARROW else 0.7 if ch.isupper() else 0.58 for ch in text)


def modules(barcode: str) -> int:
    """Bars and spaces of a Code 128 with its quiet zones, at most; 0 for none. Pairs of digits share one sign."""
    if not barcode:
        return 0
    pairs = barcode.isdigit() and len(barcode) % 2 == 0
    signs = len(barcode) // 2 if pairs else len(barcode) + 2
    return 11 * (signs + 2) + 13 + 20
