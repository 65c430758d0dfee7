"""The screen of a running application as text: for the tour, never for a real clinic's screen."""

from __future__ import annotations

from typing import Any

from textual.app import App


def screen_lines(app: App[Any]) -> list[str]:
    """Every line of what would be shown now, top to bottom, blanks at the end cut."""
    # The compositor is private to Textual and pinned with it; export_screenshot gives pictures, not lines.
    strips = app.screen._compositor.render_strips(app.size)
    return [strip.text.rstrip() for strip in strips]
