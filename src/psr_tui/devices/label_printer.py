"""What every label printer can do, and the two kinds of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from psr_tui.devices.escpos_ways import ToDevice, ToFile, ToNetwork, Way
from psr_tui.devices.pdf_folder import folder_check, new_file
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.label_printers import LabelPrinterKind, LabelPrinterSettings
from psr_tui.domain.label_sheets import Sheet
from psr_tui.domain.labels import Label
from psr_tui.domain.printing import PrinterKind, PrintFailed

NO_LABEL_PRINTER = "No label printer is set up here; name one under [printers.labels] in the settings file."


@dataclass(frozen=True, slots=True)
class LabelPage:
    """A label to print: its name, and on which label of a sheet the first one goes (1 on a roll)."""

    name: str
    label: Label
    start: int = 1


class LabelPrinter(Protocol):
    """A destination of labels. Each may wait for hardware; ``print`` raises PrintFailed with the sentence for the rep,
    also when the label does not fit or is of a kind that is not in it."""

    @property
    def words(self) -> str:
        """Where labels go, for the screen; '' without a label printer."""

    @property
    def sheet(self) -> Sheet | None:
        """The sheet that is filled label by label; None for a roll."""

    def fits(self, label: Label) -> None:
        """Raises InvalidInput when it could not be printed here."""

    def print(self, page: LabelPage) -> None:
        """Bring the labels onto paper, or into the file that stands for it."""

    def check(self) -> str:
        """Look whether it would print now; the answer is what was found, in words."""


class NoLabelPrinter:
    """A terminal that makes no labels."""

    words = ""
    sheet: Sheet | None = None

    def fits(self, label: Label) -> None:
        raise PrintFailed(NO_LABEL_PRINTER)

    def print(self, page: LabelPage) -> None:
        raise PrintFailed(NO_LABEL_PRINTER)

    def check(self) -> str:
        raise PrintFailed(NO_LABEL_PRINTER)


class SheetFolder:
    """PDF sheets into a folder, one file a print."""

    def __init__(self, folder: Path, sheet: Sheet) -> None:
        self._folder = folder
        self._sheet = sheet

    @property
    def words(self) -> str:
        return f"{self._sheet.code} sheets as PDF in {self._folder}"

    @property
    def sheet(self) -> Sheet | None:
        return self._sheet

    def fits(self, label: Label) -> None:
        from psr_tui.devices.label_sheet_pdf import set_on_sheet

        set_on_sheet(label, self._sheet)

    def print(self, page: LabelPage) -> None:
        from psr_tui.devices.label_sheet_pdf import sheet_pdf

        with _as_failure():
            body = sheet_pdf(page.label, self._sheet, page.start, page.name)
        new_file(self._folder, page.name, ".pdf", lambda: body)

    def check(self) -> str:
        return folder_check(self._folder)


class ZplPrinter:
    """A thermal printer for rolls."""

    sheet: Sheet | None = None

    def __init__(self, settings: LabelPrinterSettings, way: Way) -> None:
        self._settings = settings
        self._way = way

    @property
    def words(self) -> str:
        return self._way.words

    def fits(self, label: Label) -> None:
        from psr_tui.devices.zpl import zpl

        zpl(label, self._settings)

    def print(self, page: LabelPage) -> None:
        from psr_tui.devices.zpl import zpl

        with _as_failure():
            body = zpl(page.label, self._settings)
        self._way.send(body, page.name)

    def check(self) -> str:
        return self._way.check()


@contextmanager
def _as_failure() -> Iterator[None]:
    """A label that waited for another printer may not fit on this one."""
    try:
        yield
    except InvalidInput as refused:
        raise PrintFailed(refused.message) from None


def make_label_printer(settings: LabelPrinterSettings, folder: Path) -> LabelPrinter:
    """The label printer that the settings of this terminal name; ``folder`` takes sheets that have none of their
    own. Nothing is opened and nothing heavy is imported until something prints."""
    target = Path(settings.target).expanduser().absolute() if settings.target else folder
    if settings.kind is LabelPrinterKind.PDF_SHEET:
        return SheetFolder(target, settings.of_sheet)
    if settings.way is PrinterKind.NETWORK:
        from psr_tui.devices.zpl_state import label_printer_state

        return ZplPrinter(settings, ToNetwork(*settings.host_port, label_printer_state))
    return ZplPrinter(settings, ToDevice(target) if settings.way is PrinterKind.DEVICE else ToFile(target, ".zpl"))
