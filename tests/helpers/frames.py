"""Frames nobody sees are not painted. An application under a pilot has no terminal to write to, and Textual paints each
frame all the same: a third of what a test of a screen costs. A test that looks paints the whole screen then, by
``screen_lines``, so what it reads is what a terminal would show; real frames are tested in tests/terminal."""

from __future__ import annotations

from typing import Any

from rich.console import RenderableType
from textual._compositor import Compositor
from textual._context import visible_screen_stack

paint = Compositor.render_update


def unseen(
    compositor: Compositor, full: bool = False, screen_stack: list[Any] | None = None, simplify: bool = False
) -> RenderableType | None:
    """Stands for ``Compositor.render_update``: takes note that all is painted, and paints only when told to in full."""
    if full:
        return paint(compositor, full, screen_stack, simplify)
    visible_screen_stack.set(screen_stack or [])
    compositor._dirty_regions.clear()
    return None
