"""``psr-tui phones limits``: shown as it is loaded, and in force for what begins to wait then."""

from __future__ import annotations

from pathlib import Path

from psr_tui.commands_line.exit_codes import NOT_SIGNED_IN, USAGE
from tests.commands_line.test_commands import Shell, lines, shell
from tests.helpers.clinic import PASSWORD, TestClinic

__all__ = ["shell"]


def test_rules_are_shown_changed_and_loaded(shell: Shell, clinic: TestClinic, tmp_path: Path) -> None:
    file = tmp_path / "limits.txt"
    lead, rep = (("--user", login, "--store", str(clinic.path)) for login in ("lgrant", "mrivera"))

    def limits(*args: str, who: tuple[str, ...] = lead) -> tuple[int, str, str]:
        return shell.run("phones", "limits", *args, *who, text=lines(PASSWORD))

    status, shown, _ = limits()
    assert status == 0 and "calendar clinic\nmon tue wed thu fri 08:00-12:00 13:00-18:00\n" in shown
    file.write_text("calendar nights\nsat 22:00-06:00\nlimit PORTAL 30 nights stops taken\n", encoding="utf-8")
    status, _, err = limits("--load", str(file), who=rep)
    assert status == NOT_SIGNED_IN and "Only a lead" in err
    assert limits("--load", str(file))[1] == "1 calendar and 1 limit in force; what waits already keeps its limit.\n"
    shown = limits(who=rep)[1]
    assert "calendar nights\nsat 22:00-06:00\n" in shown and "limit PORTAL 30 nights stops taken" in shown
    file.write_text("calendar clinic\n", encoding="utf-8")
    status, _, err = limits("--load", str(file))
    assert status == USAGE and "has no working hours" in err
