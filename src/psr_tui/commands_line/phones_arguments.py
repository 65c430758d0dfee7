"""What may follow ``psr-tui phones``: one group, each kind with its own arguments; ``phones_command`` runs them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from psr_tui.commands_line.phones_limits_arguments import add_limits
from psr_tui.commands_line.phones_route import add_route
from psr_tui.commands_line.phones_scorecards_arguments import add_scorecards
from psr_tui.commands_line.phones_templates_arguments import add_templates
from psr_tui.commands_line.phones_words_arguments import add_boundary, add_scripts

AddUser = Callable[[argparse.ArgumentParser], None]


def add_arguments(
    parser: argparse.ArgumentParser,
    common: argparse.ArgumentParser,
    maker: type[argparse.ArgumentParser],
    user: AddUser,
) -> None:
    """Every kind of the group; ``maker`` makes parsers, ``user`` adds who signs in."""
    kinds = parser.add_subparsers(title="what", metavar="KIND", dest="kind", required=True, parser_class=maker)
    for add in _KINDS:
        user(add(kinds, common))


def add_sources(kinds: Any, common: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """``phones sources``."""
    sources: argparse.ArgumentParser = kinds.add_parser(
        "sources", parents=[common], help="the telephone lines and how each is heard"
    )
    _json(sources)
    return sources


def add_line(kinds: Any, common: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """``phones add``."""
    add: argparse.ArgumentParser = kinds.add_parser(
        "add", parents=[common], help="listen to a line from now on; only an administrator may"
    )
    add.add_argument("name", metavar="NAME", help="a short name for it, for example pbx")
    what = add.add_mutually_exclusive_group(required=True)
    what.add_argument("--queue-log", metavar="FILE", default="", help="Asterisk's queue_log, while it is written")
    what.add_argument("--replay", metavar="FILE", default="", help="a recorded day: .csv, .yaml or a queue_log")
    what.add_argument("--manager", metavar="HOST:PORT", default="", help="Asterisk's manager interface, 5039 with TLS")
    add.add_argument("--login", metavar="NAME", default="", help="of the manager's account; its secret is asked for")
    add.add_argument("--plain", action="store_true", help="without TLS, for a manager on this very machine")
    add.add_argument("--dial", action="store_true", help="it may also place calls")
    add.add_argument("--context", metavar="NAME", default="", help="the dialplan context calls go out by")
    add.add_argument("--channel", metavar="TEXT", default="", help="a rep's telephone, as PJSIP/{extension}")
    add.add_argument("--zone", metavar="ZONE", default="", help="time zone of a recorded table, as Asia/Jerusalem")
    return add


def add_remove(kinds: Any, common: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """``phones remove``."""
    remove: argparse.ArgumentParser = kinds.add_parser(
        "remove", parents=[common], help="listen to a line no more; what it told stays"
    )
    remove.add_argument("name", metavar="NAME")
    return remove


def add_agents(kinds: Any, common: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """``phones agents``."""
    agents: argparse.ArgumentParser = kinds.add_parser(
        "agents", parents=[common], help="who has which telephone, or give somebody one"
    )
    agents.add_argument("login", metavar="LOGIN", nargs="?", default="", help="whose telephone to set")
    agents.add_argument("--agent", metavar="NAME", default="", help="the name in the queue, as Agent/A01")
    agents.add_argument("--extension", metavar="N", default="", help="the extension, as 201")
    agents.add_argument("--none", action="store_true", help="take the telephone away")
    _json(agents)
    return agents


def add_listen(kinds: Any, common: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """``phones listen``."""
    listen: argparse.ArgumentParser = kinds.add_parser(
        "listen", parents=[common], help="listen here, without a desk, until Ctrl+C"
    )
    listen.add_argument("name", metavar="NAME", nargs="?", default="", help="one line only; all of them if not given")
    listen.add_argument("--once", action="store_true", help="take in what is there and end")
    listen.add_argument("--speed", metavar="N", type=float, default=1.0, help="of a replay; 60: an hour in a minute")
    return listen


def add_warnings(kinds: Any, common: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """``phones warnings``."""
    warnings: argparse.ArgumentParser = kinds.add_parser(
        "warnings", parents=[common], help="lines that could not be read, for a lead"
    )
    warnings.add_argument("--days", metavar="N", type=int, default=7, help="of the last N days; 7 if not given")
    _json(warnings)
    return warnings


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


def add_skips(kinds: Any, common: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """``phones skips``; returns its parser, so that the caller can add who signs in."""
    skips: argparse.ArgumentParser = kinds.add_parser(
        "skips", parents=[common], help="who passed callbacks over, how often and why"
    )
    skips.add_argument(
        "--days", metavar="N", type=int, default=1, help="of so many days, today included; today if not given"
    )
    skips.add_argument("--json", action="store_true", help="print the counts as JSON")
    return skips


def _json(kind: argparse.ArgumentParser) -> None:
    kind.add_argument("--json", action="store_true", help="print the list as JSON")


_KINDS = (
    add_sources, add_line, add_remove, add_agents, add_listen, add_warnings, add_figures, add_skips, add_templates,
    add_scripts, add_boundary, add_route, add_scorecards, add_limits,
)  # fmt: skip
