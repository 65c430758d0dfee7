"""A scorecard as a text file: one line for the card, one for each checkpoint."""

from __future__ import annotations

import re
from collections.abc import Sequence

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.quality import Checkpoint, Scorecard
from psr_tui.domain.text import clean

_CARD = re.compile(r"card\s+([A-Za-z0-9_]{1,20})\s+(\d{1,3})\s*%\s+(\S.*)")
_POINT = re.compile(r"(\d{1,3})(!?)\s+(\S.*)")
MOST_CHECKPOINTS = 30
MOST_POINTS = 100
EXAMPLE = """card CALL 80% A call
1 Greeted with name and practice
3! Caller identified by two identifiers before anything was told"""


def written(card: Scorecard) -> str:
    """The card as ``read_scorecards`` reads it."""
    lines = [f"card {card.code} {card.pass_percent}% {card.label}"]
    lines += [f"{one.points}{'!' if one.instant_fail else ''} {one.words}" for one in card.checkpoints]
    return "\n".join(lines) + "\n"


def read_scorecards(text: str) -> list[Scorecard]:
    """Every card of a file; empty lines and lines that begin with # are passed over.

    Raises InvalidInput naming the line, the rule and an example.
    """
    cards: list[Scorecard] = []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = clean(raw, 500)
        if not line or line.startswith("#"):
            continue
        if line.casefold().startswith("card"):
            cards.append(_card(line, number))
        elif not cards:
            raise InvalidInput(f"Line {number}: a file begins with a card, for example: {EXAMPLE.splitlines()[0]}.")
        else:
            last = cards[-1]
            added = (*last.checkpoints, _checkpoint(line, number, len(last.checkpoints) + 1))
            cards[-1] = Scorecard(last.code, last.label, last.pass_percent, added)
    _check(cards)
    return cards


def _card(line: str, number: int) -> Scorecard:
    found = _CARD.fullmatch(line)
    if found is None or not 1 <= int(found[2]) <= 100:
        raise InvalidInput(
            f"Line {number}: a card has a code, the percent that passes and a name, as card CALL 80% A call."
        )
    if len(found[3]) > 80:
        raise InvalidInput(f"Line {number}: the name of a card has at most 80 letters; say it shorter.")
    return Scorecard(found[1].upper(), found[3], int(found[2]), ())


def _checkpoint(line: str, number: int, position: int) -> Checkpoint:
    found = _POINT.fullmatch(line)
    if found is None or not 1 <= int(found[1]) <= MOST_POINTS:
        raise InvalidInput(
            f"Line {number}: a checkpoint has points from 1 to {MOST_POINTS}, ! when missing it fails the call, and "
            "words, as 3! Caller identified."
        )
    if len(found[3]) > 300:
        raise InvalidInput(f"Line {number}: a checkpoint has at most 300 letters; say it shorter.")
    return Checkpoint(position, found[3], int(found[1]), bool(found[2]))


def _check(cards: Sequence[Scorecard]) -> None:
    if not cards:
        raise InvalidInput("There is no scorecard in this file; its first line is like card CALL 80% A call.")
    codes = [card.code for card in cards]
    for card in cards:
        if codes.count(card.code) > 1:
            raise InvalidInput(f"Card {card.code} is in the file twice; give each a code of its own.")
        if not card.checkpoints:
            raise InvalidInput(f"Card {card.code} has no checkpoint; add lines like: 1 Greeted with name and practice.")
        if len(card.checkpoints) > MOST_CHECKPOINTS:
            raise InvalidInput(f"Card {card.code} has more than {MOST_CHECKPOINTS} checkpoints; nobody scores so many.")
