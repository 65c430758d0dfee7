"""Colours: readable on every ground they stand on, in true colour, in 256 colours and in grey (WCAG 2.2, 1.4.3)."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from rich.color import Color as RichColor
from rich.color import ColorSystem
from textual.color import Color
from textual.filter import monochrome_style

from psr_tui import theme

GROUNDS = {"background": theme.BACKGROUND, "panel": theme.PANEL, "cursor": theme.CURSOR_BACKGROUND}
INKS = {
    "foreground": theme.FOREGROUND,
    "good": theme.GOOD,
    "warn": theme.WARN,
    "bad": theme.BAD,
    "info": theme.INFO,
    "quiet": theme.QUIET,
    "cursor": theme.CURSOR_FOREGROUND,
}


def in_256(colour: str) -> str:
    """What a 256-colour terminal makes of it."""
    down = RichColor.parse(colour).downgrade(ColorSystem.EIGHT_BIT)
    return down.get_truecolor().hex


def in_grey(colour: str) -> str:
    """What NO_COLOR makes of it."""
    from rich.style import Style

    style = monochrome_style(Style(color=colour))
    assert style.color is not None
    return style.color.get_truecolor().hex


@pytest.mark.parametrize("seen", [str, in_256, in_grey], ids=["true colour", "256 colours", "grey"])
@pytest.mark.parametrize(("ink", "ground"), list(itertools.product(INKS, GROUNDS)))
def test_contrast(seen: Callable[[str], str], ink: str, ground: str) -> None:
    ratio = contrast(seen(INKS[ink]), seen(GROUNDS[ground]))
    assert ratio >= 4.5, f"{ink} on {ground}: {ratio:.2f}"


def contrast(one: str, other: str) -> float:
    """The ratio of relative luminances (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    def linear(part: int) -> float:
        value = part / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = Color.parse(colour).rgb
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


def test_the_theme_names_only_our_colours() -> None:
    """Whatever widgets write in our variables has been measured above."""
    measured = {*INKS.values(), *GROUNDS.values(), "#005f87", "bold", "none"}
    assert set(theme.psr_theme().variables.values()) <= measured
    assert contrast(theme.FOREGROUND, "#005f87") >= 4.5


def test_glyphs_are_one_cell_and_differ_in_ascii() -> None:
    from rich.cells import cell_len

    from psr_tui.terminal.output import in_ascii

    assert all(cell_len(glyph) == 1 for glyph in theme.GLYPHS.values())
    plain = [in_ascii(glyph) for glyph in theme.GLYPHS.values()]
    assert all(glyph.isascii() for glyph in plain)
    assert len(set(plain)) >= len(plain) - 2
