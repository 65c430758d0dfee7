"""What all random days share: a store beside the model, one way to do a step to both, nights, power cuts, kills."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from psr_tui.domain.errors import DeskError
from tests.helpers.clinic import make_clinic
from tests.helpers.money import Till
from tests.money.agreement import disagreements
from tests.money.books import power_cut
from tests.money.invariants import broken
from tests.money.killing import killed_at
from tests.money.model import Books, No

R = TypeVar("R")
REPS = ("mrivera", "tchen")
DRAWERS = ("drawer-D1", "drawer-D2")


class Days(RuleBasedStateMachine):
    """A clinic with two reps, two drawers and two patients, and the model of it."""

    sound = False  # whether the last step left everything in agreement

    def set_up(self) -> None:
        """A fresh store and empty books."""
        self.folder = tempfile.TemporaryDirectory()
        self.clinic = make_clinic(Path(self.folder.name))
        self.books = self.new_books()
        self.tills = {rep: Till(self.clinic, rep) for rep in REPS}
        self.patients = [self.clinic.add_patient(), self.clinic.add_patient("DOE", "Ann")]
        self.idle = True  # whether a restart would tell nothing new

    def new_books(self) -> Books:
        """The model of these days."""
        return Books(DRAWERS)

    def teardown(self) -> None:
        if hasattr(self, "clinic"):
            self.clinic.store.close()
            self.folder.cleanup()

    def both(self, model: Callable[[], R], real: Callable[[], Any]) -> tuple[R, Any] | None:
        """Do it to the model and to the store. What the model forbids the store must refuse."""
        self.idle = self.sound = False
        try:
            wanted = model()
        except No:
            with pytest.raises(DeskError):
                real()
            return None
        return wanted, real()

    def session(self, rep: str) -> Any:
        """The rep's session as the program sees it."""
        return self.tills[rep].session

    def killed_before(self, step: int, act: Callable[[], Any]) -> None:
        """First let a process be killed at a statement of the act; whatever is left must be all of it or nothing, so
        that the same command sent again gives exactly one."""
        if not step:
            return
        power_cut(self.clinic)  # a child must not share a connection with us

        def victim() -> None:
            try:
                act()
            except DeskError:
                os._exit(0)

        killed_at(self.clinic.store, victim, step)
        power_cut(self.clinic)
        assert broken(self.clinic) == []

    # --- time and power ---
    @precondition(lambda self: all(one.state == "closed" or one.taken for one in self.books.sessions))
    @rule()
    def night(self) -> None:
        self.clinic.clock.advance(timedelta(days=1))
        self.books.night()

    @precondition(lambda self: not self.idle)
    @rule()
    def restart(self) -> None:
        """The program dies without a word and starts again; the file alone must know everything."""
        self.idle = True
        power_cut(self.clinic)

    # --- what always holds ---
    @invariant()
    def the_file_is_sound_and_agrees_with_the_model(self) -> None:
        if hasattr(self, "books"):
            assert broken(self.clinic) == []
            assert disagreements(self.books, self.clinic) == []
            self.sound = True
