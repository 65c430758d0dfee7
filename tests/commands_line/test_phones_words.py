"""``psr-tui phones scripts`` and ``boundary``: checked without a password, loaded by a lead, never a traceback."""

from __future__ import annotations

from pathlib import Path

from psr_tui.commands_line.exit_codes import FINDINGS, NOT_SIGNED_IN, USAGE
from tests.commands_line.test_commands import Shell, lines, shell
from tests.helpers.clinic import PASSWORD, TestClinic

__all__ = ["shell"]

GOOD = "script CONF en out\nstep start\nsay Ours, {patient.first_name}.\n"


def test_a_file_is_checked_without_a_password(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "ours.txt"
    file.write_text(GOOD + "script SCHED en out\nstep start\nsay {result}\ngo start\n", encoding="utf-8")
    status, out, err = shell.run("phones", "scripts", "--check", str(file))
    assert (status, err) == (FINDINGS, "")
    assert out.splitlines()[0] == "script CONF en out: fine, 1 steps"
    assert "script SCHED en out: line 3: The script names {result}" in out and "line 4: step start leads back" in out
    status, out, err = shell.run("phones", "scripts", "--load", str(file), "--user", "lgrant")
    assert status == FINDINGS and "line 3" in out
    file.write_bytes(b"\xff\xfe\x00")
    for name in (file, tmp_path / "none.txt", tmp_path):
        status, _, err = shell.run("phones", "scripts", "--check", str(name))
        assert status == USAGE and len(err.strip().splitlines()) == 1, name


def test_a_lead_loads_and_everybody_may_look(shell: Shell, clinic: TestClinic, tmp_path: Path) -> None:
    file, text = tmp_path / "ours.txt", tmp_path / "boundary.txt"
    file.write_text(GOOD, encoding="utf-8")
    text.write_text("We book.\nWe never advise.\n", encoding="utf-8")
    lead = ("--user", "lgrant", "--store", str(clinic.path))
    status, out, err = shell.run("phones", "scripts", "--load", str(file), *lead, text=lines(PASSWORD))
    assert (status, out, err) == (0, "CONF en out: version 1.\n", "")
    rep = ("--user", "mrivera", "--store", str(clinic.path))
    status, out, _ = shell.run("phones", "scripts", *rep, text=lines(PASSWORD))
    assert (
        status == 0 and "CONF       en   out  version 1, L. Grant" in out and "SCHED      es   in   as it came" in out
    )
    status, out, _ = shell.run("phones", "scripts", "--show", "conf", "en", "out", *rep, text=lines(PASSWORD))
    assert status == 0 and out == GOOD
    status, _, err = shell.run("phones", "boundary", "--load", str(text), *rep, text=lines(PASSWORD))
    assert status == NOT_SIGNED_IN and "Only a lead" in err
    status, out, _ = shell.run("phones", "boundary", "--load", str(text), *lead, text=lines(PASSWORD))
    assert status == 0 and "Version 2 is in force" in out
    status, out, _ = shell.run("phones", "boundary", *lead, text=lines(PASSWORD))
    assert status == 0 and "We never advise." in out and out.count("NOT read") == 5


def test_a_lead_keeps_the_route_and_the_phrases(shell: Shell, clinic: TestClinic) -> None:
    lead = ("--user", "lgrant", "--store", str(clinic.path))

    def route(*args: str, who: tuple[str, ...] = lead) -> tuple[int, str, str]:
        return shell.run("phones", "route", *args, *who, text=lines(PASSWORD))

    assert route("--step", "2", "Charge [nurse]", "555-0123", "5")[1] == "2: Charge [nurse], 5 minutes.\n"
    assert route("--step", "3", "", "", "1")[1] == "Place 3 is taken away.\n"
    assert route("--phrase", "Cannot Wake", "en")[1] == "“cannot wake” proposes a red flag.\n"
    assert route("--no-phrase", "bleeding", "en")[0] == 0
    _, out, _ = route()
    assert "2  Charge [nurse]                 555-0123             5 min" in out and "Physician" not in out
    assert "en  cannot wake\n" in out and "en  bleeding  (off)" in out
    for wrong in (("1", "", "", "1"), ("5", "x", "", "3"), ("2", "x", "", "99"), ("two", "x", "", "3")):
        assert route("--step", *wrong)[0] == USAGE, wrong
    assert route("--phrase", "!?", "en")[0] == route("--phrase", "x", "klingon")[0] == USAGE
    rep = ("--user", "mrivera", "--store", str(clinic.path))
    assert route("--phrase", "x", "en", who=rep)[0] == NOT_SIGNED_IN
