"""The find box's questions as conditions on plain indices: SQL of our own with every typed text as a bound value.

Written as text, because building the same few statements out of expressions took longer than answering them. Each
piece is a condition with its values; nothing that was typed ever becomes part of a statement.
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
_LAST_CHARACTER = "\U0010ffff"
_COUNTRY = "+1"
_PART = "SELECT n.patient_id FROM patient_name_part n WHERE "
_PHONE = "SELECT t.patient_id FROM patient_phone t WHERE "


@dataclass(frozen=True, slots=True)
class Test:
    """A condition and the values of its question marks. ``wide``: so many patients meet it that it may not lead."""

    sql: str
    values: tuple[Any, ...] = ()
    wide: bool = False

    def __and__(self, other: Test) -> Test:
        return Test(f"{self.sql} AND {other.sql}", self.values + other.values)


@dataclass(frozen=True, slots=True)
class Way:
    """One reading of a question: what must hold, and the order an index gives for nothing."""

    test: Test | None
    order: str = BY_LAST


def begins(column: str, prefix: str) -> Test:
    """The column begins with the prefix: a range on the index, whatever letters the prefix has."""
    return Test(f"{column} >= ? AND {column} <= ?", (prefix, prefix + _LAST_CHARACTER))


def among(ids: str, test: Test, most: int) -> Test:
    """The patient is one of at most so many whom a query of ids finds."""
    return Test(f"p.id IN ({ids}{test.sql} LIMIT {most})", test.values)


def name_ways(query: FindQuery) -> Iterable[Way]:
    """The readings of the name as surname and given name, the likeliest first; one without a test for numbers alone."""
    if query.last or query.first:
        yield _last_first(query.last, query.first)
        return
    words = query.words
    if not words:
        yield Way(None)
        return
    whole = " ".join(words)
    yield _last_first(whole, "")
    for cut in range(1, len(words)):
        head, tail = " ".join(words[:cut]), " ".join(words[cut:])
        yield _last_first(tail, head)
        yield _last_first(head, tail)
    if len(words) == 1:  # the second surname, and earlier ones, before given names
        yield Way(among(_PART, is_part("n", "last", whole), 2 * MOST))
    yield _last_first("", whole)


def _last_first(last: str, first: str) -> Way:
    """Beginnings of surname and given name. The longer one leads along its index; the other is hidden from the
    planner behind an empty concatenation, or it may take the worse index and sort half the clinic."""
    if not first or len(last) >= len(first):
        leading = begins("p.last_folded", last)
        return Way(leading & begins("p.first_folded || ''", first) if first else leading, BY_LAST)
    leading = begins("p.first_folded", first)
    return Way(leading & begins("p.last_folded || ''", last) if last else leading, BY_FIRST)


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
        yield Test(f"p.id IN ({_PHONE}t.last_four = ?)", (number.last_four,))
    if number.member:
        yield among("SELECT c.patient_id FROM coverage c WHERE ", begins(MEMBER_KEY, number.member), 2 * MOST)
    if number.born_year:
        year = number.born_year
        yield Test("p.dob || '' BETWEEN ? AND ?", (f"{year}-01-01", f"{year}-12-31"), wide=True)


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
