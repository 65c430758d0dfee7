"""Checks that many use cases share."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from psr_tui.domain.errors import NotFound, Stale

R = TypeVar("R")


class Versioned(Protocol):
    """A record that knows its version and who made it."""

    @property
    def version(self) -> int: ...
    @property
    def changed_by(self) -> str: ...
    @property
    def changed_at(self) -> datetime: ...


def guard_version(what: str, record: Versioned, expected: int, tz: ZoneInfo) -> None:
    """Raise Stale, naming who changed the record and when, unless it is at the version the person saw."""
    if record.version != expected:
        when = record.changed_at.astimezone(tz).strftime("%H:%M")
        raise Stale(what, record.changed_by or "somebody", record.changed_at, when)


def must_exist(record: R | None, what: str, sentence: str = "") -> R:
    """The record, or NotFound with the way out: it was there when the screen was drawn. ``sentence``: for what
    somebody typed, and may never have been there."""
    if record is None:
        raise NotFound(sentence or f"{what} is not there any more; press F2 and look again.")
    return record
