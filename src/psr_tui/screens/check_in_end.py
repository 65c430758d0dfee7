"""How a check-in ends: the payment is taken and the visit checked in together, or the screen says what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psr_tui.domain.allocation import AS_PROPOSED
from psr_tui.domain.check_in import RULES, GateClosed, Section
from psr_tui.domain.copay import WAIVED
from psr_tui.domain.errors import DeskError, InvalidInput
from psr_tui.domain.money import Money
from psr_tui.domain.staff import Actor
from psr_tui.screens.base import Place
from psr_tui.screens.check_in_acts import CheckInActs, SignedSave
from psr_tui.screens.dialogs import Choose, Prompt
from psr_tui.screens.payment import begin_form, show_taken, sure_of_change
from psr_tui.screens.spread import Payable, fees_of, go_to_wrong, parts_of
from psr_tui.screens.taking_in import TakenIn, take_in
from psr_tui.services.check_in import CheckInPayment, CheckInView, CopayReasonNeeded, PaymentTaken, Signature
from psr_tui.services.reference import Reason
from psr_tui.services.visit_acts import Moved
from psr_tui.widgets.payment_form import NOTHING_TYPED, PaymentForm

if TYPE_CHECKING:
    from psr_tui.desk import Desk

DRAFT = "check_in"


class CheckInEnd(CheckInActs):
    """Ctrl+S and F10 of check-in."""

    @property
    def payment(self) -> PaymentForm:
        return self.query_one(PaymentForm)

    def close(self) -> None:
        """The visit is through; the screen is free for the next."""
        raise NotImplementedError

    def action_save_step(self) -> None:
        if self.view is None:
            self.refuse("Nobody is at check-in here; 1 takes the next who waits.")
        elif self.section is Section.PAYMENT:
            self.flow(self._pay())
        else:
            self.show_view(self.view, self.next_open(self.view, self.section))

    def _typed_payment(self, view: CheckInView) -> tuple[CheckInPayment, Money] | None:
        """The payment as typed with its change, None when nothing is. Raises InvalidInput with the cursor in the line
        that is wrong, also when F10 was pressed in another step."""
        form, here = self.payment, payable(view)
        try:
            settled = form.settled()
            if settled is None:
                return None
            chosen = form.goes != AS_PROPOSED
            total = Money.total(tender.amount for tender in settled.tenders)
            parts = parts_of(form, here, total) if chosen else ()
            return CheckInPayment(form.command_id, settled.tenders, parts, fees_of(form, here)), settled.change
        except InvalidInput as error:
            self.show_view(view, Section.PAYMENT)
            go_to_wrong(form, error)
            raise

    async def _pay(self) -> None:
        """Take the payment alone; check-in goes on."""
        if self.view is None:
            return
        typed = self._typed_payment(self.view)
        if typed is None:
            self.refuse(NOTHING_TYPED)
            self.payment.go_to_wrong()
            return
        payment, change = typed
        if not await sure_of_change(self, change):
            return
        taken = await self.attempt(self.desk.check_in.pay, self.view.visit_id, self.view.version, payment)
        if taken is None:
            self.payment.go_to_wrong()
        else:
            visit_id = self.view.visit_id
            await self._paid(visit_id, taken)
            view = await self.desk.ask(self.desk.check_in.look, visit_id)
            terminals = await self.desk.ask(self.desk.payments.terminals)
            begin_form(self.payment, self.desk, view.proposal.total, terminals)
            self.show_view(view)
            self.say(f"{taken.give_back}Receipt {taken.receipt} is posted.")

    async def _paid(self, visit_id: str, taken: PaymentTaken) -> None:
        await self.desk.act(self.desk.drafts.drop, DRAFT, visit_id)
        await show_taken(self, taken)

    def action_discount(self) -> None:
        """The patient's discount is taken off what is open; the payment proposes what is left."""
        if self.view is None or self.view.discount is None:
            self.refuse("No discount of this patient is valid today; nothing was changed.")
        else:
            self.flow(self._use_discount(self.view, self.view.discount_off))

    async def _use_discount(self, view: CheckInView, off: Money) -> None:
        if await self.save(self.desk.check_in.use_discount, self.desk.new_id()) and view.discount is not None:
            self.say(f"{off.dollars} was taken off ({view.discount.words}).")

    def action_finish(self) -> None:
        if self.view is None:
            self.refuse("Nobody is at check-in here; 1 takes the next who waits.")
        else:
            self.flow(self._finish(self.view))

    async def _finish(self, view: CheckInView) -> None:
        """Payment and state in one step; a closed gate jumps to what is missing, an unpaid copay asks why."""
        typed = self._typed_payment(view)
        if typed is not None and not await sure_of_change(self, typed[1]):
            return
        payment = typed[0] if typed is not None else None
        while True:
            try:
                done = await self._taken_in(view, payment)
                if done is None:
                    return
                moved, taken = done
                break
            except GateClosed as closed:
                self.show_view(view, RULES[closed.missing[0]].section)
                self.refuse(closed.here)
                return
            except CopayReasonNeeded as needed:
                if self.section is not Section.PAYMENT:  # nobody has asked the patient yet
                    self.show_view(view, Section.PAYMENT)
                    self.say("Ask for the payment; F10 without one asks for the reason.")
                    return
                if not await self._why_no_copay(needed) or self.view is None:
                    return
                view = self.view
            except DeskError:
                self.show_view(await self.desk.ask(self.desk.check_in.look, view.visit_id))
                if self.section is Section.PAYMENT:
                    self.payment.go_to_wrong()
                raise
        if taken is not None:
            await self._paid(view.visit_id, taken)
        self.close()
        said = f"{taken.give_back}{moved.words} {taken.receipt}." if taken is not None else moved.words
        if view.others and await self._other_visit(view, said):
            return
        await self.station.go("queue", view.visit_id)
        if isinstance(self.station.screen, Place):
            self.station.screen.say(said)

    async def _taken_in(
        self, view: CheckInView, payment: CheckInPayment | None
    ) -> tuple[Moved, PaymentTaken | None] | None:
        """Finish; somebody who comes late or on another day is asked about first. None when it goes another way."""

        async def act(answered: TakenIn) -> tuple[Moved, PaymentTaken | None]:
            finish = self.desk.check_in.finish
            return await self.desk.act(finish, view.visit_id, view.version, payment, answered.late)

        return await take_in(self, view.visit_id, view.patient.id, act)

    async def _other_visit(self, view: CheckInView, said: str) -> bool:
        """Two visits of one day stay two; the other one is offered (FD-30). True when check-in goes on with it."""
        options = [(one.visit_id, f"Check in {one.words}, {one.state.word} now") for one in view.others]
        box = Choose("Also on today's list", [*options, ("", "Later")], note=said, unasked=True)
        chosen = await self.open(box)
        if chosen:
            await self.turn_to(chosen)
        return bool(chosen)

    async def _why_no_copay(self, needed: CopayReasonNeeded) -> bool:
        """Ask the coded reason (FD-45). True when one was saved."""
        reasons = await self.desk.ask(self.desk.reference.reasons, "no_copay")
        options = [(reason.code, reason.label) for reason in reasons]
        box = Choose("Why was the copay not collected?", options, note=needed.message, unasked=True)
        while (code := await self.open(box)) is not None:
            reason = next(one for one in reasons if one.code == code)
            saved = await self._no_copay(reason)
            if saved is not None:
                return saved
            box = Choose(box.box_title, options, note=needed.message, current=code)  # one step back: asked for now
        self.refuse("The check-in is not finished: the copay is neither paid nor is there a reason.")
        return False

    async def _no_copay(self, reason: Reason) -> bool | None:
        """The words and the signature this reason asks for. None when the rep stepped back to the reasons, False when
        it was refused."""
        comment = ""
        while True:
            if reason.needs_comment:
                typed = await self.open(Prompt(reason.label, "In a few words", _in_words, value=comment))
                if typed is None:
                    return None
                comment = typed
            if not reason.needs_approver:
                return await self.save(self.desk.check_in.no_copay, reason.code, comment)
            act = _not_collected(self.desk, reason.code, comment)
            if await self.save_signed(act, another=reason.code in WAIVED):
                return True
            if not reason.needs_comment:
                return None


def payable(view: CheckInView) -> Payable:
    """What money taken at this check-in can go to."""
    return Payable(view.patient.id, view.visit_id, view.day, view.payable, view.proposal.total)


def _in_words(typed: str) -> str:
    """Words that are needed. Raises InvalidInput while they can still be typed."""
    if not typed:
        raise InvalidInput("Comment: add a few words, for example forgot the wallet.", "Comment")
    return typed


def _not_collected(desk: Desk, code: str, comment: str) -> SignedSave:
    def no_copay(actor: Actor, visit_id: str, version: int, signature: Signature) -> CheckInView:
        return desk.check_in.no_copay(actor, visit_id, version, code, comment, signature)

    return no_copay
