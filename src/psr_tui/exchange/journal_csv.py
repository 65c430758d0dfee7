"""The posted set as CSV (RFC 4180): every cell quoted, formulas made harmless, one row a line of the ledger."""

from __future__ import annotations

import csv
import io

from psr_tui.domain.posted_set import PostedSet
from psr_tui.exchange.csv_files import harmless
from psr_tui.exchange.journal_rows import HEADER, rows


def journal_csv(posted: PostedSet) -> bytes:
    """UTF-8 bytes; the first row names the columns, lines end in CR LF."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(HEADER)
    for row in rows(posted):
        writer.writerow([harmless(cell) for cell in row])
    return out.getvalue().encode()
