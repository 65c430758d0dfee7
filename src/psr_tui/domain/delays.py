"""A provider who runs late: the flag somebody sets, and what the day itself shows (ux.md, Words)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median_low

from psr_tui.domain.board import ProviderChoice
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.text import fold

LONGEST = 240
HINT_MINUTES = 15
"""Behind by more than this, the desk is asked whether it wants to say so."""
_NEWEST = 3
_CLOSE_ENOUGH = 10


@dataclass(frozen=True, slots=True)
class Delay:
    """How late a provider runs today, as somebody said; 0 minutes takes an earlier flag away. ``at`` is aware UTC."""

    provider_id: str
    minutes: int
    by: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Roomed:
    """One visit of today that was brought to a room: the time it was booked for, when the patient came, when they
    were brought in. All aware UTC."""

    provider_id: str
    starts_at: datetime
    arrived_at: datetime
    roomed_at: datetime

    @property
    def behind(self) -> int:
        """Whole minutes between when it could have begun and when it did; a patient's own lateness is not counted."""
        could = max(self.starts_at, self.arrived_at)
        return max(0, int((self.roomed_at - could).total_seconds() // 60))


def measured(roomed: Sequence[Roomed]) -> int:
    """Minutes a provider seems to be behind: the middle one of the newest three, so that one odd visit says nothing.
    Fewer than three say nothing at all: 0."""
    newest = sorted(roomed, key=lambda one: one.roomed_at)[-_NEWEST:]
    return median_low([one.behind for one in newest]) if len(newest) == _NEWEST else 0


def hints(
    roomed: Sequence[Roomed], flagged: Mapping[str, int], providers: Sequence[ProviderChoice]
) -> tuple[tuple[ProviderChoice, int], ...]:
    """Providers who seem to be behind without a flag that says about as much, with the minutes rounded to five."""
    found = []
    for one in providers:
        minutes = measured([visit for visit in roomed if visit.provider_id == one.provider_id])
        if minutes > HINT_MINUTES and minutes > flagged.get(one.provider_id, 0) + _CLOSE_ENOUGH:
            found.append((one, 5 * round(minutes / 5)))
    return tuple(found)


def hint_words(found: Sequence[tuple[ProviderChoice, int]]) -> str:
    """``Lee seems 20 min behind; :late lee 20 tells everybody.``, '' for nobody."""
    if not found:
        return ""
    one, minutes = found[0]
    return f"{one.name} seems {minutes} min behind; :late {fold(one.name)} {minutes} tells everybody."


def parse_late(typed: str, providers: Sequence[ProviderChoice], chosen: str = "") -> tuple[ProviderChoice, int, str]:
    """``lee 20 emergency`` as provider, minutes and words. ``chosen`` is the id of the provider the list is filtered
    by, who is meant when no name is typed. Raises InvalidInput with the rule and an example."""
    words = typed.split()
    at = next((place for place, word in enumerate(words) if word.isascii() and word.isdigit()), None)
    if at is None or int(words[at]) > LONGEST:
        raise InvalidInput(f"Say who and how many minutes, 0 to {LONGEST}: for example :late lee 20.", "Command")
    name = fold(" ".join(words[:at]))
    fitting = [one for one in providers if (fold(one.name).startswith(name) if name else one.provider_id == chosen)]
    exact = [one for one in fitting if fold(one.name) == name]
    fitting = exact or fitting
    if len(fitting) != 1:
        names = ", ".join(one.name for one in fitting or providers) or "nobody"
        raise InvalidInput(f"Which provider is late: {names}? For example :late lee 20.", "Command")
    return fitting[0], int(words[at]), " ".join(words[at + 1 :])


def header_words(
    delays: Mapping[str, int], providers: Sequence[ProviderChoice], seem: Sequence[tuple[ProviderChoice, int]] = ()
) -> tuple[str, ...]:
    """``Lee 20`` for everybody who runs late, the latest first; ``Ortiz 25?`` for who only seems to."""
    late = [(delays.get(one.provider_id, 0), one.name) for one in providers]
    said = [f"{name} {minutes}" for minutes, name in sorted(late, key=lambda one: (-one[0], one[1])) if minutes]
    return (*said, *(f"{one.name} {minutes}?" for one, minutes in seem))
