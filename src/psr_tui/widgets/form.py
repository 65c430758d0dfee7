"""A form: fields one after another, Enter and the arrows between them, [Save] at the end, nothing sent by surprise."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any, ClassVar

from rich.segment import Segment
from textual import events
from textual.containers import VerticalScroll
from textual.strip import Strip
from textual.widget import Widget

from psr_tui.domain.errors import InvalidInput
from psr_tui.widgets.field import Field
from psr_tui.widgets.form_stop import FormStop
from psr_tui.widgets.own_message import OwnMessage
from psr_tui.widgets.row_paint import fit


class SaveStop(Widget, can_focus=True):
    """The last stop. Enter here submits; coming here by Enter from the last field does not."""

    DEFAULT_CSS = """
    SaveStop { height: 1; background: $background; color: $foreground; }
    SaveStop:focus { background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold; }
    """
    help_text = "Enter saves what stands in the form. Up goes back to the last field."

    def __init__(self, label: str = "Save", *, id: str | None = None) -> None:  # noqa: A002 - Textual's own word
        super().__init__(id=id)
        self.label = label

    def render_line(self, y: int) -> Strip:
        text = f" {'>' if self.has_focus else ' '}[{self.label}]" if y == 0 else ""
        return Strip([Segment(fit(text, self.size.width), self.rich_style)], self.size.width)

    def on_key(self, event: events.Key) -> None:
        form = next((widget for widget in self.ancestors if isinstance(widget, Form)), None)
        if form is None:
            return
        if event.key in ("enter", "space"):
            form.submit()
        elif event.key in ("up", "shift+tab"):
            form.move_from(self, -1)
        elif event.key in ("down", "tab"):
            form.move_from(self, 1)
        else:
            return
        event.stop()
        event.prevent_default()

    def on_click(self) -> None:
        form = next((widget for widget in self.ancestors if isinstance(widget, Form)), None)
        if form is not None:
            form.submit()


class Form(VerticalScroll, can_focus=False):
    """Put fields inside, and a ``SaveStop`` as the last widget.

    ``remembered``: the last value of each field by id, for ``=``; updated when a form is submitted. ``submit_keys``:
    keys that save from any field; give none when the place has its own meaning for F10.
    """

    DEFAULT_CSS = """
    Form { height: auto; max-height: 100%; scrollbar-size: 0 0; background: $background; }
    """
    BINDINGS: ClassVar[list[Any]] = []

    class OfForm(OwnMessage):
        """A message of the form ``form``."""

        def __init__(self, form: Form) -> None:
            super().__init__(form)
            self.form = form

        @property
        def control(self) -> Form:
            return self.form

    class Submitted(OfForm):
        """The rep saves; every field was understood. ``values``: parsed values by field id, None for an empty one."""

        def __init__(self, form: Form, values: dict[str, Any]) -> None:
            super().__init__(form)
            self.values = values

    class Refused(OfForm):
        """A field cannot be understood, or is needed and empty: say ``message`` and ring once."""

        def __init__(self, form: Form, field: FormStop, message: str) -> None:
            super().__init__(form)
            self.field, self.message = field, message

    class Said(OfForm):
        """A sentence for the message line that blocks nothing: a warning, or what became of a paste."""

        def __init__(self, form: Form, text: str) -> None:
            super().__init__(form)
            self.text = text

    class FieldLeft(OfForm):
        """A field was left after its text changed; ``values`` is the whole draft, ready to be kept."""

        def __init__(self, form: Form, field_id: str, values: dict[str, str]) -> None:
            super().__init__(form)
            self.field_id, self.values = field_id, values

    def __init__(
        self,
        *children: Widget,
        remembered: MutableMapping[str, str] | None = None,
        submit_keys: tuple[str, ...] = ("f10", "ctrl+s"),
        id: str | None = None,  # noqa: A002 - Textual's own word for it
        classes: str | None = None,
    ) -> None:
        super().__init__(*children, id=id, classes=classes)
        self.remembered: MutableMapping[str, str] = remembered if remembered is not None else {}
        self._submit_keys = submit_keys
        self._refused: FormStop | None = None

    # -- fields -----------------------------------------------------------------------------------------------------

    @property
    def fields(self) -> list[FormStop]:
        """The fields in the order they are worked in."""
        return [widget for widget in self.walk_children(FormStop) if isinstance(widget, FormStop)]

    def field(self, field_id: str) -> FormStop:
        """The field of an id. Raises: KeyError."""
        for stop in self.fields:
            if stop.field_id == field_id:
                return stop
        raise KeyError(field_id)

    def _stops(self) -> list[Widget]:
        return [
            widget
            for widget in self.walk_children(Widget)
            if isinstance(widget, FormStop | SaveStop) and widget.focusable and widget.display
        ]

    def move_from(self, stop: Widget, step: int) -> None:
        """Go to the next (1) or previous (-1) stop; stays at either end."""
        if isinstance(stop, FormStop):
            stop.leave()
        stops = self._stops()
        at = stops.index(stop) + step if stop in stops else 0
        if 0 <= at < len(stops):
            self.screen.set_focus(stops[at])

    def focus_first(self) -> None:
        """Put the cursor in the first field."""
        stops = self._stops()
        if stops:
            self.screen.set_focus(stops[0])
            if isinstance(stops[0], Field):  # it may have had the focus before its value was loaded
                stops[0].action_select_all()

    def text_fields_after(self, field: FormStop) -> list[Field]:
        """The plain text fields below a field, for pastes that hold several values."""
        fields = self.fields
        after = fields[fields.index(field) + 1 :]
        return [other for other in after if isinstance(other, Field) and not other.password and other.focusable]

    # -- values -----------------------------------------------------------------------------------------------------

    def values(self) -> dict[str, Any]:
        """Parsed values by field id. Raises: InvalidInput of the first field that cannot be understood."""
        return {field.field_id: field.parsed for field in self.fields if field.display}

    @property
    def dirty(self) -> bool:
        """Whether the rep changed anything since the form was loaded."""
        return any(field.dirty for field in self.fields)

    def load(self, values: Mapping[str, Any], *, prefilled: bool = False) -> None:
        """Show values by field id; fields that are not named are emptied. Nobody is told that anything changed."""
        for field in self.fields:
            field.load(values.get(field.field_id), prefilled=prefilled)

    def draft(self) -> dict[str, str]:
        """What is typed, by field id, without passwords; give it to ``restore`` to go on later."""
        return {field.field_id: field.raw for field in self.fields if field.raw and field.kept_in_draft}

    def restore(self, draft: Mapping[str, str]) -> None:
        """Show a draft over what is loaded; the form counts as changed where the draft differs."""
        for field in self.fields:
            if field.field_id in draft and field.kept_in_draft:
                field.restore(draft[field.field_id])

    # -- what happened ----------------------------------------------------------------------------------------------

    def field_was_left(self, field: FormStop, problem: InvalidInput | None, warning: str) -> None:
        """A field reports that it was left with another text than before."""
        if problem is not None:
            self._refused = field
            self.post_message(self.Refused(self, field, str(problem)))
        elif warning or self._refused is field:  # what is mended is not complained about any longer
            self._refused = None
            self.post_message(self.Said(self, warning))
        self.post_message(self.FieldLeft(self, field.field_id, self.draft()))

    def say(self, text: str) -> None:
        self.post_message(self.Said(self, text))

    def submit(self) -> None:
        """Send the values, or go to the first field that cannot be understood and say why."""
        values: dict[str, Any] = {}
        for field in self.fields:
            if not field.display:
                continue
            if field.settle():
                self.post_message(self.FieldLeft(self, field.field_id, self.draft()))
            try:
                values[field.field_id] = field.parsed
            except InvalidInput as problem:
                self.screen.set_focus(field)
                field.point_at(problem)
                self._refused = field
                self.post_message(self.Refused(self, field, str(problem)))
                return
        for field in self.fields:
            if field.raw and field.repeats:
                self.remembered[field.field_id] = field.raw
        self.post_message(self.Submitted(self, values))

    def on_key(self, event: events.Key) -> None:
        if event.key in self._submit_keys:
            event.stop()
            event.prevent_default()
            self.submit()
