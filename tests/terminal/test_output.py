"""Stored text can neither steer the terminal nor style or crash anything (RT-26, RT-27); ASCII and no colours."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import ControlType, Segment
from rich.style import Style
from textual.color import Color

from psr_tui.domain.text import FORBIDDEN
from psr_tui.terminal.output import AsciiGlyphs, ForbiddenCharacters, in_ascii, without_forbidden
from tests.helpers.hostile import HOSTILE, MARKUP
from tests.helpers.terminal import ROOT, Terminal, app_argv, keys, paste

BLACK = Color(0, 0, 0)


@pytest.mark.soak
@pytest.mark.pty
@pytest.mark.parametrize("name", HOSTILE)
def test_no_widget_lets_a_hostile_name_reach_the_terminal(name: str) -> None:
    text, forbidden = HOSTILE[name]
    with Terminal(app_argv("hostile"), env={"HOSTILE": json.dumps(text)}) as terminal:
        terminal.wait_for("READY")
        terminal.send(paste(text))
        terminal.send(keys("f4"))
        terminal.wait_for("TOASTED")
        terminal.send(keys("f10"))
        assert terminal.wait_exit() == 0
        assert forbidden.encode() not in terminal.raw


@pytest.mark.pty
@pytest.mark.parametrize("name", ["OSC 52 sets the clipboard", "CSI 2J clears", "right-to-left override"])
def test_without_the_filter_they_do_reach_it(name: str) -> None:
    """Proves that the test above bites."""
    text, forbidden = HOSTILE[name]
    with Terminal(app_argv("hostile", "unfiltered"), env={"HOSTILE": json.dumps(text)}) as terminal:
        terminal.wait_raw(forbidden.encode())


@pytest.mark.pty
@pytest.mark.parametrize("name", MARKUP)
def test_markup_in_a_name_is_shown_as_it_is(name: str) -> None:
    with Terminal(app_argv("hostile"), env={"HOSTILE": json.dumps(name)}) as terminal:
        terminal.wait_for("READY")
        terminal.send(keys("f4"))
        terminal.wait_for("TOASTED")
        # Static, label, checkbox, field, text area, list, table (header and row), tree, toast
        assert terminal.text().count(name) >= 9
        terminal.send(keys("f10"))
        assert terminal.wait_exit() == 0
        assert b"\x1b]8;" not in terminal.raw


@given(st.lists(st.text(st.characters(codec=None, categories=None), max_size=20), max_size=5))
def test_the_filter_leaves_nothing_forbidden_and_no_line_shorter(texts: list[str]) -> None:
    before = [Segment(text, Style(bold=True)) for text in texts]
    after = ForbiddenCharacters().apply(before, BLACK)
    joined = "".join(segment.text for segment in after)
    assert not FORBIDDEN.search(joined)
    assert not re.search("[\ud800-\udfff]", joined)
    for old, new in zip(before, after, strict=True):
        assert cell_len(new.text) >= cell_len(old.text) or "\ud800" <= max(old.text) <= "\udfff"


def test_the_filter_leaves_controls_and_clean_lines_alone() -> None:
    clean = [Segment("PEN", Style(bold=True)), Segment("A")]
    assert ForbiddenCharacters().apply(clean, BLACK) is clean
    control = [Segment("\x1b[2K", None, [(ControlType.ERASE_IN_LINE, 2)]), Segment("a\x1bb")]
    kept = ForbiddenCharacters().apply(control, BLACK)
    assert [segment.text for segment in kept] == ["\x1b[2K", "ab"]


def test_a_link_in_a_style_is_taken_off() -> None:
    [segment] = ForbiddenCharacters().apply([Segment("x", Style(link="http://x\x1b]52;c;AA\x07"))], BLACK)
    assert segment.style is not None
    assert segment.style.link is None


def test_names_keep_their_letters_in_ascii() -> None:
    assert in_ascii("▲ PEÑA GARCÍA, José ○ Ελένη 李") == "^ PEÑA GARCÍA, José o Ελένη 李"
    assert in_ascii("┌─┐│└┘┼═║…·▶✓✗●◐◆☎■") == "+-+|+++-|~->+x@%*T#"


@pytest.mark.soak
@given(st.text())
def test_ascii_glyphs_keep_every_width(text: str) -> None:
    [segment] = AsciiGlyphs().apply([Segment(text)], BLACK)
    assert cell_len(segment.text) == cell_len(text)


@pytest.mark.pty
def test_an_ascii_run_writes_no_other_glyph_of_ours() -> None:
    with Terminal(app_argv("hostile", "ascii"), env={"HOSTILE": json.dumps("▲ Arrived ○ …")}) as terminal:
        terminal.wait_for("READY")
        terminal.send(keys("f4"))
        terminal.wait_for("TOASTED")
        terminal.send(keys("f10"))
        assert terminal.wait_exit() == 0
        assert bytes(terminal.raw).isascii()


@pytest.mark.pty
def test_the_same_run_without_ascii_writes_glyphs() -> None:
    with Terminal(app_argv("hostile"), env={"HOSTILE": json.dumps("▲ Arrived")}) as terminal:
        terminal.wait_for("▲ Arrived")


def colours(raw: bytes) -> set[tuple[int, int, int]]:
    """True colours asked for in a stream."""
    found = re.findall(rb"[34]8;2;(\d+);(\d+);(\d+)", raw)
    return {(int(red), int(green), int(blue)) for red, green, blue in found}


@pytest.mark.pty
def test_no_color_shows_greys_only() -> None:
    with Terminal(app_argv("hostile"), env={"NO_COLOR": "1"}) as terminal:
        terminal.wait_for("READY")
        terminal.wait_for("Ruth Abeyta")
        seen = colours(bytes(terminal.raw))
        assert seen
        assert all(red == green == blue for red, green, blue in seen)


@pytest.mark.pty
def test_a_terminal_with_256_colours_gets_no_true_colour() -> None:
    with Terminal(app_argv("hostile"), env={"COLORTERM": None}) as terminal:
        terminal.wait_for("READY")
        terminal.wait_for("Ruth Abeyta")
        assert colours(bytes(terminal.raw)) == set()
        assert re.search(rb"[34]8;5;\d+", terminal.raw)


def test_only_the_terminal_floor_writes_to_the_driver() -> None:
    """The filter is the last step only as long as nobody writes past it (RS-44)."""
    ours = ROOT / "src" / "psr_tui"
    past = re.compile(r"_driver\b|sys\.__?std(out|err)|\\x1b\[")
    others = [path for path in ours.rglob("*.py") if not path.is_relative_to(ours / "terminal")]
    assert others
    inside = [path for path in others if path.relative_to(ours).parts[0] in ("screens", "widgets", "app.py", "desk.py")]
    assert [str(path) for path in inside if past.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.pty
def test_an_ascii_locale_does_not_break_the_stream(tmp_path: Path) -> None:
    with Terminal(app_argv("hostile"), env={"PYTHONIOENCODING": "ascii", "HOSTILE": json.dumps("Peña")}) as terminal:
        terminal.wait_for("READY")
        terminal.wait_for(r"Pe\?a")
        terminal.send(keys("f10"))
        assert terminal.wait_exit() == 0


def test_a_sign_of_several_emoji_is_drawn_as_its_first_and_takes_the_same_cells() -> None:
    for text, first in (
        ("👩\u200d👩\u200d👧 Ana", "👩"), ("👍\U0001f3fd Ana", "👍"), ("❤\ufe0f Ana", "❤"),
        ("🏳\ufe0f\u200d🌈 Ana", "🏳"),
    ):  # fmt: skip
        drawn = without_forbidden(text)
        assert cell_len(drawn) == cell_len(text), text
        assert drawn.startswith(f"{first} ") and drawn.strip().startswith(f"{first}") and "Ana" in drawn
        assert not set(drawn) & {"\u200d", "\ufe0f", "\U0001f3fd"}
    assert without_forbidden("क\u200dष") == "क\u200dष", "a joiner between letters is part of the writing"
