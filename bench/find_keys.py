"""Find as you type through a real pseudo-terminal: from the key to the letter on the screen, and to the last of the
results.

    python -m bench.find_keys [STORE]      a store made by bench.big_clinic; without one, a clinic of 100,000 is made
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from pathlib import Path

from bench.big_clinic import make, surname
from bench.pty_clock import KEYS, Clocked, percentile
from psr_tui.doors import TRAINING_PASSWORD

KEYS_MEASURED = 240


def results_after(program: Clocked, key: str) -> float:
    """Seconds from the key to the last byte before the screen was quiet for 80 ms."""
    pressed = time.perf_counter()
    os.write(program._fd, KEYS.get(key, key.encode()))
    last = 0.0
    while program._read(0.08 if last else 5.0):
        last = time.perf_counter() - pressed
    return last


def measure(store: Path) -> None:
    rng = random.Random(7)
    argv = [sys.executable, "-m", "psr_tui", "open", "--store", str(store)]
    with Clocked(argv, columns=80, lines=24) as program:
        program.wait_for("User name")
        program.quiet(0.5)
        os.write(program._fd, b"mrivera\r" + TRAINING_PASSWORD.encode() + b"\r")
        program.wait_for("QUEUE")
        program.quiet(0.5)
        os.write(program._fd, b"\x06")
        program.wait_for("Find a patient")
        program.quiet(0.5)
        first: list[float] = []
        last: list[float] = []
        while len(first) < KEYS_MEASURED:
            word = surname(rng).lower()[:6]
            for letter in word:
                if rng.random() < 0.5:
                    first.append(program.key(letter).frame * 1000)
                else:
                    last.append(results_after(program, letter) * 1000)
            os.write(program._fd, b"\x15")  # empties the field
            program.quiet(0.15)
        print(f"memory {program.memory_mb():.0f} MB")
    for label, took in (("key to its letter", first), ("key to the last result", last)):
        figures = " ".join(f"p{share} {percentile(took, share / 100):.1f}" for share in (50, 95, 99))
        print(f"{label:<24} {figures} ms ({len(took)} keys)")


def main() -> int:
    if len(sys.argv) > 1:
        measure(Path(sys.argv[1]))
        return 0
    with tempfile.TemporaryDirectory(prefix="psr-bench-") as folder:
        measure(make(Path(folder), 100_000, 2_000))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
