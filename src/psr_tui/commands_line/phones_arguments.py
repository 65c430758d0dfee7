"""What may follow ``psr-tui phones``: one function a subcommand; ``phones_command`` runs them."""

from __future__ import annotations

import argparse
from typing import Any


def add_figures(kinds: Any, common: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """``phones figures``; returns its parser, so that the caller can add who signs in."""
    figures: argparse.ArgumentParser = kinds.add_parser(
        "figures",
        parents=[common],
        help="every figure of the phones with its formula; of a queue_log alone it needs no clinic and no password",
    )
    figures.add_argument("--queue-log", metavar="FILE", default="", help="a queue_log of Asterisk, or - for input")
    figures.add_argument("--json", action="store_true", help="print the figures as JSON")
    figures.add_argument(
        "--seconds", metavar="T", action="append", default=[], help="T of the service level; may be given several times"
    )
    figures.add_argument(
        "--short", metavar="N", action="append", default=[], help="hang-ups up to so many seconds are shown apart"
    )
    figures.add_argument("--zone", metavar="ZONE", default="", help="the time zone of the hours, as America/Chicago")
    figures.add_argument("--from", dest="start", metavar="DAY", default="", help="of the clinic: the first day; today")
    figures.add_argument("--to", dest="end", metavar="DAY", default="", help="of the clinic: the last day")
    return figures
