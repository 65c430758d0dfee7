"""The open store of one process: where units of work come from."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psr_tui.domain.clock import Clock
from psr_tui.domain.errors import StoreFault, StoreRefused
from psr_tui.domain.staff import Actor
from psr_tui.store import migrate, place, vault
from psr_tui.store.engine import connect, make_engine, writing
from psr_tui.store.gate import WriteGate
from psr_tui.store.unit_of_work import UnitOfWork
from psr_tui.store.vault import DataKeys


class Store:
    """One encrypted file with its pool of connections. Safe to use from several threads; one writes at a time."""

    def __init__(self, path: Path, keys: DataKeys, clock: Clock) -> None:
        self.path = path
        self.keys = keys
        self.clock = clock
        self._engine = make_engine(path, keys.data)
        self._writing = writing(self._engine)
        self._gate = WriteGate(path)
        self._fault: StoreFault | None = None

    @contextmanager
    def write(self, actor: Actor | None, act: str = "", entity: str = "", entity_id: str = "") -> Iterator[UnitOfWork]:
        """A writing unit of work behind the gate. ``act`` and what it is about name a refusal in the audit log.

        Raises StoreBusy with nothing written when the caller gave up waiting, StoreFull when the disk is full.
        """
        if self._fault is not None:  # never go on as if nothing had happened (RS-62)
            raise StoreFault(str(self._fault))
        with self._gate.held():
            clock = self.clock
            unit = UnitOfWork(
                self._writing, self.keys.audit, clock.now(), actor, act, entity, entity_id, clock.boot_seconds()
            )
            try:
                with unit as work:
                    yield work
            except StoreFault as fault:
                self._fault = fault
                raise

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """A reading unit of work: one consistent view, never held across an await or a dialog."""
        clock = self.clock
        with UnitOfWork(self._engine, self.keys.audit, clock.now(), boot_seconds=clock.boot_seconds()) as work:
            yield work

    def close(self) -> None:
        """Close every connection and wipe the keys from memory."""
        self._engine.dispose()
        self.keys.wipe()


def open_store(path: Path, keys: DataKeys, clock: Clock) -> Store:
    """Open an existing store, bringing an older one up first.

    Raises StoreRefused (network disk, newer, foreign or empty file) and StoreDamaged; the bytes are left alone then.
    """
    place.refuse_missing(path)
    place.refuse_network(path)
    with WriteGate(path).held():
        migrate.bring_up(path, keys.data)
    return Store(path, keys, clock)


def create_store(
    path: Path, user_id: str, login: str, password: str, clock: Clock, cost: vault.Cost | None = None
) -> Store:
    """Make a new, empty store with its key file. The schema is complete before the name exists (RS-71).

    Raises StoreRefused when something is at the path already.
    """
    place.make_folder(path.parent)
    place.refuse_network(path)
    if path.exists() or vault.key_path(path).exists():
        raise StoreRefused(f"{path} is there already and was left alone. Choose another path with --store.")
    keys = vault.create(path, user_id, login, password, cost)
    building = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        place.create_private(building)
        migrate.upgrade(building, keys.data)
        connection = connect(building, keys.data)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        connection.execute("PRAGMA journal_mode = DELETE").fetchall()
        connection.close()
        building.replace(path)
        place.flush_folder(path.parent)
    except BaseException:
        for leftover in (building, vault.key_path(path)):
            leftover.unlink(missing_ok=True)
        raise
    return Store(path, keys, clock)
