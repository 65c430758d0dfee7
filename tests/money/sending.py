"""What a test needs to send a command twice, and how the command classes of the program are found."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psr_tui.domain
import psr_tui.services
from tests.helpers.clinic import TestClinic

NO_MONEY = {
    *("WalkIn", "NewCallback", "NewCard", "RedFlag", "NewBooking", "NewRecall", "NewEntry", "WaitTold", "Untimed"),
    *("AskInterpreter", "NewBlock", "SendMessage", "HandOn", "CallEnd"),
    "MergePatients",  # what was posted stays as it was posted (tests/services/test_merging*)
}
"""Commands of the desk that no money hangs on."""


@dataclass(frozen=True)
class Case:
    """A command on a prepared store, how it is sent through any door to that store, and the same id otherwise."""

    command: Any
    send: Callable[[TestClinic, Any], object]
    others: tuple[Any, ...]


def money_commands() -> Iterator[type]:
    """Every dataclass of the domain and the services that carries a command id of its own."""
    for package in (psr_tui.domain, psr_tui.services):
        for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(found.name)
            for value in vars(module).values():
                if isinstance(value, type) and dataclasses.is_dataclass(value) and value.__module__ == found.name:
                    names = {field.name for field in dataclasses.fields(value)}
                    if "command_id" in names and value.__name__ not in NO_MONEY:
                        yield value
