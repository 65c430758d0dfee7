"""Are two records the same person? A score with its reasons in words; it asks and lists, it never merges.

The score, its weights and thresholds are those of standards.md section 7 (hand-set, measured on FEBRL):
4 x name + birth date (3, 1.5, 0.7 or 0) + 1.5 x same ZIP + 2 x similar street + 1 x similar city.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from psr_tui.domain.names import sound_of
from psr_tui.domain.nicknames import same_short_form
from psr_tui.domain.text import fold

ASK = 6.0  # from here the rep must look once and answer
LIST = 4.5  # from here the record is listed as possible
TWIN_CAP = 5.9  # plainly different given names: possible, never asked as the same person (FD-54)
_PLAINLY_DIFFERENT = 0.7
_SAME_PLACE = 0.9
_SWAP_COST = 0.03
_MISSING_PART = 0.6
_SHORT_FORM = 0.9
STREET_LETTERS = 8


@dataclass(frozen=True, slots=True)
class Identity:
    """What matching looks at, folded. ``born`` is YYYYMMDD or '' when not known."""

    last: str
    first: str
    born: str = ""
    zip_code: str = ""
    street: str = ""
    city: str = ""
    phones: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        last: str,
        first: str,
        born: date | None = None,
        zip_code: str = "",
        street: str = "",
        city: str = "",
        phones: frozenset[str] = frozenset(),
    ) -> Identity:
        """From values as they are written; folding and the five digits of the ZIP are done here."""
        day = f"{born:%Y%m%d}" if born else ""
        return cls(fold(last), fold(first), day, zip_code.strip()[:5], fold(street), fold(city), phones)

    @property
    def street_key(self) -> str:
        """The street in the spelling that is compared."""
        return street_key(self.street)


@dataclass(frozen=True, slots=True)
class Match:
    """How alike two records are, and why, in words for the rep."""

    score: float
    reasons: tuple[str, ...] = field(default=())

    @property
    def must_ask(self) -> bool:
        """Whether the rep must say that these are two people (FD-52)."""
        return self.score >= ASK

    @property
    def listed(self) -> bool:
        """Whether it is worth showing."""
        return self.score >= LIST


def street_key(street: str) -> str:
    """The first eight letters and digits of the folded street line, for candidates and comparison."""
    return fold(street).replace(" ", "")[:STREET_LETTERS]


def compare(a: Identity, b: Identity) -> Match:
    """Score two records. Symmetric; a shared phone is told as a reason but adds nothing, because families share."""
    from rapidfuzz.distance import JaroWinkler

    straight = (_part_likeness(a.last, b.last) + _given_likeness(a.first, b.first)) / 2
    swapped = (_part_likeness(a.last, b.first) + _part_likeness(a.first, b.last)) / 2 - _SWAP_COST
    is_swapped = swapped > straight
    alike = max(straight, swapped)
    score = 4 * max(0.0, (alike - 0.6) / 0.4)
    reasons = [_name_reason(a, b, alike, is_swapped)]
    born, born_reason = _birth_points(a.born, b.born)
    score += born
    reasons.append(born_reason)
    if a.zip_code and a.zip_code == b.zip_code:
        score += 1.5
        reasons.append("same ZIP")
    if a.street and b.street and JaroWinkler.similarity(a.street, b.street) > _SAME_PLACE:
        score += 2
        reasons.append("same street" if a.street == b.street else "similar street")
    if a.city and b.city and JaroWinkler.similarity(a.city, b.city) > _SAME_PLACE:
        score += 1
        reasons.append("same city")
    if a.phones & b.phones:
        reasons.append("same phone")
    if score >= ASK and _given_names_differ(a, b, is_swapped):
        score = TWIN_CAP
        reasons.append("different first name: twin or relative?")
    return Match(round(score, 3), tuple(reason for reason in reasons if reason))


def _given_likeness(a: str, b: str) -> float:
    alike = _part_likeness(a, b)
    return max(alike, _SHORT_FORM) if same_short_form(a, b) else alike


def _part_likeness(a: str, b: str) -> float:
    from rapidfuzz.distance import JaroWinkler

    return JaroWinkler.similarity(a, b) if a and b else _MISSING_PART


def _given_names_differ(a: Identity, b: Identity, is_swapped: bool) -> bool:
    if not a.first or not b.first:
        return False
    if is_swapped:
        return min(_part_likeness(a.first, b.last), _part_likeness(a.last, b.first)) < _PLAINLY_DIFFERENT
    return _given_likeness(a.first, b.first) < _PLAINLY_DIFFERENT


def _name_reason(a: Identity, b: Identity, alike: float, is_swapped: bool) -> str:
    if is_swapped:
        return "first and last name swapped"
    if a.last == b.last and a.first == b.first:
        return "same name"
    if a.last == b.last and same_short_form(a.first, b.first):
        return "same last name, first name a short form"
    if a.last == b.last:
        return "same last name" if alike < 0.9 else "same last name, first name similar"
    if a.first == b.first and a.first:
        return "same first name" if alike < 0.9 else "same first name, last name similar"
    if alike >= 0.85:
        return "name similar"
    return "name sounds alike" if sound_of(a.last) == sound_of(b.last) != "" else ""


def _birth_points(a: str, b: str) -> tuple[float, str]:
    from rapidfuzz.distance import OSA

    if not a or not b:
        return 0.7, "birth date missing"
    if a == b:
        return 3.0, "same birth date"
    if a[:4] == b[:4] and a[4:6] == b[6:] and a[6:] == b[4:6]:
        return 1.5, "birth date with day and month swapped"
    if OSA.distance(a, b, score_cutoff=1) <= 1:
        return 1.5, "birth date differs in one digit"
    return 0.0, ""


def blocking_keys(one: Identity) -> frozenset[str]:
    """Keys of the records worth comparing: two records that share none are never the same person here."""
    last, first = sound_of(one.last), sound_of(one.first)
    keys = {"n:" + "/".join(sorted((last, first)))} if last and first else set()
    if one.born:
        keys.add("b:" + one.born)
    if one.zip_code:
        keys |= {f"lz:{last}/{one.zip_code}"} if last else set()
        keys |= {f"fz:{first}/{one.zip_code}"} if first else set()
        keys |= {f"sz:{one.street_key}/{one.zip_code}"} if one.street_key else set()
    return frozenset(keys)


def search_keys(one: Identity) -> frozenset[str]:
    """The blocking keys and the two looser ones for a person's dirty search."""
    last, first = sound_of(one.last), sound_of(one.first)
    keys = set(blocking_keys(one))
    if last:
        keys.add("l:" + last)
    if first and one.born:
        keys.add(f"fy:{first}/{one.born[:4]}")
    return frozenset(keys)
