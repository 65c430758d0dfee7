"""Asking Asterisk to place one call: a short conversation of its own, from whichever station the rep sits at.

How the call went is told to every connection, so the line that listens hears it under the id given here.
"""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from psr_tui.domain.errors import Refused
from psr_tui.domain.phone_sources import PhoneSource
from psr_tui.domain.rep_lines import EXTENSION

if TYPE_CHECKING:
    from panoramisk.message import Message

PATIENCE = 5.0
"""Seconds for connecting, logging in and being told that the call is queued."""
RING_MS = 30_000
_NUMBER = re.compile(r"\+?\d{3,15}")
_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
_OTHERWISE = "dial on your telephone and press dialed."


def originate(source: PhoneSource, extension: str, number: str, call_id: str) -> None:
    """Ring ``extension``, then ``number`` (E.164). Raises Refused with what to do instead."""
    if not source.dial:
        raise Refused(f"Dialing from here is not switched on; {_OTHERWISE}")
    if not extension or not EXTENSION.fullmatch(extension):
        raise Refused(f"Nobody knows which telephone is yours (psr-tui phones agents); {_OTHERWISE}")
    if not _NUMBER.fullmatch(number) or not _ID.fullmatch(call_id):
        raise Refused(f"This number cannot be dialed from here; {_OTHERWISE}")
    try:
        answer = asyncio.run(asyncio.wait_for(_ask(source, extension, number, call_id), PATIENCE))
    except (OSError, TimeoutError, EOFError):
        raise Refused(f"The telephone system does not answer; {_OTHERWISE}") from None
    if answer:
        raise Refused(f"The telephone system did not place the call ({answer}); {_OTHERWISE}")


async def _ask(source: PhoneSource, extension: str, number: str, call_id: str) -> str:
    """What the system answers against it; nothing when the call is on its way."""
    from psr_tui.devices.manager_wire import Talk

    welcome: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def say(trouble: str) -> None:
        if welcome.done() or "not let us in yet" in trouble:
            return
        if trouble.startswith("no telephone system"):
            welcome.set_exception(EOFError(trouble))
        else:
            welcome.set_result(trouble)

    talk = Talk(source, asyncio.get_running_loop(), lambda block: True, say)
    talk.connect()
    try:
        refused = await welcome
        if refused:
            return refused
        channel = (source.dial_channel or "PJSIP/{extension}").replace("{extension}", extension)
        # "Async": the answer comes when the call is queued, not when somebody picks up
        reply = talk.send_action({
            "Action": "Originate", "Channel": channel, "Context": source.dial_context or "default", "Exten": number,
            "Priority": "1", "Async": "true", "Timeout": str(RING_MS), "ChannelId": call_id, "ActionID": call_id,
        }, as_list=False)  # fmt: skip
        message: Message = await reply
        return "" if message.success else str(message.message or "no reason given")[:80]
    finally:
        talk.leave()
