"""The rows of red flags that a clinic keeps: who is asked after whom, and the phrases that propose a flag."""

from __future__ import annotations

from dataclasses import dataclass

from psr_tui.domain.clock import Clock
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.languages import LANGUAGES
from psr_tui.domain.red_flags import RouteStep
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.text import clean, fold
from psr_tui.store.store import Store

_ACT = "change the route of red flags"
MOST_STEPS, MOST_MINUTES = 9, 60


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that propose a flag; one that is off proposes nothing and stays on record."""

    words: str
    language: str
    active: bool


class FlagRuleService:
    """A lead may change them; every change is in the audit log."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store

    def route(self, actor: Actor) -> tuple[RouteStep, ...]:
        """Who is asked, in order."""
        with self._store.read() as work:
            return work.flags.route()

    def phrases(self, actor: Actor) -> list[Phrase]:
        """All phrases, those that are off included."""
        with self._store.read() as work:
            return [Phrase(*row) for row in work.flags.all_phrases()]

    def set_step(self, actor: Actor, position: int, who: str, phone: str, minutes: int) -> str:
        """Put somebody at a place of the route, or take the last place away with an empty ``who``.

        Raises NotAllowed, InvalidInput for a gap, too many places or minutes, or the only place taken away.
        """
        name, number = clean(who, 60), clean(phone, 40)
        if not 1 <= minutes <= MOST_MINUTES:
            raise InvalidInput(f"Minutes: a whole number from 1 to {MOST_MINUTES}.", "Minutes")
        with self._store.write(actor, "flag.route", "escalation_step", str(position)) as work:
            actor.require(Role.LEAD, _ACT)
            steps = work.flags.route()
            if not 1 <= position <= min(MOST_STEPS, len(steps) + 1):
                raise InvalidInput(f"Place: a number from 1 to {min(MOST_STEPS, len(steps) + 1)}.", "Place")
            if not name and (position != len(steps) or position == 1):
                raise InvalidInput("Who: only the last place can be taken away, and the first one stays.", "Who")
            if name:
                work.flags.put_step(RouteStep(position, name, number, minutes))
            else:
                work.flags.drop_step(position)
            work.audit.append("flag.route", "escalation_step", str(position), detail={"minutes": minutes})
            work.touch("flags")
            work.commit()
        return f"{position}: {name}, {minutes} minutes." if name else f"Place {position} is taken away."

    def set_phrase(self, actor: Actor, words: str, language: str, active: bool) -> str:
        """Let a phrase propose a flag, or no more. Raises NotAllowed, InvalidInput for nothing readable."""
        phrase = clean(words, 61).casefold()
        if not fold(phrase) or len(phrase) > 60:
            raise InvalidInput("Phrase: 1 to 60 letters, for example short of breath.", "Phrase")
        if language not in LANGUAGES:
            raise InvalidInput("Language: a code such as en or es.", "Language")
        with self._store.write(actor, "flag.phrase", "red_flag_phrase") as work:
            actor.require(Role.LEAD, _ACT)
            work.flags.put_phrase(phrase, language, active)
            work.audit.append("flag.phrase", "red_flag_phrase", phrase, detail={"active": active})
            work.touch("flags")
            work.commit()
        return f"“{phrase}” {'proposes a red flag' if active else 'proposes nothing any more'}."
