"""``psr-tui phones figures`` of the clinic's own file: events of the telephone system and calls of reps, for a lead."""

from __future__ import annotations

import argparse
import json

from psr_tui.commands_line.answers import login_and_password
from psr_tui.commands_line.exit_codes import FINE
from psr_tui.commands_line.journal_command import read_day
from psr_tui.commands_line.phones_figures import limits_of, printable
from psr_tui.config import read_settings
from psr_tui.domain.clock import local_date
from psr_tui.domain.errors import InvalidInput
from psr_tui.station_clock import SystemClock


def run(args: argparse.Namespace) -> int:
    if args.zone:
        raise InvalidInput("--zone is for a queue_log; the clinic has its own time zone.", "--zone")
    settings = read_settings(args.store, args.ascii)
    first = read_day(args.start, "--from") if args.start else None
    last = read_day(args.end, "--to") if args.end else first
    asked = limits_of(args)  # before any question: a mistyped number ends the command here
    if first and last and last < first:
        raise InvalidInput("--to comes before --from; turn them round.", "--to")
    login, password = login_and_password(args.user, settings.store)

    from psr_tui.bootstrap import open_for_command

    with open_for_command(settings.store, login, password) as opened:
        service, actor = opened.services.phone_figures, opened.actor
        today = local_date(SystemClock().now(), service.zone(actor))
        found = service.days(actor, first or today, last or today, asked if args.seconds or args.short else None)
    figures = found.report.figures
    span = f"{first or today} to {last or today}"
    if args.json:
        from psr_tui.commands_line.phones_figures_json import figure_as_json, log_as_json

        told = log_as_json(found.log, found.report.settings.limits, span) if found.report.has_line else None
        rows = [figure_as_json(figure) for figure in figures]
        print(json.dumps({"days": span, "source": found.report.source, "figures": rows, "telephone_system": told}))
        return FINE
    from psr_tui.domain.phone_figures_text import figures_in_words, log_cuts_in_words

    printable([f"{span} · {found.report.source}", *figures_in_words(figures)])
    if found.report.has_line:
        printable(log_cuts_in_words(found.log))
    return FINE
