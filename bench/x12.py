"""What reading an answer of a payer costs: ``python -m bench.x12 [FILE ...]``; without files, the loopback payer's own.

Files a second, and segments a second of one large file of many members. Read, then status, copays and deductibles, as
the worklist does. Best of five rounds, because machines are noisy.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

from psr_tui.domain.eligibility_accumulators import accumulators
from psr_tui.domain.eligibility_request import Asked, EligibilityRequest
from psr_tui.domain.eligibility_summary import copays, status
from psr_tui.exchange.x12 import read, write_270
from psr_tui.exchange.x12.loopback import answer_270

ON = date(2026, 1, 5)
MADE = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
ROUNDS, TIMES = 5, 40
MEMBERS = 2_000


def main() -> None:
    """Print one line for the files, one for the large file, one for writing."""
    files = [Path(name).read_bytes() for name in sys.argv[1:]] or [answered(name) for name in ("PPO", "HMO", "MCARE")]
    took = min(seconds(files) for _ in range(ROUNDS))
    count, size = len(files) * TIMES, sum(map(len, files)) * TIMES
    print(f"read and summed up: {count / took:8.0f} files a second, {size / took / 1e6:5.1f} MB a second")
    large = many(answered("PPO"), MEMBERS)
    start = time.perf_counter()
    answer = read(large)
    took = time.perf_counter() - start
    segments = sum(one.counted for one in answer.sets)
    print(f"one large file:     {segments / took:8.0f} segments a second, {len(answer.members)} members, {took:.2f} s")
    start = time.perf_counter()
    for number in range(1, 501):
        write_270(request("PPO", number))
    print(f"written:            {500 / (time.perf_counter() - start):8.0f} requests a second")


def seconds(files: list[bytes]) -> float:
    """How long it takes to read each file and to look at its members, as often as ``TIMES``."""
    start = time.perf_counter()
    for raw in files * TIMES:
        for member in read(raw).members:
            status(member, ON)
            copays(member)
            accumulators(member)
    return time.perf_counter() - start


def request(member_id: str, control: int = 1) -> EligibilityRequest:
    """A whole request about somebody invented."""
    person = Asked("BENCH", "ANN", date(1990, 1, 2), member_id=member_id)
    return EligibilityRequest(
        control, control, f"B{control}", "9BENCH0001", MADE, "CLINIC", "LOOPBACK", "PAYER", "12345", "CLINIC",
        "1234567893", person, ON,
    )  # fmt: skip


def answered(member_id: str) -> bytes:
    """The loopback payer's answer about a member id."""
    return answer_270(write_270(request(member_id)), MADE, 1)


def many(raw: bytes, count: int) -> bytes:
    """One file with the same set again and again."""
    head, _, rest = raw.partition(b"ST*")
    inside, _, end = rest.partition(b"GE*")
    return head + (b"ST*" + inside) * count + b"GE*" + end


if __name__ == "__main__":
    main()
