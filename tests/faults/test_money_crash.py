"""kill -9 at any statement of any command that moves money: everything or nothing, and sent again it is exactly one.

The statements of an act are listened to first, so their number is counted, not guessed. The daily run kills before the
first statement of each kind that writes (INSERT INTO journal, UPDATE drawer_session ...), before the commit and after
it; the night kills before every one.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from psr_tui.domain.printing import PrintKind
from psr_tui.services.printing import PrintingService
from tests.helpers.clinic import TestClinic
from tests.helpers.money import Till, cash
from tests.helpers.printers import on_paper, spool
from tests.money.books import accounts, power_cut
from tests.money.commands_bank import EVERY_CASE as CASES
from tests.money.invariants import broken
from tests.money.killing import killed_at
from tests.money.sending import Case

CLOSES = ("CloseDrawer", "CloseDrawer of nothing")


@pytest.fixture
def till(clinic: TestClinic) -> Till:
    made = Till(clinic)
    made.open()
    return made


def tables(clinic: TestClinic) -> dict[str, int]:
    """How many rows every table has, and what every account comes to."""
    with clinic.store.read() as work:
        raw = work.session.connection()
        names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'name!_%' ESCAPE '!'"
        kept = [name for (name,) in raw.exec_driver_sql(names) if name not in ("audit", "topic")]
        found = {name: raw.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one() for name in kept}
        states = raw.exec_driver_sql("SELECT group_concat(state || version) FROM drawer_session ORDER BY id")
        return {**found, **accounts(clinic), "states": states.scalar_one()}


def rehearse(clinic: TestClinic, act: Callable[[], object]) -> list[str]:
    """The statements of an act in order, each as its first words; nothing of it is kept."""
    seen: list[str] = []

    class Enough(BaseException):
        """Ends the act before its last commit, so that it can be done for good later."""

    def listen(_c: Any, _u: Any, statement: str, *_more: Any) -> None:
        seen.append(" ".join(statement.split()[:3]) if statement[:6] in ("INSERT", "UPDATE", "DELETE") else "read")

    def at_commit(_connection: Any) -> None:
        seen.append("COMMIT")
        if "INSERT INTO audit" in seen:
            raise Enough

    event.listen(clinic.store._engine, "before_cursor_execute", listen)
    event.listen(clinic.store._engine, "commit", at_commit)
    try:
        with pytest.raises(Enough):
            act()
    finally:
        event.remove(clinic.store._engine, "before_cursor_execute", listen)
        event.remove(clinic.store._engine, "commit", at_commit)
    return seen


def chosen(seen: list[str]) -> list[int]:
    """The first statement that writes, the one in the middle, and the last of all, counted from 1; every one of them at
    night."""
    writes = [place for place, kind in enumerate(seen, start=1) if kind != "read"]
    return sorted({writes[0], writes[len(writes) // 2], len(seen)})


def kill_and_look(till: Till, case: Case, every: bool) -> None:
    clinic = till.clinic

    def act() -> object:
        return case.send(clinic, case.command)

    before = tables(clinic)
    seen = rehearse(clinic, act)
    assert len(seen) > 5 and seen[-1] == "COMMIT" and tables(clinic) == before
    steps = list(range(1, len(seen) + 1)) if every else chosen(seen)
    for step in steps:
        clinic.store._engine.dispose()  # a child must not share a connection with us
        assert not killed_at(clinic.store, act, step)
        assert tables(clinic) == before, f"something is left of {seen[:step]}"
    power_cut(clinic)
    killed_at(clinic.store, act, len(seen) + 1)  # the commit is done, its answer is lost
    power_cut(clinic)
    after = tables(clinic)
    assert after != before
    assert broken(clinic) == []
    first = act()
    assert act() == first and tables(clinic) == after, "sent again it is done again"
    assert broken(clinic) == []


@pytest.mark.parametrize("name", [name for name in CASES if name not in CLOSES])
def test_tc_37_killed_at_any_statement_leaves_all_or_nothing(till: Till, name: str) -> None:
    """A receipt number that was taken and not used would be a hole: the counter is in the tables that are compared."""
    kill_and_look(till, CASES[name](till), every=False)


@pytest.mark.parametrize("name", CLOSES)
def test_tc_08_a_killed_close_is_open_or_closed_and_nothing_between(till: Till, name: str) -> None:
    kill_and_look(till, CASES[name](till), every=False)


def test_tc_37_one_counter_gives_receipt_numbers_and_a_crash_before_the_print_loses_none(till: Till) -> None:
    """Killed between number and print: the number is not used, or it has its receipt and can be printed again."""
    clinic = till.clinic
    patient = clinic.add_patient()
    for turn in range(3):
        act = functools.partial(till.payments.take, till.actor, till.command(patient, cash(2500)))
        seen = rehearse(clinic, act)
        at = {0: "INSERT INTO counter", 1: "INSERT INTO receipt", 2: "COMMIT"}[turn]
        power_cut(clinic)
        killed_at(clinic.store, act, len(seen) - seen[::-1].index(at) if at in seen else chosen(seen)[-2])
        power_cut(clinic)
        taken = act()
        assert taken.receipt_number == turn + 1
        folder = clinic.path.with_name(f"spool{turn}")
        printed = PrintingService(clinic.store, clinic.clock, spool(folder)).print_page(
            till.actor, PrintKind.RECEIPT, turn + 1
        )
        assert printed.copy == 0 and on_paper(folder, taken.receipt) == taken.text
    assert broken(clinic) == []


@pytest.mark.soak
@pytest.mark.parametrize("name", CASES)
def test_killed_at_every_statement(till: Till, name: str) -> None:
    kill_and_look(till, CASES[name](till), every=True)
