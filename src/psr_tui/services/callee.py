"""Whom a callback is for: the person or a caller not on file, the number to ring, and when they may be rung."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from psr_tui.domain.call_window import CallWindow
from psr_tui.domain.callback_list import Number
from psr_tui.domain.contacts import Channel, Purpose
from psr_tui.domain.errors import NotFound
from psr_tui.domain.voicemail import Permission
from psr_tui.store.repositories.callback_lines import callers_number
from psr_tui.store.repositories.callbacks import CallbackState, Callee, CallRules
from psr_tui.store.unit_of_work import UnitOfWork

_PURPOSES = {
    Purpose.APPOINTMENT: "SCHED RESCH CONF REFER AUTH ABAND DIRECT",
    Purpose.RESULTS: "RESULT CLIN MED REFILL",
    Purpose.BILLING: "BILL COST INSUR",
}
_BY_REASON = {code: purpose for purpose, codes in _PURPOSES.items() for code in codes.split()}


@dataclass(frozen=True, slots=True)
class Person:
    """The person behind a callback with the number to ring and when they may be rung.

    ``refuses``: they said that they do not want to be phoned about this.
    """

    callee: Callee
    numbers: tuple[Number, ...]
    number: Number | None
    window: CallWindow
    refuses: bool = False

    @property
    def blocked(self) -> str:
        """Why nobody can call, as a code, or nothing."""
        if self.refuses:
            return "no_permission"
        if self.number is not None:
            return ""
        if not self.numbers:
            return "no_number"
        if any(one.stopped and one.may_call and not one.wrong for one in self.numbers):
            return "do_not_call"
        return "number_repair" if any(one.may_call for one in self.numbers) else "no_permission"


def purpose_of(reason: str) -> Purpose:
    """What a call for a reason is about, in the words of contact permissions (front-desk.md FD-104)."""
    return _BY_REASON.get(reason, Purpose.OTHER)


def person_of(
    work: UnitOfWork, rules: CallRules, patient_id: str, phone_id: str | None, reason: str = "", urgent: bool = False
) -> Person:
    """The callee; the number is the item's own while it can be rung, else the first that can.

    ``reason``: what the call is about, by which numbers may be stopped (CC-52) and calls refused. ``urgent``: neither
    stands in the way of a red flag.
    """
    callee = work.callbacks.callee(patient_id)
    if callee is None:
        raise NotFound("This patient is not in the store any more.")
    numbers = work.callbacks.numbers(patient_id)
    refuses = False
    if reason and not urgent:
        stopped = work.call_limits.stopped((one.e164 for one in numbers), reason)
        numbers = tuple(replace(one, stopped=True) if one.e164 in stopped else one for one in numbers)
        refuses = work.contacts.permissions(patient_id).may(Channel.VOICE, purpose_of(reason)) is False
    ringable = [one for one in numbers if one.callable]
    number = next((one for one in ringable if one.id == phone_id), ringable[0] if ringable else None)
    window = rules.hours.for_patient(callee.time_zone, callee.state, number.e164 if number else "")
    return Person(callee, numbers, number, window, refuses)


def person_behind(work: UnitOfWork, rules: CallRules, item: CallbackState) -> Person:
    """Whom an item is for; a caller who is not on file has the number they called from and nothing else."""
    if item.patient_id:
        return person_of(work, rules, item.patient_id, item.phone_id, item.reason_code, item.red_flag)
    return caller(work, rules, item.callback_number, item.caller_name, item.language, item.reason_code)


def caller(
    work: UnitOfWork, rules: CallRules, e164: str, name: str = "", language: str = "en", reason: str = ""
) -> Person:
    """Somebody who is known by a number alone. Nobody knows who listens there, so a machine is only asked to have
    them call back."""
    stopped = e164 in work.call_limits.stopped([e164], reason)
    shown = callers_number(e164)
    callee = Callee("", 0, name or shown, name, "", None, False, "", "", language)
    number = Number("", "caller", e164, shown, Permission.CALLBACK_ONLY, True, False, stopped)
    window = rules.hours.for_patient("", "", e164)
    return Person(callee, (number,), number if number.callable else None, window)


def person_values(person: Person) -> dict[str, Any]:
    """The columns of a callback that say whom it is for and when they may be called."""
    window = person.window
    return {"patient_zone": window.zones[0], "window_key": window.key, "language": person.callee.language}
