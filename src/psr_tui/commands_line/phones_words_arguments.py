"""The arguments of ``psr-tui phones scripts`` and ``psr-tui phones boundary``."""

from __future__ import annotations

import argparse
from typing import Any

_FORMAT = """a script, one or more in a file:
  script CONF en out          reason, language, in or out
  step start                  a label; the first step is where it begins. One that ends in go is the greeting:
                              a call that came in was greeted before its reason was known, so it is passed over
  say I am calling about your visit {visit.when}.
  read Please tell me your full name and date of birth.     read aloud as it stands
  ask Can you come?
  answer yes -> close         at most four answers
  step close                  go LABEL goes on with another step
  say Thank you. Goodbye.

exit status: 0 fine, 1 a fault was found, 4 not a lead or a wrong password, 64 no such file"""


def add_scripts(kinds: Any, common: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """``phones scripts``; returns the parser."""
    scripts: argparse.ArgumentParser = kinds.add_parser(
        "scripts",
        parents=[common],
        help="what is said in calls: list, show, check a file, load a new version",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=_FORMAT,
    )
    which = scripts.add_mutually_exclusive_group()
    which.add_argument("--show", nargs=3, metavar=("REASON", "LANGUAGE", "DIRECTION"), help="print one, as CONF en out")
    which.add_argument("--check", metavar="FILE", default="", help="say what is wrong with a file; needs no password")
    which.add_argument("--load", metavar="FILE", default="", help="a new version of each script of a file; a lead may")
    scripts.set_defaults(module="phones_words")
    return scripts


def add_boundary(kinds: Any, common: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """``phones boundary``; returns the parser."""
    boundary: argparse.ArgumentParser = kinds.add_parser(
        "boundary", parents=[common], help="what reps may and may not say: the text, who has read it, a new version"
    )
    boundary.add_argument("--load", metavar="FILE", default="", help="a new version, in force today; a lead may")
    boundary.set_defaults(module="phones_words")
    return boundary
