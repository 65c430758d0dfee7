"""Merged records: who leads to whom, what stands in the way of a merge, and the merge itself (front-desk.md FD-56)."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

from sqlmodel import Session

from psr_tui.domain.merging import InTheWay, Merge
from psr_tui.domain.patients import Demographics
from psr_tui.store.repositories.changing import changed
from psr_tui.store.repositories.columns import columns
from psr_tui.store.repositories.merge_moves import MergeMoves
from psr_tui.store.repositories.patient_columns import demographics_of, part_values, patient_values
from psr_tui.store.repositories.patients import PatientRepository
from psr_tui.store.tables.patients import PatientRow

_TAKEN_WHEN_EMPTY = ("deceased_on", "restriction")
"""Columns beside the demographics: the kept record takes what it lacks."""


class MergingRepository:
    """Merges of one session; moving the rows themselves is ``merge_moves``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def _run(self, sql: str, *values: Any) -> Any:
        return self._session.connection().exec_driver_sql(sql, values)

    # --- who is who ---
    def now(self, patient_id: str) -> str:
        """The record to go on with: the one this was merged into, or itself."""
        found = self._run("SELECT coalesce(merged_into, id) FROM patient WHERE id = ?", patient_id).scalar()
        return str(found or patient_id)

    def ids_of(self, patient_id: str) -> list[str]:
        """This record's id, then those of every record merged into it: for what cannot move, such as the audit log."""
        rows = self._run("SELECT id FROM patient WHERE merged_into = ? ORDER BY mrn", patient_id)
        return [patient_id, *(row[0] for row in rows)]

    def standing(self, patient_id: str) -> list[Merge]:
        """The merges into this record that stand, the newest first."""
        return [one for one in self.history(patient_id) if one.undone_at is None and one.kept_id == patient_id]

    def history(self, patient_id: str) -> list[Merge]:
        """Every merge this record took part in, the newest first."""
        return self._merges("m.kept_id = ? OR m.merged_id = ?", patient_id, patient_id)

    def get(self, merge_id: str) -> Merge | None:
        """One merge by its id."""
        return next(iter(self._merges("m.id = ?", merge_id)), None)

    def _merges(self, where: str, *values: str) -> list[Merge]:
        rows = self._run(
            "SELECT m.id, m.kept_id, m.merged_id, p.mrn, p.last_name, p.first_name, m.at, s.name, m.reason, "
            "(SELECT count(*) FROM patient_merge_move v WHERE v.merge_id = m.id), m.undone_at, u.name, m.undone_reason "
            "FROM patient_merge m JOIN patient p ON p.id = m.merged_id JOIN staff s ON s.id = m.staff_id "
            f"LEFT JOIN staff u ON u.id = m.undone_by WHERE {where} ORDER BY m.at DESC, m.id DESC",
            *values,
        )
        return [
            Merge(
                row[0], row[1], row[2], row[3], ", ".join(part for part in (row[4].upper(), row[5]) if part),
                _moment(row[6]), row[7], row[8], row[9], _moment(row[10]) if row[10] else None, row[11] or "", row[12],
            )
            for row in rows
        ]  # fmt: skip

    def changes(self) -> int:
        """A number that is another one after anything about patients changed."""
        return int(self._run("SELECT coalesce(sum(changes), 0) FROM topic WHERE name = 'patients'").scalar_one())

    # --- before a merge ---
    def counts(self, patient_id: str) -> dict[str, int]:
        """How many rows of each kind the record has, in words."""
        return MergeMoves(self._session, "").counts(patient_id)

    def in_the_way(self, kept_id: str, merged_id: str, today: date) -> InTheWay:
        """What forbids a merge right now."""
        calls = self._run(
            "SELECT s.name FROM callback c JOIN staff s ON s.id = c.claimed_by WHERE c.patient_id IN (?, ?)",
            kept_id, merged_id,
        ).scalars().all()  # fmt: skip
        begun = self._run(
            "SELECT 1 FROM appointment a WHERE a.patient_id = ? AND a.local_date = ? AND "
            "a.state IN ('booked', 'arrived') AND EXISTS (SELECT 1 FROM check_in_step k WHERE k.appointment_id = a.id)",
            merged_id, today.isoformat(),
        ).first()  # fmt: skip
        typed = self._run(
            "SELECT s.name, d.body FROM draft d JOIN staff s ON s.id = d.staff_id "
            "WHERE d.form = 'payment' AND d.subject_id = ?",
            merged_id,
        )
        paying = next((name for name, body in typed if _pays(body)), "")
        relation = self._run(
            "SELECT relation FROM family_link WHERE (patient_id, relative_id) IN (VALUES (?, ?), (?, ?))",
            kept_id, merged_id, merged_id, kept_id,
        ).scalars().first()  # fmt: skip
        open_ = "state IN ('open', 'claimed', 'dialing', 'wrap', 'exhausted') AND red_flag = 0"
        same = self._run(
            "SELECT coalesce(r.label, k.reason_code) FROM callback k LEFT JOIN reason_code r "
            f"ON r.kind = 'call_reason' AND r.code = k.reason_code WHERE k.patient_id = ? AND k.{open_} AND "
            f"k.reason_code IN (SELECT reason_code FROM callback WHERE patient_id = ? AND {open_})",
            kept_id, merged_id,
        ).scalars().first()  # fmt: skip
        return InTheWay(tuple(calls), begun is not None, paying, str(relation or ""), str(same or ""))

    def called_different(self, one: str, other: str) -> tuple[str, datetime, str] | None:
        """Who said that these are two people, when and why; None when nobody did."""
        row = self._run(
            "SELECT decided_by, decided_at, reason FROM different_people WHERE (patient_a, patient_b) = (?, ?)",
            *sorted((one, other)),
        ).first()
        return None if row is None else (row[0], _moment(row[1]), row[2])

    # --- the merge ---
    def merge(
        self, merge_id: str, kept_id: str, merged_id: str, person: Demographics, by: tuple[str, str], at: datetime,
        reason: str, approved_by: str | None,
    ) -> int:  # fmt: skip
        """Move every row, write ``person`` over the kept record, and let the other lead to it. ``by``: id and name of
        who merges. The answer is how many rows moved."""
        kept = self._session.get_one(PatientRow, kept_id)
        merged = self._session.get_one(PatientRow, merged_id)
        after = {**patient_values(person), **_completed(kept, merged)}
        before = {name: [getattr(kept, name), value] for name, value in after.items() if getattr(kept, name) != value}
        self._run(
            "INSERT INTO patient_merge (id, kept_id, merged_id, at, staff_id, approved_by, reason, kept_before, "
            "undone_reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, '')",
            merge_id, kept_id, merged_id, _stored(at), by[0], approved_by, reason, json.dumps(before, default=str),
        )  # fmt: skip
        MergeMoves(self._session, merge_id).move(merged_id, kept_id)
        self._write(kept_id, after if before else {}, by[1], at)
        self._run(
            "UPDATE patient SET merged_into = ?, version = version + 1, changed_by = ?, changed_at = ? WHERE id = ?",
            kept_id, by[1], _stored(at), merged_id,
        )  # fmt: skip
        self._run("UPDATE patient SET merged_into = ? WHERE merged_into = ?", kept_id, merged_id)
        self._session.expire_all()
        moved = self._run("SELECT count(*) FROM patient_merge_move WHERE merge_id = ?", merge_id)
        return int(moved.scalar_one())

    def take_apart(self, merge: Merge, by: tuple[str, str], at: datetime, reason: str) -> bool:
        """Exactly the rows that moved go back; fields of the kept record that still are as the merge made them become
        what they were. Answers whether money paid ahead had to stay."""
        kept, merged = merge.kept_id, merge.merged_id
        stayed = MergeMoves(self._session, merge.merge_id).move_back(merged, kept)
        text = self._run("SELECT kept_before FROM patient_merge WHERE id = ?", merge.merge_id).scalar_one()
        row = self._session.get_one(PatientRow, kept)
        back = {
            name: _typed(name, before)
            for name, (before, after) in json.loads(text or "{}").items()
            if getattr(row, name) == _typed(name, after)
        }
        self._run(
            "UPDATE patient_merge SET undone_at = ?, undone_by = ?, undone_reason = ? WHERE id = ?",
            _stored(at), by[0], reason, merge.merge_id,
        )  # fmt: skip
        self._run("UPDATE patient SET merged_into = NULL WHERE id = ?", merged)
        self._run("UPDATE patient SET version = version + 1, changed_by = ?, changed_at = ? WHERE id = ?",
                  by[1], _stored(at), merged)  # fmt: skip
        self._run(
            "UPDATE patient SET merged_into = ? WHERE merged_into = ? AND id IN "
            "(SELECT merged_id FROM patient_merge WHERE kept_id = ? AND undone_at IS NULL)",
            merged, kept, merged,
        )  # fmt: skip
        self._write(kept, back, by[1], at)
        self._session.expire_all()
        return stayed

    def _write(self, patient_id: str, values: dict[str, Any], by: str, at: datetime) -> None:
        """Columns of a record, its version, and what its name is found by."""
        changed(self._session, PatientRow, patient_id, by, at, values)
        row = self._session.get_one(PatientRow, patient_id)
        self._run("DELETE FROM patient_name_part WHERE patient_id = ?", patient_id)
        PatientRepository(self._session).index_names(part_values(demographics_of(row, ()), patient_id))


def _completed(kept: PatientRow, merged: PatientRow) -> dict[str, Any]:
    """What the kept record takes beside the demographics: what it lacks, and all flags."""
    taken = {
        name: getattr(merged, name) for name in _TAKEN_WHEN_EMPTY if not getattr(kept, name) and getattr(merged, name)
    }
    flags = " ".join(dict.fromkeys((*kept.flags.split(), *merged.flags.split())))
    return {**taken, "flags": flags} if flags != kept.flags else taken


def _pays(body: str) -> bool:
    """Whether a draft of the payment box holds something to pay with."""
    return any(name.startswith("paid_") and str(value).strip() for name, value in json.loads(body).items())


def _typed(name: str, value: Any) -> Any:
    """A value of the trail as the column holds it."""
    is_day = columns(PatientRow)[name].type.python_type is date
    return date.fromisoformat(value) if is_day and isinstance(value, str) else value


def _stored(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S.%f")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
