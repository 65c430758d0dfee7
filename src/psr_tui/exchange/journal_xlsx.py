"""The posted set as an Excel workbook: the lines of the ledger, the receipts, and the totals of each account.

Text is written as text, so that nothing becomes a formula; amounts as decimals of two places that were made from
whole cents (cash-drawer.md CD-91). The same set gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from psr_tui.domain.posted_set import PostedSet
from psr_tui.exchange.journal_rows import AMOUNTS, HEADER, plain, rows
from psr_tui.exchange.receipt_list import RECEIPT_HEADER, receipt_rows, tender_words

SHEETS = ("Postings", "Receipts", "Totals")
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def journal_xlsx(posted: PostedSet) -> bytes:
    """The bytes of a workbook with the sheets of `SHEETS`."""
    import xlsxwriter  # here and not above: only who exports a workbook waits for it

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    book.set_properties({"title": "Posted journal", "created": datetime(2000, 1, 1)})  # noqa: DTZ001 - not a moment: equal bytes
    money, head = book.add_format({"num_format": "#,##0.00"}), book.add_format({"bold": True})
    postings, receipts, totals = (book.add_worksheet(name) for name in SHEETS)
    _fill(postings, HEADER, rows(posted), AMOUNTS, money, head)
    _fill(receipts, RECEIPT_HEADER, receipt_rows(posted), {"amount"}, money, head)
    _fill(totals, ("account", "amount"), _totals(posted), {"amount"}, money, head)
    book.close()
    return out.getvalue()


def _totals(posted: PostedSet) -> Iterable[tuple[str, str]]:
    """Every account, then what was taken per tender, then the total of the export."""
    yield from ((name, plain(amount)) for name, amount in posted.totals().items())
    yield from ((f"taken {tender_words(key)}", plain(amount)) for key, amount in posted.taken_by_tender().items())
    yield "taken", plain(posted.taken)


def _fill(
    sheet: Any,
    header: Sequence[str],
    body: Iterable[Sequence[str]],
    amounts: Iterable[str],
    money: Any,
    head: Any,
) -> None:
    places = {header.index(name) for name in amounts}
    widths = [len(name) for name in header]
    for column, name in enumerate(header):
        sheet.write_string(0, column, name, head)
    for row, cells in enumerate(body, start=1):
        for column, cell in enumerate(cells):
            widths[column] = max(widths[column], min(len(cell), 60))
            if column in places and cell:
                sheet.write_number(row, column, Decimal(cell), money)
            elif cell:
                sheet.write_string(row, column, cell)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width + 2)
    sheet.freeze_panes(1, 0)
