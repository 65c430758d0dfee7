"""Find among a million patients while the rep types: folded columns, plain indices, one-letter deletions.

Typed text is only ever a bound value of equality and range conditions, so no character in it can mean anything to the
database (store.md 8), and nothing is ever looked for in the middle of a word (performance.md 3).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice, product
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.find_text import FindQuery, NumberMeaning
from psr_tui.domain.names import one_letter_deletions
from psr_tui.domain.patients import PatientLine
from psr_tui.domain.phones import PhoneNumber
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.patients import NameDeletionRow, PatientNamePartRow, PatientPhoneRow, PatientRow

MOST = 50  # rows an answer holds; more would not be read
_PATIENT = table(PatientRow)
_P, _PHONE, _PART, _DELETION = (
    columns(one) for one in (PatientRow, PatientPhoneRow, PatientNamePartRow, NameDeletionRow)
)
Conditions = tuple[ColumnElement[bool], ...]
_LAST_CHARACTER = "\U0010ffff"
_SPELLINGS_A_WORD = 3
_LOOKED_AT = 500  # patients of one name part
_FEW = 5
_MOST_SPELLINGS = 8
_COUNTRY = "+1"
_LINE = (
    _P.id, _P.mrn, _P.last_name, _P.first_name, _P.middle_name, _P.suffix, _P.dob, _P.sex, _P.city, _P.deceased_on,
    _P.version, _P.last_folded, _P.first_folded,
)  # fmt: skip
_BY_LAST = (_P.last_folded, _P.first_folded, _P.dob)
_BY_FIRST = (_P.first_folded, _P.last_folded)


@dataclass(frozen=True, slots=True)
class Way:
    """One reading of a question: conditions that all hold, and the order an index gives for nothing."""

    conditions: tuple[ColumnElement[bool], ...]
    order: tuple[Any, ...] = _BY_LAST


class PatientSearch:
    """Answers one question of the find box at a time, in one reading transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, query: FindQuery, most: int = MOST) -> list[PatientLine]:
        """At most ``most`` patients, the best match first; when few or none fit, those one typing error away follow."""
        if query.empty:
            return []
        found: dict[str, Any] = {}
        for numbers in _number_ways(query.numbers):
            for way in _name_ways(query):
                self._collect(found, way, numbers, most)
            for way in _pair_ways(query):
                self._collect(found, way, numbers, most)
            if query.has_name and len(found) < _FEW:
                self._collect(found, self._any_part(query, narrow=bool(numbers)), numbers, most)
        exact = _exact_names(query)
        best = sorted(found.values(), key=lambda row: (row.last_folded, row.first_folded) not in exact)
        if not query.has_name or len(found) >= _FEW or (found and query.numbers):
            return self._lines(best)
        for mended in self._respelled(query):
            for numbers in _number_ways(query.numbers):
                ways = [] if numbers else list(_pair_ways(mended))
                for way in ways or [self._any_part(mended, narrow=bool(numbers))]:
                    self._collect(found, way, numbers, most)
        return self._lines(best) + self._lines(list(found.values())[len(best) :], "similar spelling")

    def _collect(self, found: dict[str, Any], way: Way, numbers: Conditions, most: int) -> None:
        if len(found) >= most:
            return
        query = sql(*_LINE).select_from(_PATIENT).where(*way.conditions, *numbers).order_by(*way.order).limit(most)
        for row in self._session.execute(query):
            if len(found) < most:
                found.setdefault(row.id, row)

    def _respelled(self, query: FindQuery) -> Iterable[FindQuery]:
        """The question in spellings that exist: words nobody's name begins with are mended; all, if all exist."""
        words = list(dict.fromkeys(query.name_words))
        wrong = [word for word in words if not self._known(word)] or words
        most = _MOST_SPELLINGS if len(wrong) == 1 else _SPELLINGS_A_WORD
        choices = [self.spellings(word)[:most] or [word] if word in wrong else [word] for word in words]
        for spelling in islice(product(*choices), _MOST_SPELLINGS):
            mended = query.respelled(dict(zip(words, spelling, strict=True)))
            if mended != query:
                yield mended

    def _any_part(self, query: FindQuery, narrow: bool) -> Way:
        """Every word begins some part of the name. With numbers beside it (``narrow``) they lead and the words only
        test; alone, the rarest word leads, and a bounded number of its patients is looked at: where even the rarest
        word has more, the list is cut anyway and another letter narrows it."""
        words = [("last", word) for word in query.last.split()] + [("first", word) for word in query.first.split()]
        words += [("", word) for word in query.words]
        if narrow:
            return Way(tuple(_has_part(kind, word, _P.id) for kind, word in words))
        if len(words) > 1:
            words.sort(key=lambda pair: self._bearers(*pair))
        (kind, lead), rest = words[0], words[1:]
        leading = sql(_PART.patient_id).where(_is_part(_PART, kind, lead)).limit(_LOOKED_AT).subquery()
        both = sql(leading.c.patient_id).where(*(_has_part(kind, word, leading.c.patient_id) for kind, word in rest))
        return Way((_P.id.in_(both.limit(2 * MOST)),))

    def _bearers(self, kind: str, word: str) -> int:
        """How many patients have a part that begins so; counted no further than matters."""
        some = sql(_PART.patient_id).where(_is_part(_PART, kind, word)).limit(_LOOKED_AT).subquery()
        return int(self._session.execute(sql(func.count()).select_from(some)).scalar_one())

    def _known(self, word: str) -> bool:
        return self._session.execute(sql(_PART.part).where(_begins(_PART.part, word)).limit(1)).first() is not None

    def spellings(self, word: str) -> list[str]:
        """Name parts on record at most one typing error from ``word`` (two in a long word), nearest first."""
        from rapidfuzz.distance import OSA

        if len(word) < 3:
            return []
        cuts = sorted(one_letter_deletions(word))
        candidates = self._session.execute(sql(_DELETION.part).distinct().where(_DELETION.deletion.in_(cuts))).scalars()
        near = sorted((OSA.distance(word, part, score_cutoff=2), part) for part in candidates)
        return [part for distance, part in near if distance <= (2 if len(word) > 5 else 1)]

    def _lines(self, rows: Sequence[Any], why: str = "") -> list[PatientLine]:
        phones = self._first_phones([row.id for row in rows])
        return [
            PatientLine(
                id=row.id, mrn=row.mrn, last=row.last_name, first=row.first_name, middle=row.middle_name,
                suffix=row.suffix, born=row.dob, sex=row.sex, phone=phones.get(row.id, ""), city=row.city,
                deceased=row.deceased_on is not None, version=row.version, why=why,
            )
            for row in rows
        ]  # fmt: skip

    def _first_phones(self, patient_ids: list[str]) -> dict[str, str]:
        query = (
            sql(_PHONE.patient_id, _PHONE.e164, _PHONE.extension, _PHONE.typed)
            .where(_PHONE.patient_id.in_(patient_ids))
            .order_by(_PHONE.patient_id, _PHONE.position.desc())
        )
        rows = self._session.execute(query) if patient_ids else ()
        return {key: PhoneNumber(e164, extension, typed).display for key, e164, extension, typed in rows}

    def lines(self, patient_ids: Sequence[str], why: str = "") -> list[PatientLine]:
        """List rows for known patients, in the order given."""
        query = sql(*_LINE).where(_P.id.in_(patient_ids))
        by_id = {row.id: row for row in self._session.execute(query)}
        return self._lines([by_id[key] for key in patient_ids if key in by_id], why)


def _begins(column: Any, prefix: str) -> ColumnElement[bool]:
    """The column begins with the prefix: a range on the index, whatever letters the prefix has."""
    return and_(column >= prefix, column <= prefix + _LAST_CHARACTER)


def _name_ways(query: FindQuery) -> Iterable[Way]:
    """The readings of the name as surname and given name, the likeliest first; one without conditions for numbers."""
    if query.last or query.first:
        yield _last_first(query.last, query.first)
        return
    words = query.words
    if not words:
        yield Way(())
        return
    whole = " ".join(words)
    yield _last_first(whole, "")
    for cut in range(1, len(words)):
        head, tail = " ".join(words[:cut]), " ".join(words[cut:])
        yield _last_first(tail, head)
        yield _last_first(head, tail)
    if len(words) == 1:
        part = sql(_PART.patient_id).where(_is_part(_PART, "last", whole)).limit(2 * MOST)
        yield Way((_P.id.in_(part),))  # the second surname, and earlier ones, before given names
    yield _last_first("", whole)


def _last_first(last: str, first: str) -> Way:
    """Beginnings of surname and given name. The longer one leads along its index; the other is hidden from the
    planner behind an empty concatenation, or it may take the worse index and sort half the clinic."""
    if not first or len(last) >= len(first):
        tests = (_begins(_P.first_folded.concat(""), first),) if first else ()
        return Way((_begins(_P.last_folded, last), *tests), _BY_LAST)
    tests = (_begins(_P.last_folded.concat(""), last),) if last else ()
    return Way((_begins(_P.first_folded, first), *tests), _BY_FIRST)


def _pair_ways(query: FindQuery) -> Iterable[Way]:
    """One surname of several and one given name, in either order; the first of the two words is complete."""
    last, first = query.last, query.first
    pairs = [(last, first)] if last and first else []
    if len(query.words) == 2:
        pairs = [query.words, query.words[::-1]]
    for one, other in pairs:
        if " " not in one + other:
            found = sql(_PART.patient_id).where(_begins(_PART.part, f"{one} {other}"), _PART.kind == "pair")
            yield Way((_P.id.in_(found.limit(2 * MOST)),))


def _exact_names(query: FindQuery) -> set[tuple[str, str]]:
    """(surname, given name) pairs that are the question to the letter: they stand first."""
    words = query.words
    cuts = {(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(len(words) + 1)}
    return {(query.last, query.first)} | cuts | {(tail, head) for head, tail in cuts}


def _is_part(part: Any, kind: str, word: str) -> ColumnElement[bool]:
    right_kind = part.kind == kind if kind else part.kind.in_(("last", "first"))
    return and_(_begins(part.part, word), right_kind)


def _has_part(kind: str, word: str, patient_id: Any) -> ColumnElement[bool]:
    other = table(PatientNamePartRow).alias()
    return exists(sql(1).select_from(other).where(other.c.patient_id == patient_id, _is_part(other.c, kind, word)))


def _number_ways(numbers: Sequence[NumberMeaning]) -> Iterable[Conditions]:
    """Every way to give each number one of its meanings, the most exact first; one empty way without numbers."""
    return product(*(list(_meanings(number)) for number in numbers))


def _meanings(number: NumberMeaning) -> Iterable[ColumnElement[bool]]:
    if number.mrn is not None:
        yield _P.mrn == number.mrn
    if number.phone:
        yield _P.id.in_(sql(_PHONE.patient_id).where(_phone_is(number.phone)).limit(4 * MOST))
    if number.born:
        yield _P.dob == number.born
    if number.last_four:
        yield _P.id.in_(sql(_PHONE.patient_id).where(_PHONE.last_four == number.last_four))
    if number.born_year:
        yield _P.dob.between(date(number.born_year, 1, 1), date(number.born_year, 12, 31))


def _phone_is(digits: str) -> ColumnElement[bool]:
    if digits.startswith("+"):
        return _PHONE.e164 == digits  # type: ignore[no-any-return]
    if len(digits) == 10:
        return _PHONE.e164 == _COUNTRY + digits  # type: ignore[no-any-return]
    begins = _begins(_PHONE.e164, _COUNTRY + digits)
    if len(digits) != 7:
        return begins
    local = and_(_PHONE.last_four == digits[-4:], _PHONE.e164.endswith(digits, autoescape=True))
    return or_(local, begins)
