"""Identifiers that any station can make and that can be merged later: UUID version 7 as 32 hex digits."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID


def new_id(at: datetime, entropy: bytes) -> str:
    """A time-ordered id (RFC 9562, UUIDv7) from the instant and 10 random bytes. Sorts by creation time."""
    if len(entropy) < 10:
        raise ValueError("10 random bytes are needed")
    millis = int(at.timestamp() * 1000) & ((1 << 48) - 1)
    rand = int.from_bytes(entropy[:10], "big")
    value = millis << 80 | 0x7 << 76 | (rand >> 64 & 0xFFF) << 64 | 0b10 << 62 | (rand & ((1 << 62) - 1))
    return UUID(int=value).hex
