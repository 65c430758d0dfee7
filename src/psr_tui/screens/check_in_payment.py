"""The payment step's form: what to collect, up to three lines of what it is paid with, and the sum in words."""

from __future__ import annotations

from collections.abc import Mapping

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.money import Money
from psr_tui.domain.tenders import refuse_card_number
from psr_tui.domain.typed_tenders import TypedTender, parse_tender, settle_typed
from psr_tui.services.check_in import CheckInPayment
from psr_tui.widgets.fields import Field, MoneyField
from psr_tui.widgets.form import Form, SaveStop
from psr_tui.widgets.frame import Line

PAID = ("paid_1", "paid_2", "paid_3")
_HELP = (
    "What the patient hands over: 40 or cash 40, card 4242 T1, check 1042, mo 998, hsa 4242 T1. A card or check pays "
    "the rest; write an amount like 25.00 behind it to split. Only cash gives change."
)


class PaymentForm(Form):
    """Nothing a rep counts is prefilled: only the amount that is proposed is."""

    def __init__(self, id: str | None = None) -> None:  # noqa: A002 - Textual's own word
        super().__init__(
            MoneyField("Collect now", "collect", repeats=False, help="Copay and past balance; type another amount to "
                       "collect less."),
            *(
                Field("Paid with" if number == 0 else "and with", name, parse=parse_tender, echo=TypedTender.words,
                      repeats=False, help=_HELP, max_length=60)
                for number, name in enumerate(PAID)
            ),
            SaveStop("Take it and finish"),
            Line(id="pay-sum"),
            submit_keys=(),
            id=id,
        )  # fmt: skip
        self._command_id = ""
        self._proposed = Money.zero()

    def begin(self, command_id: str, proposed: Money, draft: Mapping[str, str]) -> None:
        """Empty the form for a new payment, or fill in what was typed and not taken."""
        self._command_id, self._proposed = command_id, proposed
        self.load({"collect": proposed}, prefilled=True)
        self.restore(draft)
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
        """The cursor goes where the rep types first: what is handed over."""
        self.screen.set_focus(self.field("paid_1"))

    @property
    def typed(self) -> bool:
        return any(self.field(name).raw.strip() for name in PAID)

    def command(self) -> CheckInPayment | None:
        """The payment as typed, None when nothing is. Raises InvalidInput."""
        values = self.values()
        lines = [values[name] for name in PAID if values[name] is not None]
        if not lines:
            return None
        settled = settle_typed(values["collect"] or Money.zero(), lines)
        return CheckInPayment(self._command_id, settled.tenders)

    @property
    def change(self) -> Money:
        """What goes back to the patient for what is typed. Raises InvalidInput."""
        values = self.values()
        lines = [values[name] for name in PAID if values[name] is not None]
        return settle_typed(values["collect"] or Money.zero(), lines).change if lines else Money.zero()

    def show_sum(self) -> None:
        """Say what would be taken and given back, while it is typed; a line that cannot be read yet says nothing."""
        if not self.is_mounted:
            return
        self.query_one("#pay-sum", Line).show(self._sum())

    def _sum(self) -> str:
        if not self.typed:
            return ""
        try:
            values = self.values()
            settled = settle_typed(
                values["collect"] or Money.zero(), [values[name] for name in PAID if values[name] is not None]
            )
        except InvalidInput:
            return ""
        taken = Money.total(tender.amount for tender in settled.tenders)
        parts = [f"Takes {taken.dollars}"]
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
