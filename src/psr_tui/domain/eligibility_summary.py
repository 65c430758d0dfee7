"""What an answer means for one person on one day: is it active, on which plan, and what do the lines of a service say.

Honest by rule (standards.md 1.3): several copays for one service are all listed with their text and none is chosen;
what was not sent is unknown; lines that contradict each other are called that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from psr_tui.domain.eligibility import Benefit, DateSpan, EligibilityAnswer, Member, Network
from psr_tui.domain.eligibility_labels import ACTIVE, INACTIVE, NOT_COVERED, label
from psr_tui.domain.eligibility_labels import SERVICES as SERVICE_WORDS
from psr_tui.domain.money import Money
from psr_tui.domain.text import fold

PLAN = "30"
OFFICE_VISIT = "98"
_NOT_FOUND = ("64", "67", "72", "73", "75", "77")
_BEGINS, _ENDS, _BOTH = ("346", "356"), ("347", "357"), ("291", "307")


class State(StrEnum):
    """Whether the plan holds, as far as the payer says. ``UNKNOWN`` is never taken for active or for none (FD-116)."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    NOT_FOUND = "not found"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Status:
    """The state ``as_of`` a date of service, why, the plan's name as sent, and its dates where they came."""

    state: State
    as_of: date
    why: str
    plan: str = ""
    begins: date | None = None
    ends: date | None = None

    def words(self) -> str:
        """``active on 01/05/2026, EXAMPLE PPO 1500, since 01/01/2026``."""
        parts = [f"{self.state.value} on {self.as_of:%m/%d/%Y}", self.plan]
        parts.append(f"since {self.begins:%m/%d/%Y}" if self.begins else "")
        parts.append(f"until {self.ends:%m/%d/%Y}" if self.ends else "")
        return ", ".join(part for part in parts if part)


def find_member(answer: EligibilityAnswer, last: str, first: str, born: date | None) -> Member | None:
    """The person of ours in an answer, by name and birth date, at whatever level (standards.md 1.2, rule 4).

    None when nobody or more than one fits: then a rep has to look. Somebody of our first name and birth date fits under
    another last name too; somebody of our name fits when the answer gives no birth date. A first name must fit: the
    one twin in an answer is not the other.
    """
    named = [one for one in answer.members if fold(one.last) == fold(last) and fold(one.first) == fold(first)]
    for fitting in (
        [one for one in named if born is not None and one.born == born],
        [one for one in answer.members if born is not None and one.born == born and fold(one.first) == fold(first)],
        [one for one in named if one.born is None],
    ):
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            return None
    return None


def status(member: Member, on: date) -> Status:
    """Active, not active, not found or unknown on a date of service.

    Lines of the plan as a whole decide; where there are none, the lines of single services. A line whose own dates
    leave the day out does not count. The plan's end before the day makes an "active" of the payer inactive.
    """
    lines = [line for line in member.benefits if line.code in ACTIVE + INACTIVE and _covers(line.dates, on)]
    whole = [line for line in lines if not line.service_types or line.is_for(PLAN)]
    begins, ends = plan_dates(member)

    def told(state: State, why: str) -> Status:
        return Status(state, on, why, plan_name(member), begins, ends)

    deciding = whole or lines
    active, inactive = _any(deciding, ACTIVE), _any(deciding, INACTIVE)
    if not deciding:
        return told(*_without_lines(member))
    if active and inactive:
        if whole:
            return told(State.UNKNOWN, "The payer sends an active and an inactive line for the plan; read both.")
        return told(State.ACTIVE, "Active for some services only; the payer says nothing about the plan as a whole.")
    if inactive:
        return told(State.INACTIVE, "The payer says that the plan is not active.")
    if ends is not None and ends < on:
        return told(State.INACTIVE, f"The payer's end date {ends:%m/%d/%Y} is before the visit.")
    if begins is not None and begins > on:
        return told(State.INACTIVE, f"The plan begins on {begins:%m/%d/%Y}, after the visit.")
    if not whole:
        return told(State.ACTIVE, "Active for single services; the payer says nothing about the plan as a whole.")
    return told(State.ACTIVE, "The payer says that the plan is active.")


def _without_lines(member: Member) -> tuple[State, str]:
    if any(one.code in _NOT_FOUND for one in member.rejections):
        return State.NOT_FOUND, "The payer did not find this person; see what to correct."
    if member.rejections or member.refused_beside:
        return State.UNKNOWN, "The payer refused to answer; see why. The visit goes on as not verified."
    codes = {line.code for line in member.benefits}
    if "V" in codes:
        return State.UNKNOWN, "The payer cannot process this; call and note who said what."
    if codes & {"U", "W"}:
        return State.UNKNOWN, "The payer sends you to somebody else for this; see whom to call."
    return State.UNKNOWN, "The payer says neither active nor inactive for this day."


def _any(lines: list[Benefit], codes: tuple[str, ...]) -> bool:
    return any(line.code in codes for line in lines)


def _covers(dates: tuple[DateSpan, ...], on: date) -> bool:
    """Whether a line's own dates leave the day in; a line without dates, or with unreadable ones, counts."""
    for one in dates:
        if one.start is None:
            continue
        if one.qualifier in (*_BOTH, "292") and one.is_range and one.end is not None and not one.start <= on <= one.end:
            return False
        if one.qualifier in (*_ENDS, "349") and one.start < on:
            return False
        if one.qualifier in (*_BEGINS, "348") and on < one.start:
            return False
    return True


def plan_name(member: Member) -> str:
    """EB05 of the first line of the plan as a whole that has one, else of the first line at all."""
    lines = [line for line in member.benefits if line.plan and line.code in ACTIVE + INACTIVE]
    whole = [line for line in lines if not line.service_types or line.is_for(PLAN)]
    return next((line.plan for line in whole + lines), "")


def plan_dates(member: Member) -> tuple[date | None, date | None]:
    """First and last day of the plan as the payer has it (DTP 346/347, 356/357, ranges of 291 and 307).

    The range of an inactive line is the time without cover, never the plan's own.
    """
    spans = list(member.dates)
    for line in member.benefits:
        if line.service_types and not line.is_for(PLAN):
            continue
        if line.code in ACTIVE:
            spans += line.dates
        elif line.code in INACTIVE:
            spans += [one for one in line.dates if one.qualifier not in _BOTH]
    begins = [one.start for one in spans if one.qualifier in _BEGINS and one.start is not None]
    ends = [one.start for one in spans if one.qualifier in _ENDS and one.start is not None]
    for one in spans:
        if one.qualifier in _BOTH and one.start is not None and (one.is_range or one.qualifier == "307"):
            begins.append(one.start)
            ends += [one.end] if one.end is not None else []
    return (begins[0] if begins else None), (ends[0] if ends else None)


@dataclass(frozen=True, slots=True)
class Share:
    """A copay or a coinsurance line as a rep reads it. ``text`` is what tells it from its neighbours."""

    amount: Money | None
    share: Decimal | None
    network: Network
    level: str
    text: str
    authorisation: str
    line: Benefit

    def words(self) -> str:
        """``$25.00 in network: PRIMARY CARE OFFICE VISIT``; what was not sent is said."""
        what = self.amount.dollars if self.amount is not None else percent(self.share)
        return f"{what or 'amount not given'} {network_words(self.network)}{f': {self.text}' if self.text else ''}"


def copays(member: Member, service_type: str = OFFICE_VISIT) -> tuple[Share, ...]:
    """Every copay line of a service, in the payer's order; which of them holds is for a person to say (FD-119)."""
    return _shares(member, "B", service_type)


def coinsurance(member: Member, service_type: str = OFFICE_VISIT) -> tuple[Share, ...]:
    """Every coinsurance line of a service."""
    return _shares(member, "A", service_type)


def not_covered(member: Member, service_type: str) -> tuple[Benefit, ...]:
    """Lines that say a service is not covered."""
    return tuple(line for line in member.benefits if line.code in NOT_COVERED and line.is_for(service_type))


def _shares(member: Member, code: str, service_type: str) -> tuple[Share, ...]:
    return tuple(
        Share(line.amount, line.share, line.network, line.level, line_text(line), line.authorisation, line)
        for line in member.benefits
        if line.code == code and line.is_for(service_type)
    )


def line_text(line: Benefit) -> str:
    """What tells a line from another of its kind: messages, providers it names, the procedure."""
    named = [party.name for party in line.parties if party.name]
    return "; ".join(part for part in (*line.messages, *named, line.procedure) if part)


def network_words(network: Network) -> str:
    """Four values and silence, each said."""
    return {
        Network.IN: "in network",
        Network.OUT: "out of network",
        Network.EITHER: "in and out of network",
        Network.UNKNOWN: "network not known",
        Network.NOT_SENT: "network not given",
    }[network]


def percent(share: Decimal | None) -> str:
    """``20%`` for .2, exact; a share above 1 is shown as it was sent; empty for none."""
    if share is None:
        return ""
    if not 0 <= share <= 1:
        return f"{share} (as sent; percent or part?)"
    return f"{(share * 100).normalize():f}%"


def service_words(code: str) -> str:
    """``office visit``, or the code."""
    return label(SERVICE_WORDS, code)
