"""The short words of a queue's row in their order, cut to the width there is (front-desk.md FD-03, FD-13, FD-92)."""

from __future__ import annotations

from collections.abc import Sequence

from psr_tui.domain import missed as missed_rules
from psr_tui.domain.clock import hmm
from psr_tui.domain.line import Priority
from psr_tui.domain.visit import VisitState


def row_words(
    state: VisitState, priority: Priority, room: str, told: int | None, late: int, missed: int
) -> tuple[tuple[str, ...], ...]:
    """What stands before a row's needs (priority, room, that the wait was explained after so many minutes) and what
    stands after them (how late the provider runs, repeated no-shows). Nothing for visits that are over."""
    if state.closed:
        return (), ()
    before = [priority.mark] if priority and state is not VisitState.ROOMED else []
    if state is VisitState.ROOMED and room:
        before.append(f"in {room}")
    if state.waiting and told is not None:
        before.append(f"told {hmm(told)}")
    coming = state.waiting or state in (VisitState.BOOKED, VisitState.REQUESTED)
    after = [f"LATE {late}" if late else "", missed_rules.flag(missed)] if coming else []
    return tuple(before), tuple(word for word in after if word)


def fitted(words: Sequence[str], width: int) -> str:
    """As many words as fit into ``width`` cells, whole, and ``+2`` for those that do not: the row says that there is
    more, and 5 shows it."""
    whole = " ".join(words)
    if len(whole) <= width:
        return whole
    for kept in range(len(words) - 1, 0, -1):
        text = f"{' '.join(words[:kept])} +{len(words) - kept}"
        if len(text) <= width:
            return text
    return whole[: width - 1] + "…" if len(words) == 1 else f"{words[0][: width - 4]}… +{len(words) - 1}"
