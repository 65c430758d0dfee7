"""The posted set on paper: the receipts of the business dates and the totals, letter size, the same bytes each time."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

from psr_tui.domain.posted_set import PostedSet
from psr_tui.exchange.journal_rows import plain
from psr_tui.exchange.receipt_list import RECEIPT_HEADER, receipt_rows, tender_words

_WIDTH, _HEIGHT = 612, 792  # points: letter
_MARGIN, _LINE = 40, 12
_SIZE = 8
_COLUMNS = (40, 92, 146, 182, 282, 426, 476, 518)  # where each cell of `RECEIPT_HEADER` begins, in points
_AMOUNT_ENDS = 470
_GAP = 6
_FONTS = (("Desk", "Vera.ttf"), ("DeskBold", "VeraBd.ttf"))  # come with reportlab, embedded in the file


def journal_pdf(posted: PostedSet) -> bytes:
    """The bytes of the list. Letters its font does not have are shown as a question mark."""
    paper = _Paper(posted)
    paper.heading("Receipts")
    paper.row(RECEIPT_HEADER, bold=True)
    count = 0
    for row in receipt_rows(posted):
        paper.row(row)
        count += 1
    paper.text(f"{count} receipts")
    paper.heading("Taken, payments less what was given back")
    for words, amount in _taken(posted):
        paper.total(words, amount, bold=words == "TOTAL")
    paper.heading("Accounts, as sums of every posting")
    for name, total in posted.totals().items():
        paper.total(name, plain(total))
    return paper.done()


def _taken(posted: PostedSet) -> Iterator[tuple[str, str]]:
    yield from ((tender_words(key), plain(amount)) for key, amount in posted.taken_by_tender().items())
    yield "TOTAL", plain(posted.taken)


class _Paper:
    """Lines from top to bottom, a new page when one is full."""

    def __init__(self, posted: PostedSet) -> None:
        from reportlab.pdfgen.canvas import Canvas  # here and not above: only who exports a PDF waits for it

        self._glyphs = _register()
        self._out = io.BytesIO()
        self._canvas: Any = Canvas(self._out, pagesize=(_WIDTH, _HEIGHT), invariant=1)
        self._canvas.setTitle("Posted journal")
        days = f"{posted.start:%m/%d/%Y}"
        if posted.end != posted.start:
            days += f" to {posted.end:%m/%d/%Y}"
        self._head = f"{posted.clinic}   Posted journal   {days}"
        if posted.training:
            self._head = f"TRAINING - NOT A REAL DAY   {self._head}"
        self._page = 0
        self._y = 0
        self._new_page()

    def heading(self, text: str) -> None:
        """A title over what follows, with at least two lines of it on the same page."""
        if self._y < _MARGIN + 5 * _LINE:
            self._new_page()
        self._y -= _LINE
        self.text(text, bold=True)

    def text(self, text: str, bold: bool = False) -> None:
        """One line from the left."""
        y = self._next()
        self._draw(_MARGIN, y, text, bold)

    def row(self, cells: Sequence[str], bold: bool = False) -> None:
        """One receipt; tenders that do not fit go on below."""
        y = self._next()
        ends = (*_COLUMNS[1:], _WIDTH - _MARGIN + _GAP)
        rest: list[str] = []
        for name, x, end, cell in zip(RECEIPT_HEADER, _COLUMNS, ends, cells, strict=True):
            if name == "amount":
                self._draw(_AMOUNT_ENDS, y, cell, bold, right=True)
            elif name == "tenders":
                first, *rest = self._wrapped(cell, end - x - _GAP) or [""]
                self._draw(x, y, first, bold)
            else:
                self._draw(x, y, self._cut(cell, end - x - _GAP, bold), bold)
        for more in rest:
            self._draw(_COLUMNS[RECEIPT_HEADER.index("tenders")], self._next(), more, bold)

    def total(self, words: str, amount: str, bold: bool = False) -> None:
        """One total, its figure under the amounts."""
        y = self._next()
        self._draw(_MARGIN, y, self._cut(words, 350, bold), bold)
        self._draw(_AMOUNT_ENDS, y, amount, bold, right=True)

    def done(self) -> bytes:
        """The finished file."""
        self._canvas.showPage()
        self._canvas.save()
        return self._out.getvalue()

    def _next(self) -> int:
        if self._y < _MARGIN + _LINE:
            self._new_page()
        self._y -= _LINE
        return self._y

    def _new_page(self) -> None:
        if self._page:
            self._canvas.showPage()
        self._page += 1
        self._y = _HEIGHT - _MARGIN
        self._draw(_MARGIN, self._y, self._cut(self._head, _WIDTH - 2 * _MARGIN - 50, bold=True), bold=True)
        self._draw(_WIDTH - _MARGIN, self._y, f"page {self._page}", right=True)
        self._y -= _LINE

    def _draw(self, x: int, y: int, text: str, bold: bool = False, right: bool = False) -> None:
        self._canvas.setFont(_FONTS[bold][0], _SIZE)
        (self._canvas.drawRightString if right else self._canvas.drawString)(x, y, self._shown(text))

    def _shown(self, text: str) -> str:
        return "".join(ch if ord(ch) in self._glyphs else "?" for ch in text)

    def _width(self, text: str, bold: bool = False) -> float:
        return float(self._canvas.stringWidth(self._shown(text), _FONTS[bold][0], _SIZE))

    def _cut(self, text: str, room: int, bold: bool = False) -> str:
        """As much of the text as fits, in an ellipsis when some does not."""
        if self._width(text, bold) <= room:
            return text
        while text and self._width(text + "…", bold) > room:
            text = text[:-1]
        return text + "…"

    def _wrapped(self, text: str, room: int) -> list[str]:
        """A list parted by commas, on as many lines as it needs."""
        lines: list[str] = []
        for part in text.split(", "):
            if lines and self._width(f"{lines[-1]}, {part}") <= room:
                lines[-1] += f", {part}"
            else:
                lines.append(self._cut(part, room))
        return lines


def _register() -> frozenset[int]:
    """Make the fonts known; the answer is which characters they have."""
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    fonts = [TTFont(name, file) for name, file in _FONTS]
    for font in fonts:
        registerFont(font)
    return frozenset(fonts[0].face.charToGlyph) & frozenset(fonts[1].face.charToGlyph)
