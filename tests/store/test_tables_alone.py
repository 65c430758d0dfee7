"""Each module of tables can be used alone: it brings along the tables its keys lead to, and no start reads them all."""

from __future__ import annotations

import subprocess
import sys
from types import ModuleType

import pytest

from psr_tui.store.tables import every
from psr_tui.store.tables.base import Row


def _modules() -> dict[str, str]:
    """Table name -> the module its class is in."""
    found = {}
    waiting = list(Row.__subclasses__())
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if "__table__" in kind.__dict__:
            found[str(kind.__tablename__)] = kind.__module__
    return found


MODULES = _modules()


@pytest.mark.parametrize("name", sorted(set(MODULES.values())))
def test_a_module_brings_what_its_keys_lead_to(name: str) -> None:
    module = sys.modules[name]
    brought = {one.__name__ for one in vars(module).values() if isinstance(one, ModuleType)} | {name}
    for table, home in MODULES.items():
        if home == name:
            wanted = {MODULES[key.column.table.name] for key in every.METADATA.tables[table].foreign_keys}
            assert wanted <= brought, table


def test_opening_a_store_reads_only_the_tables_it_needs() -> None:
    """What the first screen waits for grows with every table read before it."""
    asked = (
        "import sys, psr_tui.store.store, psr_tui.store.repositories.staff, psr_tui.store.repositories.board\n"
        "tables = sys.modules['psr_tui.store.tables.base'].METADATA.tables\n"
        "print(len(tables), 'psr_tui.store.tables.every' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    count, everything = done.stdout.split()
    assert everything == "False"
    assert int(count) < len(every.METADATA.tables) / 2
