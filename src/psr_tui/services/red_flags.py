"""The red flag: to the nurse now, with the exact words, where the person is, and a number (call-center.md section 9).

The desk never grades a symptom: anything may be routed, and nothing here can clear or lower a flag.
"""

from __future__ import annotations

from dataclasses import dataclass

from psr_tui.domain.callbacks import PICKUP_MINUTES, Act, Priority, State, rank_at
from psr_tui.domain.clock import local, zone
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.phones import parse_phone
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean, clean_note
from psr_tui.services import call_acts as acts
from psr_tui.services.call_base import CallBase
from psr_tui.store.repositories.callback_segments import FRONT

REASON = "CLIN"


@dataclass(frozen=True, slots=True)
class RedFlag:
    """What the rep wrote down, in the order it is asked: where they are, a number, their own words (CC-88)."""

    command_id: str
    patient_id: str
    where: str
    number: str
    words: str
    happening_now: bool


class RedFlags(CallBase):
    """Danger heard in a call: written down word for word, sent to the nurse, followed until it is picked up."""

    def raise_flag(self, actor: Actor, flag: RedFlag) -> str:
        """Route to the nurse with the pickup clock running. Raises InvalidInput naming what is missing; never judges
        the words. The same ``command_id`` twice is one flag."""
        where, words = clean(flag.where), clean_note(flag.words)
        if not where:
            raise InvalidInput("Where: ask first where the person is now, for example at home, 12 Elm St.", "Where")
        if not words:
            raise InvalidInput("Their words: write down exactly what they said.", "Words")
        with self._store.write(actor, "callback.red_flag", "patient", flag.patient_id) as work:
            if work.callbacks.happened(flag.command_id) is not None:
                return "The nurse has this red flag already."
            clinic = work.clinic.get()
            number = parse_phone(flag.number, clinic.area_code)
            rules = work.callbacks.rules(work.now)
            person = acts.person_of(work, rules, flag.patient_id, None)
            callback_id = work.new_id()
            now_words = "Happening now. " if flag.happening_now else ""
            values = {
                "id": callback_id, "patient_id": flag.patient_id, **acts.person_values(person), "phone_id": None,
                "reason_code": REASON, "priority": Priority.URGENT.value, "due_at": work.now, "red_flag": True,
                "group_rank": FRONT, "order_at": rank_at(work.now, Priority.URGENT), "cadence": "CLN",
                "state": State.ROUTED.value, "requested_at": work.now, "route": "nurse", "route_asked_at": work.now,
                "where_now": where, "exact_words": now_words + words, "callback_number": number.number.display,
            }  # fmt: skip
            work.callbacks.add(values, actor.name, work.now)
            item = acts.found(work, callback_id)
            acts.log(work, actor, item, Act.ROUTE, event_id=flag.command_id, to=State.ROUTED, reason="red_flag")
            work.commit()
            at = local(work.now, zone(clinic.time_zone))
        return f"To the nurse since {at:%H:%M}; ask again after {PICKUP_MINUTES} minutes. Stay on the line."
