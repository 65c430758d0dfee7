"""Our record beside the payer's, field by field. Nothing changes by itself: a rep takes over or leaves each field."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from psr_tui.domain.eligibility import Address, Member
from psr_tui.domain.text import fold


@dataclass(frozen=True, slots=True)
class OurPatient:
    """What we have on file about the person of the answer. ``sex`` is M, F or empty."""

    last: str
    first: str
    born: date | None
    middle: str = ""
    sex: str = ""
    member_id: str = ""
    address: Address = field(default_factory=Address)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs. ``field`` is stable: last, first, middle, born, sex, member_id, address, city, state,
    zip_code. ``ours`` may be empty: the payer has what we lack."""

    field: str
    label: str
    ours: str
    theirs: str

    def words(self) -> str:
        """``Birth date: ours 01/02/1990, the payer's 02/01/1990``."""
        return f"{self.label}: ours {self.ours or 'blank'}, the payer's {self.theirs}"


def differences(ours: OurPatient, member: Member, *, member_id: str | None = None) -> tuple[Difference, ...]:
    """Fields the payer sent and that differ from ours; what the payer left out is no difference.

    Case, accents and punctuation do not count; an initial fits a middle name; ZIP codes are compared by five figures.
    ``member_id`` is given for a dependent, whose number stands with the subscriber.
    """
    found: list[Difference] = []

    def beside(name: str, label: str, our: str, their: str, same: bool) -> None:
        if their and not same:
            found.append(Difference(name, label, our, their))

    beside("last", "Last name", ours.last, member.last, fold(ours.last) == fold(member.last))
    beside("first", "First name", ours.first, member.first, fold(ours.first) == fold(member.first))
    middle = fold(ours.middle), fold(member.middle)
    beside("middle", "Middle name", ours.middle, member.middle, _fits(*middle))
    if member.born is not None:
        our = f"{ours.born:%m/%d/%Y}" if ours.born else ""
        beside("born", "Birth date", our, f"{member.born:%m/%d/%Y}", ours.born == member.born)
    if member.sex in ("M", "F"):
        beside("sex", "Sex", ours.sex, member.sex, ours.sex == member.sex)
    number = member.member_id if member_id is None else member_id
    beside("member_id", "Member id", ours.member_id, number, _plain(ours.member_id) == _plain(number))
    _address(ours.address, member.address, beside)
    return tuple(found)


def _address(ours: Address, theirs: Address, beside: Callable[[str, str, str, str, bool], None]) -> None:
    our_lines, their_lines = " ".join(ours.lines), " ".join(theirs.lines)
    beside("address", "Street", our_lines, their_lines, fold(our_lines) == fold(their_lines))
    beside("city", "City", ours.city, theirs.city, fold(ours.city) == fold(theirs.city))
    beside("state", "State", ours.state, theirs.state, fold(ours.state) == fold(theirs.state))
    same_zip = _plain(ours.zip_code)[:5] == _plain(theirs.zip_code)[:5]
    beside("zip_code", "ZIP", ours.zip_code, theirs.zip_code, same_zip)


def _fits(ours: str, theirs: str) -> bool:
    short, long = sorted((ours, theirs), key=len)
    return short == long or (len(short) == 1 and long.startswith(short))


def _plain(text: str) -> str:
    return re.sub(r"[\s\-]", "", text).upper()
