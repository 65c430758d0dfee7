"""Our own colours and glyphs. Every pair has a contrast of at least 4.5:1, in 256 colours and in grey as well, and a
state is always a glyph and a word first (WCAG 2.2, 1.4.1 and 1.4.3); colours are those of the 256-colour cube, so
that nothing shifts where true colour is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from textual.theme import Theme

BACKGROUND: Final = "#000000"
FOREGROUND: Final = "#dadada"
PANEL: Final = "#1c1c1c"
CURSOR_BACKGROUND: Final = "#00005f"
CURSOR_FOREGROUND: Final = "#ffffff"

# Okabe and Ito's colours, moved to the nearest of the cube that keeps the contrast on black and on the cursor row.
GOOD: Final = "#00d7af"
WARN: Final = "#ffaf00"
BAD: Final = "#ff875f"
INFO: Final = "#5fd7ff"
QUIET: Final = "#a8a8a8"

GLYPHS: Final = {
    "open": "○",
    "half": "◐",
    "full": "●",
    "done": "✓",
    "bad": "✗",
    "here": "▲",
    "ready": "◆",
    "room": "■",
    "now": "▶",
    "phone": "☎",
}


def psr_theme() -> Theme:
    """The one theme, dark, made for black terminals and quiet eyes."""
    from textual.theme import Theme

    return Theme(
        name="psr",
        primary=INFO,
        secondary=GOOD,
        accent=WARN,
        warning=WARN,
        error=BAD,
        success=GOOD,
        foreground=FOREGROUND,
        background=BACKGROUND,
        surface=BACKGROUND,
        panel=PANEL,
        dark=True,
        variables={
            "text": FOREGROUND,
            "text-muted": QUIET,
            "text-disabled": QUIET,
            "text-error": BAD,
            "text-warning": WARN,
            "text-success": GOOD,
            "text-primary": INFO,
            "text-secondary": GOOD,
            "text-accent": WARN,
            "block-cursor-background": CURSOR_BACKGROUND,
            "block-cursor-foreground": CURSOR_FOREGROUND,
            "block-cursor-text-style": "bold",
            "block-cursor-blurred-background": PANEL,
            "block-cursor-blurred-foreground": FOREGROUND,
            "input-cursor-background": FOREGROUND,
            "input-cursor-foreground": BACKGROUND,
            "input-cursor-text-style": "none",
            "input-selection-background": "#005f87",
            "border": INFO,
            "border-blurred": QUIET,
        },
    )
