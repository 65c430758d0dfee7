"""The use cases of coverages, payers, cases, authorisations and referrals; each imported when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from psr_tui.domain.clock import Clock

if TYPE_CHECKING:
    from psr_tui.services.authorisations import AuthorisationService
    from psr_tui.services.cases import CaseService
    from psr_tui.services.coverages import CoverageService
    from psr_tui.services.payers import PayerService
    from psr_tui.services.referrals import ReferralService
    from psr_tui.store.store import Store


class CoverServices:
    """Who pays, and what they allowed."""

    _store: Store
    _clock: Clock

    @cached_property
    def coverages(self) -> CoverageService:
        from psr_tui.services.coverages import CoverageService

        return CoverageService(self._store, self._clock)

    @cached_property
    def payers(self) -> PayerService:
        from psr_tui.services.payers import PayerService

        return PayerService(self._store, self._clock)

    @cached_property
    def cases(self) -> CaseService:
        from psr_tui.services.cases import CaseService

        return CaseService(self._store, self._clock)

    @cached_property
    def authorisations(self) -> AuthorisationService:
        from psr_tui.services.authorisations import AuthorisationService

        return AuthorisationService(self._store, self._clock)

    @cached_property
    def referrals(self) -> ReferralService:
        from psr_tui.services.referrals import ReferralService

        return ReferralService(self._store, self._clock)
