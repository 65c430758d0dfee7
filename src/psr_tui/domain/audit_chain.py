"""The hash chain of the audit log: each row's code covers the row and the code before it (reliability.md RS-35).

mac = HMAC-SHA256(key, previous mac + canonical JSON of the row without its two codes). The first previous is 32 zero
bytes. Canonical means: sorted keys, no spaces, UTF-8.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

FIRST = bytes(32)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One row as it is covered by the chain. ``detail`` is canonical JSON text, ``at`` aware UTC."""

    seq: int
    at: datetime
    actor: str
    sign_in_id: str
    action: str
    entity: str
    entity_id: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain; written where the file's owner cannot change it, it proves that no tail was cut."""

    seq: int
    mac: bytes


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying found. ``code``: 0 good, 2 broken (``seq`` is the first bad row), 3 shorter than an anchor."""

    code: int
    seq: int
    message: str


def canonical(value: object) -> str:
    """The one text of a value, so that the same value always has the same seal."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def seal(key: bytes | bytearray, prev: bytes, entry: AuditEntry) -> bytes:
    """The code of one row."""
    row = {
        "seq": entry.seq,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "sign_in_id": entry.sign_in_id,
        "action": entry.action,
        "entity": entry.entity,
        "entity_id": entry.entity_id,
        "reason": entry.reason,
        "detail": entry.detail,
    }
    return hmac.new(bytes(key), prev + canonical(row).encode(), hashlib.sha256).digest()


def verify(
    key: bytes | bytearray,
    rows: Iterable[tuple[AuditEntry, bytes, bytes]],
    anchor: Head | None = None,
    start: Head | None = None,
) -> Verdict:
    """Walk (entry, prev, mac) rows in order. ``start`` is the head before the first row given (none: from the birth
    of the chain); ``anchor`` a head noted earlier that must be found."""
    last = start or Head(0, FIRST)
    anchored = anchor is None or anchor.seq == 0
    for entry, prev, mac in rows:
        if entry.seq != last.seq + 1:
            return Verdict(2, last.seq + 1, f"The audit log is broken: row {last.seq + 1} is missing.")
        if prev != last.mac or not hmac.compare_digest(mac, seal(key, prev, entry)):
            return Verdict(2, entry.seq, f"The audit log is broken at row {entry.seq}: it was changed after the fact.")
        last = Head(entry.seq, mac)
        if anchor is not None and anchor.seq == entry.seq:
            if not hmac.compare_digest(anchor.mac, mac):
                return Verdict(2, entry.seq, f"The audit log differs from the anchor at row {entry.seq}.")
            anchored = True
    if anchor is not None and not anchored:
        return Verdict(3, last.seq, f"The audit log ends at row {last.seq}; the anchor knows row {anchor.seq}.")
    return Verdict(0, last.seq, f"The audit log is whole: {last.seq} rows.")
