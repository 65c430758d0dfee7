"""Printing: what can be printed, what a page is called, and which printer a terminal may name (cash-drawer.md 14.3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

from psr_tui.domain.errors import DeskError, InvalidInput
from psr_tui.domain.paper import centre, pair, rule
from psr_tui.domain.receipt import receipt_number


class PrintKind(StrEnum):
    """What a page is."""

    RECEIPT = "receipt"
    DAY_REPORT = "day_report"
    DEPOSIT_SLIP = "deposit_slip"
    TEST = "test"
    LABEL = "label"
    PAPER = "paper"

    @property
    def made(self) -> bool:
        """Whether its words lie in the print itself: labels and papers have no number and no other record."""
        return self in (PrintKind.LABEL, PrintKind.PAPER)


def page_name(kind: PrintKind, number: int | None, title: str = "") -> str:
    """What people call the page: ``R-0000412``, ``Z 000007``, ``Deposit slip 000003``, ``Test page``; a label or paper
    by its ``title``."""
    if kind.made:
        return title
    if kind is PrintKind.RECEIPT:
        return receipt_number(number or 0)
    if kind is PrintKind.TEST:
        return "Test page"
    return f"{'Z' if kind is PrintKind.DAY_REPORT else 'Deposit slip'} {number or 0:06d}"


@dataclass(frozen=True, slots=True)
class Page:
    """One page for a printer: its name with the copy, and its canonical text on 42 columns. ``letter``: the same on 80
    columns, for a printer of whole sheets; ``link`` goes with it as a QR code."""

    name: str
    text: str
    letter: str = ""
    link: str = ""


class PrintFailed(DeskError):
    """The printer did not take the page; the sentence says why and what to do. ``begun``: some of it may be out."""

    def __init__(self, message: str, begun: bool = False) -> None:
        super().__init__(message)
        self.begun = begun


def trial_page(clinic: str, station: str) -> str:
    """A page that shows whether letters, columns and cutter are right. The same every time."""
    lines = [
        *centre(clinic),
        "",
        pair("TEST PAGE", station[:20]),
        rule(),
        "1234567890" * 4 + "12",
        pair("Figures stand at the edge", "1,025.00"),
        "Nguyễn  Łukasz  Στέφανος  Олена  Peña",
        rule(),
        *centre("If this is cut off, lower printer.columns"),
    ]
    return "\n".join(lines) + "\n"


class PrinterKind(StrEnum):
    """Where the pages of a terminal go."""

    NONE = "none"
    FILE = "file"  # printer bytes into a spool folder, or behind each other into one file
    NETWORK = "network"  # printer bytes to host:port
    DEVICE = "device"  # printer bytes to a device of this computer
    PDF = "pdf"  # one PDF a page into a folder


CODE_PAGES: dict[str, str] = {
    "CP437": "cp437",
    "CP850": "cp850",
    "CP858": "cp858",
    "CP860": "cp860",
    "CP863": "cp863",
    "CP865": "cp865",
    "CP866": "cp866",
    "CP1252": "cp1252",
}
"""Code pages of the common receipt printers (TM-T88) and how Python calls them."""
COLUMNS = (42, 56)  # font A and font B of the same printers
KICK_PINS = (0, 2, 5)
_HOST_PORT = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s:/]+):(?P<port>[0-9]{1,5})")


@dataclass(frozen=True, slots=True)
class PrinterSettings:
    """The printer of one terminal. ``target``: folder, file, device or host:port. ``kick``: the pin of the printer's
    plug that opens the drawer, 0 when none is plugged in. ``receipts``: "ask" prints on a key, "always" by itself."""

    kind: PrinterKind = PrinterKind.NONE
    target: str = ""
    columns: int = 42
    code_page: str = "CP858"
    kick: int = 0
    receipts: str = "ask"

    @property
    def host_port(self) -> tuple[str, int]:
        """The address of a network printer. Raises InvalidInput."""
        return host_port(self.target, "printer.target")


def host_port(target: str, key: str) -> tuple[str, int]:
    """The two parts of ``10.0.0.20:9100``. Raises InvalidInput naming the setting."""
    found = _HOST_PORT.fullmatch(target.strip())
    port = int(found["port"]) if found else 0
    if found is None or not 0 < port < 65536:
        raise InvalidInput(f'{key} must be host:port for a network printer, for example "10.0.0.20:9100".', "target")
    return found["host"].strip("[]"), port


def read_printer(values: Mapping[str, object]) -> PrinterSettings:
    """The ``[printer]`` part of the settings file, checked. Raises InvalidInput naming the key and what it may be."""
    known = {one.name: one for one in fields(PrinterSettings)}
    for key in values:
        if key not in known:
            raise InvalidInput(f"printer.{key} is not a setting; known are {', '.join(known)}.", key)
    choices: dict[str, tuple[object, ...]] = {
        "kind": tuple(kind.value for kind in PrinterKind),
        "columns": COLUMNS,
        "code_page": tuple(CODE_PAGES),
        "kick": KICK_PINS,
        "receipts": ("ask", "always"),
    }
    for key, allowed in choices.items():
        value = values.get(key, allowed[0])
        if isinstance(value, bool) or value not in allowed:
            raise InvalidInput(f"printer.{key} must be one of {', '.join(str(one) for one in allowed)}.", key)
    kind = PrinterKind(str(values.get("kind", "none")))
    target = values.get("target", "")
    if not isinstance(target, str) or (kind is not PrinterKind.NONE and not target.strip()):
        raise InvalidInput(
            "printer.target must say where the pages go: a folder, a file, a device or host:port.", "target"
        )
    settings = PrinterSettings(**{**values, "kind": kind, "target": target.strip()})  # type: ignore[arg-type]
    if kind is PrinterKind.NETWORK:
        _ = settings.host_port
    return settings
