"""Proving that the audit log is whole."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from psr_tui.domain.audit_chain import Head, Verdict, verify
from psr_tui.domain.clock import Clock
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.staff import Actor
from psr_tui.store.store import Store


@dataclass(frozen=True, slots=True)
class Looked:
    """Who looked at or changed a record, for its history."""

    at: datetime
    who: str
    action: str


class AuditService:
    """Proves that the log is whole, and shows what happened to a record."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def verify(self, actor: Actor, anchor: Head | None = None) -> Verdict:
        """Walk the whole chain, against a head noted earlier when given (exit codes of ``audit verify``)."""
        with self._store.read() as work:
            return verify(self._store.keys.audit, work.audit.rows(), anchor)

    def verify_newest(self, actor: Actor, rows: int = 1000) -> Verdict:
        """The last rows only: quick enough for every start (RS-39)."""
        with self._store.read() as work:
            before = max(0, work.audit.head().seq - rows)
            return verify(self._store.keys.audit, work.audit.rows(before), start=work.audit.at(before))

    def head(self, actor: Actor) -> Head:
        """The end of the chain: print it, keep it elsewhere, and a cut tail is found."""
        with self._store.read() as work:
            return work.audit.head()

    def history(self, actor: Actor, entity: str, entity_id: str) -> list[Looked]:
        """Who touched a record, newest first."""
        with self._store.read() as work:
            names = {member.id: member.name for member in work.staff.everyone()}
            found = work.audit.of_entity(entity, entity_id)
        return [Looked(entry.at, names.get(entry.actor, "-"), entry.action) for entry in found]


def read_anchor(text: str) -> Head:
    """A head as ``audit head --json`` printed it. Raises InvalidInput for anything else."""
    try:
        body = json.loads(text)
        return Head(int(body["seq"]), bytes.fromhex(body["mac"]))
    except (ValueError, KeyError, TypeError):
        raise InvalidInput("The anchor file is not one; write it with: psr-tui audit head --json > FILE") from None
