"""Claims keep their length when somebody sets the clock of the host (CC-21)."""

from __future__ import annotations

from datetime import timedelta

from psr_tui.domain.leases import ahead_ms, moved, step
from psr_tui.store.unit_of_work import UnitOfWork


def clock_was_set(work: UnitOfWork) -> timedelta | None:
    """By how much the wall clock was set since claims were last looked at; None when it was not."""
    return step(work.callbacks.clock_ahead(), ahead_ms(work.now, work.boot_seconds))


def mind_the_clock(work: UnitOfWork) -> None:
    """Before claims are looked at or lengthened: move their ends along with a wall clock that was set."""
    before, after = work.callbacks.clock_ahead(), ahead_ms(work.now, work.boot_seconds)
    by = step(before, after)
    if by is not None:
        lease = timedelta(minutes=work.clinic.get().lease_minutes)
        for callback_id, until in work.callbacks.leases():
            work.callbacks.renew(callback_id, moved(until, by, work.now, lease))
    if by is not None or before is None:
        work.callbacks.keep_clock_ahead(after)
