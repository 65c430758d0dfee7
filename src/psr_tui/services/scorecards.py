"""Scorecards as a lead writes them: shown as text, loaded from text."""

from __future__ import annotations

from psr_tui.domain.clock import Clock
from psr_tui.domain.quality import Scorecard
from psr_tui.domain.scorecard_text import read_scorecards
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.text import so_many
from psr_tui.store.store import Store


class ScorecardService:
    """Each act is one transaction."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def cards(self, actor: Actor) -> list[Scorecard]:
        """Every card in use."""
        with self._store.read() as work:
            return work.scorecards.all()

    def load(self, actor: Actor, text: str) -> list[str]:
        """The cards of a file, from now on; calls that were scored keep the texts they were scored by. All or nothing.

        Raises InvalidInput naming the line that cannot be read, NotAllowed below a lead.
        """
        actor.require(Role.LEAD, "change a scorecard")
        cards = read_scorecards(text)
        told = []
        with self._store.write(actor, "scorecard.load", "scorecard") as work:
            for card in cards:
                if work.scorecards.get(card.code) == card:
                    told.append(f"{card.code}: as it was")
                    continue
                work.scorecards.save(card, actor.name, work.now)
                work.audit.append("scorecard.load", "scorecard", card.code, detail={"pass": card.pass_percent})
                told.append(f"{card.code}: {so_many(len(card.checkpoints), 'checkpoint')}, in force now")
            work.touch("work")
            work.commit()
        return told
