"""Requests go out and answers come in, restart-safe: nothing is sent twice and nothing is read twice.

Out: the check is written, then the file under a passing name, then the promise that it was sent, then the file gets its
name. Whatever dies between two steps is finished by the next pass. In: the file's content is claimed in the transaction
that stores what it says; moving it away comes afterwards and may be done by anybody.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from psr_tui.domain.clock import Clock
from psr_tui.domain.eligibility_check import NO_ANSWER_AFTER, Channel, Check, CheckState
from psr_tui.domain.errors import InvalidInput, NotFound, Refused
from psr_tui.domain.staff import Actor
from psr_tui.domain.visit import VisitState
from psr_tui.exchange.x12 import read
from psr_tui.services.eligibility_answers import fails, take
from psr_tui.services.eligibility_channels import NOT_SET_UP, EligibilityChannel, EligibilityChannels
from psr_tui.services.eligibility_questions import add_question, at_visit, check_may_ask, superseded
from psr_tui.store.store import Store

if TYPE_CHECKING:
    from psr_tui.store.unit_of_work import UnitOfWork

_LARGEST = 16_000_000
_SILENT = f"No answer came within {NO_ANSWER_AFTER // timedelta(hours=1)} hours."


@dataclass(frozen=True, slots=True)
class Passed:
    """What one pass over the exchange did. ``trouble``: why the folder could not be used."""

    sent: int = 0
    read: int = 0
    answers: int = 0
    set_aside: int = 0
    asked_again: int = 0
    trouble: str = ""

    @property
    def idle(self) -> bool:
        """Whether there was nothing to do."""
        return not (self.sent or self.read or self.set_aside or self.asked_again)

    def words(self) -> str:
        """One sentence."""
        if self.trouble:
            return self.trouble
        parts = (
            (self.sent, "sent"), (self.read, "files read"), (self.answers, "checks answered"),
            (self.set_aside, "files set aside"), (self.asked_again, "asked again"),
        )  # fmt: skip
        told = ", ".join(f"{count} {what}" for count, what in parts if count)
        return f"Exchange: {told}." if told else "Exchange: nothing to do."


class EligibilityExchange:
    """The traffic with payers; every transaction is short, so that nobody who types waits for it."""

    def __init__(self, store: Store, clock: Clock, channels: EligibilityChannels) -> None:
        self._store = store
        self._clock = clock
        self._channels = channels

    # --- out ---
    def deliver(self, actor: Actor, check_id: str) -> bool:
        """Send a queued check. False when another process was faster, or when it failed, which is kept with it."""
        with self._store.read() as work:
            check = work.eligibility.get(check_id)
            if check is None or check.state is not CheckState.QUEUED:
                return False
            body, clinic = work.eligibility.raw(check_id)[0], work.clinic.get()
        channel = self._channels.of(check.channel, clinic)
        if channel is None or channel.trouble():
            self._failed(actor, check, channel.trouble() if channel else NOT_SET_UP[check.channel])
            return False
        try:
            sent, answer = self._send(actor, check, body, channel)
        except InvalidInput as error:
            self._failed(actor, check, error.message)
            return False
        if answer is not None:
            self.receive(actor, answer, f"{check.control:09d}.271")
        return sent

    def _send(self, actor: Actor, check: Check, body: bytes, channel: EligibilityChannel) -> tuple[bool, bytes | None]:
        now = self._clock.now()
        with self._store.read() as work:
            file_id, tz = work.new_id(), work.clinic.get().tz
        control = check.control or 0
        with channel.write(control, file_id, body, now.astimezone(tz)) as letter:
            with self._store.write(actor, "eligibility.send", "eligibility_check", check.check_id) as work:
                if not letter.ready() or not work.eligibility.now_sent(check.check_id, actor.name, work.now):
                    return False, None
                digest = hashlib.sha256(body).hexdigest()
                work.eligibility.add_file(file_id, "out", f"{control:09d}.270", digest, work.now, "written", "", 1)
                work.touch("eligibility")
                work.commit()
            return True, letter.put()

    def _failed(self, actor: Actor, check: Check, why: str) -> None:
        with self._store.write(actor, "eligibility.fail", "eligibility_check", check.check_id) as work:
            known = work.eligibility.get(check.check_id)
            if known is not None and known.state in (CheckState.QUEUED, CheckState.SENT):
                fails(work, actor, known, why)
                work.commit()

    # --- in ---
    def receive(self, actor: Actor, body: bytes, name: str) -> tuple[bool, int, str]:
        """Store what a file says, once for ever. The answers: whether it was new, how many checks it answered, and why
        it is to be set aside ('' when it is not). A file that was read before tells what became of it then."""
        digest = hashlib.sha256(body).hexdigest()
        answer = read(body) if len(body) <= _LARGEST else None  # outside the gate: it may take a while
        with self._store.write(actor, "eligibility.receive", "eligibility_file", digest[:16]) as work:
            known = work.eligibility.file("in", digest)
            if known is not None:
                return False, 0, known.reason if known.state == "set_aside" else ""
            done, why = 0, "The file is far too large for an answer of a payer."
            if answer is not None:
                taken = take(work, actor, body, answer)
                done, why = taken.checks, taken.why
            state = "set_aside" if why else "read"
            work.eligibility.add_file(work.new_id(), "in", name, digest, work.now, state, why, done)
            work.audit.append(
                "eligibility.file", "eligibility_file", digest[:16], detail={"state": state, "checks": done}
            )
            work.touch("eligibility")
            work.commit()
        return True, done, why

    # --- the pass ---
    def one_pass(self, actor: Actor) -> Passed:
        """Everything that is due: unfinished requests, files that came in, silence, and asking again."""
        with self._store.read() as work:
            clinic = work.clinic.get()
            queued = [one.check_id for one in work.eligibility.in_state(CheckState.QUEUED)]
        folder = self._channels.of(Channel.X12, clinic)
        trouble = folder.trouble() if folder is not None else ""
        if folder is not None and not trouble:
            self._finish_unput(actor, folder)
        sent = sum(self.deliver(actor, check_id) for check_id in queued)
        read_, answers, aside = self._pick_up(actor, folder) if folder is not None and not trouble else (0, 0, 0)
        self._tell_silence(actor)
        return Passed(sent, read_, answers, aside, self._ask_again(actor), trouble)

    def _finish_unput(self, actor: Actor, folder: EligibilityChannel) -> None:
        """Requests left under a passing name: promised ones go out now, the others are written anew."""
        for file_id in folder.unput():
            with self._store.write(actor, "eligibility.send", "eligibility_file", file_id) as work:  # behind the gate
                if work.eligibility.file_written(file_id):
                    folder.put_again(file_id)
                else:
                    folder.drop(file_id)

    def _pick_up(self, actor: Actor, folder: EligibilityChannel) -> tuple[int, int, int]:
        read_ = answers = aside = 0
        for name in folder.arrived():
            body = folder.read(name)
            if body is None:
                continue
            try:
                new, done, why = self.receive(actor, body, name)
            except Refused as refusal:  # what the database itself refuses must not be tried for ever
                new, done, why = True, 0, refusal.message
            stamp = f"{self._clock.now():%Y%m%d-%H%M%S}-{hashlib.sha256(body).hexdigest()[:12]}"
            if why:
                folder.set_aside(name, stamp, why)
            else:
                folder.finished(name, stamp)
            read_, answers, aside = read_ + (new and not why), answers + done, aside + (new and bool(why))
        return read_, answers, aside

    def _tell_silence(self, actor: Actor) -> None:
        with self._store.read() as work:
            silent = work.eligibility.silent_since(self._clock.now() - NO_ANSWER_AFTER)
        for check in silent:
            self._failed(actor, check, _SILENT)

    def _ask_again(self, actor: Actor) -> int:
        with self._store.read() as work:
            due = work.eligibility.due_again(self._clock.now())
        return sum(self._again(actor, check) for check in due)

    def _again(self, actor: Actor, check: Check) -> bool:
        """A new check for a failed one; each try keeps its own request and answer."""
        with self._store.write(actor, "eligibility.ask", "eligibility_check", check.check_id) as work:
            known = work.eligibility.get(check.check_id)
            if known is None or known.next_try_at is None:
                return False  # another process was faster
            superseded(work, actor, known)
            check_id = self._question(work, actor, known)
            work.touch("eligibility")
            work.commit()
        if check_id:
            self.deliver(actor, check_id)
        return bool(check_id)

    def _question(self, work: UnitOfWork, actor: Actor, check: Check) -> str:
        """The id of the new check; '' when there is nothing to ask any more (answered meanwhile, visit cancelled)."""
        newest = work.eligibility.newest([check.coverage_id]).get(check.coverage_id)
        if newest is not None and newest.check_id != check.check_id:
            return ""
        try:
            one = at_visit(work, check.visit_id, check.coverage_id)
            if VisitState(one.state).closed:
                return ""
            check_may_ask(work, one, self._channels)
            return add_question(work, actor, one, check.tries)
        except (Refused, NotFound) as error:
            work.eligibility.change(check.check_id, actor.name, work.now, failure=error.message)
            return ""
