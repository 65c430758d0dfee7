"""Plain text for 42-column paper: padding by what a terminal shows, so that every alphabet lines up (CD-97, CD-100)."""

from __future__ import annotations

import unicodedata

from psr_tui.domain.text import clean

WIDTH = 42


def cells(text: str) -> int:
    """How many columns ``text`` takes: wide East Asian letters two, combining marks none."""
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(_cell(ch) for ch in text)


def _cell(ch: str) -> int:
    if unicodedata.combining(ch) or unicodedata.category(ch) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(ch) in ("W", "F") else 1


def cut(text: str, width: int) -> str:
    """At most ``width`` columns of ``text``; a cut text ends in an ellipsis."""
    if cells(text) <= width:
        return text
    kept, used = [], 0
    for ch in text:
        if used + _cell(ch) > width - 1:
            break
        kept.append(ch)
        used += _cell(ch)
    return "".join(kept) + "…"


def centre(text: str, width: int = WIDTH) -> list[str]:
    """The text in the middle of the paper, on as many lines as it needs."""
    return [" " * ((width - cells(line)) // 2) + line for line in wrap(text, width)]


def wrap(text: str, width: int = WIDTH, indent: str = "") -> list[str]:
    """Words of ``text`` on lines of at most ``width`` columns; a word that is longer is split."""
    lines: list[str] = []
    line = ""
    for word in clean(text, 1000).split(" "):
        rest = word
        while rest:
            start = indent if lines else ""
            joined = f"{line} {rest}" if line else start + rest
            if cells(joined) <= width:
                line, rest = joined, ""
            elif line:
                lines.append(line)
                line = ""
            else:
                head = _head(rest, width - cells(start))
                lines.append(start + head)
                rest = rest[len(head) :]
    return [*lines, line] if line else lines


def _head(text: str, width: int) -> str:
    used = 0
    for place, ch in enumerate(text):
        used += _cell(ch)
        if used > width:
            return text[: max(1, place)]
    return text


def pair(left: str, right: str, width: int = WIDTH) -> str:
    """Left text and right figure on one line; the left gives way, the figure never. Leading spaces are kept."""
    room = width - cells(right) - 1
    indent = len(left) - len(left.lstrip(" "))
    left = cut(" " * indent + clean(left), max(0, room))
    return left + " " * (width - cells(left) - cells(right)) + right


def rule(width: int = WIDTH) -> str:
    """A line across the paper."""
    return "-" * width
