"""The telephone systems a clinic listens to: what is kept of each, who listens, and how it is told (CC-119)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import PurePath
from zoneinfo import ZoneInfo

from psr_tui.domain.clock import zone
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.text import clean

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
LEASE = timedelta(seconds=30)
"""How long the right to listen runs without being renewed; the next station takes over then."""
RENEW = timedelta(seconds=10)
"""How often the station that listens renews it."""

NOT_YET = " yet"
"""How the trouble ends of a line whose connection is only being made: nothing is known to be wrong."""


class SourceKind(StrEnum):
    """Which adapter; the value is the stored word."""

    QUEUE_LOG = "queue_log"
    MANAGER = "manager"
    REPLAY = "replay"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class PhoneSource:
    """A line that is listened to. ``inode``, ``offset`` and ``fingerprint`` say how far it was read; ``reader`` listens
    until ``reader_until`` (aware UTC). ``secret`` is never shown."""

    name: str
    kind: SourceKind
    active: bool = True
    path: str = ""
    time_zone: str = ""
    host: str = ""
    port: int = 0
    tls: bool = True
    login: str = ""
    secret: str = field(default="", repr=False)
    dial: bool = False
    dial_context: str = ""
    dial_channel: str = ""
    inode: str = ""
    offset: int = 0
    fingerprint: bytes = b""
    read_at: datetime | None = None
    trouble: str = ""
    reader: str = ""
    reader_until: datetime | None = None
    version: int = 1
    changed_by: str = ""
    changed_at: datetime | None = None

    def day(self, tz: ZoneInfo) -> date:
        """The day of a recorded table, which tells times only: the one on which the source was set up."""
        return self.changed_at.astimezone(tz).date() if self.changed_at else date.min

    def free_for(self, reader: str, now: datetime) -> bool:
        """Whether ``reader`` may listen: it does already, nobody does, or the right of the other one has run out. A
        right that reaches farther than it is ever given was written by a clock that was set back since."""
        until = self.reader_until
        return self.reader in ("", reader) or until is None or not now < until <= now + LEASE + LEASE

    @property
    def exposed(self) -> bool:
        """Whether login and secret travel readable through a network (CC-123)."""
        return self.kind is SourceKind.MANAGER and not self.tls and self.host not in _LOOPBACK

    def to_renew(self, now: datetime) -> bool:
        """Whether the right is to be renewed now."""
        return self.reader_until is None or not now < self.reader_until - (LEASE - RENEW) <= now + LEASE

    def listened_to(self, now: datetime) -> bool:
        """Whether a station listens now."""
        return bool(self.reader) and self.reader_until is not None and now < self.reader_until

    def words(self, now: datetime, tz: ZoneInfo) -> str:
        """For lists: ``queue_log /var/log/asterisk/queue_log, read at 12:03, desk-1 listens``."""
        where = self.path or (f"{self.host}:{self.port}" if self.host else "")
        parts = [f"{self.kind.value} {where}".rstrip()]
        if not self.active:
            return f"{parts[0]}, removed"
        if self.kind is SourceKind.MANUAL:
            return f"{parts[0]}, nothing to listen to"
        if self.trouble:
            parts.append(self.trouble.rstrip("."))
        parts.append(f"read at {self.read_at.astimezone(tz):%H:%M}" if self.read_at else "never read")
        parts.append(f"{self.reader.partition('#')[0]} listens" if self.listened_to(now) else "nobody listens")
        return ", ".join(parts)


def checked(source: PhoneSource) -> PhoneSource:
    """The source with its texts cleaned. Raises InvalidInput naming what is missing, with an example."""
    name = clean(source.name, 61)
    if not name or len(name) > 60 or not name.isprintable():
        raise InvalidInput("Name: give the line a short name, for example pbx.", "Name")
    if source.kind in (SourceKind.QUEUE_LOG, SourceKind.REPLAY):
        if not PurePath(source.path).is_absolute():
            raise InvalidInput("File: give the whole path, for example /var/log/asterisk/queue_log.", "File")
    elif source.kind is SourceKind.MANAGER:
        _check_manager(source)
    if source.time_zone:
        zone(source.time_zone)
    return PhoneSource(
        name, source.kind, True, source.path.strip(), source.time_zone, source.host.strip(), source.port, source.tls,
        source.login.strip(), source.secret, source.dial, source.dial_context.strip(), source.dial_channel.strip(),
    )  # fmt: skip


def _check_manager(source: PhoneSource) -> None:
    if not source.host.strip() or not 0 < source.port < 65536:
        raise InvalidInput("Host: give host and port of the manager, for example 127.0.0.1 5038.", "Host")
    if not source.login.strip() or not source.secret:
        raise InvalidInput("Login: the manager needs a login and its secret.", "Login")
