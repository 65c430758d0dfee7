"""``psr-tui import fhir DIR``, ``import csv FILE``, ``import payers FILE``: records of others, for people and scripts.

Exit status 1 when records or rows were rejected; what was taken stays, and running it again takes nothing twice.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psr_tui.commands_line.answers import login_and_password
from psr_tui.commands_line.exit_codes import FINDINGS, FINE
from psr_tui.commands_line.rejects import rejects_path, write_rejects
from psr_tui.config import read_settings
from psr_tui.domain.clock import local_date
from psr_tui.domain.errors import DeskError
from psr_tui.domain.incoming import ImportSummary
from psr_tui.domain.incoming_schedule import FIELDS, ScheduleSummary

if TYPE_CHECKING:
    from psr_tui.bootstrap import OpenStation
    from psr_tui.exchange.csv_files import CsvTable

_KINDS = (("patient", "patients"), ("coverage", "coverages"), ("visit", "visits"), ("provider", "providers"))
_PREVIEW_ROWS = 5


def run(args: argparse.Namespace) -> int:
    settings = read_settings(args.store, args.ascii)
    source = Path(args.source).expanduser()
    work = _files(args, source)
    login, password = login_and_password(args.user, settings.store)
    from psr_tui.bootstrap import open_for_command

    with open_for_command(settings.store, login, password) as opened:
        code: int = work.run(opened, args.dry_run, args.json)
        return code


def _files(args: argparse.Namespace, source: Path) -> Any:
    """What is imported, read as far as its columns."""
    if args.kind == "fhir":
        return _Fhir(source)
    if args.kind == "payers":
        from psr_tui.commands_line.import_payers import PayersFile

        return PayersFile(source, args.map, args.rejects)
    return _Schedule(source, args.map, args.rejects)


class _Bar:
    """A progress bar on standard error, only where somebody can see it."""

    def __init__(self, quiet: bool) -> None:
        self._on = not quiet and sys.stderr.isatty()
        self._last = -1

    def show(self, share: float, words: str) -> None:
        percent = int(100 * min(1.0, share))
        if self._on and percent != self._last:
            self._last = percent
            filled = percent * 30 // 100
            print(f"\r[{'#' * filled}{'.' * (30 - filled)}] {percent:3d}% {words}", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        if self._on and self._last >= 0:
            print(file=sys.stderr)


class _Fhir:
    def __init__(self, source: Path) -> None:
        from psr_tui.exchange.fhir import FhirFiles

        self.files = FhirFiles(source)

    def run(self, opened: OpenStation, dry_run: bool, as_json: bool) -> int:
        from psr_tui.services.imports import ImportService

        bar, summary = _Bar(as_json), ImportSummary()

        def progress(so_far: ImportSummary) -> None:
            taken = so_far.taken
            words = f"{taken['patient']} patients, {taken['visit']} visits"
            bar.show(self.files.done / max(1, self.files.total), words)

        service = ImportService(opened.store, opened.store.clock)
        try:
            service.take(opened.actor, self.files, "fhir", dry_run=dry_run, progress=progress, summary=summary)
        except DeskError:
            bar.end()
            print(f"Stopped. {sum(summary.taken.values())} records are in; run it again to go on.", file=sys.stderr)
            raise
        bar.end()
        print(json.dumps(fhir_as_json(summary), ensure_ascii=False) if as_json else "\n".join(fhir_in_words(summary)))
        return FINDINGS if summary.rejected else FINE


def fhir_in_words(summary: ImportSummary) -> list[str]:
    """What was and was not taken, one line a fact."""
    lines = ["Nothing was written (--dry-run). It would have:" if summary.dry_run else "Import finished."]
    for kind, plural in _KINDS:
        again = f", {summary.already[kind]} were here already" if summary.already[kind] else ""
        noun = kind if summary.taken[kind] == 1 else plural
        lines.append(f"  {summary.taken[kind]:>8,} {noun} taken{again}")
    if summary.deceased:
        lines.append(f"  {summary.deceased:>8,} patients are deceased and cannot be booked")
    for head, counter in (("Not taken", summary.not_taken), ("To look at", summary.doubts)):
        lines += [f"{head}: {count:,} {what}: {why}" for (what, why), count in sorted(counter.items())]
    if summary.outside:
        kinds = ", ".join(f"{count:,} {what}" for (what, _), count in sorted(summary.outside.items()))
        lines.append(f"Left aside: {kinds}")
        lines += [f"  {what}: {why}" for what, why in sorted(summary.outside) if what in ("Coverage", "Patient")]
    for one in [one for one in summary.examples if not one.doubt][:20]:
        lines.append(f"  {one.where} {one.record}: {one.why}".rstrip())
    return lines


def fhir_as_json(summary: ImportSummary) -> dict[str, Any]:
    """The same for a script."""

    def listed(counter: dict[tuple[str, str], int]) -> list[dict[str, Any]]:
        return [{"kind": what, "why": why, "count": count} for (what, why), count in sorted(counter.items())]

    return {
        "dry_run": summary.dry_run,
        "taken": {plural: summary.taken[kind] for kind, plural in _KINDS},
        "already": {plural: summary.already[kind] for kind, plural in _KINDS},
        "deceased": summary.deceased,
        "rejected": summary.rejected,
        "not_taken": listed(summary.not_taken),
        "to_look_at": listed(summary.doubts),
        "left_aside": listed(summary.outside),
        "examples": [{"where": one.where, "record": one.record, "why": one.why} for one in summary.examples[:100]],
    }


class _Schedule:
    def __init__(self, source: Path, told: str, rejects: str) -> None:
        from psr_tui.exchange.csv_files import CsvTable
        from psr_tui.exchange.schedule_csv import mapping_of

        self.table: CsvTable = CsvTable(source)
        self.mapping = mapping_of(self.table.headers, told)
        self.rejects = rejects_path(source, rejects)

    def run(self, opened: OpenStation, dry_run: bool, as_json: bool) -> int:
        from psr_tui.exchange.schedule_csv import schedule_rows
        from psr_tui.services.schedule_import import ScheduleImport

        with opened.store.read() as work:
            today = local_date(work.now, work.clinic.get().tz)
        if not as_json:
            print("\n".join(self._preview()))
        total = max(1, sum(1 for _ in self.table))
        bar = _Bar(as_json)

        def progress(so_far: ScheduleSummary) -> None:
            done = so_far.taken + so_far.already + len(so_far.rejected)
            bar.show(done / total, f"{so_far.taken} visits")

        service = ScheduleImport(opened.store, opened.store.clock)
        rows = schedule_rows(self.table, self.mapping, today)
        summary = service.take(opened.actor, rows, "csv", dry_run=dry_run, progress=progress)
        bar.end()
        written = ""
        if summary.rejected and not dry_run:
            written = write_rejects(self.rejects, self.table, summary.rejected)
        if as_json:
            print(json.dumps(schedule_as_json(summary, self.mapping, self.table.note, written), ensure_ascii=False))
        else:
            print("\n".join(schedule_in_words(summary, written)))
        return FINDINGS if summary.rejected else FINE

    def _preview(self) -> list[str]:
        lines = [self.table.note] if self.table.note else []
        lines += [f"{FIELDS[field]:<42} <- {header}" for field, header in self.mapping.items()]
        unused = [header for header in self.table.headers if header not in self.mapping.values()]
        if unused:
            lines.append(f"Columns not used: {', '.join(unused)}")
        for row, _ in zip(self.table, range(_PREVIEW_ROWS), strict=False):
            lines.append(f"  row {row.number}: " + " | ".join(row.cells[header] for header in self.mapping.values()))
        return lines


def schedule_in_words(summary: ScheduleSummary, written: str) -> list[str]:
    """What was and was not booked, one line a fact."""
    lines = ["Nothing was written (--dry-run). It would have:" if summary.dry_run else "Import finished."]
    lines.append(f"  {summary.taken:>8,} visits booked, {summary.already:,} were here already")
    lines.append(f"  {summary.new_patients:>8,} patients registered")
    if summary.new_providers:
        lines.append(f"  {len(summary.new_providers):>8,} providers added: {', '.join(summary.new_providers)}")
    lines += [f"  row {one.number}: {one.why}" for one in summary.notes[:20]]
    if summary.left_out:
        lines.append(f"  {len(summary.left_out):>8,} rows left out on purpose: {summary.left_out[0].why} and alike")
    if summary.rejected:
        lines.append(f"  {len(summary.rejected):>8,} rows NOT taken" + (f", written to {written}" if written else ":"))
        lines += [f"    row {one.number}: {one.why}" for one in summary.rejected[:20]]
        if len(summary.rejected) > 20:
            lines.append(f"    and {len(summary.rejected) - 20} more")
    return lines


def schedule_as_json(summary: ScheduleSummary, mapping: dict[str, str], note: str, written: str) -> dict[str, Any]:
    """The same for a script."""
    return {
        "dry_run": summary.dry_run,
        "columns": mapping,
        "note": note,
        "booked": summary.taken,
        "already": summary.already,
        "patients_registered": summary.new_patients,
        "providers_added": summary.new_providers,
        "left_out": [{"row": one.number, "why": one.why} for one in summary.left_out],
        "rejected": [{"row": one.number, "why": one.why} for one in summary.rejected],
        "to_look_at": [{"row": one.number, "why": one.why} for one in summary.notes],
        "rejects_file": written,
    }
