"""One row of the key table, and how people write the name of a key."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """One key of one scope.

    ``keys``: Textual names, comma separated, the one to show first. ``label``: one or two words for the legend.
    ``help``: one sentence for F1 and the palette. ``legend``: whether it stands on a legend line. ``priority``: works
    from inside a text field too (never under a dialog, because these rows belong to screens). ``bound``: False when
    the widget itself takes the key (letters, ``=``), so that help can name it all the same.
    """

    id: str
    keys: str
    label: str
    help: str
    scope: str
    legend: bool = True
    priority: bool = False
    action: str = ""
    bound: bool = True

    @property
    def name(self) -> str:
        """The name a clinic uses in its keymap: ``queue.room``."""
        return f"{self.scope}.{self.id}"

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.keys.split(",") if part.strip())

    @property
    def shown(self) -> str:
        """The first key as people write it: ``F10``, ``Ctrl+S``, ``/``."""
        return show(self.names[0])

    @property
    def all_shown(self) -> str:
        return ", ".join(show(name) for name in self.names)


_SHOWN = {
    "slash": "/",
    "question_mark": "?",
    "colon": ":",
    "plus": "+",
    "dollar_sign": "$",
    "minus": "-",
    "asterisk": "*",
    "equals_sign": "=",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "exclamation_mark": "!",
    "full_stop": ".",
    "less_than_sign": "<",
    "number_sign": "#",
    "greater_than_sign": ">",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "escape": "Esc",
}


def show(name: str) -> str:
    """A Textual key name as people write it."""
    if name in _SHOWN:
        return _SHOWN[name]
    if len(name) == 1 or not name[0].isalpha() or "-" in name:
        return name
    return "+".join(part.upper() if len(part) == 1 else part.capitalize() for part in name.split("+"))
