"""Why an expected copay was not collected, asked once more when somebody leaves (front-desk.md FD-45)."""

from __future__ import annotations

from typing import Any

from psr_tui.domain.copay import WAIVED
from psr_tui.domain.staff import Role
from psr_tui.screens.dialogs import Choose, Prompt
from psr_tui.screens.dialogs.prompt import needed
from psr_tui.screens.dialogs.signature import sign
from psr_tui.screens.flows import Flows
from psr_tui.services.approvals import Signature
from psr_tui.services.check_out import CheckOutView
from psr_tui.services.reference import Reason


async def why_no_copay(screen: Flows[Any], view: CheckOutView, amount: str) -> bool:
    """Ask the coded reason; what was said at check-in is marked. True when one was saved. Raises DeskError."""
    desk = screen.desk
    reasons = await desk.ask(desk.reference.reasons, "no_copay")
    said = view.copay_step.code if view.copay_step is not None else ""
    options = [(one.code, one.label + (" (said at check-in)" if one.code == said else "")) for one in reasons]
    note = f"{screen.station.shown.amount(amount)} of copay is expected. F12 goes back to take it (2)."
    box = Choose("Why was the copay not collected?", options, note=note, current=said, unasked=True)
    code = await screen.open(box)
    if code is None:
        return False
    return await _save(screen, view, next(one for one in reasons if one.code == code))


async def _save(screen: Flows[Any], view: CheckOutView, reason: Reason) -> bool:
    """The words and the signature this reason asks for; False when the rep stepped back."""
    desk, comment = screen.desk, ""
    if reason.needs_comment:
        typed = await screen.open(Prompt(reason.label, "In a few words", needed))
        if typed is None:
            return False
        comment = typed

    async def saved(login: str = "", password: str = "") -> CheckOutView:
        signature = Signature(login, password)
        return await desk.act(desk.check_out.no_copay, view.visit_id, view.version, reason.code, comment, signature)

    another = reason.code in WAIVED  # money is waived: always somebody else signs (CD-32)
    if reason.needs_approver and (another or not desk.actor.at_least(Role.SUPERVISOR)):
        note = "Let a supervisor type user and password; F12 goes back."
        return await sign(screen, "A supervisor signs", note, saved) is not None
    await saved()
    return True
