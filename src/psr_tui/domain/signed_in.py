"""How long agents were there for calls: signed in to a queue and not paused, from the events of the log.

A member of several queues is signed in once. Members a system has by its own settings never sign in: of them nothing
is known, and no figure is made up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from psr_tui.domain.phone_events import PhoneEvent, PhoneKind
from psr_tui.domain.queue_calls import nobody


@dataclass(slots=True)
class _Agent:
    queues: set[str] = field(default_factory=set)
    paused: set[str] = field(default_factory=set)
    since: datetime | None = None
    seconds: float = 0.0
    known: bool = False

    @property
    def there(self) -> bool:
        return bool(self.queues) and not ("" in self.paused or self.queues <= self.paused)


@dataclass(slots=True)
class SignedIn:
    """Seconds each agent was available. A pause without a queue is of all queues."""

    _agents: dict[str, _Agent] = field(default_factory=dict)

    def hear(self, event: PhoneEvent) -> None:
        """Take in a sign-in, sign-out, pause or its end; anything else changes nothing."""
        if event.kind not in _KINDS or nobody(event.agent):
            return
        agent = self._agents.setdefault(event.agent, _Agent())
        queue = "" if event.queue == "NONE" else event.queue
        before = agent.there
        if event.kind is PhoneKind.MEMBER_ADDED:
            agent.queues.add(queue)
            agent.known = True
        elif event.kind is PhoneKind.MEMBER_REMOVED:
            agent.queues.discard(queue)
        elif event.kind is PhoneKind.PAUSED:
            agent.paused.add(queue)
        else:
            agent.paused = agent.paused - {queue} if queue else set()
        self._turn(agent, before, event.at)

    def close(self, at: datetime) -> None:
        """The log ends here."""
        for agent in self._agents.values():
            if agent.since is not None:
                agent.seconds += max((at - agent.since).total_seconds(), 0.0)
                agent.since = None

    @property
    def seconds(self) -> dict[str, float]:
        """Agent -> seconds, for those whose sign-in the log tells."""
        return {name: agent.seconds for name, agent in self._agents.items() if agent.known}

    def _turn(self, agent: _Agent, before: bool, at: datetime) -> None:
        if agent.there and not before:
            agent.since = at
        elif before and not agent.there and agent.since is not None:
            agent.seconds += max((at - agent.since).total_seconds(), 0.0)
            agent.since = None


_KINDS = frozenset({PhoneKind.MEMBER_ADDED, PhoneKind.MEMBER_REMOVED, PhoneKind.PAUSED, PhoneKind.UNPAUSED})
