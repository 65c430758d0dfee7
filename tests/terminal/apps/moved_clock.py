"""The whole program with the computer's clock moved by so many seconds: ``moved_clock.py SECONDS open --store FILE``.

Only what the clock says is different, so that a test can stand in the middle of a clinic's morning at any hour of the
night. Two programs started with the same seconds agree about the time.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

from psr_tui import station_clock
from psr_tui.__main__ import main

_BY = timedelta(seconds=float(sys.argv.pop(1)))


def _now(_clock: station_clock.SystemClock) -> datetime:
    return datetime.now(UTC) + _BY


setattr(station_clock.SystemClock, "now", _now)  # noqa: B010 - mypy refuses the plain assignment

if __name__ == "__main__":
    sys.exit(main())
