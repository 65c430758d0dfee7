"""A script in a box of its own: over the box of a call that came in, or by ``:script`` to read and to practise."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.widget import Widget

from psr_tui.domain.call_script import DIRECTIONS, ScriptView, shown_lines
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.languages import language_code
from psr_tui.keys import bindings
from psr_tui.screens.dialogs import Choose, Dialog
from psr_tui.screens.flows import Flows
from psr_tui.screens.script_keys import ScriptAbout, ScriptKeys
from psr_tui.widgets.spoken_lines import SpokenLines

if TYPE_CHECKING:
    from psr_tui.desk import Desk


class ScriptBox(Dialog[str], ScriptKeys):
    """Answers with the position that was reached, as ``call.script_step`` keeps it."""

    BINDINGS = bindings("script")
    SCOPES: ClassVar[tuple[str, ...]] = ("script", "dialog")
    HELP_TEXT = "What is said for this reason. READ is read aloud as it stands; the letters answer the question."

    def __init__(self, desk: Desk, about: ScriptAbout, view: ScriptView) -> None:
        super().__init__(f"Script: {about.reason.lower()}", legend="w x y z answer   b back   F12 to the call")
        self.desk = desk
        self.script_about = about
        self.script_view = view

    def compose_body(self) -> Iterable[Widget]:
        yield SpokenLines(id="script")

    def on_mount(self) -> None:
        if self.script_view is not None:
            self.show_script(self.script_view)

    def show_script(self, view: ScriptView) -> None:
        self.query_one(SpokenLines).tell(shown_lines(view))

    def action_cancel(self) -> None:
        self.finish(self.script_view.position if self.script_view else "")


async def script_box(screen: Flows[Any], about: ScriptAbout, position: str = "") -> str:
    """Show a script from ``position`` on; the position that was reached. Only inside a flow."""
    desk = screen.desk
    view = await desk.ask(desk.scripts.tell, about.reason, about.language, about.direction, about.values, position)
    return await screen.open(ScriptBox(desk, about, view)) or ""


async def script_command(screen: Flows[Any], typed: str) -> None:
    """``:script conf``, ``:script conf out es``; alone it asks for the reason. Raises InvalidInput."""
    words = typed.split()
    reasons = await screen.desk.ask(screen.desk.reference.reasons, "call_reason")
    reason = words[0].upper() if words else None
    if reason is None:
        reason = await screen.open(
            Choose("Script: what is the call about?", [(one.code, one.label) for one in reasons])
        )
    if reason is None:
        return
    if reason not in {one.code for one in reasons}:
        raise InvalidInput(f"There is no call reason {reason}; :script alone shows them.", "Command")
    direction = next((word for word in words[1:] if word in DIRECTIONS), "in")
    spoken = next((code for word in words[1:] if word not in DIRECTIONS and (code := language_code(word))), "en")
    await script_box(screen, ScriptAbout(reason, spoken, direction))
