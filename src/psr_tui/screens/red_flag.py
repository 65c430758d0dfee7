"""Ctrl+R: where the person is, a number, their exact words, to the nurse (call-center.md section 9)."""

from __future__ import annotations

from typing import Any

from psr_tui.domain.callback_list import CallInHand
from psr_tui.domain.errors import DeskError, InvalidInput
from psr_tui.screens.dialogs.form import FormDialog
from psr_tui.screens.flows import Flows
from psr_tui.services.callbacks import RedFlag
from psr_tui.widgets.fields import CheckField, Field, NoteField, PhoneField

_SAY = (
    'Say: "Where are you right now?" then "What number can we reach you at?" Write down exactly what they say; do '
    'not judge it. If a life may be in danger: "Hang up and call 911 now", or stay on the line while they do.'
)


async def red_flag(screen: Flows[Any], hand: CallInHand | None, *, patient_id: str = "", number: str = "") -> None:
    """Ask, find out who, route. The person is the one of the open call, else found by name; stepping back from that
    brings the words back, so that nothing said is lost. Only inside a flow."""
    about = hand.item.patient_id if hand else patient_id
    command_id = screen.desk.new_id()
    values: dict[str, Any] = {
        "number": hand.number.shown if hand and hand.number else number,
        "happening_now": True,
    }
    while True:
        typed = await screen.open(_form(screen, values))
        if typed is None:
            screen.say("The red flag was NOT sent.")
            return
        values = {**typed, "number": typed["number"].number.display}
        person = about or await _who(screen)
        if person is None:
            continue
        flag = RedFlag(
            command_id, person, typed["where"], values["number"], typed["words"], bool(typed["happening_now"])
        )
        try:
            screen.say(await screen.desk.act(screen.desk.callbacks.raise_flag, flag))
        except InvalidInput as error:
            screen.refuse(error)
            continue
        except DeskError as error:
            screen.refuse(f"NOT sent: {error} Tell the nurse yourself now.")
        return


def _form(screen: Flows[Any], values: dict[str, Any]) -> FormDialog:
    area = screen.desk.clinic.area_code
    return FormDialog(
        "RED FLAG: to the nurse now",
        [
            Field("Where they are", "where", required=True, max_length=120, repeats=False, echo_width=0),
            PhoneField("Call back at", "number", area_code=area, required=True),
            NoteField("Exact words", "words", required=True),
            CheckField("happening now", "happening_now"),
        ],
        values=values,
        note=_SAY,
        save="To the nurse",
    )


async def _who(screen: Flows[Any]) -> str | None:
    from psr_tui.screens.find_patient import choose_patient

    return await choose_patient(screen, screen.desk, "Red flag: who is it about?")
