"""What comes after: a failed message goes the next way, and callbacks out of attempts are written to (CC-44)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psr_tui.domain.clock import Clock
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.message_templates import Way
from psr_tui.domain.messages import (
    NEXT_WAY,
    PLEASE_CALL,
    Message,
    MessageEvent,
    MessageState,
    Preview,
    Step,
    purpose_of,
)
from psr_tui.domain.staff import Actor
from psr_tui.domain.work import WorkKind
from psr_tui.services import call_acts as acts
from psr_tui.services.callback_rare import take_step
from psr_tui.services.guards import guard_version, must_exist
from psr_tui.services.list_views import ListViews
from psr_tui.services.message_queue import message_of, queue, queued_words
from psr_tui.services.message_steps import Writing, writing
from psr_tui.services.printing import PrintingService
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from psr_tui.store.repositories.callbacks import CallbackState


@dataclass(frozen=True, slots=True)
class Queued:
    """A message that waits to go out, and what to say. A letter is to be printed next (``print_letter``)."""

    message_id: str
    way: Way
    words: str


@dataclass(frozen=True, slots=True)
class MessageReading:
    """A message with everything that happened to it."""

    message: Message
    events: tuple[MessageEvent, ...]


class MessageFollowUp:
    """Reads messages, finds the next way, and writes for the ladder."""

    def __init__(self, store: Store, clock: Clock, printing: PrintingService) -> None:
        self._store = store
        self._clock = clock
        self._printing = printing
        self._views = ListViews(store)

    @property
    def _prints(self) -> bool:
        """Whether this terminal has a printer for letters."""
        return bool(self._printing.where)

    # --- reading ---
    def unfinished(self, actor: Actor) -> list[Message]:
        """What failed and what still waits here; the patients named are logged as seen first."""
        with self._store.read() as work:
            found = work.messages.unfinished()
        self._views.listed(actor, [one.patient_id for one in found], "messages")
        return found

    def looked(self, actor: Actor, patient_id: str) -> None:
        """Words of a message are shown beside the list: logged first, once a sign-in for each patient."""
        self._views.opened(actor, patient_id, "messages")

    def count(self, actor: Actor) -> int:
        """How many those are."""
        with self._store.read() as work:
            return len(work.messages.unfinished())

    def open(self, actor: Actor, message_id: str) -> MessageReading:
        """A message with its history; the patient is logged as seen first."""
        with self._store.write(actor, "view", "message", message_id) as work:
            one = must_exist(work.messages.get(message_id), "This message")
            work.audit.viewed([one.patient_id], "message")
            work.commit()
        with self._store.read() as work:
            return MessageReading(one, tuple(work.messages.events(message_id)))

    # --- after a failure ---
    def next_way(self, actor: Actor, message_id: str) -> Preview:
        """A message that failed, as it would go out the next way that is open to this patient. Raises Refused naming
        why no way is left."""
        with self._store.read() as work:
            failed = must_exist(work.messages.get(message_id), "This message")
            one = writing(work, actor, failed.patient_id, self._prints, failed.appointment_id)
        if failed.state is not MessageState.FAILED:
            raise Refused(f"This {failed.way.word} did not fail; it is {failed.state.value}.")
        way, why = failed.way, ""
        while (after := NEXT_WAY.get(way)) is not None:
            way = after
            made = _same(one, failed, way)
            if made is not None and made.sendable:
                return made
            why = made.problem if made else why
        told = f" {why}" if why else ""
        raise Refused(f"No way is left to write to this patient.{told} 2 closes it with what you did instead.")

    def _follow(self, work: UnitOfWork, actor: Actor, failed_id: str, by: Message) -> None:
        """The failed message is followed up by another one."""
        failed = must_exist(work.messages.get(failed_id), "The message that failed")
        if failed.state is not MessageState.FAILED or failed.patient_id != by.patient_id:
            raise Refused("That message did not fail, or is of another patient; look at the list again.")
        told = f"sent again as a {by.way.word}"
        work.messages.change(failed_id, actor.name, work.now, settled_at=work.now)
        work.messages.add_event(failed_id, "followed", work.now, actor, told)
        work.items.close_about(WorkKind.MESSAGE, failed_id, told, actor.staff_id, actor.name, work.now)
        work.touch("work")

    # --- the ladder ---
    def ladder(
        self, actor: Actor, callback_id: str, version: int, step: str, command_id: str, goes_on: bool = False
    ) -> Queued:
        """Write to a patient nobody could reach by phone, and do that step of the callback, in one transaction.

        ``step``: ``portal``, ``letter`` or ``certified letter``; ``goes_on``: the item stays for the step after it. A
        letter is to be printed next. The same ``command_id`` twice writes once. Raises Refused when this way is not
        open, InvalidInput for another step, Stale when somebody else did a step since ``version`` was read.
        """
        if step not in Step._value2member_map_:
            raise InvalidInput(f"{step}: only portal, letter and certified letter are written; choose one.", "Step")
        with self._store.write(actor, "message.ladder", "callback", callback_id) as work:
            before = work.messages.get(command_id)
            if before is not None:
                return Queued(before.id, before.way, "Sent already; nothing was changed.")
            item = acts.found(work, callback_id)
            guard_version("This callback", item, version, work.clinic.get().tz)
            made, one = self._step(work, actor, item, Step(step))
            message = message_of(one, command_id, made, callback_id)
            queue(work, actor, message, made)
            take_step(work, actor, item, step, goes_on, command_id)
            work.commit()
        return Queued(message.id, message.way, queued_words(message, made.reach.shown))

    def ladder_preview(self, actor: Actor, callback_id: str, step: str) -> Preview:
        """What ``ladder`` would send, to be read first. Raises as it does."""
        with self._store.read() as work:
            return self._step(work, actor, acts.found(work, callback_id), Step(step))[0]

    def _step(self, work: UnitOfWork, actor: Actor, item: CallbackState, step: Step) -> tuple[Preview, Writing]:
        if not item.patient_id:
            raise Refused("Nobody on file stands behind this callback, so there is nobody to write to.")
        code, way = step.template
        one = writing(work, actor, item.patient_id, self._prints, reason_code=item.reason_code)
        made = one.preview(code, way, purpose_of(item.reason_code))
        if made is None:
            raise Refused(f"There is no template {code} in use; have one loaded, or write it by hand.")
        if made.problem:
            raise Refused(made.problem)
        return made, one


def _same(one: Writing, failed: Message, way: Way) -> Preview | None:
    """The failed words by another way: the same template, the same own words, or a request to call."""
    if not failed.template_code:
        return one.own_words(way, failed.purpose, failed.subject, failed.body)
    return one.preview(failed.template_code, way, failed.purpose) or one.preview(PLEASE_CALL, way, failed.purpose)
