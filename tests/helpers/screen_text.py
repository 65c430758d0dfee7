"""The screen of a running app as plain lines, for golden comparisons by position."""

from __future__ import annotations

from typing import Any

from textual._context import visible_screen_stack
from textual.app import App


def screen_lines(app: App[Any]) -> list[str]:
    """Every line of what the terminal shows now, top to bottom, at its full width."""
    visible_screen_stack.set(app._background_screens)  # what a box does not cover is painted too
    strips = app.screen._compositor.render_strips(app.size)
    return ["".join(segment.text for segment in strip) for strip in strips]


def screen_text(app: App[Any]) -> str:
    """The screen as one text, trailing blanks cut."""
    return "\n".join(line.rstrip() for line in screen_lines(app))
