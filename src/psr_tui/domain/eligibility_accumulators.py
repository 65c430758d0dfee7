"""Deductible and out-of-pocket maximum: what the whole is, what is used, what is left (standards.md 1.3).

base - year to date = remaining, and payers send any two. Two give the third, marked as worked out; one alone gives
nothing: "remaining not given", never 0. When all three came and do not fit, all are shown and it is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from psr_tui.domain.eligibility import Benefit, Member, Network
from psr_tui.domain.eligibility_labels import LEVELS, PERIODS, label, services
from psr_tui.domain.eligibility_summary import line_text, network_words
from psr_tui.domain.money import Money

DEDUCTIBLE, OUT_OF_POCKET = "C", "G"


class Part(StrEnum):
    """What EB06 makes of an amount."""

    BASE = "base"
    USED = "used"
    REMAINING = "remaining"


_YEARLY = {"24": Part.USED, "29": Part.REMAINING}
_LIFETIME = {"32": Part.BASE, "33": Part.REMAINING}
_BASE_PERIODS = ("", "21", "22", "23", "25", "26", "27", "34", "35", "36")


@dataclass(frozen=True, slots=True)
class Accumulator:
    """One deductible or maximum: for whom (EB02), in which network, for which services, over which time.

    ``worked_out`` names the part that was computed and not sent. ``no_limit``: the payer sent all nines.
    ``several`` holds lines that name different amounts for the same part: nothing is chosen among them.
    """

    code: str
    level: str
    network: Network
    service_types: tuple[str, ...]
    lifetime: bool
    base: Money | None
    used: Money | None
    remaining: Money | None
    worked_out: Part | None
    period: str
    no_limit: bool
    text: str
    warning: str
    several: tuple[Benefit, ...] = ()

    @property
    def met(self) -> bool:
        """Nothing is left of it, and the payer says so or two of its figures do."""
        return self.remaining is not None and self.remaining.cents <= 0 and not self.warning

    def words(self) -> str:
        """``this person, in network: $612.35 left of $1,500.00`` or ``$1,500.00; remaining not given``."""
        whom = f"{label(LEVELS, self.level) or 'for whom not given'}, {network_words(self.network)}"
        about = "" if self.service_types in ((), ("30",)) else f", {services(self.service_types)}"
        life = ", lifetime" if self.lifetime else ""
        return f"{whom}{about}{life}: {self.amount_words()}"

    def amount_words(self) -> str:
        """The amounts alone."""
        if self.no_limit:
            return "no such limit (sent as all nines)"
        if self.several:
            return "several amounts: " + ", ".join(_one(line) for line in self.several)
        of = f" of {self.base.dollars}" if self.base is not None else ""
        if self.remaining is None:
            used = f", {self.used.dollars} used" if self.used is not None else ""
            return f"{self.base.dollars if self.base is not None else 'amount not given'}{used}; remaining not given"
        worked = " (worked out)" if self.worked_out is Part.REMAINING else ""
        if self.warning and self.used is not None:
            of += f", {self.used.dollars} used"
        return f"{self.remaining.dollars} left{of}{worked}{f'. {self.warning}' if self.warning else ''}"


def _one(line: Benefit) -> str:
    amount = line.amount.dollars if line.amount is not None else "no amount"
    extra = "; ".join(part for part in (label(PERIODS, line.period), line_text(line)) if part)
    return f"{amount} ({extra})" if extra else amount


def accumulators(member: Member, code: str = DEDUCTIBLE) -> tuple[Accumulator, ...]:
    """Every deductible (C) or out-of-pocket maximum (G) of a person, in the payer's order."""
    groups: dict[tuple[object, ...], list[Benefit]] = {}
    for line in member.benefits:
        if line.code == code and (line.amount is not None or not line.quantity):
            key = (line.level, line.network, line.service_types, line.insurance_type, line.period in _LIFETIME)
            groups.setdefault(key, []).append(line)
    found: list[Accumulator] = []
    for lines in groups.values():
        found += [_gathered(part) for part in _split(lines)]
    return tuple(found)


def of_person(found: Sequence[Accumulator], level: str, network: Network) -> tuple[Accumulator, ...]:
    """Those of the plan as a whole for one coverage level and network, for example IND in network."""
    whole = [one for one in found if not one.service_types or "30" in one.service_types]
    return tuple(one for one in whole if one.level == level and one.network is network and not one.lifetime)


def _part(line: Benefit) -> Part | None:
    known = _LIFETIME.get(line.period) or _YEARLY.get(line.period)
    return known or (Part.BASE if line.period in _BASE_PERIODS else None)


def _split(lines: list[Benefit]) -> list[list[Benefit]]:
    """One group, or one for each date and text when the same part came with different amounts."""
    if not _contradict(lines):
        return [lines]
    parts: dict[tuple[object, ...], list[Benefit]] = {}
    for line in lines:
        parts.setdefault((line.dates, line.messages, line.plan), []).append(line)
    return list(parts.values())


def _amounts(lines: list[Benefit], part: Part) -> list[Money]:
    sent = (line.amount for line in lines if _part(line) is part)
    return list(dict.fromkeys(amount for amount in sent if amount is not None))


def _contradict(lines: list[Benefit]) -> bool:
    return any(len(_amounts(lines, part)) > 1 for part in Part) or any(_part(line) is None for line in lines)


def _gathered(lines: list[Benefit]) -> Accumulator:
    first = lines[0]
    several = tuple(lines) if _contradict(lines) else ()
    base, used, left = (None if several else next(iter(_amounts(lines, part)), None) for part in Part)
    no_limit = any(line.no_limit for line in lines) and not several
    worked: Part | None = None
    warning = ""
    if no_limit:
        pass
    elif base is not None and used is not None and left is not None:
        warning = "" if base - used == left else "The payer's figures do not fit together: ask before you quote them."
    elif base is not None and used is not None:
        left, worked, warning = _from_used(base, used)
    elif base is not None and left is not None:
        used, worked, warning = _from_left(base, left)
    elif used is not None and left is not None:
        base, worked = used + left, Part.BASE
    return Accumulator(
        code=first.code,
        level=first.level,
        network=first.network,
        service_types=first.service_types,
        lifetime=first.period in _LIFETIME,
        base=base,
        used=used,
        remaining=left,
        worked_out=worked,
        period=next((line.period for line in lines if _part(line) is Part.BASE), ""),
        no_limit=no_limit,
        text="; ".join(dict.fromkeys(text for text in map(line_text, lines) if text)),
        warning=warning,
        several=several,
    )


def _from_used(base: Money, used: Money) -> tuple[Money | None, Part | None, str]:
    if used > base:
        return None, None, "More is used than there is: ask the payer what is left."
    return base - used, Part.REMAINING, ""


def _from_left(base: Money, left: Money) -> tuple[Money | None, Part | None, str]:
    if left > base:
        return None, None, "More is left than there is: ask the payer before you quote it."
    return base - left, Part.USED, ""
