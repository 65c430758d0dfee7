"""Cash for the next shift, in two phases: one rep counts and offers, the other counts and takes or refuses.

In between the money is in nobody's drawer but in transit, and it has exactly one way out (cash-drawer.md CD-69,
CD-70). Whoever answers does so blind: nothing here shows the offered amount to the one who still has to count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from psr_tui.domain.counting import CountRow
from psr_tui.domain.drawer import DrawerSession
from psr_tui.domain.errors import InvalidInput, NotAllowed, Refused
from psr_tui.domain.ledger import Account, Line
from psr_tui.domain.money import Money
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.tenders import TenderKind

COUNTS_OF_AN_OFFER = 2
"""One slip of the finger is mended by counting again; after the second count that differs the money goes back."""


class OfferState(StrEnum):
    """Where a hand-over stands; there is one answer and no second one."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Offer:
    """Cash on its way from one drawer to a named rep. ``counted`` is what the other rep counted last, if at all."""

    offer_id: str
    from_session_id: str
    from_drawer: str
    from_staff_id: str
    from_name: str
    to_staff_id: str
    to_name: str
    state: OfferState
    amount: Money
    journal_id: str
    offered_at: datetime
    version: int
    changed_by: str
    changed_at: datetime
    counted: Money | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class OfferCash:
    """Offer counted cash to another rep. ``command_id`` becomes the id of the hand-over and of its posting."""

    command_id: str
    session_id: str
    to_staff_id: str
    rows: tuple[CountRow, ...]


@dataclass(frozen=True, slots=True)
class CountOffer:
    """What the other rep counted of an offer. ``command_id`` becomes the count's id."""

    command_id: str
    offer_id: str
    session_id: str
    rows: tuple[CountRow, ...]


@dataclass(frozen=True, slots=True)
class EndOffer:
    """Give offered cash back to the drawer it came from: refused by the one, or cancelled by the other."""

    command_id: str
    offer_id: str
    note: str = ""


def check_offer(session: DrawerSession, to_staff_id: str, amount: Money) -> None:
    """Raise InvalidInput unless something is offered to somebody else."""
    if to_staff_id == session.staff_id:
        raise InvalidInput("To: choose another person; your own drawer has the money already.", "To")
    if amount.cents <= 0:
        raise InvalidInput("Amount: count what you hand over first.", "Amount")


_ANSWERED = {
    OfferState.ACCEPTED: "taken over by {to}",
    OfferState.REFUSED: "refused by {to}",
    OfferState.CANCELLED: "taken back by {of}",
}


def answer_words(offer: Offer) -> str:
    """Who answered an offer and how, without a figure."""
    return _ANSWERED[offer.state].format(to=offer.to_name, of=offer.from_name)


def check_waiting(offer: Offer) -> None:
    """Raise Refused, naming the answer, when the offer has one already (CD-70)."""
    if offer.state is not OfferState.OFFERED:
        raise Refused(f"This hand-over of {offer.from_name} was {answer_words(offer)} already; look at F5 again.")


def check_may_take(offer: Offer, actor: Actor) -> None:
    """Only who was named may count and answer an offer. Raises NotAllowed."""
    if offer.to_staff_id != actor.staff_id:
        raise NotAllowed(f"This money is offered to {offer.to_name}, who alone can count it and answer.")


def check_may_cancel(offer: Offer, actor: Actor) -> None:
    """Who offered takes it back; a supervisor may when they went home, so that the drawer can be closed (CD-58)."""
    if offer.from_staff_id != actor.staff_id:
        actor.require(Role.SUPERVISOR, f"take back what {offer.from_name} offered")


def refuse_pending(offer: Offer | None) -> None:
    """Raise Refused while money of a drawer is in transit: it is counted when every dollar is somewhere."""
    if offer is not None:
        raise Refused(
            f"Money of this drawer is offered to {offer.to_name}: wait for the answer, or take it back (4, then 8)."
        )


def offered_lines(amount: Money) -> tuple[Line, ...]:
    """Out of the till, into transit."""
    return (Line(Account.TRANSIT, amount, TenderKind.CASH), Line(Account.TILL, -amount, TenderKind.CASH))


def arrived_lines(amount: Money) -> tuple[Line, ...]:
    """Out of transit, whole, into the till of whoever posts it."""
    return (Line(Account.TILL, amount, TenderKind.CASH), Line(Account.TRANSIT, -amount, TenderKind.CASH))
