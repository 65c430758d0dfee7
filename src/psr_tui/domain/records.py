"""Requests for records and their clock (HIPAA 45 CFR 164.524; front-desk.md section 14).

Due is 30 calendar days after the request came; it is extended once, by 30 days, with a written reason. Fees are
cost-based with their parts; searching is never charged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.money import Money

DAYS = 30
WARN_AFTER = 20
FLAT_FEE = Money(650)
"""Only for an electronic copy of records that are electronic."""


NEVER = datetime(1, 1, 1, tzinfo=UTC)
"""Of a record that was not stored yet."""


class RequestState(StrEnum):
    """Where a request stands."""

    RECEIVED = "received"
    IDENTITY_VERIFIED = "identity_verified"
    IN_PROGRESS = "in_progress"
    EXTENDED = "extended"
    FULFILLED = "fulfilled"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"

    @property
    def over(self) -> bool:
        return self in (RequestState.FULFILLED, RequestState.DENIED, RequestState.WITHDRAWN)

    @property
    def word(self) -> str:
        return self.value.replace("_", " ")


class FeePart(StrEnum):
    """What may be charged for; there is no part for searching (FD-145)."""

    LABOR = "labor"
    SUPPLIES = "supplies"
    POSTAGE = "postage"
    FLAT = "flat"


@dataclass(frozen=True, slots=True)
class RecordsRequest:
    """A request as it stands. Dates are the clinic's; ``identity_proof`` and the rest may be typed later, but before
    work on it begins (FD-146). ``authorised_until`` is needed when the requester is not the patient."""

    request_id: str
    patient_id: str
    patient: str
    state: RequestState
    received_on: date
    due_on: date
    requester: str
    relation: str
    identity_proof: str = ""
    authorised_until: date | None = None
    scope: str = ""
    format: str = ""
    delivery: str = ""
    extended_reason: str = ""
    extended_letter_on: date | None = None
    fee: Money | None = None
    fee_parts: str = ""
    outcome: str = ""
    version: int = 1
    changed_by: str = ""
    changed_at: datetime = NEVER

    @property
    def extended(self) -> bool:
        """Whether its one extension was used."""
        return bool(self.extended_reason)

    def days_left(self, today: date) -> int:
        """Calendar days until it is due; below zero when it is late."""
        return (self.due_on - today).days

    def warns(self, today: date) -> bool:
        """Whether 20 of its days are over (FD-144)."""
        return not self.state.over and today >= self.due_on - timedelta(days=DAYS - WARN_AFTER)

    def missing(self) -> tuple[str, ...]:
        """What must be stored before work on it begins (FD-146)."""
        asked = {
            "who asks": self.requester,
            "proof of identity": self.identity_proof,
            "what is wanted": self.scope,
            "form": self.format,
            "how it is handed over": self.delivery,
        }
        if not self.own:
            asked["authorisation with its end"] = "yes" if self.authorised_until else ""
        return tuple(words for words, value in asked.items() if not value)

    @property
    def own(self) -> bool:
        """Whether the patient asks for their own records."""
        return self.relation.casefold() in ("self", "patient")


_NEXT: Mapping[RequestState, frozenset[RequestState]] = {
    RequestState.RECEIVED: frozenset({RequestState.IDENTITY_VERIFIED}),
    RequestState.IDENTITY_VERIFIED: frozenset({RequestState.IN_PROGRESS}),
    RequestState.IN_PROGRESS: frozenset({RequestState.FULFILLED}),
    RequestState.EXTENDED: frozenset({RequestState.FULFILLED}),
}


def due_on(received_on: date) -> date:
    """30 calendar days after it came."""
    return received_on + timedelta(days=DAYS)


def next_state(request: RecordsRequest) -> RequestState:
    """The step forward from here. Raises Refused when the request is over."""
    check_standing(request)
    return next(iter(_NEXT[request.state]))


def check_standing(request: RecordsRequest) -> None:
    """Raise Refused for a request that is over."""
    if request.state.over:
        raise Refused(f"This request was {request.state.word} already; open it to read how.")


def check_step(request: RecordsRequest, to: RequestState, today: date) -> None:
    """Raise Refused unless the request may go to ``to`` today, naming what is missing (FD-146)."""
    check_standing(request)
    if to in (RequestState.DENIED, RequestState.WITHDRAWN):
        return
    if to not in _NEXT[request.state]:
        raise Refused(f"This request is {request.state.word}; take one step after the other with 1.")
    if to is RequestState.IDENTITY_VERIFIED and not request.identity_proof:
        raise Refused("Type which proof of identity was seen (4) before this request goes on.")
    if to in (RequestState.IN_PROGRESS, RequestState.FULFILLED):
        if missing := request.missing():
            raise Refused(f"Still missing before work on it begins: {', '.join(missing)}. Type it with 4.")
        if request.authorised_until is not None and request.authorised_until < today and not request.own:
            raise Refused(f"The authorisation ended {request.authorised_until:%m/%d/%Y}; ask for a new one.")


def extended(request: RecordsRequest, reason: str) -> date:
    """The new due day. Raises Refused for a second extension, InvalidInput without a written reason (FD-144)."""
    check_standing(request)
    if request.extended:
        raise Refused("This request was extended already; it can be extended once only.")
    if not reason.strip():
        raise InvalidInput("Reason: write why the records take longer; the letter says it.", "Reason")
    return request.due_on + timedelta(days=DAYS)


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee by its parts."""

    parts: Mapping[FeePart, Money] = field(default_factory=dict)

    @property
    def total(self) -> Money:
        return Money.total(self.parts.values())

    def words(self) -> str:
        """``labor 12.00; postage 2.15``; empty when nothing is charged."""
        return "; ".join(f"{part.value} {amount}" for part, amount in self.parts.items() if amount)


def fee_of(labor: Money | None, supplies: Money | None, postage: Money | None, *, flat: bool, format_: str) -> Fee:
    """A cost-based fee, or the flat one alone. Raises Refused when the flat fee is asked for paper (FD-145)."""
    parts = {FeePart.LABOR: labor, FeePart.SUPPLIES: supplies, FeePart.POSTAGE: postage}
    charged = {part: amount for part, amount in parts.items() if amount}
    if not flat:
        return Fee(charged)
    if charged:
        raise Refused("The flat fee stands alone: take the other parts out, or charge by parts.")
    if format_ != "electronic":
        raise Refused("The flat $6.50 is only for an electronic copy of electronic records; charge by parts.")
    return Fee({FeePart.FLAT: FLAT_FEE})
