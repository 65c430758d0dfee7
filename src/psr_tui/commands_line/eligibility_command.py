"""``psr-tui eligibility read FILE``: what a rep would see of any file that came back from a payer or clearinghouse.

Asks for no password and opens no clinic: it looks at the file alone. Exit status 0 for every file that can be read,
with rejections or not; 1 and one sentence for one that is no X12 at all; 64 when there is no such file.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path

from psr_tui.commands_line.exit_codes import FINE
from psr_tui.domain.eligibility import EligibilityAnswer
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.text import FORBIDDEN, strip_forbidden

_STDIN = "-"


def run(args: argparse.Namespace) -> int:
    from psr_tui.exchange.x12 import read

    answer = read(_bytes_of(args.file))
    on = _day(args.on) if args.on else _made(answer)
    name = "standard input" if args.file == _STDIN else Path(args.file).name
    if args.json:
        from psr_tui.commands_line.eligibility_json import answer_as_json

        found = answer_as_json(answer, name, on)
        text = _harmless(json.dumps(found, ensure_ascii=False))
        print(text if _printable(text) == text else json.dumps(found))
    elif not answer.failure:
        from psr_tui.domain.eligibility_text import answer_in_words

        for line in answer_in_words(answer, name, on):
            print(_printable(strip_forbidden(line)))
    if answer.failure:
        raise Refused(f"{name}: {answer.failure}")
    return FINE


def _bytes_of(file: str) -> bytes:
    """At most one byte more than the reader takes, so that a file of any size costs the same."""
    from psr_tui.exchange.x12.tokens import LARGEST_BYTES

    if file == _STDIN:
        return sys.stdin.buffer.read(LARGEST_BYTES + 1)
    try:
        with Path(file).expanduser().open("rb") as source:
            return source.read(LARGEST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "its name holds what no name may hold"
        raise InvalidInput(f"{file!r} cannot be read: {reason}.") from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(f"{text} is no day; write it as 2026-01-05.", "--on") from None


def _made(answer: EligibilityAnswer) -> date:
    """The day the answer was made: what it says was true then. Today when the file does not tell."""
    for one in answer.sets:
        digits = one.made[:8]
        if len(digits) == len("20260105") and digits.isascii() and digits.isdigit():
            try:
                return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
            except ValueError:
                continue
    return date.today()  # noqa: DTZ011 - the wall calendar of whoever reads the file


def _printable(text: str) -> str:
    """Names hold any alphabet, and standard output may take only some: what it does not take is written out."""
    encoding = sys.stdout.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def _harmless(text: str) -> str:
    """Characters that steer a terminal stand inside JSON strings only; there they may be written as escapes."""
    return FORBIDDEN.sub(lambda found: json.dumps(found[0])[1:-1], text)
