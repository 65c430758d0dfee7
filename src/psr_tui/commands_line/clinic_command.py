"""``psr-tui clinic show`` and ``set``: what a clinic decides for itself, typed as people say it."""

from __future__ import annotations

import argparse
import json

from psr_tui.commands_line.answers import login_and_password
from psr_tui.commands_line.exit_codes import FINE
from psr_tui.config import read_settings
from psr_tui.domain.clinic_settings import setting_of


def run(args: argparse.Namespace) -> int:
    settings = read_settings(args.store, args.ascii)
    if args.kind == "set":
        setting = setting_of(args.key)  # a slip of the finger is told before the password is asked for
        setting.read(args.value, setting.key)
    login, password = login_and_password(args.user, settings.store)

    from psr_tui.bootstrap import open_for_command

    with open_for_command(settings.store, login, password) as opened:
        service, actor = opened.services.clinic_settings, opened.actor
        if args.kind == "set":
            changed = service.change(actor, args.key, args.value)
            said = f"{changed.key} is {changed.after}; it was {changed.before}."
            print(f"{said} It holds from the next sign-in on." if changed.later else said)
            return FINE
        lines = service.settings(actor)
    if args.json:
        print(json.dumps({line.key: line.value for line in lines}))
    else:
        for line in lines:
            print(f"{line.key:<33} {line.value:>9}  {line.words}")
    return FINE
