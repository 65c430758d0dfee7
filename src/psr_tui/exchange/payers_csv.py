"""Which column of a list of payers is what, and what a row says: guessed from the header, or told with --map."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.incoming_payers import PAYER_FIELDS, IncomingPayer
from psr_tui.domain.incoming_schedule import RejectedRow
from psr_tui.domain.payers import PayerPage
from psr_tui.domain.text import fold
from psr_tui.exchange.csv_files import CsvRow, CsvTable

_GUESSES = {
    "name": "name;payer;payer name;insurance;insurance company;carrier;company",
    "payer_code": "payer id;payer code;payerid;payer number;edi id;edi;cpid;id;code",
    "phone": "phone;phone number;telephone;provider phone;tel",
    "fax": "fax;fax number",
    "address": "address;street;address 1;address1;mailing address",
    "city": "city;town",
    "state": "state;state headquarterd;st",
    "zip": "zip;zip code;postal code",
    "portal_url": "portal;url;website;web;portal url",
    "hours": "hours;opening hours",
    "kind": "kind;type;ownership;class;payer type",
}
_KINDS = {
    "medicare": "medicare", "medicaid": "medicaid", "private": "commercial", "commercial": "commercial",
    "ppo": "commercial", "hmo": "commercial", "workers compensation": "work_comp", "work comp": "work_comp",
    "workers comp": "work_comp", "auto": "auto", "automobile": "auto",
}  # fmt: skip


def payer_mapping(headers: tuple[str, ...], told: str = "") -> dict[str, str]:
    """Field -> header, guessed from the header's words; ``told`` (``name=Carrier``) goes before guesses.

    Raises: InvalidInput for a field or column that does not exist, and when there is no column of names.
    """
    by_fold = {fold(header): header for header in reversed(headers)}
    mapping: dict[str, str] = {}
    for pair in (part for part in told.split(",") if part.strip()):
        field, _, header = (part.strip() for part in pair.partition("="))
        if field not in PAYER_FIELDS:
            raise InvalidInput(f"--map: {field} is no field; there are {', '.join(PAYER_FIELDS)}.", "--map")
        if fold(header) not in by_fold:
            raise InvalidInput(f"--map: there is no column {header}; there are {', '.join(headers)}.", "--map")
        mapping[field] = by_fold[fold(header)]
    for field, guesses in _GUESSES.items():
        guessed = next((by_fold[guess] for guess in guesses.split(";") if guess in by_fold), None)
        if field not in mapping and guessed is not None and guessed not in mapping.values():
            mapping[field] = guessed
    if "name" not in mapping:
        raise InvalidInput(
            f"No column found for the name. Columns: {', '.join(headers)}. Use --map name=COLUMN.", "--map"
        )
    return mapping


def payer_rows(table: CsvTable, mapping: Mapping[str, str]) -> Iterator[IncomingPayer | RejectedRow]:
    """Each row as a payer, or the reason why it is none. Never raises on content."""
    for row in table:
        try:
            yield _read(row, mapping)
        except InvalidInput as error:
            yield RejectedRow(row.number, error.message)


def _read(row: CsvRow, mapping: Mapping[str, str]) -> IncomingPayer:
    if row.problem:
        raise InvalidInput(f"The row has {row.problem}; a comma inside a value needs quotes.")
    values = {field: row.cells.get(header, "") for field, header in mapping.items()}
    page = PayerPage(
        "",
        values.get("name", ""),
        _kind(values),
        values.get("payer_code", ""),
        values.get("phone", ""),
        values.get("fax", ""),
        _address(values),
        values.get("portal_url", ""),
        values.get("hours", ""),
    ).checked()
    if page.phone and sum(ch.isdigit() for ch in page.phone) < 7:
        raise InvalidInput(f"Phone: {page.phone} is no telephone number; mend it or leave it empty.")
    return IncomingPayer(row.number, page)


def _address(values: Mapping[str, str]) -> str:
    """The parts on one line; a ZIP that a spreadsheet took for a number gets its zeros back."""
    code = values.get("zip", "")
    code = code.zfill(5) if code.isascii() and code.isdigit() and 3 <= len(code) < 5 else code
    place = " ".join(part for part in (values.get("state", ""), code) if part)
    return ", ".join(part for part in (values.get("address", ""), values.get("city", ""), place) if part)


def _kind(values: Mapping[str, str]) -> str:
    """By the words of the kind, else by the name itself; ``other`` when neither says."""
    said, name = fold(values.get("kind", "")), fold(values.get("name", ""))
    for word in ("medicare", "medicaid"):
        if word in said or word in name.split():
            return word
    return _KINDS.get(said, "other")
