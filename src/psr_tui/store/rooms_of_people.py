"""The repositories around a patient's record in a unit of work: made when first used, on its transaction."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from sqlmodel import Session

if TYPE_CHECKING:
    from psr_tui.store.repositories.alerts import AlertRepository
    from psr_tui.store.repositories.contacts import ContactRepository
    from psr_tui.store.repositories.families import FamilyRepository
    from psr_tui.store.repositories.patient_history import PatientHistoryQueries
    from psr_tui.store.repositories.restrictions import RestrictionRepository


class RoomsOfPeople:
    """Restrictions, contacts, families, alerts and history of one transaction."""

    session: Session

    @cached_property
    def restrictions(self) -> RestrictionRepository:
        """What stands against visits, in this transaction."""
        from psr_tui.store.repositories.restrictions import RestrictionRepository

        return RestrictionRepository(self.session)

    @cached_property
    def contacts(self) -> ContactRepository:
        """Contact persons and permissions, in this transaction."""
        from psr_tui.store.repositories.contacts import ContactRepository

        return ContactRepository(self.session)

    @cached_property
    def families(self) -> FamilyRepository:
        """Who belongs together, in this transaction."""
        from psr_tui.store.repositories.families import FamilyRepository

        return FamilyRepository(self.session)

    @cached_property
    def alerts(self) -> AlertRepository:
        """Alerts, in this transaction."""
        from psr_tui.store.repositories.alerts import AlertRepository

        return AlertRepository(self.session)

    @cached_property
    def patient_history(self) -> PatientHistoryQueries:
        """Everything that happened to a patient, in this transaction."""
        from psr_tui.store.repositories.patient_history import PatientHistoryQueries

        return PatientHistoryQueries(self.session)
