"""Are two records the same person? A score with its reasons in words; it asks and lists, it never merges.

The score, its weights and thresholds are those of standards.md section 7 (hand-set, measured on FEBRL):
4 x name + birth date (3, 1.5, 0.7 or 0) + 1.5 x same ZIP + 2 x similar street + 1 x similar city.
Where a pair may well be two people all the same (``two_people``), the score is held just below the asking threshold.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from psr_tui.domain.names import sound_of
from psr_tui.domain.nicknames import same_short_form
from psr_tui.domain.text import fold
from psr_tui.domain.two_people import a_generation_apart, named, newborns_differ, second_names_differ, suffixes_differ

ASK = 6.0  # from here the rep must look once and answer
LIST = 4.5  # from here the record is listed as possible
CAP = 5.9  # twins, parent and child, newborns: possible, never asked as the same person (FD-54)
SWAPPED, SAME_LAST = "first and last name swapped", "same last name"
SAME_BORN, BORN_MISSING = "same birth date", "birth date missing"
_PLAINLY_DIFFERENT = 0.7
_ALIKE = 0.85
_SAME_PLACE = 0.9
_SWAP_COST = 0.03
_MISSING_PART = 0.6
_SHORT_FORM = 0.9
STREET_LETTERS = 8


Names = tuple[str, str]
"""A surname and the given names that go with it, folded."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What matching looks at, folded. ``born`` is YYYYMMDD or '' when not known or only estimated; ``others`` are the
    names the person had earlier or goes by, each a surname with given names."""

    last: str
    first: str
    born: str = ""
    zip_code: str = ""
    street: str = ""
    city: str = ""
    phones: frozenset[str] = frozenset()
    suffix: str = ""
    others: tuple[Names, ...] = ()

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
        suffix: str = "",
        others: Iterable[Names] = (),
    ) -> Identity:
        """From values as they are written; folding and the five digits of the ZIP are done here."""
        day = f"{born:%Y%m%d}" if born else ""
        name = (fold(last), fold(first))
        more = dict.fromkeys((fold(one), fold(given)) for one, given in others)
        more.pop(name, None)
        place = (zip_code.strip()[:5], fold(street), fold(city))
        return cls(*name, day, *place, phones, fold(suffix), tuple(more))

    @property
    def street_key(self) -> str:
        """The street in the spelling that is compared."""
        return street_key(self.street)

    @property
    def names(self) -> tuple[Names, ...]:
        """The name as it is, then the others."""
        return ((self.last, self.first), *self.others)


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


def rather_family(reasons: Collection[str]) -> bool:
    """Whether the reasons speak for people of one house rather than one person: the surname is all their names share,
    and nothing is said of their birth dates."""
    return SAME_LAST in reasons and not any("birth date" in reason for reason in reasons)


def street_key(street: str) -> str:
    """The first eight letters and digits of the folded street line, for candidates and comparison."""
    return fold(street).replace(" ", "")[:STREET_LETTERS]


def compare(a: Identity, b: Identity) -> Match:
    """Score two records. Symmetric; a shared phone is told as a reason but adds nothing, because families share."""
    name = _best_names(a, b)
    born, born_reason = _birth_points(a.born, b.born)
    place, place_reasons = _place_points(a, b)
    score = 4 * max(0.0, (name.alike - 0.6) / 0.4) + born + place
    reasons = [name.reason, born_reason, *place_reasons]
    if a.phones & b.phones:
        reasons.append("same phone")
    if score >= ASK and (doubts := _doubts(a, b, name, born)):
        score = CAP
        reasons += doubts
    return Match(round(score, 3), tuple(reason for reason in reasons if reason))


@dataclass(frozen=True, slots=True, order=True)
class _NameMatch:
    """Two names compared; the order says which of several pairs of names speaks for the records."""

    alike: float
    given_agree: bool
    current: bool
    """Whether both are the names of today."""
    reason: str


def _best_names(a: Identity, b: Identity) -> _NameMatch:
    best = max(
        _compare_names(one, other, current=at == with_ == 0)
        for at, one in enumerate(a.names)
        for with_, other in enumerate(b.names)
    )
    if best.current or not best.reason:
        return best
    return replace(best, reason=f"{best.reason} (an earlier or other name)")


def _compare_names(a: Names, b: Names, *, current: bool) -> _NameMatch:
    (last, given), (other_last, other_given) = (a[0], named(a[1])), (b[0], named(b[1]))
    straight = (_part_likeness(last, other_last) + _given_likeness(given, other_given)) / 2
    crossed = _part_likeness(last, other_given), _part_likeness(given, other_last)
    swapped = sum(crossed) / 2 - _SWAP_COST
    alike = max(straight, swapped)
    if swapped > straight:
        agree = not (given and other_given) or min(crossed) >= _PLAINLY_DIFFERENT
        return _NameMatch(alike, agree, current, SWAPPED if alike >= _ALIKE else "")
    agree = not (given and other_given) or _given_likeness(given, other_given) >= _PLAINLY_DIFFERENT
    agree = agree and not second_names_differ(given, other_given)
    return _NameMatch(alike, agree, current, _name_reason((last, given), (other_last, other_given), alike))


def _given_likeness(a: str, b: str) -> float:
    alike = _part_likeness(a, b)
    return max(alike, _SHORT_FORM) if same_short_form(a, b) else alike


def _part_likeness(a: str, b: str) -> float:
    from rapidfuzz.distance import JaroWinkler

    return JaroWinkler.similarity(a, b) if a and b else _MISSING_PART


def _name_reason(a: Names, b: Names, alike: float) -> str:
    (last, given), (other_last, other_given) = a, b
    if last == other_last:
        if given == other_given:
            return "same name" if given else "same last name, no first name"
        if not (given and other_given):
            return "same last name, one without a first name"
        if same_short_form(given, other_given):
            return "same last name, first name a short form"
        return SAME_LAST if alike < 0.9 else "same last name, first name similar"
    if given == other_given and given:
        return "same first name" if alike < 0.9 else "same first name, last name similar"
    if alike >= _ALIKE:
        return "name similar"
    return "name sounds alike" if sound_of(last) == sound_of(other_last) != "" else ""


def _birth_points(a: str, b: str) -> tuple[float, str]:
    from rapidfuzz.distance import OSA

    if not a or not b:
        return 0.7, BORN_MISSING
    if a == b:
        return 3.0, SAME_BORN
    if a[:4] == b[:4] and a[4:6] == b[6:] and a[6:] == b[4:6]:
        return 1.5, "birth date with day and month swapped"
    if OSA.distance(a, b, score_cutoff=1) <= 1:
        return 1.5, "birth date differs in one digit"
    return 0.0, ""


def _place_points(a: Identity, b: Identity) -> tuple[float, list[str]]:
    from rapidfuzz.distance import JaroWinkler

    points, reasons = 0.0, []
    if a.zip_code and a.zip_code == b.zip_code:
        points += 1.5
        reasons.append("same ZIP")
    if a.street and b.street and JaroWinkler.similarity(a.street, b.street) > _SAME_PLACE:
        points += 2
        reasons.append("same street" if a.street == b.street else "similar street")
    if a.city and b.city and JaroWinkler.similarity(a.city, b.city) > _SAME_PLACE:
        points += 1
        reasons.append("same city")
    return points, reasons


def _doubts(a: Identity, b: Identity, name: _NameMatch, birth_points: float) -> list[str]:
    """Why two records so alike may be two people; each holds the score below the question."""
    doubts = []
    if not name.given_agree:
        doubts.append("different first name: twin or relative?")
    if newborns_differ(a.first, b.first):
        doubts.append("newborns told apart: twins?")
    if suffixes_differ(a.suffix, b.suffix):
        doubts.append("another suffix (Jr, Sr): parent and child?")
    if birth_points == 0 and a_generation_apart(a.born, b.born):
        doubts.append("born years apart: parent and child?")
    elif birth_points == 0 and not (named(a.first) and named(b.first)):
        doubts.append("no first name and another birth date: brother or sister?")
    return doubts


def blocking_keys(one: Identity) -> frozenset[str]:
    """Keys of the records worth comparing: two records that share none are never the same person here."""
    keys = {"b:" + one.born} if one.born else set()
    for name in one.names:
        last, first = _sounds(name)
        keys |= {"n:" + "/".join(sorted((last, first)))} if last and first else set()
        if one.zip_code:
            keys |= {f"lz:{last}/{one.zip_code}"} if last else set()
            keys |= {f"fz:{first}/{one.zip_code}"} if first else set()
    if one.zip_code and one.street_key:
        keys.add(f"sz:{one.street_key}/{one.zip_code}")
    return frozenset(keys)


def search_keys(one: Identity) -> frozenset[str]:
    """The blocking keys and the two looser ones for a person's dirty search."""
    keys = set(blocking_keys(one))
    for name in one.names:
        last, first = _sounds(name)
        keys |= {"l:" + last} if last else set()
        keys |= {f"fy:{first}/{one.born[:4]}"} if first and one.born else set()
    return frozenset(keys)


def _sounds(name: Names) -> Names:
    """How the two names sound; a newborn's placeholder sounds like nobody."""
    return sound_of(name[0]), sound_of(named(name[1]))
