"""``psr-tui keys``: every key on one page, from the table the program itself uses."""

from __future__ import annotations

import argparse

from psr_tui.keymap import as_text


def run(_args: argparse.Namespace) -> int:
    print(as_text(), end="")
    return 0
