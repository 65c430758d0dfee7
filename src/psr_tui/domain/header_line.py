"""Line 2 of the queue: every count, whatever the width (front-desk.md FD-07)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def header_line(waits: str, counts: Sequence[tuple[str, str, int]], late: Sequence[str], width: int) -> str:
    """The counts of line 2: ``waiting 6 (longest 0:24, 2 over, not told 1) · roomed 3 · ... · late Lee 20``.

    Each count is (word, glyph, number). Where the line is too long, words become their glyphs from the right and the
    names of who is late are counted: every number stays on it.
    """
    forms = _forms(waits, counts, late)
    shortest = ""
    for shortest in forms:
        if len(shortest) <= width:
            break
    return shortest


def _forms(waits: str, counts: Sequence[tuple[str, str, int]], late: Sequence[str]) -> Iterator[str]:
    """The line from its longest form to its shortest."""
    brief = waits.replace("longest ", "")
    lengths = [(waits, words) for words in range(len(counts), 1, -1)] + [(brief, words) for words in (2, 1, 0)]
    for head, words in lengths:
        whole = [f"{word} {number}" for word, _glyph, number in counts[:words]]
        signs = [f"{glyph}{number}" for _word, glyph, number in counts[words:]]
        for names in range(len(late), 0, -1):
            more = f" +{len(late) - names}" if len(late) > names else ""
            yield " · ".join([head, *whole, *signs, f"late {', '.join(late[:names])}{more}"])
        if not late:
            yield " · ".join([head, *whole, *signs])
    signs = [f"{glyph}{number}" for _word, glyph, number in counts]
    yield " · ".join([brief, " ".join(signs), *([f"late {len(late)}"] if late else [])])
