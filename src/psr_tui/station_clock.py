"""The clocks of a real station: the computer's own, and the training clinic's, which starts its day at 09:47."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta

from psr_tui.domain.clock import at_local, zone

TRAINING_ZONE = "America/Chicago"
TRAINING_HOUR, TRAINING_MINUTE = 9, 47


class SystemClock:
    """The computer's clock. Boot time runs on in suspend where the system can tell (RS-31)."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def boot_seconds(self) -> float:
        boot = getattr(time, "CLOCK_BOOTTIME", None)
        return time.clock_gettime(boot) if boot is not None else time.monotonic()


class TrainingClock(SystemClock):
    """Today's date, but the morning rush: whenever the demo is opened, its clinic stands at 09:47 and runs on."""

    def __init__(self, today: date) -> None:
        start = at_local(today, TRAINING_HOUR, TRAINING_MINUTE, zone(TRAINING_ZONE))
        self._shift: timedelta = start - super().now()

    def now(self) -> datetime:
        return super().now() + self._shift
