"""Taking a list of payers in: known by their id or name, so that running it twice does nothing twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from psr_tui.domain.clock import Clock
from psr_tui.domain.errors import DeskError
from psr_tui.domain.incoming_payers import IncomingPayer, PayerSummary, filled_up
from psr_tui.domain.incoming_schedule import RejectedRow
from psr_tui.domain.payers import as_content
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.text import fold
from psr_tui.services.import_run import in_batches
from psr_tui.services.payers import ENTITY, add_payer
from psr_tui.store.store import Store

if TYPE_CHECKING:
    from psr_tui.store.unit_of_work import UnitOfWork

BATCH = 200


class PayerImport:
    """Payers of a file. What was written here is never overwritten; what is empty is filled."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def take(self, actor: Actor, rows: Iterable[IncomingPayer | RejectedRow], *, dry_run: bool = False) -> PayerSummary:
        """Take all rows; one that cannot be taken is rejected with its reason and the others go on. Raises NotAllowed
        for everybody but administrators."""
        actor.require(Role.ADMINISTRATOR, "import records")
        summary = PayerSummary(dry_run)
        seen: dict[str, int] = {}
        for batch in in_batches(rows, BATCH):
            with self._store.read() if dry_run else self._store.write(actor, "import", ENTITY) as work:
                for row in batch:
                    self._one(work, actor, row, summary, seen)
                if not dry_run:
                    detail = {"taken": summary.taken, "filled": summary.filled}
                    work.audit.append("import", ENTITY, work.new_id(), detail=detail)
                    work.touch("reference")
                    work.commit()
        return summary

    @staticmethod
    def _one(
        work: UnitOfWork, actor: Actor, row: IncomingPayer | RejectedRow, summary: PayerSummary, seen: dict[str, int]
    ) -> None:
        if isinstance(row, RejectedRow):
            summary.rejected.append(row)
            return
        first = seen.setdefault(fold(row.page.name), row.number)
        if first != row.number:
            summary.rejected.append(RejectedRow(row.number, f"{row.page.name} stands in row {first} already."))
            return
        try:
            _take(work, actor, row, summary)
        except DeskError as error:
            summary.rejected.append(RejectedRow(row.number, error.message))


def _take(work: UnitOfWork, actor: Actor, row: IncomingPayer, summary: PayerSummary) -> None:
    """By the name, else by the code: two payers may share a code, never a name."""
    payer_id = work.coverage.payer_named(row.page.name)
    if payer_id is None and row.page.payer_code:
        payer_id = work.payers.of_code(row.page.payer_code)
    record = work.payers.get(payer_id) if payer_id else None
    if record is None:
        summary.taken += 1
        if not summary.dry_run:
            add_payer(work, replace(row.page, payer_id=work.new_id()), actor)
        return
    page = filled_up(record.page, row.page)
    if page == record.page:
        summary.already += 1
        return
    summary.filled += 1
    if not summary.dry_run:
        number = work.payers.change(page, actor.name, work.now)
        work.versions.keep(ENTITY, page.payer_id, number, None, as_content(page), as_content(record.page))
