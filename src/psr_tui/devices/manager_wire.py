"""The conversation with Asterisk's manager interface, by panoramisk, with an end to everything (call-center.md 15).

A half block has a largest size, a silent server is dropped, a refused login is not repeated every two seconds, and
nothing the other side sends gets out as an exception or into a log.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
import time
from collections.abc import Callable, Mapping
from typing import Any

from panoramisk.ami_protocol import AMIProtocol
from panoramisk.manager import Manager
from panoramisk.message import Message

from psr_tui.domain.phone_sources import NOT_YET, PhoneSource

LARGEST_BLOCK = 256 * 1024
"""Bytes of a block that has not ended: no event of the manager comes near it."""
SILENCE = 35.0
"""Seconds without an answer to a ping after which the connection counts as lost."""
AGAIN, AGAIN_AFTER_REFUSAL = 2.0, 60.0
"""Seconds until the next try."""
EVENTS = "agent,call"
"""The classes of events that are asked for, so that an account with more rights sends no more."""
GREETING = "Asterisk Call Manager"

_QUIET = logging.getLogger("psr_tui.line")
_QUIET.addHandler(logging.NullHandler())
_QUIET.propagate = False  # panoramisk would write out what is sent, secret included


def tls_of(source: PhoneSource) -> ssl.SSLContext | bool:
    """The machine's trusted certificates, or none for a plain connection."""
    return ssl.create_default_context() if source.tls else False


def values(message: Message) -> Mapping[str, str]:
    """The block with one text a key: of repeated ones the first."""
    for key, value in list(message.items()):
        if isinstance(value, list):
            message[key] = str(value[0]) if value else ""
    block: Mapping[str, str] = message
    return block


class Wire(AMIProtocol):  # type: ignore[misc]  # panoramisk has no types
    """One connection of a talk. What the other side sends may come before the talk knows that it is connected."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._lie = ""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.factory = self._talk
        self.heard_at = time.monotonic()
        self._pending = 0

    def data_received(self, data: bytes) -> None:
        self.heard_at = time.monotonic()
        if self.version is None and not GREETING.encode().startswith(data[: len(GREETING)]):
            self._end("another program answers there, not a manager of Asterisk")
            return
        _, parted, rest = data.rpartition(b"\r\n\r\n")
        self._pending = len(rest) if parted else self._pending + len(data)
        if self._pending > LARGEST_BLOCK:
            self._end("the telephone system sends something without an end")
            return
        super().data_received(data)

    def _end(self, why: str) -> None:
        self._lie = self._lie or why
        self.transport.abort()

    def connection_lost(self, exc: Any) -> None:
        if self._lie:
            self._talk.lies(self._lie)
        super().connection_lost(exc)

    def handle_message(self, message: Message) -> None:
        if "event" in message:
            if not self.factory.take(values(message)) and not self.closed:
                self.transport.pause_reading()  # the other side waits until somebody asked what was heard
            return
        super().handle_message(message)


class Talk(Manager):  # type: ignore[misc]
    """Connects, logs in, hands on events, and tells in words why nothing is heard."""

    def __init__(
        self,
        source: PhoneSource,
        loop: asyncio.AbstractEventLoop,
        take: Callable[[Mapping[str, str]], bool],
        say: Callable[[str], None],
    ) -> None:
        super().__init__(
            loop=loop, host=source.host, port=source.port, ssl=tls_of(source), username=source.login,
            secret=source.secret, events=EVENTS, log=_QUIET, protocol_factory=lambda: Wire(self),
            reconnect_timeout=AGAIN,
        )  # fmt: skip
        self.take = take
        self.authenticated: bool = False
        self._say = say
        self._left = False

    def connect(self, *args: Any, **named: Any) -> Any:
        """Try once; a failure tries again later."""
        return None if self._left else super().connect(*args, **named)

    def connection_made(self, f: asyncio.Future[Any]) -> None:
        if self._left or f.cancelled():
            return
        error = f.exception()
        if isinstance(error, OSError):
            self._say(_unreached(self.config["host"], self.config["port"], error))
        super().connection_made(f)
        if error is None:
            self.protocol.log = _QUIET
            self._say(f"the telephone system was reached but has not let us in{NOT_YET}")

    def login(self, future: asyncio.Future[Any]) -> bool:
        if future.cancelled():
            return False
        welcome = bool(super().login(future))
        self.reconnect_timeout = AGAIN if welcome else AGAIN_AFTER_REFUSAL
        self._say("" if welcome else "the telephone system refused login and secret; correct them with phones add")
        if not welcome:
            self.drop()
        return welcome

    def ping(self) -> None:
        if self.protocol is not None and time.monotonic() - self.protocol.heard_at > SILENCE:
            self._say("the telephone system answers no more")
            self.drop()
            return
        super().ping()

    def connection_lost(self, exc: Any) -> None:
        if self._left:
            return
        if self.authenticated:
            self._say("the connection to the telephone system was lost")
        self.authenticated = False
        super().connection_lost(exc)

    def lies(self, why: str) -> None:
        """What came is no conversation: say so, and take our time before the next try."""
        self.reconnect_timeout = AGAIN_AFTER_REFUSAL
        self.authenticated = False
        self._say(why)

    def drop(self) -> None:
        """End the connection; the next try follows."""
        if self.protocol is not None and not self.protocol.closed:
            self.protocol.transport.abort()

    def go_on(self) -> None:
        """Read again, after the other side had to wait."""
        if self.protocol is not None and not self.protocol.closed:
            self.protocol.transport.resume_reading()

    def leave(self) -> None:
        """End it for good."""
        self._left = True
        self.close()


def _unreached(host: str, port: int, error: OSError) -> str:
    if isinstance(error, ssl.SSLError):
        return f"the telephone system at {host}:{port} has no certificate this machine trusts"
    return f"no telephone system answers at {host}:{port}"
