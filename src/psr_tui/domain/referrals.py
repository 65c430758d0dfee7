"""A patient sent to somebody else: open until a reply is filed (front-desk.md FD-126)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from psr_tui.domain.clock import NEVER
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.text import clean, clean_note

_ICD = re.compile(r"[A-Z]([0-9][0-9A-Z]|[A-Z][0-9])(\.[0-9A-Z]{1,4})?")
URGENCIES = (("routine", "Routine"), ("soon", "Soon"), ("urgent", "Urgent"))
_REPLY_DAYS = {"routine": 42, "soon": 21, "urgent": 7}  # when somebody asks where the reply is; ours, not a rule


class ReferralState(StrEnum):
    """Where the patient is on the way to the other doctor and back."""

    OPEN = "open"
    SENT = "sent"
    SCHEDULED = "scheduled"
    SEEN = "seen"
    REPLY_RECEIVED = "reply_received"
    CLOSED = "closed"
    DECLINED = "declined"

    @property
    def word(self) -> str:
        """How the desk says it."""
        return self.value.replace("_", " ")

    @property
    def waits(self) -> bool:
        """Whether it stands on the worklist: no reply is filed and nobody declined."""
        return self in _WAITING


_S = ReferralState
_WAITING = frozenset({_S.OPEN, _S.SENT, _S.SCHEDULED, _S.SEEN})
_NEXT: Mapping[ReferralState, frozenset[ReferralState]] = {
    _S.OPEN: frozenset({_S.SENT, _S.SCHEDULED, _S.SEEN, _S.REPLY_RECEIVED, _S.DECLINED}),
    _S.SENT: frozenset({_S.SCHEDULED, _S.SEEN, _S.REPLY_RECEIVED, _S.DECLINED}),
    _S.SCHEDULED: frozenset({_S.SENT, _S.SEEN, _S.REPLY_RECEIVED, _S.DECLINED}),
    _S.SEEN: frozenset({_S.REPLY_RECEIVED}),
    _S.REPLY_RECEIVED: frozenset({_S.CLOSED}),
    _S.DECLINED: frozenset({_S.OPEN}),
    _S.CLOSED: frozenset(),
}


def next_states(state: ReferralState) -> tuple[ReferralState, ...]:
    """What may follow, in the order of the way; closing without a reply is not among it."""
    return tuple(one for one in ReferralState if one in _NEXT[state])


@dataclass(frozen=True, slots=True)
class Referral:
    """One referral out."""

    referral_id: str
    patient_id: str
    to_name: str
    specialty: str = ""
    phone: str = ""
    reason: str = ""
    icd_code: str = ""
    urgency: str = "routine"
    state: ReferralState = ReferralState.OPEN
    ordered_at: datetime | None = None
    handed_at: datetime | None = None
    due_on: date | None = None
    reply_on: date | None = None
    reply_from: str = ""
    reply: str = ""
    provider_id: str = ""
    provider: str = ""
    visit_id: str = ""
    note: str = ""
    patient: str = ""
    version: int = 1
    changed_by: str = ""
    changed_at: datetime = NEVER

    def words(self) -> str:
        """``Example Cardiology (cardiology), urgent``."""
        special = f" ({self.specialty})" if self.specialty else ""
        return f"{self.to_name}{special}{'' if self.urgency == 'routine' else ', ' + self.urgency}"

    def overdue(self, today: date) -> bool:
        """Whether somebody should ask where the reply is."""
        return self.state.waits and self.due_on is not None and self.due_on < today


@dataclass(frozen=True, slots=True)
class ReferralForm:
    """A referral as it is typed; ``patient_id`` is the patient whose name stood over the form."""

    patient_id: str
    to_name: str
    specialty: str = ""
    phone: str = ""
    reason: str = ""
    icd_code: str = ""
    urgency: str = "routine"
    provider_id: str = ""
    visit_id: str = ""
    due_on: date | None = None
    note: str = ""

    def checked(self, today: date) -> ReferralForm:
        """Cleaned as it may be stored, with a day by which the reply is expected. Raises InvalidInput by field."""
        form = replace(
            self, to_name=clean(self.to_name, 120), specialty=clean(self.specialty, 80), phone=clean(self.phone, 60),
            reason=clean(self.reason, 300), icd_code=read_icd(self.icd_code), note=clean_note(self.note),
        )  # fmt: skip
        if not any(ch.isalnum() for ch in form.to_name):
            raise InvalidInput("To: type who the patient is sent to, for example Example Cardiology.", "to_name")
        if form.urgency not in _REPLY_DAYS:
            raise InvalidInput("Urgency: choose routine, soon or urgent.", "urgency")
        return replace(form, due_on=form.due_on or today + timedelta(days=_REPLY_DAYS[form.urgency]))


def read_icd(typed: str) -> str:
    """An ICD-10-CM code by its shape, with the dot where it belongs: ``i2510`` is I25.10; '' stays ''. Which codes
    exist is not checked: the list changes twice a year. Raises InvalidInput."""
    text = clean(typed, 12).upper().replace(" ", "")
    if "." not in text and len(text) > 3:
        text = f"{text[:3]}.{text[3:]}"
    if text and not _ICD.fullmatch(text):
        raise InvalidInput("ICD code: a letter and two to six more characters, for example I25.10.", "icd_code")
    return text


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: from whom, when, in a few words. Filing it is what ends the waiting."""

    reply_on: date
    reply_from: str = ""
    reply: str = ""

    def checked(self, today: date) -> Reply:
        """Cleaned. Raises InvalidInput by field."""
        said = replace(self, reply_from=clean(self.reply_from, 120), reply=clean_note(self.reply))
        if said.reply_on > today:
            raise InvalidInput("Reply of: this day is still to come; type the day on the letter.", "reply_on")
        if not said.reply:
            raise InvalidInput("Reply: say in a few words what came back and where it is filed.", "reply")
        return said


def check_step(referral: Referral, to: ReferralState) -> None:
    """Raise Refused for a step that may not follow; closing needs a filed reply (FD-126)."""
    if to in _NEXT[referral.state]:
        return
    if to is ReferralState.CLOSED:
        raise Refused(f"The referral to {referral.to_name} stays open until a reply is filed; file it first.")
    raise Refused(f"The referral to {referral.to_name} is {referral.state.word}; it cannot become {to.word}.")
