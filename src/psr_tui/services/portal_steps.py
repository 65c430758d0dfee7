"""Steps of portal messages that other use cases share: taking one in, and answering one."""

from __future__ import annotations

from datetime import datetime, timedelta

from psr_tui.domain.errors import Refused
from psr_tui.domain.messages import Message
from psr_tui.domain.portal_triage import InState, Pool, PortalMessage, Proposal, propose
from psr_tui.domain.staff import Actor
from psr_tui.exchange.message_lines import FromPatient
from psr_tui.services.guards import must_exist
from psr_tui.services.limit_steps import end_limits
from psr_tui.store.repositories.limit_objects import MESSAGE
from psr_tui.store.unit_of_work import UnitOfWork

RECEIPT = "reply_received"
"""The one answer the desk may give to what is the nurses': that it came, and who reads it."""


def take_in(work: UnitOfWork, one: FromPatient) -> bool:
    """Put a portal message on the list, once for ever by its id outside; whether it was new.

    Clinical words put it to the nurses at once, a red-flag phrase makes it urgent; everything else waits for a rep.
    A record whose birth date is another than the portal says is not this patient's: somebody chooses.
    """
    if work.portal_messages.known(one.external_id):
        return False
    found = work.portal_messages.patient_of(one.mrn, one.portal_id)
    known = found is not None and not (one.born and found[1] and one.born != found[1])
    proposal = propose(one.subject, one.body, work.flags.phrases())
    to_nurses = proposal.pool is Pool.NURSES
    received = min(one.at, work.now) if one.at else work.now
    message_id = work.new_id()
    message = PortalMessage(
        message_id, found[0] if found and known else "", "", one.from_name, one.subject, one.body, one.language,
        received, Pool.NURSES if to_nurses else Pool.UNSORTED, proposal.words, bool(proposal.phrase),
        InState.ROUTED if to_nurses else InState.NEW, "", "", due(work, message_id, received, proposal), "", "", 1,
        "gateway", work.now,
    )  # fmt: skip
    work.portal_messages.add(message, one.external_id)
    why = "" if known else ("the birth date of the record is another" if found else "no record of this sender")
    work.messages.add_event(message.id, "came", work.now, None, why)
    if to_nurses:
        work.messages.add_event(message.id, "routed", work.now, None, proposal.words)
    work.audit.append("portal.came", "portal_message", message.id, detail={"urgent": message.urgent})
    work.touch("messages")
    return True


def due(work: UnitOfWork, message_id: str, received: datetime, proposal: Proposal) -> datetime | None:
    """When it has to be answered: urgent ones as fast as a red flag is picked up; the others start the clock of the
    clinic's policy, and have no time where that is switched off."""
    if proposal.phrase:
        return received + timedelta(minutes=work.clinic.get().pickup_minutes)
    return work.clocks.start("PORTAL", MESSAGE, message_id, since=received)


def check_free(one: PortalMessage, actor: Actor) -> None:
    """Raise Refused when the message is over, or somebody else has it."""
    if one.state.over:
        raise Refused(f"This message is {one.state.value} already ({one.changed_by}); nothing was changed.")
    if one.state is InState.TAKEN and one.taken_by != actor.staff_id:
        raise Refused(f"{one.taken_by_name} has this message; ask them, or a lead gives it back (2).")


def answered(work: UnitOfWork, actor: Actor, message_id: str, by: Message) -> None:
    """A message goes back to the patient: the question is answered, but what is the nurses' stays theirs."""
    one = must_exist(work.portal_messages.get(message_id), "This portal message")
    check_free(one, actor)
    if one.patient_id != by.patient_id:
        raise Refused("That message is of another patient; look at the list again.")
    if one.pool is Pool.NURSES:
        if by.template_code != RECEIPT:
            raise Refused("This is the nurses' message: the desk says only that it came; choose that sentence.")
        work.messages.add_event(message_id, "receipt", work.now, actor)
        work.portal_messages.change(message_id, actor.name, work.now)
    else:
        finish(work, actor, one, InState.ANSWERED, f"answered: {by.subject}")
    work.touch("messages")


def finish(work: UnitOfWork, actor: Actor, one: PortalMessage, state: InState, outcome: str, **more: object) -> None:
    """The end of a message, with what came of it."""
    values = {"state": state.value, "outcome": outcome, "closed_at": work.now, **more}
    work.portal_messages.change(one.id, actor.name, work.now, **values)
    work.messages.add_event(one.id, state.value, work.now, actor, outcome)
    end_limits(work, actor, MESSAGE, one.id, outcome)
    patient_id = str(more.get("patient_id") or one.patient_id)
    if patient_id:
        work.messages.heard(patient_id, actor, work.now, f"portal message: {one.subject or 'no subject'}; {outcome}")
    work.audit.append(f"portal.{state.value}", "portal_message", one.id)
    work.touch("messages")
