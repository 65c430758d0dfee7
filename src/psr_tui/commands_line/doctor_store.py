"""What ``doctor`` finds about the clinic's file: there, ours alone, on a good disk, with its keys beside it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from psr_tui.commands_line.findings import Finding
from psr_tui.domain.errors import DeskError

LEAST_FREE = 500 * 1024 * 1024  # bytes


def store_findings(path: Path) -> Iterator[Finding]:
    """Looks from outside; the file is not opened, so no password is needed."""
    yield _driver()
    yield _locks()
    yield Finding(
        "demo", "a training day is no safe harbour: its password stands on its own sign-in screen",
        "never type a real person into psr-tui demo", note=True,
    )  # fmt: skip
    if not path.exists():
        yield Finding("store", f"no clinic at {path}", "make one with psr-tui init, or name it with --store", note=True)
        yield from _disk(path)
        return
    yield from _file(path)
    yield from _disk(path)


def _driver() -> Finding:
    try:
        from psr_tui.store.engine import driver

        dbapi2 = driver()
    except DeskError as error:
        return Finding("driver", "too old", error.message)
    except ImportError:
        return Finding("driver", "sqlcipher3 cannot be loaded", "install it again: pip install sqlcipher3")
    return Finding("driver", f"SQLite {dbapi2.sqlite_version}, encrypted")


def _locks() -> Finding:
    try:
        import fcntl  # noqa: F401
    except ImportError:
        return Finding("locks", "this system has no flock", "psr-tui runs on Linux and macOS; use one of them")
    return Finding("locks", "flock: stations of this computer take turns")


def _file(path: Path) -> Iterator[Finding]:
    from psr_tui.store.place import too_open
    from psr_tui.store.vault import key_path

    size = path.stat().st_size
    if not os.access(path, os.R_OK | os.W_OK):
        yield Finding(
            "store", f"{path} cannot be read and written", f"chown it to the account psr-tui runs under: {path}"
        )
    elif not size:
        yield Finding("store", f"{path} is empty; psr-tui leaves it alone", "restore it from a backup, or take it away")
    else:
        yield Finding("store", f"{path}, {size / 1e6:.1f} MB")
    keys = key_path(path)
    if keys.exists():
        yield Finding("keys", "the key file is beside the store")
    else:
        yield Finding("keys", f"{keys} is missing", "restore it from a backup; without it nobody can open the store")
    for one, mode in ((path, "600"), (keys, "600"), (path.parent, "700")):
        if one.exists() and too_open(one):
            yield Finding("rights", f"others may look at {one}", f"chmod {mode} {one}")


def _disk(path: Path) -> Iterator[Finding]:
    from psr_tui.store.place import NETWORK_FILE_SYSTEMS, file_system, free_bytes

    folder = next(one for one in (path.parent, *path.parent.parents) if one.exists())
    free = free_bytes(folder)
    mend = "make room: below 500 MB a day's work may not fit" if free < LEAST_FREE else ""
    yield Finding("disk", f"{free / 1e9:.1f} GB free at {folder}", mend)
    kind = file_system(folder)
    if kind in NETWORK_FILE_SYSTEMS or kind.startswith("fuse."):
        yield Finding("disk", f"network file system ({kind})", "move the store to a local disk of this computer")
    elif kind == "tmpfs":
        yield Finding("disk", "memory only (tmpfs): gone when the computer restarts", "move the store to a real disk")
