"""``psr-tui import payers FILE``: a list of payers as CSV. Exit status 1 when rows were rejected."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psr_tui.commands_line.exit_codes import FINDINGS, FINE
from psr_tui.commands_line.rejects import rejects_path, write_rejects
from psr_tui.domain.incoming_payers import PAYER_FIELDS, PayerSummary

if TYPE_CHECKING:
    from psr_tui.bootstrap import OpenStation


class PayersFile:
    """The file, its columns, and where rejected rows go; made before anybody is asked for a password."""

    def __init__(self, source: Path, told: str, rejects: str) -> None:
        from psr_tui.exchange.csv_files import CsvTable
        from psr_tui.exchange.payers_csv import payer_mapping

        self.table = CsvTable(source)
        self.mapping = payer_mapping(self.table.headers, told)
        self.rejects = rejects_path(source, rejects)

    def run(self, opened: OpenStation, dry_run: bool, as_json: bool) -> int:
        from psr_tui.exchange.payers_csv import payer_rows
        from psr_tui.services.payer_import import PayerImport

        if not as_json:
            lines = [self.table.note] if self.table.note else []
            print(
                "\n".join(lines + [f"{PAYER_FIELDS[field]:<42} <- {header}" for field, header in self.mapping.items()])
            )
        service = PayerImport(opened.store, opened.store.clock)
        summary = service.take(opened.actor, payer_rows(self.table, self.mapping), dry_run=dry_run)
        written = ""
        if summary.rejected and not dry_run:
            written = write_rejects(self.rejects, self.table, summary.rejected)
        said = self._as_json(summary, written) if as_json else payers_in_words(summary, written)
        print(json.dumps(said, ensure_ascii=False) if as_json else "\n".join(said))
        return FINDINGS if summary.rejected else FINE

    def _as_json(self, summary: PayerSummary, written: str) -> dict[str, Any]:
        return {
            "dry_run": summary.dry_run,
            "columns": self.mapping,
            "note": self.table.note,
            "taken": summary.taken,
            "filled": summary.filled,
            "already": summary.already,
            "rejected": [{"row": one.number, "why": one.why} for one in summary.rejected],
            "rejects_file": written,
        }


def payers_in_words(summary: PayerSummary, written: str) -> list[str]:
    """What was and was not taken, one line a fact."""
    lines = ["Nothing was written (--dry-run). It would have:" if summary.dry_run else "Import finished."]
    lines.append(f"  {summary.taken:>8,} payers taken, {summary.already:,} were here already")
    lines.append(f"  {summary.filled:>8,} were here and got what they lacked")
    if summary.rejected:
        lines.append(f"  {len(summary.rejected):>8,} rows NOT taken" + (f", written to {written}" if written else ":"))
        lines += [f"    row {one.number}: {one.why}" for one in summary.rejected[:20]]
        if len(summary.rejected) > 20:
            lines.append(f"    and {len(summary.rejected) - 20} more")
    return lines
