"""``psr-tui patients find TEXT``: the find box for scripts. What was found is logged like a list on a screen."""

from __future__ import annotations

import argparse
import json
from typing import Any

from psr_tui.commands_line.answers import login_and_password
from psr_tui.commands_line.exit_codes import FINE
from psr_tui.config import read_settings
from psr_tui.domain.patients import PatientLine, mrn_text


def run(args: argparse.Namespace) -> int:
    settings = read_settings(args.store, args.ascii)
    login, password = login_and_password(args.user, settings.store)
    from psr_tui.bootstrap import open_for_command

    with open_for_command(settings.store, login, password) as opened:
        found = opened.services.patients.find(opened.actor, args.text)
        opened.services.patients.search_ended(opened.actor, tuple(line.id for line in found.lines))
    if args.json:
        body = {"patients": [_as_json(line) for line in found.lines], "more": found.more}
        print(json.dumps(body, ensure_ascii=False))
        return FINE
    for line in found.lines:
        born = f"{line.born:%m/%d/%Y}" if line.born else "-"
        died = "  deceased" if line.deceased else ""
        print(f"{mrn_text(line.mrn)}  {line.display:<32} {born:<11} {line.phone:<16} {line.city}{died}".rstrip())
    if found.more:
        print("There are more; add another letter or a birth date.")
    elif not found.lines:
        print("Nobody fits. Try less of the name, or the birth date.")
    return FINE


def _as_json(line: PatientLine) -> dict[str, Any]:
    return {
        "id": line.id, "mrn": mrn_text(line.mrn), "last": line.last, "first": line.first, "middle": line.middle,
        "suffix": line.suffix, "born": line.born.isoformat() if line.born else None, "sex": line.sex,
        "phone": line.phone, "city": line.city, "deceased": line.deceased,
    }  # fmt: skip
