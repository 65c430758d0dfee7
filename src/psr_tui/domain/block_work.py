"""Which callbacks a phone block is for: reasons, languages, providers, and whose (call-center.md section 11)."""

from __future__ import annotations

from dataclasses import dataclass

WHOSE = ("all", "mine", "pool")


@dataclass(frozen=True, slots=True)
class BlockWork:
    """The work of one block. Empty ``reasons``, ``languages`` or ``providers`` mean all of them; ``whose``: all, mine
    (kept for this person) or pool."""

    block_id: str = ""
    whose: str = "all"
    reasons: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return self.whose == "all" and not (self.reasons or self.languages or self.providers)

    def fits(self, reason: str, language: str, provider_id: str, owner_id: str, viewer_id: str) -> bool:
        """Whether a callback belongs to the block: the rule that the queries of the list follow."""
        if self.whose != "all" and (self.whose == "mine") != (owner_id == viewer_id and bool(owner_id)):
            return False
        wanted = ((self.reasons, reason), (self.languages, language), (self.providers, provider_id))
        return all(not chosen or value in chosen for chosen, value in wanted)
