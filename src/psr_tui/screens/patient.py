"""The patient card: one person on one box, to read; digits act."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from psr_tui.domain.text import strip_forbidden
from psr_tui.keys import bindings, of_scope
from psr_tui.screens.account import show_account
from psr_tui.screens.alert_popup import alerts_first
from psr_tui.screens.alerts import AlertsBox
from psr_tui.screens.alike import show_alike
from psr_tui.screens.authorisations import show_authorisations
from psr_tui.screens.cost import ask_cost
from psr_tui.screens.coverages import show_coverages
from psr_tui.screens.dialogs.base import Dialog
from psr_tui.screens.family import FamilyBox
from psr_tui.screens.labels import show_labels
from psr_tui.screens.patient_history import HistoryBox
from psr_tui.screens.patient_lines import card_lines
from psr_tui.screens.payment import take_payment
from psr_tui.screens.register import ChangePatient
from psr_tui.screens.send_message import send_message
from psr_tui.services.patient_card import PatientCard

if TYPE_CHECKING:
    from psr_tui.desk import Desk
    from psr_tui.screens.flows import Flows


class CardBody(Static, can_focus=True):
    """The focused text of the card, so that digits are not typed into anything."""


class CardScroll(VerticalScroll, can_focus=False):
    """A long card: arrows and PgDn turn it."""

    DEFAULT_CSS = "CardScroll { height: auto; max-height: 100%; scrollbar-size: 0 0; }"


class PatientCardBox(Dialog[str]):
    """Answers with the name of the act that was chosen (``check_in``), '' when it was only read."""

    BINDINGS = bindings("patient")
    SCOPES = ("patient", "dialog")
    HELP_TEXT = "What the desk knows of this patient. 5 opens the form to change it, F12 goes back."

    def __init__(self, desk: Desk, card: PatientCard) -> None:
        super().__init__("", legend="digits as named above   F12 back")
        self.desk = desk
        self.card = card
        self.about = card.patient.display

    def compose(self) -> ComposeResult:
        self.box_title = self.station.shown.name(self.card.patient.display)
        yield from super().compose()

    def compose_body(self) -> Iterable[Widget]:
        with CardScroll(id="card-scroll"):
            yield CardBody(self._content(), id="card")
        keys = "  ".join(f"{key.shown} {key.label.lower()}" for key in of_scope("patient"))
        yield Static(Content(keys), id="card-keys")

    def on_mount(self) -> None:
        self.query_one(CardBody).focus()

    def _content(self) -> Content:
        room = max(0, self.app.size.height - 24)
        lines = card_lines(self.card, self.desk, self.station.shown, 3 + room // 3)
        return Content("\n").join(Content.styled(strip_forbidden(text), style) for text, style in lines)

    def action_change(self) -> None:
        self.flow(self._change())

    async def _change(self) -> None:
        patient = await self.desk.act(self.desk.patients.patient, self.card.patient.id)
        form = ChangePatient(self.desk, patient)
        if await self.open(form):
            await self._renew()
            more = " 6 compares it with the other record of this person." if form.same_as else ""
            self.say(f"{self.card.patient.display} is saved.{more}")

    def action_pay(self) -> None:
        self.flow(self._pay())

    async def _pay(self) -> None:
        if await take_payment(self, "Payment", self.card.patient.id) is not None:
            await self._renew()

    def action_account(self) -> None:
        self.flow(self._account())

    async def _account(self) -> None:
        await show_account(self, self.desk, self.card.patient.id)
        await self._renew()

    def action_coverages(self) -> None:
        self.flow(self._coverages())

    async def _coverages(self) -> None:
        await show_coverages(self, self.desk, self.card.patient.id)
        await self._renew()

    def action_allowed(self) -> None:
        self.flow(show_authorisations(self, self.desk, self.card.patient.id))

    def action_alerts(self) -> None:
        self.flow(self._then(AlertsBox(self.desk, self.card.patient)))

    def action_family(self) -> None:
        self.flow(self._family())

    async def _family(self) -> None:
        """A relative's card lies over this one."""
        relative = await self.open(FamilyBox(self.desk, self.card.patient))
        await self._renew()
        if relative:
            await show_card(self, self.desk, relative)

    def action_history(self) -> None:
        self.flow(self._history())

    async def _history(self) -> None:
        head = await self.desk.act(self.desk.patient_history.open, self.card.patient.id)
        await self.open(HistoryBox(self.desk, self.card.patient.id, head))

    async def _then(self, box: Dialog[Any]) -> None:
        await self.open(box)
        await self._renew()

    def action_alike(self) -> None:
        self.flow(self._alike())

    async def _alike(self) -> None:
        patient = self.card.patient
        if await show_alike(self, self.desk, patient, self.station.shown.name(patient.display)):
            await self._renew()

    def action_cost(self) -> None:
        self.flow(ask_cost(self, self.card.patient.id))

    def action_message(self) -> None:
        self.flow(self._message())

    async def _message(self) -> None:
        await send_message(self, self.card.patient.id)

    def action_labels(self) -> None:
        self.flow(show_labels(self, self.card.patient.id))

    async def _renew(self) -> None:
        """Money moved: the balance on the card is another."""
        self.card = await self.desk.act(self.desk.patients.open, self.card.patient.id)
        self.about = self.card.patient.display
        self.query_one(CardBody).update(self._content())

    def action_check_in(self) -> None:
        if any(visit.local_date == self.card.today and not visit.state.closed for visit in self.card.past):
            self.finish("check_in")
        else:
            self.refuse("No visit today is open; F2, then + puts a walk-in on the list.")


async def show_card(screen: Flows[Any], desk: Desk, patient_id: str) -> None:
    """Open the card of a patient over ``screen``, inside one of its flows; the view is logged first."""
    card = await desk.act(desk.patients.open, patient_id)
    await alerts_first(screen, desk, card.patient.id)
    act = await screen.open(PatientCardBox(desk, card))
    if act == "check_in":
        visit = next(one for one in card.past if one.local_date == card.today and not one.state.closed)
        await screen.station.go("check_in", visit.visit_id)
