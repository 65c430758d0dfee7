"""A small server of Asterisk's manager interface: logs in, plays blocks, and misbehaves as it is told.

    with ManagerServer(blocks) as server:
        line = ManagerLine(server.source(), clock)

It runs on a thread of its own on a free port of this host. ``secret`` of the account "desk" is "s3cret".
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from threading import Event, Thread
from types import TracebackType
from typing import Any

from psr_tui.domain.phone_events import PhoneEvent, PhoneKind
from psr_tui.domain.phone_sources import PhoneSource, SourceKind

EOL = "\r\n"
PATIENCE = 20.0
"""Seconds anything may take; the machine may be busy."""


class ManagerServer:
    """``blocks`` are played to everybody who logs in; ``raw`` is sent after them as it is; ``hang_up`` then ends the
    connection. ``refuse_calls``: what is answered to an Originate instead of placing it. ``greet``: the first line;
    ``due``: the second after the login at which each block is sent, all at once if not given."""

    def __init__(
        self,
        blocks: Sequence[str] = (),
        *,
        raw: bytes = b"",
        hang_up: bool = False,
        refuse_calls: str = "",
        greet: str = "Asterisk Call Manager/5.0.2",
        due: Sequence[float] = (),
    ) -> None:
        self.blocks, self.raw, self.hang_up, self.refuse_calls = list(blocks), raw, hang_up, refuse_calls
        self.greet, self.due = greet, due
        self.asked: list[dict[str, str]] = []
        """Every action that came, in order."""
        self.logins = 0
        self._sessions: set[asyncio.StreamWriter] = set()
        self._ready = Event()

    def __enter__(self) -> ManagerServer:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(PATIENCE)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)

    def source(self, **more: Any) -> PhoneSource:
        """This server as a source of the clinic."""
        known: dict[str, Any] = {
            "name": "pbx", "kind": SourceKind.MANAGER, "host": "127.0.0.1", "port": self.port, "tls": False,
            "login": "desk", "secret": "s3cret",
        }  # fmt: skip
        return PhoneSource(**{**known, **more})

    # --- on its thread ---
    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._talk, "127.0.0.1", 0))
        self.port: int = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(f"{self.greet}{EOL}".encode())
        try:
            while True:
                asked = await self._action(reader)
                self.asked.append(asked)
                await self._answer(asked, writer)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self._sessions.discard(writer)
            writer.close()

    async def _action(self, reader: asyncio.StreamReader) -> dict[str, str]:
        text = (await reader.readuntil(b"\r\n\r\n")).decode()
        return dict(line.split(": ", 1) for line in text.split(EOL) if ": " in line)

    async def _answer(self, asked: dict[str, str], writer: asyncio.StreamWriter) -> None:
        match asked.get("Action", "").lower():
            case "login" if asked.get("Secret") != "s3cret":
                self._reply(writer, asked, "Error", "Authentication failed")
            case "login":
                self.logins += 1
                self._reply(writer, asked, "Success", "Authentication accepted")
                self._sessions.add(writer)
                await self._play(writer)
            case "originate" if self.refuse_calls:
                self._reply(writer, asked, "Error", self.refuse_calls)
            case "originate":
                self._reply(writer, asked, "Success", "Originate successfully queued")
                told = {"ActionID": asked["ActionID"], "Response": "Success", "Uniqueid": asked["ChannelId"]}
                for session in self._sessions:  # told to everybody, as Asterisk does
                    session.write(block(Event="OriginateResponse", **told).encode())
            case _:
                self._reply(writer, asked, "Success", "Pong")

    async def _play(self, writer: asyncio.StreamWriter) -> None:
        began = self._loop.time()
        for number, one in enumerate(self.blocks):
            if self.due:
                await asyncio.sleep(max(0.0, began + self.due[number] - self._loop.time()))
            writer.write(one.encode())
        writer.write(self.raw)
        await writer.drain()
        if self.hang_up:
            writer.close()

    def _reply(self, writer: asyncio.StreamWriter, asked: dict[str, str], response: str, message: str) -> None:
        writer.write(block(Response=response, ActionID=asked.get("ActionID", ""), Message=message).encode())


def block(**pairs: object) -> str:
    """One block of the interface."""
    return "".join(f"{key}: {value}{EOL}" for key, value in pairs.items()) + EOL


def blocks_of(event: PhoneEvent) -> str:
    """The block that tells this event, with the time stamp of its second; nothing for what has none."""
    common = {"Timestamp": f"{event.at.timestamp():.6f}", "Queue": event.queue, "Uniqueid": event.call_id}
    agent = {"MemberName": event.agent}
    match event.kind:
        case PhoneKind.JOINED:
            return block(Event="QueueCallerJoin", **common, CallerIDNum=event.number, Position=event.position)
        case PhoneKind.CONNECTED:
            return block(Event="AgentConnect", **common, **agent, HoldTime=event.wait_seconds, RingTime=0)
        case PhoneKind.ENDED:
            ended = {"HoldTime": event.wait_seconds, "TalkTime": event.talk_seconds, "Reason": event.reason}
            return block(Event="AgentComplete", **common, **agent, **ended)
        case PhoneKind.ABANDONED:
            gone = {
                "Position": event.position,
                "OriginalPosition": event.first_position,
                "HoldTime": event.wait_seconds,
            }
            return block(Event="QueueCallerAbandon", **common, **gone)
        case _:
            return ""
