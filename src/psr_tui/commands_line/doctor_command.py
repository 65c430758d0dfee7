"""``psr-tui doctor``: looks at terminal, store and clipboard, and says for each finding how to mend it."""

from __future__ import annotations

import argparse
import json

from psr_tui.commands_line.doctor_phones import phone_findings
from psr_tui.commands_line.doctor_printer import label_findings, printer_findings
from psr_tui.commands_line.doctor_store import store_findings
from psr_tui.commands_line.doctor_terminal import terminal_findings
from psr_tui.commands_line.exit_codes import FINDINGS, FINE, NoTerminal
from psr_tui.commands_line.findings import Finding
from psr_tui.config import read_settings
from psr_tui.domain.errors import InvalidInput


def run(args: argparse.Namespace) -> int:
    if args.keys:
        return _show_keys(args)
    try:
        settings = read_settings(args.store, args.ascii)
    except InvalidInput as error:
        findings = [Finding("settings", "cannot be used", error.message), *terminal_findings()]
    else:
        printers = (*printer_findings(settings.printer), *label_findings(settings.labels, settings.print_folder))
        phones = phone_findings(settings.store, args.user)
        findings = [*terminal_findings(), *store_findings(settings.store), *phones, *printers]
    to_mend = [one for one in findings if not one.fine]
    if args.json:
        print(json.dumps({"fine": not to_mend, "findings": [one.as_json() for one in findings]}, ensure_ascii=False))
    else:
        for one in findings:
            print(one.line())
        print("All is well." if not to_mend else f"{len(to_mend)} to mend.")
    return FINDINGS if to_mend else FINE


def _show_keys(args: argparse.Namespace) -> int:
    from psr_tui.commands_line.open_command import has_terminal

    if not has_terminal():
        raise NoTerminal("doctor --keys needs a terminal: it shows the name of each key you press.")
    from psr_tui.commands_line.key_names import KeyNames

    KeyNames(ascii_glyphs=read_settings(args.store, args.ascii).ascii_glyphs).run(mouse=False)
    return FINE
