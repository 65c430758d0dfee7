"""The red flag: to the nurse now, with the exact words, where the person is, and a number (call-center.md section 9).

The desk never grades a symptom: anything may be routed, and nothing here can clear or lower a flag. It waits for
nothing: no chart need be found and no number need be readable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from psr_tui.domain.callback_states import Act, State
from psr_tui.domain.callbacks import Priority, rank_at
from psr_tui.domain.callers import is_withheld
from psr_tui.domain.clinic import Clinic
from psr_tui.domain.clock import local, zone
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.phones import parse_phone
from psr_tui.domain.red_flags import FIRST, now_asked
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean, clean_note
from psr_tui.services import call_acts as acts
from psr_tui.services.call_base import CallBase
from psr_tui.store.repositories.callback_segments import FRONT
from psr_tui.store.repositories.callbacks import CallRules
from psr_tui.store.unit_of_work import UnitOfWork

REASON = "CLIN"
NOT_ON_FILE = "caller not on file"


@dataclass(frozen=True, slots=True)
class RedFlag:
    """What the rep wrote down, in the order it is asked: where they are, a number, their own words (CC-88).

    ``patient_id``: '' while nobody is on file or found; ``name``: what the caller said. ``call_id``: the call in which
    it was heard.
    """

    command_id: str
    patient_id: str
    where: str
    number: str
    words: str
    happening_now: bool
    name: str = ""
    language: str = ""
    call_id: str = ""


class RedFlags(CallBase):
    """Danger heard in a call: written down word for word, sent to the nurse, followed until it is picked up."""

    def raise_flag(self, actor: Actor, flag: RedFlag) -> str:
        """Route to the nurse with the pickup clock running. Raises InvalidInput naming what is missing; never judges
        the words. The same ``command_id`` twice is one flag."""
        where, words = clean(flag.where), clean_note(flag.words)
        if not where:
            raise InvalidInput("Where: ask first where the person is now, for example at home, 12 Elm St.", "Where")
        if not clean(flag.number):
            raise InvalidInput("Call back at: type their phone number; none, if they cannot say one.", "Call back at")
        if not words:
            raise InvalidInput("Their words: write down exactly what they said.", "Words")
        with self._store.write(actor, "callback.red_flag", "patient", flag.patient_id) as work:
            if work.callbacks.happened(flag.command_id) is not None:
                return "The nurse has this red flag already."
            clinic = work.clinic.get()
            rules = work.callbacks.rules(work.now)
            shown, e164 = _number(flag.number, clinic)
            callback_id = work.new_id()
            values = {
                "id": callback_id, **_who(work, rules, flag, e164), "phone_id": None,
                "reason_code": REASON, "priority": Priority.URGENT.value, "due_at": work.now, "red_flag": True,
                "group_rank": FRONT, "order_at": rank_at(work.now, Priority.URGENT), "cadence": "CLN",
                "state": State.ROUTED.value, "requested_at": work.now, "route": "nurse", "route_asked_at": work.now,
                "where_now": where, "exact_words": words, "happening_now": flag.happening_now,
                "callback_number": shown if flag.patient_id else e164 or shown,
                "caller_name": clean(flag.name, 80) or ("" if flag.patient_id else NOT_ON_FILE), "escalated": FIRST,
                "origin_call_id": flag.call_id or None,
            }  # fmt: skip
            work.callbacks.add(values, actor.name, work.now)
            item = acts.found(work, callback_id)
            acts.log(work, actor, item, Act.ROUTE, event_id=flag.command_id, to=State.ROUTED, reason="red_flag")
            asked = now_asked(work.flags.route(), FIRST)
            work.touch("flags")
            work.commit()
            at = local(work.now, zone(clinic.time_zone))
        return f"To the nurse since {at:%H:%M}: call {asked}; limit {clinic.pickup_minutes} minutes. Stay on the line."

    def flag_of(self, actor: Actor, command_id: str) -> str:
        """The id of the callback a flag became."""
        with self._store.read() as work:
            return work.callbacks.happened(command_id) or ""


def _number(typed: str, clinic: Clinic) -> tuple[str, str]:
    """As it is shown and in E.164; what is no number is kept as it was typed: a flag waits for no spelling."""
    try:
        read = parse_phone(typed, clinic.area_code).number
    except InvalidInput:
        said = clean(typed, 40)
        return "no number" if is_withheld(said) else said, ""
    return read.display, read.e164


def _who(work: UnitOfWork, rules: CallRules, flag: RedFlag, e164: str) -> dict[str, Any]:
    """The columns of whom it is about; without a patient those of the number alone."""
    if flag.patient_id:
        return {"patient_id": flag.patient_id, **acts.person_values(acts.person_of(work, rules, flag.patient_id, None))}
    window = rules.hours.for_patient("", "", e164)
    return {
        "patient_id": None,
        "patient_zone": window.zones[0],
        "window_key": window.key,
        "language": flag.language or "en",
    }
