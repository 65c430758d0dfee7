"""The content of a command as one hash: a repeated command is known by it, a changed one is refused (CD-18, I10)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum

from psr_tui.domain.errors import AlreadyDone
from psr_tui.domain.money import Money


def fingerprint(command: object) -> str:
    """SHA-256 over the content of a command: equal for equal content, whatever the process (CD-18)."""
    text = json.dumps(_plain(command), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def same_command(known_hash: str, offered_hash: str) -> None:
    """Raise AlreadyDone when a known command id comes back with other content (I10)."""
    if known_hash != offered_hash:
        raise AlreadyDone(
            "This was already saved with other content; nothing was saved again. Look at the receipt and start anew."
        )


def _plain(value: object) -> object:
    """Only what JSON knows, with the class name, so that two kinds of command never look alike."""
    if isinstance(value, Money):
        return value.cents
    if isinstance(value, StrEnum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        parts: dict[str, object] = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        parts["_"] = type(value).__name__
        return parts
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, str | int | bool):
        return value
    raise TypeError(f"a command may not hold {type(value).__name__}")
