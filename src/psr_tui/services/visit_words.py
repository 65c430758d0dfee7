"""A visit to come as paper tells of it, from what the store knows."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from psr_tui.domain.clinic import Clinic
from psr_tui.domain.labels import NextVisit
from psr_tui.store.repositories.paper_words import PaperVisit


def to_come(clinic: Clinic, visit: PaperVisit) -> NextVisit:
    """The promise in wall time, and the clinic by the name that gives no specialty away."""
    starts = datetime.combine(visit.local_date, time.fromisoformat(visit.local_start), ZoneInfo(visit.time_zone))
    place = ", ".join(part for part in (clinic.neutral_name or clinic.name, clinic.address) if part)
    return NextVisit(starts, visit.provider, place, visit.preparation, clinic.phone)
