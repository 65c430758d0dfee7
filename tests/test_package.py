"""What somebody who installs psr-tui relies on: quick help, two commands that work, data that is found, pins."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest

from psr_tui import __version__
from psr_tui.keymap import as_text
from psr_tui.store.load_sql import reference_text, seed_text

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
HEAVY = ("textual", "rich", "sqlmodel", "sqlalchemy", "sqlcipher3", "alembic", "pydantic", "psr_tui.store", "asyncio")
LOOK = (
    "import sys\n"
    "from psr_tui.__main__ import main\n"
    "sys.argv = ['psr-tui', sys.argv[1]]\n"
    "try:\n"
    "    main()\n"
    "finally:\n"
    "    print('\\nLOADED', *sorted(sys.modules))\n"
)


def run(*argv: str, text: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    """One command as a script starts it: no terminal, its own folders."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PSR_TUI")}
    return subprocess.run(
        [sys.executable, *argv], input=text, capture_output=True, text=True, check=False, timeout=120, cwd=ROOT,
        env={**environ, "PYTHONPATH": str(ROOT / "src"), **env},
    )  # fmt: skip


@pytest.mark.parametrize("flag", ["--help", "--version"])
def test_help_and_version_load_neither_textual_nor_the_store(flag: str) -> None:
    told = run("-c", LOOK, flag)
    assert told.returncode == 0, told.stderr
    words, loaded = told.stdout.split("\nLOADED ")
    assert __version__ in words if flag == "--version" else "exit status" in words
    modules = loaded.split()
    assert "psr_tui.cli" in modules
    assert [name for name in modules if name.startswith(HEAVY)] == []


def test_the_readme_has_exactly_two_commands_each_alone() -> None:
    two = README.partition("## Two commands")[2].partition("\n## ")[0]
    commands = re.findall(r"```sh\n(.+?)\n```", two, re.S)
    assert len(commands) == 2
    for command in commands:
        assert "\n" not in command
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install -q -c constraints.txt -e ")
    assert commands[0].endswith("&& .venv/bin/psr-tui demo")
    assert commands[1].endswith("&& .venv/bin/python -m pytest -q")


def test_the_gate_runs_the_readmes_test_command() -> None:
    gate = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "grep -m1 -E '^python3 -m venv .* -m pytest' README.md" in gate
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    found = [line for line in README.splitlines() if re.search(r"^python3 -m venv .* -m pytest", line)]
    assert len(found) == 1


def test_every_picture_of_the_readme_is_there_and_asks_nobody_for_anything() -> None:
    pictures = sorted(set(re.findall(r"docs/pictures/[\w-]+\.svg", README)))
    assert len(pictures) == 16
    for name in pictures:
        svg = (ROOT / name).read_text(encoding="utf-8")
        assert "@font-face" not in svg
        assert set(re.findall(r"https?://[^\s\"']+", svg)) <= {
            "http://www.w3.org/2000/svg",
            "https://www.textualize.io",
        }


def test_the_readmes_keys_are_the_programs_keys() -> None:
    table = README.partition("| key | does |")[2].partition("\n\n")[0]
    told = as_text()
    for keys, _ in re.findall(r"^\| (.+?) \| (.+?) \|$", table, re.M):
        for key in re.findall(r"`([^`]+)`", keys):
            assert key in told, key


def test_the_key_page_is_the_key_table() -> None:
    from tools.keys_page import PAGE, page

    assert PAGE.read_text(encoding="utf-8") == page(), "run: python tools/keys_page.py"


def test_data_is_found_where_it_is_installed() -> None:
    assert "INSERT INTO appointment " in seed_text()
    assert "INSERT INTO visit_type " in reference_text()


def test_every_installed_version_is_pinned() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = dict(line.split("==") for line in lines if line and not line.startswith("#"))
    assert all(re.fullmatch(r"[\w.+!-]+", version) for version in pins.values())
    pinned = {_plain(name): version for name, version in pins.items()}
    ours = {"psr-tui", "pip", "setuptools", "wheel"}
    for one in distributions():
        name = _plain(one.metadata["Name"])
        if name not in ours and name in _needed():
            assert pinned.get(name) == one.version, name


def _needed() -> set[str]:
    """What the project needs, directly and through others, as far as it is installed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"], "hatchling"]
    known = {_plain(one.metadata["Name"]): one for one in distributions()}
    found: set[str] = set()
    while wanted:
        text = wanted.pop()
        name = _plain(re.split(r"[^\w.-]", text, maxsplit=1)[0])
        if name in known and name not in found and "extra ==" not in text:
            found.add(name)
            wanted += known[name].requires or []
    return found


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_pins_reach_everything_the_project_needs() -> None:
    assert {"textual", "sqlmodel", "sqlcipher3", "alembic", "pytest", "mypy", "ruff", "hatchling"} <= _needed()
