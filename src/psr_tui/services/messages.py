"""Messages to one patient: shown whole before they go out, queued for the gateway or the printer, taken back in time.

What stands in the preview is what goes out: the words are filled in again inside the transaction and compared.
"""

from __future__ import annotations

from dataclasses import dataclass

from psr_tui.domain.contacts import Purpose
from psr_tui.domain.errors import InvalidInput, NotFound, Refused
from psr_tui.domain.message_templates import Way
from psr_tui.domain.messages import Message, MessageState, Offers, Preview
from psr_tui.domain.portal_triage import Pool
from psr_tui.domain.staff import Actor
from psr_tui.domain.work import WorkKind
from psr_tui.services.guards import guard_version, must_exist
from psr_tui.services.letters import print_letter
from psr_tui.services.message_follow_up import MessageFollowUp, MessageReading, Queued
from psr_tui.services.message_queue import message_of, queue, queued_words
from psr_tui.services.message_steps import Writing, writing
from psr_tui.services.portal_steps import RECEIPT, answered
from psr_tui.services.visit_words import to_come
from psr_tui.store.unit_of_work import UnitOfWork

__all__ = ["MessageReading", "MessageService", "Queued", "SendMessage"]
_HIDDEN_PREFIX = "ladder_"
_REPLY_PREFIX = "reply_"


@dataclass(frozen=True, slots=True)
class SendMessage:
    """One message as the rep saw it. ``command_id`` is made by the screen and becomes the message's id, so that a
    second Enter sends nothing. ``instead_of``: one that could not be delivered; ``reply_to``: a portal message."""

    command_id: str
    patient_id: str
    seen: Preview
    appointment_id: str = ""
    callback_id: str = ""
    call_id: str = ""
    instead_of: str = ""
    reply_to: str = ""


class MessageService(MessageFollowUp):
    """Offers, sends, prints and takes back."""

    # --- before ---
    def offers(self, actor: Actor, patient_id: str, visit_id: str = "", reply_to: str = "") -> Offers:
        """Every message this patient can be sent, in full and always in the same order; the view is logged.
        ``reply_to``: a portal message that is answered; of what is the nurses' only the receipt. Raises NotFound."""
        with self._store.write(actor, "view", "patient", patient_id) as work:
            one = writing(work, actor, patient_id, self._prints, visit_id)
            work.audit.viewed([patient_id], "message")
            asked = must_exist(work.portal_messages.get(reply_to), "This message") if reply_to else None
            work.commit()
        of_nurses = asked is not None and asked.pool is Pool.NURSES
        keys = dict.fromkeys((each.code, each.way) for each in one.templates if each.active)
        fitting = [key for key in keys if _offered(*key, asked is not None) and (not of_nurses or key[0] == RECEIPT)]
        previews = [made for code, way in fitting if (made := one.preview(code, way)) is not None]
        visit = f"{to_come(one.clinic, one.visit).starts:%a %m/%d %H:%M}" if one.visit else ""
        return Offers(patient_id, one.patient.display, tuple(previews), visit, not of_nurses)

    def own_words(self, actor: Actor, patient_id: str, way: Way, subject: str, body: str) -> Preview:
        """Free words as they would go out. Raises InvalidInput naming what may not stand there."""
        with self._store.read() as work:
            one = writing(work, actor, patient_id, self._prints)
        return one.own_words(way, Purpose.OTHER, subject, body)

    # --- sending ---
    def send(self, actor: Actor, new: SendMessage) -> Queued:
        """Queue it. Raises Refused when it may not go out or is not what was seen, InvalidInput, Stale, NotFound."""
        with self._store.write(actor, "message.send", "patient", new.patient_id) as work:
            before = work.messages.get(new.command_id)
            if before is not None:
                return Queued(before.id, before.way, "Sent already; nothing was changed.")
            one = writing(work, actor, new.patient_id, self._prints, new.appointment_id)
            message = self._checked(one, new)
            queue(work, actor, message, new.seen, new.call_id)
            if new.instead_of:
                self._follow(work, actor, new.instead_of, message)
            if new.reply_to:
                answered(work, actor, new.reply_to, message)
            work.commit()
        return Queued(message.id, message.way, queued_words(message, new.seen.reach.shown))

    def _checked(self, one: Writing, new: SendMessage) -> Message:
        """The message made anew, which must be what was seen."""
        seen = new.seen
        way = seen.reach.way
        if seen.template_code:
            made = one.preview(seen.template_code, way, seen.purpose)
            if made is None:
                raise NotFound("This template is not in use any more; choose another one.")
        else:
            made = one.own_words(way, seen.purpose, seen.subject, seen.body)
        if made.problem:
            raise Refused(made.problem)
        if (made.subject, made.body, made.reach.address) != (seen.subject, seen.body, seen.reach.address):
            raise Refused("Words or address changed while you looked; look at the message again before it goes out.")
        return message_of(one, new.command_id, made, new.callback_id, new.reply_to, new.appointment_id)

    def print_letter(self, actor: Actor, message_id: str, again: bool = False) -> str:
        """Print a queued letter; run it with ``desk.outside``. ``again``: one that may not have come out. What fails
        waits in :printing. Raises Refused for what is printed already."""
        return print_letter(self._store, self._printing, actor, message_id, again)

    def came_out(self, actor: Actor, message_id: str, version: int) -> str:
        """A letter lies in somebody's hand and goes to the post."""
        with self._store.write(actor, "message.printed", "message", message_id) as work:
            one = self._at_version(work, message_id, version)
            if one.way is not Way.LETTER or one.state is not MessageState.WRITTEN:
                raise Refused("This letter does not wait for the printer; look at the list again.")
            values = {"state": MessageState.SENT.value, "settled_at": work.now}
            work.messages.change(message_id, actor.name, work.now, **values)
            work.messages.add_event(message_id, "printed", work.now, actor)
            work.audit.append("message.printed", "message", message_id)
            work.touch("messages")
            work.commit()
        return "The letter is done; it goes to the post."

    # --- taking back ---
    def cancel(self, actor: Actor, message_id: str, version: int, why: str) -> str:
        """Take a message back while it waits. Raises Refused once it went out."""
        reason = why.strip()
        if not reason:
            raise InvalidInput("Why: say in a few words why it is not sent.", "Why")
        with self._store.write(actor, "message.cancel", "message", message_id) as work:
            one = self._at_version(work, message_id, version)
            if one.state is not MessageState.QUEUED:
                raise Refused(f"This {one.way.word} is {one.state.value} already and cannot be taken back.")
            values = {"state": MessageState.CANCELLED.value, "settled_at": work.now}
            work.messages.change(message_id, actor.name, work.now, **values)
            work.messages.add_event(message_id, "cancelled", work.now, actor, reason)
            work.messages.contacted(one, actor, work.now, f"{one.way.word}, taken back: {reason}")
            work.audit.append("message.cancel", "message", message_id, reason=reason)
            work.touch("messages")
            work.commit()
        return f"The {one.way.word} is not sent."

    def done_with(self, actor: Actor, message_id: str, version: int, outcome: str) -> str:
        """A failed message is followed up otherwise: off the list with what came of it."""
        said = outcome.strip()
        if not said:
            raise InvalidInput("Say in a few words what came of it.", "Outcome")
        with self._store.write(actor, "message.done", "message", message_id) as work:
            one = self._at_version(work, message_id, version)
            if one.state is not MessageState.FAILED:
                raise Refused("Only a message that failed is closed by hand; 8 takes a waiting one back.")
            work.messages.change(message_id, actor.name, work.now, settled_at=work.now)
            work.messages.add_event(message_id, "closed", work.now, actor, said)
            work.items.close_about(WorkKind.MESSAGE, message_id, said, actor.staff_id, actor.name, work.now)
            work.audit.append("message.done", "message", message_id)
            work.touch("messages", "work")
            work.commit()
        return "Off the list."

    # --- inside ---
    def _at_version(self, work: UnitOfWork, message_id: str, version: int) -> Message:
        one = must_exist(work.messages.get(message_id), "This message")
        guard_version("This message", one, version, work.clinic.get().tz)
        return one


def _offered(code: str, way: Way, reply: bool) -> bool:
    """Whether a template is chosen by hand here: the ladder's own are not, answers only to a portal message."""
    if code.startswith(_HIDDEN_PREFIX):
        return False
    return (way is Way.PORTAL and code.startswith(_REPLY_PREFIX)) if reply else not code.startswith(_REPLY_PREFIX)
