"""Handing cash over, from both sides: offer it counted, count it blind, take it, refuse it, take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psr_tui.domain.hand_over import CountOffer, EndOffer, OfferCash, OfferState
from psr_tui.screens.dialogs import ActForm, Choose, Confirm
from psr_tui.screens.drawer_moves import DrawerMoves
from psr_tui.screens.flows import Flows
from psr_tui.services.hand_over import Waiting
from psr_tui.widgets.denominations import DenominationGrid
from psr_tui.widgets.fields import ChoiceField

if TYPE_CHECKING:
    from psr_tui.desk import Desk

_DIFFERS = "That is not what was offered. Count once more; if it differs again, the cash goes back."
_OUTCOMES = {
    OfferState.ACCEPTED: "{name} has counted and taken over {amount}.",
    OfferState.REFUSED: "{name} did not take it: {amount} is back in your drawer.",
    OfferState.CANCELLED: "{amount} is back in your drawer.",
}


class DrawerHandOver(DrawerMoves):
    """Who is asked sees no amount before the count; who offered hears of the answer at once."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._pending = ""
        self._told: frozenset[str] = frozenset()

    # --- what has changed ---
    async def read_offers(self) -> str:
        """Read what waits for this rep, and return the news since the last reading as a sentence, or nothing."""
        self.waiting = await self.desk.ask(self.desk.hand_over.waiting)
        fresh = [one for one in self.waiting if one.offer_id not in self._told]
        self._told = frozenset(one.offer_id for one in self.waiting)
        answered = await self._answered()
        return answered or (self._asked(fresh[0]) if fresh else "")

    async def _answered(self) -> str:
        offered = self.status.offered if self.status is not None else None
        mine = offered is not None and offered.from_staff_id == self.desk.actor.staff_id
        before, self._pending = self._pending, offered.offer_id if offered is not None and mine else ""
        if not before or before == self._pending:
            return ""
        answer = await self.desk.ask(self.desk.hand_over.outcome, before)
        amount = answer.amount.dollars if answer.amount is not None else ""
        return _OUTCOMES.get(answer.state, "").format(name=answer.from_name, amount=amount)

    def _asked(self, offer: Waiting) -> str:
        at = offer.offered_at.astimezone(self.desk.tz)
        what = f"{offer.from_name} hands cash of drawer {offer.from_drawer} over to you since {at:%H:%M}"
        return f"{what}: 4, then 7." if self.face == "open" else f"{what}; open a drawer to count it."

    # --- offering ---
    async def offer_cash(self) -> None:
        session, command_id = self.session, self.desk.new_id()
        people = await self.desk.ask(self.desk.hand_over.colleagues)
        options = [(one.staff_id, f"{one.name} ({one.drawer})" if one.drawer else one.name) for one in people]
        to = ChoiceField("To", "to", options, required=True, help="Who takes the cash: type the name; Down lists.")
        grid = DenominationGrid(field_id="rows", label="Handed over", complete=False)

        async def offer(_box: Flows[Any], values: dict[str, Any]) -> str | None:
            command = OfferCash(command_id, session.session_id, values["to"], tuple(values["rows"]))
            made = await self.desk.act(self.desk.hand_over.offer, command)
            return f"{made.amount.dollars} is offered to {made.to_name}; it is in no drawer until the answer."

        note = "Count what you hand over. The other rep counts it without seeing your figure."
        await self._booked(ActForm("Hand over", [to, grid], offer, save="Offer it", note=note), "Nothing was offered.")

    async def take_back(self) -> None:
        offered = self.status.offered if self.status is not None else None
        if offered is None:
            self.refuse("Nothing of this drawer is offered to anybody now.")
            return
        command = EndOffer(self.desk.new_id(), offered.offer_id)
        question = f"Take {offered.amount.dollars} back that is offered to {offered.to_name}?"
        if await self.open(Confirm(question, "t", yes="take it back", no="leave it offered")):
            await self.desk.act(self.desk.hand_over.cancel, command)
            self._pending = ""
            await self.done(f"{offered.amount.dollars} is back in drawer {offered.from_drawer}.")

    # --- answering ---
    async def answer_offer(self) -> None:
        offer = await self._which()
        if offer is None:
            return
        ways = [("count", "Count it and take it over"), ("refuse", "Refuse it: it goes back")]
        way = await self.open(Choose(f"Cash of {offer.from_name}", ways))
        if way == "count":
            await self._count_offer(offer)
        elif way == "refuse":
            await self.desk.act(self.desk.hand_over.refuse, EndOffer(self.desk.new_id(), offer.offer_id))
            await self.done(f"You did not take it; the cash is back in the drawer of {offer.from_name}.")

    async def _which(self) -> Waiting | None:
        """The one offer, or the one chosen of several."""
        self.waiting = await self.desk.ask(self.desk.hand_over.waiting)
        if not self.waiting:
            self.refuse("Nobody hands cash over to you now.")
            return None
        if len(self.waiting) == 1:
            return self.waiting[0]
        options = [(one.offer_id, f"{one.from_name}, drawer {one.from_drawer}") for one in self.waiting]
        chosen = await self.open(Choose("Whose cash?", options))
        return next((one for one in self.waiting if one.offer_id == chosen), None)

    async def _count_offer(self, offer: Waiting) -> None:
        session, ids = self.session, [self.desk.new_id()]
        grid = DenominationGrid(field_id="rows", label="Counted", complete=False)

        async def count(box: Flows[Any], values: dict[str, Any]) -> str | None:
            command = CountOffer(ids[-1], offer.offer_id, session.session_id, tuple(values["rows"]))
            answer = await self.desk.act(self.desk.hand_over.count, command)
            if answer.state is OfferState.OFFERED:
                ids.append(self.desk.new_id())  # the next one is another count
                box.refuse(_DIFFERS)
                return None
            if answer.state is OfferState.ACCEPTED and answer.amount is not None:
                return f"{answer.amount.dollars} of {offer.from_name} is in your drawer now."
            return f"The second count differs too; the cash is back in the drawer of {offer.from_name}."

        note = f"Count what {offer.from_name} gave you. You are not shown what it should be."
        form = ActForm("Take over", [grid], count, save="Compare", note=note)
        booked = await self.open(form)
        await self.done(booked or await self._still_waits(offer))

    async def _still_waits(self, offer: Waiting) -> str:
        """What is true of an offer whose count was left: it may have been taken back meanwhile."""
        waiting = await self.desk.ask(self.desk.hand_over.waiting)
        if any(one.offer_id == offer.offer_id for one in waiting):
            return "It still waits for your count: 4, then 7."
        return f"{offer.from_name} has it back; nothing waits for your count."
