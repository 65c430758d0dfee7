"""Other ways to look at the callback list (call-center.md CC-15). "Next" keeps to the one order whatever is shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum

from psr_tui.domain.callbacks import Callback, Group, RankKey
from psr_tui.domain.clock import zone
from psr_tui.domain.errors import DeskError, InvalidInput
from psr_tui.domain.text import fold

NEVER_CALLED = datetime(1, 1, 1, tzinfo=UTC)


class Sort(StrEnum):
    """How the rows of each group are put in order; red flags stay before all others."""

    RANK = "rank"
    TRIES = "tries"
    LAST_CALL = "last"
    ZONE = "zone"
    LANGUAGE = "language"
    REQUEST = "request"
    MIX = "mix"


WORDS = {
    Sort.RANK: "highest score first",
    Sort.TRIES: "fewest tries first",
    Sort.LAST_CALL: "longest not called first",
    Sort.ZONE: "latest in their day first",
    Sort.LANGUAGE: "other languages first",
    Sort.REQUEST: "oldest request first",
    Sort.MIX: "one new, one tried, in turn",
}
"""Each says what comes first: "up count" and the like are read the wrong way round."""


def parse_sort(typed: str) -> Sort:
    """The order somebody means by its name or its beginning. Raises InvalidInput with the names."""
    word = fold(typed.strip())
    found = [sort for sort in Sort if word and sort.value.startswith(word)]
    if not found:
        names = ", ".join(f"{sort.value} ({WORDS[sort]})" for sort in Sort)
        raise InvalidInput(f"Sort: type one of {names}.", "Sort")
    return found[0]


def zone_place(name: str, now: datetime) -> int:
    """Minutes by which a zone's clock is behind UTC: where it is later in the day comes first, because calling ends
    there first. A zone nobody knows comes last."""
    try:
        offset = now.astimezone(zone(name)).utcoffset()
    except DeskError:
        return 10_000
    return -int(offset.total_seconds() // 60) if offset is not None else 10_000


SortKey = tuple[int | str | datetime, ...]


def sort_key(item: Callback, last_at: datetime | None, sort: Sort, now: datetime, rank: RankKey) -> SortKey:
    """What comes first inside a group; ``rank`` is the item's ``rank_key``. Red flags and a nurse's requests stay in
    front, ties go by the one order. ``MIX`` needs the whole group: see ``mixed``."""
    own: SortKey
    match sort:
        case Sort.TRIES:
            own = (item.attempts,)
        case Sort.LAST_CALL:
            own = (last_at or NEVER_CALLED,)
        case Sort.ZONE:
            own = (zone_place(item.time_zone, now), item.time_zone)
        case Sort.LANGUAGE:
            own = (item.language == "en", item.language)
        case Sort.REQUEST:
            own = (item.requested_at,)
        case _:
            own = ()
    return (_ahead(item, rank), *own, *rank[2:])


def _ahead(item: Callback, rank: RankKey) -> int:
    """0 for what stays in front; what is not due yet has no front."""
    return 0 if (item.red_flag or item.front) and rank[0] != Group.LATER else 1


def mixed(group: Sequence[tuple[Callback, RankKey]]) -> list[Callback]:
    """The items of one group with new ones and tried ones in turn, each kind in the one order (CC-15)."""
    turns: dict[tuple[int, bool], int] = {}
    keyed = []
    for item, rank in sorted(group, key=lambda pair: pair[1][2:]):
        kind = (_ahead(item, rank), item.attempts > 0)
        turns[kind] = turns.get(kind, 0) + 1
        keyed.append(((kind[0], turns[kind], kind[1]), item))
    return [item for _, item in sorted(keyed, key=lambda pair: pair[0])]
