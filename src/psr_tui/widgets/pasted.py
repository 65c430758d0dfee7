"""Pastes: cleaned, cut to length, and spread over the fields that follow, with a sentence about what was changed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from psr_tui.domain.text import clean

if TYPE_CHECKING:
    from psr_tui.widgets.field import Field

LONGEST_PASTE = 20_000
"""Characters of a paste that are looked at; the rest can only be a slip of the mouse."""


def spread(field: Field, text: str) -> str:
    """Put pasted text into ``field``, what stands behind a Tab or a new line into the fields below. Returns what was
    changed, "" when everything went in as it was."""
    parts = re.split(r"\t|\r\n|\n|\r", text[:LONGEST_PASTE].strip())
    notes = [put(field, parts[0], replace=False)]
    form = field.form
    targets = form.text_fields_after(field)[: len(parts) - 1] if form is not None else []
    notes += [put(target, part, replace=True) for target, part in zip(targets, parts[1:], strict=False)]
    if targets:
        notes.append(f"Pasted on into {', '.join(target.label for target in targets)}.")
    if len(parts) > len(targets) + 1:
        notes.append(f"{len(parts) - len(targets) - 1} pasted parts had no field and were left out.")
    if len(text) > LONGEST_PASTE:
        notes.append(f"Only the first {LONGEST_PASTE:,} characters were looked at.")
    return " ".join(note for note in notes if note)


def put(field: Field, part: str, *, replace: bool) -> str:
    """Put one pasted part in (over the selection, or over everything); returns what was changed, "" if nothing."""
    text = clean(part, LONGEST_PASTE)
    start, end = (0, len(field.value)) if replace else sorted(field.selection)
    longest = field.max_length or LONGEST_PASTE
    room = max(0, longest - len(field.value) + (end - start))
    field.replace(text[:room], start, end)
    if len(text) > room:
        return f"{field.label}: cut to {longest} characters."
    return f"{field.label}: hidden characters were taken out." if text != part.strip() else ""
