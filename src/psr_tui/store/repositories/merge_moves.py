"""Moving every row of one patient's record to another, and exactly those rows back.

Which tables have rows of a patient is read from the schema, so that a new table cannot be forgotten: every column that
refers to ``patient`` moves, but for what makes up the record itself. Each row that moved is written down by its key.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlmodel import Session

from psr_tui.store.tables.every import METADATA

_THE_RECORD_ITSELF = frozenset(("patient_merge", "patient_name_part", "patient"))
_BY_HAND = frozenset(("patient_phone",))  # positions have to be made room for
_WORDS = {
    "appointment": "visit", "coverage": "coverage", "callback": "callback", "charge": "charge", "receipt": "receipt",
    "consent": "signature", "authorisation": "authorisation", "patient_alert": "alert", "contact_log": "contact",
    "family_link": "family link", "work_item": "open item", "eligibility_check": "eligibility check",
    "patient_phone": "phone", "estimate": "estimate",
}  # fmt: skip
_UNTOLD = frozenset(("journal", "ledger_line"))  # told as receipts and charges


@dataclass(frozen=True, slots=True)
class Holder:
    """A column that says whose a row is, and the columns that tell the row."""

    table: str
    column: str
    key: tuple[str, ...]
    only: str = ""
    """A further condition: a record that rests is not changed."""

    @property
    def name(self) -> str:
        """As the trail writes it down."""
        return self.table if self.column == "patient_id" else f"{self.table}.{self.column}"

    @property
    def rest(self) -> tuple[str, ...]:
        """The key without the patient: it stays as the row moves."""
        return tuple(one for one in self.key if one != self.column)


@cache
def holders() -> tuple[Holder, ...]:
    """Every column of the schema that says whose a row is; the guarantor of a minor is one too."""
    found = [Holder("patient", "guarantor_id", ("id",), " AND merged_into IS NULL")]
    for table in METADATA.sorted_tables:
        if table.name in _THE_RECORD_ITSELF | _BY_HAND:
            continue
        key = tuple(one.name for one in table.primary_key)
        found += [
            Holder(table.name, column.name, key)
            for column in table.columns
            if any(link.column.table.name == "patient" for link in column.foreign_keys)
        ]
    return tuple(found)


class MergeMoves:
    """The rows of one merge; the caller has written down the merge itself, which the triggers look for."""

    def __init__(self, session: Session, merge_id: str) -> None:
        self._session = session
        self._merge = merge_id

    def _run(self, sql: str, values: Sequence[Any] = ()) -> Any:
        return self._session.connection().exec_driver_sql(sql, tuple(values))

    def _run_many(self, sql: str, rows: list[tuple[Any, ...]]) -> None:
        if rows:
            self._session.connection().exec_driver_sql(sql, rows)

    # --- there ---
    def move(self, old: str, new: str) -> None:
        """Every row of ``old`` becomes one of ``new``; where ``new`` has the same already, the row stays."""
        self._clear_doubles(old, new)
        self._move_phones(old, new)
        for one in holders():
            before = self._keys(one, old)
            if before:
                self._run(
                    f"UPDATE OR IGNORE {one.table} SET {one.column} = ? WHERE {one.column} = ?{one.only}", (new, old)
                )
                self._note(one.name, before - self._keys(one, old))

    def _keys(self, one: Holder, patient_id: str) -> set[tuple[Any, ...]]:
        rows = self._run(f"SELECT {', '.join(one.rest)} FROM {one.table} WHERE {one.column} = ?", (patient_id,))
        return {tuple(row) for row in rows}

    def _note(self, name: str, keys: set[tuple[Any, ...]]) -> None:
        rows = [(self._merge, name, json.dumps(key, ensure_ascii=False)) for key in sorted(keys, key=str)]
        self._run_many("INSERT INTO patient_merge_move (merge_id, table_name, row_key) VALUES (?, ?, ?)", rows)

    def _clear_doubles(self, old: str, new: str) -> None:
        """What both have once only: a no to a channel wins over a yes; of two recalls of a kind the other one rests."""
        rows = self._run(
            "SELECT k.channel, k.purpose FROM contact_permission k JOIN contact_permission o "
            "ON (o.channel, o.purpose) = (k.channel, k.purpose) "
            "WHERE k.patient_id = ? AND o.patient_id = ? AND k.allowed = 1 AND o.allowed = 0",
            (new, old),
        ).fetchall()
        stricter = "UPDATE contact_permission SET allowed = 0 WHERE patient_id = ? AND channel = ? AND purpose = ?"
        self._run_many(stricter, [(new, *row) for row in rows])
        self._note("contact_permission.allowed", {tuple(row) for row in rows})
        rows = self._run(
            "SELECT o.id, o.state FROM recall o JOIN recall k ON k.kind = o.kind "
            "WHERE o.patient_id = ? AND k.patient_id = ? AND o.state <> 'closed'",
            (old, new),
        ).fetchall()
        self._run_many("UPDATE recall SET state = 'closed' WHERE id = ?", [(row[0],) for row in rows])
        self._note("recall.state", {tuple(row) for row in rows})

    def _move_phones(self, old: str, new: str) -> None:
        """Numbers the kept record lacks go behind its own; callbacks to one that both have ring the kept one's."""
        mine = {row[1]: row[0] for row in self._phones(new)}
        place = max([row[2] for row in self._phones(new) if row[2] < 100], default=-1) + 1
        moved, repointed = [], []
        for phone_id, number, position in self._phones(old):
            if number in mine:
                calls = self._run("SELECT id FROM callback WHERE phone_id = ?", (phone_id,))
                repointed += [(mine[number], call, phone_id) for (call,) in calls]
            else:
                moved.append((new, position if position >= 100 else place, phone_id, position))
                place += position < 100
        self._run_many("UPDATE patient_phone SET patient_id = ?, position = ? WHERE id = ?", [row[:3] for row in moved])
        self._note("patient_phone", {(phone_id, position) for _, _, phone_id, position in moved})
        self._run_many("UPDATE callback SET phone_id = ? WHERE id = ?", [row[:2] for row in repointed])
        self._note("callback.phone_id", {(call, phone_id) for _, call, phone_id in repointed})

    def _phones(self, patient_id: str) -> list[Any]:
        rows = self._run(
            "SELECT id, coalesce(nullif(e164, ''), typed) || ' ' || extension, position FROM patient_phone "
            "WHERE patient_id = ? ORDER BY position, id",
            (patient_id,),
        )
        return list(rows.fetchall())

    # --- and back ---
    def move_back(self, old: str, new: str) -> bool:
        """The rows that came from ``old`` go back to it from ``new``, but for what is gone meanwhile. A line on a
        charge follows its charge. Answers whether money paid ahead had to stay, because it was used meanwhile."""
        trail = self._trail()
        spent = self._paid_ahead_was_used(new, trail.get("ledger_line", []))
        if spent:
            trail["ledger_line"] = [key for key in trail["ledger_line"] if not self._is_paid_ahead(key)]
        for one in holders():
            keys = [tuple(key) for key in trail.get(one.name, ())]
            told = " AND ".join(f"{name} = ?" for name in one.rest)
            back = f"UPDATE OR IGNORE {one.table} SET {one.column} = ? WHERE {told} AND {one.column} = ?{one.only}"
            self._run_many(back, [(old, *key, new) for key in keys])
        self._run(
            "UPDATE ledger_line SET patient_id = ? WHERE patient_id = ? AND account <> 'unapplied' AND charge_id IN "
            "(SELECT id FROM charge WHERE patient_id = ?)",
            (old, new, old),
        )
        self._mend_back(old, new, trail)
        return spent

    def _mend_back(self, old: str, new: str, trail: dict[str, list[list[Any]]]) -> None:
        self._run_many(
            "UPDATE patient_phone SET patient_id = ?, position = ? WHERE id = ? AND patient_id = ?",
            [(old, position, phone_id, new) for phone_id, position in trail.get("patient_phone", ())],
        )
        self._run_many(
            "UPDATE callback SET phone_id = ? WHERE id = ? AND patient_id = ?",
            [(phone_id, call, old) for call, phone_id in trail.get("callback.phone_id", ())],
        )
        self._run_many(
            "UPDATE contact_permission SET allowed = 1 WHERE patient_id = ? AND channel = ? AND purpose = ?",
            [(new, *key) for key in trail.get("contact_permission.allowed", ())],
        )
        self._run_many(
            "UPDATE recall SET state = ? WHERE id = ? AND state = 'closed'",
            [(state, recall) for recall, state in trail.get("recall.state", ())],
        )

    def _trail(self) -> dict[str, list[list[Any]]]:
        found: dict[str, list[list[Any]]] = {}
        rows = self._run("SELECT table_name, row_key FROM patient_merge_move WHERE merge_id = ?", (self._merge,))
        for name, key in rows:
            found.setdefault(name, []).append(json.loads(key))
        return found

    def _paid_ahead_was_used(self, kept: str, lines: Sequence[Sequence[Any]]) -> bool:
        """Whether the kept record would have less than nothing paid ahead, were the other's money to go back."""
        sums = "SELECT coalesce(sum(cents), 0) FROM ledger_line WHERE account = 'unapplied' AND "
        has = int(self._run(f"{sums} patient_id = ?", (kept,)).scalar_one())
        goes = sum(
            int(self._run(f"{sums} patient_id = ? AND journal_id = ? AND position = ?", (kept, *key)).scalar_one())
            for key in lines
        )
        return has - goes > 0

    def _is_paid_ahead(self, key: Sequence[Any]) -> bool:
        row = self._run("SELECT account FROM ledger_line WHERE journal_id = ? AND position = ?", key).one()
        return bool(row[0] == "unapplied")

    # --- to tell ---
    def counts(self, patient_id: str) -> dict[str, int]:
        """How many rows of each kind a record has, in the words for a rep."""
        told: dict[str, int] = dict.fromkeys(_WORDS.values(), 0)
        for word, sql in _counting():
            told[word] = told.get(word, 0) + int(self._run(sql, (patient_id,)).scalar_one())
        return {word: number for word, number in told.items() if number}


def _counting() -> Iterator[tuple[str, str]]:
    """What is counted, as (word, statement)."""
    yield "phone", "SELECT count(*) FROM patient_phone WHERE patient_id = ?"
    for one in holders():
        if one.table not in _UNTOLD and one.column == "patient_id":
            yield _WORDS.get(one.table, "other row"), f"SELECT count(*) FROM {one.table} WHERE patient_id = ?"
