"""``psr-tui safe add`` and ``show``: change money brought into the safe, and what the ledger says lies in it."""

from __future__ import annotations

import argparse
import os

from psr_tui.commands_line.answers import login_and_password
from psr_tui.commands_line.exit_codes import FINE
from psr_tui.config import read_settings
from psr_tui.domain.money import Money


def run(args: argparse.Namespace) -> int:
    amount = Money.parse(args.amount) if args.kind == "add" else None
    settings = read_settings(args.store, args.ascii)
    login, password = login_and_password(args.user, settings.store)

    from psr_tui.bootstrap import open_for_command
    from psr_tui.domain.ids import new_id
    from psr_tui.services.safe import FundSafe
    from psr_tui.station_clock import SystemClock

    with open_for_command(settings.store, login, password) as opened:
        safe = opened.services.safe
        if amount is None:
            print(f"The safe holds {safe.balance(opened.actor).dollars}.")
            return FINE
        command_id = new_id(SystemClock().now(), os.urandom(10))
        held = safe.fund(opened.actor, FundSafe(command_id, amount, args.note))
    print(f"{amount.dollars} is booked into the safe; it holds {held.dollars} now.")
    return FINE
