"""The line that reads Asterisk's queue_log while it is written (call-center.md section 15, CC-119).

It goes on exactly where the mark says: over restarts, over rotation by renaming and by copying and truncating, over
half a last line (which waits for its rest). A file that was exchanged so that the place cannot be found again is read
from its beginning, and a warning says that lines may be missing.
"""

from __future__ import annotations

from pathlib import Path

from psr_tui.devices.log_files import LogFile, fingerprint, holding, later_than, next_after
from psr_tui.devices.only_listening import OnlyListening
from psr_tui.devices.phone_line import Heard, Mark
from psr_tui.domain.phone_events import PhoneEvent, PhoneKind
from psr_tui.domain.queue_log import LONG_AGO, LONGEST, LOST_PLACE, TOO_LONG, read_line, read_lines

_LEAST, _MOST = 2 * LONGEST, 1 << 20
"""Bytes read at once: about as many as the lines that are wanted take, and always more than the longest line."""
_OF_A_LINE = 128


class QueueLogTail(OnlyListening):
    """One queue_log as one source of events. ``mark``: where reading stopped; the beginning when it is empty."""

    def __init__(self, name: str, path: Path, mark: Mark | None = None) -> None:
        self.name = name
        self._path = path
        self._mark = mark or Mark()
        self._file: LogFile | None = None
        self._after = LONG_AGO
        self._lost: tuple[PhoneEvent, ...] = ()

    def hear(self, most: int) -> Heard:
        """Up to ``most`` lines; one line that was cut off inside tells two events, and they are never parted."""
        try:
            return self._hear(most)
        except OSError as error:
            self.close()
            return Heard((), self._mark, _words(self._path, error))

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _hear(self, most: int) -> Heard:
        file = self._file or self._open()
        left_behind = self._goes_on(file)  # asked before reading: what was written until then is in this file
        chunk = min(max(_LEAST, most * _OF_A_LINE), _MOST)
        before, data = file.read(self._mark.offset, chunk)
        if fingerprint(before) != self._mark.fingerprint:
            self.close()
            return Heard((), self._mark, more=True)  # truncated under our hands: find the place again
        lines, used, left = _lines(data, most, final=left_behind and len(data) < chunk)
        if not used and left_behind:
            self._turn_to(next_after(self._path, file))
            return Heard((), self._mark, more=True)
        events = self._lost + tuple(self._read(lines))
        self._lost = ()
        if used:
            self._mark = Mark(file.inode, self._mark.offset + used, fingerprint(before + data[:used]))
            self._after = events[-1].at if events else self._after
        return Heard(events, self._mark, more=left or left_behind or len(data) == chunk)

    def _read(self, lines: list[str]) -> list[PhoneEvent]:
        if max(map(len, lines), default=0) <= LONGEST:
            return list(read_lines(lines, self._after))
        events: list[PhoneEvent] = []
        for line in lines:
            after = events[-1].at if events else self._after
            if len(line) > LONGEST:
                events.append(PhoneEvent(after, PhoneKind.WARNING, reason=TOO_LONG, raw=line[:500]))
            else:
                events.extend(read_lines([line], after))
        return events

    def _open(self) -> LogFile:
        """The file in which the mark is. Where it is in none any more, the log from its beginning."""
        file = holding(self._path, self._mark) if self._mark.inode else LogFile(self._path)
        if file is None:
            file = LogFile(self._path)
            if self._mark.offset:
                place = f"byte {self._mark.offset} of file {self._mark.inode}"
                words = f"{self._path.name}: the place {place} was not found again; lines may be missing"
                self._lost = (PhoneEvent(self._after, PhoneKind.WARNING, reason=LOST_PLACE, raw=words),)
            self._turn_to(file)
            return file
        if not self._mark.inode:
            self._turn_to(file)
            return file
        self._file = file
        before, _ = file.read(self._mark.offset, 0)
        lines = before.decode("utf-8", "replace").split("\n")
        self._after = read_line(lines[-2], self._after).at if len(lines) > 1 else self._after
        return file

    def _turn_to(self, file: LogFile) -> None:
        self.close()
        self._file = file
        self._mark = Mark(file.inode)

    def _goes_on(self, file: LogFile) -> bool:
        """Whether the log goes on in another file: the one under its name is another one and was written to."""
        try:
            found = self._path.stat()
        except FileNotFoundError:  # between renaming and making anew
            return bool(later_than(self._path, file))
        if f"{found.st_dev}:{found.st_ino}" == file.inode:
            return False
        return found.st_size > 0 or bool(later_than(self._path, file))


def _lines(data: bytes, most: int, final: bool) -> tuple[list[str], int, bool]:
    """Up to ``most`` whole lines, how many bytes they take, and whether whole ones are left. ``final``: nothing is
    written behind any more, so that half a line at the end will get no rest. A line that does not end is not waited
    for."""
    pieces = data.split(b"\n")
    rest = pieces.pop()
    whole = pieces[:most]
    used = sum(map(len, whole)) + len(whole)
    if len(whole) < most and len(whole) == len(pieces) and rest and (final or len(rest) > LONGEST):
        whole.append(rest)
        used += len(rest)
    return _texts(whole), used, len(whole) < len(pieces)


def _texts(lines: list[bytes]) -> list[str]:
    try:
        texts = b"\n".join(lines).decode().split("\n") if lines else []
    except UnicodeDecodeError:  # some other coding: no letter is lost, each byte becomes one
        texts = [_text(line) for line in lines]
    return [text.rstrip("\r") for text in texts] if any("\r" in text for text in texts) else texts


def _text(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")


def _words(path: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"{path} is not there."
    if isinstance(error, PermissionError):
        return f"{path} may not be read by this account."
    return f"{path} cannot be read: {error.strerror or error}."
