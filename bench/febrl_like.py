"""People and their dirty copies in the manner of FEBRL's data set 4: as many originals as wanted, one copy of each.

Names, streets and suburbs are drawn as often as in the originals of a FEBRL file that is at hand; birth dates are any
day of the 20th century. A copy has one to five fields changed; which fields, and how, follows what was counted over
the 500 true pairs of data set 1. The rates were counted, not fitted to any score.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

FIELDS = (
    "given_name", "surname", "street_number", "address_1", "address_2", "suburb", "postcode", "state",
    "date_of_birth", "soc_sec_id",
)  # fmt: skip
_CHANGES = {1: 130, 2: 171, 3: 124, 4: 51, 5: 24}
"""How many fields of a copy differ, by count of pairs."""
_NUMBERS = frozenset(("street_number", "postcode", "soc_sec_id"))
_WAYS: dict[str, dict[str, int]] = {
    "given_name": {"slip": 53, "two slips": 6, "another": 43, "missing": 15, "swapped": 42},
    "surname": {"slip": 86, "two slips": 14, "another": 27, "missing": 6},
    "street_number": {"slip": 27, "another": 45, "missing": 19},
    "address_1": {"slip": 127, "two slips": 12, "another": 34, "missing": 11},
    "address_2": {"slip": 136, "two slips": 13, "another": 23, "missing": 43},
    "suburb": {"slip": 96, "two slips": 9, "another": 31, "missing": 6},
    "postcode": {"slip": 78, "two slips": 5, "another": 1},
    "state": {"slip": 12, "another": 6, "missing": 4},
    "date_of_birth": {"slip": 6, "two slips": 3, "another": 21, "missing": 15},
    "soc_sec_id": {"slip": 27, "another": 23},
}
"""By field, how often it was changed in each way ("swapped": with the surname)."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_DAYS = 36_525
Record = dict[str, str]


def make(rng: random.Random, originals: list[Record], count: int) -> Iterator[tuple[Record, Record]]:
    """``count`` people, each with a dirty copy; ``originals`` lend their names and addresses."""
    for number in range(count):
        one = _person(rng, originals)
        copy = _dirty(rng, one, originals)
        yield {"rec_id": f"rec-{number}-org", **one}, {"rec_id": f"rec-{number}-dup-0", **copy}


def write(folder: Path, pairs: list[tuple[Record, Record]]) -> tuple[Path, Path]:
    """Two files, originals and copies, as FEBRL writes them."""
    paths = folder / "dataset4a.csv", folder / "dataset4b.csv"
    for path, records in zip(paths, zip(*pairs, strict=True), strict=True):
        with path.open("w", encoding="utf-8", newline="") as out:
            out.write(", ".join(("rec_id", *FIELDS)) + "\n")
            out.writelines(", ".join(one[key] for key in ("rec_id", *FIELDS)) + "\n" for one in records)
    return paths


def _person(rng: random.Random, originals: list[Record]) -> Record:
    place, drawn = rng.choice(originals), {key: rng.choice(originals)[key] for key in FIELDS}
    drawn |= {key: place[key] for key in ("suburb", "postcode", "state")}
    if rng.random() > 0.02:  # a few originals have no birth date
        drawn["date_of_birth"] = f"{date(1900, 1, 1) + timedelta(days=rng.randrange(_DAYS)):%Y%m%d}"
    else:
        drawn["date_of_birth"] = ""
    drawn["soc_sec_id"] = str(rng.randrange(1_000_000, 10_000_000))
    return drawn


def _dirty(rng: random.Random, one: Record, originals: list[Record]) -> Record:
    copy = dict(one)
    weights = {key: sum(_WAYS[key].values()) for key in FIELDS}
    for _ in range(rng.choices(list(_CHANGES), list(_CHANGES.values()))[0]):
        key = rng.choices(list(weights), list(weights.values()))[0]
        del weights[key]
        way = rng.choices(list(_WAYS[key]), list(_WAYS[key].values()))[0]
        if way == "swapped":
            copy["given_name"], copy["surname"] = copy["surname"], copy["given_name"]
            weights.pop("surname", None)
        else:
            copy[key] = _changed(rng, key, copy[key], way, originals)
    return copy


def _changed(rng: random.Random, key: str, value: str, way: str, originals: list[Record]) -> str:
    if way == "missing":
        return ""
    if way == "another":
        return _person(rng, originals)[key]
    for _ in range(2 if way == "two slips" else 1):
        value = _slip(rng, value, key in _NUMBERS or key == "date_of_birth")
    return value


def _slip(rng: random.Random, value: str, digits: bool) -> str:
    """One letter changed, swapped with its neighbour, left out or put in; numbers keep their length."""
    if len(value) < 2:
        return value
    at = rng.randrange(len(value) - 1)
    letter = rng.choice("0123456789" if digits else _LETTERS)
    changed = value[:at] + letter + value[at + 1 :]
    swapped = value[:at] + value[at + 1] + value[at] + value[at + 2 :]
    shorter, longer = value[:at] + value[at + 1 :], value[:at] + letter + value[at:]
    return rng.choice((changed, swapped) if digits else (changed, swapped, shorter, longer))
