"""How well duplicates are found on FEBRL: precision, recall and F1 at both thresholds (standards.md 7.2).

    python -m bench.matching [PATH ...] [--people 5000]

A PATH is a FEBRL file (pairs are looked for within it) or a folder of them; two files are two sides of one set, such as
dataset4a.csv and dataset4b.csv (pairs are looked for across). A folder with dataset1.csv also lends its names to sets
of --people originals and as many dirty copies, made in the manner of data set 4.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import tempfile
import time
from collections import defaultdict
from itertools import combinations, product
from pathlib import Path

from psr_tui.domain.matching import ASK, LIST, Identity, blocking_keys, compare
from psr_tui.domain.text import fold

DEFAULT = Path(__file__).resolve().parents[2] / "shared/data/matching/febrl"
SEEDS = (1, 2, 3)
People = dict[str, Identity]


def rows_of(path: Path) -> list[dict[str, str]]:
    """The records of a FEBRL file, every value without the spaces around it."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, skipinitialspace=True)
        return [{key: (value or "").strip() for key, value in row.items()} for row in rows]


def read(path: Path) -> People:
    """Records by id: ``rec-N-org`` and ``rec-N-dup-k`` are the same person N. The national id is not looked at."""
    return {
        row["rec_id"]: Identity(
            fold(row["surname"]),
            fold(row["given_name"]),
            row["date_of_birth"],
            row["postcode"],
            fold(row["address_1"]),
            fold(row["suburb"]),
        )
        for row in rows_of(path)
    }


def person(record_id: str) -> str:
    """Which person a record is of."""
    return record_id.split("-")[1]


def pairs_within(people: People) -> set[tuple[str, str]]:
    """Pairs of records of one file that share a key."""
    found = (combinations(sorted(block), 2) for block in blocks_of(people).values())
    return {(a, b) for pairs in found for a, b in pairs}


def pairs_across(people: People, others: People) -> set[tuple[str, str]]:
    """Pairs of a record here and a record there that share a key."""
    here, there = blocks_of(people), blocks_of(others)
    return {pair for key in here.keys() & there.keys() for pair in product(here[key], there[key])}


def blocks_of(people: People) -> dict[str, list[str]]:
    """The records that have each key."""
    blocks: dict[str, list[str]] = defaultdict(list)
    for record_id, one in people.items():
        for key in blocking_keys(one):
            blocks[key].append(record_id)
    return blocks


def true_pairs(people: People, others: People | None) -> int:
    """How many pairs there are to be found."""
    here, there = count_by_person(people), count_by_person(others or {})
    if others is None:
        return sum(count * (count - 1) // 2 for count in here.values())
    return sum(count * there.get(one, 0) for one, count in here.items())


def count_by_person(people: People) -> dict[str, int]:
    """Records of each person."""
    counted: dict[str, int] = defaultdict(int)
    for record_id in people:
        counted[person(record_id)] += 1
    return counted


def measure(name: str, people: People, others: People | None = None) -> None:
    """Print the figures of one set."""
    started = time.perf_counter()
    pairs = pairs_within(people) if others is None else pairs_across(people, others)
    known = people | (others or {})
    scores = {pair: compare(known[pair[0]], known[pair[1]]).score for pair in pairs}
    took = time.perf_counter() - started
    true = true_pairs(people, others)
    print(f"{name}: {len(known)} records, {true} true pairs, {len(pairs)} compared in {took:.2f} s")
    for threshold in (LIST, ASK):
        found = [pair for pair, score in scores.items() if score >= threshold]
        right = sum(person(a) == person(b) for a, b in found)
        precision, recall = right / max(1, len(found)), right / max(1, true)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        print(f"  score >= {threshold}: precision {precision:.4f}  recall {recall:.4f}  F1 {f1:.4f}")


def measure_made(folder: Path, count: int) -> None:
    """Sets in the manner of data set 4, written as files and read like any other."""
    from bench.febrl_like import make, write  # here: one file is measured without it, from any folder

    lenders = [row for row in rows_of(folder / "dataset1.csv") if row["rec_id"].endswith("-org")]
    if (folder / "dataset2.csv").exists():
        lenders += [row for row in rows_of(folder / "dataset2.csv") if row["rec_id"].endswith("-org")]
    for seed in SEEDS:
        with tempfile.TemporaryDirectory(prefix="psr-bench-") as place:
            here, there = write(Path(place), list(make(random.Random(seed), lenders, count)))
            measure(f"made in the manner of set 4, seed {seed}", read(here), read(there))


def main() -> int:
    reader = argparse.ArgumentParser()
    reader.add_argument("paths", type=Path, nargs="*", default=[DEFAULT])
    reader.add_argument("--people", type=int, default=5000)
    args = reader.parse_args()
    if gone := [path for path in args.paths if not path.exists()]:
        print(f"{gone[0]} is not there; name a FEBRL file, two sides of a set, or the folder with the files.")
        return 2
    if len(args.paths) == 2 and all(path.is_file() for path in args.paths):
        here, there = args.paths
        measure(f"{here.name} and {there.name}", read(here), read(there))
        return 0
    for path in args.paths:
        if path.is_file():
            measure(path.name, read(path))
            continue
        sides = path / "dataset4a.csv", path / "dataset4b.csv"
        for one in sorted(set(path.glob("dataset*.csv")) - set(sides)):
            measure(one.name, read(one))
        if all(side.exists() for side in sides):
            measure("dataset4a.csv and dataset4b.csv", read(sides[0]), read(sides[1]))
        if args.people and (path / "dataset1.csv").exists():
            measure_made(path, args.people)
    return 0


if __name__ == "__main__":
    sys.exit(main())
