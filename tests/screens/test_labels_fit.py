"""No label of a field is cut: what stands to the left of it has 14 cells."""

from __future__ import annotations

import ast
from pathlib import Path

import psr_tui

ROOM = 14
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
