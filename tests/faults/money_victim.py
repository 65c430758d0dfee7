"""A program of its own that is killed while it takes money or closes a drawer, and one that races itself.

``python -m tests.faults.money_victim kill payment FOLDER``: for n = 1, 2, 3 ... a fresh copy of the prepared store is
opened by a child process that is killed (SIGKILL) at its n-th statement; then the file is opened again, looked at, and
the same command is sent once more. Prints one JSON line for each n until a child reaches its end.

``python -m tests.faults.money_victim race close FOLDER``: eight processes do the same act at the same moment.
"""

from __future__ import annotations

import copy
import json
import multiprocessing
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import event

from psr_tui.domain.drawer_acts import CloseDrawer, OpenDrawer
from psr_tui.domain.errors import DeskError
from psr_tui.domain.payments import TakePayment
from psr_tui.store import vault
from psr_tui.store.store import open_store
from psr_tui.store.vault import DataKeys
from tests.helpers.clinic import PASSWORD, PEOPLE, TestClinic, make_clinic
from tests.helpers.money import Till, card, cash, check, command_id, rows

TABLES = (
    "journal", "ledger_line", "receipt", "receipt_print", "day_report", "count_attempt", "audit",
)  # fmt: skip
RACERS = 8
UNSOUND = {
    "a journal does not sum to zero": "SELECT count(*) FROM "
    "(SELECT 1 FROM ledger_line GROUP BY journal_id HAVING sum(cents) <> 0)",
    "a journal has no lines": "SELECT count(*) FROM journal WHERE id NOT IN (SELECT journal_id FROM ledger_line)",
    "a receipt number is missing": "SELECT max(receipt_number) - count(receipt_number) FROM journal",
    "a receipt has no text": "SELECT count(receipt_number) - (SELECT count(*) FROM receipt) FROM journal",
    "the counter is ahead": "SELECT (SELECT value FROM counter WHERE name = 'receipt') - max(number) FROM receipt",
    "closed without a report": "SELECT (SELECT count(*) FROM drawer_session WHERE state = 'closed') - count(*) "
    "FROM day_report",
    "the audit has a gap": "SELECT max(seq) - count(*) FROM audit",
}
Act = Callable[[TestClinic], Any]


def prepare(folder: Path, act: str) -> tuple[TestClinic, Act]:
    """A drawer with some money in it, and the act that is still to come."""
    clinic = make_clinic(folder)
    till = Till(clinic)
    till.open(20000)
    patient = clinic.add_patient()
    till.owe(patient, 9000)
    till.take(patient, cash(1000), check(500))
    if act == "payment":
        command: TakePayment = till.command(patient, cash(2500, handed=4000), card(3000))
        return clinic, lambda where: _till(where).payments.take(till.actor, command)
    reveal = till.count(20990)
    reveal = till.drawer.explain(till.actor, reveal.session.session_id, reveal.session.version, "OS01", "a dime")
    closing = CloseDrawer(command_id("z"), reveal.session.session_id, reveal.session.version, "T0098124")
    return clinic, lambda where: _till(where).drawer.close(till.actor, closing)


def _till(clinic: TestClinic) -> Till:
    """The services on another copy of the store; the actor is the caller's."""
    till = Till.__new__(Till)
    till.clinic = clinic
    return till


def copy_of(clinic: TestClinic, folder: Path) -> TestClinic:
    """The same store in another folder, opened."""
    folder.mkdir()
    for source in clinic.path.parent.iterdir():
        if source.is_file() and not source.name.endswith(".wlock"):
            shutil.copy2(source, folder / source.name)
    return opened(folder / clinic.path.name, clinic)


_KEYS: list[DataKeys] = []


def opened(path: Path, clinic: TestClinic) -> TestClinic:
    """A store opened once more. The password is proven once only: it costs more time than all the rest."""
    if not _KEYS:
        _KEYS.append(vault.unlock(path, "admin", PASSWORD).keys)
    return TestClinic(open_store(path, copy.deepcopy(_KEYS[0]), clinic.clock), clinic.clock)


def counts(clinic: TestClinic) -> list[int]:
    return [clinic.count(f"SELECT count(*) FROM {table}") for table in TABLES]


def unsound(clinic: TestClinic) -> list[str]:
    """What is wrong with the file, in words; nothing when every invariant holds."""
    found = []
    for words, sql in UNSOUND.items():
        if clinic.count(sql):
            found.append(words)
    return found


def kill_at(clinic: TestClinic, act: Act, step: int) -> bool:
    """Run the act in a child that is killed at its ``step``-th statement; True when it reached its end instead."""
    child = os.fork()
    if child == 0:
        left = [step]

        def one_more(*_parts: object) -> None:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(clinic.store._engine, "before_cursor_execute", one_more)
        event.listen(clinic.store._engine, "commit", one_more)
        act(clinic)
        one_more()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFEXITED(status)


def kill(act_name: str, folder: Path) -> None:
    (folder / "home").mkdir()
    clinic, act = prepare(folder / "home", act_name)
    clinic.store.close()
    clinic = opened(clinic.path, clinic)
    before = counts(clinic)
    step = 0
    while True:
        step += 1
        work = folder / f"at{step}"
        victim = copy_of(clinic, work)
        ended = kill_at(victim, act, step)
        victim.store.close()
        victim = opened(victim.path, clinic)
        after, wrong = counts(victim), unsound(victim)
        first = act(victim)
        again = act(victim)
        print(
            json.dumps(
                {
                    "step": step, "ended": ended, "nothing": after == before, "wrong": wrong + unsound(victim),
                    "after": after, "final": counts(victim), "same": first == again,
                }
            )
        )  # fmt: skip
        victim.store.close()
        shutil.rmtree(work)
        if ended:
            return


def race(act_name: str, folder: Path) -> None:
    (folder / "home").mkdir()
    if act_name == "open":
        clinic = make_clinic(folder / "home")
        actors = [clinic.actor(login) for login, _, _ in PEOPLE] * 2
    else:
        clinic, _ = prepare(folder / "home", "close")
        till = Till(clinic)
        session = till.session
        actors = [till.actor] * RACERS
    context = multiprocessing.get_context("fork")
    start, results = context.Barrier(RACERS), context.SimpleQueue()

    def run(number: int) -> None:
        mine = opened(clinic.path, clinic)
        drawer = _till(mine).drawer
        start.wait(60)
        try:
            if act_name == "open":
                drawer.open(actors[number], OpenDrawer(f"race{number:028d}", "drawer-D1", rows(0)))
            else:
                command = CloseDrawer(f"race{number:028d}", session.session_id, session.version, f"T00{number}")
                drawer.close(actors[number], command)
            results.put("won")
        except DeskError as error:
            results.put(error.message)

    racers = [context.Process(target=run, args=(number,)) for number in range(RACERS)]
    for racer in racers:
        racer.start()
    outcomes = [results.get() for _ in racers]
    for racer in racers:
        racer.join(60)
    print(
        json.dumps(
            {
                "outcomes": outcomes,
                "wrong": [] if act_name == "open" else unsound(clinic),
                "sessions": clinic.count("SELECT count(*) FROM drawer_session"),
                "reports": clinic.count("SELECT count(*) FROM day_report"),
            }
        )
    )


if __name__ == "__main__":
    {"kill": kill, "race": race}[sys.argv[1]](sys.argv[2], Path(sys.argv[3]))
