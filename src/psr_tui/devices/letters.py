"""Letters that a printer or a font does not have, in letters that it has: readable, never boxes (CD-100)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

Shows = Callable[[str], bool]
_WORD = re.compile(r"\S+")


def readable(text: str, shows: Shows) -> str:
    """``text`` in letters for which ``shows`` is true, which must hold for printable ASCII.

    A letter is kept, where possible with some of its marks (``ễ`` becomes ``ê`` before it becomes ``e``), else written
    in Latin letters (``王`` becomes ``Wang``), else a question mark. A word of another script is written whole or not
    at all: some code pages hold half of the Greek alphabet, and ``Στεφαnos`` is no name.
    """
    return _WORD.sub(lambda found: _word(found[0], shows), unicodedata.normalize("NFC", text))


def _word(word: str, shows: Shows) -> str:
    if all(shows(ch) for ch in word):
        return word
    kept = [_kept(ch, shows) for ch in word]
    lost = {_script(ch) for ch, shown in zip(word, kept, strict=True) if shown is None} - {"LATIN"}
    return "".join(
        _latin(ch) if shown is None or (ch.isalpha() and _script(ch) in lost) else shown
        for ch, shown in zip(word, kept, strict=True)
    )


def _kept(ch: str, shows: Shows) -> str | None:
    """The letter, or the letter with fewer marks, or None when the printer has neither."""
    if shows(ch):
        return ch
    if unicodedata.combining(ch):  # its letter stands before it and says enough
        return ""
    parts = unicodedata.normalize("NFD", ch)
    while len(parts) > 1:
        parts = parts[:-1]
        fewer = unicodedata.normalize("NFC", parts)
        if len(fewer) == 1 and shows(fewer):
            return fewer
    return None


def _script(ch: str) -> str:
    return unicodedata.name(ch, "").split(" ")[0] if ch.isalpha() else ""


def _latin(ch: str) -> str:
    from anyascii import anyascii

    return anyascii(ch) or "?"
