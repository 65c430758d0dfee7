"""Which label printer a terminal may name: a thermal printer that reads ZPL, or sheets of labels as PDF."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.label_kinds import LabelKind
from psr_tui.domain.label_sheets import SHEETS, Sheet
from psr_tui.domain.printing import PrinterKind, host_port

_SIZE = re.compile(r"(\d{1,2}(?:\.\d{1,3})?)\s*x\s*(\d{1,2}(?:\.\d{1,3})?)")
_SMALLEST, _LARGEST = 0.5, 14.0  # inches
DPI = (203, 300, 600)
_WAYS = (PrinterKind.NETWORK, PrinterKind.DEVICE, PrinterKind.FILE)


class LabelPrinterKind(StrEnum):
    """What makes the labels of a terminal."""

    PDF_SHEET = "pdf_sheet"
    ZPL = "zpl"


@dataclass(frozen=True, slots=True)
class LabelPrinterSettings:
    """The label printer of one terminal. ``target`` '' with a PDF sheet: the folder where its other pages go. Sizes in
    inches, width x height as the label comes out; '' where this printer holds no such labels."""

    kind: LabelPrinterKind = LabelPrinterKind.PDF_SHEET
    way: PrinterKind = PrinterKind.NETWORK
    target: str = ""
    sheet: str = "5160"
    dpi: int = 203
    size: str = "2x1"
    address_size: str = "2.25x1.25"
    wristband_size: str = ""

    @property
    def of_sheet(self) -> Sheet:
        """The geometry of the sheet."""
        return SHEETS[self.sheet]

    @property
    def host_port(self) -> tuple[str, int]:
        """The address of a network printer. Raises InvalidInput."""
        return host_port(self.target, "printers.labels.target")

    def dots(self, kind: LabelKind) -> tuple[int, int]:
        """Width and height of a label of this kind in the dots of the printer. Raises InvalidInput when this printer
        holds none."""
        size = {LabelKind.ADDRESS: self.address_size, LabelKind.WRISTBAND: self.wristband_size}.get(kind, self.size)
        if not size:
            raise InvalidInput(
                f"No size is set for a {kind.words.lower()}; name it as printers.labels.{kind.value}_size.", "Labels"
            )
        width, height = inches(size, "size")
        return round(width * self.dpi), round(height * self.dpi)


def inches(text: str, key: str) -> tuple[float, float]:
    """``2.25x1.25`` as two numbers. Raises InvalidInput."""
    found = _SIZE.fullmatch(text.strip())
    size = (float(found[1]), float(found[2])) if found else (0.0, 0.0)
    if not all(_SMALLEST <= one <= _LARGEST for one in size):
        raise InvalidInput(
            f'printers.labels.{key} must be width x height in inches, for example "2x1" or "2.25x1.25".', key
        )
    return size


def read_label_printer(values: Mapping[str, object]) -> LabelPrinterSettings:
    """The ``[printers.labels]`` part of the settings file, checked. Raises InvalidInput naming the key."""
    known = {one.name: one for one in fields(LabelPrinterSettings)}
    for key in values:
        if key not in known:
            raise InvalidInput(f"printers.labels.{key} is not a setting; known are {', '.join(known)}.", key)
    choices: dict[str, tuple[object, ...]] = {
        "kind": tuple(kind.value for kind in LabelPrinterKind),
        "way": tuple(way.value for way in _WAYS),
        "sheet": tuple(SHEETS),
        "dpi": DPI,
    }
    for key, allowed in choices.items():
        value = values.get(key, allowed[0])
        if isinstance(value, bool) or value not in allowed:
            raise InvalidInput(f"printers.labels.{key} must be one of {', '.join(str(one) for one in allowed)}.", key)
    for key in ("target", "size", "address_size", "wristband_size"):
        value = values.get(key, "")
        if not isinstance(value, str):
            raise InvalidInput(f'printers.labels.{key} must be text in quotes, for example "2x1".', key)
        if key != "target" and key in values and (value or key == "size"):
            inches(value, key)
    settings = LabelPrinterSettings(
        **{
            **values,
            "kind": LabelPrinterKind(str(values.get("kind", "pdf_sheet"))),
            "way": PrinterKind(str(values.get("way", "network"))),
        }  # type: ignore[arg-type]
    )
    if settings.kind is LabelPrinterKind.ZPL:
        if not settings.target.strip():
            raise InvalidInput(
                "printers.labels.target must say where the labels go: host:port, a device, a file or a folder.",
                "target",
            )
        if settings.way is PrinterKind.NETWORK:
            _ = settings.host_port
    return settings
