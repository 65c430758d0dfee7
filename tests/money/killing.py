"""A process of its own that is killed (SIGKILL) at its n-th statement."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from psr_tui.store.store import Store


def killed_at(store: Store, act: Callable[[], Any], step: int) -> bool:
    """Run the act in a child that is killed before its ``step``-th statement or commit; True when it reached its end.

    The store must not have been used since it was opened: a child may not share a connection with its parent.
    """
    child = os.fork()
    if child == 0:
        left = [step]

        def one_more(*_parts: object) -> None:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(store._engine, "before_cursor_execute", one_more)
        event.listen(store._engine, "commit", one_more)
        try:
            act()
            one_more()
            os._exit(0)
        finally:
            os._exit(3)
    _, status = os.waitpid(child, 0)
    ended = os.WIFEXITED(status)
    assert not ended or os.WEXITSTATUS(status) == 0, "the act failed before it could be killed"
    return ended
