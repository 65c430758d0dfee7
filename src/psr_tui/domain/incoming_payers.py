"""A list of payers from another system: one row is one payer with what reaches it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from psr_tui.domain.incoming_schedule import RejectedRow
from psr_tui.domain.payers import PayerPage

PAYER_FIELDS = {
    "name": "name of the payer",
    "payer_code": "its id at the clearinghouse",
    "phone": "phone",
    "fax": "fax",
    "address": "street, or the whole address",
    "city": "city",
    "state": "state",
    "zip": "ZIP code",
    "portal_url": "portal",
    "hours": "hours",
    "kind": "commercial, Medicare, Medicaid, ...",
}


@dataclass(frozen=True, slots=True)
class IncomingPayer:
    """A payer of the file; ``number`` is the line a spreadsheet shows for it."""

    number: int
    page: PayerPage


@dataclass(slots=True)
class PayerSummary:
    """What an import of payers did, or would do."""

    dry_run: bool = False
    taken: int = 0
    filled: int = 0
    """Known already, and something that was empty here was filled."""
    already: int = 0
    rejected: list[RejectedRow] = field(default_factory=list)


def filled_up(known: PayerPage, incoming: PayerPage) -> PayerPage:
    """The known page with what it lacks; nothing that somebody wrote here is overwritten."""
    lacking = ("payer_code", "phone", "fax", "address", "portal_url", "hours", "kind")
    more = {name: getattr(incoming, name) for name in lacking if not getattr(known, name) and getattr(incoming, name)}
    return replace(known, **more)
