"""When an unattended screen warns, locks and signs out (reliability.md RS-31, RS-32).

Two clocks are watched because each can be fooled: boot time runs on in suspend but a person cannot set it; wall time
can be set. A wall clock that went back is taken for tampering and locks.
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum

BACKWARDS_ALLOWED = 2.0  # seconds the wall clock may step back (time servers do) before the screen locks
WARN_BEFORE = 30.0  # seconds of warning


class Idle(Enum):
    """What is due now; later members are stronger."""

    BUSY = 0
    WARN = 1
    LOCK = 2
    SIGN_OUT = 3


class IdleWatch:
    """Time since the last touch of keyboard or mouse. All spans in seconds; ``wall`` is aware UTC."""

    def __init__(self, boot: float, wall: datetime, lock_after: float = 300.0, sign_out_after: float = 1800.0) -> None:
        if not 0 < lock_after <= sign_out_after:
            raise ValueError("the lock comes before the sign-out")
        self.lock_after = lock_after
        self.sign_out_after = sign_out_after
        self.touch(boot, wall)

    def touch(self, boot: float, wall: datetime) -> None:
        """Somebody is here."""
        self._boot = boot
        self._wall = wall
        self._newest = wall

    def idle_for(self, boot: float, wall: datetime) -> float:
        """Seconds without a touch by the clock that counts more of them; never negative."""
        return max(0.0, boot - self._boot, (wall - self._wall).total_seconds())

    def due(self, boot: float, wall: datetime) -> Idle:
        """What is due at this instant. Remembers the latest wall time seen, so that a step back is noticed."""
        idle = self.idle_for(boot, wall)
        back = (self._newest - wall).total_seconds()
        self._newest = max(self._newest, wall)
        if idle >= self.sign_out_after:
            return Idle.SIGN_OUT
        if idle >= self.lock_after or back > BACKWARDS_ALLOWED:
            return Idle.LOCK
        if idle >= self.lock_after - WARN_BEFORE:
            return Idle.WARN
        return Idle.BUSY
