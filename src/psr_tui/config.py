"""Typed settings of one station and the folders they live in.

Later wins: what is built in, the TOML file, the environment, the command line. Nothing here is global: settings are
read once by a command and handed down.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.label_printers import LabelPrinterSettings, read_label_printer
from psr_tui.domain.printing import PrinterKind, PrinterSettings, read_printer

APP = "psr-tui"
STORE_NAME = "clinic.psr"
CONFIG_NAME = "psr-tui.toml"
_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"", "0", "false", "no", "off"})
_FIELDS = {"ascii": "ascii_glyphs", "printers": "labels"}
EXAMPLE = """\
# store = "/srv/clinic/clinic.psr"   # a local disk of this computer
# ascii = false                      # true: signs that every terminal can draw
# copy_to_terminal = false           # true: Ctrl+C reaches the terminal's clipboard
# [printer]                          # of this terminal; psr-tui printer test prints a page
# kind = "network"                   # none, file, network, device or pdf
# target = "10.0.0.20:9100"          # host:port, or a folder, a file, a device like /dev/usb/lp0
# columns = 42                       # 42 or 56
# code_page = "CP858"                # CP437, CP850, CP858, CP860, CP863, CP865, CP866 or CP1252
# kick = 0                           # 2 or 5: the pin that opens the drawer plugged into the printer
# receipts = "ask"                   # "always": each receipt prints by itself
# [printers.labels]                  # of this terminal; without it sheets come out as PDF
# kind = "zpl"                       # zpl, or pdf_sheet
# way = "network"                    # network, device or file
# target = "10.0.0.30:9100"          # as above; a folder for pdf_sheet
# dpi = 203                          # 203, 300 or 600
# size = "2x1"                       # inches; address_size = "2.25x1.25", wristband_size = "10x1"
# sheet = "5160"                     # of pdf_sheet: 5160, 5161, 5162, 5163 or 5167
# [keymap]                           # psr-tui keys lists every row
# "queue.room" = "f7"
# [quickbooks]                       # account names of journal export --format iif
# till = "Assets:Cash Drawer"
"""


@dataclass(frozen=True, slots=True)
class Folders:
    """Where this user's files lie. ``config`` is a file, the others are folders."""

    data: Path
    config: Path
    logs: Path


@dataclass(frozen=True, slots=True)
class Settings:
    """What a station may choose for itself. ``store`` is the clinic's file."""

    store: Path
    folders: Folders
    ascii_glyphs: bool = False
    copy_to_terminal: bool = False
    keymap: Mapping[str, str] = field(default_factory=dict)
    quickbooks: Mapping[str, str] = field(default_factory=dict)  # account -> its name in QuickBooks
    printer: PrinterSettings = field(default_factory=PrinterSettings)
    labels: LabelPrinterSettings = field(default_factory=LabelPrinterSettings)

    @property
    def print_folder(self) -> Path:
        """Where this user's PDF pages go: the folder of a PDF printer, else one beside the user's other data."""
        named = self.printer.target if self.printer.kind is PrinterKind.PDF else ""
        return Path(named).expanduser().absolute() if named else self.folders.data / "printed"


def folders(environ: Mapping[str, str] | None = None) -> Folders:
    """The folders of this user; PSR_TUI_CONFIG names another settings file."""
    import platformdirs

    environ = os.environ if environ is None else environ
    named = environ.get("PSR_TUI_CONFIG", "")
    config = Path(named).expanduser() if named else Path(platformdirs.user_config_path(APP)) / CONFIG_NAME
    return Folders(Path(platformdirs.user_data_path(APP)), config, Path(platformdirs.user_log_path(APP)))


def read_settings(
    store: str | None = None, ascii_glyphs: bool = False, environ: Mapping[str, str] | None = None
) -> Settings:
    """Settings of file, environment and command line together.

    Raises InvalidInput naming the file or variable, the key, and what it should look like.
    """
    environ = os.environ if environ is None else environ
    where = folders(environ)
    settings = _from_file(Settings(where.data / STORE_NAME, where), where.config, bool(environ.get("PSR_TUI_CONFIG")))
    if environ.get("PSR_TUI_STORE"):
        settings = replace(settings, store=_path(environ["PSR_TUI_STORE"]))
    if "PSR_TUI_ASCII" in environ:
        settings = replace(settings, ascii_glyphs=_switch(environ["PSR_TUI_ASCII"]))
    if store:
        settings = replace(settings, store=_path(store))
    return replace(settings, ascii_glyphs=True) if ascii_glyphs else settings


def _from_file(settings: Settings, path: Path, must_exist: bool) -> Settings:
    try:
        body = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if must_exist:
            raise InvalidInput(f"PSR_TUI_CONFIG names {path}, which is not there.", "PSR_TUI_CONFIG") from None
        return settings
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read ({error.strerror}); mend its rights or take it away.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path} is not valid TOML ({error}); `psr-tui locate` shows an example.") from None
    readers = {
        "store": _store, "ascii": _flag, "copy_to_terminal": _flag, "keymap": _keymap, "quickbooks": _quickbooks,
        "printer": _printer, "printers": _printers,
    }  # fmt: skip
    found: dict[str, Any] = {}
    for key, value in body.items():
        if key not in readers:
            raise InvalidInput(f"{path}: {key} is not a setting; known are {', '.join(readers)}.", key)
        found[_FIELDS.get(key, key)] = readers[key](path, key, value)
    return replace(settings, **found)


def _store(path: Path, key: str, value: object) -> Path:
    if not isinstance(value, str) or not value:
        raise InvalidInput(f'{path}: {key} must be a path in quotes, for example "/srv/clinic/clinic.psr".', key)
    return _path(value)


def _flag(path: Path, key: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise InvalidInput(f"{path}: {key} must be true or false.", key)
    return value


def _keymap(path: Path, key: str, value: object) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(keys, str) for keys in value.values()):
        raise InvalidInput(f'{path}: {key} holds lines like "queue.room" = "f7".', key)
    from psr_tui.keymap import check_keymap

    return check_keymap(value)


def _quickbooks(path: Path, key: str, value: object) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(name, str) for name in value.values()):
        raise InvalidInput(f'{path}: {key} holds lines like till = "Assets:Cash Drawer".', key)
    from psr_tui.exchange.iif import quickbooks_names

    quickbooks_names(value)
    return value


def _printer(path: Path, key: str, value: object) -> PrinterSettings:
    if not isinstance(value, dict):
        raise InvalidInput(f'{path}: {key} is a part of its own: [printer], then kind = "pdf" and so on.', key)
    try:
        return read_printer(value)
    except InvalidInput as error:
        raise InvalidInput(f"{path}: {error.message}", error.field) from None


def _printers(path: Path, key: str, value: object) -> LabelPrinterSettings:
    labels = value.get("labels") if isinstance(value, dict) else None
    if not isinstance(value, dict) or set(value) - {"labels"} or not isinstance(labels, dict):
        raise InvalidInput(f'{path}: {key} has one part: [printers.labels], then kind = "zpl" and so on.', key)
    try:
        return read_label_printer(labels)
    except InvalidInput as error:
        raise InvalidInput(f"{path}: {error.message}", error.field) from None


def _switch(value: str) -> bool:
    word = value.strip().casefold()
    if word not in _YES | _NO:
        raise InvalidInput(f"PSR_TUI_ASCII must be 1 or 0, not {value!r}.", "PSR_TUI_ASCII")
    return word in _YES


def _path(value: str) -> Path:
    return Path(value).expanduser().absolute()
