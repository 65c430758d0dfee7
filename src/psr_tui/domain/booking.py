"""Booking, moving and giving up a visit: what is read back to the patient, late cancels, and follow-up orders.

Sources: front-desk.md FD-77 and FD-78 (read-back, preparation), FD-86 to FD-89, 18.2 (cancel reasons), 18.5
(confirmation results).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from psr_tui.domain.diary import VisitKind
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.typed_dates import add_months
from psr_tui.domain.wanted import Opening, Wanted

CONFIRMATIONS = (
    ("confirmed", "Confirmed"),
    ("left_message", "Left a message"),
    ("message_with_family", "Message with family"),
    ("not_home", "Not home"),
    ("patient_will_call", "Patient will call"),
    ("call_back_not_ready", "Call back, not ready"),
    ("disconnected", "Number disconnected"),
    ("texted", "Texted"),
    ("emailed", "E-mailed"),
    ("mailed", "Mailed"),
    ("wait", "Wait"),
    ("unconfirmed", "Not confirmed"),
    ("not_called", "Not called"),
)
"""Results of a confirmation; never a state of the visit (FD-33)."""
SETTLED = frozenset({"confirmed", "disconnected"})
"""Results after which nobody is called again."""
OFFERS = (
    ("reschedule", "Find another time now"),
    ("to_schedule", "Put on the list of visits to schedule"),
    ("wait_list", "Put on the wait list"),
    ("none", "Nothing more"),
)
"""What is offered after a visit was given up (FD-89)."""
SIDES = ("patient", "provider", "clinic")


@dataclass(frozen=True, slots=True)
class Booked:
    """A visit that was booked. ``words``: one line for the message line; ``read_back``: what is said to the patient,
    line by line (FD-77)."""

    visit_id: str
    version: int
    patient_id: str
    patient: str
    opening: Opening
    words: str
    read_back: tuple[str, ...]
    over: tuple[str, ...] = ()
    """Sentences of conflicts that were booked over."""


def read_back(
    patient: str,
    kind: VisitKind,
    opening: Opening,
    place: str,
    expected: str = "",
    interpreter: str = "",
    asked_to_arrive: int = 0,
    allowed: str = "",
) -> tuple[str, ...]:
    """Who, what, when with the weekday, with whom, where, what to prepare, what is authorised and what it costs, line
    by line."""
    early = max(kind.early_minutes, asked_to_arrive)
    come = f", please come {early} minutes before" if early else ""
    return tuple(
        line
        for line in (
            patient,
            f"{kind.label}, {opening.minutes} minutes",
            f"{opening.day:%A}, {opening.day:%m/%d/%Y} at {opening.local_start}{come}",
            f"with {opening.provider}" if opening.provider else "",
            place,
            f"Please: {kind.preparation}" if kind.preparation else "",
            f"Interpreter: {interpreter}" if interpreter else "",
            allowed,
            expected,
        )
        if line
    )


def is_late(starts_at: datetime, now: datetime, hours: int) -> bool:
    """Whether a visit is given up with less notice than the clinic's policy (FD-88); a flag, never a reason."""
    return starts_at - now < timedelta(hours=hours)


def side_of(reason: str) -> str:
    """Whose side a cancel reason is on; the codes of 18.2 begin with it, what is neither is the clinic's (FD-87)."""
    if reason.startswith("pat"):
        return "patient"
    return "provider" if reason.startswith("prov") else "clinic"


_ORDER = re.compile(
    r"^(?:in\s+)?(?P<count>\d{1,3})\s*(?P<unit>d|days?|w|wks?|weeks?|m|mo|mos|months?|y|yrs?|years?)"
    r"(?:\s*,?\s*(?P<minutes>\d{1,3})\s*(?:min|minutes?))?\s*$"
)
_UNITS = {"d": "days", "w": "weeks", "m": "months", "y": "years"}
_WINDOWS = {"days": 2, "weeks": 7, "months": 21, "years": 42}


@dataclass(frozen=True, slots=True)
class FollowUp:
    """How a provider orders the next visit: ``3 months, 30 min``. ``unit``: days, weeks, months or years; ``minutes``
    0 = as long as the visit type says."""

    count: int
    unit: str
    minutes: int = 0

    @property
    def words(self) -> str:
        """``3 months, 30 min``."""
        unit = self.unit if self.count != 1 else self.unit[:-1]
        return f"{self.count} {unit}" + (f", {self.minutes} min" if self.minutes else "")

    def target(self, seen: date) -> date:
        """The day ordered, counted from the day the patient was seen. Raises InvalidInput beyond the calendar."""
        try:
            if self.unit == "days":
                return seen + timedelta(days=self.count)
            if self.unit == "weeks":
                return seen + timedelta(weeks=self.count)
            return add_months(seen, self.count * (12 if self.unit == "years" else 1))
        except (OverflowError, ValueError):
            raise InvalidInput("Follow-up: that is too far ahead; type for example 3 months.", "Follow-up") from None

    def wanted(self, visit_type: str, seen: date, provider_id: str = "", patient_id: str = "") -> Wanted:
        """What to look for: near to the day ordered, in a window that grows with the distance, with that provider."""
        return Wanted(
            visit_type, self.minutes, patient_id, (provider_id,) if provider_id else (),
            target=self.target(seen), window_days=_WINDOWS[self.unit],
        )  # fmt: skip


def parse_follow_up(typed: str) -> FollowUp:
    """``3 months, 30 min``, ``6w``, ``1 year``. Raises InvalidInput with an example."""
    found = _ORDER.match(" ".join(typed.casefold().split()))
    if not found or not int(found["count"]):
        raise InvalidInput("Follow-up: type how long until then, for example 3 months or 6 weeks, 30 min.", "Follow-up")
    minutes = int(found["minutes"] or 0)
    if minutes % 5 or minutes > 480:
        raise InvalidInput(
            "Follow-up: the length is planned in steps of five minutes, for example 30 min.", "Follow-up"
        )
    return FollowUp(int(found["count"]), _UNITS[found["unit"][0]], minutes)
