"""I10 for every command: the same id twice is one act with one answer, the same id with other content is refused."""

from __future__ import annotations

import hashlib

import pytest

from psr_tui.domain.errors import AlreadyDone
from tests.helpers.clinic import TestClinic
from tests.helpers.money import Till
from tests.money.books import second_door
from tests.money.commands_bank import EVERY_CASE as CASES
from tests.money.sending import money_commands


def contents(clinic: TestClinic) -> str:
    """One hash over everything that is kept of money; what people look at is logged elsewhere and may grow."""
    digest = hashlib.sha256()
    with clinic.store.read() as work:
        raw = work.session.connection()
        kept = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE "
        kept += "'name!_%' ESCAPE '!' AND name NOT IN ('audit', 'topic', 'sign_in', 'staff_preference') ORDER BY name"
        for (table,) in raw.exec_driver_sql(kept).all():
            for row in sorted(repr(row) for row in raw.exec_driver_sql(f"SELECT * FROM {table}")):
                digest.update(f"{table} {row}".encode())
    return digest.hexdigest()


@pytest.mark.parametrize("name", CASES)
def test_a_command_sent_twice_happens_once_and_with_other_content_not_at_all(till: Till, name: str) -> None:
    """The second time comes from another station, as after an answer that was lost on its way."""
    case = CASES[name](till)
    before = contents(till.clinic)
    first = case.send(till.clinic, case.command)
    after = contents(till.clinic)
    assert after != before
    station = second_door(till.clinic)
    assert case.send(till.clinic, case.command) == first
    assert case.send(station, case.command) == first
    station.store.close()
    assert contents(till.clinic) == after
    assert case.others
    for other in case.others:
        with pytest.raises(AlreadyDone):
            case.send(till.clinic, other)
        assert contents(till.clinic) == after, other


def test_every_command_of_the_program_is_sent_twice_here() -> None:
    """A new command needs an entry in `EVERY_CASE`, or a word in `NO_MONEY` why it moves nothing."""
    found = {command.__name__ for command in money_commands()}
    assert found == {name.split()[0] for name in CASES}
    assert {"TakePayment", "CloseDrawer", "GiveBack"} <= found
