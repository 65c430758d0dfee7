"""Typed text that is not saved yet."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from psr_tui.store.tables.drafts import DraftRow


class DraftRepository:
    """Drafts belong to one person, one form and one record; they are never offered for another."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(self, staff_id: str, form: str, subject_id: str, values: dict[str, str], at: datetime) -> None:
        """Keep or replace what somebody typed into a form for a subject."""
        row = self._session.get(DraftRow, (staff_id, form, subject_id))
        body = json.dumps(values, ensure_ascii=False)
        if row is None:
            self._session.add(DraftRow(staff_id=staff_id, form=form, subject_id=subject_id, body=body, saved_at=at))
        else:
            row.body, row.saved_at = body, at

    def find(self, staff_id: str, form: str, subject_id: str) -> dict[str, str] | None:
        """What is kept, by field id; None when nothing is."""
        row = self._session.get(DraftRow, (staff_id, form, subject_id))
        return dict(json.loads(row.body)) if row else None

    def of(self, staff_id: str) -> list[tuple[str, str]]:
        """(form, subject) of every draft of a person."""
        rows = self._session.exec(select(DraftRow.form, DraftRow.subject_id).where(DraftRow.staff_id == staff_id)).all()
        return [(row[0], row[1]) for row in rows]

    def kept(self, staff_id: str, forms: Sequence[str]) -> list[tuple[str, str, dict[str, str], datetime]]:
        """(form, subject, values by field id, when) of a person's drafts of these forms, oldest first."""
        query = select(DraftRow).where(DraftRow.staff_id == staff_id, col(DraftRow.form).in_(forms))
        rows = self._session.exec(query.order_by(col(DraftRow.saved_at), DraftRow.subject_id)).all()
        return [(row.form, row.subject_id, dict(json.loads(row.body)), row.saved_at) for row in rows]

    def drop(self, staff_id: str, form: str, subject_id: str) -> None:
        """Forget it; nothing happens when nothing is kept."""
        self._session.execute(
            delete(DraftRow).where(
                col(DraftRow.staff_id) == staff_id, col(DraftRow.form) == form, col(DraftRow.subject_id) == subject_id
            )
        )

    def drop_all(self, form: str, subject_id: str) -> None:
        """Forget what anybody typed into the form for this subject: somebody has finished it."""
        self._session.execute(
            delete(DraftRow).where(col(DraftRow.form) == form, col(DraftRow.subject_id) == subject_id)
        )
