"""The versions of a record as a page: when, who, and each field from old to new."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from psr_tui.domain.clock import local
from psr_tui.services.payers import RecordVersion


def history_lines(versions: Sequence[RecordVersion], tz: ZoneInfo) -> list[str]:
    """Newest first. What was never changed here says so: an imported record has no versions of ours."""
    if not versions:
        return ["Not changed since it came in."]
    found = []
    for one in versions:
        found.append(f"{local(one.at, tz):%m/%d/%Y %H:%M}  {one.staff_name}")
        found += _changes(one) or ["    put on file" if one.version == 1 else "    saved without a change"]
    return found


def _changes(one: RecordVersion) -> list[str]:
    return [
        f"    {change.field.replace('_', ' ')}: {change.old or '(empty)'} -> {change.new or '(empty)'}"
        for change in one.changes
    ]


def page(*parts: Iterable[str]) -> str:
    """Parts of a page with an empty line between them."""
    return "\n\n".join("\n".join(part) for part in parts)
