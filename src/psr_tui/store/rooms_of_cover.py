"""The repositories of payers, cases, authorisations and referrals in a unit of work: made when first used."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from sqlmodel import Session

if TYPE_CHECKING:
    from psr_tui.store.repositories.authorisations import AuthorisationRepository
    from psr_tui.store.repositories.cases import CaseRepository
    from psr_tui.store.repositories.payers import PayerRepository
    from psr_tui.store.repositories.referrals import ReferralRepository


class RoomsOfCover:
    """Who pays beside the coverages, and what they allowed, of one transaction."""

    session: Session

    @cached_property
    def payers(self) -> PayerRepository:
        """Payers, in this transaction."""
        from psr_tui.store.repositories.payers import PayerRepository

        return PayerRepository(self.session)

    @cached_property
    def cases(self) -> CaseRepository:
        """Cases, in this transaction."""
        from psr_tui.store.repositories.cases import CaseRepository

        return CaseRepository(self.session)

    @cached_property
    def authorisations(self) -> AuthorisationRepository:
        """Authorisations and referrals in, in this transaction."""
        from psr_tui.store.repositories.authorisations import AuthorisationRepository

        return AuthorisationRepository(self.session)

    @cached_property
    def referrals(self) -> ReferralRepository:
        """Referrals out, in this transaction."""
        from psr_tui.store.repositories.referrals import ReferralRepository

        return ReferralRepository(self.session)
