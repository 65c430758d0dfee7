"""What a rep asks of a drawer, as commands: each carries an id made by the screen, so that it happens once (CD-18)."""

from __future__ import annotations

from dataclasses import dataclass

from psr_tui.domain.cash_moves import OVER_MAXIMUM
from psr_tui.domain.counting import CountRow
from psr_tui.domain.drawer import TenderCount
from psr_tui.domain.money import Money


@dataclass(frozen=True, slots=True)
class AddDrawer:
    """A new place for cash, with the float it should keep; that float is brought in from outside the desk."""

    command_id: str
    code: str
    label: str
    float_amount: Money


@dataclass(frozen=True, slots=True)
class SetFloat:
    """Another float for a drawer, from its next close on (CD-12)."""

    code: str
    float_amount: Money


@dataclass(frozen=True, slots=True)
class OpenDrawer:
    """Open a drawer on a counted float. ``command_id`` becomes the session's id."""

    command_id: str
    drawer_id: str
    rows: tuple[CountRow, ...]


@dataclass(frozen=True, slots=True)
class SafeDrop:
    """Cash out of the drawer into the safe, counted, in a numbered bag, before a witness (CD-35)."""

    command_id: str
    session_id: str
    bag: str
    rows: tuple[CountRow, ...]
    reason: str = OVER_MAXIMUM


@dataclass(frozen=True, slots=True)
class SubmitCount:
    """A finished count: cash by denomination, ticked papers as (journal id, line), card slips and other tenders.

    ``command_id`` becomes the attempt's id. ``version`` is the session's as the counter saw it.
    """

    command_id: str
    session_id: str
    version: int
    rows: tuple[CountRow, ...]
    papers: tuple[tuple[str, int], ...] = ()
    tenders: tuple[TenderCount, ...] = ()


@dataclass(frozen=True, slots=True)
class CloseDrawer:
    """Close a counted drawer; ``bag`` takes what goes to the bank, '' when nothing does."""

    command_id: str
    session_id: str
    version: int
    bag: str = ""
