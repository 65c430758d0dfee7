"""Money paid ahead is used for what is open: proposed oldest first, shown before it posts (cash-drawer.md CD-26)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from psr_tui.domain.allocation import AS_PROPOSED, FIELD, Goes, allocate_ahead, parse_goes
from psr_tui.domain.errors import DeskError, InvalidInput
from psr_tui.domain.payments import Allocation, UseAhead, in_order
from psr_tui.screens.dialogs.form import FormBox
from psr_tui.services.accounts import PatientAccount, UsedAhead
from psr_tui.widgets.due_lines import WORDS, due_lines, spread_words
from psr_tui.widgets.field import Field
from psr_tui.widgets.form import Form, SaveStop

if TYPE_CHECKING:
    from psr_tui.desk import Desk

_LINES_SHOWN = 8


class UseAheadBox(FormBox[UsedAhead]):
    """Answers with what was used; None when nothing was."""

    HELP_TEXT = "Money paid ahead goes where the last line says. Type 2 or 1 25, 2 10 to choose lines yourself."

    def __init__(self, desk: Desk, account: PatientAccount, command_id: str) -> None:
        super().__init__("Use money paid ahead", legend="Enter next field   F10 use it   F12 cancel")
        self.desk = desk
        self._account = account
        self._command_id = command_id
        self._due = in_order(item for item in account.due if item.open.cents > 0)
        self._busy = False

    def compose_body(self) -> Iterable[Widget]:
        lines = [*due_lines(self._due, _LINES_SHOWN), f"{'':15}{'Paid ahead':<{WORDS}} {self._account.prepaid!s:>12}"]
        yield Static(Content("\n".join(lines)), id="ahead-due")
        yield Form(
            Field(FIELD, "goes", parse=parse_goes, repeats=False, help=self.HELP_TEXT, placeholder="as shown below"),
            SaveStop("Use it"),
        )
        yield Static("", id="ahead-spread")

    def on_mount(self) -> None:
        self.form.focus_first()
        self._show()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._show()

    def _allocations(self) -> tuple[Allocation, ...]:
        typed = self.form.field("goes").parsed
        goes = typed if isinstance(typed, Goes) else AS_PROPOSED
        return allocate_ahead(goes, self._due, self._account.prepaid)

    def _show(self) -> None:
        try:
            words = spread_words(self._allocations(), self._due)
        except InvalidInput:
            words = "not clear yet"
        self.query_one("#ahead-spread", Static).update(Content(f"Goes to: {words}"))

    def on_form_submitted(self, message: Form.Submitted) -> None:
        message.stop()
        if not self._busy:
            self._busy = True
            self.flow(self._use())

    async def _use(self) -> None:
        try:
            command = UseAhead(self._command_id, self._account.patient_id, self._allocations())
            self.finish(await self.desk.act(self.desk.accounts.use_ahead, command))
        except DeskError as error:
            self.refuse(error)
        finally:
            self._busy = False
