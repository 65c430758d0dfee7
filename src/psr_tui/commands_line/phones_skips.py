"""``psr-tui phones skips``: how often each rep passed callbacks over, by reason; their own for whoever is no lead."""

from __future__ import annotations

import argparse
import json

from psr_tui.commands_line.answers import login_and_password
from psr_tui.commands_line.exit_codes import FINE
from psr_tui.config import read_settings
from psr_tui.domain.errors import InvalidInput


def run(args: argparse.Namespace) -> int:
    from psr_tui.bootstrap import open_for_command

    if not 1 <= args.days <= 366:
        raise InvalidInput("--days: type a number from 1 to 366.", "--days")
    settings = read_settings(args.store, args.ascii)
    login, password = login_and_password(args.user, settings.store)
    with open_for_command(settings.store, login, password) as opened:
        found = opened.services.callbacks.skips(opened.actor, args.days)
    if args.json:
        print(json.dumps([{"name": one.name, "reason": one.reason, "skips": one.count} for one in found]))
        return FINE
    for one in found:
        print(f"{one.count:>4}  {one.name:<20} {one.label}")
    if not found:
        print("Nobody skipped a callback.")
    return FINE
