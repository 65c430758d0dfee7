"""The folder a clearinghouse's own program looks into: ``out`` for our 270s, ``in`` for what comes back.

How the files come and go: ``shared_folder.py`` (standards.md 5; reliability.md RS-78).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from psr_tui.exchange.shared_folder import Letter, SharedFolder

LARGEST = 16_000_000  # bytes; more is no answer about coverage


class ClearinghouseFolder(SharedFolder):
    """``wall`` is the clock that files are dated by."""

    def __init__(self, folder: Path, wall: Callable[[], float] = time.time) -> None:
        super().__init__(folder, "exchange_folder", "x12", LARGEST, wall)

    def write(self, control: int, file_id: str, body: bytes, at: datetime) -> AbstractContextManager[Letter]:
        """See ``EligibilityChannel.write``."""
        return self.write_as(f"{control:09d}.270", file_id, body)
