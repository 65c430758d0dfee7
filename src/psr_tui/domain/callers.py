"""Whose number this is: known, maybe or unknown; no record opens by itself (call-center.md CC-71, CC-72)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.phones import PhoneNumber, ReadPhone, parse_phone, read_foreign_phone
from psr_tui.domain.text import clean, fold

_NO_NUMBER = frozenset(
    {"anonymous", "private", "restricted", "unavailable", "unknown", "withheld", "none", "blocked", "hidden", "no"}
)
_BESIDE = frozenset({"number", "caller", "call", "id"})
"""What stands beside one of those words: private number, no caller id."""
_PARAMETER = re.compile(r";(?!ext=).*")
"""What a telephone system writes behind a number and belongs to no number; an extension does."""


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


def typed_number(typed: str, area_code: str = "") -> ReadPhone:
    """The number a rep typed, with the warning that goes with it; an empty number for "none", "withheld" and the like.
    Raises InvalidInput otherwise."""
    if is_withheld(typed):
        return ReadPhone(PhoneNumber("", "", clean(typed, 40)))
    try:
        return parse_phone(typed, area_code, "Number")
    except InvalidInput as problem:
        raise InvalidInput(f"{problem} For a withheld number type none; Ctrl+F finds by name.", "Number") from None


def heard_number(text: str) -> PhoneNumber:
    """The number a telephone system gave, kept as it stands when it is none (``e164`` empty); never refused."""
    bare = clean(text, 60)
    for prefix in ("tel:", "sip:", "sips:"):
        bare = bare.removeprefix(prefix)
    if "<" in bare and not is_withheld(bare):  # "Ann" <sip:...>: a name before it is the system's, not the number's
        return heard_number(bare.rpartition("<")[2].partition(">")[0])
    bare = _PARAMETER.sub("", bare.partition("@")[0].replace("/", " "))
    if is_withheld(bare):
        return PhoneNumber("", "", clean(bare, 40))
    return read_foreign_phone(f"+{bare[2:]}" if bare.startswith("00") else bare)


def is_withheld(text: str) -> bool:
    """Whether this says that there is no number."""
    words = fold(clean(text, 40)).split()
    if words in (["n", "a"], []):
        return True
    said = [word for word in words if word not in _BESIDE]
    return bool(said) and _NO_NUMBER.issuperset(said)


def one_household(names: Iterable[str]) -> bool:
    """Whether all have one surname: a family on one phone, which is asked by first name and birth date."""
    return len({fold(name.partition(",")[0]) for name in names}) == 1
