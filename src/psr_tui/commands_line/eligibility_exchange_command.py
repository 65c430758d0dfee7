"""``psr-tui eligibility exchange``: one pass over the folder shared with a clearinghouse, for a timer of the system.

Sends what waits, reads what came in, asks again what failed for a technical reason. ``--ask`` first asks about every
visit of the next days that was not checked or whose answer is too old. Exit status 0 when the pass was made, 1 and one
sentence when the folder cannot be used.
"""

from __future__ import annotations

import argparse
import json
from contextlib import suppress
from dataclasses import asdict

from psr_tui.commands_line.answers import login_and_password
from psr_tui.commands_line.exit_codes import FINE
from psr_tui.config import read_settings
from psr_tui.domain.errors import Refused
from psr_tui.domain.staff import Actor
from psr_tui.services.eligibility import EligibilityService


def run(args: argparse.Namespace) -> int:
    settings = read_settings(args.store, args.ascii)
    login, password = login_and_password(args.user, settings.store)

    from psr_tui.bootstrap import open_for_command

    with open_for_command(settings.store, login, password) as opened:
        service, actor = opened.services.eligibility, opened.actor
        asked = ask_everybody(service, actor) if args.ask else 0
        passed = service.exchange(actor)
    if args.json:
        print(json.dumps({"asked": asked, **asdict(passed)}))
    elif not passed.trouble:
        told = [f"{asked} asked."] if args.ask else []
        print(" ".join(told if passed.idle and asked else [*told, passed.words()]))
    if passed.trouble:
        raise Refused(passed.trouble)
    return FINE


def ask_everybody(service: EligibilityService, actor: Actor) -> int:
    """Ask about every row that can be asked; twice round, so that a second insurance follows the first. Returns how
    many were asked; a row that cannot be asked stays on the list with its reason."""
    asked = 0
    tried: set[tuple[str, str]] = set()
    for _round in range(2):
        for pair in service.to_ask(actor):
            if pair not in tried:
                tried.add(pair)
                with suppress(Refused):
                    service.ask(actor, *pair)
                    asked += 1
    return asked
