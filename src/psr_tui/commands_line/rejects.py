"""The file of rows that were not taken: as they stood, with the reason in the last column, to be mended and given
again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.incoming_schedule import RejectedRow

if TYPE_CHECKING:
    from psr_tui.exchange.csv_files import CsvTable


def rejects_path(source: Path, told: str) -> Path:
    """Where they go: the file that was named, else ``NAME.rejects.csv`` beside the source, with a number when that is
    taken. Raises InvalidInput when the named file is there already."""
    if told:
        path = Path(told).expanduser()
        if path.exists():
            raise InvalidInput(f"{path} is there already; name another file with --rejects.", "--rejects")
        return path
    name, number = source.with_name(f"{source.stem}.rejects.csv"), 2
    while name.exists():
        name, number = source.with_name(f"{source.stem}.rejects-{number}.csv"), number + 1
    return name


def write_rejects(path: Path, table: CsvTable, rejected: Sequence[RejectedRow]) -> str:
    """Write them; returns the path."""
    from psr_tui.exchange.csv_files import write_csv

    why = {row.number: row.why for row in rejected}
    rows = (
        [*(row.cells.get(header, "") for header in table.headers), str(row.number), why[row.number]]
        for row in table
        if row.number in why
    )
    write_csv(path, [*table.headers, "row", "why not taken"], rows)
    return str(path)
