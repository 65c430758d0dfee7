"""Several processes on one file: each opens the store for itself and does random things with money until it is done."""

from __future__ import annotations

import copy
import itertools
import multiprocessing
import os
import random
import signal
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event

from psr_tui.domain.errors import DeskError
from psr_tui.domain.money import Money
from psr_tui.domain.payments import Allocation, TakePayment
from psr_tui.domain.tenders import Tender
from psr_tui.store.store import open_store
from tests.helpers import money
from tests.helpers.clinic import TestClinic
from tests.helpers.money import SEALED, Till, card, cash, check
from tests.money.books import agree, closing_command, give_back, held, slip

FORK = multiprocessing.get_context("fork")
Tell = Callable[[Any], None]
Work = Callable[[TestClinic, Tell], None]


@dataclass(frozen=True)
class Done:
    """What a process was told is true: a posting with its receipt and what it moved, by tender."""

    journal_id: str
    number: int
    moved: tuple[tuple[str, int], ...]


def crowd(clinic: TestClinic, works: Iterable[Work]) -> list[list[Any]]:
    """Run each work in a process of its own, all from one start. What each one told, also of those that died.

    The parent's connections are closed before, for a child may not share one.
    """
    todo = list(works)
    clinic.store._engine.dispose()
    start = FORK.Barrier(len(todo))
    pipes = [FORK.Pipe(duplex=False) for _ in todo]

    def run(place: int) -> None:
        store = open_store(clinic.path, copy.deepcopy(clinic.store.keys), clinic.clock)
        money._ids = itertools.count(1_000_000 * (place + 1))  # a screen's ids are its own, also after a fork
        start.wait(60)
        todo[place](TestClinic(store, clinic.clock), pipes[place][1].send)

    children = [FORK.Process(target=run, args=(place,)) for place in range(len(todo))]
    for child in children:
        child.start()
    for _, ours in pipes:
        ours.close()
    told = [_all_of(answer) for answer, _ in pipes]
    for child in children:
        child.join(60)
        assert child.exitcode in (0, -signal.SIGKILL), "a process ended by an error of its own"
    return told


def _all_of(answer: Any) -> list[Any]:
    found = []
    while True:
        try:
            found.append(answer.recv())
        except EOFError:
            return found


def seat(at: TestClinic, till: Till) -> Till:
    """The same rep at the same drawer through another door."""
    mine = Till.__new__(Till)
    mine.clinic, mine.drawer_id, mine.actor = at, till.drawer_id, till.actor
    return mine


def outcome(act: Callable[[], Any]) -> str:
    """``won``, or why not."""
    try:
        act()
    except DeskError as error:
        return error.message
    return "won"


def payment(ident: str, patient: str, *tenders: Tender) -> TakePayment:
    """Money paid ahead, made without a look at the store."""
    total = Money.total(one.amount for one in tenders)
    return TakePayment(ident, patient, None, tenders, (Allocation(None, total),))


@dataclass
class Window:
    """One window of one rep, with dice of its own. ``shared`` are commands that other windows send as well."""

    number: int
    till: Till
    patients: tuple[str, ...]
    shared: tuple[TakePayment, ...]
    steps: int
    dies_at: int = 0  # a statement at which the process is killed, 0 for never

    def __call__(self, at: TestClinic, tell: Tell) -> None:
        dice, done, mine, left = random.Random(self.number), list[Done](), seat(at, self.till), list(self.shared)
        dice.shuffle(left)
        if self.dies_at:
            _die_later(at, self.dies_at)
        for step in range(self.steps):
            ident = f"w{self.number:03d}{step:028d}"
            try:
                both_send = left and dice.random() < 0.4
                posted = _pay(mine, left.pop()) if both_send else self._act(mine, dice, ident, done)
            except DeskError:
                continue  # somebody was faster, or the drawer is being counted: nothing was posted, nothing is told
            if posted is not None:
                tell(posted)
                done.append(posted)

    def _act(self, mine: Till, dice: random.Random, ident: str, done: list[Done]) -> Done | None:
        kind = dice.choice(["pay", "pay", "pay", "pay", "back", "close"])
        if kind == "back" and done:
            victim = dice.choice(done)
            back = give_back(mine, victim.journal_id, again=ident)
            return Done(ident, back.receipt_number, tuple((name, -cents) for name, cents in victim.moved))
        if kind == "close" and dice.random() < 0.3:
            _close(mine)
            return None
        more = dice.choice([(), (card(dice.randint(1, 900)),), (check(dice.randint(1, 900), ident[:9]),)])
        return _pay(mine, payment(ident, dice.choice(self.patients), cash(dice.randint(1, 9000)), *more))


def _die_later(at: TestClinic, statements: int) -> None:
    left = [statements]

    def one_more(*_parts: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(at.store._engine, "before_cursor_execute", one_more)


def _pay(mine: Till, command: TakePayment) -> Done:
    taken = mine.payments.take(mine.actor, command)
    moved = tuple((one.kind.value, one.amount.cents) for one in command.tenders)
    return Done(command.command_id, taken.receipt_number, moved)


def _close(mine: Till) -> None:
    """Count what is there, close, and open again; another window may have begun a count before."""
    session = mine.drawer.mine(mine.actor)
    if session is None:
        mine.open(20_000)
        return
    mine.drawer.begin_count(mine.actor, session.session_id, session.version)
    there = held(mine.clinic, session.session_id)
    slips = [slip(there["CARD T1"])] if "CARD T1" in there else []
    reveal = agree(mine, mine.count(max(0, there.get("CASH", 0)), *slips))
    mine.drawer.close(mine.actor, closing_command(reveal), *SEALED)
    mine.open(20_000)
