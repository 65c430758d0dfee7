"""A form of one record of one patient: the patient's name and birth date stand over it, and what is typed is kept at
every field exit for this very record (front-desk.md FD-107)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from psr_tui.domain.errors import DeskError, InvalidInput, Stale
from psr_tui.domain.text import strip_forbidden
from psr_tui.screens.dialogs.form import FormBox
from psr_tui.widgets.form import Form, SaveStop

if TYPE_CHECKING:
    from psr_tui.desk import Desk
    from psr_tui.domain.privacy import Privacy
    from psr_tui.screens.flows import Flows

R = TypeVar("R")
T = TypeVar("T")
_AROUND = 10  # lines of the box and the screen around the form


async def _nothing() -> None:
    return None


@dataclass(frozen=True, slots=True)
class Draft:
    """Under which name and for which record what is typed is kept; ``values`` is what was left there."""

    form: str
    subject: str
    values: Mapping[str, str]


async def find_draft(desk: Desk, form: str, subject: str) -> Draft:
    """The draft of a form for a record, empty when there is none."""
    kept = await desk.ask(desk.drafts.find, form, subject)
    return Draft(form, subject, kept or {})


class Newest:
    """The version a form acts on. When somebody was faster the refusal is shown, and the next press acts on the newest
    version knowingly; what was typed stays."""

    def __init__(self, version: int, read: Callable[[], Awaitable[int | None]]) -> None:
        self.version = version
        self._read = read

    async def renew(self) -> None:
        self.version = await self._read() or self.version

    async def act(self, use_case: Callable[[int], Awaitable[T]]) -> T:
        try:
            return await use_case(self.version)
        except Stale:
            await self.renew()
            raise


def whose(shown: Privacy, patient: str, born: date | None) -> str:
    """``SMITH, Jon  born 02/29/1960``: what stands over every list and form of a patient."""
    return f"{shown.name(patient)}  born {shown.dob(born)}" if born else shown.name(patient)


class RecordForm(FormBox[R]):
    """``await open(RecordForm(desk, title, fields, save, draft, values=...))``.

    ``save(values)`` acts and returns the answer, None to stay open; ``renew`` reads the record again after a refusal,
    so that the next press saves over the newest version knowingly.
    """

    def __init__(
        self,
        desk: Desk,
        title: str,
        fields: Sequence[Widget],
        save: Callable[[Flows[Any], dict[str, Any]], Awaitable[R | None]],
        draft: Draft,
        *,
        values: Mapping[str, Any] | None = None,
        note: str = "",
        renew: Callable[[], Awaitable[None]] = _nothing,
    ) -> None:
        super().__init__(title, legend="Enter next field   F10 save   F12 cancel   * is needed")
        self.desk = desk
        self._fields = tuple(fields)
        self._save_with = save
        self._draft = draft
        self._values = values
        again = "What was typed and not saved is here again. " if draft.values else ""
        self._note = f"{again}{note}"
        self._renew = renew
        self._saving = False

    def compose_body(self) -> Iterable[Widget]:
        if self._note:
            yield Static(Content(strip_forbidden(self._note)), classes="box-note")
        form = Form(*self._fields, SaveStop("Save"))
        form.styles.height = max(5, min(len(self._fields) + 1, self.app.size.height - _AROUND))
        yield form

    def on_mount(self) -> None:
        self.form.load(self._values or {}, prefilled=True)
        self.form.restore(self._draft.values)
        self.form.focus_first()

    # --- drafts ---
    def on_form_field_left(self, message: Form.FieldLeft) -> None:
        message.stop()
        self.flow(self._keep(message.values), hold=False)

    async def keep_drafts(self) -> None:
        if self.form.dirty:
            await self._keep(self.form.draft())

    async def _keep(self, values: dict[str, str]) -> None:
        if not self._saving:
            await self.desk.act(self.desk.drafts.keep, self._draft.form, self._draft.subject, values)

    def action_cancel(self) -> None:
        if self.form.dirty and not self._asked:
            self._asked = True
            self.refuse("Not saved yet. F12 again leaves; what you typed is kept for this record.")
            return
        self.finish(None)

    # --- saving ---
    def on_form_submitted(self, message: Form.Submitted) -> None:
        message.stop()
        if not self._saving:
            self._saving = True
            self.flow(self._save(message.values))

    async def _save(self, values: dict[str, Any]) -> None:
        try:
            answer = await self._save_with(self, values)
        except InvalidInput as problem:
            if problem.field in values:  # the next keys are the answer
                self.set_focus(self.form.field(problem.field))
            raise
        except DeskError:
            await self._renew()
            raise
        finally:
            self._saving = False
        if answer is not None:
            self.finish(answer)
