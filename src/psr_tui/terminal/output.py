"""The last step before the terminal: what is drawn is cleaned, and drawn in ASCII where that is asked for (RS-44)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from psr_tui.domain.text import strip_forbidden

_CACHE = 4096
# What makes one sign of several emoji, or a wide one of a narrow one: some terminals draw it as one, others as its
# parts, and the rest of the line would stand elsewhere. Only the first is drawn; what is stored keeps all of them.
_EMOJI = "[\u2190-\u2bff\U0001f000-\U0001faff]"
_JOINED = re.compile(f"\u200d{_EMOJI}|(?<={_EMOJI})[\U0001f3fb-\U0001f3ff]|\ufe0f")

# One cell for one cell, so that nothing moves. Words stand beside every state glyph: the sign only has to differ.
_SIGNS = (
    ("○●◐◆◇▲△▼▽■□▪▶►▸▹◀◄◂▾▴✓✔✗✘×☎☏⚑⚐★☆…·•–—−‘’", "o@%**^^vv#=#>>>><<<v^++xxxTT!!**~-*---''"),
    ("“”«»‹›←→↑↓↔⏎↵⇥≤≥≠±÷§¶°½¿¡▔▁▏▎▍▌▐▕▊▋▉█▀▄░", '""<><><>^v-<<><>#~/SPo5?!-_||||||######.'),
    ("▒▓", ":#"),
)
GLYPHS = {sign: plain for signs, plains in _SIGNS for sign, plain in zip(signs, plains, strict=True)}


@lru_cache(_CACHE)
def without_forbidden(text: str) -> str:
    """Text with everything that could steer a terminal gone, and as many cells wide as before."""
    kept = strip_forbidden(_JOINED.sub("", text))
    if len(kept) == len(text):
        return kept
    return kept + " " * (cell_len(text) - cell_len(kept))


@lru_cache(_CACHE)
def in_ascii(text: str) -> str:
    """Text with our own glyphs, lines and blocks as ASCII characters of the same width; letters of names stay."""
    return text if text.isascii() else "".join(map(_ascii_glyph, text))


def _ascii_glyph(char: str) -> str:
    if char < "\x80":
        return char
    if char in GLYPHS:
        return GLYPHS[char]
    category = unicodedata.category(char)
    if category[0] in "LMNC" or cell_len(char) != 1:
        return char
    if "\u2500" <= char <= "\u257f":
        return _line(unicodedata.name(char, ""))
    if "\u2580" <= char <= "\u259f" or "\u2800" <= char <= "\u28ff" or "\U0001fb00" <= char <= "\U0001fbff":
        return "#"
    return " " if category == "Zs" else "?"


def _line(name: str) -> str:
    """A box drawing character by its name: corners and crossings ``+``, else the direction it runs."""
    across = "HORIZONTAL" in name or "LEFT" in name or "RIGHT" in name
    along = "VERTICAL" in name or "UP" in name or "DOWN" in name
    if across and along:
        return "+"
    return "|" if along else "-"


class ForbiddenCharacters(LineFilter):
    """Drops forbidden characters and links from every segment that is text; all widgets render through it."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same list when nothing had to go."""
        for text, style, control in segments:
            if control is None and (
                not (text.isascii() and text.isprintable()) or (style is not None and style.link is not None)
            ):
                return [_cleaned(segment) for segment in segments]
        return segments


def _cleaned(segment: Segment) -> Segment:
    text, style, control = segment
    if control is not None:
        return segment
    if style is not None and style.link is not None:
        style = style.update_link(None)  # an address is written raw into the stream, so it could carry anything
    return Segment(without_forbidden(text), style)


class AsciiGlyphs(LineFilter):
    """``--ascii``: our own signs and lines in ASCII, for terminals and fonts that lack them."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same list when everything was ASCII."""
        if all(segment.text.isascii() for segment in segments):
            return segments
        return [
            segment if segment.control is not None else Segment(in_ascii(segment.text), segment.style)
            for segment in segments
        ]
