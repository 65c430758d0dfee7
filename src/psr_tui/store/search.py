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
    MOST,
    Test,
    Way,
    begins,
    has_part,
    is_part,
    name_ways,
    number_ways,
    pair_ways,
)

_SPELLINGS_A_WORD = 3
_LOOKED_AT = 500  # patients of one name part
_FEW = 5
_MOST_SPELLINGS = 8
_LINE = (
    "SELECT p.id, p.mrn, p.last_name, p.first_name, p.middle_name, p.suffix, p.dob, p.sex, p.city, p.deceased_on, "
    "p.version, p.last_folded, p.first_folded, p.merged_into, "
    "(SELECT s.mrn FROM patient s WHERE s.id = p.merged_into) AS now_mrn FROM patient p WHERE "
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
        for numbers in number_ways(query.numbers):
            for way in name_ways(query):
                self._collect(found, way, numbers, most)
            for way in pair_ways(query):
                self._collect(found, way, numbers, most)
            if query.has_name and len(found) < _FEW:
                self._collect(found, self._any_part(query, _narrow(numbers)), numbers, most)
        exact = _exact_names(query)
        best = sorted(found.values(), key=lambda row: (row.last_folded, row.first_folded) not in exact)
        if not query.has_name or len(found) >= _FEW or (found and query.numbers):
            return self._lines(best)
        for mended in self._respelled(query):
            for numbers in number_ways(query.numbers):
                ways = [] if numbers else list(pair_ways(mended))
                for way in ways or [self._any_part(mended, _narrow(numbers))]:
                    self._collect(found, way, numbers, most)
        return self._lines(best) + self._lines(list(found.values())[len(best) :], "similar spelling")

    def _collect(self, found: dict[str, Any], way: Way, numbers: Sequence[Test], most: int) -> None:
        if len(found) >= most:
            return
        tests = [way.test, *numbers] if way.test else [*numbers]
        values = [value for test in tests for value in test.values]
        wanted = " AND ".join(test.sql for test in tests)
        for row in self._rows(f"{_LINE}{wanted} ORDER BY {way.order} LIMIT ?", [*values, most]):
            if len(found) < most:
                found.setdefault(row.id, row)

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

    def _any_part(self, query: FindQuery, narrow: bool) -> Way:
        """Every word begins some part of the name. With exact numbers beside it (``narrow``) they lead and the words
        only test; else the rarest word leads, and a bounded number of its patients is looked at: where even the rarest
        word has more, the list is cut anyway and another letter narrows it."""
        words = [("last", word) for word in query.last.split()] + [("first", word) for word in query.first.split()]
        words += [("", word) for word in query.words]
        if narrow:
            tests = [has_part(kind, word, "p.id") for kind, word in words]
            return Way(_all(tests))
        if len(words) > 1:
            words.sort(key=lambda pair: self._bearers(*pair))
        (kind, lead), rest = words[0], words[1:]
        leading = is_part("n", kind, lead)
        both = _all([has_part(other, word, "anon.patient_id") for other, word in rest])
        inner = f"SELECT n.patient_id FROM patient_name_part n WHERE {leading.sql} LIMIT {_LOOKED_AT}"
        chosen = f" WHERE {both.sql}" if both else ""
        ids = f"SELECT anon.patient_id FROM ({inner}) AS anon{chosen} LIMIT {2 * MOST}"
        return Way(Test(f"p.id IN ({ids})", leading.values + (both.values if both else ())))

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
        rows = self._rows(f"{_LINE}p.id IN ({', '.join('?' * len(patient_ids))})", patient_ids)
        by_id = {row.id: row for row in rows}
        return self._lines([by_id[key] for key in patient_ids if key in by_id], why)


def _narrow(numbers: Sequence[Test]) -> bool:
    """Whether a number leads to few patients; a year of birth does not."""
    return any(not number.wide for number in numbers)


def _all(tests: Sequence[Test]) -> Test | None:
    together: Test | None = None
    for test in tests:
        together = test if together is None else together & test
    return together


def _exact_names(query: FindQuery) -> set[tuple[str, str]]:
    """(surname, given name) pairs that are the question to the letter: they stand first."""
    words = query.words
    cuts = {(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(len(words) + 1)}
    return {(query.last, query.first)} | cuts | {(tail, head) for head, tail in cuts}
