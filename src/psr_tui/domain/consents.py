"""Papers a clinic asks people to sign: for whom, how long a signature lasts, at which version (front-desk.md FD-42,
FD-43)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from psr_tui.domain.errors import InvalidInput, Refused


class Recurs(StrEnum):
    """When a paper is asked for again."""

    MONTHS = "months"
    EVERY_VISIT = "every_visit"
    ONCE = "once"
    EVERY_YEAR = "every_year"


HOW = (("paper", "On paper"), ("screen", "On a screen"), ("spoken", "Spoken, with a witness"))
"""How an answer was captured; ``import`` is what the patient's phone sent."""
IMPORTED = "import"


@dataclass(frozen=True, slots=True)
class ConsentKind:
    """A paper. With ``Recurs.MONTHS`` it is valid for ``months_valid`` months after signing, 0 = until taken back.

    ``required`` ones stop a check-in. Empty ``visit_types`` or ``payer_kinds`` mean all. ``withdrawn``: its newest
    version may not be signed any more and there is no newer one yet.
    """

    code: str
    label: str
    words: str = ""
    months_valid: int = 12
    required: bool = True
    recurs: Recurs = Recurs.MONTHS
    visit_types: tuple[str, ...] = ()
    payer_kinds: tuple[str, ...] = ()
    minors_only: bool = False
    version: int = 1
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Occasion:
    """The visit a paper is asked for: its day, its type, what kind of payer pays ('' = not known), a minor or not."""

    day: date
    visit_id: str = ""
    visit_type: str = ""
    payer_kind: str = ""
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """The newest answer to a paper: signed on a date until ``expires_on`` (its last day), or declined on a date.
    ``signed_by`` '' is the patient, else somebody who is their ``relation``."""

    kind: str
    signed_on: date
    expires_on: date | None = None
    refused: bool = False
    taken_by: str = ""
    visit_id: str = ""
    version: int = 1
    how: str = "paper"
    signed_by: str = ""
    relation: str = ""
    interpreter_used: bool = False
    reason: str = ""

    def settles(self, on: date) -> bool:
        """Whether nothing needs to be asked on that date: in force, or refused that very day."""
        if self.refused:
            return self.signed_on == on
        return self.signed_on <= on and (self.expires_on is None or on <= self.expires_on)

    def words(self, on: date) -> str:
        """How the paper stands on a day: signed until when, by whom, expired, declined."""
        if self.refused:
            return f"refused {self.signed_on:%m/%d/%Y}"
        if self.expires_on is not None and self.expires_on < on:
            return f"EXPIRED {self.expires_on:%m/%d/%Y}"
        until = f", until {self.expires_on:%m/%d/%Y}" if self.expires_on else ""
        by = f" by {self.relation}" if self.relation else ""
        return f"signed {self.signed_on:%m/%d/%Y}{by}{until}"


class PaperChanged(Refused):
    """The version that was handed over may not be signed any more (a newer one is out, or it was withdrawn)."""

    def __init__(self, label: str, newest: int | None) -> None:
        then = (
            f"Please hand over version {newest} and let that be signed; what you typed is kept."
            if newest is not None
            else "There is no new version yet: put it off with 8, and tell a lead."
        )
        super().__init__(f"{label}: this version was withdrawn while it was being signed. {then}")
        self.newest = newest


def check_version(kind: ConsentKind, handed_over: int) -> None:
    """Only the version in use is signed. Raises PaperChanged, naming the one to hand over instead."""
    if kind.withdrawn:
        raise PaperChanged(kind.label, None)
    if handed_over != kind.version:
        raise PaperChanged(kind.label, kind.version)


def check_signer(signature: Signature, minor: bool) -> None:
    """Who signs for a minor is named with the relation; who declines says why. Raises InvalidInput."""
    if signature.signed_by and not signature.relation:
        raise InvalidInput("Relation: say who signs for the patient, for example mother.", "relation")
    if signature.relation and not signature.signed_by:
        raise InvalidInput("Signed by: type the name of who signs for the patient.", "signed_by")
    if minor and not signature.refused and not signature.signed_by:
        raise InvalidInput("Signed by: a minor's paper is signed by a parent or guardian; type the name.", "signed_by")


def expires(kind: ConsentKind, signed_on: date) -> date | None:
    """The last day a signature of today holds; 31 January plus one month ends on the last of February."""
    if kind.recurs is Recurs.EVERY_VISIT:
        return signed_on
    if kind.recurs is Recurs.EVERY_YEAR:
        return date(signed_on.year, 12, 31)
    if kind.recurs is Recurs.ONCE or not kind.months_valid:
        return None
    months = signed_on.month - 1 + kind.months_valid
    year, month = signed_on.year + months // 12, months % 12 + 1
    return date(year, month, min(signed_on.day, monthrange(year, month)[1]))


def applies(kind: ConsentKind, at: Occasion) -> bool:
    """Whether this paper is for this visit at all. A payer that is not known yet keeps nothing away."""
    if kind.withdrawn or (kind.minors_only and not at.minor):
        return False
    if kind.visit_types and at.visit_type not in kind.visit_types:
        return False
    return not kind.payer_kinds or not at.payer_kind or at.payer_kind in kind.payer_kinds


def settled(kind: ConsentKind, newest: Signature | None, at: Occasion) -> bool:
    """Whether the newest answer is enough for this visit; a paper for every visit needs one of this very visit."""
    if newest is None or not newest.settles(at.day):
        return False
    return kind.recurs is not Recurs.EVERY_VISIT or newest.visit_id == at.visit_id


def due(kinds: Sequence[ConsentKind], newest: Mapping[str, Signature], at: Occasion) -> tuple[ConsentKind, ...]:
    """The papers to ask for at a visit: never answered, run out, or declined on an earlier day."""
    return tuple(kind for kind in kinds if applies(kind, at) and not settled(kind, newest.get(kind.code), at))
