"""Whose number this is: known, maybe or unknown; no record opens by itself (call-center.md CC-71, CC-72)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.phones import PhoneNumber, parse_phone, read_foreign_phone
from psr_tui.domain.text import clean, fold

_NO_NUMBER = frozenset(
    {"", "anonymous", "private", "restricted", "unavailable", "unknown", "withheld", "none", "blocked"}
)


class Match(StrEnum):
    """How much a number tells."""

    NONE = "none"  # the number is withheld or no number
    UNKNOWN = "unknown"
    MAYBE = "maybe"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who may be calling. ``why``: empty for a number on file as it stands, else why it is only a maybe.

    Only what two people are told apart by; the rest stays hidden until the caller is verified (CC-77).
    """

    patient_id: str
    name: str
    dob: date | None
    mrn: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Matched:
    """What a number led to."""

    match: Match
    callers: tuple[Caller, ...] = ()

    @property
    def words(self) -> str:
        """``known``, ``3 people have this number``, ``not on file``."""
        if self.match is Match.KNOWN:
            return "known number"
        if self.match is Match.MAYBE:
            count = len(self.callers)
            return f"maybe: {count} people" if count > 1 else f"maybe: {self.callers[0].why or 'one person'}"
        return "number not on file" if self.match is Match.UNKNOWN else "no number"


def matched(number: str, callers: Sequence[Caller]) -> Matched:
    """``callers`` sorted and weighed: one person whose number this is stands for known, everything else for maybe."""
    if not number:
        return Matched(Match.NONE)
    if not callers:
        return Matched(Match.UNKNOWN)
    best: dict[str, Caller] = {}
    for caller in callers:
        held = best.get(caller.patient_id)
        if held is None or (held.why and not caller.why):
            best[caller.patient_id] = caller
    found = tuple(sorted(best.values(), key=lambda one: (bool(one.why), fold(one.name), one.mrn)))
    known = len(found) == 1 and not found[0].why
    return Matched(Match.KNOWN if known else Match.MAYBE, found)


def typed_number(typed: str, area_code: str = "") -> PhoneNumber:
    """The number a rep typed; an empty one for "none", "withheld" and the like. Raises InvalidInput otherwise."""
    if is_withheld(typed):
        return PhoneNumber("", "", clean(typed, 40))
    try:
        return parse_phone(typed, area_code, "Number").number
    except InvalidInput as problem:
        raise InvalidInput(f"{problem} For a withheld number type none; Ctrl+F finds by name.", "Number") from None


def heard_number(text: str) -> PhoneNumber:
    """The number a telephone system gave, kept as it stands when it is none (``e164`` empty); never refused."""
    bare = clean(text, 60)
    for prefix in ("tel:", "sip:", "sips:"):
        bare = bare.removeprefix(prefix)
    bare = bare.partition("@")[0].replace("/", " ")
    return PhoneNumber("", "", clean(text, 40)) if is_withheld(bare) else read_foreign_phone(bare)


def is_withheld(text: str) -> bool:
    """Whether this says that there is no number."""
    return fold(clean(text, 40)) in _NO_NUMBER


def one_household(names: Iterable[str]) -> bool:
    """Whether all have one surname: a family on one phone, which is asked by first name and birth date."""
    return len({fold(name.partition(",")[0]) for name in names}) == 1
