"""What every import has in common: batches that are whole or not there, and a dry run that writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from psr_tui.domain.staff import Actor
from psr_tui.store.repositories.imports import ImportRepository
from psr_tui.store.store import Store

if TYPE_CHECKING:
    from psr_tui.store.unit_of_work import UnitOfWork

T = TypeVar("T")


def in_batches(records: Iterable[T], size: int) -> Iterator[list[T]]:
    """``records`` in lists of ``size``, the last one shorter; each is given out before the next record is read."""
    batch: list[T] = []
    for one in records:
        batch.append(one)
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch


class ImportRun:
    """One import from beginning to end. ``entity`` is what the audit log calls it."""

    def __init__(self, store: Store, actor: Actor, source: str, entity: str, *, dry_run: bool) -> None:
        self._store = store
        self._actor = actor
        self._source = source
        self._entity = entity
        self._dry_run = dry_run

    @contextmanager
    def _batch(self) -> Iterator[tuple[UnitOfWork, ImportRepository]]:
        """The unit of work of one batch; a dry run only reads."""
        unit = self._store.read() if self._dry_run else self._store.write(self._actor, "import", self._entity)
        with unit as work:
            yield work, ImportRepository(work.session, self._source, self._actor.name, work.now)

    def _keep(self, work: UnitOfWork, counts: dict[str, int]) -> None:
        """Log what the batch took in, by kind, and commit it; nothing in a dry run."""
        if not self._dry_run:
            detail = {"source": self._source, **counts}
            work.audit.append("import", self._entity, work.new_id(), detail=detail)
            work.touch("patients", "queue")
            work.commit()
