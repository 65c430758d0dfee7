"""Names of people: any script, hyphens, apostrophes, one name only. Folding happens for search, never for display."""

from __future__ import annotations

import re
from dataclasses import dataclass
from unicodedata import combining

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.text import clean, fold

LONGEST_NAME = 80
_WORD_START = re.compile(r"(?:^|[\s\-])[^\W\d_](?:['’][^\W\d_])?")
_SUFFIXES = {"jr": "Jr", "sr": "Sr", "ii": "II", "iii": "III", "iv": "IV", "v": "V", "2nd": "II", "3rd": "III"}


@dataclass(frozen=True, slots=True)
class PatientName:
    """A legal name as it is written. A person with one name has it as ``last`` and no ``first``."""

    last: str
    first: str = ""
    middle: str = ""
    suffix: str = ""

    @property
    def display(self) -> str:
        """For lists and headings: ``PEÑA GARCÍA, José L``; a suffix stands behind the surname."""
        return display_name(self.last, self.first, self.middle, self.suffix)

    @property
    def listed(self) -> str:
        """``García Jr, José Luis``: complete, and ``parse_name`` reads it back."""
        surname = " ".join(part for part in (self.last, self.suffix) if part)
        return f"{surname}, {self.given}" if self.given else f"{surname},"

    @property
    def given(self) -> str:
        """First and middle names: ``José Luis``."""
        return " ".join(part for part in (self.first, self.middle) if part)

    @property
    def spoken(self) -> str:
        """As a person says it: ``José Peña García``."""
        return " ".join(part for part in (self.first, self.middle, self.last, self.suffix) if part)

    @property
    def last_folded(self) -> str:
        """The surname as it is searched and compared."""
        return fold(self.last)

    @property
    def first_folded(self) -> str:
        """The given names as they are searched and compared."""
        return fold(self.given)


def no_letters(last: str) -> str:
    """A warning, never a refusal, for a surname without a letter: most often a number in the wrong field."""
    if any(ch.isalpha() for ch in last):
        return ""
    return f"Last name: {clean(last, 30)} has no letter in it; check that it stands in the right field."


def display_name(last: str, first: str = "", middle: str = "", suffix: str = "") -> str:
    """``SMITH Jr, Jon A``: surname in capitals, the middle name as its first letter."""
    surname = " ".join(part for part in (last.upper().replace("ẞ", "SS"), suffix) if part)
    given = " ".join(part for part in (first, _initial(middle)) if part)
    return f"{surname}, {given}" if surname and given else surname or given


def _initial(middle: str) -> str:
    """The first letter with its marks (a combining accent belongs to the letter before it)."""
    end = 1
    while end < len(middle) and combining(middle[end]):
        end += 1
    return middle[:end].upper()


def parse_name(typed: str, field: str = "Name") -> PatientName:
    """Read ``last, first middle`` or, without a comma, ``first middle last``; a suffix may stand at either end.

    Raises: InvalidInput when no letter or digit is left.
    """
    text = clean(typed, 2 * LONGEST_NAME)
    if not any(ch.isalnum() for ch in text):
        raise InvalidInput(f"{field}: type the name as last, first; for example Garcia, Jose.", field)
    if "," in text:
        last_text, _, given_text = text.partition(",")
        given_text = given_text.replace(",", " ")
        last, suffix = _take_suffix(last_text.split())
        given, other = _take_suffix(given_text.split())
        if not last:
            last, given = given, []
        return _made(last, given, suffix or other)
    words, suffix = _take_suffix(text.split())
    return _made(words[-1:], words[:-1], suffix)


def _made(last: list[str], given: list[str], suffix: str) -> PatientName:
    return PatientName(
        " ".join(last)[:LONGEST_NAME],
        " ".join(given[:1])[:LONGEST_NAME],
        " ".join(given[1:])[:LONGEST_NAME],
        suffix,
    )


def _take_suffix(words: list[str]) -> tuple[list[str], str]:
    """A suffix counts only behind at least one other word, so that nobody called V loses the name."""
    if len(words) > 1 and (suffix := _SUFFIXES.get(words[-1].casefold().rstrip("."))):
        return words[:-1], suffix
    return words, ""


def name_parts(*names: str) -> tuple[str, ...]:
    """The distinct folded words of names, in order: what prefix search and typing-error search look up."""
    seen = dict.fromkeys(part for name in names for part in fold(name).split())
    return tuple(seen)


def one_letter_deletions(part: str) -> frozenset[str]:
    """The part itself and every text one letter shorter: two words one typing error apart share one of these."""
    return frozenset({part} | {part[:at] + part[at + 1 :] for at in range(len(part))})


def sound_of(name: str) -> str:
    """The metaphone code of a name's letters; '' for scripts metaphone does not know. Folds first: an unfolded Ñ
    changes the code (standards.md 7.2)."""
    import jellyfish

    bare = "".join(ch for ch in fold(name) if ch.isascii())
    return jellyfish.metaphone(bare).replace(" ", "") if bare.strip() else ""


def written_case(name: str) -> str:
    """Names typed all in small or all in capital letters get a capital at each word; mixed case is left as typed.

    ``o'connor`` -> ``O'Connor``, ``GARCÍA-LÓPEZ`` -> ``García-López``, ``de la Cruz`` stays.
    """
    if name != name.lower() and name != name.upper():
        return name
    return _WORD_START.sub(lambda found: found[0].upper(), name.lower())
