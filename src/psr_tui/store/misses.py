"""Waiting times after wrong passwords, kept on disk beside the key file so that a restart does not reset them.

Whoever can write the file can reset it: the slow key derivation is the real defence (reliability.md RS-02, RS-21).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from psr_tui.domain.errors import WrongPassword
from psr_tui.store.place import write_private

LONGEST_WAIT = 60


@dataclass(frozen=True, slots=True)
class Misses:
    """Wrong passwords of one login so far, and until when the next try waits."""

    count: int
    until: datetime | None


def misses_path(store_path: Path) -> Path:
    """The file beside the store that counts wrong passwords; it holds no secret."""
    return store_path.with_name(store_path.name + ".misses")


def wait_after(count: int) -> int:
    """Seconds to wait after the n-th miss in a row: 1, 2, 4 .. 60."""
    return min(LONGEST_WAIT, 2 ** max(0, count - 1)) if count else 0


def look(store_path: Path, login: str) -> Misses:
    """The misses of this login; none when there were none or the file cannot be read."""
    entry = _read(store_path).get(login.strip().casefold())
    if not entry:
        return Misses(0, None)
    try:
        return Misses(int(entry["count"]), datetime.fromisoformat(entry["until"]))
    except (KeyError, ValueError, TypeError):
        return Misses(0, None)


def refuse_early(store_path: Path, login: str, now: datetime) -> None:
    """Raise WrongPassword while the waiting time of this login is not over."""
    seen = look(store_path, login)
    # A wall clock set back must not lock anybody out for longer than the longest wait.
    if seen.until is not None and now < seen.until <= now + timedelta(seconds=LONGEST_WAIT):
        left = int((seen.until - now).total_seconds()) + 1
        unit = "second" if left == 1 else "seconds"
        raise WrongPassword(f"Too many wrong passwords: wait {left} {unit}, then type it again.")


def add(store_path: Path, login: str, now: datetime) -> int:
    """Count a miss; returns the seconds to wait now."""
    everyone = _read(store_path)
    count = look(store_path, login).count + 1
    wait = wait_after(count)
    everyone[login.strip().casefold()] = {"count": count, "until": (now + timedelta(seconds=wait)).isoformat()}
    write_private(misses_path(store_path), json.dumps(everyone).encode())
    return wait


def clear(store_path: Path, login: str) -> int:
    """Forget the misses of a login; returns how many there were, for the audit log."""
    everyone = _read(store_path)
    entry = everyone.pop(login.strip().casefold(), None)
    if entry is None:
        return 0
    write_private(misses_path(store_path), json.dumps(everyone).encode())
    return int(entry.get("count", 0)) if isinstance(entry, dict) else 0


def _read(store_path: Path) -> dict[str, dict[str, Any]]:
    try:
        found = json.loads(misses_path(store_path).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
