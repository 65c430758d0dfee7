"""The no-show report: who was marked, and who came after all; both facts stay (front-desk.md FD-26)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from psr_tui.domain.visit import Act, VisitEvent, VisitState, standing_events


@dataclass(frozen=True, slots=True)
class NoShow:
    """A visit that was marked as no-show, with the event; ``came`` is when they were taken in after all."""

    visit_id: str
    version: int
    patient_id: str
    patient: str
    day: date
    local_start: str
    provider: str
    state: VisitState
    marked: VisitEvent
    came: VisitEvent | None = None


def marked_and_came(events: Sequence[VisitEvent]) -> tuple[VisitEvent, VisitEvent | None] | None:
    """The mark that stands and the coming after it; None when no mark stands: what was undone never was."""
    held = standing_events(events)
    marks = [number for number, event in enumerate(held) if event.to_state is VisitState.NO_SHOW]
    if not marks:
        return None
    came = next((event for event in held[marks[-1] :] if event.act is Act.CAME_AFTER_ALL), None)
    return held[marks[-1]], came
