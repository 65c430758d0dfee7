"""A form in pages: the first holds what is needed, the others come with PgDn; one save takes all of them.

A page is made when it is first turned to, so that a form of fifty fields opens as fast as one of ten.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget

from psr_tui.widgets.field import Field
from psr_tui.widgets.form import Form, SaveStop
from psr_tui.widgets.form_stop import FormStop

Fields = Callable[[], Awaitable[Sequence[Widget]]]


class FormPage(Vertical):
    """The fields of one page; empty until it is turned to."""

    DEFAULT_CSS = "FormPage { height: auto; }"


class PagedForm(Form):
    """``pages``: title and maker of the fields of each page but the first, whose ``first`` fields stand at once.

    Fields of pages that were never turned to have the values that were loaded: ``waiting`` are those of them.
    """

    class Turned(Form.OfForm):
        """Another page is shown: its number from 0."""

        def __init__(self, form: PagedForm, page: int) -> None:
            super().__init__(form)
            self.page = page

    def __init__(
        self, title: str, first: Sequence[Widget], pages: Sequence[tuple[str, Fields]], save: SaveStop
    ) -> None:
        super().__init__()
        self.titles = (title, *(name for name, _ in pages))
        self.page = 0
        self._first = first
        self._makers = [maker for _, maker in pages]
        self._save = save
        self._pages: list[FormPage] = []
        self._made = {0}
        self._values: dict[str, Any] = {}
        self._prefilled: frozenset[str] = frozenset()
        self._as = "prefilled"

    def compose(self) -> ComposeResult:
        self._pages = [FormPage(*self._first), *(FormPage() for _ in self._makers)]
        for page in self._pages[1:]:
            page.display = False
        yield from self._pages
        yield self._save

    # -- values -----------------------------------------------------------------------------------------------------

    def fill(self, values: Mapping[str, Any], prefilled: frozenset[str] = frozenset(), word: str = "prefilled") -> None:
        """Show values by field id, also on pages to come; those named in ``prefilled`` are marked with ``word``."""
        self._values, self._prefilled, self._as = dict(values), prefilled, word
        for field in self.fields:
            self._fill(field)

    def _fill(self, field: FormStop) -> None:
        marked = field.field_id in self._prefilled
        field.prefilled_as = self._as
        field.load(self._values.get(field.field_id), prefilled=marked)

    @property
    def waiting(self) -> dict[str, Any]:
        """Loaded values of fields that do not stand yet."""
        standing = {field.field_id for field in self.fields}
        return {name: value for name, value in self._values.items() if name not in standing}

    # -- pages ------------------------------------------------------------------------------------------------------

    async def turn(self, to: int) -> None:
        """Show page ``to`` with the cursor in its first field; nothing happens beyond either end."""
        if not 0 <= to < len(self._pages) or to == self.page:
            return
        await self.make(to)
        self._show(to)
        self.focus_first()

    async def go_to(self, field_id: str) -> None:
        """Put the cursor into a field on whatever page it stands; nothing happens when there is none of that name."""
        for page in range(len(self._pages)):
            await self.make(page)
            if any(field.field_id == field_id for field in self.fields):
                self.screen.set_focus(self.field(field_id))
                return

    async def make(self, page: int) -> None:
        """Make the fields of a page, if they do not stand yet."""
        if page in self._made:
            return
        self._made.add(page)
        fields = list(await self._makers[page - 1]())
        await self._pages[page].mount(*fields)
        for field in fields:
            if isinstance(field, FormStop):
                self._fill(field)

    def _show(self, to: int) -> None:
        self._pages[to].display = True
        self._pages[self.page].display = False
        self.page = to
        self.scroll_home(animate=False)
        self.post_message(self.Turned(self, to))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The form goes to a field that is wrong: its page comes with it."""
        for number, page in enumerate(self._pages):
            if number != self.page and page in event.widget.ancestors:
                self._show(number)

    def _stops(self) -> list[Widget]:
        here = self._pages[self.page]
        return [stop for stop in super()._stops() if stop is self._save or here in stop.ancestors]

    def text_fields_after(self, field: FormStop) -> list[Field]:
        here = self._pages[self.page]
        return [other for other in super().text_fields_after(field) if here in other.ancestors]

    async def on_key(self, event: events.Key) -> None:  # type: ignore[override]
        steps = {"pagedown": 1, "pageup": -1}
        if event.key in steps:
            event.stop()
            event.prevent_default()
            await self.turn(self.page + steps[event.key])
        else:
            super().on_key(event)
