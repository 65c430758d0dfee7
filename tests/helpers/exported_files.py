"""Exported files read back without the libraries that wrote them."""

from __future__ import annotations

import base64
import csv
import io
import re
import zipfile
import zlib
from decimal import Decimal
from xml.etree import ElementTree

SHEET = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def csv_rows(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode(), newline="")))


def cents(text: str) -> int:
    assert re.fullmatch(r"-?[0-9]+\.[0-9]{2}", text), text
    return int(text.replace(".", ""))


def exact(text: str) -> int:
    """Whole cents of a number in a workbook; a third decimal would raise."""
    value = Decimal(text) * 100
    assert value == int(value)
    return int(value)


def sheet(body: bytes, number: int) -> list[list[str]]:
    """The cells of a worksheet as text: shared strings looked up, numbers as they stand in the file."""
    book = zipfile.ZipFile(io.BytesIO(body))
    shared = []
    if "xl/sharedStrings.xml" in book.namelist():
        strings = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        shared = ["".join(part.text or "" for part in item.iter(f"{{{SHEET['m']}}}t")) for item in strings]
    table = []
    for row in ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml")).iterfind(".//m:row", SHEET):
        cells: dict[int, str] = {}
        for cell in row.iterfind("m:c", SHEET):
            value = cell.findtext("m:v", "", SHEET)
            column = 0
            for letter in re.match("[A-Z]+", cell.get("r", ""))[0]:  # type: ignore[index]
                column = column * 26 + ord(letter) - 64
            cells[column - 1] = shared[int(value)] if cell.get("t") == "s" else value
        table.append([cells.get(column, "") for column in range(max(cells, default=-1) + 1)])
    return table


def pdf_words(body: bytes) -> list[str]:
    """Every text that is drawn, in order; ASCII letters keep their codes in the embedded fonts."""
    words = []
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", body, re.S):
        try:
            page = zlib.decompress(base64.a85decode(packed.strip().removesuffix(b"~>")))
        except (ValueError, zlib.error):  # a font, not a page
            continue
        if b" Tj" in page:
            words += [found.decode("latin-1") for found in re.findall(rb"\((.*?)\) Tj", page)]
    return words
