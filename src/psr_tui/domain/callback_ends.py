"""What callbacks leave behind: words that wait for a patient, items that ended by themselves, numbers not to call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from psr_tui.domain.callback_states import State


@dataclass(frozen=True, slots=True)
class ToTell:
    """Something that waits until the patient is on the line: what, about which matter, since when, its version."""

    callback_id: str
    version: int
    patient_id: str
    words: str
    reason_label: str
    since: datetime


@dataclass(frozen=True, slots=True)
class EndedItem:
    """A callback that ended without anybody's call: expired, or closed because it had become pointless. ``patient``
    is '' for a caller who left no name; ``reason`` a code of ``callback_words.REASON_WORDS``."""

    callback_id: str
    version: int
    patient_id: str
    patient: str
    number: str
    reason_code: str
    about: str
    state: State
    reason: str
    requested_at: datetime
    closed_at: datetime


@dataclass(frozen=True, slots=True)
class NoCalls:
    """One entry of the list of numbers that must not be called: for what, since when, by whom, why."""

    id: str
    e164: str
    purpose: str
    purpose_label: str
    added_at: datetime
    added_by: str
    why: str
