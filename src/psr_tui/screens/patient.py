"""The patient card: one person on one box, to read; digits act."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from psr_tui.domain.clock import local
from psr_tui.domain.languages import language_name
from psr_tui.domain.patients import InterpreterNeed, Phone, Voicemail, mrn_text
from psr_tui.domain.privacy import Privacy
from psr_tui.domain.text import strip_forbidden
from psr_tui.domain.typed_dates import age_words
from psr_tui.keys import bindings
from psr_tui.screens.account import show_account
from psr_tui.screens.alike import show_alike
from psr_tui.screens.dialogs.base import Dialog
from psr_tui.screens.labels import show_labels
from psr_tui.screens.payment import take_payment
from psr_tui.screens.register import ChangePatient
from psr_tui.services.patient_card import CardCallback, PatientCard, VisitLine

if TYPE_CHECKING:
    from psr_tui.desk import Desk
    from psr_tui.screens.flows import Flows

_VOICEMAIL = {
    Voicemail.NONE: "no voicemail",
    Voicemail.CALLBACK_ONLY: "voicemail: call back only",
    Voicemail.DETAILED: "voicemail: detailed",
}
Line = tuple[str, str]
"""A line of the card and its style."""


class CardBody(Static, can_focus=True):
    """The focused text of the card, so that digits are not typed into anything."""


class PatientCardBox(Dialog[str]):
    """Answers with the name of the act that was chosen (``check_in``), '' when it was only read."""

    BINDINGS = bindings("patient")
    SCOPES = ("patient", "dialog")
    HELP_TEXT = "What the desk knows of this patient. 5 opens the form to change it, F12 goes back."

    def __init__(self, desk: Desk, card: PatientCard) -> None:
        super().__init__("", legend="1 pay 2 check-in 4 account 5 open to change 6 alike Ctrl+Y labels F12")
        self.desk = desk
        self.card = card

    def compose(self) -> ComposeResult:
        self.box_title = self.station.shown.name(self.card.patient.display)
        yield from super().compose()

    def compose_body(self) -> Iterable[Widget]:
        yield CardBody(self._content(), id="card")

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
        if await self.open(ChangePatient(self.desk, patient)):
            await self._renew()
            self.say(f"{self.card.patient.display} is saved.")

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

    def action_alike(self) -> None:
        self.flow(self._alike())

    async def _alike(self) -> None:
        patient = self.card.patient
        if await show_alike(self, self.desk, patient, self.station.shown.name(patient.display)):
            await self._renew()

    def action_labels(self) -> None:
        self.flow(show_labels(self, self.card.patient.id))

    async def _renew(self) -> None:
        """Money moved: the balance on the card is another."""
        self.card = await self.desk.act(self.desk.patients.open, self.card.patient.id)
        self.query_one(CardBody).update(self._content())

    def action_check_in(self) -> None:
        if any(visit.local_date == self.card.today and not visit.state.closed for visit in self.card.past):
            self.finish("check_in")
        else:
            self.refuse("No visit today is open; F2, then + puts a walk-in on the list.")


def card_lines(card: PatientCard, desk: Desk, shown: Privacy, most: int) -> list[Line]:
    """The card as lines of text with their styles; ``most`` visits, coverages and callbacks each."""
    person = card.patient.demographics
    born = f"born {shown.dob(person.born)} ({age_words(person.born, card.today)})" if person.born else "no birth date"
    estimated = " estimated" if person.born_estimated else ""
    head = f"MRN {mrn_text(card.patient.mrn)}   {born}{estimated}   {person.sex.value}"
    if person.preferred_name:
        head += f"   goes by {shown.name(person.preferred_name)}"
    lines: list[Line] = [(head, "bold")]
    if card.patient.deceased_on:
        lines.append((f"DECEASED {card.patient.deceased_on:%m/%d/%Y}: nothing can be booked.", "bold $text-error"))
    lines += [(f"ALERT {alert}", "bold $text-warning") for alert in card.alerts]
    if person.earlier_names:
        lines.append((f"Earlier   {'; '.join(shown.name(one.display) for one in person.earlier_names)}", ""))
    if card.merged:
        also = ", ".join(f"MRN {mrn_text(one.merged_mrn)} {shown.name(one.merged_name)}" for one in card.merged)
        lines.append((f"Was also  {also} (merged)", ""))
    lines.append((f"Address   {'' if shown.on else person.address.one_line or '-'}", ""))
    lines += [
        (f"{'Phone' if at == 0 else '':10}{phone_words(one, shown)}", "") for at, one in enumerate(person.phones[:2])
    ]
    if not person.phones:
        lines.append((f"Phone     none {person.contact_note}", "$text-warning"))
    lines.append((f"Speaks    {_speaks(card)}", ""))
    lines.append(("", ""))
    lines += coverage_lines(card, shown, most)
    lines += visit_lines(card, most)
    lines += [(callback_words(one, desk), "") for one in card.callbacks[:most]]
    owes = card.balance.cents > 0
    lines.append((f"Balance   {shown.amount(card.balance.dollars)}", "bold" if owes else ""))
    return lines


def phone_words(phone: Phone, shown: Privacy) -> str:
    """``(505) 555-0142 mobile, voicemail: call back only``."""
    wrong = " WRONG NUMBER" if phone.wrong_since else "" if phone.may_call else " do not call"
    return f"{shown.phone(phone.number.display)} {phone.kind.value}, {_VOICEMAIL[phone.voicemail]}{wrong}"


def _speaks(card: PatientCard) -> str:
    person = card.patient.demographics
    need = {InterpreterNeed.YES: " INTERPRETER NEEDED", InterpreterNeed.DECLINED: " (interpreter declined)"}
    return language_name(person.language) + need.get(person.interpreter, "")


def coverage_lines(card: PatientCard, shown: Privacy, most: int) -> list[Line]:
    """Coverages in force first; ended ones fill what room is left."""
    held = sorted(card.coverages, key=lambda one: (not one.in_force(card.today), one.order))
    lines = []
    for at, one in enumerate(held[: min(most, 3)]):
        active = one.in_force(card.today)
        member = f"  {one.member_id}" if one.member_id and not shown.on else ""
        words = f"{'Coverage' if at == 0 else '':10}{one.name()}{member}  {one.holds_words(card.today)}"
        lines.append((words, "" if active else "$text-muted"))
    return lines or [("Coverage  none: self-pay", "$text-warning")]


def visit_lines(card: PatientCard, most: int) -> list[Line]:
    """The next visits, then the last ones, with how many there are in all."""
    lines = [
        (f"{'Next' if at == 0 else '':10}{visit_words(one)}", "") for at, one in enumerate(card.coming[: min(most, 2)])
    ]
    past = card.past[:most]
    lines += [(f"{'Visits' if at == 0 else '':10}{visit_words(one)}", "") for at, one in enumerate(past)]
    more = card.visit_count - len(past) - len(card.coming[: min(most, 2)])
    if more > 0:
        lines.append((f"{'':10}and {more} more", "$text-muted"))
    return lines or [("Visits    none yet", "")]


def visit_words(visit: VisitLine) -> str:
    """``Tue 11/24/2026 09:30 Lee  Office visit  Checked out``."""
    provider = f"{visit.provider}  " if visit.provider else ""
    return f"{visit.local_date:%a %m/%d/%Y} {visit.local_start} {provider}{visit.label}  {visit.state.word}"


def callback_words(callback: CardCallback, desk: Desk) -> str:
    due = local(callback.due_at, desk.tz)
    return f"Callback  due {due:%a %m/%d %H:%M}  {callback.reason}  {callback.state}"


async def show_card(screen: Flows[Any], desk: Desk, patient_id: str) -> None:
    """Open the card of a patient over ``screen``, inside one of its flows; the view is logged first."""
    card = await desk.act(desk.patients.open, patient_id)
    act = await screen.open(PatientCardBox(desk, card))
    if act == "check_in":
        visit = next(one for one in card.past if one.local_date == card.today and not one.state.closed)
        await screen.station.go("check_in", visit.visit_id)
