"""Which callbacks a phone block or a list is for: whose, about what, in which languages, of which providers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Whose(StrEnum):
    """Of whom callbacks are taken: mine and the pool, mine alone, the pool alone (CC-02)."""

    ALL = "all"
    MINE = "mine"
    POOL = "pool"


@dataclass(frozen=True, slots=True)
class CallbackFilter:
    """An empty tuple means all. ``reasons`` are codes of call reasons, ``providers`` are ids.

    Red flags and the rep's own due promises come all the same: they go before any plan (CC-57, CC-99).
    """

    whose: Whose = Whose.ALL
    reasons: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()

    @classmethod
    def of_words(cls, whose: str, reasons: str, languages: str, providers: str) -> CallbackFilter:
        """From the columns of a phone block: codes with spaces between."""
        return cls(Whose(whose), tuple(reasons.split()), tuple(languages.split()), tuple(providers.split()))

    def __bool__(self) -> bool:
        """Whether anything is left out."""
        return self != EVERYTHING

    def fits(self, viewer_id: str, owner_id: str, reason: str, language: str, provider_id: str) -> bool:
        """Whether a callback with these values is meant, for ``viewer_id``: mine is theirs, not somebody else's."""
        if self.whose is not Whose.ALL and owner_id != (viewer_id if self.whose is Whose.MINE else ""):
            return False
        wanted = ((self.reasons, reason), (self.languages, language), (self.providers, provider_id))
        return all(not allowed or value in allowed for allowed, value in wanted)


EVERYTHING = CallbackFilter()
