"""The queue as a list: which visits are shown, in which order, and what one line of it holds (front-desk.md 1)."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.names import display_name
from psr_tui.domain.text import clean
from psr_tui.domain.visit import VisitState


class Sort(StrEnum):
    """The orders of the queue; ``:sort wait`` asks for one by its value."""

    TIME = "time"
    WAIT = "wait"
    NAME = "name"
    STATUS = "status"
    PROVIDER = "provider"
    LINE = "line"


def parse_sort(typed: str) -> Sort:
    """The sort order called ``typed``. Raises InvalidInput with the words that exist."""
    word = typed.strip().casefold()
    for sort in Sort:
        if word and sort.value.startswith(word):
            return sort
    raise InvalidInput(f"Sort by {', '.join(Sort)}; for example :sort wait.", "Sort")


STATUSES: dict[str, tuple[str, tuple[VisitState, ...]]] = {
    "waiting": ("waiting", (VisitState.ARRIVED, VisitState.CHECKED_IN)),
    "expected": ("expected", (VisitState.REQUESTED, VisitState.BOOKED)),
    "arrived": ("arrived", (VisitState.ARRIVED,)),
    "checked_in": ("checked in", (VisitState.CHECKED_IN,)),
    "roomed": ("roomed", (VisitState.ROOMED,)),
    "done": ("done", (VisitState.CHECKED_OUT,)),
    "no_show": ("no-show", (VisitState.NO_SHOW,)),
    "left": ("left unseen", (VisitState.LEFT_UNSEEN,)),
}
"""What ``:status`` shows: code -> word and states."""


def parse_status(typed: str) -> str:
    """The status called ``typed``, '' for all of them. Raises InvalidInput with the words that exist."""
    word = typed.strip().casefold().replace(" ", "_").replace("-", "_")
    if word in ("", "all"):
        return ""
    for code in STATUSES:
        if code.startswith(word):
            return code
    raise InvalidInput(f"Status: {', '.join(STATUSES)} or all; for example :status waiting.", "Command")


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """What a rep chose to see. ``provider_id`` '' means all; ``everything`` also shows visits finished long ago;
    ``visit_type`` is a code, ``status`` a key of STATUSES, ``location`` where the visit's or provider's rooms are."""

    provider_id: str = ""
    provider: str = ""
    text: str = ""
    sort: Sort = Sort.TIME
    everything: bool = False
    visit_type: str = ""
    status: str = ""
    location: str = ""

    def words(self) -> str:
        """The heading's part after QUEUE: ``today · Lee · "smi" · by wait``."""
        parts = ["today", self.provider or "all providers"]
        parts += [one for one in (self.visit_type, STATUSES.get(self.status, ("", ()))[0], self.location) if one]
        if self.text:
            parts.append(f'"{self.text}"')
        if self.sort is not Sort.TIME:
            parts.append(f"by {self.sort.value}")
        if self.everything:
            parts.append("with finished")
        return " · ".join(parts)

    def kept(self) -> str:
        """As it is kept for the next sign-in (FD-09)."""
        return json.dumps(
            {"provider_id": self.provider_id, "provider": self.provider, "text": self.text, "sort": self.sort.value,
             "everything": self.everything, "visit_type": self.visit_type, "status": self.status,
             "location": self.location}
        )  # fmt: skip


def read_filter(kept: str) -> BoardFilter:
    """A kept filter; anything unreadable (an older version, an edited file) is the usual board, never an error."""
    try:
        found = json.loads(kept or "{}")
        return BoardFilter(
            provider_id=str(found.get("provider_id", "")),
            provider=clean(str(found.get("provider", ""))),
            text=clean(str(found.get("text", ""))),
            sort=Sort(found.get("sort", Sort.TIME.value)),
            everything=found.get("everything") is True,
            visit_type=clean(str(found.get("visit_type", ""))),
            status=status if (status := str(found.get("status", ""))) in STATUSES else "",
            location=clean(str(found.get("location", ""))),
        )
    except (ValueError, AttributeError):
        return BoardFilter()


@dataclass(frozen=True, slots=True)
class ProviderChoice:
    """A provider as the filter offers them."""

    provider_id: str
    name: str


def turn(filter_: BoardFilter, providers: tuple[ProviderChoice, ...], step: int) -> BoardFilter:
    """The filter with the next (``step`` 1) or previous provider; the round begins with all of them (FD-10)."""
    ring = (ProviderChoice("", ""), *providers)
    at = next((place for place, one in enumerate(ring) if one.provider_id == filter_.provider_id), 0)
    chosen = ring[(at + step) % len(ring)]
    return replace(filter_, provider_id=chosen.provider_id, provider=chosen.name)


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One line of the queue. ``needs`` are short words for what is missing, in the order the desk asks."""

    visit_id: str
    version: int
    patient_id: str
    mrn: int
    last_name: str
    first_name: str
    middle_name: str
    suffix: str
    dob: date | None
    local_start: str
    starts_at: datetime
    provider: str
    visit_type: str
    kind: str
    state: VisitState
    state_at: datetime
    changed_by: str
    arrived_at: datetime | None
    interpreter: str = ""
    coverage_choice: str = ""
    coverage_id: str | None = None
    case_id: str | None = None
    waiting_area: str = ""
    access_request: str = ""
    note: str = ""
    needs: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The patient as lists write the name, ``SMITH, Jon``."""
        return display_name(self.last_name, self.first_name, self.middle_name, self.suffix)


@dataclass(frozen=True, slots=True)
class VisitLine:
    """A past or coming visit of the same patient, for the side panel (FD-18)."""

    visit_id: str
    local_date: date
    local_start: str
    provider: str
    label: str
    state: VisitState
