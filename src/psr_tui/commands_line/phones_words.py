"""``psr-tui phones scripts`` and ``phones boundary``: the texts of the phones, and new versions of them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from psr_tui.commands_line.answers import login_and_password
from psr_tui.commands_line.exit_codes import FINDINGS, FINE
from psr_tui.config import read_settings
from psr_tui.domain.call_script_text import LONGEST, read_script, split_scripts
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.text import clean_lines, strip_forbidden

if TYPE_CHECKING:
    from psr_tui.bootstrap import OpenStation

_MOST_BYTES = 200 * LONGEST


def run(args: argparse.Namespace) -> int:
    if args.kind == "scripts" and args.check:
        return _check(_text_of(args.check))
    text = _text_of(args.load) if args.load else ""
    if text and args.kind == "scripts" and _check(text, quiet=True) == FINDINGS:
        return _check(text)  # a fault is told before the password is asked for
    settings = read_settings(args.store, args.ascii)
    login, password = login_and_password(args.user, settings.store)

    from psr_tui.bootstrap import open_for_command

    with open_for_command(settings.store, login, password) as opened:
        return _scripts(opened, args, text) if args.kind == "scripts" else _boundary(opened, text)


def _scripts(opened: OpenStation, args: argparse.Namespace, text: str) -> int:
    service, actor = opened.services.scripts, opened.actor
    if text:
        print("\n".join(service.load(actor, text)))
        return FINE
    texts = service.texts(actor)
    if args.show:
        wanted = (args.show[0].upper(), args.show[1], args.show[2])
        found = next((one for one in texts if (one.reason, one.language, one.direction) == wanted), None)
        if found is None:
            raise InvalidInput(f"There is no script {' '.join(args.show)}; psr-tui phones scripts lists all.", "Script")
        print(clean_lines(found.body).rstrip())
        return FINE
    for one in texts:
        made = f"version {one.number}, {strip_forbidden(one.by)}" if one.number else "as it came"
        print(f"{one.reason:<10} {one.language:<4} {one.direction:<4} {made}")
    return FINE


def _boundary(opened: OpenStation, text: str) -> int:
    service, actor = opened.services.boundary, opened.actor
    if text:
        print(service.load(actor, text))
        return FINE
    page = service.page(actor)
    print(f"version {page.text.number}, in force since {page.text.from_day}\n\n{clean_lines(page.text.words)}")
    if page.readers:
        print()
    for name, at in page.readers:
        print(f"{strip_forbidden(name):<30} {f'read {at:%Y-%m-%d %H:%M} UTC' if at else 'NOT read'}")
    return FINE


def _check(text: str, quiet: bool = False) -> int:
    """Say every fault of every script of the file; reasons are looked up when it is loaded."""
    scripts = split_scripts(text)
    faulty = not scripts
    lines = [] if scripts else ["There is no script in this file; the first line is like: script CONF en out."]
    for body in scripts:
        script, faults = read_script(body)
        head = strip_forbidden(next((one.strip() for one in body.splitlines() if one.startswith("script")), "script ?"))
        lines += [f"{head}: {fault}" for fault in faults]
        if script is not None:
            lines.append(f"{head}: fine, {len(script.steps)} steps")
        faulty = faulty or bool(faults)
    if not quiet:
        print("\n".join(lines))
    return FINDINGS if faulty else FINE


def _text_of(name: str) -> str:
    """The file as text. Raises InvalidInput for one that cannot be read, is no text, or is far too long."""
    try:
        raw = Path(name).read_bytes()[: _MOST_BYTES + 1]
    except OSError as error:
        raise InvalidInput(f"{name} cannot be read: {error.strerror or error}.", "File") from None
    if len(raw) > _MOST_BYTES:
        raise InvalidInput(f"{name} is longer than any file of scripts; look whether it is the right one.", "File")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInput(f"{name} is no UTF-8 text; save it as UTF-8.", "File") from None
