"""Cleaning of every text that comes in: typed, pasted, imported or seeded (reliability.md RS-44, RS-45)."""

from __future__ import annotations

import re
import unicodedata

_FORBIDDEN_RANGES = (
    (0x00, 0x1F),
    (0x7F, 0x9F),
    (0xAD, 0xAD),
    (0x61C, 0x61C),
    (0x180E, 0x180E),
    (0x200B, 0x200B),
    (0x200E, 0x200F),
    (0x2028, 0x202E),
    (0x2060, 0x2060),
    (0x2066, 0x206F),
    (0xFEFF, 0xFEFF),
    (0xE0000, 0xE007F),
)
FORBIDDEN = re.compile("[" + "".join(f"{chr(a)}-{chr(b)}" for a, b in _FORBIDDEN_RANGES) + "]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_SPACES = re.compile(r"\s+")
_MARKS = re.compile(r"([\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]{3})[\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]+")


def strip_forbidden(text: str) -> str:
    """Drop what could steer a terminal or hide text; used at the last step before the terminal as well."""
    if text.isascii() and text.isprintable():
        return text
    return _SURROGATES.sub("�", FORBIDDEN.sub("", text))


def clean(text: str, longest: int = 200) -> str:
    """One line of text as it may be stored: NFC, no control or bidi characters, at most 3 marks a letter, single
    spaces, at most ``longest`` characters."""
    text = unicodedata.normalize("NFC", _SURROGATES.sub("�", text))
    text = _SPACES.sub(" ", text)  # before the controls go, so that a tab parts words instead of joining them
    text = _MARKS.sub(r"\1", FORBIDDEN.sub("", text))
    return _SPACES.sub(" ", text).strip()[:longest].rstrip()


def clean_note(text: str, longest: int = 4000) -> str:
    """A note: as ``clean`` but new lines and tabs stay."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = ["\t".join(clean(part, longest) for part in line.split("\t")) for line in lines]
    return "\n".join(kept).strip()[:longest]


def fold(text: str) -> str:
    """For search and matching only: case folded, accents stripped, punctuation gone, single spaces.

    ``PEÑA GARCÍA`` and ``pena-garcia`` both become ``pena garcia``; apostrophes vanish (``o'brien`` -> ``obrien``).
    """
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(ch for ch in decomposed if not unicodedata.combining(ch))
    bare = bare.replace("ø", "o").replace("ł", "l").replace("đ", "d").replace("ð", "d")
    bare = re.sub(r"['’`´]", "", bare)
    return " ".join(re.sub(r"[^\w]+", " ", bare).split())


def so_many(number: int, word: str) -> str:
    """``1 slip``, ``2 slips``."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def clean_lines(text: str) -> str:
    """Several lines for the screen: each without what may not be shown, the breaks between them kept."""
    return "\n".join(strip_forbidden(line) for line in text.split("\n"))
