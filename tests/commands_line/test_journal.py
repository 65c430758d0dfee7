"""``psr-tui journal export`` and ``psr-tui drawer report`` as a script calls them."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from psr_tui.commands_line import exit_codes
from tests.commands_line.test_commands import Shell, lines, shell
from tests.helpers.clinic import PASSWORD, TestClinic
from tests.helpers.money import Till, cash, check
from tests.helpers.posted_days import COMMENT

__all__ = ["shell"]
DAY = ("--from", "2026-03-04", "--to", "2026-03-04")


@pytest.fixture
def store(clinic: TestClinic) -> Iterator[str]:
    """A clinic whose drawer D1 was ten cents short today, closed for the command to open."""
    till = Till(clinic)
    till.open(20000)
    till.take(clinic.add_patient(), cash(2500), check(4000))
    session = till.count(22490).session
    till.close(till.drawer.explain(till.actor, session.session_id, session.version, "OS10", COMMENT), "T0098124")
    clinic.store.close()
    yield str(clinic.path)
    clinic.reopen()


def test_export_writes_one_private_file_and_says_what_is_in_it(shell: Shell, store: str, tmp_path: Path) -> None:
    out = tmp_path / "march.journal"
    words = ("--store", store, "journal", "export", "--user", "sotto", *DAY, "--format", "hledger", "--out", str(out))
    status, told, err = shell.run(*words, text=lines(PASSWORD))
    assert (status, err) == (0, "")
    assert told == f"{out}: 13 lines of 03/04/2026 to 03/04/2026, $65.00 taken less what was given back.\n"
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert "(R-0000001) payment" in out.read_text()
    status, _, err = shell.run(*words, text=lines(PASSWORD))
    assert status == exit_codes.USAGE and "is there already" in err
    assert shell.run(*words, "--force", text=lines(PASSWORD))[0] == 0


def test_export_uses_the_quickbooks_names_of_the_settings_and_names_its_file(
    shell: Shell, store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "desk.toml"
    config.write_text('[quickbooks]\ntill = "Assets:Front Till"\n')
    monkeypatch.setenv("PSR_TUI_CONFIG", str(config))
    monkeypatch.chdir(tmp_path)
    words = ("--store", store, "journal", "export", "--user", "sotto", "--from", "2026-03-04", "--format", "iif")
    status, told, _ = shell.run(*words, text=lines(PASSWORD))
    assert status == 0 and told.startswith("psr-journal-2026-03-04.iif: 13 lines")
    assert "\tAssets:Front Till\t25.00\t" in (tmp_path / "psr-journal-2026-03-04.iif").read_text("cp1252")
    config.write_text('[quickbooks]\nbank = " Bank"\n')
    status, _, err = shell.run(*words, text=lines(PASSWORD))
    assert status == exit_codes.USAGE and "the name for bank" in err


def test_what_cannot_be_exported_is_one_sentence(
    shell: Shell, store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = set(tmp_path.iterdir())
    for words, status, told in (
        (("--user", "mrivera", *DAY, "--format", "csv"), exit_codes.NOT_SIGNED_IN, "supervisor"),
        (("--user", "sotto", "--from", "11/02/2026", "--format", "csv"), exit_codes.USAGE, "write it as 2026-11-02"),
        (("--user", "sotto", *DAY, "--format", "ods"), exit_codes.USAGE, "invalid choice"),
        (("--user", "sotto", *DAY), exit_codes.USAGE, "--format"),
    ):
        found, out, err = shell.run("--store", store, "journal", "export", *words, text=lines(PASSWORD))
        assert (found, out) == (status, "") and told in err
        assert len(err.strip().splitlines()) == 1
    assert {one.name for one in set(tmp_path.iterdir()) - before} <= {"data", "config", "state"}


def test_report_as_json_has_whole_cents(shell: Shell, store: str) -> None:
    words = ("--store", store, "drawer", "report", "--json", "--user", "sotto")
    status, told, err = shell.run(*words, "--z", "000001", text=lines(PASSWORD))
    assert (status, err) == (0, "")
    (report,) = json.loads(told)["reports"]
    assert (report["z"], report["drawer"], report["rep"], report["business_date"]) == (
        1,
        "D1",
        "M. Rivera",
        "2026-03-04",
    )
    assert report["printed"] == {
        "float_expected_cents": 0, "float_counted_cents": 20000, "to_bank_cents": 6490, "stays_cents": 20000,
        "grand_total_before_cents": 0, "net_taken_cents": 6500, "grand_total_cents": 6500,
    }  # fmt: skip
    kept = ("tender", "counted_cents", "expected_cents", "difference_cents", "word")
    assert [tuple(one[key] for key in kept) for one in report["tenders"]] == [
        ("CASH", 22490, 22500, -10, "SHORT"),
        ("CHK", 4000, 4000, 0, "EVEN"),
    ]
    assert report["text"].startswith("END OF DAY")
    _, again, _ = shell.run(*words, "--date", "2026-03-04", text=lines(PASSWORD))
    assert json.loads(again) == json.loads(told)


def test_report_without_json_is_a_duplicate_of_the_paper(shell: Shell, store: str) -> None:
    status, told, _ = shell.run(
        "--store", store, "drawer", "report", "--z", "1", "--user", "mrivera", text=lines(PASSWORD)
    )
    assert status == 0
    assert told.startswith("DUPLICATE 1, printed") and "Z 000001" in told


def test_a_report_that_is_not_there_is_one_sentence(shell: Shell, store: str) -> None:
    for words, status, told in (
        (("--z", "7"), exit_codes.FINDINGS, "There is no Z report 7;"),
        (("--z", "one"), exit_codes.USAGE, "is no Z number"),
        (("--date", "2026-03-01"), exit_codes.FINDINGS, "no Z report of that day"),
        ((), exit_codes.USAGE, "--z --date"),
        (("--z", "1", "--date", "2026-03-04"), exit_codes.USAGE, "not allowed with"),
    ):
        argv = ("--store", store, "drawer", "report", *words, "--user", "sotto")
        found, out, err = shell.run(*argv, text=lines(PASSWORD))
        assert (found, out) == (status, "") and told in err
        assert len(err.strip().splitlines()) == 1
