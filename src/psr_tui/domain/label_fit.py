"""A label set on a piece of paper of a known size: no letter lost without a sign, an identifier never (FD-154).

Lengths are in any unit, the same for all of one call: points for a sheet, dots for a label printer. Text is measured
by the device, which knows its font.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.labels import Label, LabelLine

Measure = Callable[[str], float]
"""How wide a text is when its letters are one unit high."""
LEADING = 1.16  # from line to line, in heights of the letters
LARGER = 1.35  # how much larger a big line is
BESIDE = "   "  # between two short lines that share one


@dataclass(frozen=True, slots=True)
class Room:
    """The printable part of a label: ``heights`` of letters that may be used, the largest first; how high a barcode is
    at most and at least, and how much air stands over it."""

    width: float
    height: float
    heights: tuple[float, ...]
    barcode_most: float
    barcode_least: float
    air: float
    more: str = "…"  # stands where letters are missing


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line as it is drawn, with the height of its letters and where its foot stands under the label's top."""

    text: str
    height: float
    foot: float


@dataclass(frozen=True, slots=True)
class SetLabel:
    """A label on its paper. ``barcode`` is '' where none fits: the digits stand in the lines all the same."""

    lines: tuple[SetLine, ...]
    barcode: str
    barcode_top: float
    barcode_height: float
    shortened: bool


def set_label(label: Label, room: Room, measure: Measure, barcode_width: float = 0.0) -> SetLabel:
    """The largest letters at which everything fits whole; at the smallest ones long texts are shortened, with an
    ellipsis, and a barcode that has no room is left out. ``barcode_width``: of the barcode at its narrowest.

    Raises InvalidInput when not even the identifiers fit.
    """
    barcode = label.barcode if barcode_width <= room.width else ""
    if barcode:
        for height in room.heights:
            blocks = _folded(label, height, room.width, measure)
            if _total(blocks) + room.air + room.barcode_least <= room.height:
                return _placed(blocks, barcode, room)
    for height in room.heights:  # shortening a name to keep a barcode would keep the lesser of the two
        blocks = _folded(label, height, room.width, measure)
        if _total(blocks) <= room.height:
            return _placed(blocks, "", room)
    blocks = _shortened(label, room, measure)
    return _placed(blocks, "", room, shortened=True)


Block = list[tuple[str, float]]
"""The lines that one line of the label became, each with the height of its letters."""


def _folded(label: Label, height: float, width: float, measure: Measure) -> list[Block]:
    """Every line at this height. Identifiers share a line where they fit beside each other."""
    blocks: list[Block] = []
    joined = ""
    for line in (one for one in label.lines if one.text):
        both = f"{joined}{BESIDE}{line.text}"
        if joined and line.beside and measure(both) * height <= width:
            blocks[-1] = [(both, height)]
            joined = both
        else:
            blocks.append(_block(line, height, width, measure))
            joined = line.text if line.beside and len(blocks[-1]) == 1 else ""
    return blocks


def _block(line: LabelLine, height: float, width: float, measure: Measure) -> Block:
    """A big line is larger while it stays on one line; a name on two lines is not made taller as well."""
    if line.big and measure(line.text) * height * LARGER <= width:
        return [(line.text, height * LARGER)]
    return [(text, height) for text in fold_text(line.text, width / height, measure)]


def fold_text(text: str, width: float, measure: Measure) -> list[str]:
    """Words on lines of at most ``width``; a longer word goes on in the next line, no letter is lost."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if measure(joined) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        line = word
        while measure(line) > width and len(line) > 1:
            head = _head(line, width, measure)
            lines.append(head)
            line = line[len(head) :]
    return [*lines, line] if line else lines


def _head(word: str, width: float, measure: Measure) -> str:
    """As much of a word as fits, one letter at least."""
    end = next((end for end in range(1, len(word) + 1) if measure(word[:end]) > width), len(word) + 1) - 1
    return word[: max(1, end)]


def cut_text(text: str, width: float, measure: Measure, more: str = "…") -> str:
    """The text on one line, with an ellipsis where something is missing."""
    if measure(text) <= width:
        return text
    end = len(text)
    while end and measure(text[:end].rstrip() + more) > width:
        end -= 1
    return text[:end].rstrip() + more


def _shortened(label: Label, room: Room, measure: Measure) -> list[Block]:
    """At the smallest letters, texts give up lines until all of it fits, the last one first: a name is the first."""
    height = room.heights[-1]
    width = room.width / height
    lines = list(label.lines)
    while _total(blocks := _folded(replace(label, lines=tuple(lines)), height, room.width, measure)) > room.height:
        may = [at for at, line in enumerate(lines) if not line.whole and len(fold_text(line.text, width, measure)) > 1]
        if not may:
            raise InvalidInput(
                f"The {label.kind.words.lower()} does not fit on labels of this size; choose larger ones."
            )
        lines[may[-1]] = _one_line_less(lines[may[-1]], width, measure, room.more)
    return blocks


def _one_line_less(line: LabelLine, width: float, measure: Measure, more: str) -> LabelLine:
    *kept, before, last = fold_text(line.text, width, measure)
    end = cut_text(f"{before} {last}", width, measure, more)
    return replace(line, text=" ".join([*kept, end]), big=False)


def _total(blocks: Sequence[Block]) -> float:
    return sum(height * LEADING for block in blocks for _, height in block)


def _placed(blocks: Sequence[Block], barcode: str, room: Room, shortened: bool = False) -> SetLabel:
    foot = 0.0
    lines = []
    for text, height in (one for block in blocks for one in block):
        foot += height * LEADING
        lines.append(SetLine(text, height, foot))
    top = foot + room.air
    tall = min(room.barcode_most, room.height - top) if barcode else 0.0
    return SetLabel(tuple(lines), barcode, top, tall, shortened)
