"""``psr-tui phones scorecards``: shown as it is loaded, faults before the password, a lead loads."""

from __future__ import annotations

from pathlib import Path

from psr_tui.commands_line.exit_codes import NOT_SIGNED_IN, USAGE
from tests.commands_line.test_commands import Shell, lines, shell
from tests.helpers.clinic import PASSWORD, TestClinic

__all__ = ["shell"]


def test_a_card_is_shown_changed_and_loaded_again(shell: Shell, clinic: TestClinic, tmp_path: Path) -> None:
    file = tmp_path / "card.txt"
    lead, rep = (("--user", login, "--store", str(clinic.path)) for login in ("lgrant", "mrivera"))

    def cards(*args: str, who: tuple[str, ...] = lead) -> tuple[int, str, str]:
        return shell.run("phones", "scorecards", *args, *who, text=lines(PASSWORD))

    status, shown, _ = cards("--show", "call")
    assert status == 0 and shown.startswith("card CALL 80% A call\n1 Greeted with name and practice\n3! Caller")
    file.write_text(shown, encoding="utf-8")
    assert cards("--load", str(file))[1] == "CALL: as it was\n"
    file.write_text("card CALL 90% A call\n2 Greeted [warmly]\ncard BOOK 75% Booking\n1! Right day\n", encoding="utf-8")
    status, _, err = cards("--load", str(file), who=rep)
    assert status == NOT_SIGNED_IN and "Only a lead (or higher) may change a scorecard" in err
    assert cards("--load", str(file))[1] == "CALL: 1 checkpoint, in force now\nBOOK: 1 checkpoint, in force now\n"
    status, listed, _ = cards(who=rep)
    assert status == 0 and "CALL        90 % passes  1 checkpoint    A call" in listed and "BOOK " in listed
    assert cards("--show", "CALL")[1] == "card CALL 90% A call\n2 Greeted [warmly]\n"
    assert cards("--show", "NONE")[0] == USAGE


def test_a_fault_is_told_before_the_password_is_asked_for(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "card.txt"
    for body, why in ((b"card CALL 80% A call\nGreeted\n", "Line 2"), (b"\xff\xfe\x00", "no UTF-8 text"),
                      (b"", "no scorecard in this file")):  # fmt: skip
        file.write_bytes(body)
        status, _, err = shell.run("phones", "scorecards", "--load", str(file), "--user", "lgrant")
        assert status == USAGE and why in err and len(err.strip().splitlines()) == 1, body
    assert shell.run("phones", "scorecards", "--load", str(tmp_path / "none"), "--user", "lgrant")[0] == USAGE
