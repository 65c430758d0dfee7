"""Make the process safe to hold patient data, before anything heavy is imported.

Sources: reliability.md RS-40, RS-42 and RT-39; performance.md sections 5 and 6. Standard library only, and cheap: it
also runs in front of ``--help``.
"""

from __future__ import annotations

import faulthandler
import os
import sys
from collections.abc import MutableMapping

_WEB_DRIVER = "textual.drivers.web_driver:WebDriver"
# textual-serve starts the program with these; without them a browser would show nothing.
_KEPT_FOR_WEB = ("TEXTUAL_DRIVER", "TEXTUAL_FPS", "TEXTUAL_COLOR_SYSTEM")
# A frame is drawn when the next tick of this clock comes: at the stock 60 a second a key waits up to 16 ms for it.
_FRAMES_PER_SECOND = "240"
_PR_SET_DUMPABLE = 4


def harden() -> None:
    """Close the ways patient data could leave the process by accident; call it before textual is imported."""
    os.umask(0o077)
    clean_environment(os.environ)
    if faulthandler.is_enabled():
        faulthandler.disable()
    _forbid_core_dumps()


def hide_from_debuggers() -> None:
    """Linux: no core dump even to a pipe, and no other process of the same user may read this one's memory.

    Apart from ``harden`` because ctypes takes milliseconds to import; call it where patient data is about to be read.
    """
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    try:
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    except (OSError, AttributeError):
        return  # a C library without prctl: the core limit of ``harden`` still holds


def clean_environment(environ: MutableMapping[str, str]) -> None:
    """Remove what would make Textual write keys or screens to files, and set how it draws.

    ``TEXTUAL_LOG`` writes every key, passwords too, to a file; ``TEXTUAL_SCREENSHOT`` saves the screen (RS-42).
    """
    in_browser = environ.get("TEXTUAL_DRIVER") == _WEB_DRIVER
    kept = {name: environ[name] for name in _KEPT_FOR_WEB if in_browser and name in environ}
    for name in [name for name in environ if name == "TEXTUAL" or name.startswith("TEXTUAL_")]:
        del environ[name]
    environ.pop("PYTHONFAULTHANDLER", None)
    environ.update({"TEXTUAL_FPS": _FRAMES_PER_SECOND, "TEXTUAL_ANIMATIONS": "none", **kept})


def _forbid_core_dumps() -> None:
    try:
        import resource
    except ImportError:
        return  # no such limit on this system
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (OSError, ValueError):
        return  # a stricter limit stands already
