"""A patient to print labels of, and what a sheet shows."""

from __future__ import annotations

import re
import zlib
from datetime import date

from psr_tui.domain.label_printers import LabelPrinterKind, LabelPrinterSettings
from psr_tui.domain.names import PatientName
from psr_tui.domain.patients import Address, Demographics, Patient, Sex
from tests.helpers.clinic import NOW

ADDRESS = Address("1 Plaza Way", "Apt 4", "Santa Fe", "NM", "07501")
ROLL = LabelPrinterSettings(LabelPrinterKind.ZPL, target="labels:9100", wristband_size="10x1")


def a_person(
    last: str = "Peña García", first: str = "José", middle: str = "Luis", suffix: str = "", mrn: int = 3120
) -> Patient:
    """Somebody with a legal name, born 1957."""
    name = PatientName(last, first, middle, suffix)
    who = Demographics(name, date(1957, 1, 22), Sex.MALE, preferred_name="Pepe", address=ADDRESS)
    return Patient("p-1", mrn, who, 1, "M. Rivera", NOW)


def page_streams(body: bytes) -> list[bytes]:
    """What draws each page of a PDF."""
    from reportlab.pdfbase.pdfutils import asciiBase85Decode

    found = []
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", body, re.S):
        try:
            page = zlib.decompress(asciiBase85Decode(stream.strip().decode("latin-1")))
        except (ValueError, zlib.error, AssertionError):
            continue
        if b" Td" in page or b" Tm" in page:
            found.append(page)
    return found


def drawn_at(page: bytes) -> list[tuple[float, float]]:
    """Where each line of a page begins, in points from the left and from the foot."""
    return [(float(x), float(y)) for x, y in re.findall(rb"1 0 0 1 (\S+) (\S+) Tm", page)]
