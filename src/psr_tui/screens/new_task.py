"""Put a task on the worklist: what is to be done, and for whom if it is about a patient."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psr_tui.domain.work import NewWork, WorkKind
from psr_tui.screens.dialogs import Choose, Prompt
from psr_tui.screens.dialogs.prompt import needed
from psr_tui.screens.find_patient import choose_patient

if TYPE_CHECKING:
    from psr_tui.screens.base import Place


async def new_task(place: Place) -> str | None:
    """Ask and save; the sentence for the message line, None when the rep stepped back. Inside a flow of the place."""
    title = await place.open(Prompt("New task", "What is to be done", needed, max_length=120))
    if title is None:
        return None
    about = await place.open(Choose("About a patient?", [("no", "Nobody in particular"), ("yes", "Find the patient")]))
    patient_id = await choose_patient(place, place.desk) if about == "yes" else None
    if about is None or (about == "yes" and patient_id is None):
        return None
    new = NewWork(WorkKind.TASK, title, patient_id=patient_id or "")
    return await place.attempt(place.desk.worklists.add, new)
