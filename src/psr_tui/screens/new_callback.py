"""``+`` on the callback list: who, why, how urgent, when, whose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from textual.widget import Widget

from psr_tui.domain.callbacks import Priority
from psr_tui.domain.clock import zone
from psr_tui.screens.dialogs.form import FormDialog
from psr_tui.services.callbacks import Made, NewCallback
from psr_tui.widgets.fields import ChoiceField, NoteField, PhoneField, WhenField

if TYPE_CHECKING:
    from psr_tui.desk import Desk
    from psr_tui.screens.flows import Flows

_WHOSE = (("mine", "mine"), ("pool", "the pool"))


async def new_callback(place: Flows[Any], about: str = "") -> Made | None:
    """Ask and make it, for ``about`` when it is known whom it is for; None when the rep stepped back. What was typed is
    kept when a rule refuses. Inside a flow."""
    from psr_tui.screens.find_patient import choose_patient

    desk = place.desk
    patient_id = about or await choose_patient(place, desk, "Callback: for whom?")
    if patient_id is None:
        return None
    tz = zone(await desk.ask(desk.callbacks.calling_zone, patient_id))
    reasons = [(one.code, one.label) for one in await desk.ask(desk.reference.reasons, "call_reason")]
    command_id = desk.new_id()
    values: dict[str, Any] = {"priority": Priority.NORMAL.value}
    while True:
        typed = await place.open(FormDialog("New callback", _fields(desk, reasons, tz), values=values))
        if typed is None:
            return None
        mine = {"mine": True, "pool": False}.get(typed["whose"] or "")
        new = NewCallback(
            command_id, patient_id, typed["reason"], Priority(typed["priority"]), typed["when"] or "", mine, None,
            typed["note"] or "",
        )  # fmt: skip
        made = await place.attempt(desk.callbacks.create, new)
        if made is not None:
            return made
        values = typed


async def new_caller(place: Flows[Any]) -> Made | None:
    """The same for somebody who is not on file: a number and a name are all there is. Inside a flow."""
    desk = place.desk
    reasons = [(one.code, one.label) for one in await desk.ask(desk.reference.reasons, "call_reason")]
    command_id = desk.new_id()
    values: dict[str, Any] = {"priority": Priority.NORMAL.value}
    while True:
        fields = [
            PhoneField("Number", "number", area_code=desk.clinic.area_code, required=True),
            NoteField("Name", "name"),
            *_fields(desk, reasons, desk.tz),
        ]
        typed = await place.open(FormDialog("Callback: a caller not on file", fields, values=values))
        if typed is None:
            return None
        mine = {"mine": True, "pool": False}.get(typed["whose"] or "")
        new = NewCallback(
            command_id, "", typed["reason"], Priority(typed["priority"]), typed["when"] or "", mine, None,
            typed["note"] or "", typed["number"].number.e164, typed["name"] or "",
        )  # fmt: skip
        made = await place.attempt(desk.callbacks.create, new)
        if made is not None:
            return made
        values = typed


def _fields(desk: Desk, reasons: Sequence[tuple[str, str]], tz: ZoneInfo) -> list[Widget]:
    return [
        ChoiceField("Reason", "reason", reasons, required=True),
        ChoiceField("Priority", "priority", [(one.value, one.value) for one in Priority], required=True),
        WhenField(
            "When", "when", desk.clock.now, lambda: tz, here=desk.tz,
            help="Empty: as soon as somebody is free. A time is a promise: tue 2p, t+1 9:15, +30m.",
        ),
        ChoiceField("Whose", "whose", _WHOSE),
        NoteField("Note", "note"),
    ]  # fmt: skip
