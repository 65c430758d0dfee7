"""Find among a million patients while the rep types: folded columns, plain indices, one-letter deletions.

Typed text is only ever a bound value of equality and range conditions (``search_ways``), so no character in it can
mean anything to the database (store.md 8), and nothing is ever looked for in the middle of a word (performance.md 3).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice, product
from typing import Any

from sqlmodel import Session

from psr_tui.domain.find_text import FindQuery
from psr_tui.domain.names import one_letter_deletions
from psr_tui.domain.nicknames import short_forms
from psr_tui.domain.patients import PatientLine
from psr_tui.domain.phones import PhoneNumber
from psr_tui.store.search_ways import (
    BY_LAST,
    MOST,
    Reading,
    Test,
    Way,
    begins,
    by_first,
    by_last,
    fits,
    has_part,
    is_part,
    number_ways,
    one_of,
    pair_ways,
    readings,
    surname_part,
)

_SPELLINGS_A_WORD = 3
_LOOKED_AT = 500  # patients of one name part
_FEW = 5
_MOST_SPELLINGS = 8
_SURNAMES = 40
_LED = 1000  # patients an exact number leads to; the name picks among them
_LINE = (
    "SELECT p.id, p.mrn, p.last_name, p.first_name, p.middle_name, p.suffix, p.dob, p.sex, p.city, p.deceased_on, "
    "p.version, p.last_folded, p.first_folded, p.merged_into, "
    "(SELECT s.mrn FROM patient s WHERE s.id = p.merged_into) AS now_mrn FROM patient p "
)


class PatientSearch:
    """Answers one question of the find box at a time, in one reading transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def _rows(self, sql: str, values: Sequence[Any]) -> Sequence[Any]:
        return self._session.connection().exec_driver_sql(sql, tuple(values)).fetchall()

    def find(self, query: FindQuery, most: int = MOST) -> list[PatientLine]:
        """At most ``most`` patients, the best match first; when few or none fit, those one typing error away follow."""
        if query.empty:
            return []
        found: dict[str, Any] = {}
        ways = list(number_ways(query.numbers))
        for numbers in ways:
            self._spelt_so(found, query, numbers, most)
        for numbers in ways if query.has_name else ():
            if len(found) < _FEW:  # a second surname, an earlier name, the name in use
                self._by_parts(found, query, numbers, most)
        exact = _exact_names(query)
        best = sorted(found.values(), key=lambda row: (row.last_folded, row.first_folded) not in exact)
        if not query.has_name or len(found) >= _FEW or (found and query.numbers):
            return self._lines(best)
        for mended in self._respelled(query):
            for numbers in ways:
                self._similar(found, mended, numbers, most)
        return self._lines(best) + self._lines(list(found.values())[len(best) :], "similar spelling")

    def _spelt_so(self, found: dict[str, Any], query: FindQuery, numbers: Sequence[Test], most: int) -> None:
        """Patients whose names are as typed. An exact number leads, else a year of birth, else the name."""
        if numbers:
            self._take(found, self._numbered(query, numbers, most), most)
        else:
            self._named(found, query, most)

    def _similar(self, found: dict[str, Any], mended: FindQuery, numbers: Sequence[Test], most: int) -> None:
        """Patients whose names are as a mended spelling has it."""
        if _narrow(numbers):
            self._take(found, self._numbered(mended, numbers, most), most)
            return
        pairs = [] if numbers else [*pair_ways(mended)]
        for way in pairs:
            self._collect(found, way, most)
        if not pairs:
            self._by_parts(found, mended, numbers, most)

    def _named(self, found: dict[str, Any], query: FindQuery, most: int) -> None:
        for reading in readings(query):
            last, first = reading
            if not last and len(query.words) == 1:  # a second surname comes before given names
                self._collect(found, surname_part(first), most)
            for way in self._ways(reading):
                self._collect(found, way, most)
        for way in pair_ways(query):
            self._collect(found, way, most)

    def _ways(self, reading: Reading) -> Iterable[Way]:
        """Along the index of the rarer name; where both are common, along the few surnames that begin so."""
        last, first = reading
        if not first:
            yield by_last(reading)
        elif not last:
            yield by_first(reading)
        else:
            so_called = self._count("last_folded", last)
            if self._count("first_folded", first) < so_called:
                yield by_first(reading)
            elif so_called < _LOOKED_AT or not (surnames := self._surnames(last)):
                yield by_last(reading)
            else:
                yield from (by_last((surname, first), whole=True) for surname in surnames)

    def _surnames(self, prefix: str) -> list[str]:
        """The few different surnames that begin so, each found by one step along the index; none when they are many."""
        first, last = begins("last_folded", prefix).values
        rows = self._rows(
            "WITH RECURSIVE s(name) AS (SELECT min(last_folded) FROM patient WHERE last_folded >= ? UNION ALL SELECT "
            "(SELECT min(last_folded) FROM patient WHERE last_folded > s.name) FROM s WHERE s.name <= ?) "
            "SELECT name FROM s WHERE name <= ? LIMIT ?",
            (first, last, last, _SURNAMES + 1),
        )
        return [name for (name,) in rows] if len(rows) <= _SURNAMES else []

    def _count(self, column: str, prefix: str) -> int:
        """How many patients are called so; counted no further than matters."""
        test = begins(f"p.{column}", prefix)
        some = f"SELECT 1 FROM patient p WHERE {test.sql} LIMIT {_LOOKED_AT}"
        return int(self._rows(f"SELECT count(*) FROM ({some})", test.values)[0][0])

    def _numbered(self, query: FindQuery, numbers: Sequence[Test], most: int) -> Iterable[Any]:
        """Patients of these numbers whose names fit a reading, the likeliest reading first."""
        names = list(readings(query))
        if not names:
            yield from self._few(None, numbers, most)
        elif not _narrow(numbers):
            for reading in names:
                yield from self._few(one_of([reading]), numbers, most)
        else:
            rows = self._few(one_of(names), numbers, _LED)
            for reading in names:
                yield from (row for row in rows if fits(reading, row.last_folded, row.first_folded))

    def _few(self, names: Test | None, numbers: Sequence[Test], most: int) -> Sequence[Any]:
        """Patients of numbers and a name. The numbers lead; which of them are shown is decided in an index that has the
        names, and only their rows are read."""
        tests = [*([names] if names else []), *numbers]
        values = [value for test in tests for value in test.values]
        hint = "INDEXED BY ix_patient_list " if any(test.by_id for test in numbers) else ""
        chosen = (
            f"SELECT p.rowid FROM patient p {hint}WHERE {' AND '.join(test.sql for test in tests)} "
            "ORDER BY p.last_folded, p.first_folded LIMIT ?"
        )
        return self._rows(f"{_LINE}WHERE p.rowid IN ({chosen}) ORDER BY {BY_LAST}", [*values, most])

    @staticmethod
    def _take(found: dict[str, Any], rows: Iterable[Any], most: int) -> None:
        for row in rows:
            if len(found) >= most:
                return
            found.setdefault(row.id, row)

    def _collect(self, found: dict[str, Any], way: Way, most: int) -> None:
        if len(found) < most:
            sql = f"{_LINE}WHERE {way.test.sql} ORDER BY {way.order} LIMIT ?"
            self._take(found, self._rows(sql, [*way.test.values, most]), most)

    def _respelled(self, query: FindQuery) -> Iterable[FindQuery]:
        """The question in spellings that exist: words nobody's name begins with are mended; all, if all exist."""
        words = list(dict.fromkeys(query.name_words))
        wrong = [word for word in words if not self._known(word)] or words
        most = _MOST_SPELLINGS if len(wrong) == 1 else _SPELLINGS_A_WORD
        choices = [self._or_short(word, most) if word in wrong else [word] for word in words]
        for spelling in islice(product(*choices), _MOST_SPELLINGS):
            mended = query.respelled(dict(zip(words, spelling, strict=True)))
            if mended != query:
                yield mended

    def _or_short(self, word: str, most: int) -> list[str]:
        """Spellings of a word that exist; without one, the long and short forms of a given name."""
        return self.spellings(word)[:most] or [form for form in short_forms(word) if self._known(form)][:most] or [word]

    def _by_parts(self, found: dict[str, Any], query: FindQuery, numbers: Sequence[Test], most: int) -> None:
        """Every word begins some part of the name. Exact numbers lead and the words only test; else the rarest word
        leads, and a bounded number of its patients is looked at: where even the rarest word has more, the list is cut
        anyway and another letter narrows it."""
        if len(found) >= most:
            return
        words = [("last", word) for word in query.last.split()] + [("first", word) for word in query.first.split()]
        words += [("", word) for word in query.words]
        if _narrow(numbers):
            self._take(
                found, self._few(_all([has_part(kind, word, "p.id") for kind, word in words]), numbers, most), most
            )
            return
        if len(words) > 1:
            words.sort(key=lambda pair: self._bearers(*pair))
        (kind, lead), rest = words[0], words[1:]
        leading = is_part("n", kind, lead)
        tests = [has_part(other, word, "anon.patient_id") for other, word in rest]
        both = _all(tests) if tests else Test("1")
        inner = f"SELECT n.patient_id FROM patient_name_part n WHERE {leading.sql} LIMIT {_LOOKED_AT}"
        ids = f"SELECT anon.patient_id FROM ({inner}) AS anon WHERE {both.sql} LIMIT {2 * MOST}"
        led = Test(f"p.id IN ({ids})", leading.values + both.values)
        self._collect(found, Way(_all([led, *numbers])), most)

    def _bearers(self, kind: str, word: str) -> int:
        """How many patients have a part that begins so; counted no further than matters."""
        part = is_part("n", kind, word)
        some = f"SELECT 1 FROM patient_name_part n WHERE {part.sql} LIMIT {_LOOKED_AT}"
        return int(self._rows(f"SELECT count(*) FROM ({some})", part.values)[0][0])

    def _known(self, word: str) -> bool:
        test = begins("n.part", word)
        return bool(self._rows(f"SELECT 1 FROM patient_name_part n WHERE {test.sql} LIMIT 1", test.values))

    def spellings(self, word: str) -> list[str]:
        """Name parts on record at most one typing error from ``word`` (two in a long word), nearest first."""
        from rapidfuzz.distance import OSA

        if len(word) < 3:
            return []
        cuts = sorted(one_letter_deletions(word))
        places = ", ".join("?" * len(cuts))
        rows = self._rows(f"SELECT DISTINCT d.part FROM name_deletion d WHERE d.deletion IN ({places})", cuts)
        near = sorted((OSA.distance(word, part, score_cutoff=2), part) for (part,) in rows)
        return [part for distance, part in near if distance <= (2 if len(word) > 5 else 1)]

    def _lines(self, rows: Sequence[Any], why: str = "") -> list[PatientLine]:
        """A merged record stands in the list only when the one it became does not."""
        there = {row.id for row in rows}
        rows = [row for row in rows if row.merged_into not in there]
        phones = self._first_phones([row.id for row in rows])
        return [
            PatientLine(
                id=row.id, mrn=row.mrn, last=row.last_name, first=row.first_name, middle=row.middle_name,
                suffix=row.suffix, born=date.fromisoformat(row.dob) if row.dob else None, sex=row.sex,
                phone=phones.get(row.id, ""), city=row.city, deceased=row.deceased_on is not None,
                version=row.version, why=why, now_id=row.merged_into or "", now_mrn=row.now_mrn or 0,
            )
            for row in rows
        ]  # fmt: skip

    def _first_phones(self, patient_ids: Sequence[str]) -> dict[str, str]:
        if not patient_ids:
            return {}
        rows = self._rows(
            "SELECT t.patient_id, t.e164, t.extension, t.typed FROM patient_phone t WHERE t.patient_id IN "
            f"({', '.join('?' * len(patient_ids))}) ORDER BY t.patient_id, t.position DESC",
            patient_ids,
        )
        return {key: PhoneNumber(e164, extension, typed).display for key, e164, extension, typed in rows}

    def lines(self, patient_ids: Sequence[str], why: str = "") -> list[PatientLine]:
        """List rows for known patients, in the order given."""
        if not patient_ids:
            return []
        rows = self._rows(f"{_LINE}WHERE p.id IN ({', '.join('?' * len(patient_ids))})", patient_ids)
        by_id = {row.id: row for row in rows}
        return self._lines([by_id[key] for key in patient_ids if key in by_id], why)


def _narrow(numbers: Sequence[Test]) -> bool:
    """Whether a number leads to few patients; a year of birth does not."""
    return any(not number.wide for number in numbers)


def _all(tests: Sequence[Test]) -> Test:
    together = tests[0]
    for test in tests[1:]:
        together = together & test
    return together


def _exact_names(query: FindQuery) -> set[tuple[str, str]]:
    """(surname, given name) pairs that are the question to the letter: they stand first."""
    words = query.words
    cuts = {(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(len(words) + 1)}
    return {(query.last, query.first)} | cuts | {(tail, head) for head, tail in cuts}
