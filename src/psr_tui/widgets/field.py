"""One line to type in: label on the left, what was understood on the right.

No input mask and no check while typing: the value is read when the field is left, echoed in full, and a refusal is said
once and does not hold up what was typed ahead; the form refuses to be saved instead.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.strip import Strip
from textual.widgets import Input

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.text import clean, strip_forbidden
from psr_tui.widgets import pasted
from psr_tui.widgets.form_stop import FormStop, spoken
from psr_tui.widgets.row_paint import fit


class Field(Input, FormStop):
    """A text field of a form.

    ``parse`` reads the cleaned text (never called with an empty one) and raises InvalidInput; ``to_text`` writes a
    value back into the field, ``echo`` to the right of it, ``warn`` returns what does not block. ``repeats`` is False
    where the last patient's value must not come back with ``=``. With ``commands`` set, a colon typed into it while it
    is empty is the place's: it opens the command line, as it does wherever nothing is typed.
    """

    COMPONENT_CLASSES = {"field--label", "field--here", "field--echo", "field--bad"}
    DEFAULT_CSS = """
    Field {
        height: 1; border: none; padding: 0; background: $surface; color: $foreground; background-tint: transparent;
        &:focus { border: none; background-tint: transparent; }
        &:nocolor { text-style: underline; }
        &.-textual-compact { border: none; }
        &> .field--label { color: $text-muted; background: $background; }
        &> .field--here { color: $foreground; background: $background; text-style: bold; }
        &> .field--echo { color: $text-muted; background: $background; }
        &> .field--bad { color: $text-error; background: $background; text-style: bold; }
    }
    """

    # What is typed never changes the size of a field, so it must not cost a layout pass as it does in Input.
    virtual_size = Reactive(Size(0, 0), layout=False)

    def __init__(
        self,
        label: str,
        field_id: str,
        *,
        parse: Callable[[str], Any] | None = None,
        help: str = "",  # noqa: A002 - the word of the key that shows it
        max_length: int = 60,
        required: bool = False,
        repeats: bool = True,
        to_text: Callable[[Any], str] | None = None,
        echo: Callable[[Any], str] | None = None,
        warn: Callable[[Any], str] | None = None,
        label_width: int = 16,
        echo_width: int = 27,
        password: bool = False,
        placeholder: str = "",
    ) -> None:
        """``label_width`` and ``echo_width`` are terminal cells."""
        super().__init__(
            placeholder=placeholder,
            password=password,
            max_length=max_length,
            select_on_focus=True,
            compact=True,
            validate_on=(),
        )
        self.cursor_blink, self.commands = False, False
        self._shown_label = label
        self.label, self.field_id, self.help_text = spoken(label), field_id, help
        self.required, self.repeats = required, repeats
        self._parse, self._to_text, self._echo, self._warn = parse, to_text, echo, warn
        self._label_width, self._echo_width = label_width, echo_width
        self.styles.padding = (0, echo_width, 0, label_width)
        self._loaded = ""
        self._read: tuple[str, Any, InvalidInput | None] | None = None
        self._left_with: str | None = ""
        self._drawn: tuple[Strip, Strip] | None = None

    # -- value ------------------------------------------------------------------------------------------------------

    @property
    def parsed(self) -> Any:
        if self._reading()[1] is not None:
            self._read = None  # what was wrong may be right by now: a folder that was made meanwhile
        value, problem = self._reading()
        if problem is not None:
            raise problem
        if value is None and self.required:
            raise InvalidInput(f"{self.label}: is still empty and is needed.", self.field_id)
        return value

    def _reading(self) -> tuple[Any, InvalidInput | None]:
        """What the text means. Kept with the text it was read from, so that ``+30m`` means the moment that was echoed
        to the rep and not a later one."""
        if self._read is None or self._read[0] != self.value:
            value, problem = None, None
            try:
                value = self._understand(self.value)
            except InvalidInput as error:
                problem = error
            self._read = (self.value, value, problem)
        return self._read[1], self._read[2]

    def _understand(self, typed: str) -> Any:
        text = clean(typed, self.max_length or 200)
        if not text:
            return None
        return self._parse(text) if self._parse else text

    @property
    def raw(self) -> str:
        return self.value

    @property
    def dirty(self) -> bool:
        return self.value != self._loaded

    @property
    def warning(self) -> str:
        value, problem = self._reading()
        return self._warn(value) if self._warn and value is not None and problem is None else ""

    def load(self, value: Any, *, prefilled: bool = False) -> None:
        text = value if isinstance(value, str) else "" if value is None else self._text_of(value)
        self._put(text)
        self.prefilled = prefilled and bool(text)
        if value is not None and not isinstance(value, str):
            self._read = (text, value, None)  # a stored value need not be typable: a moment may be past by now
        self._read_back()
        self._loaded = self._left_with = self.value

    def restore(self, raw: str) -> None:
        self._put(self._shown_as(raw))
        self.prefilled = False
        self._read_back()
        self._left_with = self.value

    def _shown_as(self, raw: str) -> str:
        """How the text of a draft stands in the field."""
        return raw

    def _text_of(self, value: Any) -> str:
        return self._to_text(value) if self._to_text else str(value)

    def _put(self, text: str) -> None:
        """Set the text without saying that somebody typed it."""
        text = strip_forbidden(text)
        with self.prevent(Input.Changed):
            self.value = text
        self.cursor_position = len(text)
        self.refresh()

    def reread(self) -> None:
        """What the text means depends on something that changed (a time zone, a date): read it anew."""
        self._read = None
        self.refresh()

    # -- leaving ----------------------------------------------------------------------------------------------------

    def settle(self) -> bool:
        if self._left_with == self.value:
            return False
        self._read_back()
        self._left_with = self.value
        return True

    def leave(self) -> None:
        form = self.form
        if self.settle() and form is not None:
            form.field_was_left(self, self._reading()[1], self.warning)

    def _read_back(self) -> None:
        """Read the text, and write it in its usual form when there is one."""
        value, problem = self._reading()
        if problem is None and value is not None and self._to_text is not None:
            text = self._to_text(value)
            if text != self.value and len(text) <= (self.max_length or len(text)):
                self._put(text)
                self._read = (text, value, None)
        self.refresh()

    def on_blur(self) -> None:
        self.leave()

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Nothing in the style sheet depends on the focus: the field draws it itself. Matching the style sheet anew, as
        Widget does here, would cost more than the rest of a step between fields."""

    def on_input_changed(self) -> None:
        self.prefilled = False

    # -- keys -------------------------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        if self._take(event):
            event.stop()
            event.prevent_default()

    def check_consume_key(self, key: str, character: str | None) -> bool:
        return super().check_consume_key(key, character) and not self._is_command(character)

    def _is_command(self, character: str | None) -> bool:
        return character == ":" and self.commands and not self.value

    def _take(self, event: events.Key) -> bool:
        form = self.form
        if form is None:
            return False
        if event.key in ("enter", "down", "tab"):
            form.move_from(self, 1)
        elif event.key in ("up", "shift+tab"):
            form.move_from(self, -1)
        elif event.character == "=" and not self.value and not self.password:
            self._repeat()
        elif self._is_command(event.character):
            event.prevent_default()  # not typed here, and on to the place's own keys
            return False
        else:
            return False
        return True

    def _repeat(self) -> None:
        form = self.form
        last = form.remembered.get(self.field_id, "") if form is not None and self.repeats else ""
        if last:
            self.insert(self._shown_as(last)[: self.max_length or None], 0)
        elif form is not None:
            form.say(f"{self.label}: there is no last value to repeat yet.")

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.take_paste(event.text)

    def action_paste(self) -> None:
        self.take_paste(self.app.clipboard)

    def take_paste(self, text: str) -> None:
        """Take pasted text in, cleaned and cut; Tab and new line go on to the next fields. Says what was changed."""
        said = pasted.spread(self, text)
        if said and (form := self.form) is not None:
            form.say(said)

    # -- drawing ----------------------------------------------------------------------------------------------------

    def note(self) -> tuple[str, str]:
        """What stands to the right of the field, and the component that colours it."""
        if self.has_focus and self.value != self._left_with:
            return "", "field--echo"
        value, problem = self._reading()
        if problem is not None:
            return "✗ see message", "field--bad"
        text = self._echo(value) if self._echo and value is not None else ""
        if self.prefilled:
            text = f"{self.prefilled_as} {text}".rstrip()
        return text, "field--echo"

    def render_lines(self, crop: Region) -> list[Strip]:
        width = self.outer_size.width
        whole = super().render_lines(Region(0, crop.y, width, crop.height))
        if crop.y == 0 and whole:
            # Every frame asks every field for its line, and Input gives the same strip while nothing changed.
            if self._drawn is None or self._drawn[0] is not whole[0]:
                self._drawn = whole[0], self._with_label_and_note(whole[0], width)
            whole[0] = self._drawn[1]
        if crop.column_span == (0, width):
            return whole
        return [strip.crop(crop.x, crop.right) for strip in whole]

    def _with_label_and_note(self, line: Strip, width: int) -> Strip:
        note, component = self.note()
        here, room = self.has_focus, max(0, self._label_width - 2)
        label = self._part(
            f"{fit(self._shown_label, room)}{'>' if here else ' '} ",
            self._label_width,
            "field--here" if here else "field--label",
        )
        echo = self._part(" " + note, self._echo_width, component)
        return Strip.join([label, line.crop(self._label_width, width - self._echo_width), echo])

    def _part(self, text: str, width: int, component: str) -> Strip:
        if not width:
            return Strip([], 0)
        strip = Strip([Segment(fit(text, width), self.get_component_rich_style(component))], width)
        for line_filter in self.get_line_filters():  # no colour, ASCII, no control characters: as for all else
            strip = strip.apply_filter(line_filter, self.background_colors[1])
        return strip
