"""Commands that are no posting of their own (an opening, a count, a close of nothing): known again by their audit row.

A posting is known by its journal's id (`psr_tui.services.posting.already_posted`). The acts here may book nothing at
all, so each writes its id and content into the audit row of the same transaction (cash-drawer.md CD-18, I10).
"""

from __future__ import annotations

import json
from typing import Protocol

from psr_tui.domain.fingerprint import fingerprint, same_command
from psr_tui.store.unit_of_work import UnitOfWork

_MOST = 1000  # rows of one record; a session has a few dozen


class Command(Protocol):
    """Anything that carries an id made by the screen."""

    @property
    def command_id(self) -> str: ...


def stamp(command: Command) -> dict[str, str]:
    """What the audit row of a command keeps of it: its id, and its content as a hash that shows nothing."""
    return {"command": command.command_id, "content": fingerprint(command)}


def sent_before(work: UnitOfWork, entity: str, entity_id: str, command: Command) -> bool:
    """Whether this command was done to this record before. Raises AlreadyDone when it was, with other content."""
    for entry in work.audit.of_entity(entity, entity_id, _MOST):
        known = json.loads(entry.detail)
        if known.get("command") == command.command_id:
            same_command(known["content"], fingerprint(command))
            return True
    return False
