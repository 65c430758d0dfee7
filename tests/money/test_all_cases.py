"""The list of cash-drawer.md section 13 is complete: each of its 39 bugs has a test that carries its number."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
FILES = (*sorted(HERE.glob("test_*.py")), HERE.parent / "faults" / "test_money_crash.py")


def test_all_39_bugs_that_others_shipped_have_a_named_test() -> None:
    found = {int(number) for file in FILES for number in re.findall(r"def test_tc_(\d\d)_", file.read_text())}
    assert found == set(range(1, 40))
