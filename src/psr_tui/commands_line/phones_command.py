"""``psr-tui phones``: which of its subcommands runs; each is in a module of its own."""

from __future__ import annotations

import argparse
from importlib import import_module

_MODULES = {"figures": "phones_figures"}


def run(args: argparse.Namespace) -> int:
    status: int = import_module(f"psr_tui.commands_line.{_MODULES[args.kind]}").run(args)
    return status
