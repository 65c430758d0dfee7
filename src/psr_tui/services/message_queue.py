"""Putting a message into the queue: the row, its first event, the contact log, the audit; for every way it is made."""

from __future__ import annotations

from psr_tui.domain.message_templates import Way
from psr_tui.domain.messages import Message, MessageState, Preview
from psr_tui.domain.staff import Actor
from psr_tui.services.message_steps import Writing
from psr_tui.store.unit_of_work import UnitOfWork


def message_of(
    one: Writing, message_id: str, made: Preview, callback_id: str = "", reply_to: str = "", appointment_id: str = ""
) -> Message:
    """The message that a preview becomes. A visit is linked to words about appointments only."""
    linked = appointment_id or (one.visit.visit_id if one.visit and "appt" in made.template_code else "")
    return Message(
        message_id, one.patient.id, one.patient.display, made.reach.way, made.template_code, made.language,
        made.purpose, made.reach.address, made.subject, made.body, MessageState.QUEUED, "", callback_id, one.now,
        one.actor.name, 1, one.actor.name, one.now, reply_to, linked,
    )  # fmt: skip


def queue(work: UnitOfWork, actor: Actor, one: Message, made: Preview, call_id: str = "") -> None:
    """Write it down; the caller commits."""
    work.audit.viewed([one.patient_id], "message")
    work.messages.add(one, actor, work.now, call_id, made.number or None)
    work.messages.contacted(one, actor, work.now, f"{one.way.word}: {made.label}")
    work.audit.append("message.send", "message", one.id, detail={"way": one.way.value, "template": one.template_code})
    work.touch("messages")


def queued_words(one: Message, shown: str) -> str:
    """For the message line."""
    if one.way is Way.LETTER:
        return "The letter is written; it goes to the printer now."
    return f"{one.way.word.capitalize()} to {shown} queued; 8 on F8 messages takes it back."
