"""Why two records that look alike may still be two people: twins, parent and child of one name, newborns (FD-54).

Each reason holds a pair below the threshold at which the rep is asked whether it is the same person; the pair is
still listed as possible, with the reason. Names are folded, birth dates YYYYMMDD or ''.
"""

from __future__ import annotations

GENERATION = 12  # years between two birth dates of one name: parent and child rather than a slip of the pen
_SECOND_ALIKE = 0.8
_UNNAMED = frozenset(("baby", "babyboy", "babygirl", "newborn", "infant", "bb", "bg", "unnamed", "unknown"))
_MARKS = {
    "boy": "boy", "male": "boy", "son": "boy", "babyboy": "boy", "bb": "boy",
    "girl": "girl", "female": "girl", "daughter": "girl", "babygirl": "girl", "bg": "girl",
    "a": "1", "one": "1", "1": "1", "i": "1", "b": "2", "two": "2", "2": "2", "ii": "2",
    "c": "3", "three": "3", "3": "3", "iii": "3",
}  # fmt: skip
_SEXES = frozenset(("boy", "girl"))


def is_unnamed(given: str) -> bool:
    """Whether a folded given name only says that there is none yet: ``baby boy``, ``newborn``, ``unknown``."""
    return given.partition(" ")[0] in _UNNAMED


def named(given: str) -> str:
    """The given name, or '' for a newborn without one."""
    return "" if is_unnamed(given) else given


def newborns_differ(a: str, b: str) -> bool:
    """Whether two newborns without a name are told apart by what is written instead: boy and girl, A and B."""
    if not (is_unnamed(a) and is_unnamed(b)):
        return False
    marks, others = _marks(a), _marks(b)
    sexes, other_sexes = marks & _SEXES, others & _SEXES
    orders, other_orders = marks - _SEXES, others - _SEXES
    return bool(
        (sexes and other_sexes and sexes != other_sexes) or (orders and other_orders and orders != other_orders)
    )


def _marks(given: str) -> set[str]:
    return {_MARKS[word] for word in given.split() if word in _MARKS}


def suffixes_differ(a: str, b: str) -> bool:
    """Whether both records have a suffix and not the same one: Jr and Sr are two people. A suffix that is missing says
    nothing, because it is often left out."""
    return bool(a and b and a != b)


def a_generation_apart(a: str, b: str) -> bool:
    """Whether two birth dates lie so far apart that one name in one house is rather parent and child."""
    return bool(a and b) and abs(int(a[:4]) - int(b[:4])) >= GENERATION


def second_names_differ(a: str, b: str) -> bool:
    """Whether two people have one first name and a second one each that plainly differ, as sisters and twins called
    María José and María Luisa; an initial or a missing second name says nothing."""
    from rapidfuzz.distance import JaroWinkler

    (first, _, second), (other_first, _, other_second) = a.partition(" "), b.partition(" ")
    whole = len(second) > 1 and len(other_second) > 1 and first == other_first
    return whole and JaroWinkler.similarity(second, other_second) < _SECOND_ALIKE
