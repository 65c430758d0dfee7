"""Every table once. Importing this package fills ``SQLModel.metadata``; the migrations must lead to the same schema."""

from psr_tui.store.tables import (
    accounts,
    audit,
    callbacks,
    cash_moves,
    check_in,
    clinic,
    coverage,
    drafts,
    drawer,
    ledger,
    patients,
    reference,
    schedule,
    staff,
)
from psr_tui.store.tables.base import METADATA

__all__ = [
    "METADATA",
    "accounts",
    "audit",
    "callbacks",
    "cash_moves",
    "check_in",
    "clinic",
    "coverage",
    "drafts",
    "drawer",
    "ledger",
    "patients",
    "reference",
    "schedule",
    "staff",
]
