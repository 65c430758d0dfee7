"""Canonical paper text on another printer: other letters, other width, columns still in line (CD-100).

A receipt is frozen on 42 columns. A printer that cannot show a letter gets it in letters that it has, which may be
longer, and a printer with 56 columns gets wider lines; both move the figures, so the padding is made anew here and
never left to the printer.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from psr_tui.domain.paper import WIDTH, cells, rule, wrap

_COLUMNS = re.compile(r"(?P<left>.*\S)(?P<gap> {2,}|(?<=…) )(?P<right>\S.*)")
_LABEL = re.compile(r"[A-Za-z]+(?: [a-z]+)? {2,}")


def refit(text: str, change: Callable[[str], str], width: int = WIDTH, made_for: int = WIDTH) -> str:
    """``text`` with every line put through ``change`` and set on ``width`` columns; the same text gives the same.
    ``made_for``: the columns it was written for.

    Lines that filled the paper (a label left, a figure right) fill it again, centred lines are centred again, the
    others keep their start. What becomes too long goes on in the next line: nothing is cut away.
    """
    lines: list[str] = []
    for line in text.split("\n"):
        lines += _fitted(line, change, width, made_for)
    return "\n".join(lines)


def _fitted(line: str, change: Callable[[str], str], width: int, made_for: int) -> list[str]:
    if line and not line.strip("-"):
        return [rule(width) if len(line) == made_for else line[:width]]
    indent = len(line) - len(line.lstrip(" "))
    found = _COLUMNS.fullmatch(line) if cells(line) == made_for else None
    if found is not None:
        return _pair(change(found["left"]), change(found["right"]), indent, width)
    changed = change(line).strip(" ")
    if indent > 2 and indent == (made_for - cells(line.strip(" "))) // 2:
        return [" " * ((width - cells(one)) // 2) + one for one in _folded(changed, width)]
    return [" " * indent + one for one in _folded(changed, width - indent)]


def _pair(left: str, right: str, indent: int, width: int) -> list[str]:
    """Label and figure on one line, or the label on lines before it when both have no room on one."""
    left, right = left.strip(" "), right.strip(" ")
    room = width - cells(right) - 1
    if room < indent + 1:
        return [" " * indent + one for one in _folded(f"{left} {right}", width - indent)]
    *before, last = [" " * indent + one for one in _folded(left, room - indent)] or [""]
    return [*before, last + " " * (width - cells(last) - cells(right)) + right]


def _folded(text: str, width: int) -> list[str]:
    """The text as it is when it fits (inner spaces may be columns), in words on several lines when not; what stands
    behind a label and its column goes on under itself."""
    if cells(text) <= width:
        return [text]
    label = _LABEL.match(text)
    before = label[0] if label is not None and len(label[0]) * 2 < width else ""
    first, *others = wrap(text[len(before) :], max(width - len(before), 1)) or [""]
    return [before + first, *(" " * len(before) + line for line in others)]
