"""Commands as a script calls them: answers on standard input, one sentence on standard error, exit statuses."""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import stat
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from psr_tui import cli
from psr_tui.commands_line import exit_codes
from psr_tui.store import vault
from psr_tui.store.engine import connect
from tests.helpers.clinic import PASSWORD, TestClinic

ANSWERS = ("Field Clinic", "America/Denver", "A. Admin", "aadmin", PASSWORD, PASSWORD, "d7", "150")


class Shell:
    """Runs commands in this process with their own folders."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._patch, self._caught = monkeypatch, capsys
        for name in list(os.environ):
            if name.startswith("PSR_TUI"):
                monkeypatch.delenv(name)
        for name in ("DATA", "CONFIG", "STATE"):
            monkeypatch.setenv(f"XDG_{name}_HOME", str(folder / name.lower()))

    def run(self, *argv: str, text: str = "") -> tuple[int, str, str]:
        """(exit status, standard output, standard error)."""
        self._patch.setattr("sys.stdin", StringIO(text))
        try:
            status = cli.main(argv)
        except SystemExit as ended:
            status = int(ended.code or 0)
        told = self._caught.readouterr()
        return status, told.out, told.err


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Shell]:
    yield Shell(tmp_path, monkeypatch, capsys)


def lines(*answers: str) -> str:
    return "\n".join(answers) + "\n"


# --- init ---


def test_init_makes_a_private_clinic_that_its_administrator_can_use(shell: Shell) -> None:
    store = shell.folder / "north" / "clinic.psr"
    status, out, err = shell.run("init", "--store", str(store), text=lines(*ANSWERS))
    assert (status, err) == (0, "")
    assert "Field Clinic is ready" in out
    assert f"psr-tui --store {store} open" in out  # the command that is told opens this clinic, not another
    assert PASSWORD not in out
    assert stat.S_IMODE(store.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(one.stat().st_mode) for one in store.parent.iterdir()} == {0o600}

    status, out, _ = shell.run("audit", "verify", "--user", "aadmin", "--store", str(store), text=lines(PASSWORD))
    assert status == 0
    assert "whole" in out
    connection = connect(store, vault.unlock(store, "aadmin", PASSWORD).keys.data)
    assert connection.execute("SELECT name, time_zone, training FROM clinic").fetchall() == [
        ("Field Clinic", "America/Denver", 0)
    ]
    assert connection.execute("SELECT code, float_cents FROM drawer").fetchall() == [("D7", 15000)]
    assert connection.execute("SELECT count(*) FROM visit_type").fetchone()[0] > 5
    assert connection.execute("SELECT count(*) FROM patient").fetchone()[0] == 0
    connection.close()


@pytest.mark.parametrize("there", ["clinic.psr", "clinic.psr.keys"])
def test_init_never_writes_over_anything(shell: Shell, there: str) -> None:
    (shell.folder / there).write_bytes(b"somebody's")
    status, _, err = shell.run("init", "--store", str(shell.folder / "clinic.psr"), text=lines(*ANSWERS))
    assert status == exit_codes.NO_STORE
    assert "is there already and was left alone" in err
    assert (shell.folder / there).read_bytes() == b"somebody's"


@pytest.mark.parametrize(
    ("place", "answer", "words"),
    [
        (1, "Mars/Olympus", "is not known"),
        (3, "two words", "leave out the spaces"),
        (4, "short", "at least 8 characters"),
        (5, "another horse", "not the same"),
        (6, "no drawer!", "letters and digits"),
        (7, "-5", "Float"),
    ],
)
def test_a_wrong_answer_of_a_script_ends_init_with_nothing_made(
    shell: Shell, place: int, answer: str, words: str
) -> None:
    answers = list(ANSWERS)
    answers[place] = answer
    status, _, err = shell.run("init", "--store", str(shell.folder / "x" / "c.psr"), text=lines(*answers))
    assert status == exit_codes.USAGE
    assert words in err
    assert len(err.strip().splitlines()) == 1
    assert not (shell.folder / "x").exists()


def test_too_few_answers_end_init(shell: Shell) -> None:
    status, _, err = shell.run("init", "--store", str(shell.folder / "c.psr"), text=lines(*ANSWERS[:3]))
    assert status == exit_codes.USAGE
    assert err == "psr-tui: No answer was given to: User name to sign in with.\n"


# --- reading commands ---


def test_patients_find_answers_in_words_and_in_json(shell: Shell, clinic: TestClinic) -> None:
    clinic.add_patient("Peña García", "José")
    store = ("--store", str(clinic.path))
    clinic.store.close()
    status, out, _ = shell.run(*store, "patients", "find", "pena", "--user", "mrivera", text=lines(PASSWORD))
    assert status == 0
    assert "PEÑA GARCÍA, José" in out
    status, out, _ = shell.run(*store, "patients", "find", "pena", "--json", text=lines("mrivera", PASSWORD))
    assert status == 0
    found = json.loads(out)["patients"]
    assert [(one["last"], one["born"]) for one in found] == [("Peña García", "1960-02-29")]
    clinic.reopen()
    assert clinic.count("SELECT count(*) FROM audit WHERE action = 'list' AND entity = 'find'") >= 1


def test_a_wrong_password_is_one_sentence_and_counts(shell: Shell, clinic: TestClinic) -> None:
    argv = ("audit", "head", "--user", "mrivera", "--store", str(clinic.path))
    status, out, err = shell.run(*argv, text=lines("not the horse"))
    assert (status, out) == (exit_codes.NOT_SIGNED_IN, "")
    assert err.startswith("psr-tui: ")
    assert "Traceback" not in err
    status, _, err = shell.run(*argv, text=lines(PASSWORD))
    assert status == exit_codes.NOT_SIGNED_IN  # too early: the wait after a miss runs


def test_audit_verify_tells_whole_changed_and_cut_apart(shell: Shell, clinic: TestClinic) -> None:
    store = ("--store", str(clinic.path))
    verify = (*store, "audit", "verify", "--user", "admin")
    status, head, _ = shell.run(*store, "audit", "head", "--json", "--user", "admin", text=lines(PASSWORD))
    assert status == 0
    anchor = shell.folder / "head.json"
    anchor.write_text(head)
    assert shell.run(*verify, "--since-anchor", str(anchor), text=lines(PASSWORD))[0] == 0

    far = shell.folder / "far.json"
    far.write_text(json.dumps({"seq": 99999, "mac": "00" * 32}))
    status, out, _ = shell.run(*verify, "--since-anchor", str(far), "--json", text=lines(PASSWORD))
    assert status == exit_codes.AUDIT_SHORT
    assert json.loads(out)["code"] == exit_codes.AUDIT_SHORT

    keys = vault.unlock(clinic.path, "admin", PASSWORD).keys
    clinic.store.close()
    connection = connect(clinic.path, keys.data)
    connection.execute("DROP TRIGGER audit_no_update")
    connection.execute("UPDATE audit SET actor = 'nobody' WHERE seq = 1")
    connection.close()
    status, out, _ = shell.run(*verify, text=lines(PASSWORD))
    assert status == exit_codes.AUDIT_BROKEN
    assert "row 1" in out
    clinic.reopen()


def test_a_clinic_that_is_not_there_is_told_with_the_way_out(shell: Shell) -> None:
    for argv in ((), ("open",), ("audit", "head", "--user", "x")):
        status, _, err = shell.run(*argv, text=lines(PASSWORD))
        assert status == exit_codes.NO_STORE, argv
        assert "psr-tui init" in err


def test_open_says_why_it_needs_a_terminal(shell: Shell, clinic: TestClinic) -> None:
    status, _, err = shell.run("--store", str(clinic.path))
    assert status == exit_codes.NO_TERMINAL
    assert "needs a terminal" in err
    assert shell.run("doctor", "--keys")[0] == exit_codes.NO_TERMINAL


def test_a_file_that_is_no_clinic_is_left_alone(shell: Shell) -> None:
    plain = shell.folder / "clinic.psr"
    with sqlite3.connect(plain) as connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()
    before = plain.read_bytes()
    status, _, err = shell.run("audit", "head", "--user", "x", "--store", str(plain), text=lines(PASSWORD))
    assert status == exit_codes.NO_STORE
    assert "key file" in err
    assert plain.read_bytes() == before


@pytest.mark.parametrize("argv", [("bogus",), ("audit",), ("patients", "find"), ("--stor",), ("audit", "verify", "-x")])
def test_a_mistyped_command_is_one_sentence_with_its_own_status(shell: Shell, argv: tuple[str, ...]) -> None:
    status, out, err = shell.run(*argv)
    assert (status, out) == (exit_codes.USAGE, "")
    assert err.startswith("psr-tui: ")
    assert "--help" in err
    assert len(err.splitlines()) == 1


def test_keys_and_locate_print_what_they_say(shell: Shell) -> None:
    status, out, _ = shell.run("keys")
    assert status == 0
    assert "Queue (F2)" in out
    status, out, _ = shell.run("locate", "--store", "/srv/here.psr")
    assert status == 0
    assert "/srv/here.psr   (not there)" in out
    assert str(shell.folder / "config" / "psr-tui" / "psr-tui.toml") in out


def test_every_command_of_the_help_can_be_run() -> None:
    """No word in the help without a module behind it."""
    from importlib import import_module

    groups = [action for action in cli._parser()._actions if isinstance(action, argparse._SubParsersAction)]
    modules = {str(one.get_default("module")) for group in groups for one in group.choices.values()}
    assert len(modules) >= 9
    for module in modules:
        assert callable(import_module(f"psr_tui.commands_line.{module}").run)


@pytest.mark.parametrize(
    "command",
    [("audit", "verify"), ("audit", "head"), ("patients", "find", "smith"), ("staff", "list")],
)
def test_a_missing_clinic_is_told_before_anybody_is_asked_who_they_are(shell: Shell, command: tuple[str, ...]) -> None:
    status, _out, told = shell.run("--store", str(shell.folder / "nowhere.db"), *command)
    assert status != exit_codes.FINE
    assert "There is no clinic at" in told and "User name" not in told


def test_init_takes_a_plain_city(shell: Shell) -> None:
    answers = (ANSWERS[0], "chicago", *ANSWERS[2:])
    status, told, _ = shell.run("--store", str(shell.folder / "city.db"), "init", text=lines(*answers))
    assert status == exit_codes.FINE and "on the time of America/Chicago" in told
