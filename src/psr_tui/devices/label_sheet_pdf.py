"""Labels on a sheet as a PDF in its true size: print it without fitting it to the page."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from psr_tui.devices.letters import readable
from psr_tui.devices.pdf_letters import FONT, in_pdf_letters, noto_mono
from psr_tui.domain.label_fit import Room, SetLabel, set_label
from psr_tui.domain.label_sheets import PAGE, Sheet
from psr_tui.domain.labels import Label

if TYPE_CHECKING:
    from reportlab.graphics.barcode.code128 import Code128
    from reportlab.pdfgen.canvas import Canvas

_HEIGHTS = (11.0, 10.0, 9.0, 8.0, 7.0, 6.0, 5.5)  # points
_NARROWEST, _WIDEST = 0.54, 1.0  # points of the narrowest bar: 7.5 thousandths of an inch, and wide enough
_FOOT = 0.24  # of a letter's height under its line
_SIDE, _TOP = 0.1, 0.06  # inch that a printer may shift, of labels an inch high; less on small ones


def sheet_pdf(label: Label, sheet: Sheet, start: int, title: str = "") -> bytes:
    """``label.copies`` of it, the first on label ``start``. The same labels give the same bytes.

    Raises InvalidInput when the label does not fit.
    """
    from reportlab.pdfgen.canvas import Canvas

    placed = set_on_sheet(label, sheet)
    out = BytesIO()
    canvas = Canvas(out, pagesize=tuple(inch * 72 for inch in PAGE), invariant=1, pageCompression=1)
    canvas.setTitle(readable(title, str.isascii))
    canvas.setCreator("psr-tui")
    canvas.setViewerPreference("PrintScaling", "None")
    page = 1
    for on, position in sheet.spots(start, label.copies):
        if on > page:
            canvas.showPage()
            page = on
        _draw(canvas, placed, sheet, position)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def set_on_sheet(label: Label, sheet: Sheet) -> SetLabel:
    """The label as it is set on one of this sheet. Raises InvalidInput."""
    font = noto_mono()
    side, top = _margins(sheet)
    room = Room(
        width=sheet.width * 72 - 2 * side,
        height=sheet.height * 72 - 2 * top,
        heights=_HEIGHTS,
        barcode_most=26.0,
        barcode_least=14.0,
        air=3.0,
    )
    narrowest = _barcode(label.barcode, _NARROWEST, 1).width if label.barcode else 0.0
    return set_label(label.in_letters(in_pdf_letters), room, lambda text: font.stringWidth(text, 1), narrowest)


def _margins(sheet: Sheet) -> tuple[float, float]:
    small = min(1.0, sheet.height)
    return _SIDE * small * 72, _TOP * small * 72


def _draw(canvas: Canvas, placed: SetLabel, sheet: Sheet, position: int) -> None:
    left, upper = sheet.place(position)
    side, top = _margins(sheet)
    x, y = left * 72 + side, (PAGE[1] - upper) * 72 - top
    for line in placed.lines:
        canvas.setFont(FONT, line.height)
        canvas.drawString(x, y - line.foot + _FOOT * line.height, line.text)
    if placed.barcode:
        room = sheet.width * 72 - 2 * side
        bar = min(_WIDEST, _NARROWEST * room / _barcode(placed.barcode, _NARROWEST, 1).width)
        drawn = _barcode(placed.barcode, bar, placed.barcode_height)
        drawn.drawOn(canvas, x, y - placed.barcode_top - placed.barcode_height)


def _barcode(text: str, bar: float, height: float) -> Code128:
    from reportlab.graphics.barcode.code128 import Code128

    quiet = 10 * bar
    return Code128(text, barWidth=bar, barHeight=height, humanReadable=False, quiet=True, lquiet=quiet, rquiet=quiet)
