"""stand-in until claims is merged"""
from __future__ import annotations
from datetime import datetime
from psr_tui.domain.callback_filter import CallbackFilter
from psr_tui.domain.staff import Actor
from psr_tui.store.unit_of_work import UnitOfWork


def reserve(work: UnitOfWork, actor: Actor, block_id: str, wanted: CallbackFilter, count: int, due_by: datetime | None = None) -> int:
    return 0


def unreserve(work: UnitOfWork, block_id: str) -> int:
    return 0
