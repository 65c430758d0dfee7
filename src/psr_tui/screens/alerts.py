"""The alerts and restrictions of one patient in one list: written, changed, ended, lifted; and the day of death."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from psr_tui.domain.alerts import Alert, AlertScope, NewAlert
from psr_tui.domain.clock import local_date
from psr_tui.domain.patients import Patient
from psr_tui.domain.restrictions import RESTRICTIONS, Restriction
from psr_tui.domain.text import so_many
from psr_tui.keys import bindings
from psr_tui.screens.dialogs import Confirm
from psr_tui.screens.dialogs.form import ActForm
from psr_tui.screens.dialogs.list_box import ListBox
from psr_tui.screens.flows import Flows
from psr_tui.services.restrictions import NewRestriction
from psr_tui.widgets.fields import CheckField, ChoiceField, DateField, Field
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.desk import Desk

_SCOPES = (("patient", "This patient"), ("family", "The whole family"), ("clinic", "Everybody in the clinic"))
_NONE = "Nothing pops up or stops a booking."


class AlertsBox(ListBox[None]):
    """What pops up and what stops a booking. 5 changes an alert, 8 ends it or lifts a restriction."""

    BINDINGS = bindings("alerts")
    SCOPES: ClassVar[tuple[str, ...]] = ("alerts", "list", "dialog")
    HELP_TEXT = "Alerts pop up once a day for each person; restrictions stop bookings. A lead writes restrictions."
    NAME = "words"
    EMPTY = f"{_NONE} + writes an alert, 6 a restriction."
    COLUMNS = (
        Column("what", "What", 10),
        Column("words", "Words", 30, grow=True),
        Column("until", "Until", 10),
        Column("author", "Written by", 22),
    )

    def __init__(self, desk: Desk, patient: Patient) -> None:
        super().__init__(desk, f"Alerts: {patient.display}", "5 change   + new   6 restrict   7 died   8 end")
        self.about = patient.display
        self._patient = patient
        self._alerts: dict[str, Alert] = {}
        self._restrictions: dict[str, Restriction] = {}

    def today(self) -> date:
        return local_date(self.desk.clock.now(), self.desk.tz)

    async def read(self) -> tuple[str, Sequence[Record]]:
        alerts = await self.desk.ask(self.desk.alerts.kept, self._patient.id)
        restrictions = await self.desk.ask(self.desk.restrictions.of, self._patient.id)
        self._alerts = {one.alert_id: one for one in alerts}
        self._restrictions = {one.restriction_id: one for one in restrictions}
        died = self._patient.deceased_on
        head = f"Deceased on {died:%m/%d/%Y}: nothing can be booked." if died else ""
        today = self.today()
        return head, [*(_restricted(one, today) for one in restrictions), *(_alerted(one) for one in alerts)]

    # --- alerts ---
    def action_new(self) -> None:
        self.flow(self._write(None))

    def action_open(self) -> None:
        record = self.list.target()
        alert = self._alerts.get(record.key) if record else None
        if alert is None:
            self.refuse("A restriction is not changed: 8 lifts it, 6 writes another." if record else _NONE)
        else:
            self.flow(self._write(alert))

    async def _write(self, alert: Alert | None) -> None:
        command_id = self.desk.new_id()

        async def act(_box: Flows[Any], values: dict[str, Any]) -> str:
            new = NewAlert(values["text"], AlertScope(values["scope"]), self._patient.id, values["ends_on"])
            if alert is None:
                return await self.desk.act(self.desk.alerts.add, new, command_id)
            return await self.desk.act(self.desk.alerts.change, alert.alert_id, alert.version, new)

        fields = [
            Field("Alert", "text", required=True, repeats=False, max_length=300, echo_width=0,
                  help="What everybody must read before acting."),
            ChoiceField("For", "scope", _SCOPES, required=True, repeats=False),
            DateField("Last day", "ends_on", self.today, prefer="future", repeats=False,
                      help="The last day it pops up; empty: until somebody ends it."),
        ]  # fmt: skip
        values = {"scope": "patient"}
        if alert is not None:
            values = {"text": alert.text, "scope": alert.scope, "ends_on": alert.ends_on}  # type: ignore[dict-item]
        title = "New alert" if alert is None else "Change the alert"
        said = await self.open(ActForm(title, fields, act, values=values))
        await self._said(said)

    # --- restrictions and death ---
    def action_restrict(self) -> None:
        self.flow(self._restrict())

    async def _restrict(self) -> None:
        command_id = self.desk.new_id()

        async def act(_box: Flows[Any], values: dict[str, Any]) -> str:
            new = NewRestriction(self._patient.id, values["kind"], values["reason"] or "", values["ends_on"])
            return await self.desk.act(self.desk.restrictions.add, new, command_id)

        kinds = [(kind.value, words.capitalize()) for kind, words in RESTRICTIONS.items()]
        fields = [
            ChoiceField("Restriction", "kind", kinds, required=True, repeats=False),
            Field("Reason", "reason", required=True, repeats=False, max_length=300, echo_width=0,
                  help="Said to whoever tries to book."),
            DateField("Last day", "ends_on", self.today, prefer="future", repeats=False, help="Empty: no end."),
        ]  # fmt: skip
        box = ActForm(self.masked(f"Restrict {self._patient.display}"), fields, act, values={"kind": "no_booking"})
        said = await self.open(box)
        await self._said(said)

    def action_died(self) -> None:
        self.flow(self._alive() if self._patient.deceased_on else self._died())

    async def _died(self) -> None:
        left = await self.desk.ask(self.desk.restrictions.visits_left, self._patient.id)
        listed = "; ".join(f"{one.local_date:%m/%d} {one.local_start}" for one in left[:8])
        note = f"Visits left: {so_many(len(left), 'visit')}{f' ({listed})' if listed else ''}."

        async def act(_box: Flows[Any], values: dict[str, Any]) -> str:
            on, cancel = values["on"], bool(values["cancel"])
            return await self.desk.act(
                self.desk.restrictions.mark_deceased, self._patient.id, self._patient.version, on, cancel
            )

        fields = [
            DateField("Died on", "on", self.today, prefer="past", required=True, repeats=False),
            CheckField("Cancel the visits that are left (patient deceased)", "cancel", checked=True),
        ]
        box = ActForm(self.masked(f"{self._patient.display} has died"), fields, act, values={"cancel": True}, note=note)
        said = await self.open(box)
        await self._said(said)

    async def _alive(self) -> None:
        question = self.masked(f"{self._patient.display} is marked as deceased. Take that back?")
        if await self.open(Confirm(question, "t", yes="take it back", no="leave it")):
            alive = self.desk.restrictions.alive_after_all
            await self._said(await self.desk.act(alive, self._patient.id, self._patient.version))

    # --- the end of a row ---
    def action_end(self) -> None:
        record = self.list.target()
        if record is None:
            self.refuse(_NONE)
        else:
            self.flow(self._end(record.key))

    async def _end(self, key: str) -> None:
        if key in self._restrictions:
            lift = self.desk.restrictions.lift
            await self._said(await self.desk.act(lift, key, self._restrictions[key].version))
        elif key in self._alerts:
            await self._said(await self.desk.act(self.desk.alerts.end, key, self._alerts[key].version))

    async def _said(self, words: str | None) -> None:
        """Show what is true now, then say what happened."""
        if words is None:
            return
        self._patient = await self.desk.act(self.desk.patients.patient, self._patient.id, "alerts")
        await self.read_again()
        self.say(words)


def _alerted(alert: Alert) -> Record:
    what = {"clinic": "Everybody", "family": "Family"}.get(alert.scope, "Alert")
    until = f"{alert.ends_on:%m/%d/%Y}" if alert.ends_on else ""
    author = f"{alert.author or 'somebody'}, {alert.since:%m/%d/%Y}"
    return Record(
        alert.alert_id, alert.version, (Cell(what, "warn"), Cell(alert.text), Cell(until), Cell(author, "dim"))
    )


def _restricted(one: Restriction, today: date) -> Record:
    until = f"{one.ends_on:%m/%d/%Y}" if one.ends_on else ""
    over = not one.in_force(today)
    words = f"{one.reason}: {RESTRICTIONS[one.kind]}{' (over)' if over else ''}"
    author = f"{one.author}, {one.since:%m/%d/%Y}"
    cells = (Cell("STOP", "dim" if over else "bad"), Cell(words), Cell(until), Cell(author, "dim"))
    return Record(one.restriction_id, one.version, cells)
