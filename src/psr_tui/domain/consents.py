"""Papers a clinic asks people to sign: how long a signature lasts and which are due (front-desk.md FD-42, FD-43)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ConsentKind:
    """A signature box; valid for ``months_valid`` months after signing, 0 = until taken back."""

    code: str
    label: str
    words: str = ""
    months_valid: int = 12
    required: bool = True


@dataclass(frozen=True, slots=True)
class Signature:
    """The newest answer to a box: signed on a date until ``expires_on`` (its last day), or refused on a date."""

    kind: str
    signed_on: date
    expires_on: date | None = None
    refused: bool = False
    taken_by: str = ""

    def settles(self, on: date) -> bool:
        """Whether nothing needs to be asked on that date: in force, or refused that very day."""
        if self.refused:
            return self.signed_on == on
        return self.signed_on <= on and (self.expires_on is None or on <= self.expires_on)

    def words(self, on: date) -> str:
        """How the paper stands on a day: signed until when, expired, refused."""
        if self.refused:
            return f"refused {self.signed_on:%m/%d/%Y}"
        if self.expires_on is not None and self.expires_on < on:
            return f"EXPIRED {self.expires_on:%m/%d/%Y}"
        until = f", until {self.expires_on:%m/%d/%Y}" if self.expires_on else ""
        return f"signed {self.signed_on:%m/%d/%Y}{until}"


def expires(kind: ConsentKind, signed_on: date) -> date | None:
    """The last day a signature of today holds; 31 January plus one month ends on the last of February."""
    if not kind.months_valid:
        return None
    months = signed_on.month - 1 + kind.months_valid
    year, month = signed_on.year + months // 12, months % 12 + 1
    return date(year, month, min(signed_on.day, monthrange(year, month)[1]))


def due(kinds: Sequence[ConsentKind], newest: Mapping[str, Signature], on: date) -> tuple[ConsentKind, ...]:
    """The required boxes to ask for on a date: never answered, expired, or refused on an earlier day."""
    return tuple(
        kind for kind in kinds if kind.required and not (kind.code in newest and newest[kind.code].settles(on))
    )
