"""No label of a field is cut, for which 14 cells are there, and no sentence of an empty list, on 80 columns."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psr_tui
from psr_tui import screens
from psr_tui.screens.dialogs.list_box import ListBox
from psr_tui.screens.worklist import Worklist

ROOM = 14
BASES: tuple[type[Any], ...] = (ListBox, Worklist)
FIELDS = ("BirthDateField", "ChoiceField", "DateField", "Field", "MoneyField", "NoteField", "PasswordField",
          "PhoneField", "TimeField", "WhenField")  # fmt: skip


def labels(path: Path) -> list[str]:
    """Every label that is written out in a file."""
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    firsts = [
        call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id in FIELDS and call.args
    ]
    return [one.value for one in firsts if isinstance(one, ast.Constant) and isinstance(one.value, str)]


def test_every_label_fits_beside_its_field() -> None:
    files = Path(psr_tui.__file__).parent.rglob("*.py")
    found = [(path.name, label) for path in files for label in labels(path)]
    assert len(found) > 30
    assert not [one for one in found if len(one[1]) > ROOM]


def kinds(base: type[Any]) -> Iterator[type[Any]]:
    """All classes under one."""
    for kind in base.__subclasses__():
        yield kind
        yield from kinds(kind)


def test_what_an_empty_list_says_fits_a_box_of_80_columns() -> None:
    for module in pkgutil.walk_packages(screens.__path__, "psr_tui.screens."):
        importlib.import_module(module.name)
    said = {(kind.__name__, kind.EMPTY) for base in BASES for kind in kinds(base)}
    assert len(said) > 10
    assert not [one for one in said if len(one[1]) > 75]
