"""Who is calling is proved before anything is told: required and optional verifiers (call-center.md CC-77, CC-79).

Only which ones were used is kept, never an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from psr_tui.domain.errors import InvalidInput, Refused

PROMPT = "Please tell me the patient's full name and date of birth."
PROMPT_SELF = "Please tell me your full name and date of birth."


@dataclass(frozen=True, slots=True)
class Verifier:
    """Something the caller says and the rep compares. ``on_file`` is what it is compared with, for the rep's eyes
    only; empty when the record does not have it, so that it cannot be ticked."""

    code: str
    label: str
    required: bool
    on_file: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """The verifiers of one patient and how many optional ones the clinic wants beside the required."""

    verifiers: tuple[Verifier, ...]
    optional_needed: int

    def missing(self, ticked: Iterable[str]) -> str:
        """What is still to be asked, in words; empty when the caller is verified. A record that has fewer optional
        facts than the clinic asks for is satisfied with those it has; one without any is never passed."""
        done = set(ticked)
        required = [one for one in self.verifiers if one.required]
        labels = [one.label.lower() for one in required if one.on_file and one.code not in done]
        optional = [one for one in self.verifiers if not one.required and one.on_file]
        instead = sum(not one.on_file for one in required)  # what the record lacks is made up for by another fact
        needed = min(self.optional_needed + instead, len(optional)) - sum(one.code in done for one in optional)
        if needed > 0:
            labels.append("one more of the others" if needed == 1 else f"{needed} more of the others")
        if not labels and not done:
            labels.append("nothing on file proves who this is: ask a supervisor")
        return ", ".join(labels)

    def passed(self, ticked: Iterable[str]) -> bool:
        """Whether protected data may be shown."""
        return not self.missing(ticked)

    def checked(self, ticked: Sequence[str]) -> tuple[str, ...]:
        """The ticks in the order of the rows, each once. Raises InvalidInput for one that is none here, Refused for
        one the record has nothing to compare with."""
        known = {one.code: one for one in self.verifiers}
        for code in ticked:
            if code not in known:
                raise InvalidInput(f"{code} is no verifier here; tick one by its digit.", "Verify")
            if not known[code].on_file:
                raise Refused(f"{known[code].label} is not on file, so it proves nothing; ask for another one.")
        return tuple(one.code for one in self.verifiers if one.code in set(ticked))


def stored(ticked: Iterable[str]) -> str:
    """The ticks as one text for the record of the call."""
    return " ".join(ticked)


def ticked_of(text: str) -> tuple[str, ...]:
    """The ticks of a stored text."""
    return tuple(text.split())
