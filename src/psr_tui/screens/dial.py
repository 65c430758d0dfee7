"""Dialing by hand: the number large enough to read, copied with one key, or opened as a link where that works
(CC-122). Any screen that offers to dial opens this box."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, Protocol, cast

from psr_tui.domain.dialing import link_opens_here, tel_link
from psr_tui.domain.phones import parse_phone, read_foreign_phone
from psr_tui.screens.dialogs import Choose
from psr_tui.screens.flows import Flows

if TYPE_CHECKING:
    from psr_tui.desk import Desk

_RING, _COPY, _LINK = "ring", "copy", "link"


class Copies(Protocol):
    """What the application has for it."""

    copy_to_terminal: bool

    def copy_to_clipboard(self, text: str) -> None: ...

    def open_url(self, url: str) -> None: ...


async def dial_typed(screen: Flows[Any], desk: Desk, typed: str) -> None:
    """As ``offer_dial`` for a number that somebody types. Raises InvalidInput for what is no number."""
    await offer_dial(screen, desk, parse_phone(typed, desk.clinic.area_code, "Number").number.e164)


async def offer_dial(screen: Flows[Any], desk: Desk, e164: str) -> bool:
    """Show the number with the ways to dial it; whether one of them was taken."""
    app, command_id = cast(Copies, screen.app), desk.new_id()
    shown = read_foreign_phone(e164).display
    ways = [(_RING, "Have my telephone ring and dial it")] if await desk.ask(desk.dialing.can_dial) else []
    ways.append((_COPY, f"Copy the number {e164}"))
    link = tel_link(e164)
    if link and link_opens_here(os.environ, sys.platform):
        ways.append((_LINK, f"Open {link} in the telephone program of this computer"))
    way = await screen.open(Choose(f"Dial {shown}", ways, note="Dial on your telephone, or:"))
    if way == _RING:
        screen.say(await desk.act(desk.dialing.dial, e164, command_id))
    elif way == _COPY:
        app.copy_to_clipboard(e164)
        where = "" if app.copy_to_terminal else " inside psr-tui; copy_to_terminal = true in the settings lets it out"
        screen.say(f"{shown} is copied{where}.")
    elif way == _LINK:
        app.open_url(link)
        screen.say(f"{shown} was given to the telephone program of this computer.")
    return way is not None
