"""The figures page on a clinic with a year of calls: the first look at today, the week and the year, and later looks.

python -m bench.phone_year [--days 250] [--calls 300]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from random import Random

from sqlalchemy import insert

from psr_tui.services.phone_figures import PhoneFigureService, Span
from psr_tui.services.wallboard import WallboardService
from psr_tui.store.tables.calls import CallRow
from psr_tui.store.tables.phone_line import PhoneEventRow
from tests.helpers.clinic import NOW, SETUP, TestClinic, make_clinic


def fill(clinic: TestClinic, days: int, calls: int) -> None:
    """Made-up days before today and today: each call with its events and the rep's own row."""
    random, number = Random(7), 0
    patients = [clinic.add_patient(f"CALLER{at}", "Ann", phone="") for at in range(50)]
    for back in range(days, -1, -1):
        events, rows = [], []
        for _ in range(calls if back else calls // 4):
            number += 1
            joined = NOW - timedelta(days=back, seconds=random.randrange(60, 3 * 3600))
            wait, talk, gone = random.randrange(120), random.randrange(30, 500), random.random() < 0.12
            told = [("joined", joined, {"first_position": 1})]
            out = joined + timedelta(seconds=wait)
            if gone:
                told.append(("abandoned", out, {"wait_seconds": wait}))
            else:
                told.append(("connected", out, {"wait_seconds": wait}))
                told.append(("ended", out + timedelta(seconds=talk), {"wait_seconds": wait, "talk_seconds": talk}))
                rows.append(_call(number, joined, talk, random.choice(patients)))
            events += [_event(number, *one) for one in told]
        with clinic.store.write(SETUP) as work:
            work.session.execute(insert(PhoneEventRow), sorted(events, key=lambda one: str(one["at"])))
            work.session.execute(insert(CallRow), rows)
            work.commit()


def _event(number: int, kind: str, at: object, data: dict[str, int]) -> dict[str, object]:
    return {
        "digest": hashlib.blake2b(f"{number} {kind}".encode(), digest_size=16).digest(), "source": "pbx", "at": at,
        "kind": kind, "call_id": f"c{number}", "queue": "desk", "agent": "A1", "number": "", "raw": "",
        "data": json.dumps(data),
    }  # fmt: skip


def _call(number: int, joined: object, talk: int, patient: str) -> dict[str, object]:
    return {
        "id": f"call-{number}", "direction": "in", "state": "done", "staff_id": "u-mrivera", "started_at": joined,
        "answered_at": joined, "wrapped_at": joined, "talk_seconds": talk, "wrap_seconds": 30, "resolved": True,
        "reason_code": "REFILL", "patient_id": patient, "changed_at": joined, "line": "queue_log",
        "line_call_id": f"c{number}",
    }  # fmt: skip


def timed(name: str, act: object) -> None:
    begun = time.perf_counter()
    act()  # type: ignore[operator]
    print(f"{name:<34}{1000 * (time.perf_counter() - begun):10.1f} ms", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=63, help="before today, without weekends the year so far")
    parser.add_argument("--calls", type=int, default=300, help="a day")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        clinic = make_clinic(Path(folder))
        fill(clinic, args.days, args.calls)
        events, calls = (clinic.count(f"SELECT count(*) FROM {table}") for table in ("phone_event", "call"))
        print(f"{events:,} events, {calls:,} calls")
        lead = clinic.actor("lgrant")
        service, board = PhoneFigureService(clinic.store, clinic.clock), WallboardService(clinic.store, clinic.clock)
        for turn in ("first look", "later look"):
            for span in Span:
                timed(f"{turn}, {span.value}", lambda span=span: service.report(lead, span).figures)
        timed("by queue, hour and agent", lambda: service.cuts(lead))
        timed("by reason", lambda: service.reasons(lead))
        timed("people needed", lambda: service.staffing(lead))
        timed("the wallboard, first", lambda: board.board(lead))
        timed("the wallboard", lambda: board.board(lead))
        clinic.store.close()


if __name__ == "__main__":
    main()
