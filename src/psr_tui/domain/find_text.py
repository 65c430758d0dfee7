"""One box finds a patient: what the text in it can mean (front-desk.md FD-49).

``garcia, jo``, ``jose garcia``, ``01/22/57``, ``5055550142``, ``0142``, ``3120``, ``W123456789`` and mixes such as
``garcia 1/22/57``. A number may mean several things; a patient fits when one meaning of every number fits, and the
name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.text import clean, fold
from psr_tui.domain.typed_dates import month_of, parse_birth_date

LONGEST_TEXT = 100
_DATE_WITH_WORD = re.compile(
    r"(?<!\S)(?:(?P<before>[^\W\d_]{3,10})\.?[\s\-/]*\d{1,2},?[\s\-/]+\d{2,4}"
    r"|\d{1,2}[\s\-/]*(?P<inside>[^\W\d_]{3,10})\.?[\s\-/]*\d{2,4})(?!\S)"
)
_PHONE = re.compile(
    r"(?<!\S)(?:(?:\+?1[\s.\-]?)?\(?\d{3}\)?[\s.\-]?\d{3}[\s.\-]?\d{4}|\d{3}[\-.\s]\d{4}|\+\d{11,15})(?!\S)"
)
_DIGITS = re.compile(r"\D")
_LONGEST_MRN = 12
_LABELS = {"mrn", "dob", "#", "tel", "phone", "id", "member"}
_SHORTEST_PHONE_PREFIX = 5
_SHORTEST_MEMBER_PREFIX = 5
_FEWEST_MEMBER_DIGITS = 2


@dataclass(frozen=True, slots=True)
class NumberMeaning:
    """What one number in the box can mean; a patient fits when any of the meanings that are set fits.

    ``phone`` holds digits: ten (or with ``+`` a full foreign number), seven without area code, or five to nine as the
    beginning of a number still being typed. ``member`` is the beginning of a member id, letters and digits only.
    """

    born: date | None = None
    born_year: int | None = None
    phone: str = ""
    last_four: str = ""
    mrn: int | None = None
    member: str = ""


@dataclass(frozen=True, slots=True)
class FindQuery:
    """What was asked, folded. ``last`` and ``first`` are beginnings when a comma fixed the order; ``words`` are name
    words in typed order when none did."""

    words: tuple[str, ...] = ()
    last: str = ""
    first: str = ""
    numbers: tuple[NumberMeaning, ...] = ()

    @property
    def has_name(self) -> bool:
        """Whether any part of a name was typed."""
        return bool(self.words or self.last or self.first)

    @property
    def empty(self) -> bool:
        """Whether nothing can be looked for."""
        return not (self.has_name or self.numbers)

    @property
    def name_words(self) -> tuple[str, ...]:
        """Every name word whatever the order, for spelling help."""
        return (*self.words, *self.last.split(), *self.first.split())

    def respelled(self, spelling: dict[str, str]) -> FindQuery:
        """The same question with words replaced by the spellings that exist."""

        def mend(text: str) -> str:
            return " ".join(spelling.get(word, word) for word in text.split())

        return replace(self, words=tuple(map(mend, self.words)), last=mend(self.last), first=mend(self.first))


def classify(typed: str, today: date) -> FindQuery:
    """Read the box. Never raises: text that means nothing gives an empty question."""
    text = clean(typed, LONGEST_TEXT)
    numbers: list[NumberMeaning] = []
    text = _take_dates_in_words(text, today, numbers)
    text = _take_phones(text, numbers)
    names: list[str] = []
    for word in text.replace(",", " , ").split():
        if any(ch.isdigit() for ch in word) and (meaning := _number_meaning(word, today)) is not None:
            numbers.append(meaning)
        else:
            names.append(word)
    if numbers:  # a label before its number; alone it may be somebody's name
        names = [word for word in names if word.casefold() not in _LABELS]
    query = _names(names)
    if not query.has_name:  # a bare year would list a tenth of a town
        numbers = [replace(number, born_year=None) for number in numbers]
    return replace(query, numbers=tuple(number for number in numbers if number != NumberMeaning()))


def _take_dates_in_words(text: str, today: date, numbers: list[NumberMeaning]) -> str:
    for found in _DATE_WITH_WORD.finditer(text):
        if month_of((found["before"] or found["inside"]).casefold()) is None:
            continue
        born = _born(found[0], today)
        if born:
            numbers.append(NumberMeaning(born=born))
            return f"{text[: found.start()]} {text[found.end() :]}"
    return text


def _take_phones(text: str, numbers: list[NumberMeaning]) -> str:
    for found in _PHONE.finditer(text):
        digits = _DIGITS.sub("", found[0])
        if found[0].startswith("+") and not (len(digits) == 11 and digits[0] == "1"):
            numbers.append(NumberMeaning(phone="+" + digits))
        else:
            numbers.append(NumberMeaning(phone=digits[-10:] if len(digits) > 7 else digits))
        return f"{text[: found.start()]} {text[found.end() :]}"
    return text


def _number_meaning(word: str, today: date) -> NumberMeaning | None:
    """What a word with digits can mean; None when it is part of a name after all."""
    born = _born(word, today)
    digits = word.removeprefix("#")
    if not (digits.isascii() and digits.isdigit()):
        if born:
            return NumberMeaning(born=born)
        member = _member(word)
        return NumberMeaning(member=member) if member or not any(ch.isalpha() for ch in word) else None
    mrn = int(digits) if len(digits) <= _LONGEST_MRN else None
    if word.startswith("#"):
        return NumberMeaning(mrn=mrn)
    year = int(digits) if len(digits) == 4 and today.year - 130 <= int(digits) <= today.year else None
    return NumberMeaning(
        born=born,
        born_year=year,
        phone=digits if _SHORTEST_PHONE_PREFIX <= len(digits) <= 10 else "",
        last_four=digits if len(digits) == 4 else "",
        mrn=mrn,
        member=_member(digits),
    )


def _member(word: str) -> str:
    """A member id, or the beginning of one, as it is looked up; '' when the word is too short or has too few digits."""
    bare = "".join(ch for ch in word if ch.isascii() and ch.isalnum()).upper()
    enough = len(bare) >= _SHORTEST_MEMBER_PREFIX and sum(ch.isdigit() for ch in bare) >= _FEWEST_MEMBER_DIGITS
    return bare if enough else ""


def _born(text: str, today: date) -> date | None:
    try:
        return parse_birth_date(text, today)
    except InvalidInput:
        return None


def _names(names: list[str]) -> FindQuery:
    if "," in names:
        at = names.index(",")
        last = fold(" ".join(names[:at]))
        first = fold(" ".join(name for name in names[at + 1 :] if name != ","))
        return FindQuery(last=last, first=first)
    return FindQuery(words=tuple(fold(" ".join(names)).split()))
