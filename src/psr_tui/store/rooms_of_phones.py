"""The repositories of the phones in one transaction; each is imported when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from sqlmodel import Session

if TYPE_CHECKING:
    pass
    # of calls

    # of line

    # of callbacks

    # of blocks

    # of flags
    from psr_tui.store.repositories.boundary import BoundaryRepository
    from psr_tui.store.repositories.call_scripts import CallScriptRepository
    from psr_tui.store.repositories.interpreters import InterpreterRepository
    from psr_tui.store.repositories.next_visits import NextVisitRepository
    from psr_tui.store.repositories.red_flags import RedFlagRepository

    # of messages

    # of figures

    # of board

    # of quality


class RoomsOfPhones:
    """Calls, the telephone line, blocks, messages, figures, reviews."""

    session: Session

    # of calls

    # of line

    # of callbacks

    # of blocks

    # of flags
    @cached_property
    def flags(self) -> RedFlagRepository:
        """Red flags, their route and phrases, in this transaction."""
        from psr_tui.store.repositories.red_flags import RedFlagRepository

        return RedFlagRepository(self.session)

    @cached_property
    def scripts(self) -> CallScriptRepository:
        """What is said in calls, in this transaction."""
        from psr_tui.store.repositories.call_scripts import CallScriptRepository

        return CallScriptRepository(self.session)

    @cached_property
    def boundary(self) -> BoundaryRepository:
        """What reps may say and who read it, in this transaction."""
        from psr_tui.store.repositories.boundary import BoundaryRepository

        return BoundaryRepository(self.session)

    @cached_property
    def interpreters(self) -> InterpreterRepository:
        """Interpreter requests, in this transaction."""
        from psr_tui.store.repositories.interpreters import InterpreterRepository

        return InterpreterRepository(self.session)

    @cached_property
    def next_visits(self) -> NextVisitRepository:
        """The next visit of a patient, in this transaction."""
        from psr_tui.store.repositories.next_visits import NextVisitRepository

        return NextVisitRepository(self.session)

    # of messages

    # of figures

    # of board

    # of quality
