"""Messages to patients: which way may be used for what, where each stands, and what comes after a failure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from psr_tui.domain.contacts import Permissions, Purpose
from psr_tui.domain.message_templates import Way
from psr_tui.domain.patients import Address, Patient, Phone, PhoneKind, Portal, mrn_text


class MessageState(StrEnum):
    """Where a message is. It moves forward only, however late or often a result comes."""

    QUEUED = "queued"
    WRITTEN = "written"  # in a file for the gateway, or on the printer's list
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def over(self) -> bool:
        return self in (MessageState.DELIVERED, MessageState.FAILED, MessageState.CANCELLED)


_RANK = {
    MessageState.QUEUED: 0, MessageState.WRITTEN: 1, MessageState.SENT: 2, MessageState.DELIVERED: 3,
    MessageState.FAILED: 3, MessageState.CANCELLED: 3,
}  # fmt: skip


def moves(state: MessageState, reported: MessageState) -> bool:
    """Whether a result changes anything: the first that ends a message counts, older news changes nothing. What was
    never given to the gateway cannot come back from it."""
    return state is not MessageState.QUEUED and not state.over and _RANK[reported] > _RANK[state]


@dataclass(frozen=True, slots=True)
class Message:
    """A message to a patient as lists and boxes show it. Times are aware UTC."""

    id: str
    patient_id: str
    patient: str
    way: Way
    template_code: str
    language: str
    purpose: Purpose
    to_address: str
    subject: str
    body: str
    state: MessageState
    trouble: str
    callback_id: str
    queued_at: datetime
    queued_by: str
    version: int
    changed_by: str
    changed_at: datetime
    reply_to: str = ""
    appointment_id: str = ""
    zone: str = ""
    state_code: str = ""


@dataclass(frozen=True, slots=True)
class MessageEvent:
    """One thing that happened to a message, out or in."""

    at: datetime
    by: str
    kind: str
    detail: str = ""


# --- may it go this way? ---
@dataclass(frozen=True, slots=True)
class Reach:
    """Where a message would go, or in one sentence why it may not."""

    way: Way
    address: str = ""
    shown: str = ""
    why_not: str = ""


_PURPOSE_WORDS = {
    Purpose.APPOINTMENT: "appointments", Purpose.RESULTS: "results", Purpose.BILLING: "billing",
    Purpose.OTHER: "other matters",
}  # fmt: skip


def reach(
    way: Way, purpose: Purpose, patient: Patient, permissions: Permissions, not_to_call: Collection[str] = ()
) -> Reach:
    """Where a message of this purpose would go (FD-104). ``not_to_call``: numbers on the do-not-call list, E.164.

    A no of the patient always counts. A text also needs a yes: to texts about this, or to texts on that number.
    """
    if patient.deceased_on is not None:
        return Reach(way, why_not="This patient has died; nothing is sent.")
    if patient.merged_into:
        return Reach(way, why_not="This record was merged; find the patient again with Ctrl+F.")
    answer = permissions.may(way.channel, purpose)
    if answer is False:
        what = {Way.TEXT: "texts", Way.PORTAL: "portal messages", Way.LETTER: "letters"}[way]
        return Reach(way, why_not=f"The patient wants no {what} about {_PURPOSE_WORDS[purpose]}; choose another way.")
    if way is Way.TEXT:
        return _by_text(patient.demographics.phones, answer, not_to_call)
    if way is Way.PORTAL:
        return _by_portal(patient)
    return _by_letter(patient.demographics.address)


def _by_text(phones: Sequence[Phone], answer: bool | None, not_to_call: Collection[str]) -> Reach:
    good = [one for one in phones if one.number.e164 and one.wrong_since is None]
    agreed = [one for one in good if one.may_text or (answer and one.kind is PhoneKind.MOBILE)]
    free = [one for one in agreed if one.number.e164 not in not_to_call]
    if free:
        return Reach(Way.TEXT, free[0].number.e164, free[0].number.display)
    if agreed:
        return Reach(Way.TEXT, why_not="This number is on the do-not-call list; choose another way.")
    if not any(one.kind is PhoneKind.MOBILE for one in good):
        return Reach(Way.TEXT, why_not="There is no mobile number that works on file; choose another way.")
    return Reach(Way.TEXT, why_not="Nobody asked whether texts are welcome; ask, and note it on the card (5).")


def _by_portal(patient: Patient) -> Reach:
    if patient.demographics.portal is Portal.ACTIVE:
        return Reach(Way.PORTAL, mrn_text(patient.mrn), "the portal account")
    words = {Portal.INVITED: "was invited to the portal and has not come", Portal.DECLINED: "does not want the portal"}
    told = words.get(patient.demographics.portal, "does not use the portal")
    return Reach(Way.PORTAL, why_not=f"The patient {told}; choose another way.")


def _by_letter(address: Address) -> Reach:
    if address.street and address.city:
        return Reach(Way.LETTER, address.one_line, address.one_line)
    return Reach(Way.LETTER, why_not="There is no whole address on file; ask for it, and note it on the card (5).")


# --- what comes next ---
PLEASE_CALL = "call_us"
NEXT_WAY = {Way.TEXT: Way.PORTAL, Way.PORTAL: Way.LETTER}
"""Where a message goes on when it could not be delivered; after a letter somebody looks for the patient by hand."""


class Step(StrEnum):
    """A step of the ladder that writes (CC-44); the value is the word in the cadence's row."""

    PORTAL = "portal"
    LETTER = "letter"
    CERTIFIED = "certified letter"

    @property
    def template(self) -> tuple[str, Way]:
        return _STEPS[self]


_STEPS = {
    Step.PORTAL: ("ladder_portal", Way.PORTAL),
    Step.LETTER: ("ladder_letter", Way.LETTER),
    Step.CERTIFIED: ("ladder_certified", Way.LETTER),
}
_OF_REASON = {
    **dict.fromkeys(("SCHED", "RESCH", "CONF", "REFER"), Purpose.APPOINTMENT),
    **dict.fromkeys(("BILL", "COST", "INSUR"), Purpose.BILLING),
    "RESULT": Purpose.RESULTS,
}


def purpose_of(reason_code: str) -> Purpose:
    """What a callback of this reason is about, for asking what the patient allowed."""
    return _OF_REASON.get(reason_code, Purpose.OTHER)


def next_step_words(message: Message) -> str:
    """What to do about a message that could not be delivered."""
    after = NEXT_WAY.get(message.way)
    return f"send it as a {after.word}" if after else "look for the right address with the patient or family"


# --- before it goes out ---
@dataclass(frozen=True, slots=True)
class Preview:
    """A message as it would go out, whole. ``problem``: why it cannot, in one sentence; ``length`` of a text."""

    template_code: str
    number: int
    label: str
    reach: Reach
    purpose: Purpose
    language: str
    flag: str = ""
    subject: str = ""
    body: str = ""
    length: str = ""
    problem: str = ""

    @property
    def sendable(self) -> bool:
        return not self.problem


@dataclass(frozen=True, slots=True)
class Offers:
    """What can be written to a patient now. ``visit``: the visit that is meant, in words; ``own_words``: whether a rep
    may write freely, which nobody does about what is the nurses'."""

    patient_id: str
    patient: str
    previews: tuple[Preview, ...] = field(default=())
    visit: str = ""
    own_words: bool = True
