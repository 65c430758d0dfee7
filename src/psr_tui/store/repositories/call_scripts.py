"""The texts reps say: the clinic's newest version of a script, else the one that came with the program."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.call_script import DIRECTIONS
from psr_tui.domain.call_script_text import split_scripts, with_parts
from psr_tui.store.repositories.columns import columns
from psr_tui.store.tables.calls import CallScriptRow

_S = columns(CallScriptRow)
SHIPPED_LANGUAGES = ("en", "es")


@dataclass(frozen=True, slots=True)
class ScriptText:
    """A script as it is stored. ``number`` 0: it came with the program; ``at`` and ``by`` are then empty."""

    reason: str
    language: str
    direction: str
    number: int
    body: str
    at: datetime | None = None
    by: str = ""


class CallScriptRepository:
    """Versions are only added; the newest one is said."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def newest(self, reason: str, language: str, direction: str) -> ScriptText | None:
        """The text that is said now; None when there is none for this reason in this language."""
        query = sql(CallScriptRow).where(_S.reason_code == reason, _S.language == language, _S.direction == direction)
        row = self._session.execute(query.order_by(_S.number.desc()).limit(1)).scalar_one_or_none()
        if row is not None:
            return _text(row)
        return shipped().get((reason, language, direction))

    def all_newest(self) -> list[ScriptText]:
        """Every script that may be said, the clinic's and the shipped ones, in order."""
        last = sql(_S.reason_code, _S.language, _S.direction, func.max(_S.number)).group_by(
            _S.reason_code, _S.language, _S.direction
        )
        own = {(reason, language, direction) for reason, language, direction, _ in self._session.execute(last)}
        found = [self.newest(*key) for key in sorted(own | set(shipped()))]
        return [one for one in found if one is not None]

    def add(self, reason: str, language: str, direction: str, body: str, by: str, at: datetime) -> int:
        """The next version of a script; returns its number."""
        before = self.newest(reason, language, direction)
        number = (before.number if before else 0) + 1
        self._session.add(
            CallScriptRow(
                reason_code=reason, language=language, direction=direction, number=number, body=body, at=at,
                staff_name=by,
            )
        )  # fmt: skip
        self._session.flush()
        return number


@cache
def shipped() -> dict[tuple[str, str, str], ScriptText]:
    """The scripts of the program by reason, language and direction, each standing on its own."""
    found = {}
    for language in SHIPPED_LANGUAGES:
        for direction in DIRECTIONS:
            file = files("psr_tui.store") / "scripts" / f"{language}_{direction}.txt"
            for body in split_scripts(with_parts(file.read_text(encoding="utf-8"))):
                head = next((line.split() for line in body.splitlines() if line.startswith("script ")), None)
                if head is not None:
                    reason = head[1]
                    found[(reason, language, direction)] = ScriptText(reason, language, direction, 0, body)
    return found


def _text(row: CallScriptRow) -> ScriptText:
    return ScriptText(row.reason_code, row.language, row.direction, row.number, row.body, row.at, row.staff_name)
