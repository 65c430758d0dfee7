"""Why a payer did not answer, what the desk can do about it, and which field to open (front-desk.md FD-115, 18.4)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from psr_tui.domain.eligibility import Level, Rejection


class Way(StrEnum):
    """Who can mend it: the rep at once, time, whoever looks after the set-up, or nobody knows before a call."""

    DESK = "desk_can_fix"
    LATER = "try_later"
    SET_UP = "set_up"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reason:
    """One AAA03 in our words. ``field`` is what to open, empty when there is none; ``to_do`` is a whole sentence."""

    way: Way
    what: str
    to_do: str
    field: str = ""


_ENROL = "Tell a supervisor: the clinic's enrolment with this payer must be looked at."
_WAIT = "Nothing is wrong here: go on as not verified and ask again later."
_CALL = "Call the payer and note who said what."
_CARD = "Compare the card and the person with the record, correct it and ask again."

_REASONS: dict[str, Reason] = {
    "15": Reason(Way.DESK, "something the payer needs is missing", _CARD, "member_id"),
    "33": Reason(Way.DESK, "a value was not understood", _CARD, "member_id"),
    "35": Reason(Way.UNKNOWN, "the provider is outside the network", f"Tell the patient before the visit. {_CALL}"),
    "41": Reason(Way.SET_UP, "the clinic may not ask this payer", _ENROL),
    "42": Reason(Way.LATER, "the payer's system is down", _WAIT),
    "43": Reason(Way.SET_UP, "the provider id is missing or wrong", _ENROL, "npi"),
    "44": Reason(Way.SET_UP, "the provider name is missing or wrong", _ENROL, "provider_name"),
    "45": Reason(Way.SET_UP, "the provider's speciality is missing or wrong", _ENROL),
    "46": Reason(Way.SET_UP, "the provider's telephone number is missing or wrong", _ENROL),
    "47": Reason(Way.SET_UP, "the provider's state is missing or wrong", _ENROL),
    "48": Reason(Way.SET_UP, "the referring provider's id is missing or wrong", _ENROL),
    "49": Reason(Way.UNKNOWN, "the provider is not the patient's primary care provider",
                 "Ask the patient who their primary care provider is; a referral may be needed."),
    "50": Reason(Way.SET_UP, "the provider may not ask about this", _ENROL, "npi"),
    "51": Reason(Way.SET_UP, "the payer does not know the provider", _ENROL, "npi"),
    "52": Reason(Way.SET_UP, "the date is outside the provider's contract", _ENROL),
    "53": Reason(Way.SET_UP, "this provider may not ask for this kind of service", _ENROL, "service_types"),
    "54": Reason(Way.SET_UP, "the kind of service was not understood", _ENROL, "service_types"),
    "55": Reason(Way.SET_UP, "the service was not understood", _ENROL, "service_types"),
    "56": Reason(Way.DESK, "the date does not fit", "Check the date of service and ask again.", "service_date"),
    "57": Reason(Way.DESK, "the date of service is missing or wrong", "Check the date of service and ask again.",
                 "service_date"),
    "58": Reason(Way.DESK, "the birth date is missing or wrong", "Ask for the birth date, correct it and ask again.",
                 "born"),
    "60": Reason(Way.DESK, "the birth date is after the date of service", "Ask for the birth date and ask again.",
                 "born"),
    "61": Reason(Way.DESK, "the payer has a date of death before this visit",
                 "Make sure it is the right person; then call the payer.", "member_id"),
    "62": Reason(Way.DESK, "the date is too far back or ahead for this payer",
                 "Ask again with another date of service, for example today.", "service_date"),
    "63": Reason(Way.DESK, "the date of service is in the future", "Ask again nearer to the visit.", "service_date"),
    "64": Reason(Way.DESK, "the patient's id is missing or wrong", _CARD, "member_id"),
    "65": Reason(Way.DESK, "the patient's name is missing or wrong", "Type the name as the card has it and ask again.",
                 "last"),
    "66": Reason(Way.DESK, "the patient's sex is missing or wrong", _CARD, "sex"),
    "67": Reason(Way.DESK, "the patient was not found", _CARD, "member_id"),
    "68": Reason(Way.DESK, "several people have this patient id", _CARD, "member_id"),
    "69": Reason(Way.DESK, "it does not fit the patient's age", "Check the birth date and ask again.", "born"),
    "70": Reason(Way.DESK, "it does not fit the patient's sex", "Check the sex in the record and ask again.", "sex"),
    "71": Reason(Way.DESK, "the birth date is not the one the payer has",
                 "Ask for the birth date again; if ours is right, the insured person calls the payer.", "born"),
    "72": Reason(Way.DESK, "the member id is missing or wrong", "Read the member id off the card and ask again.",
                 "member_id"),
    "73": Reason(Way.DESK, "the name of the insured person is missing or wrong",
                 "Type the name as the card has it and ask again.", "last"),
    "74": Reason(Way.DESK, "the sex of the insured person is missing or wrong", _CARD, "sex"),
    "75": Reason(Way.DESK, "the payer did not find the insured person", _CARD, "member_id"),
    "76": Reason(Way.DESK, "several people have this member id", _CARD, "member_id"),
    "77": Reason(Way.DESK, "the payer found the insured person, but not the patient",
                 "Check name, birth date and relation of the patient and ask again.", "last"),
    "78": Reason(Way.DESK, "the member is not in this group or plan", "Ask for the newest card; plan or group changed.",
                 "group"),
    "79": Reason(Way.SET_UP, "the payer id is wrong, or the clinic is not enrolled with it",
                 "Tell a supervisor: the payer id on the payer's page must be looked at.", "payer_id"),
    "80": Reason(Way.LATER, "the payer did not answer in time", _WAIT),
    "97": Reason(Way.SET_UP, "the provider's address is missing or wrong", _ENROL),
    "T4": Reason(Way.SET_UP, "the payer's name or id is missing",
                 "Tell a supervisor: the payer id on the payer's page must be looked at.", "payer_id"),
}  # fmt: skip

_FOLLOW_UP = {
    "C": "correct it and send it again",
    "N": "do not send it again",
    "P": "send the same again",
    "R": "it may be sent again",
    "S": "do not send it again; the payer asks somebody else",
    "W": "wait, then send it again",
    "X": "wait, then send it again",
    "Y": "do not send it again; the payer answers later",
}
_WHO = {
    Level.PAYER: "the payer itself",
    Level.PROVIDER: "the payer, about the clinic or provider",
    Level.SUBSCRIBER: "the payer, about the insured person",
    Level.DEPENDENT: "the payer, about the patient as a dependent",
    Level.UNKNOWN: "the payer",
}


def reason(rejection: Rejection) -> Reason:
    """What a rejection means. A code we have no words for says so and asks for a call, never for self-pay (FD-116)."""
    known = _REASONS.get(rejection.code)
    if known is not None:
        return known
    code = rejection.code or "left blank"
    return Reason(Way.UNKNOWN, f"the payer gave the reason code {code}", f"{_CALL} Go on as not verified.")


def who(rejection: Rejection) -> str:
    """Who answered."""
    return _WHO[rejection.level]


def follow_up(rejection: Rejection) -> str:
    """What the payer says about sending it again; the code itself when we have no words, empty when none came."""
    return _FOLLOW_UP.get(rejection.follow_up, rejection.follow_up)


def sentence(rejection: Rejection) -> str:
    """One sentence for the rep: ``Rejected by ...: the member id is missing or wrong (72). Read ...``"""
    found = reason(rejection)
    code = f" ({rejection.code})" if rejection.code and rejection.code in _REASONS else ""
    return f"{who(rejection).capitalize()}: {found.what}{code}. {found.to_do}"


def worst(rejections: tuple[Rejection, ...]) -> Way | None:
    """What to do first when several came: what the desk can fix, then set-up, then waiting; None without any.

    A payer that is down and says so beside a wrong id still wants the id mended before it is asked again.
    """
    ways = {reason(one).way for one in rejections}
    return next((way for way in (Way.DESK, Way.SET_UP, Way.LATER, Way.UNKNOWN) if way in ways), None)
