"""Every table once: ``METADATA`` is whole after importing this. The migrations must lead to the same schema."""

from psr_tui.store.tables import (  # noqa: F401
    accounts,
    audit,
    authorisations,
    booking,
    call_rules,
    callbacks,
    calls,
    cash_moves,
    check_in,
    clinic,
    coverage,
    drafts,
    drawer,
    eligibility,
    estimates,
    ledger,
    messages,
    patients,
    people,
    phone_blocks,
    phone_line,
    quality,
    reference,
    schedule,
    staff,
    visit_day,
    work,
)
from psr_tui.store.tables.base import METADATA

__all__ = ["METADATA"]
