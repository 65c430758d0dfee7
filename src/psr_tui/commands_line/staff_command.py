"""``psr-tui staff add``, ``list`` and ``languages``: who may sign in, and what they speak. A new password comes on
standard input, behind the administrator's own, or is asked for twice."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from psr_tui.commands_line.answers import Answers, login_and_password, new_password
from psr_tui.commands_line.exit_codes import FINE
from psr_tui.config import read_settings
from psr_tui.domain.errors import InvalidInput


def run(args: argparse.Namespace) -> int:
    settings = read_settings(args.store, args.ascii)
    login, password = login_and_password(args.user, settings.store)
    act = {"add": _add, "list": _list, "languages": _languages}[args.kind]
    return act(args, settings.store, login, password)


def _add(args: argparse.Namespace, store: Path, login: str, password: str) -> int:
    from psr_tui.bootstrap import open_for_command
    from psr_tui.domain.staff import Role

    first = new_password(Answers())
    with open_for_command(store, login, password) as opened:
        member = opened.services.sign_in.add_staff(opened.actor, args.login, args.name, Role(args.role), first)
    print(f"{member.name} may sign in as {member.login} ({member.role.value}).")
    return FINE


def _list(args: argparse.Namespace, store: Path, login: str, password: str) -> int:
    from psr_tui.bootstrap import open_for_command

    with open_for_command(store, login, password) as opened:
        people = opened.services.sign_in.everyone(opened.actor)
    if args.json:
        print(json.dumps([{"login": one.login, "name": one.name, "role": one.role.value} for one in people]))
    else:
        for one in people:
            print(f"{one.login:<20} {one.role.value:<14} {one.name}")
    return FINE


def _languages(args: argparse.Namespace, store: Path, login: str, password: str) -> int:
    from psr_tui.bootstrap import open_for_command

    if args.none and args.languages:
        raise InvalidInput("Name languages, or say --none; not both.", "Language")
    with open_for_command(store, login, password) as opened:
        callbacks = opened.services.callbacks
        if args.none or args.languages:
            spoken = callbacks.set_languages(opened.actor, args.login, args.languages)
        else:
            spoken = callbacks.languages(opened.actor, args.login)
    print(f"{args.login} speaks {', '.join(('English', *spoken))}.")
    return FINE
