"""Where a transaction begins and ends: one unit of work for one use case.

It rolls back on leaving unless ``commit`` was called. Writing takes the host-wide gate, then BEGIN IMMEDIATE. A
refusal inside a writing unit is logged in a transaction of its own, so that nobody can try doors unseen.
"""

from __future__ import annotations

import os
from datetime import datetime
from functools import cached_property
from types import TracebackType
from typing import Self

from sqlalchemy import Engine
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from psr_tui.domain.errors import DeskError
from psr_tui.domain.ids import new_id
from psr_tui.domain.staff import Actor
from psr_tui.store.refusals import translate
from psr_tui.store.repositories.audit import AuditRepository
from psr_tui.store.rooms_of_cover import RoomsOfCover
from psr_tui.store.rooms_of_desk import RoomsOfDesk
from psr_tui.store.rooms_of_money import RoomsOfMoney
from psr_tui.store.rooms_of_people import RoomsOfPeople
from psr_tui.store.rooms_of_phones import RoomsOfPhones
from psr_tui.store.tables.clinic import TopicRow

_TOPICS = TopicRow.__table__  # type: ignore[attr-defined]
_COUNT = insert(_TOPICS).on_conflict_do_update(index_elements=["name"], set_={"changes": _TOPICS.c.changes + 1})


class UnitOfWork(RoomsOfDesk, RoomsOfPeople, RoomsOfCover, RoomsOfPhones, RoomsOfMoney):
    """One transaction with its repositories. Made by ``Store.read`` and ``Store.write``, never by hand."""

    def __init__(
        self,
        engine: Engine,
        audit_key: bytes | bytearray,
        now: datetime,
        actor: Actor | None = None,
        act: str = "",
        entity: str = "",
        entity_id: str = "",
        boot_seconds: float = 0.0,
    ) -> None:
        self.now = now
        self.boot_seconds = boot_seconds
        self.actor = actor
        self._engine = engine
        self._audit_key = audit_key
        self._act = (act, entity, entity_id)
        self._touched: set[str] = set()
        self.session = Session(engine, expire_on_commit=False)

    def __enter__(self) -> Self:
        try:
            self.session.connection()  # begins now: the instant of BEGIN is the instant of the unit
        except DBAPIError as error:
            self.session.close()
            meaning = translate(error)
            if meaning is not None:
                raise meaning from None
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.session.rollback()
        self.session.close()
        meaning = translate(error) if isinstance(error, DBAPIError) else None
        refusal = meaning or error
        if isinstance(refusal, DeskError) and self.actor is not None:
            self._log_refusal(refusal)
        if meaning is not None:
            raise meaning from None

    def commit(self) -> None:
        """Make it true. Raises a DeskError when the database refuses; nothing is written then."""
        try:
            self._count_topics()
            self.session.commit()
        except DBAPIError as error:
            self.session.rollback()
            meaning = translate(error)
            if meaning is not None:
                raise meaning from None
            raise

    def act_as(self, actor: Actor) -> None:
        """Name the person of this unit, where it becomes known only inside (a sign-in)."""
        self.actor = actor
        self.__dict__.pop("audit", None)

    def touch(self, *topics: str) -> None:
        """Say which parts of the store change, so that every open screen that shows them looks again."""
        self._touched.update(topics)

    def new_id(self) -> str:
        """A new id that sorts by time and is safe to make on any machine."""
        return new_id(self.now, os.urandom(10))

    def _count_topics(self) -> None:
        if self._touched:
            topics = [{"name": topic, "changes": 1} for topic in sorted(self._touched)]
            self.session.connection().execute(_COUNT, topics)

    def _log_refusal(self, refusal: DeskError) -> None:
        act, entity, entity_id = self._act
        with Session(self._engine, expire_on_commit=False) as session:
            try:
                audit = AuditRepository(session, self._audit_key, self.now, self.actor)
                audit.append("refused", entity, entity_id, reason=type(refusal).__name__, detail={"act": act})
                session.commit()
            except DBAPIError as error:
                session.rollback()
                if translate(error) is None:  # a full disk or a busy store cannot hide the refusal itself
                    raise

    @cached_property
    def audit(self) -> AuditRepository:
        """The log, in this transaction."""
        return AuditRepository(self.session, self._audit_key, self.now, self.actor)
