"""The keys of a script in the call box: answers branch, ``b`` goes back, and what helps while somebody speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from psr_tui.domain.call_script import ScriptView
from psr_tui.screens.flows import Flows


@dataclass(frozen=True, slots=True)
class ScriptAbout:
    """Which script a call follows, and what it names of this patient."""

    reason: str
    language: str = "en"
    direction: str = "out"
    values: Mapping[str, str] = field(default_factory=dict)
    greeted: bool = False  # the greeting was said before the reason was known


class ScriptKeys(Flows[Any]):
    """A box with a script. Subclasses give ``show_script`` and may keep the position in ``script_moved``. Name it
    behind the kind of box: Textual takes the look of a screen from the first class."""

    script_about: ScriptAbout | None = None
    script_view: ScriptView | None = None

    def show_script(self, view: ScriptView) -> None:
        """Show this step."""
        raise NotImplementedError

    async def script_moved(self, position: str) -> None:
        """The rep answered: where the script stands now, as ``call.script_step`` keeps it."""

    async def tell_script(self, position: str = "") -> None:
        """Read the step at ``position`` and show it. Only inside a flow."""
        about = self.script_about
        if about is None:
            return
        view = await self.desk.ask(
            self.desk.scripts.tell, about.reason, about.language, about.direction, about.values, position, about.greeted
        )
        self.script_view = view
        self.show_script(view)

    def action_answer(self, number: int) -> None:
        """w x y z: the answer to the question that is shown."""
        branches = self.script_view.branches if self.script_view else ()
        if number <= len(branches):
            self.flow(self._go(branches[number - 1].to))
        else:
            self.refuse("The script asks nothing that this key answers.")

    def action_script_back(self) -> None:
        """b: one question back."""
        if self.script_view is None or self.script_view.back is None:
            self.refuse("This is where the script begins.")
        else:
            self.flow(self._go(self.script_view.back))

    async def _go(self, position: str) -> None:
        await self.tell_script(position)
        await self.script_moved(position)
