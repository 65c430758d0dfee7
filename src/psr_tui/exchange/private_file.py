"""A new file that only its owner may read: whole or not there, and nothing is written over by mistake (RS-78)."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psr_tui.domain.errors import InvalidInput


class PrivateFile:
    """Bytes that lie ready beside the name they will have."""

    def __init__(self, part: Path, path: Path, over: bool) -> None:
        self._part, self._path, self._over = part, path, over

    def put(self) -> None:
        """Give the file its name. Raises InvalidInput when somebody else took the name meanwhile."""
        try:
            if self._over:
                self._part.replace(self._path)
            else:
                os.link(self._part, self._path)  # fails when the name is taken, unlike a rename
        except FileExistsError:
            raise _taken(self._path) from None
        except OSError as error:
            raise _unwritable(self._path, error) from None


@contextmanager
def private_file(path: Path, body: bytes, over: bool = False) -> Iterator[PrivateFile]:
    """``body`` on the disk under a passing name, to be `put` in place; what was not put is gone afterwards.

    ``over`` replaces a file that is there. Raises InvalidInput, before anything is written, when there is one.
    """
    if not over and (path.exists() or path.is_symlink()):
        raise _taken(path)
    if path.is_dir():
        raise InvalidInput(f"{path} is a folder; name a file in it.")
    try:
        handle, name = tempfile.mkstemp(prefix=".psr-", dir=path.parent)  # 0600 from the first byte
    except OSError as error:
        raise _unwritable(path, error) from None
    part = Path(name)
    try:
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(body)
                out.flush()
                os.fsync(out.fileno())
        except OSError as error:
            raise _unwritable(path, error) from None
        yield PrivateFile(part, path, over)
    finally:
        part.unlink(missing_ok=True)


def _taken(path: Path) -> InvalidInput:
    return InvalidInput(f"{path} is there already and was left alone; name another file.")


def _unwritable(path: Path, error: OSError) -> InvalidInput:
    return InvalidInput(f"{path} cannot be written: {error.strerror}. Choose another folder.")
