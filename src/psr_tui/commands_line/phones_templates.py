"""``psr-tui phones templates``: look at the messages patients get, check a file of them, put it into use.

The file is TOML, one ``[[template]]`` a text (docs/messages.md). Everything that is wrong is told at once, one sentence
a problem, and nothing is loaded then. Exit status 0 when all is well, 1 when a template cannot be used.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from pathlib import Path

from psr_tui.commands_line.answers import login_and_password
from psr_tui.commands_line.exit_codes import FINDINGS, FINE
from psr_tui.config import read_settings
from psr_tui.domain.contacts import Purpose
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.message_templates import Template, Way

_KEYS = ("code", "channel", "language", "label", "purpose", "subject", "body", "active")


def run(args: argparse.Namespace) -> int:
    if args.check:
        return _check(Path(args.check))
    templates = read_templates(Path(args.load)) if args.load else []
    settings = read_settings(args.store, args.ascii)
    login, password = login_and_password(args.user, settings.store)

    from psr_tui.bootstrap import open_for_command

    with open_for_command(settings.store, login, password) as opened:
        service = opened.services.message_templates
        if args.load:
            print(service.load(opened.actor, templates).words)
            return FINE
        newest = service.newest(opened.actor)
    if args.json:
        print(json.dumps([_values(one) for one in newest], ensure_ascii=False))
    else:
        for one in newest:
            state = "" if one.active else "  withdrawn"
            print(f"{one.code:<18} {one.way.value:<7} {one.language:<4} version {one.number:<3} {one.label}{state}")
    return FINE


def _check(path: Path) -> int:
    from psr_tui.services.message_templates import troubles

    templates = read_templates(path)
    problems = troubles(templates)
    for problem in problems:
        print(f"psr-tui: {problem}", file=sys.stderr)
    if not problems:
        print(f"{len(templates)} templates can be used as they are.")
    return FINDINGS if problems else FINE


def read_templates(path: Path) -> list[Template]:
    """The texts of a file. Raises InvalidInput with one sentence when it is none, naming the place."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}.") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidInput(f"{path} is no TOML file: {error}.") from None
    listed = values.get("template")
    if not isinstance(listed, list) or not listed or set(values) != {"template"}:
        raise InvalidInput(f"{path} holds no [[template]]; docs/messages.md shows one.")
    return [_template(one, at) for at, one in enumerate(listed, start=1)]


def _template(one: object, at: int) -> Template:
    if not isinstance(one, dict):
        raise InvalidInput(f"Template {at} is no table; write [[template]] above it.")
    for key, value in one.items():
        if key not in _KEYS:
            raise InvalidInput(f"Template {at}: {key} is not known; known are {', '.join(_KEYS)}.")
        if not isinstance(value, bool if key == "active" else str):
            raise InvalidInput(f"Template {at}: {key} must be {'true or false' if key == 'active' else 'text'}.")
    choices = (("channel", [way.value for way in Way]), ("purpose", [purpose.value for purpose in Purpose]))
    for key, allowed in choices:
        if one.get(key) not in allowed:
            raise InvalidInput(f"Template {at}: {key} must be one of {', '.join(allowed)}.")
    words = {key: str(one.get(key, "")) for key in ("code", "language", "label", "body", "subject")}
    body = words["body"].strip("\n")
    return Template(
        words["code"], Way(one["channel"]), words["language"], words["label"], Purpose(one["purpose"]), body,
        words["subject"], active=bool(one.get("active", True)),
    )  # fmt: skip


def _values(one: Template) -> dict[str, object]:
    return {
        "code": one.code, "channel": one.way.value, "language": one.language, "version": one.number,
        "label": one.label, "purpose": one.purpose.value, "subject": one.subject, "body": one.body,
        "active": one.active,
    }  # fmt: skip
