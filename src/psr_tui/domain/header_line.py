"""Line 2 of the queue: every count, whatever the width (front-desk.md FD-07)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def header_line(waits: str, counts: Sequence[tuple[str, str, int]], late: Sequence[str], width: int) -> str:
    """The counts of line 2: ``waiting 6 (longest 0:24, 2 over, not told 1) · roomed 3 · ... · late Lee 20``.

    Each count is (word, glyph, number). Where the line is too long, names of late providers are counted first, then
    words become their glyphs from the right: every number stays on it.
    """
    return next((line for line in _forms(waits, counts, late) if len(line) <= width), "") or _shortest(
        waits, counts, late
    )


def _forms(waits: str, counts: Sequence[tuple[str, str, int]], late: Sequence[str]) -> Iterator[str]:
    """The line from its longest form to its shortest with a name of who is late."""
    whole = [f"{word} {number}" for word, _glyph, number in counts]
    signs = [f"{glyph}{number}" for _word, glyph, number in counts]
    for words in range(len(counts), -1, -1):
        parts = [waits, *whole[:words], *signs[words:]]
        if not late:
            yield " · ".join(parts)
        for names in range(len(late), 0, -1):
            more = f" +{len(late) - names}" if len(late) > names else ""
            yield " · ".join([*parts, f"late {', '.join(late[:names])}{more}"])


def _shortest(waits: str, counts: Sequence[tuple[str, str, int]], late: Sequence[str]) -> str:
    signs = [f"{glyph}{number}" for _word, glyph, number in counts]
    return " · ".join([waits.replace("longest ", ""), *signs, *([f"late {len(late)}"] if late else [])])
