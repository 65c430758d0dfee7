"""Every change of a coverage keeps how it looks afterwards, in the same transaction (FD-106)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psr_tui.domain.coverage import Coverage
from psr_tui.domain.coverage_form import as_content
from psr_tui.services.estimate_steps import on_payer_changed

if TYPE_CHECKING:
    from psr_tui.store.unit_of_work import UnitOfWork

ENTITY = "coverage"


def keep_version(work: UnitOfWork, coverage_id: str, before: Coverage | None = None) -> Coverage:
    """Keep the coverage as it is now; ``before`` is how it was, for one whose first change this is."""
    now = work.coverage.get(coverage_id, work.clinic.get().tz)
    if now is None:
        raise LookupError(coverage_id)
    content = as_content(before) if before is not None else None
    work.versions.keep(ENTITY, coverage_id, now.version, now.patient_id, as_content(now), content)
    if work.actor is not None:  # who pays a visit to come decides about its estimate (FD-143)
        on_payer_changed(work, work.actor, now.patient_id)
    return now
