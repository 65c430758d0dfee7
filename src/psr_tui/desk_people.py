"""The services around a patient's record by the names screens use; each is imported when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from psr_tui.services.alerts import AlertService
    from psr_tui.services.every import Services
    from psr_tui.services.families import FamilyService
    from psr_tui.services.patient_history import PatientHistoryService
    from psr_tui.services.restrictions import RestrictionService


class PeopleByName:
    """Alerts, restrictions, families, history."""

    _services: Services

    @property
    def alerts(self) -> AlertService:
        return self._services.alerts

    @property
    def restrictions(self) -> RestrictionService:
        return self._services.restrictions

    @property
    def families(self) -> FamilyService:
        return self._services.families

    @property
    def patient_history(self) -> PatientHistoryService:
        return self._services.patient_history
