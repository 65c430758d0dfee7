"""``psr-tui journal export``: what was posted on some business dates, as a file for bookkeeping or for a check."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from psr_tui.commands_line.answers import login_and_password
from psr_tui.commands_line.exit_codes import FINE
from psr_tui.config import read_settings
from psr_tui.domain.errors import InvalidInput


def run(args: argparse.Namespace) -> int:
    settings = read_settings(args.store, args.ascii)
    start, end = read_day(args.start, "--from"), read_day(args.end or args.start, "--to")
    out = Path(args.out).expanduser() if args.out else None
    login, password = login_and_password(args.user, settings.store)

    from psr_tui.bootstrap import open_for_command
    from psr_tui.domain.posted_set import ExportKind

    with open_for_command(settings.store, login, password, quickbooks=settings.quickbooks) as opened:
        done = opened.services.exports.write(
            opened.actor,
            ExportKind(args.format),
            start,
            end,
            out.parent if out else Path(),
            out.name if out else "",
            args.force,
        )
    print(
        f"{done.path}: {done.rows} lines of {done.start:%m/%d/%Y} to {done.end:%m/%d/%Y}, "
        f"{done.total.dollars} taken less what was given back."
    )
    return FINE


def read_day(text: str, option: str) -> date:
    """A business date as ``2026-11-02``. Raises InvalidInput."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(f"{option}: {text} is no date; write it as 2026-11-02.", option) from None
