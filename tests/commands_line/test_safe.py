"""Money of the safe from the shell: brought in with a note, and what it holds told to supervisors only."""

from __future__ import annotations

import pytest

from psr_tui.commands_line.exit_codes import NOT_SIGNED_IN, USAGE
from tests.commands_line.test_commands import Shell, lines, shell
from tests.helpers.clinic import PASSWORD, TestClinic

__all__ = ["shell"]


def test_change_money_is_booked_and_the_balance_is_a_sum(shell: Shell, clinic: TestClinic) -> None:
    where = ("--store", str(clinic.path))
    for amount, held in (("500", "$500.00"), ("$25.50", "$525.50")):
        status, out, err = shell.run(
            "safe", "add", amount, "--note", "change order", "--user", "admin", *where, text=lines(PASSWORD)
        )
        assert (status, err) == (0, "") and out.endswith(f"it holds {held} now.\n")
    status, out, _ = shell.run("safe", "show", "--user", "sotto", *where, text=lines(PASSWORD))
    assert (status, out) == (0, "The safe holds $525.50.\n")
    assert clinic.count("SELECT sum(cents) FROM ledger_line WHERE account = 'equity' AND journal_id IN "
                        "(SELECT id FROM journal WHERE note = 'change order')") == -52_550  # fmt: skip


@pytest.mark.parametrize(
    ("words", "login", "status", "said"),
    [
        (("add", "1e3", "--note", "x"), "admin", USAGE, "dollars and cents"),
        (("add", "0", "--note", "x"), "admin", USAGE, "more than zero"),
        (("add", "5", "--note", " "), "admin", USAGE, "where the money comes from"),
        (("add", "5", "--note", "x"), "sotto", NOT_SIGNED_IN, "Only an administrator"),
        (("show",), "mrivera", NOT_SIGNED_IN, "supervisor"),
    ],
)
def test_what_is_mistyped_or_not_allowed_books_nothing(
    shell: Shell, clinic: TestClinic, words: tuple[str, ...], login: str, status: int, said: str
) -> None:
    before = clinic.count("SELECT count(*) FROM journal")
    found, _, err = shell.run("safe", *words, "--user", login, "--store", str(clinic.path), text=lines(PASSWORD))
    assert found == status and said in err and len(err.strip().splitlines()) == 1
    assert clinic.count("SELECT count(*) FROM journal") == before
