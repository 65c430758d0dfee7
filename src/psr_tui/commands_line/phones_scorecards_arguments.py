"""The arguments of ``psr-tui phones scorecards``."""

from __future__ import annotations

import argparse
from typing import Any

_FORMAT = """a scorecard, one or more in a file:
  card CALL 80% A call                   code, percent that passes, name
  1 Greeted with name and practice       points and words, one line a checkpoint
  3! Caller identified before anything   ! fails the call when it is missed

calls that were scored keep the texts and points they were scored by
exit status: 0 fine, 4 not a lead or a wrong password, 64 no such file or a line that cannot be read"""


def add_scorecards(kinds: Any, common: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """``phones scorecards``; returns the parser."""
    cards: argparse.ArgumentParser = kinds.add_parser(
        "scorecards",
        parents=[common],
        help="what calls are scored by: list, show as text, load from a file",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=_FORMAT,
    )
    which = cards.add_mutually_exclusive_group()
    which.add_argument("--show", metavar="CODE", default="", help="print one card as --load reads it")
    which.add_argument("--load", metavar="FILE", default="", help="the cards of a file, in force now; a lead may")
    cards.set_defaults(module="phones_scorecards")
    return cards
