"""``psr-tui phones``: which of its subcommands runs; each is in a module of its own."""

from __future__ import annotations

import argparse
from importlib import import_module

_MODULES = {"figures": "phones_figures", "skips": "phones_skips", "templates": "phones_templates"}


def run(args: argparse.Namespace) -> int:
    module = _MODULES.get(args.kind, "phones_lines")
    status: int = import_module(f"psr_tui.commands_line.{module}").run(args)
    return status
