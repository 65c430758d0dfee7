"""Dates the way reps type them: birth dates and business dates, read by rules that can be said aloud.

Month comes first (a US desk); a month written as a word may stand anywhere. General date libraries misread
green-screen shorthand without an error (standards.md section 0), so the grammar is our own and refuses what it does
not know. Every reading is echoed back in full, because the rep reads it to the patient.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal

from psr_tui.domain.errors import InvalidInput

OLDEST_AGE = 130  # years; nobody on record lived longer than 122

_MONTH_WORDS = (
    ("january", "enero"),
    ("february", "febrero"),
    ("march", "marzo"),
    ("april", "abril"),
    ("may", "mayo"),
    ("june", "junio"),
    ("july", "julio"),
    ("august", "agosto"),
    ("september", "septiembre", "sept", "setiembre"),
    ("october", "octubre"),
    ("november", "noviembre"),
    ("december", "diciembre"),
)
_WEEKDAY_WORDS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_RELATIVE = re.compile(
    r"^(?:t|today)?\s*(?P<sign>[+-])\s*(?P<count>\d{1,4})\s*(?P<unit>d|days?|w|wks?|weeks?|mo|months?|y|years?)?$"
)
_PIECES = re.compile(r"\d+|[^\W\d_]+")
_BETWEEN = re.compile(r"^[\s/.,\-]*$")
_NAMED = {"t": 0, "today": 0, "tomorrow": 1, "tom": 1, "tmrw": 1, "yesterday": -1, "y": -1}

Prefer = Literal["near", "future", "past"]
_DOB_RULE = "type month, day and year, for example 01/22/1957 or 012257 or jan 22 1957."
_DAY_RULE = "type a date like 12/3, t (today), t+3, tue, next tue or +2w."


def month_of(word: str) -> int | None:
    """The month (1-12) a word of at least three letters begins, English or Spanish; None when it is no month."""
    if len(word) < 3:
        return None
    for number, words in enumerate(_MONTH_WORDS, 1):
        if any(name.startswith(word) for name in words):
            return number
    return None


def weekday_of(word: str) -> int | None:
    """The weekday (Monday 0) a word of at least two letters begins; ``t`` alone is today, never a weekday."""
    if len(word) < 2:
        return None
    for number, name in enumerate(_WEEKDAY_WORDS):
        if name.startswith(word) or (word in {"tues", "thur", "thurs", "weds"} and name.startswith(word[:3])):
            return number
    return None


def add_months(day: date, months: int) -> date:
    """The same day of a later (or earlier) month; the month's last day when it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def age_on(born: date, today: date) -> int:
    """Completed years; a person born on February 29 has their birthday on March 1 in common years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def age_words(born: date, today: date) -> str:
    """The age as the desk says it: ``69``, under two years ``14 mo``, under two months ``12 d``."""
    years = age_on(born, today)
    if years >= 2:
        return str(years)
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    return f"{months} mo" if months >= 2 else f"{(today - born).days} d"


def echo_birth_date(born: date, today: date) -> str:
    """What stands behind the field after it is left: ``01/22/1957 (69)``."""
    return f"{born:%m/%d/%Y} ({age_words(born, today)})"


def echo_day(day: date) -> str:
    """A business date with its weekday: ``Tue 03/10/2026``."""
    return f"{WEEKDAYS[day.weekday()]} {day:%m/%d/%Y}"


def parse_birth_date(typed: str, today: date, field: str = "Date of birth") -> date:
    """Read a birth date in any spelling a US desk uses; two-digit years never give a birth in the future.

    Raises: InvalidInput with the rule and an example; a day that does not exist, a future date and an age over
    130 are refused by name.
    """
    parts = _three_parts(typed.strip().casefold())
    if parts is None:
        raise InvalidInput(f"{field}: {_DOB_RULE}", field)
    year_text, month, day = parts
    if len(year_text) == 4:
        born = _real_date(int(year_text), month, day, field)
    else:
        short = int(year_text)
        both = [made for century in (2000, 1900) if (made := _or_none(century + short, month, day))]
        born = next((made for made in both if made <= today), None) or _real_date(1900 + short, month, day, field)
    if born > today:
        raise InvalidInput(f"{field}: {born:%m/%d/%Y} is in the future; check the year.", field)
    if age_on(born, today) > OLDEST_AGE:
        raise InvalidInput(f"{field}: {born:%m/%d/%Y} would be age {age_on(born, today)}; check the year.", field)
    return born


def parse_day(typed: str, today: date, field: str = "Date", prefer: Prefer = "near") -> date:
    """Read a business date: ``t``, ``t+3``, ``t-30``, ``tue``, ``next tue``, ``12/3``, ``+2w``, ``12/3/26``.

    ``tue`` is the coming Tuesday, today when today is one; ``next tue`` is the Tuesday of the next week, weeks
    beginning on Sunday. A date without a year is the nearest one, or the nearest on the side ``prefer`` names.
    Raises: InvalidInput with the rule and examples.
    """
    text = " ".join(typed.casefold().split())
    try:
        found = _named_day(text, today) or _relative_day(text, today) or _calendar_day(text, today, field, prefer)
    except OverflowError:
        found = None
    if found is None or not 1850 <= found.year <= 2200:
        raise InvalidInput(f"{field}: {_DAY_RULE}", field)
    return found


def _named_day(text: str, today: date) -> date | None:
    if text in _NAMED:
        return today + timedelta(days=_NAMED[text])
    word = text.removeprefix("next ").removeprefix("this ")
    weekday = weekday_of(word)
    if weekday is None:
        return None
    if text.startswith("next "):
        sunday = today + timedelta(days=7 - (today.weekday() + 1) % 7)
        return sunday + timedelta(days=(weekday + 1) % 7)
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def _relative_day(text: str, today: date) -> date | None:
    found = _RELATIVE.match(text)
    if not found:
        return None
    count = int(found["count"]) * (1 if found["sign"] == "+" else -1)
    unit = (found["unit"] or "d")[:2]
    step: Callable[[], date] = {
        "w": lambda: today + timedelta(weeks=count),
        "m": lambda: add_months(today, count),
        "y": lambda: add_months(today, 12 * count),
        "d": lambda: today + timedelta(days=count),
    }[unit[0]]
    try:
        return step()
    except ValueError as far:
        raise OverflowError(str(far)) from far


def _calendar_day(text: str, today: date, field: str, prefer: Prefer) -> date | None:
    parts = _three_parts(text)
    if parts is not None:
        year_text, month, day = parts
        if len(year_text) == 4:
            return _real_date(int(year_text), month, day, field)
        years = [century + int(year_text) for century in (1900, 2000, 2100)]
        return _real_date(min(years, key=lambda year: abs(year - today.year)), month, day, field)
    pair = _two_parts(text)
    if pair is None:
        return None
    month, day = pair
    if _or_none(2000, month, day) is None:  # a leap year, so only days that never exist are refused here
        raise InvalidInput(f"{field}: there is no {month}/{day}; month comes first, for example 12/3.", field)
    made = [found for year in range(today.year - 8, today.year + 9) if (found := _or_none(year, month, day))]
    if prefer == "future":
        made = [found for found in made if found >= today]
    elif prefer == "past":
        made = [found for found in made if found <= today]
    return min(made, key=lambda found: abs(found - today))


def _three_parts(text: str) -> tuple[str, int, int] | None:
    """Year as typed, month, day; None when the text is not three parts of a date."""
    if text.isascii() and text.isdigit():
        return _solid_digits(text)
    pieces = _pieces(text)
    if len(pieces) != 3:
        return None
    words = [index for index, piece in enumerate(pieces) if not piece.isdigit()]
    if words:
        month = month_of(pieces[words[0]])
        if len(words) != 1 or month is None or words[0] == 2:
            return None
        first, second = (piece for piece in pieces if piece.isdigit())
        year, day = (first, second) if len(first) == 4 else (second, first)
    elif len(pieces[0]) == 4:
        year, month, day = pieces[0], int(pieces[1]), pieces[2]
    else:
        month, day, year = int(pieces[0]), pieces[1], pieces[2]
    if len(year) not in (2, 4) or len(day) > 2:
        return None
    return year, month, int(day)


def _two_parts(text: str) -> tuple[int, int] | None:
    if text.isascii() and text.isdigit():
        return (int(text[:2]), int(text[2:])) if len(text) == 4 else None
    pieces = _pieces(text)
    if len(pieces) != 2 or any(piece.isdigit() and len(piece) > 2 for piece in pieces):
        return None
    first, second = pieces
    if first.isdigit() and second.isdigit():
        return int(first), int(second)
    word, number = (first, second) if second.isdigit() else (second, first)
    month = month_of(word) if number.isdigit() else None
    return (month, int(number)) if month else None


def _solid_digits(text: str) -> tuple[str, int, int] | None:
    if len(text) == 6:
        return text[4:], int(text[:2]), int(text[2:4])
    if len(text) == 8:
        if int(text[:2]) > 12:  # no month, so it can only be year first
            return text[:4], int(text[4:6]), int(text[6:])
        return text[4:], int(text[:2]), int(text[2:4])
    return None


def _pieces(text: str) -> list[str]:
    """Digit runs and letter runs, or nothing when other marks stand between them."""
    if not text.isprintable() or not _BETWEEN.match(_PIECES.sub("", text)):
        return []
    pieces = _PIECES.findall(text)
    return [piece for piece in pieces if piece.isascii()] if all(piece.isascii() for piece in pieces) else []


def _or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _real_date(year: int, month: int, day: int, field: str) -> date:
    if not 1 <= month <= 12:
        raise InvalidInput(f"{field}: there is no month {month}; the month comes first, for example 01/22/1957.", field)
    made = _or_none(year, month, day)
    if made is None:
        raise InvalidInput(f"{field}: there is no {month:02d}/{day:02d}/{year}; check the day.", field)
    return made
