"""The folder a message gateway's own program looks into: files of messages out, results and portal messages in.

It stands for every gateway: what sends texts and feeds the portal is the clinic's own program on the other side. The
formats are in docs/messages.md; how the files come and go: ``shared_folder.py``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from psr_tui.exchange.message_lines import LARGEST
from psr_tui.exchange.shared_folder import Letter, SharedFolder


class MessageGatewayFolder(SharedFolder):
    """``wall`` is the clock that files are dated by."""

    def __init__(self, folder: Path, wall: Callable[[], float] = time.time) -> None:
        super().__init__(folder, "gateway_folder", "jsonl", LARGEST, wall)

    def write(self, file_id: str, body: bytes) -> AbstractContextManager[Letter]:
        """See ``MessageGateway.write``."""
        return self.write_as(f"{file_id}.jsonl", file_id, body)
