"""What somebody needs to be understood and to get about: interpreter mode and access needs (standards.md 10)."""

from __future__ import annotations

import re
from enum import StrEnum

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.text import fold


class InterpreterMode(StrEnum):
    """How an interpreter comes; '' when nobody said."""

    ANY = ""
    IN_PERSON = "in_person"
    VIDEO = "video"
    PHONE = "phone"

    @property
    def words(self) -> str:
        """For lists: ``in person``."""
        return self.value.replace("_", " ")


ACCESS_NEEDS = {
    "wheelchair": "wheelchair",
    "large_print": "large print",
    "hearing": "hard of hearing",
    "vision": "sees little",
    "device": "brings a device",
    "other": "other, see words",
}
"""Code and words of each access need, in the order in which the form names them."""
_RULE = "type " + ", ".join(words.split(",")[0] for words in ACCESS_NEEDS.values()) + ", or none."


def parse_access_needs(typed: str, field: str = "Access needs") -> tuple[str, ...]:
    """Codes of what is typed, separated by commas: ``wheelchair, large print``; a beginning that fits one is enough.

    Raises InvalidInput naming the word nobody knows, with those there are.
    """
    found: dict[str, None] = {}
    for word in re.split(r"[,;+]", typed):
        wanted = fold(word)
        if not wanted or wanted in ("none", "no", "0"):
            continue
        hits = [
            code
            for code, words in ACCESS_NEEDS.items()
            if fold(words).startswith(wanted) or fold(code.replace("_", " ")).startswith(wanted)
        ]
        if not hits:
            raise InvalidInput(f"{field}: {word.strip()[:30]} is none of the list; {_RULE}", field)
        found[hits[0]] = None
    return tuple(code for code in ACCESS_NEEDS if code in found)


def access_words(codes: tuple[str, ...], note: str = "") -> str:
    """``wheelchair, large print (needs a ramp)``; a code this version does not know stands as it is."""
    words = ", ".join(ACCESS_NEEDS.get(code, code).split(",")[0] for code in codes)
    return f"{words} ({note})" if words and note else words or note
