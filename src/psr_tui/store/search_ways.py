"""The find box's questions as conditions on plain indices: SQL of our own with every typed text as a bound value.

Written as text, because building the same few statements out of expressions took longer than answering them. Each
piece is a condition with its values; nothing that was typed ever becomes part of a statement. A ``+`` before a column
hides it from the planner, which else may take the worse index and sort half the clinic.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from psr_tui.domain.find_text import FindQuery, NumberMeaning

MOST = 50  # rows an answer holds; more would not be read
BY_LAST = "p.last_folded, p.first_folded, p.dob"
BY_FIRST = "p.first_folded, p.last_folded"
MEMBER_KEY = "replace(replace(upper(member_id), '-', ''), ' ', '')"
"""A member id as it is looked up; an index on ``coverage`` holds it."""
PARTS_LOOKED_AT = 1500  # of the parts that begin with a word, to find surnames among them
_LAST_CHARACTER = "\U0010ffff"
_COUNTRY = "+1"
_PART = "SELECT n.patient_id FROM patient_name_part n WHERE "
_PHONE = "SELECT t.patient_id FROM patient_phone t WHERE "
Reading = tuple[str, str]
"""What was typed as beginnings of a surname and of given names; either may be ''."""


@dataclass(frozen=True, slots=True)
class Test:
    """A condition and the values of its question marks. ``wide``: so many patients meet it that it may not lead.
    ``by_id``: it leads by ids, so that the names are looked at in an index before any row is read."""

    sql: str
    values: tuple[Any, ...] = ()
    wide: bool = False
    by_id: bool = False

    def __and__(self, other: Test) -> Test:
        return Test(f"{self.sql} AND {other.sql}", self.values + other.values)


@dataclass(frozen=True, slots=True)
class Way:
    """One reading of a question: what must hold, and the order an index gives for nothing."""

    test: Test
    order: str = BY_LAST


def begins(column: str, prefix: str) -> Test:
    """The column begins with the prefix: a range on the index, whatever letters the prefix has."""
    return Test(f"{column} >= ? AND {column} <= ?", (prefix, prefix + _LAST_CHARACTER))


def among(ids: str, test: Test, most: int) -> Test:
    """The patient is one of at most so many whom a query of ids finds."""
    return Test(f"p.id IN ({ids}{test.sql} LIMIT {most})", test.values, by_id=True)


def readings(query: FindQuery) -> Iterable[Reading]:
    """The name as surname and given names, the likeliest reading first; none without a name."""
    if query.last or query.first:
        yield query.last, query.first
        return
    words = query.words
    if not words:
        return
    whole = " ".join(words)
    yield whole, ""
    for cut in range(1, len(words)):
        head, tail = " ".join(words[:cut]), " ".join(words[cut:])
        yield tail, head
        yield head, tail
    yield "", whole


def one_of(names: Sequence[Reading]) -> Test:
    """One of the readings fits; a condition that leads nowhere."""
    tests = [names_begin(reading) for reading in names]
    return Test(f"({' OR '.join(one.sql for one in tests)})", tuple(value for one in tests for value in one.values))


def fits(reading: Reading, last_folded: str, first_folded: str) -> bool:
    """Whether a patient's folded names begin so."""
    return last_folded.startswith(reading[0]) and first_folded.startswith(reading[1])


def names_begin(reading: Reading) -> Test:
    """The same as a condition that leads nowhere: another one finds the rows."""
    last, first = reading
    tests = [begins(f"+p.{column}", word) for column, word in (("last_folded", last), ("first_folded", first)) if word]
    return tests[0] if len(tests) == 1 else tests[0] & tests[1]


def by_last(reading: Reading, whole: bool = False) -> Way:
    """Patients along the index of surnames; ``whole``: the surname is typed to its end."""
    last, first = reading
    if whole:
        return Way(Test("p.last_folded = ?", (last,)) & begins("p.first_folded", first))
    leading = begins("p.last_folded", last)
    return Way(leading & begins("+p.first_folded", first) if first else leading)


def by_first(reading: Reading) -> Way:
    """Patients along the index of given names."""
    last, first = reading
    leading = begins("p.first_folded", first)
    return Way(leading & begins("+p.last_folded", last) if last else leading, BY_FIRST)


def surname_part(word: str) -> Way:
    """A second surname, or one of before, begins with the word. Of a common given name only so many are looked at."""
    part = begins("n.part", word)
    some = f"SELECT n.patient_id, n.kind FROM patient_name_part n WHERE {part.sql} LIMIT {PARTS_LOOKED_AT}"
    return Way(Test(f"p.id IN (SELECT anon.patient_id FROM ({some}) AS anon WHERE anon.kind = 'last')", part.values))


def pair_ways(query: FindQuery) -> Iterable[Way]:
    """One surname of several and one given name, in either order; the first of the two words is complete."""
    last, first = query.last, query.first
    pairs = [(last, first)] if last and first else []
    if len(query.words) == 2:
        pairs = [(query.words[0], query.words[1]), (query.words[1], query.words[0])]
    for one, other in pairs:
        if " " not in one + other:
            pair = begins("n.part", f"{one} {other}") & Test("n.kind = 'pair'")
            yield Way(among(_PART, pair, 2 * MOST))


def is_part(alias: str, kind: str, word: str) -> Test:
    """A name part begins with the word; of one kind, or of a surname or a given name when ``kind`` is ''."""
    right_kind = Test(f"{alias}.kind = ?", (kind,)) if kind else Test(f"{alias}.kind IN ('last', 'first')")
    return begins(f"{alias}.part", word) & right_kind


def has_part(kind: str, word: str, patient_id: str) -> Test:
    """The patient of a column has a part that begins so."""
    found = is_part("o", kind, word)
    return Test(
        f"EXISTS (SELECT 1 FROM patient_name_part o WHERE o.patient_id = {patient_id} AND {found.sql})", found.values
    )


def number_ways(numbers: Sequence[NumberMeaning]) -> Iterable[tuple[Test, ...]]:
    """Every way to give each number one of its meanings, the most exact first; one empty way without numbers."""
    return product(*(list(_meanings(number)) for number in numbers))


def _meanings(number: NumberMeaning) -> Iterable[Test]:
    if number.mrn is not None:
        yield Test("p.mrn = ?", (number.mrn,))
    if number.phone:
        yield among(_PHONE, _phone_is(number.phone), 4 * MOST)
    if number.born:
        yield Test("p.dob = ?", (number.born.isoformat(),))
    if number.last_four:
        yield Test(f"p.id IN ({_PHONE}t.last_four = ?)", (number.last_four,), by_id=True)
    if number.member:
        yield among("SELECT c.patient_id FROM coverage c WHERE ", begins(MEMBER_KEY, number.member), 2 * MOST)
    if number.born_year:
        year = number.born_year
        yield Test("p.dob BETWEEN ? AND ?", (f"{year}-01-01", f"{year}-12-31"), wide=True)


def _phone_is(digits: str) -> Test:
    if digits.startswith("+"):
        return Test("t.e164 = ?", (digits,))
    if len(digits) == 10:
        return Test("t.e164 = ?", (_COUNTRY + digits,))
    first = begins("t.e164", _COUNTRY + digits)
    if len(digits) != 7:
        return first
    local = Test("t.last_four = ? AND substr(t.e164, -7) = ?", (digits[-4:], digits))
    return Test(f"(({local.sql}) OR ({first.sql}))", local.values + first.values)
