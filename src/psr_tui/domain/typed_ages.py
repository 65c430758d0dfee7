"""A birth as it is typed at registration: a date, or an age nobody is sure of (front-desk.md FD-57)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.typed_dates import (
    OLDEST_AGE,
    add_months,
    age_on,
    age_words,
    echo_birth_date,
    parse_birth_date,
)

_ABOUT = re.compile(r"^(?:~|about|abt\.?|around|circa|ca\.?|c\.|est\.?|estimated|age)\s*", re.IGNORECASE)
_AGE = re.compile(r"^(\d{1,3})\s*(y|yr|yrs|years?|yo|m|mo|mos|months?)?(?:\s*old)?$", re.IGNORECASE)
_YEAR = re.compile(r"^(1[89]\d\d|2[01]\d\d)$")
_RULE = "type a date such as 01/22/1957, or about 40 when nobody knows."


@dataclass(frozen=True, slots=True)
class Born:
    """A birth date, and whether it is a guess."""

    on: date
    estimated: bool = False

    @property
    def text(self) -> str:
        """As it stands in the field; ``parse_born`` reads it back."""
        return f"{'~' if self.estimated else ''}{self.on:%m/%d}/{self.on.year:04d}"

    def echo(self, today: date) -> str:
        """``01/22/1957 (69)`` or ``about 40, estimated``."""
        return f"about {age_words(self.on, today)}, estimated" if self.estimated else echo_birth_date(self.on, today)


def parse_born(typed: str, today: date, field: str = "Born") -> Born:
    """Read a birth date in any spelling, or an age: ``about 40``, ``~40``, ``40 y``, ``8 mo``, ``about 1985``.

    A guessed age gives the first of the month half a year before the last birthday, so that the age stays right for
    half a year. Raises InvalidInput with the rule and an example; a future date and an age over 130 by name.
    """
    text = typed.strip()
    bare = _ABOUT.sub("", text)
    about = bare != text
    age = _AGE.match(bare)
    if age and (about or age[2]):
        return Born(_guess(int(age[1]), (age[2] or "y")[0].lower(), today, field), True)
    if about and _YEAR.match(bare):
        return Born(parse_birth_date(f"07/01/{bare}", today, field), True)
    if about:
        return Born(parse_birth_date(bare, today, field), True)
    if age:
        raise InvalidInput(f"{field}: {text} alone is not a date; {_RULE}", field)
    return Born(parse_birth_date(text, today, field))


def _guess(count: int, unit: str, today: date, field: str) -> date:
    if unit == "m":
        born = add_months(today, -count) - timedelta(days=15 if count else 0)
    elif count > OLDEST_AGE:
        raise InvalidInput(f"{field}: nobody is {count} years old; check the age.", field)
    else:
        born = add_months(today, -12 * count - 6).replace(day=1) if count else add_months(today, -6)
    if age_on(born, today) > OLDEST_AGE:
        raise InvalidInput(f"{field}: nobody is {count} months old; check the age.", field)
    return born
