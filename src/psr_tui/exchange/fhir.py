"""Reading FHIR R4 files: NDJSON and bundles, plain or gzip, one file or a folder of them.

Files come in the order in which records depend on each other. What is broken is named and left out; a file can never
end an import.
"""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.incoming import Incoming, NotTaken
from psr_tui.exchange.fhir_mapping import FhirMapper
from psr_tui.exchange.json_reading import Json, record, records, text

_ORDER = ("Organization", "Practitioner", "Patient", "Coverage", "Encounter")
_ENDINGS = (".ndjson", ".ndjson.gz", ".json", ".json.gz", ".jsonl", ".jsonl.gz")
_LARGEST_LINE = 32 * 1024 * 1024  # characters; a single resource larger than this is an attachment, not a person


class FhirFiles:
    """The files of one import. ``done`` and ``total`` count bytes as they lie on the disk, for a progress bar."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            raise InvalidInput(f"{path} is not there; name the folder or file with FHIR records.")
        found = [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.name.endswith(_ENDINGS))
        if not found:
            raise InvalidInput(f"No FHIR files in {path}; they end in .ndjson, .json or one of these with .gz.")
        self.files = sorted((one for one in found if one.is_file()), key=lambda one: (_rank(one), one.name))
        self.total = sum(one.stat().st_size for one in self.files)
        self.done = 0

    def __iter__(self) -> Iterator[Incoming]:
        mapper = FhirMapper()
        before = 0
        for path in self.files:
            try:
                yield from self._one(path, mapper, before)
            except (OSError, EOFError, zlib.error) as broken:
                reason = (
                    "it cannot be read to the end"
                    if isinstance(broken, (EOFError, zlib.error))
                    else str(broken.strerror)
                )
                yield NotTaken(path.name, "file", reason)
            before += path.stat().st_size
            self.done = before

    def _one(self, path: Path, mapper: FhirMapper, before: int) -> Iterator[Incoming]:
        with path.open("rb") as raw, _text_of(path, raw) as lines:
            if _is_ndjson(path):
                for number, line in _lines(lines):
                    self.done = before + raw.tell()
                    yield from _resource(line, f"{path.name}:{number}", mapper)
            else:
                yield from _resource(lines.read(), path.name, mapper)


def _rank(path: Path) -> int:
    """Where a file stands in the order: by the kind its name begins with, else by the kind of its first record."""
    name = path.name.split(".")[0].casefold()
    for rank, kind in enumerate(_ORDER):
        if name.startswith(kind.casefold()):
            return rank
    if _is_ndjson(path):
        try:
            with path.open("rb") as raw, _text_of(path, raw) as lines:
                kind = text(record(_parsed(lines.readline(1_000_000))).get("resourceType"))
        except (OSError, EOFError, zlib.error):
            kind = ""
        if kind in _ORDER:
            return _ORDER.index(kind)
    return len(_ORDER)


def _is_ndjson(path: Path) -> bool:
    return ".ndjson" in path.name or ".jsonl" in path.name


def _text_of(path: Path, raw: IO[bytes]) -> IO[str]:
    stream: Any = gzip.GzipFile(fileobj=raw) if path.name.endswith(".gz") else raw
    return io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace")


def _lines(lines: IO[str]) -> Iterator[tuple[int, str]]:
    number = 0
    while line := lines.readline(_LARGEST_LINE):
        number += 1
        if line.strip():
            yield number, line


def _parsed(content: str) -> Any:
    """The JSON value, or None when it is not JSON (nesting deeper than any record counts as that)."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _resource(content: str, where: str, mapper: FhirMapper) -> Iterator[Incoming]:
    parsed = _parsed(content)
    if not isinstance(parsed, dict):
        yield NotTaken(where, "record" if ":" in where else "file", "it is not a FHIR record in JSON")
    elif text(parsed.get("resourceType")) == "Bundle":
        entries = [record(one.get("resource")) for one in records(parsed.get("entry"))]
        for number, resource in sorted(enumerate(entries), key=lambda pair: (_kind_rank(pair[1]), pair[0])):
            yield from mapper.take(resource, f"{where} entry {number + 1}")
    else:
        yield from mapper.take(parsed, where)


def _kind_rank(resource: Json) -> int:
    kind = text(resource.get("resourceType"))
    return _ORDER.index(kind) if kind in _ORDER else len(_ORDER)
