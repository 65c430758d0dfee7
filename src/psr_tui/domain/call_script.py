"""What the rep says when a person answers, with the patient's data filled in (call-center.md CC-75, CC-79)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.text import clean

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")

VARIABLES = frozenset({"patient.first_name", "patient.last_name", "rep.name", "practice.name", "practice.phone"})
"""What a script may name. Nothing clinical and no amount is among them."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a script; ``aloud`` marks what must be read out as it stands."""

    text: str
    aloud: bool = False


GREETING = Line("May I speak with {patient.first_name} {patient.last_name}? This is {rep.name} from {practice.name}.")
IDENTITY = Line("Please tell me your full name and date of birth.", aloud=True)

BY_REASON: Mapping[str, tuple[Line, ...]] = {
    "SCHED": (Line("I am calling to find a time for your visit."),),
    "RESCH": (Line("I am calling to find a new time for your visit."),),
    "CONF": (Line("I am calling to confirm your visit."),),
    "REFER": (Line("I am calling about the referral we received."),),
    "RESULT": (Line("Your care team asked me to book a call or visit with them. I do not have results to read."),),
    "REFILL": (Line("I am calling about your request; is the pharmacy we have on file still right?"),),
    "CLIN": (Line("I will bring you to a nurse for that."),),
    "MED": (Line("I will bring you to a nurse for that."),),
    "BILL": (Line("I am calling back about your question on your account."),),
    "ABAND": (Line("We missed your call and I am sorry about the wait. How can I help?"),),
}
DEFAULT = (Line("I am returning your call. How can I help?"),)


def script_for(reason_code: str) -> tuple[Line, ...]:
    """Greeting, identity (the caller says it, the rep never reads it out), then the line for the reason."""
    return (GREETING, IDENTITY, *BY_REASON.get(reason_code, DEFAULT))


def fill(template: str, values: Mapping[str, str]) -> str:
    """``template`` with each ``{variable}`` replaced. Raises InvalidInput naming a variable that does not exist."""

    def replace(found: re.Match[str]) -> str:
        name = found[1]
        if name not in VARIABLES or name not in values:
            raise InvalidInput(
                f"The script names {{{name}}}, which does not exist; have the script corrected.", "Script"
            )
        return clean(values[name])

    return _PLACEHOLDER.sub(replace, template)
