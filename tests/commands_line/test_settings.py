"""Settings: file, environment and command line, each over the one before; mistakes named with key and place."""

from __future__ import annotations

from pathlib import Path

import pytest

from psr_tui.config import EXAMPLE, read_settings
from psr_tui.domain.errors import InvalidInput


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
