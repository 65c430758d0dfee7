"""A folder shared with another program: ``out`` for what we send, ``in`` for what comes, ``done`` and ``set-aside``.

Files are written under a passing name and then renamed, readable by their owner alone. A file in ``in`` is taken once
it has stopped growing; hidden ones, parts, folders and links are left alone, and its name is only ever used inside the
folder it lies in. Names of ours hold numbers and never a patient's data (reliability.md RS-71, RS-78).
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from psr_tui.domain.errors import InvalidInput

STALE_AFTER = 30.0  # seconds after which a file under its passing name is taken for one whose process died
QUIET_FOR = 3.0  # seconds without growth after which a file is taken for whole
_PART = ".part"
_NO_LINKS = getattr(os, "O_NOFOLLOW", 0)


class SharedFolder:
    """``folder`` must exist; what is needed inside is made. ``setting``: where an administrator names it. ``ending``:
    of files that were read; ``largest``: bytes that are read. ``wall`` is the clock that files are dated by."""

    def __init__(
        self, folder: Path, setting: str, ending: str, largest: int, wall: Callable[[], float] = time.time
    ) -> None:
        self._folder = folder
        self._setting = setting
        self._ending = ending
        self._largest = largest
        self._wall = wall
        self._sizes: dict[str, tuple[int, int]] = {}

    def trouble(self) -> str:
        """Why the folder cannot be used, as one sentence."""
        if not self._folder.is_dir():
            return f"The exchange folder {self._folder} is not there; an administrator sets {self._setting} anew."
        try:
            for name in ("out", "in", "done", "set-aside"):
                (self._folder / name).mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            return f"The exchange folder {self._folder} cannot be used: {error.strerror}. Tell an administrator."
        if not os.access(self._folder / "out", os.W_OK | os.X_OK):
            return f"Nothing can be written into {self._folder / 'out'}; an administrator has to allow it."
        return ""

    # --- out ---
    @contextmanager
    def write_as(self, name: str, file_id: str, body: bytes) -> Iterator[Letter]:
        """``body`` under a passing name, to be ``put`` in place; what was not put is gone afterwards. ``name`` has one
        dot, ``file_id`` none. Raises InvalidInput when it cannot be written."""
        part = self._out(f"{name}.{file_id}{_PART}")
        _write_new(part, body)
        try:
            yield Letter(part, self._out(name))
        finally:
            part.unlink(missing_ok=True)

    def unput(self) -> Sequence[str]:
        """File ids of parts in ``out`` whose process is gone: a living one lets its file go at once."""
        found = []
        for path in self._parts():
            with suppress(FileNotFoundError):
                if self._wall() - path.stat().st_mtime >= STALE_AFTER:
                    found.append(path.name.split(".")[2])
        return found

    def put_again(self, file_id: str) -> None:
        """Give the part of this id its name."""
        for path in self._parts(file_id):
            with suppress(FileNotFoundError):  # another process did it
                path.replace(self._out(".".join(path.name.split(".")[:2])))
                _flush(path.parent)

    def drop(self, file_id: str) -> None:
        """Take the part of this id away."""
        for path in self._parts(file_id):
            path.unlink(missing_ok=True)

    # --- in ---
    def arrived(self) -> Sequence[str]:
        """Whole files in ``in``, the oldest first."""
        found: list[tuple[int, str]] = []
        sizes: dict[str, tuple[int, int]] = {}
        with suppress(FileNotFoundError), os.scandir(self._folder / "in") as entries:
            for entry in entries:
                if entry.name.startswith(".") or entry.name.endswith((_PART, ".tmp", ".filepart")):
                    continue
                with suppress(FileNotFoundError):
                    known = entry.stat(follow_symlinks=False)
                    if stat.S_ISREG(known.st_mode) and known.st_size:
                        sizes[entry.name] = (known.st_size, known.st_mtime_ns)
        for name, (size, changed) in sizes.items():
            age = self._wall() - changed / 1e9
            if age >= QUIET_FOR or (age < 0 and self._sizes.get(name) == (size, changed)):
                found.append((changed, name))
        self._sizes = sizes
        return [name for _changed, name in sorted(found)]

    def read(self, name: str) -> bytes | None:
        """The bytes of a file in ``in``; None when it is gone. Of a file that is far too large only the beginning."""
        try:
            handle = os.open(self._folder / "in" / name, os.O_RDONLY | _NO_LINKS)
        except OSError:
            return None
        with os.fdopen(handle, "rb") as body:
            return body.read(self._largest + 1)

    def finished(self, name: str, stamp: str) -> None:
        """Into ``done``."""
        self._move(name, "done", stamp)

    def set_aside(self, name: str, stamp: str, why: str) -> None:
        """Into ``set-aside``; the text first, so that no file lies there without its reason."""
        with suppress(FileExistsError):
            _write_new(self._folder / "set-aside" / f"{stamp}.why", f"{why}\n".encode(), again=True)
        self._move(name, "set-aside", stamp)

    def _move(self, name: str, where: str, stamp: str) -> None:
        with suppress(FileNotFoundError):  # another process did it
            (self._folder / "in" / name).replace(self._folder / where / f"{stamp}.{self._ending}")
            _flush(self._folder / where)

    def _out(self, name: str) -> Path:
        return self._folder / "out" / name

    def _parts(self, file_id: str = "*") -> list[Path]:
        return [path for path in self._folder.glob(f"out/*.{file_id}{_PART}") if path.name.count(".") == 3]


class Letter:
    """A file that lies ready and has not left."""

    def __init__(self, part: Path, final: Path) -> None:
        self._part, self._final = part, final

    def ready(self) -> bool:
        """Whether it still lies there."""
        return self._part.exists()

    def put(self) -> None:
        """Give the file its name; the answer comes later."""
        try:
            with suppress(FileNotFoundError):  # another process gave it its name
                self._part.replace(self._final)
            _flush(self._final.parent)
        except OSError as error:
            raise InvalidInput(f"The file could not be sent: {error.strerror}. It is sent later.") from None


def _write_new(path: Path, body: bytes, again: bool = False) -> None:
    """A file of our own, readable by nobody else, whole on the disk when this returns."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINKS, 0o600)
    except FileExistsError:
        if again:
            raise
        raise InvalidInput(f"{path.name} is there already and was left alone; tell an administrator.") from None
    except OSError as error:
        raise InvalidInput(f"The exchange folder cannot be written: {error.strerror}. Tell an administrator.") from None
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(body)
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise InvalidInput(f"The exchange folder cannot be written: {error.strerror}. Tell an administrator.") from None


def _flush(folder: Path) -> None:
    """Make a rename last (RS-71)."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
