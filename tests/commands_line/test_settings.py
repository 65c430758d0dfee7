"""Settings: file, environment and command line, each over the one before; mistakes named with key and place."""

from __future__ import annotations

from pathlib import Path

import pytest

from psr_tui.config import EXAMPLE, read_settings
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.label_printers import LabelPrinterKind
from psr_tui.domain.printing import PrinterKind, PrinterSettings


def settings_file(folder: Path, text: str) -> dict[str, str]:
    path = folder / "desk.toml"
    path.write_text(text, encoding="utf-8")
    return {"PSR_TUI_CONFIG": str(path)}


def test_later_wins(tmp_path: Path) -> None:
    env = settings_file(tmp_path, 'store = "/a/clinic.psr"\nascii = true\n[keymap]\n"queue.room" = "f7"\n')
    read = read_settings(environ=env)
    assert (str(read.store), read.ascii_glyphs, read.keymap) == ("/a/clinic.psr", True, {"queue.room": "f7"})
    env |= {"PSR_TUI_STORE": "/b/clinic.psr", "PSR_TUI_ASCII": "0"}
    read = read_settings(environ=env)
    assert (str(read.store), read.ascii_glyphs) == ("/b/clinic.psr", False)
    read = read_settings("~/c.psr", True, env)
    assert (read.store, read.ascii_glyphs) == (Path.home() / "c.psr", True)


def test_without_a_file_the_store_lies_in_the_users_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert read_settings(environ={}).store == tmp_path / "data" / "psr-tui" / "clinic.psr"


def test_the_example_is_a_settings_file(tmp_path: Path) -> None:
    wanted = "\n".join(line.removeprefix("# ") for line in EXAMPLE.splitlines())
    read = read_settings(environ=settings_file(tmp_path, wanted))
    assert (read.keymap, read.quickbooks) == ({"queue.room": "f7"}, {"till": "Assets:Cash Drawer"})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("colour = 1", "colour is not a setting"),
        ("store = 5", "must be a path in quotes"),
        ("ascii = 'yes'", "true or false"),
        ("store = ", "not valid TOML"),
        ("keymap = 3", "holds lines like"),
        ("quickbooks = 3", "holds lines like"),
        ('[quickbooks]\ntills = "x"', "tills is no account"),
        ('[keymap]\n"queue.room" = "alt+r"', "Alt"),
        ('[keymap]\n"queue.nothing" = "f7"', "no key called queue.nothing"),
    ],
)
def test_a_mistake_names_file_key_and_what_it_should_be(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(InvalidInput) as told:
        read_settings(environ=settings_file(tmp_path, text))
    assert words in told.value.message


def test_a_named_file_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="not there"):
        read_settings(environ={"PSR_TUI_CONFIG": str(tmp_path / "gone.toml")})


def test_a_switch_is_on_or_off() -> None:
    with pytest.raises(InvalidInput, match="PSR_TUI_ASCII"):
        read_settings(environ={"PSR_TUI_ASCII": "perhaps"})


# --- the printer of the terminal --------------------------------------------------------------------------------------


def test_a_printer_is_read_with_everything_that_may_be_said_about_it(tmp_path: Path) -> None:
    text = (
        '[printer]\nkind = "network"\ntarget = "10.0.0.20:9100"\ncolumns = 56\n'
        'code_page = "CP437"\nkick = 5\nreceipts = "always"\n'
    )
    read = read_settings(environ=settings_file(tmp_path, text)).printer
    assert read == PrinterSettings(PrinterKind.NETWORK, "10.0.0.20:9100", 56, "CP437", 5, "always")
    assert read.host_port == ("10.0.0.20", 9100)
    assert PrinterSettings(PrinterKind.NETWORK, "[fe80::1]:9100").host_port == ("fe80::1", 9100)
    assert read_settings(environ=settings_file(tmp_path, "")).printer == PrinterSettings()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('printer = "lp0"', r"printer is a part of its own: \[printer\]"),
        ('[printer]\ncolour = "red"', "printer.colour is not a setting; known are kind, target, columns"),
        ('[printer]\nkind = "laser"', "printer.kind must be one of none, file, network, device, pdf"),
        ('[printer]\nkind = "pdf"', "printer.target must say where the pages go"),
        ('[printer]\nkind = "pdf"\ntarget = 7', "printer.target must say where the pages go"),
        ('[printer]\nkind = "network"\ntarget = "10.0.0.20"', "must be host:port for a network printer"),
        ('[printer]\nkind = "network"\ntarget = "a:99999"', "must be host:port for a network printer"),
        ("[printer]\ncolumns = 80", "printer.columns must be one of 42, 56"),
        ("[printer]\ncolumns = true", "printer.columns must be one of 42, 56"),
        ('[printer]\ncode_page = "UTF-8"', "printer.code_page must be one of CP437, CP850, CP858"),
        ("[printer]\nkick = 3", "printer.kick must be one of 0, 2, 5"),
        ("[printer]\nkick = true", "printer.kick must be one of 0, 2, 5"),
        ("[printer]\nreceipts = []", "printer.receipts must be one of ask, always"),
    ],
)
def test_a_mistake_about_the_printer_names_the_file_the_key_and_the_choice(
    tmp_path: Path, text: str, words: str
) -> None:
    env = settings_file(tmp_path, text)
    with pytest.raises(InvalidInput, match=words) as refused:
        read_settings(environ=env)
    assert str(tmp_path) in refused.value.message


def test_a_label_printer_is_read_and_a_mistake_names_the_file_and_the_key(tmp_path: Path) -> None:
    text = '[printers.labels]\nkind = "zpl"\ntarget = "10.0.0.30:9100"\ndpi = 300\nsize = "3x2"\n'
    read = read_settings(environ=settings_file(tmp_path, text)).labels
    assert (read.kind, read.host_port, read.dpi, read.size) == (LabelPrinterKind.ZPL, ("10.0.0.30", 9100), 300, "3x2")
    for text, why in (
        ('printers = "lp0"', r"printers has one part: \[printers.labels\]"),
        ("[printers.wristbands]", r"printers has one part: \[printers.labels\]"),
        ('[printers.labels]\nkind = "laser"', "printers.labels.kind must be one of pdf_sheet, zpl"),
    ):
        with pytest.raises(InvalidInput, match=f"desk.toml: {why}"):
            read_settings(environ=settings_file(tmp_path, text))


def test_sheets_go_where_the_pdf_pages_of_this_user_go(tmp_path: Path) -> None:
    named = settings_file(tmp_path, f'[printer]\nkind = "pdf"\ntarget = "{tmp_path / "pages"}"')
    assert read_settings(environ=named).print_folder == tmp_path / "pages"
    plain = read_settings(environ=settings_file(tmp_path, ""))
    assert plain.print_folder == plain.folders.data / "printed"
