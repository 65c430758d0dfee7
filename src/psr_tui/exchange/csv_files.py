"""CSV in and out. In: commas, UTF-8 with or without a byte-order mark, all values as text, errors by row. Out: every
cell quoted, formulas made harmless, private, whole or not there (reliability.md RS-77, RS-78)."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.text import clean

_PLAIN_NUMBER = re.compile(r"^[+-]?\d+(?:[.,]\d+)*$")
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_LONGEST_CELL = 4000


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One row as it stands in the file: ``number`` is its line in a spreadsheet, ``cells`` are by header."""

    number: int
    cells: dict[str, str]
    problem: str = ""


class CsvTable:
    """A CSV file with a header row. Raises InvalidInput when it cannot be read as one at all."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.note = ""
        try:
            raw = path.read_bytes()
        except OSError as error:
            raise InvalidInput(f"{path} cannot be read: {error.strerror}.") from None
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("cp1252", errors="replace")
            self.note = "The file is not UTF-8; it was read as Windows text. Look at names with accents."
        self._lines = text.replace("\x00", "").splitlines(keepends=True)
        header = next(iter(self._records()), None)
        if header is None or not any(clean(cell) for cell in header[1]):
            raise InvalidInput(f"{path.name} is empty; its first row must name the columns.")
        self.headers = tuple(clean(cell, 100) for cell in header[1])
        if len(self.headers) == 1 and ";" in self.headers[0]:
            raise InvalidInput(f"{path.name} is separated by semicolons; save it with commas (CSV UTF-8).")

    def __iter__(self) -> Iterator[CsvRow]:
        for index, (number, cells) in enumerate(self._records()):
            if index == 0 or not any(cell.strip() for cell in cells):
                continue
            full = any(cell.strip() for cell in cells[len(self.headers) :])  # an empty cell at the end is only a comma
            problem = f"{len(cells)} cells under {len(self.headers)} columns" if full else ""
            values = [clean(cell, _LONGEST_CELL) for cell in cells] + [""] * len(self.headers)
            yield CsvRow(number, dict(zip(self.headers, values, strict=False)), problem)

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(self._lines)
        while True:
            number = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:  # a cell longer than any schedule has
                cells = ["?"] * (len(getattr(self, "headers", ())) + 1)
            yield number, cells


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe goes before it, unless it is a plain number."""
    cell = cell.replace("\x00", "")
    if cell.startswith(_FORMULA) and not _PLAIN_NUMBER.match(cell):
        return "'" + cell
    return cell


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write a new private file; the answer is how many rows it has. Raises InvalidInput when something is there
    already; a file that could not be finished is not there at all."""
    part = path.with_name(path.name + ".part")
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0)
    count = 0
    try:
        with os.fdopen(os.open(part, flags, 0o600), "w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, quoting=csv.QUOTE_ALL)
            writer.writerow([harmless(cell) for cell in header])
            for row in rows:
                writer.writerow([harmless(cell) for cell in row])
                count += 1
            out.flush()
            os.fsync(out.fileno())
        os.link(part, path)  # fails when the name is taken, unlike a rename
    except FileExistsError:
        raise InvalidInput(f"{path} is there already and was left alone; name another file.") from None
    except OSError as error:
        raise InvalidInput(f"{path} cannot be written: {error.strerror}.") from None
    finally:
        part.unlink(missing_ok=True)
    return count
