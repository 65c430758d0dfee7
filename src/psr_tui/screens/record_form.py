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

from psr_tui.domain.errors import Stale
from psr_tui.domain.text import strip_forbidden
from psr_tui.screens.kept_box import KeptBox
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


class RecordForm(KeptBox[R]):
    """``await open(RecordForm(desk, title, fields, save, draft, values=...))``.

    ``save(values)`` acts and returns the answer, None to stay open; ``renew`` reads the record again after a refusal,
    so that the next press saves over the newest version knowingly.
    """

    KEPT_FOR = "this record"

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
        super().__init__(desk, title, draft.form, draft.subject)
        self._fields = tuple(fields)
        self._save_with = save
        self._draft = draft
        self._values = values
        again = "What was typed and not saved is here again. " if draft.values else ""
        self._note = f"{again}{note}"
        self._renew = renew

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

    async def save(self, values: dict[str, Any]) -> R | None:
        return await self._save_with(self, values)

    async def renew(self) -> None:
        await self._renew()
