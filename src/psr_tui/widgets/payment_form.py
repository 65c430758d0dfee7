"""The form in which money is taken: what to collect, a line for each way it is paid, where it goes, the sum in words.

Check-in shows it as its last step and every other place in a box, so that a rep learns one way to take money.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from psr_tui.domain import allocation
from psr_tui.domain.allocation import AS_PROPOSED, Goes, parse_goes
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.money import Money
from psr_tui.domain.tenders import Settled, holds_card_number
from psr_tui.domain.typed_tenders import (
    NO_TERMINALS,
    SYNTAX,
    Terminals,
    TypedTender,
    parse_tender,
    settle_typed,
    wrong_line,
)
from psr_tui.widgets.field import Field
from psr_tui.widgets.fields import MoneyField
from psr_tui.widgets.form import Form, SaveStop
from psr_tui.widgets.form_stop import FormStop
from psr_tui.widgets.frame import Line

NOTHING_TYPED = "Nothing is typed to pay with; for example 40 for cash, or card 4242 T1 b0412."
_PAID = "paid_"
_HELP = (
    "What the patient hands over: 40 or cash 40, card 4242 T1 b0412, check 1042, check 1042 by Ann Lee, mo 998, "
    "hsa 4242, ach 77, portal 12, other. A card or check pays the rest; write an amount like 25.00 behind it to split: "
    "a new line comes as soon as the last one is used. Terminal and batch are typed with the first card of the day; "
    "brand (visa, mc, amex) and code stand best with them: visa 4242 04A91B, or auth 1234 when it is digits only. "
    "Only cash gives change."
)
_GOES_HELP = (
    "Where the money goes, by the numbers above: 2, or 1 25, 2 10; ahead keeps it for later; fee 15 Form copy charges "
    "something new and takes it at once. Empty is as proposed: today's visit first, then the oldest."
)


class TenderLines(VerticalScroll, can_focus=False):
    """The lines of what is paid with; more than fit scroll inside."""

    DEFAULT_CSS = "TenderLines { height: auto; max-height: 4; scrollbar-size: 0 0; background: $background; }"


class PaymentForm(Form):
    """Nothing a rep counts is prefilled: only the amount that is proposed is.

    ``submit_keys``: none where the place has its own meaning for F10 and Ctrl+S. ``command_id`` is made when the
    payment begins, so that it posts once, however often the key is pressed.
    """

    def __init__(
        self,
        save: str,
        *,
        submit_keys: tuple[str, ...] = ("f10", "ctrl+s"),
        id: str | None = None,  # noqa: A002 - Textual's own word
    ) -> None:
        super().__init__(
            MoneyField("Collect now", "collect", repeats=False, help="Copay and past balance; type another amount to "
                       "collect less."),
            TenderLines(self._new_line(1), self._new_line(2), id="pay-lines"),
            Field(allocation.FIELD, "goes", parse=parse_goes, repeats=False, help=_GOES_HELP, max_length=100,
                  placeholder="as proposed", echo_width=10),
            SaveStop(save),
            Line(Content.styled(f" {SYNTAX}", "$text-muted"), id="pay-syntax"),
            Line(id="pay-sum"),
            Static("", id="pay-goes"),
            submit_keys=submit_keys,
            id=id,
        )  # fmt: skip
        self.command_id = ""
        self.fee_ids: tuple[str, ...] = ()
        self._terminals = NO_TERMINALS
        self._known = NO_TERMINALS  # with what the lines of this payment say
        self._proposed = Money.zero()

    def _new_line(self, number: int) -> Field:
        return Field(
            "Paid with" if number == 1 else "and with", f"{_PAID}{number}", parse=self._tender, echo=TypedTender.words,
            warn=TypedTender.warning, repeats=False, help=_HELP, max_length=60, echo_width=30,
        )  # fmt: skip

    def begin(
        self,
        command_id: str,
        proposed: Money,
        draft: Mapping[str, str] | None = None,
        *,
        terminals: Terminals = NO_TERMINALS,
        fee_ids: tuple[str, ...] = (),
    ) -> None:
        """Empty the form for a new payment, or fill in what was typed and not taken. ``terminals``: where a card goes
        that is typed without terminal or batch; ``fee_ids``: ids for fees charged in the same act."""
        self.command_id, self.fee_ids, self._proposed = command_id, fee_ids, proposed
        self._terminals = self._known = terminals
        self._want_lines(max([2, *(_number(name) for name in draft or {})]))
        self.load({"collect": proposed}, prefilled=True)
        self.restore(draft or {})
        self._lines_changed()
        self.show_sum()

    def propose(self, amount: Money) -> None:
        """The proposal changed (a payer was chosen, somebody paid, a fee is added): prefilled anew unless the rep typed
        an amount."""
        if amount != self._proposed:
            self._proposed = amount
            collect = self.field("collect")
            if not collect.dirty:
                collect.load(amount, prefilled=True)
        self.show_sum()

    def begin_typing(self) -> None:
        """The cursor goes where the rep types first: what is handed over, or how much when nothing is proposed."""
        stop = self.field(f"{_PAID}1" if self._proposed else "collect")
        self.screen.set_focus(stop)
        if isinstance(stop, Field):  # it may have had the focus before its value was loaded
            stop.action_select_all()

    def _tender(self, typed: str) -> TypedTender:
        return parse_tender(typed, self._known)

    # -- lines ------------------------------------------------------------------------------------------------------

    @property
    def lines(self) -> list[FormStop]:
        """The lines of what is paid with, as many as are shown."""
        return [stop for stop in self.fields if stop.field_id.startswith(_PAID) and stop.display]

    def _want_lines(self, count: int) -> None:
        """Show this many lines; those that are there already are used again."""
        made = [stop for stop in self.fields if stop.field_id.startswith(_PAID)]
        for at, stop in enumerate(made):
            stop.display = at < count
        more = [self._new_line(number) for number in range(len(made) + 1, count + 1)]
        if more:
            self.query_one("#pay-lines", TenderLines).mount(*more)

    def _lines_changed(self) -> None:
        """There is always an empty line for one more way to pay, and a line may rely on the terminal of another."""
        lines = self.lines
        if lines[-1].raw.strip():
            self._want_lines(len(lines) + 1)
        known = self._terminals.knowing([stop.raw for stop in lines])
        if known != self._known:
            self._known = known
            for stop in lines:
                if isinstance(stop, Field):
                    stop.reread()

    def on_input_changed(self, _event: Input.Changed) -> None:
        self._lines_changed()

    # -- what is wrong ----------------------------------------------------------------------------------------------

    def go_to_wrong(self) -> None:
        """After a refusal: put the cursor into the line that is wrong; where none is, it stays in the form."""
        stop = self._wrong_field()
        if stop is not None:
            self.screen.set_focus(stop)
        elif self.screen.focused not in self.fields:
            self.begin_typing()

    def _wrong_field(self) -> FormStop | None:
        understood: list[tuple[FormStop, TypedTender]] = []
        for stop in self.fields:
            try:
                value = stop.parsed
            except InvalidInput:
                return stop
            if isinstance(value, TypedTender):
                understood.append((stop, value))
        collect = self.field("collect")
        if not understood:
            return self.field(f"{_PAID}1")
        if not collect.parsed:
            return collect
        at = wrong_line(collect.parsed, [line for _, line in understood])
        return understood[at][0] if at is not None else None

    # -- what is typed ----------------------------------------------------------------------------------------------

    @property
    def typed(self) -> bool:
        """Whether anything is typed to pay with."""
        return any(stop.raw.strip() for stop in self.lines)

    def settled(self) -> Settled | None:
        """The payment as typed, None when nothing is. Raises InvalidInput, also when nothing is to be collected."""
        values = self.values()
        lines = [values[stop.field_id] for stop in self.lines if values[stop.field_id] is not None]
        if not lines:
            return None
        if not values["collect"]:
            raise InvalidInput("Collect now: type what is collected now, more than zero.", "Collect now")
        return settle_typed(values["collect"], lines)

    def readable(self) -> Settled | None:
        """The payment as far as it can be read while it is typed, None while it cannot."""
        try:
            return self.settled()
        except InvalidInput:
            return None

    @property
    def goes(self) -> Goes:
        """Where the rep wants the money to go. Raises InvalidInput while that cannot be read."""
        typed = self.field("goes").parsed
        return typed if isinstance(typed, Goes) else AS_PROPOSED

    @property
    def taken(self) -> Money:
        """What would be taken for what is typed; the amount to collect while nothing can be read."""
        settled = self.readable()
        if settled is not None:
            return Money.total(tender.amount for tender in settled.tenders)
        return self._readable_collect()

    def _readable_collect(self) -> Money:
        try:
            amount: Any = self.field("collect").parsed
        except InvalidInput:
            return Money.zero()
        return amount if isinstance(amount, Money) else Money.zero()

    def show_goes(self, words: str) -> None:
        """Where the money goes, before it is posted (CD-26)."""
        self.query_one("#pay-goes", Static).update(Content(words))

    def show_sum(self) -> None:
        """Say what would be taken and given back, while it is typed; a line that cannot be read yet says nothing."""
        if self.is_mounted:
            self.query_one("#pay-sum", Line).show(self._sum())

    def _sum(self) -> str:
        settled = self.readable()
        if settled is None:
            return ""
        parts = [f"Takes {self.taken.dollars}"]
        if len(settled.tenders) > 1:
            parts[0] += f" in {len(settled.tenders)} ways"
        if settled.change:
            parts.append(f"CHANGE {settled.change.dollars}")
        if settled.open:
            parts.append(f"part payment, still open {settled.open.dollars}")
        return "  " + " · ".join(parts)

    def safe_draft(self) -> dict[str, str]:
        """What may be kept: what the rep typed, without a line that holds a whole card number (CD-24)."""
        kept = {}
        for name, raw in self.draft().items():
            if name == "collect" and not self.field(name).dirty:
                continue
            if not holds_card_number(raw):
                kept[name] = raw
        return kept


def _number(name: str) -> int:
    """Which line a field is, 0 when it is none."""
    digits = name.removeprefix(_PAID)
    return int(digits) if name.startswith(_PAID) and digits.isascii() and digits.isdigit() else 0
