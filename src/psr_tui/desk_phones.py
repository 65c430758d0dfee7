"""The services of the phones by the names screens use; each is imported when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # of calls
    # of line
    # of callbacks
    # of blocks
    # of flags
    from psr_tui.services.boundary import BoundaryService
    from psr_tui.services.call_scripts import CallScriptService
    from psr_tui.services.every import Services
    from psr_tui.services.flag_route import FlagRouteService
    from psr_tui.services.interpreters import InterpreterService
    from psr_tui.services.quick_notes import QuickNoteService
    from psr_tui.services.spoken import SpokenService

    # of messages

    # of figures

    # of board

    # of quality


class PhonesByName:
    """Calls, the telephone line, blocks, messages, figures, reviews."""

    _services: Services

    # of calls

    # of line

    # of callbacks

    # of blocks

    # of flags
    @property
    def flags(self) -> FlagRouteService:
        return self._services.flags

    @property
    def scripts(self) -> CallScriptService:
        return self._services.scripts

    @property
    def boundary(self) -> BoundaryService:
        return self._services.boundary

    @property
    def spoken(self) -> SpokenService:
        return self._services.spoken

    @property
    def interpreters(self) -> InterpreterService:
        return self._services.interpreters

    @property
    def quick_notes(self) -> QuickNoteService:
        return self._services.quick_notes

    # of messages

    # of figures

    # of board

    # of quality
