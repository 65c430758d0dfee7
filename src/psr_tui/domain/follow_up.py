"""When the provider wants to see the patient again, and what became of that order (front-desk.md FD-80, FD-136)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from psr_tui.domain.booking import FollowUp, parse_follow_up
from psr_tui.domain.clock import NEVER
from psr_tui.domain.errors import Refused

FOLLOW_UP = "FUP"
_OF_TODAY_ONLY = frozenset({"WALK", "URG"})


class OrderState(StrEnum):
    """What became of an order; the value is the stored code."""

    OPEN = "open"
    BOOKED = "booked"
    TO_SCHEDULE = "to_schedule"
    DECLINED = "declined"

    @property
    def word(self) -> str:
        """How the desk says it."""
        return _WORDS[self]


RECALLED = "recall"
"""The note of an order that became a recall: somebody calls when it is due."""
_WORDS = {
    OrderState.OPEN: "not booked yet",
    OrderState.BOOKED: "booked",
    OrderState.TO_SCHEDULE: "on the list of visits to schedule",
    OrderState.DECLINED: "declined",
}


@dataclass(frozen=True, slots=True)
class Order:
    """A follow-up order of one visit. ``note`` says why it was declined; ``booked_as`` is the visit it became."""

    order_id: str
    patient_id: str
    visit_id: str
    follow_up: FollowUp
    visit_type: str
    provider_id: str = ""
    provider: str = ""
    state: OrderState = OrderState.OPEN
    ordered_by: str = ""
    note: str = ""
    booked_as: str = ""
    version: int = 1
    changed_by: str = ""
    changed_at: datetime = NEVER

    @property
    def months(self) -> int:
        """Months until then, 0 for an order in days or weeks: only months make a recall."""
        return self.follow_up.count * {"months": 1, "years": 12}.get(self.follow_up.unit, 0)

    @property
    def words(self) -> str:
        """``3 months, 30 min FUP with Lee``."""
        whom = f" with {self.provider}" if self.provider else ""
        return f"{self.follow_up.words} {self.visit_type}{whom}"


def read_order(typed: str, kinds: Mapping[str, str], usual: str) -> tuple[FollowUp, str]:
    """``3 months 30 min FUP`` is three months, thirty minutes, a visit of type FUP; without a type at its end it is
    ``usual``. ``kinds`` holds code and label of the visit types: either may be typed. Raises InvalidInput with an
    example."""
    words = " ".join(typed.split())
    for code, label in kinds.items():
        for name in (code, label):
            if name and words.casefold().endswith(f" {name.casefold()}"):
                return parse_follow_up(words[: -len(name) - 1]), code
    return parse_follow_up(words), usual


def usual_kind(kinds: Mapping[str, str], booked: str) -> str:
    """The type of a next visit when none is told: that of this visit, but nobody books a walk-in or a second urgent
    visit ahead, so those are followed up."""
    if booked in kinds and booked not in _OF_TODAY_ONLY:
        return booked
    return FOLLOW_UP if FOLLOW_UP in kinds else next((one for one in kinds if one not in _OF_TODAY_ONLY), "")


def check_open(order: Order) -> None:
    """An order that was answered takes no second answer. Raises Refused."""
    if order.state is not OrderState.OPEN:
        raise Refused(f"This follow-up is {order.state.word} already ({order.changed_by}); nothing was changed.")
