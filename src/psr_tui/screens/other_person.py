"""Somebody else answered: what may be said to them, and to those the patient named (call-center.md CC-84)."""

from __future__ import annotations

from typing import Any

from psr_tui.screens.dialogs.page import PageBox
from psr_tui.screens.flows import Flows


async def other_person(screen: Flows[Any], patient_id: str) -> None:
    """Show the sentences. Only inside a flow."""
    if not patient_id:
        screen.refuse("Nobody is on file for this call: say your name and our number, nothing else.")
        return
    found = await screen.desk.ask(screen.desk.spoken.who_answers, patient_id)
    listed = [(f"{one.words}", one.said.text) for one in found.listed]
    sections = [
        ("Anybody else: name and number only", [("Say", found.anybody.text), ("", found.trouble)]),
        ("On the patient's list (ask who it is first)", listed or [("", "Nobody is on the list.")]),
    ]
    await screen.open(PageBox("Somebody else answered", sections))
