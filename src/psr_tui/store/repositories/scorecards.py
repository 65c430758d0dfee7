"""Scorecards and their checkpoints; a scored review keeps its own copy, so that these may change any day."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.quality import Checkpoint, Scorecard
from psr_tui.store.repositories.columns import columns
from psr_tui.store.tables.quality import CheckpointRow, ScorecardRow

_D, _K = columns(ScorecardRow), columns(CheckpointRow)


class ScorecardRepository:
    """Reads and writes cards."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> list[Scorecard]:
        """Every card in use, by code."""
        cards = self._session.execute(sql(*_D).where(_D.active.is_(True)).order_by(_D.code)).all()
        return [Scorecard(one.code, one.label, one.pass_percent, self._checkpoints(one.code)) for one in cards]

    def get(self, code: str) -> Scorecard | None:
        """The card of this code."""
        return next((card for card in self.all() if card.code == code), None)

    def save(self, card: Scorecard, by: str, at: datetime) -> None:
        """The card as it is from now on; checkpoints it does not have any more are not asked again."""
        row = self._session.get(ScorecardRow, card.code)
        kept = row or ScorecardRow(code=card.code, label=card.label, version=0, changed_by=by, changed_at=at)
        kept.label, kept.pass_percent, kept.active = card.label, card.pass_percent, True
        kept.version, kept.changed_by, kept.changed_at = kept.version + 1, by, at
        self._session.add(kept)
        self._session.flush()
        wanted = {one.position: one for one in card.checkpoints}
        positions = self._session.execute(sql(_K.position).where(_K.scorecard == card.code)).scalars()
        for position in sorted({*wanted, *positions}):
            self._save_checkpoint(card.code, position, wanted.get(position), by, at)
        self._session.flush()

    def _save_checkpoint(self, code: str, position: int, one: Checkpoint | None, by: str, at: datetime) -> None:
        row = self._session.get(CheckpointRow, (code, position)) or CheckpointRow(
            scorecard=code, position=position, words="", version=0, changed_by=by, changed_at=at
        )
        row.active = one is not None
        if one is not None:
            row.words, row.points, row.instant_fail = one.words, one.points, one.instant_fail
        row.version, row.changed_by, row.changed_at = row.version + 1, by, at
        self._session.add(row)

    def _checkpoints(self, code: str) -> tuple[Checkpoint, ...]:
        query = sql(_K.position, _K.words, _K.points, _K.instant_fail)
        query = query.where(_K.scorecard == code, _K.active.is_(True)).order_by(_K.position)
        return tuple(Checkpoint(*row) for row in self._session.execute(query))
