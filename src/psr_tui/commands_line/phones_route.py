"""``psr-tui phones route``: who is asked about a red flag after whom, and the phrases that propose one."""

from __future__ import annotations

import argparse
from typing import Any

from psr_tui.commands_line.answers import login_and_password
from psr_tui.commands_line.exit_codes import FINE
from psr_tui.config import read_settings
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.text import strip_forbidden


def add_route(kinds: Any, common: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """``phones route``; returns the parser."""
    route: argparse.ArgumentParser = kinds.add_parser(
        "route", parents=[common], help="red flags: who is asked after whom, and the phrases that propose one"
    )
    which = route.add_mutually_exclusive_group()
    which.add_argument(
        "--step",
        nargs=4,
        metavar=("PLACE", "WHO", "PHONE", "MINUTES"),
        help="put somebody at a place; an empty WHO takes the last place away; a lead may",
    )
    which.add_argument("--phrase", nargs=2, metavar=("WORDS", "LANGUAGE"), help="propose a red flag at these words")
    which.add_argument("--no-phrase", nargs=2, metavar=("WORDS", "LANGUAGE"), help="propose nothing at them any more")
    route.set_defaults(module="phones_route")
    return route


def run(args: argparse.Namespace) -> int:
    step = _step(args.step) if args.step else None
    settings = read_settings(args.store, args.ascii)
    login, password = login_and_password(args.user, settings.store)

    from psr_tui.bootstrap import open_for_command

    with open_for_command(settings.store, login, password) as opened:
        service, actor = opened.services.flag_rules, opened.actor
        if step is not None:
            print(service.set_step(actor, *step))
        elif args.phrase or args.no_phrase:
            words, language = args.phrase or args.no_phrase
            print(service.set_phrase(actor, words, language, bool(args.phrase)))
        else:
            for one in service.route(actor):
                print(f"{one.position}  {strip_forbidden(one.who):<30} {one.phone or '-':<20} {one.after_minutes} min")
            for phrase in service.phrases(actor):
                print(f"{phrase.language}  {strip_forbidden(phrase.words)}{'' if phrase.active else '  (off)'}")
    return FINE


def _step(typed: list[str]) -> tuple[int, str, str, int]:
    place, who, phone, minutes = typed
    if not (place.isascii() and place.isdigit() and minutes.isascii() and minutes.isdigit()):
        raise InvalidInput('PLACE and MINUTES are whole numbers, as in: --step 2 "Charge nurse" 555-0123 3.', "--step")
    return int(place), who, phone, int(minutes)
