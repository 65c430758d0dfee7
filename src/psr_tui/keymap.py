"""Which keys may be bound at all, a clinic's own keymap, and the key table as a page for people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from psr_tui.domain.errors import InvalidInput
from psr_tui.keys import KEYS, SCOPE_TITLES, Key, find, of_scope, show
from psr_tui.keys_of_record import RECORD_LISTS
from psr_tui.report_keys import REPORT_SCOPES

# The places, and what each is made of: its keys live together with those of lists or of forms.
PLACES: dict[str, tuple[str, ...]] = {
    "queue": ("list",),
    "check_in": ("form",),
    "callbacks": ("list",),
    "drawer": ("form",),
    "schedule": (),
}

# Keys that do not arrive, arrive as something else, or belong to the terminal, the browser or the text fields.
_NEVER = (
    (re.compile(r"(^|\+)(alt|super|hyper|meta)\+"), "Alt and its like type a character in many terminals"),
    (re.compile(r"^(shift|ctrl|ctrl\+shift)\+f\d+$"), "F-keys with Shift or Ctrl do not arrive everywhere"),
    (re.compile(r"^f11$"), "F11 belongs to the window"),
    (re.compile(r"^f(1[3-9]|2\d)$"), "keyboards have twelve F-keys"),
    (re.compile(r"^(ctrl|shift)\+enter$"), "it arrives as plain Enter"),
    (re.compile(r"^ctrl\+[hijm]$"), "it is Backspace, Tab, line feed or Enter"),
    (re.compile(r"^ctrl\+[ntw]$"), "browsers take it"),
    (re.compile(r"^ctrl\+[ab]$"), "tmux and screen take it"),
    (re.compile(r"^ctrl\+[cvxdeku]$"), "text fields need it"),
    (re.compile(r"^ctrl\+(@|space|underscore|slash|backslash)$"), "input methods take it"),
    (re.compile(r"^ctrl\+shift\+"), "most terminals send it without Shift"),
)
_LETTER = re.compile(r"^[a-zA-Z]$")
_FIXED = frozenset({"app.help", "dialog.cancel", "dialog.accept", "place.back", "place.lock"})


def never(key: str) -> str:
    """Why ``key`` (a Textual name) may not be bound, or nothing."""
    return next((why for pattern, why in _NEVER if pattern.search(key)), "")


def live_together() -> Iterable[tuple[str, tuple[Key, ...]]]:
    """The groups of keys that can be pressed at the same moment: (name, rows)."""
    for place, made_of in PLACES.items():
        yield place, of_scope("app", "place", *made_of, place)
    yield "dialog", of_scope("dialog")
    yield "patient", of_scope("dialog", "patient")
    yield "call", (*_under(of_scope("call"), of_scope("dialog")), *of_scope("call"))
    yield "call_in", (*_under(of_scope("call_in"), of_scope("dialog")), *of_scope("call_in"))
    for scope in RECORD_LISTS:
        yield scope, of_scope("dialog", "list", scope)
    yield "labels", of_scope("dialog", "labels")
    for scope in ("papers", "sent", "no_shows", "care_log"):
        yield scope, of_scope("dialog", "list", scope)
    yield "check_out", of_scope("dialog", "check_out")
    for scope in ("flag", "interpreter", "script"):
        yield scope, of_scope("dialog", scope)
    yield "flags", of_scope("dialog", "list", "flags")
    yield "call", of_scope("call", "script", "helps")
    yield "lines", of_scope("dialog", "list", "lines")
    yield "prices", of_scope("dialog", "list", "prices")
    yield "cost_words", of_scope("dialog", "cost_words")
    yield "eligibility", of_scope("dialog", "eligibility")
    for scope in REPORT_SCOPES:
        yield scope, of_scope("dialog", "list", scope)
    yield "sign_in", (*of_scope("sign_in"), *(key for key in of_scope("app") if key.id != "palette"))


def _under(own: Iterable[Key], rest: Iterable[Key]) -> Iterable[Key]:
    """The rows of ``rest`` a box keeps: it may do something else with a key they name."""
    taken = {name for key in own for name in key.names}
    return (key for key in rest if not taken & set(key.names))


def clashes(moved: Mapping[str, str] | None = None) -> list[str]:
    """Every pair of rows that answer to the same key in one place, in words; ``moved`` is a keymap."""
    found: list[str] = []
    for group, keys in live_together():
        taken: dict[str, Key] = {}
        for key in keys:
            for name in _names(key, moved or {}):
                other = taken.setdefault(name, key)
                if other is not key and (other.action or other.id) != (key.action or key.id):
                    found.append(f"{show(name)} in {group}: {other.name} and {key.name}")
    return found


def _names(key: Key, moved: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(part.strip() for part in moved.get(key.name, key.keys).split(",") if part.strip())


def check_keymap(moved: Mapping[str, str]) -> dict[str, str]:
    """A clinic's keymap (row name -> Textual keys, comma separated), ready for ``App.set_keymap``.

    Raises: InvalidInput naming the first row and what is wrong with it: unknown row, a key that never works, a fixed
    key, a letter (letters find names), or a clash.
    """
    for row, keys in moved.items():
        try:
            key = find(row)
        except KeyError:
            raise InvalidInput(f"keymap: there is no key called {row}; F1 lists them.", row) from None
        if key.name in _FIXED or not key.bound:
            raise InvalidInput(f"keymap: {row} stays where it is, so that help and the way out are always there.", row)
        names = [part.strip() for part in keys.split(",") if part.strip()]
        if not names:
            raise InvalidInput(f"keymap: {row} needs a key, for example f7.", row)
        for name in names:
            why = never(name) or ("letters find names" if _LETTER.match(name) else "")
            if why:
                raise InvalidInput(f"keymap: {row} cannot be {show(name)}: {why}.", row)
    found = clashes(moved)
    if found:
        raise InvalidInput(f"keymap: two actions on one key: {found[0]}.", "keymap")
    return dict(moved)


def _pages() -> list[tuple[str, list[Key]]]:
    return [(title, rows) for scope, title in SCOPE_TITLES.items() if (rows := [k for k in KEYS if k.scope == scope])]


def as_text() -> str:
    """The keys on one page, as plain text."""
    blocks = []
    for title, rows in _pages():
        lines = [f"{row.all_shown:<16}{row.help}" for row in rows]
        blocks.append("\n".join([title, "-" * len(title), *lines]))
    return "\n\n".join(blocks) + "\n"


def as_markdown() -> str:
    """The keys on one page, as tables for the README."""
    blocks = []
    for title, rows in _pages():
        lines = [f"| {_cell(row.all_shown)} | {row.help} |" for row in rows]
        blocks.append("\n".join([f"**{title}**", "", "| key | does |", "|---|---|", *lines]))
    return "\n\n".join(blocks) + "\n"


def _cell(keys: str) -> str:
    return " ".join(f"`{part}`" for part in keys.split(", "))
