"""``psr-tui phones scorecards``: what calls are scored by."""

from __future__ import annotations

import argparse
from pathlib import Path

from psr_tui.commands_line.answers import login_and_password
from psr_tui.commands_line.exit_codes import FINE
from psr_tui.config import read_settings
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.scorecard_text import read_scorecards, written
from psr_tui.domain.text import clean_lines, so_many, strip_forbidden

_MOST_BYTES = 1_000_000


def run(args: argparse.Namespace) -> int:
    text = text_of(args.load) if args.load else ""
    if args.load:
        read_scorecards(text)  # a fault is told before the password is asked for
    settings = read_settings(args.store, args.ascii)
    login, password = login_and_password(args.user, settings.store)

    from psr_tui.bootstrap import open_for_command

    with open_for_command(settings.store, login, password) as opened:
        service, actor = opened.services.scorecards, opened.actor
        if args.load:
            print("\n".join(service.load(actor, text)))
            return FINE
        cards = service.cards(actor)
        if args.show:
            found = next((card for card in cards if card.code == args.show.upper()), None)
            if found is None:
                raise InvalidInput(f"There is no card {args.show}; psr-tui phones scorecards lists all.", "Card")
            print(clean_lines(written(found)).rstrip())
            return FINE
        for card in cards:
            points = so_many(len(card.checkpoints), "checkpoint")
            print(f"{card.code:<10} {card.pass_percent:>3} % passes  {points:<15} {strip_forbidden(card.label)}")
    return FINE


def text_of(name: str) -> str:
    """The file as text. Raises InvalidInput for one that cannot be read, is no text, or is far too long."""
    try:
        with Path(name).open("rb") as file:
            raw = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise InvalidInput(f"{name} cannot be read: {error.strerror or error}.", "File") from None
    if len(raw) > _MOST_BYTES:
        raise InvalidInput(f"{name} is longer than any such file; look whether it is the right file.", "File")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInput(f"{name} is no UTF-8 text; save it as UTF-8.", "File") from None
