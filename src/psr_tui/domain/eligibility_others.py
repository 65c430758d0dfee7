"""What else an answer tells the desk: another payer to bill, what needs an authorisation, limits, whom to call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from psr_tui.domain.eligibility import Benefit, DateSpan, Member, Network, Party, Reference
from psr_tui.domain.eligibility_labels import ACTIVE, INSURANCE, PERIODS, QUANTITIES, label, services
from psr_tui.domain.eligibility_summary import PLAN, line_text, network_words
from psr_tui.domain.money import Money

_PAYER_ROLES = ("PR", "PRP", "SEP", "TTP", "GP", "P5", "VN", "2B", "Y2", "X3")
_ADVANTAGE = ("HM", "HN", "IN", "PR", "PS", "PP", "EP")
_MEDICARE_SECOND = ("12", "13", "14", "15", "16", "41", "42", "43", "47")
_PHARMACY = "88"
_LAST_DAYS = ("194", "347", "349", "357")


class OtherKind(StrEnum):
    """What the other payer is to this one."""

    ADVANTAGE = "Medicare Advantage"
    DRUG_PLAN = "drug plan"
    BEFORE = "pays before Medicare"
    OTHER = "other payer"


@dataclass(frozen=True, slots=True)
class OtherPayer:
    """An EB01 R (FD-120): the name and telephone as sent, numbers and dates that came with it, and what to do."""

    kind: OtherKind
    name: str
    phones: tuple[str, ...]
    urls: tuple[str, ...]
    insurance: str
    references: tuple[Reference, ...]
    dates: tuple[DateSpan, ...]
    policy_holder: str
    service_types: tuple[str, ...]
    text: str
    line: Benefit

    def holds(self, on: date) -> bool:
        """Whether its dates, where it came with any, leave the day in."""
        first, last = self._first_last()
        return (first is None or first <= on) and (last is None or on <= last)

    def _first_last(self) -> tuple[date | None, date | None]:
        starts = [one.start for one in self.dates if one.start is not None and one.qualifier not in _LAST_DAYS]
        lasts = [one.end for one in self.dates if one.end is not None]
        lasts += [one.start for one in self.dates if one.start is not None and one.qualifier in _LAST_DAYS]
        return (starts[0] if starts else None), (lasts[0] if lasts else None)

    def _when(self) -> str:
        first, last = self._first_last()
        since = f" since {first:%m/%d/%Y}" if first else ""
        return f"{since} until {last:%m/%d/%Y}" if last else since

    def words(self) -> str:
        """One sentence that says whom to bill."""
        who = (self.name or "a payer without a name (ask the patient)") + self._when()
        call = f" Telephone {self.phones[0]}." if self.phones else ""
        if self.kind is OtherKind.ADVANTAGE:
            return (
                f"Medicare is replaced by the Medicare Advantage plan {who}: Part A and Part B show as active, "
                f"but bill that plan instead of Medicare; ask for its card.{call}"
            )
        if self.kind is OtherKind.DRUG_PLAN:
            return f"Drugs are covered by {who}; it does not pay for this visit.{call}"
        if self.kind is OtherKind.BEFORE:
            return f"{who} pays before Medicare ({self.insurance}): bill it first and ask for its card.{call}"
        return f"The payer knows of another payer: {who}. Ask the patient which one pays first, and add it.{call}"


def other_payers(member: Member) -> tuple[OtherPayer, ...]:
    """Every other payer an answer names, in its order."""
    medicare = is_medicare(member)
    return tuple(_other(line, medicare) for line in member.benefits if line.code == "R")


def is_medicare(member: Member) -> bool:
    """Whether active lines of Part A or B came: they come as separate lines (standards.md 1.3)."""
    return any(line.code in ACTIVE and line.insurance_type in ("MA", "MB") for line in member.benefits)


def _other(line: Benefit, medicare: bool) -> OtherPayer:
    payers = [one for one in line.parties if one.role in _PAYER_ROLES and one.name]
    holder = next((one.name for one in line.parties if one.role == "IL"), "")
    return OtherPayer(
        kind=_kind(line, medicare),
        name=payers[0].name if payers else line.plan,
        phones=tuple(number for one in payers for number in one.reach()),
        urls=tuple(number for one in payers for number in one.reach(("UR",))),
        insurance=label(INSURANCE, line.insurance_type),
        references=line.references,
        dates=line.dates,
        policy_holder=holder,
        service_types=line.service_types,
        text="; ".join(line.messages),
        line=line,
    )


def _kind(line: Benefit, medicare: bool) -> OtherKind:
    if line.insurance_type in _MEDICARE_SECOND:
        return OtherKind.BEFORE
    if line.service_types == (_PHARMACY,):
        return OtherKind.DRUG_PLAN
    whole = not line.service_types or line.is_for(PLAN)
    if medicare and whole and line.insurance_type in _ADVANTAGE:
        return OtherKind.ADVANTAGE
    return OtherKind.OTHER


@dataclass(frozen=True, slots=True)
class NeedsAuthorisation:
    """A line with EB11 Y: for what, in which network, and the payer's words."""

    service_types: tuple[str, ...]
    network: Network
    text: str
    line: Benefit

    def words(self) -> str:
        """``hospital, inpatient, in network: authorisation needed (PRIOR AUTHORIZATION REQUIRED)``."""
        extra = f" ({self.text})" if self.text else ""
        about = services(self.service_types) or "for what is not given"
        return f"{about}, {network_words(self.network)}: authorisation needed{extra}"


def needs_authorisation(member: Member) -> tuple[NeedsAuthorisation, ...]:
    """Every line that asks for one. A line that is silent or says U promises nothing and is not listed as free."""
    return tuple(
        NeedsAuthorisation(line.service_types, line.network, line_text(line), line)
        for line in member.benefits
        if line.authorisation == "Y"
    )


@dataclass(frozen=True, slots=True)
class Limit:
    """An EB01 F: an amount or a quantity over a period. ``remaining`` says that it is what is left, not the whole."""

    service_types: tuple[str, ...]
    amount: Money | None
    quantity: str
    quantity_kind: str
    period: str
    remaining: bool
    network: Network
    text: str
    line: Benefit

    def words(self) -> str:
        """``chiropractor: 20 services, calendar year, in network``."""
        what = self.amount.dollars if self.amount is not None else ""
        if self.quantity:
            what = f"{what} {self.quantity} {label(QUANTITIES, self.quantity_kind) or 'of unnamed kind'}".strip()
        parts = [what or "amount not given", label(PERIODS, self.period), network_words(self.network), self.text]
        about = services(self.service_types) or "all services"
        return f"{about}: {', '.join(part for part in parts if part)}"


def limits(member: Member) -> tuple[Limit, ...]:
    """Every limit, remaining ones marked as such; a whole without its remaining says nothing about what is left."""
    return tuple(
        Limit(
            line.service_types, line.amount, line.quantity, line.quantity_kind, line.period,
            line.period in ("29", "33"), line.network, "; ".join(part for part in (line.plan, line_text(line)) if part),
            line,
        )
        for line in member.benefits
        if line.code == "F"
    )  # fmt: skip


def primary_care(member: Member) -> tuple[Party, ...]:
    """Who the payer has as primary care provider (EB01 L, or a P3 beside the member)."""
    named = [one for line in member.benefits if line.code == "L" for one in line.parties]
    named += [one for one in member.parties if one.role == "P3"]
    return tuple(dict.fromkeys(one for one in named if one.name or one.number))


def whom_to_call(member: Member) -> tuple[Party, ...]:
    """Parties the payer sends us to for more (EB01 U, MC, W)."""
    lines = (line for line in member.benefits if line.code in ("U", "MC", "W"))
    return tuple(dict.fromkeys(one for line in lines for one in line.parties if one.name or one.contacts))
