"""Several values in one box."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping, Sequence
from typing import Any, ClassVar, TypeVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from psr_tui.domain.errors import DeskError
from psr_tui.domain.text import strip_forbidden
from psr_tui.screens.dialogs.base import Dialog
from psr_tui.screens.flows import Flows
from psr_tui.widgets.form import Form, SaveStop

R = TypeVar("R")


class FormBox(Dialog[R]):
    """A box around one form: F10 submits it, and what was typed is asked about once before F12 throws it away."""

    SCOPES: ClassVar[tuple[str, ...]] = ("form", "dialog")

    def __init__(self, title: str, *, legend: str) -> None:
        super().__init__(title, legend=legend)
        self._asked = False

    @property
    def form(self) -> Form:
        return self.query_one(Form)

    def action_accept(self) -> None:
        self.form.submit()

    def action_cancel(self) -> None:
        if self.form.dirty and not self._asked:
            self._asked = True
            self.refuse("This throws away what you typed. F12 again does it; any field goes on.")
            return
        self.finish(None)


class _FieldsBox(FormBox[R]):
    """A form of the given fields below a note."""

    def __init__(
        self,
        title: str,
        fields: Sequence[Widget],
        *,
        values: Mapping[str, Any] | None = None,
        note: str = "",
        save: str = "Save",
        remembered: MutableMapping[str, str] | None = None,
    ) -> None:
        super().__init__(title, legend=f"Enter next field   F10 {save.lower()}   F12 cancel")
        self._fields = tuple(fields)
        self._values = values
        self._note = note
        self._save = save
        self._remembered = remembered

    def compose_body(self) -> Iterable[Widget]:
        if self._note:
            yield Static(Content(strip_forbidden(self._note)), classes="box-note")
        yield Form(*self._fields, SaveStop(self._save), remembered=self._remembered)

    def on_mount(self) -> None:
        if self._values:
            self.form.load(self._values, prefilled=True)
        self.form.focus_first()


class FormDialog(_FieldsBox[dict[str, Any]]):
    """``values = await open(FormDialog("Walk-in", [Field("Name", "name"), ...]))``: parsed values by field id, None
    when cancelled.

    ``check`` may refuse the values together (raises DeskError: shown, the text stays).
    """

    def __init__(
        self,
        title: str,
        fields: Sequence[Widget],
        *,
        check: Callable[[dict[str, Any]], None] | None = None,
        **rest: Any,
    ) -> None:
        super().__init__(title, fields, **rest)
        self._check = check

    def on_form_submitted(self, message: Form.Submitted) -> None:
        message.stop()
        try:
            if self._check is not None:
                self._check(message.values)
        except DeskError as error:
            self.refuse(error)
            return
        self.finish(message.values)


class ActForm(_FieldsBox[R]):
    """A form that stays open while it acts: ``act(box, values)`` may open dialogs over it; the box closes with its
    answer. After None (the rep stepped back) or a refusal, which is shown, everything typed is still there."""

    def __init__(
        self,
        title: str,
        fields: Sequence[Widget],
        act: Callable[[Flows[Any], dict[str, Any]], Awaitable[R | None]],
        **rest: Any,
    ) -> None:
        super().__init__(title, fields, **rest)
        self._act = act
        self._busy = False

    def on_form_submitted(self, message: Form.Submitted) -> None:
        message.stop()
        if not self._busy:
            self._busy = True
            self.flow(self._acting(message.values))

    async def _acting(self, values: dict[str, Any]) -> None:
        try:
            answer = await self._act(self, values)
            if answer is not None:
                self.finish(answer)
        finally:
            self._busy = False
