"""The arguments of ``psr-tui phones limits``."""

from __future__ import annotations

import argparse
from typing import Any

_FORMAT = """calendars and limits in a file:
  calendar clinic
  mon tue wed thu 08:00-12:00 13:00-18:00     days and hours; several stretches a day
  fri 08:00-12:00                             a night as 22:00-06:00
  limit PORTAL 960 clinic                     minutes of work by a calendar
  limit CALLBACK 240 clinic stops claimed     states that stop the clock; off at the end switches it off

what waits already keeps the limit it began with; closed days are those of the clinic
exit status: 0 fine, 4 not a lead or a wrong password, 64 no such file or a line that cannot be read"""


def add_limits(kinds: Any, common: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """``phones limits``; returns the parser."""
    limits: argparse.ArgumentParser = kinds.add_parser(
        "limits",
        parents=[common],
        help="how long things may wait, in working time: show the rules as text, load them from a file",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=_FORMAT,
    )
    limits.add_argument("--load", metavar="FILE", default="", help="the rules of a file, in force now; a lead may")
    limits.set_defaults(module="phones_limits")
    return limits
