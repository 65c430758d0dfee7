"""The fields of the desk: what is typed in them is read by the rules of the domain."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from rich.segment import Segment
from textual import events
from textual.strip import Strip

from psr_tui.domain.money import Money
from psr_tui.domain.phones import PhoneNumber, ReadPhone, parse_phone
from psr_tui.domain.tenders import refuse_card_number
from psr_tui.domain.text import clean_note
from psr_tui.domain.typed_dates import Prefer, echo_birth_date, echo_day, parse_birth_date, parse_day
from psr_tui.domain.typed_moments import echo_moment, parse_moment, parse_time
from psr_tui.widgets.choice_field import ChoiceField
from psr_tui.widgets.field import Field
from psr_tui.widgets.form_stop import FormStop, spoken
from psr_tui.widgets.row_paint import fit

__all__ = [
    "BirthDateField",
    "CheckField",
    "ChoiceField",
    "DateField",
    "Field",
    "GrowingNote",
    "MoneyField",
    "NoteField",
    "PasswordField",
    "PhoneField",
    "TimeField",
    "WhenField",
]


class DateField(Field):
    """A business date: ``t+3``, ``tue``, ``12/3``; echoed with its weekday. Value: ``date``."""

    def __init__(
        self, label: str, field_id: str, today: Callable[[], date], *, prefer: Prefer = "near", **rest: Any
    ) -> None:
        super().__init__(
            label,
            field_id,
            parse=lambda typed: parse_day(typed, today(), spoken(label), prefer),
            to_text=lambda day: f"{day:%m/%d/%Y}",
            echo=echo_day,
            **{"max_length": 30, **rest},
        )


class BirthDateField(Field):
    """A date of birth in any spelling; echoed with the age. Value: ``date``. ``=`` never repeats it."""

    def __init__(self, label: str, field_id: str, today: Callable[[], date], **rest: Any) -> None:
        super().__init__(
            label,
            field_id,
            parse=lambda typed: parse_birth_date(typed, today(), spoken(label)),
            to_text=lambda day: f"{day:%m/%d/%Y}",
            echo=lambda day: echo_birth_date(day, today()),
            **{"max_length": 30, "repeats": False, **rest},
        )


class TimeField(Field):
    """A time of day: ``2p``, ``9:15``. Value: ``time``."""

    def __init__(self, label: str, field_id: str, **rest: Any) -> None:
        def clock(at: time) -> str:
            return f"{at:%I:%M %p}".lstrip("0").lower()

        super().__init__(
            label,
            field_id,
            parse=lambda typed: parse_time(typed, spoken(label)),
            to_text=lambda at: f"{at:%H:%M}",
            echo=clock,
            **{"max_length": 12, **rest},
        )


class WhenField(Field):
    """A moment in somebody's zone: ``tue 2p``. Value: aware UTC ``datetime``; the text stays as typed, because the
    echo is what counts. Call ``reread`` when the zone changes."""

    def __init__(
        self,
        label: str,
        field_id: str,
        now: Callable[[], datetime],
        zone: Callable[[], ZoneInfo],
        *,
        here: ZoneInfo | None = None,
        **rest: Any,
    ) -> None:
        """``now``: aware UTC. ``here``: the clinic's zone; where their clock shows another time, both are read back
        (CC-54)."""

        def echoed(at: datetime) -> str:
            there = echo_moment(at, zone(), now())
            if here is None or at.astimezone(here).utcoffset() == at.astimezone(zone()).utcoffset():
                return there
            return f"{there} there, {at.astimezone(here):%H:%M} here"

        self._zone = zone
        super().__init__(
            label,
            field_id,
            parse=lambda typed: parse_moment(typed, now(), zone(), spoken(label)),
            echo=echoed,
            **{"max_length": 30, "repeats": False, "echo_width": 35, **rest},
        )

    def _text_of(self, value: Any) -> str:
        return f"{value.astimezone(self._zone()):%m/%d/%Y %H:%M}"


class MoneyField(Field):
    """An amount: ``25``, ``25.5``, ``$1,250.00``. Value: ``Money``. Empty is not zero. Long enough to see a whole card
    number as one: cut off, most of it would pass as an amount and be kept in a draft (CD-24)."""

    def __init__(self, label: str, field_id: str, **rest: Any) -> None:
        name = spoken(label)
        super().__init__(
            label,
            field_id,
            parse=lambda typed: Money.parse(refuse_card_number(typed, name, "Type dollars and cents."), name),
            to_text=str,
            echo=lambda amount: amount.dollars,
            **{"max_length": 24, "repeats": False, **rest},
        )


class PhoneField(Field):
    """A phone number. Value: ``ReadPhone`` (number and warning); the warning is said and never blocks."""

    def __init__(self, label: str, field_id: str, *, area_code: str = "", region: str = "US", **rest: Any) -> None:
        def shown(read: ReadPhone | PhoneNumber) -> str:
            return (read.number if isinstance(read, ReadPhone) else read).display

        super().__init__(
            label,
            field_id,
            parse=lambda typed: parse_phone(typed, area_code, spoken(label), region),
            to_text=shown,
            warn=lambda read: read.warning,
            **{"max_length": 30, "repeats": False, **rest},
        )


class PasswordField(Field):
    """A password: never shown, copied, cut, remembered or kept in a draft, and never changed on its way."""

    kept_in_draft = False

    def __init__(self, label: str, field_id: str, **rest: Any) -> None:
        super().__init__(
            label, field_id, **{"max_length": 200, **rest, "password": True, "repeats": False, "to_text": None}
        )

    def _understand(self, typed: str) -> Any:
        return typed or None

    def action_copy(self) -> None:
        self._decline()

    def action_cut(self) -> None:
        self._decline()

    def _decline(self) -> None:
        form = self.form
        if form is not None:
            form.say("A password cannot be copied.")

    def take_paste(self, text: str) -> None:
        """The first line, whole or not at all: a password that was cut would only fail later."""
        line = text.splitlines()[0] if text else ""
        start, end = sorted(self.selection)
        if len(self.value) - (end - start) + len(line) <= (self.max_length or 0):
            self.replace(line, start, end)
        elif (form := self.form) is not None:
            form.say(f"{self.label}: what was pasted is longer than {self.max_length} characters and was left out.")


class NoteField(Field):
    """A short note in the rep's words, on one line."""

    def __init__(self, label: str, field_id: str, **rest: Any) -> None:
        super().__init__(
            label, field_id, parse=clean_note, **{"max_length": 500, "repeats": False, "echo_width": 0, **rest}
        )


class GrowingNote(NoteField):
    """A note that is added to again and again: coming back puts the cursor behind what stands there, so that the next
    key adds to it and never replaces it."""

    def __init__(self, label: str, field_id: str, **rest: Any) -> None:
        super().__init__(label, field_id, **rest)
        self.select_on_focus = False

    def on_focus(self) -> None:
        self.cursor_position = len(self.value)


class CheckField(FormStop, can_focus=True):
    """Yes or no. Space toggles, Enter moves on, so that nothing is ticked by passing through. Value: ``bool``."""

    DEFAULT_CSS = """
    CheckField { height: 1; background: $background; color: $foreground; }
    CheckField:focus { background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold; }
    """

    def __init__(
        self,
        label: str,
        field_id: str,
        *,
        checked: bool = False,
        help: str = "",  # noqa: A002 - the word of the key that shows it
        label_width: int = 16,
    ) -> None:
        """``label_width``: cells to the left of the box, so that it stands under the fields."""
        super().__init__()
        self.label, self.field_id, self.help_text = label, field_id, help
        self._checked = self._loaded = self._left_with = checked
        self._label_width = label_width

    @property
    def parsed(self) -> bool:
        return self._checked

    @property
    def raw(self) -> str:
        return "yes" if self._checked else "no"

    @property
    def dirty(self) -> bool:
        return self._checked != self._loaded

    def load(self, value: Any, *, prefilled: bool = False) -> None:
        self._checked = self._loaded = self._left_with = value == "yes" if isinstance(value, str) else bool(value)
        self.prefilled = prefilled
        self.refresh()

    def restore(self, raw: str) -> None:
        self._checked = self._left_with = raw == "yes"
        self.refresh()

    def settle(self) -> bool:
        changed, self._left_with = self._left_with != self._checked, self._checked
        return changed

    def leave(self) -> None:
        form = self.form
        if self.settle() and form is not None:
            form.field_was_left(self, None, "")

    def toggle(self) -> None:
        self._checked = not self._checked
        self.prefilled = False
        self.refresh()

    def on_click(self) -> None:
        self.toggle()

    def on_blur(self) -> None:
        self.leave()

    def on_key(self, event: events.Key) -> None:
        form = self.form
        if event.key == "space":
            self.toggle()
        elif event.key in ("enter", "down", "tab") and form is not None:
            form.move_from(self, 1)
        elif event.key in ("up", "shift+tab") and form is not None:
            form.move_from(self, -1)
        else:
            return
        event.stop()
        event.prevent_default()

    def render_line(self, y: int) -> Strip:
        mark = "x" if self._checked else " "
        note = f"  {self.prefilled_as}" if self.prefilled else ""
        here = ">" if self.has_focus else " "  # so that it shows without colour too
        text = f"{' ' * (self._label_width - 1)}{here}[{mark}] {self.label}{note}" if y == 0 else ""
        return Strip([Segment(fit(text, self.size.width), self.rich_style)], self.size.width)
