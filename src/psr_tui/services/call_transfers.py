"""Handing a call on: asked, answered, accepted or refused, with words for the next person (call-center.md CC-74)."""

from __future__ import annotations

from dataclasses import dataclass

from psr_tui.domain.call_sheet import TransferRecord
from psr_tui.domain.calls import CallAct, CallState
from psr_tui.domain.errors import InvalidInput, NotFound, Refused
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean, clean_note
from psr_tui.services import call_handing as handing
from psr_tui.services import call_steps as steps
from psr_tui.services.call_base import CallBase
from psr_tui.store.repositories.call_records import CallRecord
from psr_tui.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class HandOn:
    """To whom and how. ``to_staff_id``: a colleague at this clinic, else ``to_whom`` names a team or another office.
    ``attended``: the two speak first and the caller waits on hold; blind: the caller goes over at once."""

    command_id: str
    call_id: str
    attended: bool
    words: str
    to_staff_id: str = ""
    to_whom: str = ""


class CallTransfers(CallBase):
    """The sides of a transfer."""

    def hand_on(self, actor: Actor, new: HandOn) -> str:
        """Ask somebody to take the call. Raises InvalidInput without anybody or without words, Refused while it is
        handed on already or to oneself. The same ``command_id`` twice is one transfer."""
        words = clean_note(new.words, 500)
        if not words:
            raise InvalidInput(
                "Words: say what the next person should know, for example refill, wants Dr. Lee.", "words"
            )
        with self._store.write(actor, "call.transfer", "call", new.call_id) as work:
            if work.calls.transfer(new.command_id) is not None:
                return "It was handed on already."
            call = steps.mine(work, actor, new.call_id)
            self._check(work, call)
            whom = self._whom(work, actor, new)
            work.calls.add_transfer(
                {
                    "id": new.command_id, "call_id": call.id, "way": "attended" if new.attended else "blind",
                    "to_whom": whom, "to_staff_id": new.to_staff_id or None, "words": words, "asked_at": work.now,
                }
            )  # fmt: skip
            steps.log(work, actor, call, CallAct.TRANSFER, detail=new.command_id)
            self._begin(work, actor, call, new)
            work.commit()
        if new.attended:
            return f"{whom} is asked; the caller is on hold. f says what they answered."
        return f"Handed on to {whom}; the digit of the outcome saves your part."

    def transfer_answered(self, actor: Actor, transfer_id: str) -> str:
        """They are on the line: the two speak while the caller is on hold."""
        with self._store.write(actor, "call.transfer_answered", "call_transfer", transfer_id) as work:
            transfer = self._open(work, actor, transfer_id)
            if transfer.answered_at is None:
                work.calls.change_transfer(transfer_id, answered_at=work.now)
                call = steps.found(work, transfer.call_id)
                steps.log(work, actor, call, CallAct.TRANSFER_ANSWERED, detail=transfer_id)
                work.commit()
        return f"You speak with {transfer.to_whom}; f says whether they take it."

    def transfer_accepted(self, actor: Actor, transfer_id: str) -> str:
        """They take it, by the word of the rep who hands on: the own leg ends. A colleague who works with this program
        takes it in their own box."""
        with self._store.write(actor, "call.transfer_accepted", "call_transfer", transfer_id) as work:
            transfer = self._open(work, actor, transfer_id)
            leg = work.calls.leg_of(transfer) if transfer.to_staff_id else None
            handing.accepted(work, actor, transfer)
            if leg is not None and leg.state is CallState.RINGING:  # their ear is theirs: it rings in their box still
                steps.log(work, actor, leg, CallAct.TRANSFER_ACCEPTED, detail=transfer_id)
            work.commit()
        return f"{transfer.to_whom} has the call; the digit of the outcome saves your part."

    def transfer_refused(self, actor: Actor, transfer_id: str, why: str) -> str:
        """They do not take it. Either side may say so; ``why`` is for the other one."""
        said = clean(why, 200)
        if not said:
            raise InvalidInput("Why: type what they said, for example in a meeting until 2.", "Why")
        with self._store.write(actor, "call.transfer_refused", "call_transfer", transfer_id) as work:
            transfer = self._open(work, actor, transfer_id)
            handing.refused(work, actor, transfer, said)
            work.commit()
        if transfer.to_staff_id == actor.staff_id:
            return f"{transfer.from_name} is told; the caller is still theirs."
        return f"{transfer.to_whom} does not take it; the caller is still yours: h takes them off hold."

    def colleagues(self, actor: Actor) -> list[tuple[str, str]]:
        """(id, name) of everybody else a call can be handed to."""
        with self._store.read() as work:
            return [(one.id, one.name) for one in work.staff.everyone() if one.id != actor.staff_id and one.active]

    # --- inside ---
    def _check(self, work: UnitOfWork, call: CallRecord) -> None:
        if not steps.live(call) or call.state is CallState.RINGING:
            raise Refused("Only a call with somebody on the line can be handed on.")
        if any(one.open for one in work.calls.transfers(call.id)):
            raise Refused("It is handed on already; f says what they answered.")

    def _whom(self, work: UnitOfWork, actor: Actor, new: HandOn) -> str:
        if not new.to_staff_id:
            whom = clean(new.to_whom, 80)
            if not whom:
                raise InvalidInput("To: choose a colleague, or type the team or office.", "to")
            return whom
        member = work.staff.get(new.to_staff_id)
        if member is None or not member.active or member.id == actor.staff_id:
            raise Refused("A call is handed to somebody else who works here; choose another person.")
        return member.name

    def _begin(self, work: UnitOfWork, actor: Actor, call: CallRecord, new: HandOn) -> None:
        transfer = work.calls.transfer(new.command_id)
        if transfer is not None and new.to_staff_id:
            handing.open_leg(work, call, transfer, new.to_staff_id, new.attended)
        if new.attended and call.state is CallState.TALKING:
            steps.move(work, actor, call, CallAct.HOLD)
        if not new.attended:
            steps.move(work, actor, call, CallAct.END)

    def _open(self, work: UnitOfWork, actor: Actor, transfer_id: str) -> TransferRecord:
        transfer = work.calls.transfer(transfer_id)
        if transfer is None:
            raise NotFound("This transfer is not in the store any more.")
        if actor.staff_id not in (transfer.from_id, transfer.to_staff_id):
            raise Refused("This call was handed on between two others.")
        if not transfer.open:
            how = "taken" if transfer.accepted_at else "refused"
            raise Refused(f"It was {how} already; Ctrl+O shows how it stands.")
        return transfer
