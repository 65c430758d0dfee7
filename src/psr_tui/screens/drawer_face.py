"""Which drawer session is on the screen, which of its faces is shown, and the way to its reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psr_tui.domain.drawer import DrawerSession, DrawerState
from psr_tui.screens.base import Place
from psr_tui.screens.drawer_reports import choose_report
from psr_tui.services.drawer import DrawerLine, DrawerStatus, ReceiptLine
from psr_tui.services.drawer_count import CountSheet
from psr_tui.services.drawer_steps import Reveal
from psr_tui.services.hand_over import Waiting

if TYPE_CHECKING:
    from psr_tui.desk import Desk

_FACES = {
    DrawerState.OPEN: "open",
    DrawerState.SUSPENDED: "open",
    DrawerState.COUNTING: "counting",
    DrawerState.COUNTED: "reveal",
    DrawerState.APPROVED: "reveal",
}
_WHEN = {
    "open_drawer": ("drawers", "You are at a drawer; close it or step back before you open another."),
    "count": ("open", "2 counts an open drawer; after the freeze 7 counts again."),
    "away": ("open", "Only an open drawer can be left or taken up again."),
    "move": ("open", "Cash moves need an open drawer, not one that is counted."),
    "open": ("drawers open", "There is no list to look into now."),
    "sign": ("reveal", "A signature is for a count that is frozen."),
    "recount": ("reveal", "7 counts again after a count is frozen."),
    "give_back": ("open", "Money is given back from an open drawer."),
    "reason": ("reveal", "A reason is for a frozen count that differs."),
    "report": ("drawers open reveal", "Reports wait until the count is frozen."),
    "take": ("open", "Money is taken into an open drawer."),
    "odd": ("counting", "Odd money is for a count."),
    "freeze": ("counting reveal", "F10 freezes a count or closes a counted drawer."),
}


class DrawerFace(Place):
    """Base of the drawer place."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.status: DrawerStatus | None = None
        self.sheet: CountSheet | None = None
        self.reveal: Reveal | None = None
        self.drawer_lines: dict[str, DrawerLine] = {}
        self.receipt_lines: dict[str, ReceiptLine] = {}
        self.waiting: list[Waiting] = []
        self.drafted = False
        self._looking_at = ""
        self._listing = False  # a supervisor steps back from the own drawer to see every one

    @property
    def face(self) -> str:
        return _FACES[self.status.session.state] if self.status is not None else "drawers"

    @property
    def session(self) -> DrawerSession:
        """The session on the screen. The faces that act on one have it."""
        if self.status is None:
            raise AssertionError("no drawer on the screen")
        return self.status.session

    def why_not(self, action: str) -> str:
        faces, why = _WHEN.get(action, (self.face, ""))
        if self.face not in faces.split():
            return why
        if action in ("take", "give_back") and self.status is not None:  # before a patient is looked for in vain
            if self._looking_at and action == "take":
                return f"This is the drawer of {self.session.staff_name}; F12 goes back."
            if self.session.state is DrawerState.SUSPENDED:
                return "This drawer is suspended; 3 takes it up again."
        return ""

    def free(self, key: str) -> bool:
        line = self.drawer_lines.get(key)
        return line is not None and line.session is None

    async def read_session(self) -> None:
        """The session on the screen: the one looked at, else one's own; none when it is closed."""
        mine = await self.desk.ask(self.desk.drawer.mine)
        self._listing = self._listing and mine is not None
        own = mine.session_id if mine is not None and not self._listing else ""
        self.status = await self._live(self._looking_at) or await self._live(own)
        if self.status is None or self.status.session.session_id != self._looking_at:
            self._looking_at = ""

    async def _live(self, session_id: str) -> DrawerStatus | None:
        """How a session stands; None when there is none, or it was closed, also since it was named."""
        status = await self.desk.ask(self.desk.drawer.status, session_id) if session_id else None
        return status if status is not None and status.session.state is not DrawerState.CLOSED else None

    async def done(self, said: str) -> None:
        await self.reload()
        self.say(said)

    # --- reports ---
    def action_report(self) -> None:
        self.flow(choose_report(self))
