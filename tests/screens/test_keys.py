"""The key table: no clash, no key that does not arrive, no key without a word, no key that does nothing."""

from __future__ import annotations

import importlib
import pkgutil
import re
from typing import TypeVar

import pytest
from textual.binding import Binding
from textual.screen import Screen
from textual.widget import Widget

import psr_tui.screens
import psr_tui.widgets
from psr_tui import commands, keymap
from psr_tui.app import PsrApp
from psr_tui.domain.errors import InvalidInput
from psr_tui.keys import KEYS, SCOPE_TITLES, Key, bindings, of_scope, show
from psr_tui.screens.base import Place
from psr_tui.screens.dialogs import Dialog
from psr_tui.screens.everywhere import Everywhere
from psr_tui.screens.flows import Flows
from psr_tui.widgets.legend import legend_content
from tests.helpers.clinic import TestClinic
from tests.helpers.screen_text import screen_lines
from tests.helpers.station import make_app, quiet, signed_in

T = TypeVar("T")

for package in (psr_tui.screens, psr_tui.widgets):
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)


def ours(base: type[T]) -> list[type[T]]:
    """All classes of the program below ``base``."""
    found: list[type[T]] = []
    for kind in base.__subclasses__():
        found += [kind, *ours(kind)]
    kept = [kind for kind in dict.fromkeys(found) if kind.__module__.startswith("psr_tui.")]
    return sorted(kept, key=lambda kind: (kind.__module__, kind.__qualname__))  # whatever was imported first


PLACE_KINDS = [kind for kind in ours(Place) if kind.PLACE]
DIALOG_KINDS: list[type[Dialog[object]]] = ours(Dialog)
EVERY_KIND: list[type] = [PsrApp, *ours(Screen), *ours(Widget)]


def bound(kind: type) -> list[Binding]:
    """The bindings a class adds itself."""
    own = kind.__dict__.get("BINDINGS", [])
    return [part for item in own for part in Binding.make_bindings([item])]


def test_every_row_has_words() -> None:
    for key in KEYS:
        assert key.names, key.name
        assert 0 < len(key.label) <= 12, key.name
        assert key.help.endswith(".") and len(key.help) > 8, key.name
        assert re.fullmatch(r"[a-z][a-z0-9_]*", key.id), key.name
        assert key.scope in SCOPE_TITLES, key.name
    names = [key.name for key in KEYS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name)
def test_no_key_that_does_not_arrive(key: Key) -> None:
    for name in key.names:
        assert not keymap.never(name), f"{name}: {keymap.never(name)}"
    if "escape" in key.names:
        assert len(key.names) > 1, "Esc arrives late and may be split: it is an alias only"


@pytest.mark.parametrize("kind", EVERY_KIND, ids=lambda kind: kind.__name__)
def test_no_class_binds_a_key_past_the_table(kind: type) -> None:
    table = {key.name for key in KEYS}
    for binding in bound(kind):
        assert not keymap.never(binding.key), f"{kind.__name__}: {binding.key}"
        assert binding.id in table, f"{kind.__name__} binds {binding.key} itself; add a row to keys.py"


def test_no_clash_where_keys_live_together() -> None:
    assert keymap.clashes() == []


def test_a_clash_would_be_found() -> None:
    assert keymap.clashes({"place.undo": "ctrl+l"}) != []


def test_only_help_is_an_f_key_of_the_app() -> None:
    f_keys = [key.name for key in of_scope("app") if any(re.fullmatch(r"f\d+", name) for name in key.names)]
    assert f_keys == ["app.help"]
    assert not [binding.key for binding in bound(PsrApp) if binding.priority and re.fullmatch(r"f\d+", binding.key)]


def test_letters_find_names_and_are_no_commands_on_places() -> None:
    on_places = {key for name, keys in keymap.live_together() if name in keymap.PLACES for key in keys}
    assert len(on_places) > 30
    for key in on_places:
        if key.bound:
            assert not [name for name in key.names if re.fullmatch(r"[a-zA-Z]", name)], key.name


def test_five_eight_and_nine_mean_the_same_on_every_list() -> None:
    for kind in PLACE_KINDS:
        if "list" in kind.SCOPES:
            labels = {name: key.label for key in of_scope(kind.PLACE) for name in key.names}
            for digit, word in (("5", "Open"), ("8", "Cancel"), ("9", "Note")):
                assert labels.get(digit, word).split()[0] == word, f"{kind.PLACE} {digit}"


@pytest.mark.parametrize("kind", PLACE_KINDS, ids=lambda kind: kind.__name__)
def test_every_key_of_a_place_does_something(kind: type[Place]) -> None:
    for key in of_scope(kind.PLACE, "place", *(["list"] if "list" in kind.SCOPES else [])):
        action = (key.action or key.id).partition("(")[0]
        owner: type = PsrApp if action.startswith("app.") else kind
        if key.bound:
            assert hasattr(owner, f"action_{action.removeprefix('app.')}"), key.name
    for command in commands.of_place(kind.PLACE):
        home: type = Everywhere if command.scope == "app" else kind
        assert hasattr(home, f"command_{command.name}"), command.name


@pytest.mark.parametrize("kind", DIALOG_KINDS, ids=lambda kind: kind.__name__)
def test_every_dialog_has_a_way_out(kind: type) -> None:
    map_ = kind._merge_bindings().key_to_bindings  # type: ignore[attr-defined]
    for name in ("f12", "escape", "f1", "f10", "ctrl+s"):
        actions = {binding.action.removeprefix("app.") for binding in map_[name]}
        assert len(actions) == 1, name
        owner = PsrApp if actions == {"help"} else kind
        assert hasattr(owner, f"action_{actions.pop()}"), name


LEGENDS_BY_STEP = {kind.PLACE for kind in PLACE_KINDS if "legend_keys" in kind.__dict__}


@pytest.mark.parametrize("scope", sorted(set(SCOPE_TITLES) - LEGENDS_BY_STEP))
def test_the_legend_fits_its_line(scope: str) -> None:
    """Places whose legend follows the step test their own."""
    keys = [key for key in of_scope(scope) if key.legend]
    if scope == "place":
        keys = [*of_scope("app"), *keys]
        keys = [key for key in keys if key.legend]
    assert legend_content(keys).cell_length <= 80


def test_no_two_screens_share_a_scope_and_a_place() -> None:
    names = [kind.PLACE for kind in PLACE_KINDS]
    assert len(names) == len(set(names))
    assert all(issubclass(kind, Flows) for kind in PLACE_KINDS)


def test_the_page_names_every_key() -> None:
    text, table = keymap.as_text(), keymap.as_markdown()
    for key in KEYS:
        assert key.help in text and key.help in table and key.all_shown in text


def test_keys_are_written_as_people_write_them() -> None:
    assert [show(name) for name in ("f10", "ctrl+s", "slash", "shift+tab", "1", "a-z", "pageup")] == [
        "F10", "Ctrl+S", "/", "Shift+Tab", "1", "a-z", "PgUp",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("moved", "says"),
    [
        ({"queue.fly": "f7"}, "no key called queue.fly"),
        ({"place.undo": "alt+z"}, "Alt"),
        ({"place.undo": "f11"}, "F11"),
        ({"place.undo": "ctrl+i"}, "Tab"),
        ({"place.undo": "u"}, "letters"),
        ({"place.undo": ""}, "needs a key"),
        ({"place.undo": "ctrl+l"}, "two actions"),
        ({"app.help": "f7"}, "stays where it is"),
        ({"list.up": "f7"}, "stays where it is"),
    ],
)
def test_a_clinics_keymap_is_refused_with_the_reason(moved: dict[str, str], says: str) -> None:
    with pytest.raises(InvalidInput, match=re.escape(says)):
        keymap.check_keymap(moved)


async def test_a_moved_key_works_and_is_shown(clinic: TestClinic) -> None:
    app = make_app(clinic, keymap={"place.drawer": "f7"})
    async with app.run_test() as pilot:
        await signed_in(app, pilot, clinic)
        assert "F7Drawer" in screen_lines(app)[22]
        await pilot.press("f5")
        await quiet(app, pilot)
        assert app.current_mode == "queue"
        await pilot.press("f7")
        await quiet(app, pilot)
        assert app.current_mode == "drawer"


async def test_bindings_that_are_live_come_from_the_table(clinic: TestClinic) -> None:
    """Textual's own bindings may move the focus and copy text; everything else has a row."""
    own = {"focus_next", "focus_previous", "copy_text", "copy", "paste"}
    app = make_app(clinic)
    async with app.run_test() as pilot:
        await signed_in(app, pilot, clinic)
        live = app.screen.active_bindings
        table = {key.name for key in KEYS}
        strange = {
            name: active.binding.action
            for name, active in live.items()
            if active.binding.id not in table and active.binding.action.rpartition(".")[2] not in own
        }
        from textual.containers import ScrollableContainer
        from textual.widgets import Input

        theirs = {part.action for kind in (Input, ScrollableContainer) for part in Binding.make_bindings(kind.BINDINGS)}
        assert {name: action for name, action in strange.items() if action not in theirs} == {}
        assert not [name for name in live if keymap.never(name) and live[name].binding.id in table]


def test_bindings_carry_ids_help_and_priority() -> None:
    made = {binding.id: binding for binding in bindings("place", "app") if isinstance(binding, Binding)}
    assert made["place.queue"].priority and not made["place.undo"].priority
    assert all(binding.id and binding.tooltip for binding in made.values())
