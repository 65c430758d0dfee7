"""``psr-tui staff add`` and ``list``: who may sign in. A new password comes on standard input, behind the
administrator's own, or is asked for twice."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from psr_tui.commands_line.answers import Answers, login_and_password, new_password
from psr_tui.commands_line.exit_codes import FINE
from psr_tui.config import read_settings


def run(args: argparse.Namespace) -> int:
    settings = read_settings(args.store, args.ascii)
    login, password = login_and_password(args.user, settings.store)
    act = _add if args.kind == "add" else _list
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
