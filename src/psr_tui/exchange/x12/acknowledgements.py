"""TA1, 999 and 997: the clearinghouse took the request, or refused it before a payer saw it."""

from __future__ import annotations

from psr_tui.domain.eligibility import Refusal
from psr_tui.exchange.x12.tokens import MOST_WARNINGS, Notes, Segment

_KINDS = ("TA1", "999", "997")
_TA1 = {
    "001": "the control numbers at its two ends differ",
    "003": "its version is not supported",
    "005": "the kind of the sender's id is wrong",
    "006": "the sender's id is not known there",
    "007": "the kind of the receiver's id is wrong",
    "008": "the receiver's id is not known there",
    "009": "the receiver is not known there",
    "010": "the authorisation fields are wrong",
    "012": "the security fields are wrong",
    "014": "its date is wrong",
    "015": "its time is wrong",
    "018": "its control number is wrong",
    "020": "test or production is marked wrong",
    "021": "the number of groups is wrong",
    "022": "its structure is wrong",
    "023": "it ends too early",
    "024": "there is something in it that may not be",
    "025": "its control number was used before",
}


class Acknowledgements:
    """Collects what such sets say; other kinds of sets pass through untouched."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._found: list[Refusal] = []
        self._control = ""
        self._errors: list[str] = []

    def take(self, kind: str, segment: Segment) -> None:
        if kind not in _KINDS or len(self._found) >= MOST_WARNINGS:
            return
        name = segment.name
        if name == "TA1":
            self._ta1(segment)
        elif name == "AK1":
            self._control = segment.at(2)
        elif name == "AK2":
            self._errors = []
        elif name in ("IK3", "AK3"):
            self._errors.append(f"segment {segment.at(1)} at place {segment.at(2) or '?'}")
        elif name in ("IK4", "AK4"):
            self._errors.append(f"element {segment.at(1)}, code {segment.at(3)}")
        elif name in ("IK5", "AK5"):
            self._verdict(kind, segment, "request")
        elif name == "AK9":
            self._verdict(kind, segment, "file")

    def _ta1(self, segment: Segment) -> None:
        verdict, code = segment.at(4), segment.at(5)
        refused = verdict not in ("A", "E")
        reason = _TA1.get(code, "the reason is only a number")
        text = (
            f"The clearinghouse refused the request: {reason} (TA1 code {code or 'left blank'})."
            if refused
            else "The clearinghouse took the file; the payer's answer is not in here."
        )
        self._found.append(Refusal("TA1", refused, code, segment.at(1), text))

    def _verdict(self, kind: str, segment: Segment, what: str) -> None:
        verdict = segment.at(1)
        if verdict in ("A", "E"):
            text = f"The clearinghouse took the {what}; the payer's answer is not in here."
        else:
            where = "; ".join(self._errors[:5]) or f"code {segment.at(2) or 'not given'}"
            text = f"The clearinghouse refused the {what}: {where} ({kind} says {verdict or 'nothing'})."
        refused = verdict not in ("A", "E")
        self._found.append(Refusal(kind, refused, segment.at(2) or verdict, self._control, text))

    def result(self) -> tuple[Refusal, ...]:
        return tuple(self._found)
