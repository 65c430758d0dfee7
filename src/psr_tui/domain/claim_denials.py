"""Why payers refuse claims for reasons the desk can prevent: CARC codes with our own words (front-desk.md 18.4).

The official texts are licensed; these sentences are ours. An unknown code is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

PREVENT: dict[str, str] = {
    "16": "something is missing on the claim: fill every field of the card",
    "18": "billed twice: one visit, one entry",
    "22": "another payer comes first: ask who else insures the patient",
    "24": "paid by the head: the plan's own clinic must see the patient",
    "26": "the visit was before the coverage began: look at the effective date",
    "27": "the visit was after the coverage ended: ask for the new card",
    "29": "sent too late: close the visit the same day",
    "31": "the patient is not known to the payer: copy name and number from the card",
    "33": "the dependent is not insured: ask whose insurance it is",
    "39": "no authorisation was on file when asked: ask before the visit",
    "109": "the wrong payer: ask which plan the patient chose",
    "119": "the most for the period was reached: look how much is left",
    "140": "number and name do not fit: type both from the card",
    "177": "the coverage lapsed: check it the day before",
    "197": "no authorisation: ask the payer before the visit",
    "198": "more was done than was authorised: count what is left",
    "200": "the coverage lapsed: check it the day before",
    "227": "the patient did not answer the payer's letter: ask them to call",
    "242": "outside the network: say so when booking",
    "243": "the own doctor did not agree: ask for the referral",
    "252": "papers are missing: send them with the claim",
    "288": "no referral: ask for it before the visit",
}
_CODE = re.compile(r"\b(?:CARC|CO|PR|OA|PI)[ -]?(\d{1,3})\b", re.IGNORECASE)


def codes_in(text: str) -> tuple[str, ...]:
    """The codes a cheat sheet names (``CO-197``, ``CARC 27``), each once, in their order."""
    return tuple(dict.fromkeys(found.group(1) for found in _CODE.finditer(text)))


def prevent_words(codes: Iterable[str]) -> tuple[str, ...]:
    """``197: no authorisation: ask the payer before the visit`` for each code the desk has words for."""
    return tuple(f"{code}: {PREVENT[code]}" for code in codes if code in PREVENT)
