"""One log file and the files it was rotated into: which one holds the place where reading stopped.

A log is rotated by renaming (the file goes on under another name) or by copying and truncating (the copy goes on, the
file begins anew). Both are told from what stood before the place: its inode, and a fingerprint of the bytes there.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from psr_tui.devices.phone_line import Mark

BEHIND = 512  # bytes before the place that are fingerprinted
_ROTATED = re.compile(r"[.-](?:old|\d[\d.\-T:_]*)$")


def fingerprint(before: bytes) -> bytes:
    """What stood before a place, in sixteen bytes; nothing at the beginning of a file."""
    return hashlib.blake2b(before[-BEHIND:], digest_size=16).digest() if before else b""


class LogFile:
    """One open file of a log. ``path`` is the name it had when it was opened."""

    def __init__(self, path: Path) -> None:
        self.path = path
        # a pipe or a terminal under this name would wait for somebody; it is refused below instead
        self._handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        found = os.fstat(self._handle)
        if not stat.S_ISREG(found.st_mode):
            self.close()
            raise OSError(0, "it is not a plain file")
        self.inode = f"{found.st_dev}:{found.st_ino}"

    @property
    def changed_ns(self) -> int:
        """When it was last written."""
        return os.fstat(self._handle).st_mtime_ns

    def read(self, offset: int, most: int) -> tuple[bytes, bytes]:
        """What stands before ``offset``, as far as it is fingerprinted, and up to ``most`` bytes behind it: in one
        reading, so that a truncation cannot come between."""
        behind = min(offset, BEHIND)
        read = os.pread(self._handle, behind + most, offset - behind)
        return read[:behind], read[behind:]

    def holds(self, mark: Mark) -> bool:
        """Whether the place is in this file: the bytes before it are those that were read."""
        before, _ = self.read(mark.offset, 0)
        return len(before) == min(mark.offset, BEHIND) and fingerprint(before) == mark.fingerprint

    def close(self) -> None:
        """Let go of it."""
        os.close(self._handle)


class Rotated(NamedTuple):
    """A file that the log was rotated into, as the folder shows it."""

    changed_ns: int
    inode: str
    path: Path


def rotated(path: Path) -> list[Rotated]:
    """The files that ``path`` was rotated into, the one written last first. Packed ones are left out: nothing can be
    read in them at a place."""
    found = []
    for one in path.parent.iterdir():
        if one.name.startswith(path.name) and _ROTATED.fullmatch(one.name[len(path.name) :]):
            with suppress(FileNotFoundError):  # rotated on meanwhile
                seen = one.stat()
                found.append(Rotated(seen.st_mtime_ns, f"{seen.st_dev}:{seen.st_ino}", one))
    return sorted(found, reverse=True)


def holding(path: Path, mark: Mark) -> LogFile | None:
    """The file, opened, in which the place is: the log itself or one it was rotated into; None when none is left."""
    copy: LogFile | None = None
    for one in [path, *(seen.path for seen in rotated(path))]:
        file = _opened(one)
        if file is None:
            continue
        if (mark.offset or file.inode == mark.inode) and file.holds(mark):
            if file.inode == mark.inode:
                if copy is not None:
                    copy.close()
                return file
            if copy is None:  # the newest one with the same bytes
                copy = file
                continue
        file.close()
    return copy


def later_than(path: Path, read: LogFile) -> list[Rotated]:
    """The rotated files that were written after ``read``, the oldest first."""
    return [one for one in reversed(rotated(path)) if one.inode != read.inode and one.changed_ns > read.changed_ns]


def next_after(path: Path, read: LogFile) -> LogFile:
    """The file, opened, that follows ``read``: the oldest rotated one that was written later, in the end the log."""
    for one in later_than(path, read):
        file = _opened(one.path)
        if file is not None and file.inode == one.inode:
            return file
        if file is not None:  # rotated on between looking and opening: look again, so that none is passed over
            file.close()
            return next_after(path, read)
    return LogFile(path)


def _opened(path: Path) -> LogFile | None:
    try:
        return LogFile(path)
    except FileNotFoundError:
        return None
