"""Asking for an authorisation and writing down what the payer said: what is needed, which step may follow which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from psr_tui.domain.authorisations import AUTHORISATION, REFERRAL, UNITS, VISITS, Authorisation, AuthState
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.text import clean, clean_note

MOST = 999
KINDS = ((AUTHORISATION, "Authorisation of a payer"), (REFERRAL, "Referral from a doctor"))
COUNTED = ((VISITS, "Visits"), (UNITS, "Units"))
NETWORKS = (("", "Not said"), ("in", "In network"), ("out", "Out of network"))
DENIALS: Mapping[str, str] = {
    "0D": "the own doctor must ask first",
    "0F": "not needed, the payer says",
    "0H": "no authorisation is required",
    "0L": "more than the plan allows",
    "0M": "not covered by the plan",
    "0N": "no approval was given",
    "0P": "information is missing",
    "0Q": "asked for twice",
    "0R": "the diagnosis does not fit",
    "9": "out of network",
    "ZZ": "another reason",
}
"""Decision codes of a 278 answer (HCR03) with our own words (front-desk.md 18.4)."""

_S = AuthState
NEXT: Mapping[AuthState, frozenset[AuthState]] = {
    _S.NEW_REQUEST: frozenset({_S.PENDING_REVIEW, _S.INCOMPLETE, _S.OPEN, _S.AUTHORISED, _S.DENIED, _S.CANCELLED}),
    _S.INCOMPLETE: frozenset({_S.PENDING_REVIEW, _S.AUTHORISED, _S.DENIED, _S.CANCELLED}),
    _S.PENDING_REVIEW: frozenset({_S.INCOMPLETE, _S.OPEN, _S.AUTHORISED, _S.DENIED, _S.CANCELLED}),
    _S.OPEN: frozenset({_S.AUTHORISED, _S.CLOSED, _S.CANCELLED}),
    _S.AUTHORISED: frozenset({_S.CLOSED, _S.CANCELLED}),
    _S.DENIED: frozenset({_S.PENDING_REVIEW, _S.AUTHORISED, _S.CLOSED}),  # an appeal, and an appeal that was won
    _S.CANCELLED: frozenset(),
    _S.CLOSED: frozenset(),
}


def next_states(auth: Authorisation) -> tuple[AuthState, ...]:
    """What may follow, in the order of the words; only a referral is open without a decision."""
    return tuple(one for one in _S if one in NEXT[auth.state] and (one is not _S.OPEN or auth.kind == REFERRAL))


@dataclass(frozen=True, slots=True)
class AuthForm:
    """A request as it is typed; ``patient_id`` is the patient whose name stood over the form."""

    patient_id: str
    payer_id: str
    kind: str = AUTHORISATION
    number: str = ""
    counts: str = VISITS
    requested: int = 1
    once_a_day: bool = True
    effective: date | None = None
    ends: date | None = None
    services: str = ""
    provider_id: str = ""
    coverage_id: str = ""
    referred_by: str = ""
    network: str = ""
    call_name: str = ""
    call_phone: str = ""
    expedited: bool = False
    note: str = ""

    def checked(self) -> AuthForm:
        """Cleaned as it may be stored. Raises InvalidInput naming the field."""
        form = replace(
            self, number=clean(self.number, 50).upper(), services=clean(self.services, 200),
            referred_by=clean(self.referred_by, 120), call_name=clean(self.call_name, 120),
            call_phone=clean(self.call_phone, 60), note=clean_note(self.note),
        )  # fmt: skip
        if not form.payer_id:
            raise InvalidInput("Payer: choose who is asked from the list.", "payer_id")
        if form.kind not in dict(KINDS) or form.counts not in dict(COUNTED) or form.network not in dict(NETWORKS):
            raise InvalidInput("Kind: choose from the list.", "kind")
        if not 1 <= form.requested <= MOST:
            raise InvalidInput(f"Requested: type a number from 1 to {MOST}, for example 6.", "requested")
        if form.kind == REFERRAL and not form.referred_by:
            raise InvalidInput("Referred by: a referral needs the name of who sent the patient.", "referred_by")
        check_range(form.effective, form.ends)
        return form


def check_range(effective: date | None, ends: date | None) -> None:
    """Raise InvalidInput, for the field ``ends``, when it would end before it begins."""
    if effective is not None and ends is not None and ends < effective:
        raise InvalidInput(
            f"Ends: {ends:%m/%d/%Y} is before it begins on {effective:%m/%d/%Y}; correct one of the two dates.", "ends"
        )


@dataclass(frozen=True, slots=True)
class Decision:
    """What the payer said, or what became of it. ``approved`` counts visits or units as they were asked for."""

    state: AuthState
    approved: int | None = None
    number: str = ""
    effective: date | None = None
    ends: date | None = None
    denial_code: str = ""
    denial_reason: str = ""

    def checked(self, auth: Authorisation) -> Decision:
        """Cleaned as it may be stored. Raises Refused for a step that may not follow, InvalidInput by field."""
        if self.state not in next_states(auth):
            raise Refused(f"{auth.name()} is {auth.state.word}; it cannot become {self.state.word}.")
        said = replace(self, number=clean(self.number, 50).upper() or auth.number)
        if said.state is AuthState.AUTHORISED:
            return said._granted(auth)
        reason = clean(self.denial_reason, 300)
        if said.state is AuthState.DENIED:
            if said.denial_code not in DENIALS:
                raise InvalidInput("Reason: choose why the payer said no from the list.", "denial_code")
            if said.denial_code == "ZZ" and not reason:
                raise InvalidInput("In words: write down what the payer said.", "denial_reason")
            reason = reason or DENIALS[said.denial_code]
            return replace(said, approved=None, denial_reason=reason)
        return replace(said, approved=auth.approved, denial_code="", denial_reason="")

    def _granted(self, auth: Authorisation) -> Decision:
        if self.approved is None or not 1 <= self.approved <= MOST:
            raise InvalidInput("Approved: type how many were approved, for example 6; none is a denial.", "approved")
        if auth.kind == AUTHORISATION and not self.number:
            raise InvalidInput("Number: ask for the number of the authorisation; the claim needs it.", "number")
        effective, ends = self.effective or auth.effective, self.ends or auth.ends
        check_range(effective, ends)
        return replace(self, effective=effective, ends=ends, denial_code="", denial_reason="")
