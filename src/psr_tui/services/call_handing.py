"""What both sides of a transfer share: the leg of the colleague, and what taking it or not does to the first leg.

Each rep has a leg of their own, so that talk time is their own (call-center.md CC-74).
"""

from __future__ import annotations

from psr_tui.domain.call_sheet import TransferRecord
from psr_tui.domain.calls import CallAct, CallState
from psr_tui.domain.staff import Actor
from psr_tui.services import call_steps as steps
from psr_tui.store.repositories.call_records import CallRecord, Moved
from psr_tui.store.unit_of_work import UnitOfWork


def open_leg(work: UnitOfWork, call: CallRecord, transfer: TransferRecord, to_staff_id: str, verified: bool) -> str:
    """The colleague's own leg: it rings until they take it. Who called and why goes along; what was verified only
    when the two speak with each other first."""
    leg_id = work.new_id()
    work.calls.add(
        {
            "id": leg_id, "direction": call.direction, "state": CallState.RINGING.value, "staff_id": to_staff_id,
            "patient_id": call.patient_id, "callback_id": call.callback_id, "number": call.number,
            "number_typed": call.number_typed, "line": call.line, "queue": call.queue,
            "caller_role": call.caller_role.value, "caller_name": call.caller_name,
            "verified": call.verified if verified else "", "reason_code": call.reason_code, "started_at": work.now,
            "transferred_from": call.id,
        },
        transfer.from_name, work.now,
    )  # fmt: skip
    rings = Moved(work.new_id(), CallAct.RING, transfer.id, "system")
    work.calls.append(leg_id, rings, None, steps.SYSTEM, work.now)
    work.touch(*steps.TOPICS)
    return leg_id


def taken_over(work: UnitOfWork, actor: Actor, leg: CallRecord) -> None:
    """The colleague answered: the transfer is accepted and the first leg ends with its own talk time."""
    transfer = work.calls.coming_to(leg)
    if transfer is not None and transfer.open:
        accepted(work, actor, transfer)


def accepted(work: UnitOfWork, actor: Actor, transfer: TransferRecord) -> None:
    """They take it: stamps, and the first leg goes to its wrap-up."""
    work.calls.change_transfer(transfer.id, answered_at=transfer.answered_at or work.now, accepted_at=work.now)
    first = steps.found(work, transfer.call_id)
    steps.log(work, actor, first, CallAct.TRANSFER_ACCEPTED, detail=transfer.id)
    if steps.live(first):
        steps.move(work, actor, first, CallAct.END, told_by="system")


def refused(work: UnitOfWork, actor: Actor, transfer: TransferRecord, why: str) -> None:
    """They do not take it: the leg that rang is over, and the caller is still with the first rep."""
    work.calls.change_transfer(transfer.id, refused_at=work.now, why=why)
    steps.log(work, actor, steps.found(work, transfer.call_id), CallAct.TRANSFER_REFUSED, detail=transfer.id)
    leg = work.calls.leg_of(transfer) if transfer.to_staff_id else None
    if leg is not None and leg.state is CallState.RINGING:
        steps.move(work, actor, leg, CallAct.MISS, told_by="system")
