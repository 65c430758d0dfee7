"""An insurance card that is new to the desk: what must stand on it, and where it goes among the others (FD-106)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from psr_tui.domain.coverage import Coverage
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.money import Money
from psr_tui.domain.relations import RELATIONSHIPS
from psr_tui.domain.text import clean


class Joins(StrEnum):
    """What a new card does to the insurance that is in force."""

    FIRST = "first"
    REPLACES = "replaces"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class NewCard:
    """A card as the rep read it. ``command_id`` is made by the screen and becomes the coverage's id; ``patient_id`` is
    the patient whose name stood over the form. Either ``payer_id`` or the name of a ``new_payer``. ``replaces_id`` is
    the coverage that this one ends or stands beside; ``copay`` None = not known."""

    command_id: str
    patient_id: str
    member_id: str
    effective: date
    payer_id: str = ""
    new_payer: str = ""
    plan: str = ""
    group: str = ""
    relationship: str = "self"
    subscriber: str = ""
    copay: Money | None = None
    joins: Joins = Joins.FIRST
    replaces_id: str = ""

    def checked(self) -> NewCard:
        """Cleaned as it may be stored. Raises InvalidInput naming the field that is missing."""
        card = replace(
            self,
            member_id=clean(self.member_id, 40).upper(),
            new_payer=clean(self.new_payer, 120),
            plan=clean(self.plan, 80),
            group=clean(self.group, 40),
            subscriber="" if self.relationship == "self" else clean(self.subscriber, 120),
        )
        if not card.payer_id and not any(ch.isalnum() for ch in card.new_payer):
            raise InvalidInput("Payer: choose one from the list, or type + and the name of a new one.", "payer")
        if not any(ch.isalnum() for ch in card.member_id):
            raise InvalidInput("Member ID: is needed as it stands on the card, for example W123456789.", "member_id")
        if card.relationship not in dict(RELATIONSHIPS):
            raise InvalidInput(
                "Patient is: choose what the patient is to the subscriber, for example self or child.", "relationship"
            )
        if card.relationship != "self" and not card.subscriber:
            raise InvalidInput("Subscriber: type the name of the person who holds this insurance.", "subscriber")
        return card

    def same_card(self, kept: Coverage) -> bool:
        """Whether ``kept`` is what this very command wrote when it was sent before."""
        return (kept.member_id, kept.group_number, kept.plan) == (self.member_id, self.group, self.plan)


def position_of(card: NewCard, old: Coverage | None) -> int:
    """1 pays first. A card that replaces another takes its place in order; a second one stands behind it."""
    if old is None:
        return 1
    return old.order if card.joins is Joins.REPLACES else old.order + 1


def last_day_of_replaced(card: NewCard, old: Coverage) -> date:
    """The replaced insurance ends the day before the new one begins, or earlier when it had ended by then."""
    day = card.effective - timedelta(days=1)
    return min(day, old.ends) if old.ends is not None else day
