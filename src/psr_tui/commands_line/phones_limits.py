"""``psr-tui phones limits``: how long things may wait, and by which working hours that is counted."""

from __future__ import annotations

import argparse

from psr_tui.commands_line.answers import login_and_password
from psr_tui.commands_line.exit_codes import FINE
from psr_tui.commands_line.phones_scorecards import text_of
from psr_tui.config import read_settings
from psr_tui.domain.service_limits_text import written
from psr_tui.domain.text import clean_lines


def run(args: argparse.Namespace) -> int:
    text = text_of(args.load) if args.load else ""
    settings = read_settings(args.store, args.ascii)
    login, password = login_and_password(args.user, settings.store)

    from psr_tui.bootstrap import open_for_command

    with open_for_command(settings.store, login, password) as opened:
        service, actor = opened.services.limit_rules, opened.actor
        if args.load:
            print(service.load(actor, text))
        else:
            print(clean_lines(written(service.rules(actor))).rstrip())
    return FINE
