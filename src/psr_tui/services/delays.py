"""A provider runs late: said once, seen by everybody, gone with the day (ux.md, Words)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from psr_tui.domain.clock import Clock, local_date
from psr_tui.domain.delays import LONGEST, Delay
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean

if TYPE_CHECKING:
    from psr_tui.store.store import Store


class DelayService:
    """Flags of today and what was said before; they are only added to."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def say(self, actor: Actor, provider_id: str, provider: str, minutes: int, note: str = "") -> str:
        """Say how late a provider runs today; 0 says on time again. Every estimate moves with it, on every screen.
        Returns the sentence for the message line. Raises InvalidInput."""
        if not 0 <= minutes <= LONGEST:
            raise InvalidInput(f"Minutes late: 0 to {LONGEST}; for example :late lee 20.", "Command")
        with self._store.write(actor, "late", "provider", provider_id) as work:
            day = local_date(work.now, work.clinic.get().tz)
            delay = Delay(provider_id, minutes, actor.name, work.now, clean(note, 200))
            work.delays.add(work.new_id(), delay, day, actor.staff_id)
            work.audit.append("late", "provider", provider_id, detail={"minutes": minutes})
            work.touch("queue")
            work.commit()
        if not minutes:
            return f"{provider} is on time again; every estimate is back."
        return f"{provider} runs {minutes} minutes late; every estimate of today has moved. :late takes it back with 0."

    def history(self, actor: Actor) -> Sequence[Delay]:
        """What was said today, the oldest first."""
        with self._store.read() as work:
            return work.delays.history(local_date(work.now, work.clinic.get().tz))
