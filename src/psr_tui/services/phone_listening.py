"""Listening to telephone systems: what was heard, how far, and what it means for now, in one transaction.

One process of all listens to a source: it holds a right that it renews, and the next one takes over when it stops.
Whatever happens to that right, no event is kept twice and none is skipped: what was heard is only kept when it begins
where the store says that reading stopped. Nothing here touches a call, a callback or anything else that a rep saved
(CC-70).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from psr_tui.devices.make_line import listens, make_line, mark_of
from psr_tui.devices.phone_line import Heard, Mark, PhoneLine
from psr_tui.domain import waiting_callers
from psr_tui.domain.clock import Clock
from psr_tui.domain.errors import DeskError
from psr_tui.domain.phone_events import LOGGED, PhoneEvent, PhoneKind
from psr_tui.domain.phone_sources import PhoneSource, SourceKind
from psr_tui.domain.rep_lines import lines_after
from psr_tui.domain.staff import Actor
from psr_tui.domain.waiting_callers import LONGEST_WAIT

if TYPE_CHECKING:
    from psr_tui.store.store import Store
    from psr_tui.store.unit_of_work import UnitOfWork

BATCH = 500
"""Lines kept in one transaction: few enough that somebody who saves meanwhile does not feel it."""
OpenLine = Callable[[PhoneSource, Clock, ZoneInfo, float], PhoneLine]


@dataclass(frozen=True, slots=True)
class Listened:
    """What one pass over the sources did. ``more``: there is more to hear at once."""

    events: int = 0
    doubled: int = 0
    warnings: int = 0
    more: bool = False
    troubles: tuple[str, ...] = ()

    def beside(self, other: Listened) -> Listened:
        """This and what was heard from another source in the same pass."""
        return replace(self.then(other), more=self.more or other.more, troubles=self.troubles + other.troubles)

    def then(self, later: Listened) -> Listened:
        """This and a later pass: counts add up, what is so now is as the later one says."""
        return Listened(
            self.events + later.events,
            self.doubled + later.doubled,
            self.warnings + later.warnings,
            later.more,
            later.troubles,
        )

    def words(self) -> str:
        """One sentence."""
        parts = [f"{self.events:,} event{'' if self.events == 1 else 's'} heard"]
        if self.doubled:
            parts.append(f"{self.doubled:,} came twice and count once")
        if self.warnings:
            parts.append(f"{self.warnings:,} line{'' if self.warnings == 1 else 's'} could not be read")
        return ", ".join([*parts, *(trouble.rstrip(".") for trouble in self.troubles)]) + "."


@dataclass(slots=True)
class _Open:
    line: PhoneLine
    version: int
    mark: Mark


class PhoneListening:
    """The lines this process listens to. Not for several threads at once."""

    def __init__(self, store: Store, clock: Clock, speed: float = 1.0, open_line: OpenLine = make_line) -> None:
        self._store = store
        self._clock = clock
        self._speed = speed
        self._open_line = open_line
        self._lines: dict[str, _Open] = {}

    def one_pass(self, actor: Actor, only: str = "") -> Listened:
        """Hear up to one batch of every source this process may listen to; of ``only`` when it is named."""
        now = self._clock.now()
        with self._store.read() as work:
            sources = [one for one in work.phone_sources.all() if listens(one.kind) and only in ("", one.name)]
            tz = work.clinic.get().tz
        for gone in set(self._lines) - {one.name for one in sources}:
            self._drop(gone)
        done = Listened()
        for source in sources:
            if source.reader == _reader(actor) or (source.free_for(_reader(actor), now) and self._take(actor, source)):
                done = done.beside(self._listen(actor, source, tz))
            else:
                self._drop(source.name)
        return done

    def close(self, actor: Actor) -> None:
        """Let go of every line, so that another station may listen at once."""
        for name in list(self._lines):
            self._drop(name)
            with suppress(DeskError), self._store.write(actor, "phone.leave", "phone_source", name) as work:
                if work.phone_sources.leave(name, _reader(actor)):
                    work.commit()

    def _take(self, actor: Actor, source: PhoneSource) -> bool:
        with self._store.write(actor, "phone.take", "phone_source", source.name) as work:
            known = work.phone_sources.get(source.name)
            if known is None or not known.active or not known.free_for(_reader(actor), work.now):
                return False  # another process was faster
            work.phone_sources.take(source.name, _reader(actor), work.now)
            if drawn_anew(work):
                work.touch("line")
            work.commit()
        self._drop(source.name)
        return True

    def _listen(self, actor: Actor, source: PhoneSource, tz: ZoneInfo) -> Listened:
        open_ = self._lines.get(source.name)
        if open_ is None or open_.version != source.version or open_.mark != mark_of(source):
            self._drop(source.name)
            line = self._open_line(source, self._clock, tz, self._speed)
            open_ = self._lines[source.name] = _Open(line, source.version, mark_of(source))
        try:
            heard = open_.line.hear(BATCH)
            still = not heard.events and heard.mark == open_.mark and heard.trouble == source.trouble
            if still and not source.to_renew(self._clock.now()):
                return Listened(more=heard.more, troubles=_troubles(source, heard))
            return self._keep(actor, source, open_, heard)
        except BaseException:
            self._drop(source.name)  # what was heard and not kept is heard again, from the mark in the store
            raise

    def _keep(self, actor: Actor, source: PhoneSource, open_: _Open, heard: Heard) -> Listened:
        name = source.name
        with self._store.write(actor, "phone.hear", "phone_source", name) as work:
            known = work.phone_sources.get(name)
            if known is None or not known.active or known.reader != _reader(actor) or mark_of(known) != open_.mark:
                self._drop(name)  # somebody else listens by now and has kept it
                return Listened()
            counted, seen = parted(known, work.phone_sources.all(), heard.events)
            kept = work.phone_events.append(name, counted)
            picture(work, (*kept.new, *seen))
            mark = heard.mark
            work.phone_sources.heard(name, mark.inode, mark.offset, mark.fingerprint, heard.trouble, work.now)
            work.phone_sources.take(name, _reader(actor), work.now)
            if heard.events or heard.trouble != known.trouble:
                work.touch("line")
            work.commit()
        open_.mark = mark
        warnings = sum(event.kind is PhoneKind.WARNING for event in kept.new)
        return Listened(len(kept.new), kept.doubled, warnings, heard.more, _troubles(source, heard))

    def _drop(self, name: str) -> None:
        open_ = self._lines.pop(name, None)
        if open_ is not None:
            open_.line.close()


def parted(
    source: PhoneSource, every: Iterable[PhoneSource], events: tuple[PhoneEvent, ...]
) -> tuple[tuple[PhoneEvent, ...], tuple[PhoneEvent, ...]]:
    """What is kept, and what is only looked at: beside a queue_log a manager tells the same calls once more, so of it
    only what no log tells is kept; who waits is seen a moment earlier all the same."""
    beside = source.kind is SourceKind.MANAGER and any(one.kind is SourceKind.QUEUE_LOG for one in every)
    if not beside:
        return events, ()
    return tuple(one for one in events if one.kind not in LOGGED), tuple(one for one in events if one.kind in LOGGED)


def picture(work: UnitOfWork, events: tuple[PhoneEvent, ...]) -> None:
    """Carry the callers who wait and the lines of the reps on by these events."""
    if not events:
        return
    before = {(one.call_id, one.queue): one for one in work.phone_state.waiting()}
    work.phone_state.set_waiting(before, waiting_callers.after(before, events))
    lines = work.phone_state.lines()
    work.phone_state.set_lines(lines_after(lines, events, work.phone_state.agents()))


def drawn_anew(work: UnitOfWork) -> bool:
    """Make the callers who wait anew from the events alone, as whoever begins to listen does (CC-104); whether that
    changed anything."""
    newest = work.phone_events.newest()
    if newest is None:
        return False
    before = {(one.call_id, one.queue): one for one in work.phone_state.waiting()}
    recent = work.phone_events.between(newest - LONGEST_WAIT, newest + timedelta(seconds=1))
    return work.phone_state.set_waiting(before, waiting_callers.after({}, recent))


def _reader(actor: Actor) -> str:
    """The name under which this process listens: the station, and the sign-in, for stations of one name."""
    return f"{actor.station}#{actor.sign_in_id[-8:]}"


def _troubles(source: PhoneSource, heard: Heard) -> tuple[str, ...]:
    return (f"{source.name}: {heard.trouble}",) if heard.trouble else ()
