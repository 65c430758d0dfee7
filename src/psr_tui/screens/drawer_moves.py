"""Cash without a patient (4): safe drop, pay in, pay out, change swap, opening without a sale, taking a move back.

Each is a form that stays open until it is booked, with an id made here, so that a key pressed twice books once.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from psr_tui.domain.cash_moves import (
    OVER_MAXIMUM,
    SHIFT_END,
    ChangeSwap,
    Move,
    MoveBack,
    PayIn,
    PayOut,
    check_comment,
    check_note,
    check_open,
)
from psr_tui.domain.drawer import check_own
from psr_tui.domain.drawer_acts import SafeDrop
from psr_tui.domain.ledger import JournalKind
from psr_tui.screens.dialogs import ActForm, Choose, Prompt
from psr_tui.screens.dialogs.signature import sign
from psr_tui.screens.drawer_face import DrawerFace
from psr_tui.screens.drawer_rows import standing_words
from psr_tui.screens.flows import Flows
from psr_tui.widgets.denominations import DenominationGrid
from psr_tui.widgets.field import Field
from psr_tui.widgets.fields import ChoiceField, MoneyField, NoteField

_BACK = {
    JournalKind.DROP: "The drop is taken back: {amount} of bag {bag} is in the drawer again.",
    JournalKind.PAY_IN: "The pay-in is taken back: {amount} is out of the drawer again.",
    JournalKind.PAY_OUT: "The pay-out is taken back: {amount} is in the drawer again.",
}
Booked = Callable[[Flows[Any], dict[str, Any]], Awaitable[str | None]]


class DrawerMoves(DrawerFace):
    """What 4 offers, and the moves that need one person only."""

    def action_move(self) -> None:
        self.flow(self._move())

    async def _move(self) -> None:
        """The digits stay where they are, whatever can be done now: they are learned by heart."""
        kinds: dict[str, tuple[str, Callable[[], Awaitable[None]]]] = {
            "drop": ("Safe drop: cash into a bag for the safe", self._drop),
            "pay_out": ("Pay out: petty cash, postage", self._pay_out),
            "pay_in": ("Pay in: change from the safe", self._pay_in),
            "swap": ("Change swap: other pieces, same money", self._swap),
            "no_sale": ("Open the drawer without a payment", self._no_sale),
            "offer": ("Hand cash over to the next shift", self.offer_cash),
            "answer": ("Answer a hand-over to you", self.answer_offer),
            "take_back": ("Take a hand-over of yours back", self.take_back),
            "move_back": ("Take back a drop, pay-in or pay-out", self._move_back),
        }
        wanted = await self.open(Choose("Cash move", [(code, words) for code, (words, _) in kinds.items()]))
        if wanted is None:
            return
        if wanted not in ("take_back", "no_sale"):  # refused here, not after something was counted for nothing
            check_own(self.session, self.desk.actor)
            check_open(self.session)
        await kinds[wanted][1]()

    async def offer_cash(self) -> None:
        """Offer cash to another rep; in `DrawerHandOver`, as the next two."""
        raise NotImplementedError

    async def answer_offer(self) -> None:
        """Count or refuse what is offered to this rep."""
        raise NotImplementedError

    async def take_back(self) -> None:
        """Take back what this drawer has offered."""
        raise NotImplementedError

    # --- the forms ---
    async def _drop(self) -> None:
        session, command_id = self.session, self.desk.new_id()
        why = OVER_MAXIMUM if self.status is not None and self.status.over_maximum else SHIFT_END
        bag = Field("Bag number", "bag", required=True, repeats=False, max_length=40, help="The number on the bag.")
        grid = DenominationGrid(field_id="rows", label="Into the bag", complete=False)

        async def drop(box: Flows[Any], values: dict[str, Any]) -> str | None:
            rows = tuple(values["rows"])
            command = SafeDrop(command_id, session.session_id, values["bag"], rows, values["reason"])
            note = f"Bag {values['bag']}: another person, not you."
            use_case = self.desk.drawer.drop
            amount = await sign(
                box, "The witness signs", note, lambda login, word: self.desk.act(use_case, command, login, word)
            )
            return f"{amount.dollars} went into bag {values['bag']}." if amount is not None else None

        fields = [bag, await self._why_field(Move.DROP), grid]
        note = "Count it before your witness."
        form = ActForm("Safe drop", fields, drop, save="Next", note=note, values={"reason": why})
        await self._booked(form, "No drop was booked.")

    async def _pay_out(self) -> None:
        session, command_id = self.session, self.desk.new_id()

        async def pay_out(_box: Flows[Any], values: dict[str, Any]) -> str | None:
            command = PayOut(command_id, session.session_id, values["reason"], values["amount"], values["note"] or "")
            amount = await self.desk.act(self.desk.cash_moves.pay_out, command)
            return f"{amount.dollars} was paid out of drawer {session.drawer_code}."

        await self._pay("Pay out", Move.PAY_OUT, pay_out)

    async def _pay_in(self) -> None:
        session, command_id = self.session, self.desk.new_id()

        async def pay_in(_box: Flows[Any], values: dict[str, Any]) -> str | None:
            command = PayIn(command_id, session.session_id, values["reason"], values["amount"], values["note"] or "")
            amount = await self.desk.act(self.desk.cash_moves.pay_in, command)
            return f"{amount.dollars} was paid into drawer {session.drawer_code}."

        await self._pay("Pay in", Move.PAY_IN, pay_in)

    async def _pay(self, title: str, move: Move, book: Booked) -> None:
        help_text = "The number of the receipt, or a few words; some reasons need it."
        fields = [
            await self._why_field(move),
            MoneyField("Amount", "amount", required=True),
            NoteField("Receipt, note", "note", max_length=120, help=help_text),
        ]
        await self._booked(ActForm(title, fields, book, save="Book it"), "Nothing was booked.")

    async def _swap(self) -> None:
        session, command_id = self.session, self.desk.new_id()
        reasons = await self.desk.ask(self.desk.cash_moves.reasons, Move.SWAP)
        out = DenominationGrid(field_id="out", label="Goes out", complete=False)
        into = DenominationGrid(field_id="in", label="Comes in", complete=False)

        async def swap(_box: Flows[Any], values: dict[str, Any]) -> str | None:
            command = ChangeSwap(
                command_id, session.session_id, reasons[0].code, tuple(values["out"]), tuple(values["in"])
            )
            amount = await self.desk.act(self.desk.cash_moves.swap, command)
            return f"{amount.dollars} was changed into other pieces; the drawer holds what it held."

        await self._booked(ActForm("Change swap", [out, into], swap, save="Book it"), "Nothing was swapped.")

    async def _no_sale(self) -> None:
        """Logged before it opens; the printer is waited for beside the desk's own writing."""
        session = self.session
        reasons = await self.desk.ask(self.desk.cash_moves.reasons, Move.NO_SALE)
        code = await self.open(Choose("Open the drawer: why?", [(one.code, one.label) for one in reasons]))
        if code is None:
            return
        note = ""
        if any(one.code == code and one.needs_comment for one in reasons):
            typed = await self.open(Prompt("Open the drawer", "Why", _some_words, max_length=120))
            if typed is None:
                return
            note = typed
        await self.done(await self.desk.outside(self.desk.printing.kick_drawer, session.session_id, code, note))

    async def _move_back(self) -> None:
        """What was wrong is chosen by name, said in a line, and signed for; a slip keeps the line."""
        session, command_id, use_case = self.session, self.desk.new_id(), self.desk.cash_moves.take_back
        moves = await self.desk.ask(self.desk.cash_moves.standing, session.session_id)
        words = {one.journal_id: standing_words(one, self.desk.tz) for one in moves}
        if not words:
            self.refuse("This drawer has no safe drop, pay-in or pay-out that can be taken back.")
            return
        chosen = await self.open(Choose("Take back which one?", list(words.items())))
        if chosen is None:
            return

        async def take_back(box: Flows[Any], values: dict[str, Any]) -> str | None:
            command = MoveBack(command_id, chosen, check_comment(values["comment"]))
            done = await sign(
                box,
                "A supervisor signs",
                f"Taken back: {words[chosen]}",
                lambda login, word: self.desk.act(use_case, command, login, word),
            )
            return _BACK[done.kind].format(amount=done.amount.dollars, bag=done.bag) if done is not None else None

        comment = NoteField("Comment", "comment", required=True, max_length=120, help="What was wrong, in one line.")
        form = ActForm("Take back", [comment], take_back, save="Next", note=words[chosen])
        await self._booked(form, "Nothing was taken back.")

    # --- steps ---
    async def _why_field(self, move: Move) -> ChoiceField:
        reasons = await self.desk.ask(self.desk.cash_moves.reasons, move)
        options = [(one.code, f"{one.code} {one.label}") for one in reasons]
        return ChoiceField("Reason", "reason", options, required=True, help="Type its code or its words; Down lists.")

    async def _booked(self, form: ActForm[str], nothing: str) -> None:
        booked = await self.open(form)
        if booked is None:
            self.say(nothing)
        else:
            await self.done(booked)


def _some_words(typed: str) -> str:
    """Why the drawer is opened. Raises InvalidInput when nothing is typed."""
    return check_note(typed, True, "this reason")
