"""The outside oracle: the real hledger, asked about an exported journal. Skips visibly where it is not installed."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

WHY_NOT = "hledger is not installed (apt-get install hledger): the exported journal was NOT checked from outside"


def needs_hledger() -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which("hledger") is None, reason=WHY_NOT)


def hledger(path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """One question, without the asker's own settings."""
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(path.parent)}
    return subprocess.run(
        ["hledger", "-f", str(path), *words], capture_output=True, text=True, check=False, timeout=60, env=env
    )


def check(path: Path) -> tuple[int, str]:
    """(exit status, what it says) of the check of cash-drawer.md 14.4."""
    told = hledger(path, "check", "--strict", "ordereddates")
    return told.returncode, told.stderr


def duplicate_codes(path: Path) -> list[str]:
    """What ``hledger codes | sort | uniq -d`` would print."""
    counts = Counter(hledger(path, "codes").stdout.split())
    return sorted(code for code, times in counts.items() if times > 1)


def register(path: Path, *query: str) -> list[tuple[str, str, str, str]]:
    """(date, code, account, amount) of every posting that moves money, in hledger's order, as it prints them."""
    told = hledger(path, "register", "-O", "csv", *query)
    rows = csv.DictReader(io.StringIO(told.stdout))
    return [(row["date"], row["code"], row["account"], row["amount"]) for row in rows if row["amount"] != "0"]


def balances(path: Path, *query: str) -> dict[str, int]:
    """Flat balances in whole cents, from mantissa and places: no float is read (CD-110)."""
    rows, _ = json.loads(hledger(path, "balance", "--flat", "-E", "-O", "json", *query).stdout)
    return {name: sum(_cents(one) for one in amounts) for name, _, _, amounts in rows}


def _cents(amount: dict[str, dict[str, int]]) -> int:
    quantity = amount["aquantity"]
    places, mantissa = quantity["decimalPlaces"], quantity["decimalMantissa"]
    assert places <= 2, "more than two decimals left the exporter"
    return int(mantissa) * int(10 ** (2 - places))
