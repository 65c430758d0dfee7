"""The lists people choose from, and what each person likes to see."""

from __future__ import annotations

from psr_tui.domain.clock import Clock
from psr_tui.domain.staff import Actor
from psr_tui.store.repositories.reference import Provider, Reason, VisitType
from psr_tui.store.store import Store

__all__ = ["Provider", "Reason", "ReferenceService", "VisitType"]


class ReferenceService:
    """The rows a clinic keeps beside its code: reasons, providers, visit types, and what a person prefers."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store

    def reasons(self, actor: Actor, kind: str) -> list[Reason]:
        """Active reasons of a kind (cancel, no_copay, override, deferral, over_short, void, skip,
        callback_cancel, call_reason) in their order."""
        with self._store.read() as work:
            return work.reference.reasons(kind)

    def providers(self, actor: Actor) -> list[Provider]:
        """Active providers, in the order of lists."""
        with self._store.read() as work:
            return work.reference.providers()

    def visit_types(self, actor: Actor) -> list[VisitType]:
        """Active visit types, in the order of lists."""
        with self._store.read() as work:
            return work.reference.visit_types()

    def preference(self, actor: Actor, name: str) -> str:
        """What this person chose last (a filter, a sort), '' for nothing."""
        with self._store.read() as work:
            return work.staff.preference(actor.staff_id, name)

    def prefer(self, actor: Actor, name: str, value: str) -> None:
        """Remember one setting of this person for every station."""
        with self._store.write(actor, "prefer") as work:
            work.staff.prefer(actor.staff_id, name, value)
            work.commit()
