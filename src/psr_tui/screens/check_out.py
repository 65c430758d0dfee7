"""Check-out in one box (queue, 4): a digit for each thing somebody leaves with, F10 ends the visit (FD-136)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from psr_tui.domain.errors import DeskError
from psr_tui.domain.privacy import Privacy
from psr_tui.domain.text import strip_forbidden
from psr_tui.keys import bindings
from psr_tui.screens.account import show_account
from psr_tui.screens.check_out_charges import ChargesBox
from psr_tui.screens.check_out_copay import why_no_copay
from psr_tui.screens.check_out_next import next_visit
from psr_tui.screens.check_out_papers import Ticks, print_referral, print_ticked
from psr_tui.screens.check_out_rows import view_lines
from psr_tui.screens.cost import ask_cost
from psr_tui.screens.dialogs import Choose
from psr_tui.screens.dialogs.base import Dialog
from psr_tui.screens.payment import take_payment
from psr_tui.services.check_out import CheckOutView, CopayUnanswered
from psr_tui.services.visit_acts import Moved

if TYPE_CHECKING:
    from psr_tui.desk import Desk
    from psr_tui.screens.flows import Flows


class CheckOutBody(Static, can_focus=True):
    """The lines of the box. It has the focus, so that digits act and are not typed into anything."""


class CheckOutBox(Dialog[Moved]):
    """``moved = await open(CheckOutBox(desk, view))``; None when nobody was checked out. What was done in the box
    before stays done."""

    BINDINGS = bindings("check_out")
    SCOPES = ("check_out", "dialog")
    HELP_TEXT = (
        "Everything in any order, or nothing: what is not finished stays on F8 and is named. F10 checks out and prints "
        "what is ticked. F12 goes back; what was done here stays done."
    )

    def __init__(self, desk: Desk, view: CheckOutView) -> None:
        super().__init__("", legend="1-5 do   6-9 tick what is printed   F10 check out   F12 back")
        self.desk = desk
        self.view = view
        self.ticks = Ticks()
        self._busy = False

    @property
    def shown(self) -> Privacy:
        """Names, dates and amounts as this station shows them now."""
        return self.station.shown

    def compose(self) -> Iterable[Widget]:
        self.box_title = f"Check-out  {self.shown.name(self.view.patient)}"
        yield from super().compose()

    def compose_body(self) -> Iterable[Widget]:
        yield CheckOutBody(id="check-out")

    def on_mount(self) -> None:
        self.query_one(CheckOutBody).focus()
        self._show()

    def _show(self) -> None:
        lines = view_lines(self.view, self.ticks, self.shown, self.desk.tz)
        content = Content("\n").join(Content.styled(strip_forbidden(text), style) for text, style in lines)
        self.query_one(CheckOutBody).update(content)

    def show_view(self, view: CheckOutView) -> None:
        """Show the visit as it is now."""
        self.view = view
        self._show()

    async def renew(self) -> None:
        """Read the visit again: something around it changed."""
        self.show_view(await self.desk.ask(self.desk.check_out.look, self.view.visit_id))

    def say(self, text: str) -> None:
        super().say(self._masked(text))

    def refuse(self, why: DeskError | str) -> None:
        super().refuse(self._masked(str(why)))

    def _masked(self, text: str) -> str:
        """In privacy mode the message names nobody in full either."""
        return text.replace(self.view.patient, self.shown.name(self.view.patient))

    # --- what is done ---
    def action_charges(self) -> None:
        self.flow(self._charges())

    async def _charges(self) -> None:
        await self.open(ChargesBox(self.desk, self.view))
        await self.renew()

    def action_pay(self) -> None:
        self.flow(self._pay())

    async def _pay(self) -> None:
        self.show_view(await self.desk.act(self.desk.check_out.charge, self.view.visit_id))
        taken = await take_payment(self, "Payment", self.view.patient_id, self.view.visit_id)
        await self.renew()
        if taken is not None:
            self.say(f"{taken.give_back}Receipt {taken.receipt} is posted.")

    def action_next_visit(self) -> None:
        self.flow(self._next_visit())

    async def _next_visit(self) -> None:
        said = await next_visit(self)
        await self.renew()
        if said:
            self.say(said)

    def action_referral(self) -> None:
        self.flow(self._referral())

    async def _referral(self) -> None:
        open_ones = self.view.unhanded
        if not open_ones:
            self.refuse("No referral of this patient waits to be handed over.")
            return
        chosen = open_ones[0]
        if len(open_ones) > 1:
            options = [(one.referral_id, one.words()) for one in open_ones]
            picked = await self.open(Choose("Which referral is handed over?", options))
            if picked is None:
                return
            chosen = next(one for one in open_ones if one.referral_id == picked)
        handed = (chosen.referral_id,)
        view = await self.attempt(self.desk.check_out.hand_referrals, self.view.visit_id, handed)
        if view is None:
            await self.renew()
            return
        self.show_view(view)
        self.say(f"Handed over: {chosen.words()}. Its slip is being printed.")
        print_referral(self, view, chosen)

    def action_account(self) -> None:
        self.flow(self._account())

    async def _account(self) -> None:
        await show_account(self, self.desk, self.view.patient_id)
        await self.renew()

    def action_cost(self) -> None:
        self.flow(self._cost())

    async def _cost(self) -> None:
        await ask_cost(self, self.view.patient_id, self.view.visit_id)
        await self.renew()

    # --- what is printed ---
    def action_after_visit(self) -> None:
        self._tick(self.ticks.turned(after_visit=not self.ticks.after_visit))

    def action_slip(self) -> None:
        if not self.view.next_visits:
            self.refuse("No visit is booked, so there is no appointment slip; 3 books one.")
        else:
            self._tick(self.ticks.turned(slip=not self.ticks.slip))

    def action_survey(self) -> None:
        if not self.view.has_survey:
            self.refuse("This clinic has no survey; an administrator sets its link in the settings.")
        else:
            self._tick(self.ticks.turned(survey=not self.ticks.survey))

    def action_receipt(self) -> None:
        if self.view.receipt is None:
            self.refuse("Nothing was paid for this visit, so there is no receipt.")
        else:
            self._tick(self.ticks.turned(receipt=not self.ticks.receipt))

    def _tick(self, ticks: Ticks) -> None:
        self.ticks = ticks
        self._show()

    # --- the end ---
    def action_accept(self) -> None:
        if not self._busy:
            self._busy = True
            self.flow(self._finish())

    async def _finish(self) -> None:
        try:
            moved = await self._checked_out()
        finally:
            self._busy = False
        if moved is not None:
            print_ticked(self, self.view, self.ticks)
            self.finish(moved)

    async def _checked_out(self) -> Moved | None:
        while True:
            try:
                return await self.desk.act(self.desk.check_out.finish, self.view.visit_id, self.view.version)
            except CopayUnanswered as needed:
                answered = await why_no_copay(self, self.view, needed.amount)
                await self.renew()
                if not answered:
                    self.refuse("Not checked out yet: the copay is neither paid (2) nor is there a reason.")
                    return None
            except DeskError:
                await self.renew()
                raise


async def check_out(screen: Flows[Any], visit_id: str) -> Moved | None:
    """The box over ``screen``, inside one of its flows; the view is logged first."""
    view = await screen.desk.act(screen.desk.check_out.open, visit_id)
    return await screen.open(CheckOutBox(screen.desk, view))
