"""Where a store may live: a local disk, files 0600, folder 0700, never over something that is not ours."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

from psr_tui.domain.errors import StoreRefused

NETWORK_FILE_SYSTEMS = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "9p",
        "ceph",
        "lustre",
        "gpfs",
        "afs",
        "vboxsf",
        "virtiofs",
        "drvfs",
    }
)
MOUNTS = Path("/proc/self/mountinfo")


def file_system(path: Path, mounts: Path = MOUNTS) -> str:
    """The type of the file system that holds ``path`` ('' where the host cannot say)."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    target = str(path.resolve())
    best, kind = "", ""
    for line in lines:
        before, _, after = line.partition(" - ")
        fields = before.split()
        if len(fields) < 5 or not after:
            continue
        point = fields[4].replace("\\040", " ")
        inside = target == point or target.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, after.split()[0]
    return kind


def refuse_network(path: Path, mounts: Path = MOUNTS) -> None:
    """Raise StoreRefused when the folder lies on a network file system: the write-ahead log needs a local disk."""
    kind = file_system(path.parent, mounts)
    if kind in NETWORK_FILE_SYSTEMS or kind.startswith("fuse."):
        raise StoreRefused(
            f"{path} is on a network file system ({kind}), where the store could be damaged. "
            "Move the file to a local disk of this computer and start again."
        )


def make_folder(folder: Path) -> None:
    """Make the folder for its owner alone."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def create_private(path: Path) -> None:
    """Create an empty file with mode 0600 before SQLite does; refuses to touch a file or link that is there."""
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0)
    os.close(os.open(path, flags, 0o600))


def too_open(path: Path) -> bool:
    """Whether others than the owner may read the file or folder."""
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def free_bytes(path: Path) -> int:
    """Free bytes where ``path`` is or will be."""
    return shutil.disk_usage(path.parent if not path.is_dir() else path).free


def write_private(path: Path, data: bytes) -> None:
    """Replace a small file atomically with mode 0600: written beside it, flushed, renamed, folder flushed."""
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        os.write(handle, data)
        os.fsync(handle)
    finally:
        os.close(handle)
    part.replace(path)
    flush_folder(path.parent)


def flush_folder(folder: Path) -> None:
    """Ask the disk to keep the folder's entries (a renamed file), so that a power cut does not undo them."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def refuse_missing(path: Path) -> None:
    """Raise StoreRefused, with the way out, when there is no store at the path or it may not be written."""
    if not path.exists():
        raise StoreRefused(f"There is no clinic at {path}. Make one with: psr-tui init, or try: psr-tui demo")
    if not os.access(path, os.R_OK | os.W_OK):
        raise StoreRefused(f"{path} may not be read and written by this user; check its rights with: psr-tui doctor")
