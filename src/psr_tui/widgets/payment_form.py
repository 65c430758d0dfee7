"""The form in which money is taken: what to collect, up to three lines of what it is paid with, the sum in words.

Check-in shows it as its last step and the drawer in a box, so that a rep learns one way to take money.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual.content import Content

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.money import Money
from psr_tui.domain.tenders import Settled, refuse_card_number
from psr_tui.domain.typed_tenders import SYNTAX, TypedTender, parse_tender, settle_typed, wrong_line
from psr_tui.widgets.fields import Field, MoneyField
from psr_tui.widgets.form import Form, SaveStop
from psr_tui.widgets.form_stop import FormStop
from psr_tui.widgets.frame import Line

PAID = ("paid_1", "paid_2", "paid_3")
NOTHING_TYPED = "Nothing is typed to pay with; for example 40 for cash, or card 4242 T1."
_HELP = (
    "What the patient hands over: 40 or cash 40, card 4242 T1, check 1042, mo 998, hsa 4242 T1. A card or check pays "
    "the rest; write an amount like 25.00 behind it to split. Without T1 a card goes through the terminal this station "
    "used last. Only cash gives change."
)


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
            *(
                Field("Paid with" if number == 0 else "and with", name, parse=self._tender, echo=TypedTender.words,
                      repeats=False, help=_HELP, max_length=60)
                for number, name in enumerate(PAID)
            ),
            SaveStop(save),
            Line(Content.styled(f" {SYNTAX}", "$text-muted"), id="pay-syntax"),
            Line(id="pay-sum"),
            submit_keys=submit_keys,
            id=id,
        )  # fmt: skip
        self.command_id = ""
        self._terminal = ""
        self._proposed = Money.zero()

    def begin(
        self, command_id: str, proposed: Money, draft: Mapping[str, str] | None = None, *, terminal: str = ""
    ) -> None:
        """Empty the form for a new payment, or fill in what was typed and not taken. ``terminal``: where a card goes
        that is typed without one, '' when nobody knows."""
        self.command_id, self._proposed, self._terminal = command_id, proposed, terminal
        self.load({"collect": proposed}, prefilled=True)
        self.restore(draft or {})
        self.show_sum()

    def propose(self, amount: Money) -> None:
        """The proposal changed (a payer was chosen, somebody paid): prefilled anew unless the rep typed an amount."""
        if amount != self._proposed:
            self._proposed = amount
            collect = self.field("collect")
            if not collect.dirty:
                collect.load(amount, prefilled=True)
        self.show_sum()

    def begin_typing(self) -> None:
        """The cursor goes where the rep types first: what is handed over, or how much when nothing is proposed."""
        self.screen.set_focus(self.field("paid_1" if self._proposed else "collect"))

    def _tender(self, typed: str) -> TypedTender:
        return parse_tender(typed, self._terminal)

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
            return self.field("paid_1")
        if not collect.parsed:
            return collect
        at = wrong_line(collect.parsed, [line for _, line in understood])
        return understood[at][0] if at is not None else None

    @property
    def typed(self) -> bool:
        """Whether anything is typed to pay with."""
        return any(self.field(name).raw.strip() for name in PAID)

    def settled(self) -> Settled | None:
        """The payment as typed, None when nothing is. Raises InvalidInput, also when nothing is to be collected."""
        values = self.values()
        lines = [values[name] for name in PAID if values[name] is not None]
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

    def show_sum(self) -> None:
        """Say what would be taken and given back, while it is typed; a line that cannot be read yet says nothing."""
        if self.is_mounted:
            self.query_one("#pay-sum", Line).show(self._sum())

    def _sum(self) -> str:
        settled = self.readable()
        if settled is None:
            return ""
        parts = [f"Takes {self.taken.dollars}"]
        if settled.change:
            parts.append(f"CHANGE {settled.change.dollars}")
        if settled.open:
            parts.append(f"still open {settled.open.dollars}")
        return "  " + " · ".join(parts)

    def safe_draft(self) -> dict[str, str]:
        """What may be kept: a line that holds a whole card number is left out (CD-24)."""
        kept = {}
        for name, raw in self.draft().items():
            try:
                kept[name] = refuse_card_number(raw, name)
            except InvalidInput:
                continue
        return kept
