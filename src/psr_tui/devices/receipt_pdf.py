"""Canonical text as a PDF: an embedded font, columns in line, and the same bytes for the same text (CD-101)."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from psr_tui.devices.letters import readable
from psr_tui.devices.pdf_letters import FONT, in_pdf_letters, noto_mono
from psr_tui.domain.paper import WIDTH
from psr_tui.domain.paper_fit import refit
from psr_tui.domain.text import strip_forbidden

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_PAGE = (612, 792)  # US Letter in points
_SIZE, _LEADING, _MARGIN = 10.5, 13.0, 54.0
_QR = 90.0  # points; 1.25 inch is read by every telephone at arm's length
_LONGEST_LINK = 300  # letters; more makes squares that a telephone cannot tell apart


def pdf(text: str, title: str = "", width: int = WIDTH, link: str = "") -> bytes:
    """The text on as many US Letter pages as it needs.

    ``text`` is canonical: 42 columns, or ``width`` for a letter. ``link`` is drawn as a QR code under it; one that
    is too long for a code that can be read stands in the text alone.
    """
    from reportlab.pdfgen.canvas import Canvas

    font = noto_mono()
    lines = refit(text, in_pdf_letters, width, width).rstrip("\n").split("\n")
    out = BytesIO()
    canvas = Canvas(out, pagesize=_PAGE, invariant=1, pageCompression=1)
    canvas.setTitle(readable(title, str.isascii))
    canvas.setCreator("psr-tui")
    left = (_PAGE[0] - width * font.stringWidth("0", _SIZE)) / 2
    each = int((_PAGE[1] - 2 * _MARGIN) // _LEADING) - 2
    link = strip_forbidden(link) if len(link) <= _LONGEST_LINK else ""
    room = int(_QR // _LEADING) + 2 if link else 0
    pages = [lines[start : start + each] for start in range(0, len(lines), each)]
    if room + len(pages[-1]) > each:
        pages.append([])
    for number, page in enumerate(pages, start=1):
        canvas.setFont(FONT, _SIZE)
        for place, line in enumerate(page, start=1):
            canvas.drawString(left, _PAGE[1] - _MARGIN - place * _LEADING, line)
        if link and number == len(pages):
            _qr(canvas, link, left, _PAGE[1] - _MARGIN - (len(page) + 1) * _LEADING - _QR)
        if len(pages) > 1:
            canvas.drawString(left, _MARGIN, f"page {number} of {len(pages)}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _qr(canvas: Canvas, link: str, left: float, bottom: float) -> None:
    from reportlab.graphics import renderPDF
    from reportlab.graphics.barcode.qr import QrCodeWidget
    from reportlab.graphics.shapes import Drawing

    drawing = Drawing(_QR, _QR)
    drawing.add(QrCodeWidget(link, barLevel="M", barWidth=_QR, barHeight=_QR))
    renderPDF.draw(drawing, canvas, left, bottom)
