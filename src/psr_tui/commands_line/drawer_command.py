"""``psr-tui drawer add`` and ``set``: another cash drawer with the float it keeps, or another float for one;
``drawer report`` is in its own module."""

from __future__ import annotations

import argparse
import os

from psr_tui.commands_line.answers import login_and_password
from psr_tui.commands_line.exit_codes import FINE
from psr_tui.config import read_settings
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.money import Money


def run(args: argparse.Namespace) -> int:
    if args.kind == "report":
        from psr_tui.commands_line.drawer_report import run as report

        return report(args)
    code, float_amount = read_drawer(args.code), read_float(args.float)
    return _set(args, code, float_amount) if args.kind == "set" else _add(args, code, float_amount)


def _set(args: argparse.Namespace, code: str, float_amount: Money) -> int:
    settings = read_settings(args.store, args.ascii)
    login, password = login_and_password(args.user, settings.store)

    from psr_tui.bootstrap import open_for_command
    from psr_tui.domain.drawer_acts import SetFloat

    with open_for_command(settings.store, login, password) as opened:
        drawer = opened.services.drawer.set_float(opened.actor, SetFloat(code, float_amount))
    print(f"Drawer {drawer.code} keeps {drawer.float_amount.dollars} from its next close on.")
    return FINE


def _add(args: argparse.Namespace, code: str, float_amount: Money) -> int:
    settings = read_settings(args.store, args.ascii)
    login, password = login_and_password(args.user, settings.store)

    from psr_tui.bootstrap import open_for_command
    from psr_tui.domain.drawer_acts import AddDrawer
    from psr_tui.domain.ids import new_id
    from psr_tui.station_clock import SystemClock

    with open_for_command(settings.store, login, password) as opened:
        command_id = new_id(SystemClock().now(), os.urandom(10))
        command = AddDrawer(command_id, code, args.label or f"Drawer {code}", float_amount)
        opened.services.drawer.add_drawer(opened.actor, command)
    print(f"Drawer {code} is there, with a float of {float_amount.dollars}; F5 opens it.")
    return FINE


def read_drawer(text: str) -> str:
    """A drawer's short name. Raises InvalidInput."""
    code = text.strip().upper()
    if not code or len(code) > 8 or not code.isalnum():
        raise InvalidInput("Drawer: type a short name of letters and digits, for example D1.", "Drawer")
    return code


def read_float(text: str) -> Money:
    """The float a drawer keeps. Raises InvalidInput."""
    amount = Money.parse(text, "Float")
    if amount.cents < 0:
        raise InvalidInput("Float: type 0 or more, for example 200.00.", "Float")
    return amount
