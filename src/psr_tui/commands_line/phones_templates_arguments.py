"""The arguments of ``psr-tui phones templates``."""

from __future__ import annotations

import argparse
from typing import Any


def add_templates(kinds: Any, common: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """``phones templates``; returns its parser, so that the caller can add who signs in."""
    templates: argparse.ArgumentParser = kinds.add_parser(
        "templates", parents=[common], help="messages to patients: list them, check a file, load a new version"
    )
    which = templates.add_mutually_exclusive_group()
    which.add_argument("--check", metavar="FILE", default="", help="say what is wrong with a file; needs no password")
    which.add_argument("--load", metavar="FILE", default="", help="put the texts of a file into use; a lead may")
    templates.add_argument("--json", action="store_true", help="print the list as JSON")
    return templates
