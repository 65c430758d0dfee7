"""How well duplicates are found: precision, recall and F1 on FEBRL 1 and 2 at both thresholds.

Run: python -m bench.matching [FOLDER]   (the folder with dataset1.csv and dataset2.csv)
"""

from __future__ import annotations

import csv
import sys
import time
from collections import defaultdict
from itertools import combinations
from pathlib import Path

from psr_tui.domain.matching import ASK, LIST, Identity, blocking_keys, compare
from psr_tui.domain.text import fold

DEFAULT = Path(__file__).resolve().parents[2] / "shared/data/matching/febrl"


def read(path: Path) -> tuple[dict[str, Identity], dict[str, str]]:
    """Records by id, and the true person of each (``rec-N-org`` and ``rec-N-dup-k`` are one person)."""
    records: dict[str, Identity] = {}
    person: dict[str, str] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, skipinitialspace=True):
            key = row["rec_id"]
            street = fold(row["address_1"])
            records[key] = Identity(
                fold(row["surname"]),
                fold(row["given_name"]),
                row["date_of_birth"].strip(),
                row["postcode"].strip(),
                street,
                fold(row["suburb"]),
            )
            person[key] = key.split("-")[1]
    return records, person


def measure(path: Path) -> None:
    records, person = read(path)
    started = time.perf_counter()
    blocks: dict[str, list[str]] = defaultdict(list)
    for key, record in records.items():
        for block in blocking_keys(record):
            blocks[block].append(key)
    pairs = {tuple(sorted(pair)) for block in blocks.values() if len(block) < 500 for pair in combinations(block, 2)}
    scores = {pair: compare(records[pair[0]], records[pair[1]]).score for pair in pairs}
    took = time.perf_counter() - started
    members: dict[str, int] = defaultdict(int)
    for one in person.values():
        members[one] += 1
    true_pairs = sum(count * (count - 1) // 2 for count in members.values())
    print(f"{path.name}: {len(records)} records, {true_pairs} true pairs, {len(pairs)} compared in {took:.2f} s")
    for threshold in (LIST, ASK):
        found = [pair for pair, score in scores.items() if score >= threshold]
        right = sum(person[a] == person[b] for a, b in found)
        precision, recall = right / max(1, len(found)), right / true_pairs
        f1 = 2 * precision * recall / (precision + recall)
        print(f"  score >= {threshold}: precision {precision:.4f}  recall {recall:.4f}  F1 {f1:.4f}")


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    if not folder.exists():
        print(f"{folder} is not there; name the folder with the FEBRL files.")
        return 2
    for name in ("dataset1.csv", "dataset2.csv"):
        measure(folder / name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
