"""``psr-tui audit verify`` and ``head``: is the log whole, and what to keep elsewhere so that a cut end shows."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from psr_tui.commands_line.answers import login_and_password
from psr_tui.commands_line.exit_codes import FINE
from psr_tui.config import read_settings
from psr_tui.domain.errors import InvalidInput


def run(args: argparse.Namespace) -> int:
    settings = read_settings(args.store, args.ascii)
    anchor_text = _read(args.since_anchor) if args.kind == "verify" and args.since_anchor else ""
    login, password = login_and_password(args.user, settings.store)

    from psr_tui.bootstrap import open_for_command
    from psr_tui.services.audit import read_anchor

    with open_for_command(settings.store, login, password) as opened:
        audit, actor = opened.services.audit, opened.actor
        if args.kind == "head":
            head = audit.head(actor)
            print(
                json.dumps({"seq": head.seq, "mac": head.mac.hex()})
                if args.json
                else f"The audit log ends at row {head.seq}, code {head.mac.hex()}."
            )
            return FINE
        verdict = audit.verify(actor, read_anchor(anchor_text) if anchor_text else None)
    print(
        json.dumps({"code": verdict.code, "seq": verdict.seq, "message": verdict.message})
        if args.json
        else verdict.message
    )
    return verdict.code


def _read(name: str) -> str:
    try:
        return Path(name).read_text(encoding="utf-8") or " "
    except (OSError, UnicodeDecodeError):
        raise InvalidInput(f"The anchor file {name} cannot be read.", "--since-anchor") from None
