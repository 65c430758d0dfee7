"""``psr-tui drawer report``: a stored Z report as it was printed, or its figures as JSON in whole cents."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from psr_tui.commands_line.answers import login_and_password
from psr_tui.commands_line.exit_codes import FINE
from psr_tui.commands_line.journal_command import read_day
from psr_tui.config import read_settings
from psr_tui.domain.errors import InvalidInput

if TYPE_CHECKING:
    from psr_tui.domain.drawer import Difference
    from psr_tui.domain.printed_report import PrintedReport
    from psr_tui.services.exports import ReportFigures


def run(args: argparse.Namespace) -> int:
    settings = read_settings(args.store, args.ascii)
    z_number = _number(args.z) if args.z else None
    day = read_day(args.date, "--date") if args.date else None
    login, password = login_and_password(args.user, settings.store)

    from psr_tui.bootstrap import open_for_command

    with open_for_command(settings.store, login, password) as opened:
        found = opened.services.exports.reports(opened.actor, z_number, day)
        if args.json:
            print(json.dumps({"reports": [_as_json(one) for one in found]}, ensure_ascii=False))
            return FINE
        for one in found:
            print(opened.services.drawer.reprint_report(opened.actor, one.stored.z_number).text)
    return FINE


def _number(text: str) -> int:
    digits = text.strip()
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
        raise InvalidInput(f"--z: {text} is no Z number; write it as 12 or 000012.", "--z")
    return int(digits)


def _as_json(one: ReportFigures) -> dict[str, Any]:
    """Amounts are integers of cents. ``printed`` is what the paper says, ``tenders`` what was frozen at the count."""
    session, closed = one.session, one.session.closed_at
    return {
        "z": one.stored.z_number, "drawer": session.drawer_code, "rep": session.staff_name,
        "business_date": session.business_date.isoformat(), "opened_at": session.opened_at.isoformat(),
        "closed_at": closed.isoformat() if closed else None, "reason": one.reason,
        "grand_total_cents": one.stored.grand_total.cents,
        "printed": _printed(one.printed) if one.printed else None,
        "tenders": [_tender(item) for item in one.differences],
        "text": one.stored.body.decode(),
    }  # fmt: skip


def _printed(printed: PrintedReport) -> dict[str, int]:
    return {
        "float_expected_cents": printed.float_expected.cents, "float_counted_cents": printed.float_counted.cents,
        "to_bank_cents": printed.to_bank.cents, "stays_cents": printed.stays.cents,
        "grand_total_before_cents": printed.grand_total_before.cents, "net_taken_cents": printed.net_taken.cents,
        "grand_total_cents": printed.grand_total.cents,
    }  # fmt: skip


def _tender(item: Difference) -> dict[str, Any]:
    return {
        "tender": item.key.tender.value, "terminal": item.key.terminal, "batch": item.batch,
        "counted_cents": item.counted.cents, "expected_cents": item.expected.cents,
        "difference_cents": item.amount.cents, "word": item.word, "counted_papers": item.counted_papers,
        "expected_papers": item.expected_papers,
    }  # fmt: skip
