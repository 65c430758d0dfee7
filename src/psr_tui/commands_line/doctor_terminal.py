"""What ``doctor`` finds about the terminal: size, colours, letters, clipboard, and the program it runs in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping

from psr_tui.commands_line.findings import Finding

SMALLEST = (80, 24)
_SLOW_ESCAPE = 50  # ms; more makes Esc feel dead and may split arrow keys over a slow line
_NO_CLIPBOARD = ("Apple_Terminal",)
Ask = Callable[[str], str]


def terminal_findings(environ: Mapping[str, str] | None = None, ask_tmux: Ask | None = None) -> Iterator[Finding]:
    """``ask_tmux`` answers what a tmux option is set to ('' when tmux does not say)."""
    environ = os.environ if environ is None else environ
    yield from _there(environ)
    yield from _colours(environ)
    yield _letters(environ)
    yield _clipboard(environ)
    if environ.get("TMUX"):
        yield from _tmux(ask_tmux or _show_option)
    elif environ.get("STY"):
        yield Finding(
            "screen", "running inside GNU screen", "its prefix Ctrl+A does not reach psr-tui; tmux does more", note=True
        )
    yield Finding("reset", "if a lost line ever leaves the terminal in disorder, type: reset", note=True)


def _there(environ: Mapping[str, str]) -> Iterator[Finding]:
    if not (sys.stdin and sys.stdin.isatty() and sys.stdout and sys.stdout.isatty()):
        yield Finding("terminal", "this is not a terminal: screens cannot be opened from here", note=True)
        return
    size = shutil.get_terminal_size()
    small = size.columns < SMALLEST[0] or size.lines < SMALLEST[1]
    mend = f"make the window at least {SMALLEST[0]} x {SMALLEST[1]}" if small else ""
    yield Finding("size", f"{size.columns} x {size.lines}", mend)
    term = environ.get("TERM", "")
    bad = term in ("", "dumb", "unknown")
    yield Finding("TERM", term or "not set", "set TERM, for example: export TERM=xterm-256color" if bad else "")


def _colours(environ: Mapping[str, str]) -> Iterator[Finding]:
    if "NO_COLOR" in environ:
        yield Finding("colours", "switched off by NO_COLOR; every state is a sign and a word as well", note=True)
        return
    term = environ.get("TERM", "")
    if environ.get("COLORTERM") in ("truecolor", "24bit") or "direct" in term:
        yield Finding("colours", "16 million")
    elif "256" in term or any(name in term for name in ("kitty", "alacritty", "ghostty")):
        yield Finding("colours", "256")
    else:
        yield Finding("colours", "16 or fewer; readable, but plain", "export TERM=xterm-256color", note=True)


def _letters(environ: Mapping[str, str]) -> Finding:
    name = environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or ""
    if "UTF8" in name.upper().replace("-", ""):
        return Finding("letters", f"{name}: accents and signs are drawn")
    mend = "export LANG=C.UTF-8, or start psr-tui with --ascii"
    return Finding("letters", f"locale {name or 'not set'} is not UTF-8: PEÑA would look broken", mend)


def _clipboard(environ: Mapping[str, str]) -> Finding:
    if environ.get("TERM_PROGRAM") in _NO_CLIPBOARD:
        return Finding("clipboard", "this terminal ignores copying by programs (OSC 52)", note=True)
    return Finding(
        "clipboard", "copied text stays inside psr-tui", "copy_to_terminal = true in the settings lets it out",
        note=True,
    )  # fmt: skip


def _tmux(ask: Ask) -> Iterator[Finding]:
    wait = ask("escape-time")
    slow = wait.isdigit() and int(wait) > _SLOW_ESCAPE
    mend = "add to ~/.tmux.conf: set -s escape-time 20" if slow else ""
    yield Finding("tmux", f"escape-time is {wait or 'not told'} ms", mend)
    prefix = ask("prefix") or "C-b"
    yield Finding(
        "tmux", f"its prefix {prefix} does not reach psr-tui; no key of psr-tui uses Ctrl+A or Ctrl+B", note=True
    )
    clipboard = ask("set-clipboard")
    mend = (
        ""
        if clipboard == "on"
        else "add to ~/.tmux.conf: set -g set-clipboard on, if copying should reach the terminal"
    )
    yield Finding("tmux", f"set-clipboard is {clipboard or 'not told'}", mend, note=True)


def _show_option(name: str) -> str:
    try:
        asked = subprocess.run(
            ["tmux", "show-options", "-Avs" if name == "escape-time" else "-Avg", name],
            capture_output=True, text=True, timeout=2, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return asked.stdout.strip()
