"""What the key queue costs, against Textual as it comes: ``python -m bench.key_queue [KEYS]``.

Through a real pseudo-terminal, 80x24. "frame": from the write of one key to the end of the first complete frame, in
milliseconds, one key at a time, as a person types. "burst": processor time a key when a hundred come in one write.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from tests.helpers.terminal import ROOT, Terminal

FRAME_END = b"\x1b[?2026l"
BURST = b"x" * 50 + b"\x7f" * 50


def main() -> None:
    """Measure both kinds twice, interleaved, because machines are noisy, and print one line each."""
    keys = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    print(f"{'':8}{'frame p50':>12}{'p95':>8}{'p99':>8}{'burst, ms CPU a key':>24}")
    for kind in ("stock", "queue") * 2:
        frames, burst = measure(kind, keys)
        points = "".join(f"{percentile(frames, part):{width}.2f}" for part, width in ((50, 12), (95, 8), (99, 8)))
        print(f"{kind:8}{points}{burst:24.3f}")


def measure(kind: str, keys: int) -> tuple[list[float], float]:
    """Milliseconds from key to frame for each key, and the lowest CPU milliseconds a key of five bursts."""
    with Terminal([sys.executable, ROOT / "bench" / "heavy_app.py", kind]) as desk:
        desk.wait_for("READY")
        desk.quiet(0.3)
        frames = []
        for number in range(keys):
            start, sent = len(desk.raw), time.perf_counter()
            desk.send(b"a" if number % 20 < 10 else b"\x7f")
            desk.wait_raw(FRAME_END, start=start)
            frames.append((time.perf_counter() - sent) * 1000)
            desk.quiet(0.05)
        bursts = []
        for _ in range(5):
            before = cpu(desk.pid)
            desk.send(BURST)
            desk.quiet(0.3)
            bursts.append((cpu(desk.pid) - before) * 1000 / len(BURST))
        return frames, min(bursts)


def cpu(pid: int) -> float:
    """Seconds of processor time of all threads of a process (Linux)."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9


def percentile(values: list[float], part: int) -> float:
    """The value below which ``part`` per cent lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * part // 100)]


if __name__ == "__main__":
    main()
