"""``f`` in the call box: to whom the call is handed on, how, and what the next person should know (CC-74)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.widget import Widget

from psr_tui.screens.kept_box import KeptBox
from psr_tui.services.calls import HandOn
from psr_tui.widgets.fields import ChoiceField, Field, NoteField
from psr_tui.widgets.form import Form, SaveStop

if TYPE_CHECKING:
    from psr_tui.desk import Desk
    from psr_tui.screens.flows import Flows

_DRAFT = "call_forward"
_WAYS = (("attended", "speak with them first"), ("blind", "pass on at once"))


class ForwardBox(KeptBox[str]):
    """Answers with what was said of the transfer. A refusal keeps the words that were typed for the colleague."""

    KEPT_FOR: ClassVar[str] = "this call"
    HELP_TEXT = (
        "A colleague from the list, or a team or office by name. Speak with them first and the caller waits on hold; "
        "pass on at once and the call is theirs."
    )

    def __init__(
        self, desk: Desk, call_id: str, colleagues: Sequence[tuple[str, str]], draft: dict[str, str] | None
    ) -> None:
        super().__init__(desk, "Forward the call", _DRAFT, call_id)
        self.box_legend = "Enter next field   F10 forward   F12 cancel"
        self._command_id = desk.new_id()
        self._call_id = call_id
        self._colleagues = colleagues
        self._draft = draft

    def compose_body(self) -> Iterable[Widget]:
        with Form():
            yield ChoiceField("Colleague", "to", self._colleagues, repeats=False)
            yield Field("Or team", "whom", max_length=80, repeats=False, echo_width=0)
            yield ChoiceField("How", "way", _WAYS, required=True)
            yield NoteField("Tell them", "words", required=True)
            yield SaveStop("Forward")

    def on_mount(self) -> None:
        self.form.load({"way": "attended"}, prefilled=True)
        if self._draft:
            self.form.restore(self._draft)
        self.form.focus_first()

    async def save(self, values: dict[str, Any]) -> str | None:
        new = HandOn(
            self._command_id, self._call_id, values["way"] == "attended", values["words"], values["to"] or "",
            values["whom"] or "",
        )  # fmt: skip
        said = await self.desk.act(self.desk.calls.hand_on, new)
        await self.desk.act(self.desk.drafts.drop, *self._kept_as)
        return said


async def forward(screen: Flows[Any], call_id: str) -> str | None:
    """Ask and hand on; None when the rep stepped back. Only inside a flow."""
    desk = screen.desk
    colleagues = await desk.ask(desk.calls.colleagues)
    draft = await desk.ask(desk.drafts.find, _DRAFT, call_id)
    return await screen.open(ForwardBox(desk, call_id, colleagues, draft))
