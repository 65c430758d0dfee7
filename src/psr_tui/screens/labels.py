"""Labels of one patient in a box: a digit prints, and the box stays for the next one (front-desk.md FD-154)."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from psr_tui.domain.errors import DeskError, InvalidInput
from psr_tui.domain.label_kinds import LabelKind
from psr_tui.domain.labels import MOST_COPIES, checked_specimen_number
from psr_tui.domain.text import strip_forbidden
from psr_tui.keys import bindings
from psr_tui.screens.dialogs.base import Dialog
from psr_tui.screens.dialogs.prompt import Prompt
from psr_tui.screens.flows import Flows
from psr_tui.services.label_printing import LabelOffer, LabelOrder

if TYPE_CHECKING:
    from psr_tui.desk import Desk

_KEYS = {
    LabelKind.SPECIMEN: "1",
    LabelKind.CHART: "2",
    LabelKind.ADDRESS: "3",
    LabelKind.APPOINTMENT: "4",
    LabelKind.WRISTBAND: "5",
}


class LabelBody(Static, can_focus=True):
    """The lines of the box. It has the focus, so that digits print and are not typed into anything."""


class LabelBox(Dialog[None]):
    """``await open(LabelBox(desk, offer))``. What fails is told in a sentence and waits in :printing."""

    BINDINGS = bindings("labels")
    SCOPES = ("labels", "dialog")
    HELP_TEXT = (
        "A digit prints at once. Labels carry the legal name. 7 says that the specimen is taken now; else time and "
        "initials are left blank for whoever takes it. On sheets, 9 says which label is free."
    )

    def __init__(self, desk: Desk, offer: LabelOffer) -> None:
        legend = (
            "1-5 print  + - copies  6 number  7 taken now" + ("  9 free label" if offer.sheet else "") + "  F12 back"
        )
        super().__init__("", legend=legend)
        self.desk = desk
        self._offer = offer
        self._order = LabelOrder(offer.patient_id, (), visit_id=offer.visit_id)
        self._busy = False

    def compose(self) -> Iterable[Widget]:
        self.box_title = f"Labels  {self.station.shown.name(self._offer.name)}"
        yield from super().compose()

    def compose_body(self) -> Iterable[Widget]:
        yield Static(Content(strip_forbidden(self._offer.where)), classes="box-note")
        yield LabelBody(id="labels")

    def on_mount(self) -> None:
        self.query_one(LabelBody).focus()
        self._show()

    def _show(self) -> None:
        lines = [self._line(kind) for kind in LabelKind]
        lines += ["", f"Copies {self._order.copies}", *self._sheet_line()]
        if self._offer.wanted:
            words = " and ".join(kind.words.lower() for kind in self._offer.wanted)
            lines.append(f"Enter prints what this visit wants: {words}")
        self.query_one(LabelBody).update(Content("\n".join(strip_forbidden(line) for line in lines)))

    def _line(self, kind: LabelKind) -> str:
        return f"{_KEYS[kind]} {kind.value.capitalize():<12} {self._about(kind)}".rstrip()

    def _about(self, kind: LabelKind) -> str:
        if kind is LabelKind.SPECIMEN:
            number = f"number {self._order.specimen_number}, " if self._order.specimen_number else ""
            return f"{number}{'taken now' if self._order.collected_now else 'blanks for time and initials'}"
        if kind is LabelKind.ADDRESS:
            return self._address()
        if kind is LabelKind.APPOINTMENT:
            return self._offer.coming or "no visit booked"
        return ""

    def _address(self) -> str:
        """Where it would go, and first what the patient wants no letters about."""
        no_mail = f"NO MAIL about {', '.join(self._offer.no_mail)}; " if self._offer.no_mail else ""
        hidden = self.station.shown.on and self._offer.address
        return no_mail + ("address hidden" if hidden else self._offer.address or "no address on the record")

    def _sheet_line(self) -> list[str]:
        sheet = self._offer.sheet
        return [f"Next free label: {sheet.where(self._order.start or self._offer.next_label)}"] if sheet else []

    # --- digits ---
    def action_specimen(self) -> None:
        self._print(LabelKind.SPECIMEN)

    def action_chart(self) -> None:
        self._print(LabelKind.CHART)

    def action_address(self) -> None:
        self._print(LabelKind.ADDRESS)

    def action_appointment(self) -> None:
        self._print(LabelKind.APPOINTMENT)

    def action_wristband(self) -> None:
        self._print(LabelKind.WRISTBAND)

    def action_wanted(self) -> None:
        if self._offer.wanted:
            self._print(*self._offer.wanted)
        else:
            self.refuse("This kind of visit asks for no labels; a digit prints one.")

    def action_accept(self) -> None:
        self.action_wanted()

    def action_more(self) -> None:
        self._change(copies=min(self._order.copies + 1, MOST_COPIES))

    def action_fewer(self) -> None:
        self._change(copies=max(self._order.copies - 1, 1))

    def action_collected(self) -> None:
        self._change(collected_now=not self._order.collected_now)

    def action_number(self) -> None:
        self.flow(self._number())

    async def _number(self) -> None:
        known = self._order.specimen_number
        typed = await self.open(Prompt("Specimen", "Number, empty for none", checked_specimen_number, value=known))
        if typed is not None:
            self._change(specimen_number=typed)

    def action_free(self) -> None:
        if self._offer.sheet is None:
            self.refuse("These labels come off a roll; there is no sheet to begin on.")
        else:
            self.flow(self._free(self._offer.sheet.labels))

    async def _free(self, labels: int) -> None:
        def read(typed: str) -> int:
            if not typed.isascii() or not typed.isdigit() or not 1 <= int(typed) <= labels:
                raise InvalidInput(
                    f"Free label: a number from 1 (top left) to {labels}; rows count first.", "Free label"
                )
            return int(typed)

        note = "1 is top left; count along the rows. A new sheet begins with 1."
        start = await self.open(Prompt("Sheet of labels", "First free label", read, note=note))
        if start is not None:
            self._change(start=start)

    def _change(self, **what: Any) -> None:
        self._order = replace(self._order, **what)
        self._show()

    # --- printing ---
    def _print(self, *kinds: LabelKind) -> None:
        """Beside the screen, one at a time: whoever does not want to wait leaves with F12."""
        if self._busy:
            self.refuse("One moment: the printer still has the labels before.")
            return
        self._busy = True
        self.say("It is being printed.")
        self.app.run_worker(self._printed(replace(self._order, kinds=kinds)), group="printing")

    async def _printed(self, order: LabelOrder) -> None:
        said, refused = "", ""
        try:
            said = await self.desk.outside(self.desk.labels.print_labels, order)
        except DeskError as error:
            refused = error.message
        with suppress(DeskError):  # told by whatever the rep does next
            self._print_next(order, bool(said), await self.desk.ask(self.desk.labels.next_label))
        self._busy = False
        if not self.is_mounted or not self.is_current:
            if refused:
                self._tell_elsewhere(refused)
            return
        self._show()
        if refused:
            self.refuse(refused)
        else:
            self.say(said)

    def _print_next(self, order: LabelOrder, printed: bool, next_label: int) -> None:
        """What was typed for these labels is not meant for the next ones; a number goes on one specimen only."""
        if printed:
            self._order = replace(self._order, copies=1)
            if LabelKind.SPECIMEN in order.kinds:
                self._order = replace(self._order, specimen_number="", collected_now=False)
        if printed or next_label != self._offer.next_label:  # of several, the first may be out
            self._order = replace(self._order, start=0)
        self._offer = replace(self._offer, next_label=next_label)

    def _tell_elsewhere(self, refused: str) -> None:
        """The rep went on: a failure is told where they are, a success by the labels that came out."""
        shown = self.station.screen
        if isinstance(shown, Flows) and shown.is_mounted:
            shown.refuse(refused)


async def show_labels(screen: Flows[Any], patient_id: str, visit_id: str = "") -> None:
    """The box over ``screen``, inside one of its flows; the view is logged first."""
    offer = await screen.desk.act(screen.desk.labels.offer, patient_id, visit_id)
    await screen.open(LabelBox(screen.desk, offer))
