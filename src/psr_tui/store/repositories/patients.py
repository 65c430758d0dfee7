"""Patients: one whole record for an act, list rows for the find box, candidates for the duplicate question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, or_
from sqlalchemy import select as sql
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from psr_tui.domain.find_text import FindQuery
from psr_tui.domain.matching import Identity, compare, search_keys
from psr_tui.domain.names import PatientName, display_name
from psr_tui.domain.patients import Demographics, Patient, PatientLine, PossibleDuplicate
from psr_tui.domain.restrictions import Stop
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.repositories.patient_card import PatientCardQueries
from psr_tui.store.repositories.patient_columns import (
    deletion_values,
    demographics_of,
    identity_of,
    part_values,
    patient_values,
    phone_values,
    stored_keys,
)
from psr_tui.store.repositories.restrictions import RestrictionRepository
from psr_tui.store.search import PatientSearch
from psr_tui.store.tables.patients import (
    DifferentPeopleRow,
    NameDeletionRow,
    PatientNamePartRow,
    PatientPhoneRow,
    PatientRow,
)

_P, _PHONE, _PART = (columns(one) for one in (PatientRow, PatientPhoneRow, PatientNamePartRow))
_DIFFERENT = columns(DifferentPeopleRow)
_CANDIDATES = 400  # to compare for one registration; compared in 2 ms
_MOST_DUPLICATES = 9
_IDENTITY = (
    _P.id, _P.last_name, _P.first_name, _P.middle_name, _P.suffix, _P.preferred_name, _P.earlier_names, _P.dob,
    _P.dob_estimated, _P.zip_code, _P.street, _P.city,
)  # fmt: skip


class PatientRepository(PatientCardQueries):
    """One session's patients; list rows come as ``PatientLine``, whole records as ``Patient``."""

    # --- reading ---
    def get(self, patient_id: str) -> Patient | None:
        """The whole record with its telephone numbers."""
        row = self._session.get(PatientRow, patient_id)
        return None if row is None else _patient(row, self._phones(patient_id))

    def called(self, name: PatientName, born: date) -> list[str]:
        """Patients of exactly this folded surname and birth date whose given names agree as far as both go."""
        here = (_P.dob == born, _P.last_folded == name.last_folded, _P.merged_into.is_(None))
        query = sql(_P.id, _P.first_folded).where(*here)
        wanted = name.first_folded
        return [
            found.id
            for found in self._session.execute(query)
            if f"{found.first_folded} ".startswith(f"{wanted} ") or f"{wanted} ".startswith(f"{found.first_folded} ")
        ]

    def by_mrn(self, mrn: int) -> tuple[str, str] | None:
        """Id and name in lists of the patient with this number."""
        query = sql(_P.id, _P.last_name, _P.first_name, _P.middle_name, _P.suffix).where(_P.mrn == mrn)
        found = self._session.execute(query).one_or_none()
        return None if found is None else (found.id, display_name(*found[1:]))

    def find(self, query: FindQuery, most: int = 50) -> list[PatientLine]:
        """Patients who fit the query, the best first."""
        return PatientSearch(self._session).find(query, most)

    def lines(self, patient_ids: Sequence[str]) -> list[PatientLine]:
        """One line for each of these patients, in the order asked for."""
        return PatientSearch(self._session).lines(patient_ids)

    def newest(self, most: int) -> list[str]:
        """The records made last that stand on their own, the newest first (ids sort by the time they were made)."""
        query = sql(_P.id).where(_P.merged_into.is_(None)).order_by(_P.id.desc()).limit(most)
        return list(self._session.execute(query).scalars())

    def phone_id(self, patient_id: str, position: int = 0) -> str | None:
        """The row of the patient's phone at a position: what a callback points to."""
        query = sql(_PHONE.id).where(_PHONE.patient_id == patient_id, _PHONE.position == position)
        found = self._session.execute(query).scalar_one_or_none()
        return None if found is None else str(found)

    def _phones(self, patient_id: str) -> list[PatientPhoneRow]:
        query = sql(PatientPhoneRow).where(_PHONE.patient_id == patient_id).order_by(_PHONE.position, _PHONE.id)
        return list(self._session.execute(query).scalars())

    # --- duplicates ---
    def possible_duplicates(self, one: Identity, but_not: Iterable[str] = ()) -> list[PossibleDuplicate]:
        """Registered people who may be this one, the likeliest first, with the reasons in words."""
        skipped = set(but_not)
        scored = []
        for patient_id, other in self._identities(self._candidates(one) - skipped):
            match = compare(one, other)
            if match.listed:
                scored.append((match, patient_id))
        scored.sort(key=lambda pair: (-pair[0].score, pair[1]))
        best = {patient_id: match for match, patient_id in scored[:_MOST_DUPLICATES]}
        return [
            PossibleDuplicate(line, best[line.id].score, best[line.id].must_ask, best[line.id].reasons)
            for line in self.lines(list(best))
        ]

    def _candidates(self, one: Identity) -> set[str]:
        keys = stored_keys(search_keys(one))
        ways = [sql(_PART.patient_id).where(_PART.part.in_(keys), _PART.kind == "key")] if keys else []
        if one.born:
            born = date.fromisoformat(f"{one.born[:4]}-{one.born[4:6]}-{one.born[6:]}")
            ways.append(sql(_P.id).where(_P.dob == born))
        if one.street_key and one.zip_code:
            ways.append(sql(_P.id).where(_P.street_key == one.street_key, _P.zip_code == one.zip_code))
        if one.phones:
            ways.append(sql(_PHONE.patient_id).where(_PHONE.e164.in_(sorted(one.phones))))
        return {key for way in ways for key in self._session.execute(way.limit(_CANDIDATES)).scalars()}

    def _identities(self, patient_ids: set[str]) -> Iterable[tuple[str, Identity]]:
        wanted = sorted(patient_ids)
        phones: dict[str, set[str]] = {}
        for key, e164 in self._session.execute(
            sql(_PHONE.patient_id, _PHONE.e164).where(_PHONE.patient_id.in_(wanted), _PHONE.e164 != "")
        ):
            phones.setdefault(key, set()).add(e164)
        rows = self._session.execute(sql(*_IDENTITY).where(_P.id.in_(wanted), _P.merged_into.is_(None)))
        for row in rows:
            yield row.id, identity_of(row, frozenset(phones.get(row.id, ())))

    def different_from(self, patient_ids: Sequence[str]) -> set[str]:
        """Records a rep called a different person than this one; ``patient_ids``: it and those merged into it."""
        a, b = _DIFFERENT.patient_a, _DIFFERENT.patient_b
        rows = self._session.execute(sql(a, b).where(or_(a.in_(patient_ids), b.in_(patient_ids))))
        return {other for pair in rows for other in pair} - set(patient_ids)

    def call_different(self, patient_id: str, others: Iterable[str], by: str, at: datetime, reason: str = "") -> None:
        """Store the answer "different person", once for each pair whatever the order (FD-55)."""
        for other in sorted(set(others) - {patient_id}):
            a, b = sorted((patient_id, other))
            row = sqlite_insert(DifferentPeopleRow).values(
                patient_a=a, patient_b=b, decided_by=by, decided_at=at, reason=reason
            )
            self._session.execute(row.on_conflict_do_nothing())

    # --- writing ---
    def add(
        self, patient_id: str, mrn: int, person: Demographics, by: str, at: datetime, phone_ids: Sequence[str]
    ) -> None:
        """A new patient; ``phone_ids`` gives an id to each of the person's phones."""
        values = {**patient_values(person), "id": patient_id, "mrn": mrn}
        self._session.add(PatientRow(**values, changed_by=by, changed_at=at, registered_at=at))
        self._session.flush()
        self._write_details(patient_id, person, phone_ids)

    def change(self, patient_id: str, person: Demographics, by: str, at: datetime, phone_ids: Sequence[str]) -> int:
        """Write the whole set of demographics; the answer is the new version."""
        row = self._session.get_one(PatientRow, patient_id)
        for name, value in patient_values(person).items():
            setattr(row, name, value)
        row.version += 1
        row.changed_by, row.changed_at = by, at
        self._session.add(row)
        self._session.flush()
        self._session.execute(delete(PatientNamePartRow).where(_PART.patient_id == patient_id))
        self._write_details(patient_id, person, phone_ids)
        return row.version

    def _write_details(self, patient_id: str, person: Demographics, phone_ids: Sequence[str]) -> None:
        """Phones keep their row when the position stays, because callbacks point to it."""
        kept = {row.position: row for row in self._phones(patient_id)}
        for position, phone in enumerate(person.phones):
            old = kept.pop(position, None)
            values = phone_values(phone, old.id if old else phone_ids[position], patient_id, position)
            if old is None:
                self._session.add(PatientPhoneRow(**values))
            else:
                for name, value in values.items():
                    setattr(old, name, value)
        for gone in kept.values():  # history may point to it: it stays, behind the others, and is not to be called
            gone.position, gone.may_call, gone.may_text = 100 + gone.position % 100, False, False
        self._session.flush()
        self.index_names(part_values(person, patient_id))

    def index_names(self, parts: list[dict[str, Any]]) -> None:
        """Write name parts, and the one-letter deletions of words that are new to the clinic."""
        if not parts:
            return
        self._session.execute(sqlite_insert(PatientNamePartRow).on_conflict_do_nothing(), parts)
        words = sorted({row["part"] for row in parts if row["kind"] in ("last", "first")})
        deletions = columns(NameDeletionRow)
        known = sql(deletions.part).where(deletions.deletion.in_(words), deletions.part == deletions.deletion)
        new = sorted(set(words) - set(self._session.execute(known).scalars()))
        if new:
            self._session.execute(insert(table(NameDeletionRow)), deletion_values(new))

    def booking_stops(self, patient_id: str, day: date) -> tuple[Stop, ...]:
        """What stands against a visit on ``day``; ``domain.restrictions.check_may_book`` decides on it (FD-35)."""
        return RestrictionRepository(self._session).stops(patient_id, day)

    def mark_deceased(self, patient_id: str, on: date | None, by: str, at: datetime) -> int:
        """Record the day of death, or that there was none; the answer is the new version."""
        row = self._session.get_one(PatientRow, patient_id)
        row.deceased_on = on
        row.version += 1
        row.changed_by, row.changed_at = by, at
        self._session.add(row)
        self._session.flush()
        return row.version


def _patient(row: PatientRow, phones: Sequence[PatientPhoneRow]) -> Patient:
    return Patient(
        id=row.id, mrn=row.mrn, demographics=demographics_of(row, [one for one in phones if one.position < 100]),
        version=row.version, changed_by=row.changed_by, changed_at=row.changed_at, deceased_on=row.deceased_on,
        flags=tuple(row.flags.split()), merged_into=row.merged_into, source=row.source,
        registered_at=row.registered_at,
    )  # fmt: skip
