"""Calls as a queue saw them, folded from the events of a telephone system: one for each (call id, queue, nth entry).

Traps of call-center.md section 15: one call may enter several queues and one queue twice; an attended transfer goes on
under the old id in another queue; one exit may be told twice (EXITEMPTY and LEAVEEMPTY). Events come in the order of
the log and are forgotten when a call is over, so a log of any length fits. Times are aware UTC, durations are seconds
as the system gave them, unchecked: what is odd about them is told beside the call and never mended (CC-112).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from psr_tui.domain.phone_events import PhoneEvent, PhoneKind


class CallEnd(StrEnum):
    """How a call came out of the queue."""

    ANSWERED = "answered"
    ABANDONED = "abandoned"
    LEFT = "left"  # by time, by key, or because nobody was there: neither answered nor abandoned
    LOST = "lost"  # the log does not tell: it entered again, or the log ends


class Odd(StrEnum):
    """What can be wrong with a call or a line of the log; each is counted and listed."""

    NEGATIVE_WAIT = "negative wait"
    NEGATIVE_TALK = "negative talk"
    NEGATIVE_RING = "negative ring"
    NO_WAIT = "no wait given"
    NO_TALK = "no talk given"
    NO_AGENT = "answered by nobody named"
    DOUBLED = "told twice"
    NO_ENTRY = "never entered the queue"
    NO_ANSWER = "ended without an answer"
    NO_END = "no end in the log"
    OVERLAP = "one agent, two calls at once"
    BACKWARDS = "clock went back"
    UNREADABLE = "line not understood"


@dataclass(frozen=True, slots=True)
class Oddity:
    """One odd thing, with what is needed to find it in the log."""

    what: Odd
    at: datetime
    call_id: str
    queue: str
    detail: str = ""


@dataclass(slots=True)
class QueueCall:
    """One entry into one queue and what became of it. ``wait``, ``talk``, ``hold``, ``wrap``: seconds, None when nobody
    told; ``nth``: the how many-th entry of this call into this queue, from 1."""

    call_id: str
    queue: str
    nth: int
    joined_at: datetime
    number: str = ""
    position: int | None = None
    end: CallEnd | None = None
    agent: str = ""
    wait: int | None = None
    talk: int | None = None
    hold: int | None = None
    wrap: int | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    why: str = ""
    transferred_to: str = ""


def nobody(agent: str) -> bool:
    """Whether the system named no agent."""
    return agent in ("", "NONE")


class CallFold:
    """Feed it events in the order of the log; it gives each call when it is over. ``odd`` hears of oddities."""

    def __init__(self, odd: Callable[[Oddity], None]) -> None:
        self._odd = odd
        self._open: dict[tuple[str, str], QueueCall] = {}
        self._entries: dict[tuple[str, str], tuple[int, datetime]] = {}  # how often, and when last heard of
        self._last: dict[tuple[str, str], tuple[PhoneKind, datetime]] = {}
        self._sweep_at = FORGET_OVER
        self.waiting_now = 0
        self.talking_now = 0

    def feed(self, event: PhoneEvent) -> QueueCall | None:
        """The call that ended with this event, if one did."""
        act = _ACTS.get(event.kind)
        return act(self, event) if act is not None else None

    def rest(self) -> Iterator[QueueCall]:
        """The calls the log leaves open, at its end. One in talk was answered; of the others nobody knows."""
        for call in self._open.values():
            call.end = CallEnd.ANSWERED if call.answered_at is not None else CallEnd.LOST
            self._tell(Odd.NO_END, call.joined_at, call.call_id, call.queue, call.end.value)
            yield call
        self._open.clear()
        self.waiting_now = self.talking_now = 0

    # --- the events ---
    def _joined(self, event: PhoneEvent) -> QueueCall | None:
        key = (event.call_id, event.queue)
        before = self._open.get(key)
        if before is not None and before.answered_at is None and before.joined_at == event.at:
            self._tell(Odd.DOUBLED, event.at, *key, event.verb)
            return None
        nth = self._entries.get(key, (0, event.at))[0] + 1
        self._entries[key] = (nth, event.at)
        self._last.pop(key, None)
        self._open[key] = QueueCall(
            event.call_id, event.queue, nth, event.at, event.number, event.first_position or event.position
        )
        self._forget(event.at)
        self.waiting_now += 1
        if before is not None:
            self._one_less(before)
            before.end = CallEnd.ANSWERED if before.answered_at is not None else CallEnd.LOST
            self._tell(Odd.NO_END, before.joined_at, *key, before.end.value)
        return before

    def _connected(self, event: PhoneEvent) -> QueueCall | None:
        call = self._open.get((event.call_id, event.queue))
        if call is None:
            self._no_call(event)
        elif call.answered_at is not None:
            self._tell(Odd.DOUBLED, event.at, event.call_id, event.queue, event.verb)
        else:
            call.answered_at, call.agent, call.wait = event.at, event.agent, event.wait_seconds
            self.waiting_now -= 1
            self.talking_now += 1
            self._check(event, event.wait_seconds, Odd.NO_WAIT, Odd.NEGATIVE_WAIT)
            if nobody(event.agent):
                self._tell(Odd.NO_AGENT, event.at, event.call_id, event.queue)
        if event.ring_seconds is not None and event.ring_seconds < 0:
            self._tell(Odd.NEGATIVE_RING, event.at, event.call_id, event.queue, str(event.ring_seconds))
        return None

    def _ended(self, event: PhoneEvent) -> QueueCall | None:
        call = self._open.get((event.call_id, event.queue))
        if call is None:
            self._no_call(event)
            return None
        if call.answered_at is None:
            self._tell(Odd.NO_ANSWER, event.at, event.call_id, event.queue, event.verb)
            call.wait = event.wait_seconds
            self._check(event, event.wait_seconds, Odd.NO_WAIT, Odd.NEGATIVE_WAIT)
        if nobody(call.agent):
            call.agent = event.agent
        call.talk, call.why = event.talk_seconds, event.reason
        if event.kind is PhoneKind.TRANSFERRED:
            call.transferred_to = event.to
        self._check(event, event.talk_seconds, Odd.NO_TALK, Odd.NEGATIVE_TALK)
        return self._over(call, event, CallEnd.ANSWERED)

    def _gone(self, event: PhoneEvent) -> QueueCall | None:
        call = self._open.get((event.call_id, event.queue))
        if call is None:
            self._no_call(event)
            return None
        if call.answered_at is not None:  # an exit told of somebody who talks: the answer stands, the line is listed
            self._tell(Odd.DOUBLED, event.at, event.call_id, event.queue, event.verb)
            return None
        call.wait, call.why = event.wait_seconds, event.reason or event.verb
        abandoned = event.kind is PhoneKind.ABANDONED
        if abandoned or event.wait_seconds is not None:  # LEAVEEMPTY alone tells no wait; an abandon must
            self._check(event, event.wait_seconds, Odd.NO_WAIT, Odd.NEGATIVE_WAIT)
        return self._over(call, event, CallEnd.ABANDONED if abandoned else CallEnd.LEFT)

    def _unreadable(self, event: PhoneEvent) -> None:
        self._tell(Odd.UNREADABLE, event.at, event.call_id, event.queue, event.reason or event.raw[:120])

    # --- inside ---
    def _over(self, call: QueueCall, event: PhoneEvent, end: CallEnd) -> QueueCall:
        self._one_less(call)
        call.end, call.ended_at = end, event.at
        key = (call.call_id, call.queue)
        del self._open[key]
        self._last[key] = (event.kind, event.at)
        return call

    def _one_less(self, call: QueueCall) -> None:
        if call.answered_at is None:
            self.waiting_now -= 1
        else:
            self.talking_now -= 1

    def _check(self, event: PhoneEvent, seconds: int | None, missing: Odd, negative: Odd) -> None:
        if seconds is None:
            self._tell(missing, event.at, event.call_id, event.queue, event.verb)
        elif seconds < 0:
            self._tell(negative, event.at, event.call_id, event.queue, f"{seconds} s")

    def _no_call(self, event: PhoneEvent) -> None:
        """An event of a call that is not in the queue: told twice, or the log began without its entry."""
        told = (event.call_id, event.queue) in self._last
        if told or event.kind is not PhoneKind.LEFT:  # FULL and JOINEMPTY turn a caller away who never entered
            what = Odd.DOUBLED if told else Odd.NO_ENTRY
            self._tell(what, event.at, event.call_id, event.queue, event.verb)

    def _tell(self, what: Odd, at: datetime, call_id: str, queue: str, detail: str = "") -> None:
        self._odd(Oddity(what, at, call_id, queue, detail))

    def _forget(self, now: datetime) -> None:
        """Entries nobody spoke of for a day make room; a call id is not used again after that."""
        if len(self._entries) < self._sweep_at:
            return
        kept = {key: entry for key, entry in self._entries.items() if now - entry[1] < REMEMBERED or key in self._open}
        self._entries = kept
        self._last = {key: last for key, last in self._last.items() if key in kept}
        self._sweep_at = max(FORGET_OVER, 2 * len(kept))


REMEMBERED = timedelta(days=1)
FORGET_OVER = 20_000
_ACTS: dict[PhoneKind, Callable[[CallFold, PhoneEvent], QueueCall | None]] = {
    PhoneKind.JOINED: CallFold._joined,
    PhoneKind.CONNECTED: CallFold._connected,
    PhoneKind.ENDED: CallFold._ended,
    PhoneKind.TRANSFERRED: CallFold._ended,
    PhoneKind.ABANDONED: CallFold._gone,
    PhoneKind.LEFT: CallFold._gone,
    PhoneKind.WARNING: CallFold._unreadable,
}
