"""ZIP codes stay text: a leading zero counts, and an address abroad has another shape (standards.md section 6)."""

from __future__ import annotations

import re

_SHAPE = re.compile(r"^\d{5}(-?\d{4})?$", re.ASCII)


def odd_zip(typed: str) -> str:
    """A warning, never a refusal, for what is no five or nine digits."""
    if _SHAPE.match(typed.strip()):
        return ""
    return f"ZIP: {typed} is not five digits or nine; right for an address abroad only."
