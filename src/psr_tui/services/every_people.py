"""The use cases around a patient's record; each service is imported when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from psr_tui.domain.clock import Clock

if TYPE_CHECKING:
    from psr_tui.services.alerts import AlertService
    from psr_tui.services.families import FamilyService
    from psr_tui.services.patient_history import PatientHistoryService
    from psr_tui.services.restrictions import RestrictionService
    from psr_tui.store.store import Store


class PeopleServices:
    """Alerts, restrictions, families, history."""

    _store: Store
    _clock: Clock

    @cached_property
    def alerts(self) -> AlertService:
        from psr_tui.services.alerts import AlertService

        return AlertService(self._store, self._clock)

    @cached_property
    def restrictions(self) -> RestrictionService:
        from psr_tui.services.restrictions import RestrictionService

        return RestrictionService(self._store, self._clock)

    @cached_property
    def families(self) -> FamilyService:
        from psr_tui.services.families import FamilyService

        return FamilyService(self._store, self._clock)

    @cached_property
    def patient_history(self) -> PatientHistoryService:
        from psr_tui.services.patient_history import PatientHistoryService

        return PatientHistoryService(self._store, self._clock)
