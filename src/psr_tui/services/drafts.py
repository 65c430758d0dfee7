"""Keeping what was typed and not yet saved."""

from __future__ import annotations

from psr_tui.domain.clock import Clock
from psr_tui.domain.staff import Actor
from psr_tui.store.store import Store


class DraftService:
    """Drafts are kept at every field exit, in the encrypted store, for one person and one record."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store

    def keep(self, actor: Actor, form: str, subject_id: str, values: dict[str, str]) -> None:
        """Save the texts of a form's fields as they stand."""
        with self._store.write(actor, "draft.keep", form, subject_id) as work:
            work.drafts.keep(actor.staff_id, form, subject_id, values, work.now)
            work.commit()

    def find(self, actor: Actor, form: str, subject_id: str) -> dict[str, str] | None:
        """What this person typed into the form for this subject and did not save, by field id; None when nothing is
        kept."""
        with self._store.read() as work:
            return work.drafts.find(actor.staff_id, form, subject_id)

    def mine(self, actor: Actor) -> list[tuple[str, str]]:
        """(form, subject id) of every draft this person left."""
        with self._store.read() as work:
            return work.drafts.of(actor.staff_id)

    def drop(self, actor: Actor, form: str, subject_id: str) -> None:
        """The form was saved or thrown away on purpose."""
        with self._store.write(actor, "draft.drop", form, subject_id) as work:
            work.drafts.drop(actor.staff_id, form, subject_id)
            work.commit()
