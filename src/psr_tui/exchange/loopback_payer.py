"""The loopback payer as a channel: the answer is real 271 content and comes at once. For training and for tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from psr_tui.exchange.x12.loopback import answer_270


class _Letter:
    def __init__(self, body: bytes, control: int, at: datetime) -> None:
        self._body, self._control, self._at = body, control, at

    def ready(self) -> bool:
        return True

    def put(self) -> bytes:
        """The payer's answer."""
        return answer_270(self._body, self._at, self._control)


class LoopbackPayer:
    """Nothing leaves the program and nothing comes in by itself."""

    def trouble(self) -> str:
        return ""

    @contextmanager
    def write(self, control: int, file_id: str, body: bytes, at: datetime) -> Iterator[_Letter]:
        yield _Letter(body, control, at)

    def unput(self) -> Sequence[str]:
        return ()

    def put_again(self, file_id: str) -> None:
        """There is never one."""

    def drop(self, file_id: str) -> None:
        """There is never one."""

    def arrived(self) -> Sequence[str]:
        return ()

    def read(self, name: str) -> None:
        return None

    def finished(self, name: str, stamp: str) -> None:
        """There is never one."""

    def set_aside(self, name: str, stamp: str, why: str) -> None:
        """There is never one."""
