"""The check-in checklist and its gate: what must be settled before a visit may be called (front-desk.md section 3).

The gate guards every step that reaches or passes checked_in, never arrived: a sick person can always be put on the
board. Money never stops anybody (FD-46): a copay is collected or a coded reason says why not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from psr_tui.domain.errors import InvalidInput, Refused


class Item(StrEnum):
    """The checklist of this clinic, in the order a desk works through it."""

    IDENTITY = "identity"
    DEMOGRAPHICS = "demographics"
    COVERAGE = "coverage"
    CASE = "case"
    CARD = "card"
    ELIGIBILITY = "eligibility"
    AUTHORISATION = "authorisation"
    SIGNATURES = "signatures"
    FORMS = "forms"
    POLICY = "policy"
    LABELS = "labels"
    COPAY = "copay"
    ESTIMATE = "estimate"
    INTERPRETER = "interpreter"
    ALERTS = "alerts"
    SENT = "sent"


class Section(StrEnum):
    """The five sections of the one screen (FD-38)."""

    IDENTITY = "identity"
    DEMOGRAPHICS = "demographics"
    COVERAGE = "coverage"
    FORMS = "forms"
    PAYMENT = "payment"


class Outcome(StrEnum):
    """How an item of the checklist was answered."""

    DONE = "done"
    DEFERRED = "deferred"
    DECLINED = "declined"
    OVERRIDDEN = "overridden"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class Rule:
    """How one item behaves: its words, whether it stops the check-in, which section settles it, and whether another
    outcome than done also lets the visit pass."""

    words: str
    section: Section
    stops: bool
    passes: frozenset[Outcome] = frozenset({Outcome.DONE, Outcome.OVERRIDDEN})

    @property
    def way_out(self) -> str:
        """Who may pass over the item when it cannot be done, and with which key."""
        if Outcome.DEFERRED in self.passes:
            return "8: put off, with a reason"
        return "9: a supervisor may override, with a reason"


_CODED = frozenset(Outcome) - {Outcome.REOPENED}
RULES: Mapping[Item, Rule] = {
    Item.IDENTITY: Rule("two identifiers", Section.IDENTITY, True),
    Item.ALERTS: Rule("alerts read", Section.IDENTITY, True),
    Item.DEMOGRAPHICS: Rule("address and phone confirmed", Section.DEMOGRAPHICS, False, _CODED),
    Item.INTERPRETER: Rule("interpreter", Section.DEMOGRAPHICS, False, _CODED),
    Item.LABELS: Rule("labels printed", Section.DEMOGRAPHICS, False, _CODED),
    Item.COVERAGE: Rule("payer or self-pay", Section.COVERAGE, True),
    Item.CASE: Rule("case of the accident", Section.COVERAGE, True, _CODED),
    Item.CARD: Rule("card seen", Section.COVERAGE, False, _CODED),
    Item.ELIGIBILITY: Rule("eligibility", Section.COVERAGE, False, _CODED),
    Item.AUTHORISATION: Rule("authorisation or referral", Section.COVERAGE, True),
    Item.SIGNATURES: Rule("signatures", Section.FORMS, True, _CODED),
    Item.FORMS: Rule("other forms", Section.FORMS, False, _CODED),
    Item.POLICY: Rule("financial policy read", Section.FORMS, False, _CODED),
    Item.COPAY: Rule("copay collected or a reason", Section.PAYMENT, False, _CODED),
    Item.ESTIMATE: Rule("estimate given", Section.PAYMENT, False, _CODED),
    Item.SENT: Rule("sent ahead by the patient", Section.FORMS, False, _CODED),
}


class Identifier(StrEnum):
    """What may identify a patient; a room number is never offered (FD-39)."""

    NAME = "name"
    DOB = "dob"
    PHONE = "phone"
    ADDRESS = "address"
    MRN = "mrn"
    PHOTO_ID = "photo_id"

    @property
    def word(self) -> str:
        """What it is called in a sentence."""
        return _IDENTIFIER_WORDS[self]


_IDENTIFIER_WORDS = {
    Identifier.NAME: "full name",
    Identifier.DOB: "date of birth",
    Identifier.PHONE: "phone",
    Identifier.ADDRESS: "address",
    Identifier.MRN: "MRN",
    Identifier.PHOTO_ID: "photo ID",
}
ASK_IDENTITY = "Please tell me your full name and your date of birth."


def two_identifiers(codes: Iterable[str]) -> tuple[Identifier, Identifier]:
    """Exactly two different identifiers of the allowed kinds, in a fixed order. Raises InvalidInput otherwise."""
    allowed = {kind.value: kind for kind in Identifier}
    chosen = list(codes)
    unknown = [code for code in chosen if code not in allowed]
    if unknown:
        raise InvalidInput(
            f"{unknown[0]!r} is not an identifier; use name, date of birth, phone, address, MRN or photo ID.",
            "Identity",
        )
    kinds = sorted({allowed[code] for code in chosen}, key=list(Identifier).index)
    if len(kinds) != 2:
        raise InvalidInput("Two different identifiers are needed, for example name and date of birth.", "Identity")
    return kinds[0], kinds[1]


@dataclass(frozen=True, slots=True)
class Step:
    """One settled item of one visit; ``code`` says why when it is not simply done. ``at`` is aware UTC."""

    item: Item
    outcome: Outcome
    code: str = ""
    by: str = ""
    at: datetime | None = None
    detail: str = ""
    by_id: str = ""


@dataclass(frozen=True, slots=True)
class Needs:
    """What this visit asks for beyond the items that every visit has. What the patient sent ahead is kept as an answer
    and never asked for."""

    card: bool = False
    eligibility: bool = False
    copay: bool = False
    interpreter: bool = False
    alerts: bool = False
    signatures: bool = True
    case: bool = False
    authorisation: bool = False
    forms: bool = False
    policy: bool = False
    labels: bool = False
    estimate: bool = False

    def items(self) -> tuple[Item, ...]:
        """The items this visit asks for, in order."""
        optional = {
            Item.CARD: self.card,
            Item.ELIGIBILITY: self.eligibility,
            Item.COPAY: self.copay,
            Item.INTERPRETER: self.interpreter,
            Item.ALERTS: self.alerts,
            Item.SIGNATURES: self.signatures,
            Item.CASE: self.case,
            Item.AUTHORISATION: self.authorisation,
            Item.FORMS: self.forms,
            Item.POLICY: self.policy,
            Item.LABELS: self.labels,
            Item.ESTIMATE: self.estimate,
            Item.SENT: False,
        }
        return tuple(item for item in Item if optional.get(item, True))


@dataclass(frozen=True, slots=True)
class Gate:
    """The answer of the gate: open, or what is missing, in the order the screen shows it."""

    missing: tuple[Item, ...] = ()
    waiting: tuple[Item, ...] = field(default=())

    @property
    def open(self) -> bool:
        """Whether the visit may be checked in."""
        return not self.missing

    def words(self) -> str:
        """What is missing, as a list in words."""
        return ", ".join(RULES[item].words for item in self.missing)

    def first_section(self) -> Section | None:
        """The section the screen jumps to."""
        return RULES[self.missing[0]].section if self.missing else None


class GateClosed(Refused):
    """The check-in gate is closed; ``missing`` lists the items, the message names them (FD-37)."""

    def __init__(self, who: str, missing: tuple[Item, ...]) -> None:
        words = ", ".join(RULES[item].words for item in missing)
        super().__init__(f"{who} is not ready: missing {words}. Open check-in (2) to settle it.")
        self.missing = missing

    @property
    def here(self) -> str:
        """The same sentence for somebody who stands in check-in; there each step says who may pass over what."""
        words = ", ".join(RULES[item].words for item in self.missing)
        return f"Not ready: missing {words}."


def passed(item: Item, step: Step | None) -> bool:
    """Whether the step's answer is enough for the gate."""
    return step is not None and step.outcome in RULES[item].passes


def gate(needs: Needs, steps: Mapping[Item, Step]) -> Gate:
    """What still stops this visit (``missing``) and what is open without stopping it (``waiting``)."""
    left = [item for item in needs.items() if not passed(item, steps.get(item))]
    return Gate(
        tuple(item for item in left if RULES[item].stops), tuple(item for item in left if not RULES[item].stops)
    )


def check_step(item: Item, outcome: Outcome, code: str) -> None:
    """Anything but done carries a code; an outcome that never passes this item is refused with what does."""
    if outcome in (Outcome.DONE, Outcome.REOPENED):
        return
    if not code:
        raise Refused(f"{RULES[item].words.capitalize()}: choose the reason why it is not done.")
    if outcome not in RULES[item].passes:
        raise Refused(f"{RULES[item].words.capitalize()} cannot be {outcome.value}; settle it or ask for an override.")
