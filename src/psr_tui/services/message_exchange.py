"""Messages go out and news comes in, restart-safe: nothing is sent twice and nothing is read twice.

Out: the file is written under a passing name, then its messages are marked as written together with the file, then it
gets its name; whatever dies between two steps is finished by the next pass. Several processes may do this at once: a
message is marked once, and who comes second throws its file away. In: what a line says is stored so that a second time
changes nothing, a few lines at a time so that nobody who types waits; the file counts as read with its last line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock

from psr_tui.domain.clock import Clock
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.message_templates import Way
from psr_tui.domain.messages import Message
from psr_tui.domain.staff import Actor
from psr_tui.domain.work import NewWork, WorkKind
from psr_tui.exchange.message_lines import FromPatient, Result, out_lines, read_lines, trouble_words
from psr_tui.services.message_gateway import Gateways, MessageGateway
from psr_tui.services.message_results import take_result
from psr_tui.services.portal_steps import take_in
from psr_tui.store.store import Store

Line = tuple[int, Result | FromPatient]
MOST_IN_A_FILE = 200
_LINES_AT_A_TIME = 100
_MOST_FILES = 20  # in one pass; the next comes in a moment


@dataclass(frozen=True, slots=True)
class Passed:
    """What one pass did. ``trouble``: why the folder could not be used."""

    written: int = 0
    results: int = 0
    came: int = 0
    set_aside: int = 0
    trouble: str = ""

    def words(self) -> str:
        """One sentence."""
        if self.trouble:
            return self.trouble
        parts = (
            (self.written, "messages written"), (self.results, "results read"), (self.came, "portal messages came"),
            (self.set_aside, "files set aside"),
        )  # fmt: skip
        told = ", ".join(f"{count} {what}" for count, what in parts if count)
        return f"Messages: {told}." if told else "Messages: nothing to do."


class MessageExchange:
    """The traffic with the message gateway."""

    def __init__(self, store: Store, clock: Clock, gateways: Gateways | None = None) -> None:
        self._store = store
        self._clock = clock
        self._gateways = gateways or Gateways()
        self._pass = Lock()

    def one_pass(self, actor: Actor) -> Passed:
        """Everything that is due. Inside one process a second caller finds nothing to do."""
        if not self._pass.acquire(blocking=False):
            return Passed()
        try:
            with self._store.read() as work:
                gateway = self._gateways.of(work.clinic.get())
            if gateway is None:
                return Passed()
            trouble = gateway.trouble()
            if trouble:
                return Passed(trouble=trouble)
            self._finish_unput(actor, gateway)
            written = self._write(actor, gateway)
            results, came, aside = self._pick_up(actor, gateway)
            return Passed(written, results, came, aside)
        finally:
            self._pass.release()

    # --- out ---
    def _finish_unput(self, actor: Actor, gateway: MessageGateway) -> None:
        """Files left under a passing name: promised ones go out now, the others never were."""
        for file_id in gateway.unput():
            with self._store.write(actor, "message.write", "message_file", file_id) as work:  # behind the gate
                if work.messages.wrote_file(file_id):
                    gateway.put_again(file_id)
                else:
                    gateway.drop(file_id)

    def _write(self, actor: Actor, gateway: MessageGateway) -> int:
        """One file with what waits; 0 when nothing does, or when another process was faster."""
        ready = self._ready()
        if not ready:
            return 0
        body = b"".join(out_lines(ready))
        with self._store.read() as work:
            file_id = work.new_id()
        try:
            with gateway.write(file_id, body) as letter:
                if not self._promise(actor, file_id, ready, body, letter.ready):
                    return 0
                letter.put()
        except InvalidInput:  # the disk is full or the folder is gone: they wait, or the next pass names the file
            return 0
        return len(ready)

    def _ready(self) -> list[Message]:
        """What may go out now: a text waits for the hours in which its patient may be called."""
        with self._store.read() as work:
            waiting = work.messages.waiting(MOST_IN_A_FILE)
            if not waiting:
                return []
            hours, now = work.callbacks.rules(work.now).hours, work.now
        return [
            one
            for one in waiting
            if one.way is not Way.TEXT or hours.for_patient(one.zone, one.state_code, one.to_address).permits(now)
        ]

    def _promise(
        self, actor: Actor, file_id: str, ready: Sequence[Message], body: bytes, still: Callable[[], bool]
    ) -> bool:
        with self._store.write(actor, "message.write", "message_file", file_id) as work:
            ids = [one.id for one in ready]
            if not still() or work.messages.still_queued(ids) != len(ids):
                return False  # one was taken back or written meanwhile: all of it is tried again
            digest = hashlib.sha256(body).hexdigest()
            work.messages.add_file(file_id, "out", f"{file_id}.jsonl", digest, len(ids), work.now, actor)
            work.messages.now_written(ids, file_id, "gateway", work.now)
            for one in ready:
                work.messages.add_event(one.id, "written", work.now, None, f"file {file_id}")
            work.audit.append("message.write", "message_file", file_id, detail={"messages": len(ids)})
            work.touch("messages")
            work.commit()
        return True

    # --- in ---
    def _pick_up(self, actor: Actor, gateway: MessageGateway) -> tuple[int, int, int]:
        results = came = aside = 0
        for name in gateway.arrived()[:_MOST_FILES]:
            body = gateway.read(name)
            if body is None:
                continue
            digest = hashlib.sha256(body).hexdigest()
            stamp = f"{self._clock.now():%Y%m%d-%H%M%S}-{digest[:12]}"
            new_results, new_messages, why = self.receive(actor, body, digest)
            if why:
                gateway.set_aside(name, stamp, why)
            else:
                gateway.finished(name, stamp)
            results, came, aside = results + new_results, came + new_messages, aside + bool(why)
        return results, came, aside

    def receive(self, actor: Actor, body: bytes, digest: str) -> tuple[int, int, str]:
        """Store what a file says: results taken, messages that are new, and why it is set aside ('' when it is not)."""
        with self._store.read() as work:
            if work.messages.knows_file(digest):
                return 0, 0, ""
        said = read_lines(body)
        bad = list(said.bad)
        results = came = 0
        for first in range(0, len(said.lines), _LINES_AT_A_TIME):
            part = said.lines[first : first + _LINES_AT_A_TIME]
            taken, new, refused = self._take(actor, part)
            results, came = results + taken, came + new
            bad += refused
        why = trouble_words(sorted(bad))
        self._read_to_its_end(actor, digest, said.lines, why)
        return results, came, why

    def _take(self, actor: Actor, lines: Sequence[Line]) -> tuple[int, int, list[tuple[int, str]]]:
        try:
            return self._take_all(actor, lines)
        except Refused as refusal:  # by the database itself: must not keep the others out
            if len(lines) == 1:
                return 0, 0, [(lines[0][0], f"was refused: {refusal.message}")]
        each = [self._take(actor, [one]) for one in lines]
        return sum(one[0] for one in each), sum(one[1] for one in each), [bad for one in each for bad in one[2]]

    def _take_all(self, actor: Actor, lines: Sequence[Line]) -> tuple[int, int, list[tuple[int, str]]]:
        taken = new = 0
        refused: list[tuple[int, str]] = []
        with self._store.write(actor, "message.receive", "message_file") as work:
            for number, one in lines:
                if isinstance(one, FromPatient):
                    new += take_in(work, one)
                elif why := take_result(work, one):
                    refused.append((number, why))
                else:
                    taken += 1
            work.commit()
        return taken, new, refused

    def _read_to_its_end(self, actor: Actor, digest: str, lines: Sequence[Line], why: str) -> None:
        """The file is read; what could not be taken of it is on F8, or nobody would ever look into the folder."""
        direction = "in" if any(isinstance(one, FromPatient) for _, one in lines) else "results"
        with self._store.write(actor, "message.receive", "message_file", digest[:16]) as work:
            if work.messages.knows_file(digest):
                return  # another process read it at the same time; each line was taken once all the same
            work.messages.add_file(
                work.new_id(), direction, f"{digest[:12]}.jsonl", digest, len(lines), work.now, actor
            )
            if why:
                text = f"{why} The file is in set-aside, {digest[:12]}; ask whoever runs the gateway."
                new = NewWork(WorkKind.MESSAGE, "A file of the gateway was not read in full", "", "", digest, text)
                work.items.open_item(new, "", "gateway", work.now)
                work.touch("work")
            work.audit.append("message.receive", "message_file", digest[:16], detail={"lines": len(lines)})
            work.touch("messages")
            work.commit()
