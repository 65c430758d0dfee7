"""The seam to a message gateway: how files of messages leave, and how results and portal messages come in.

``exchange/message_gateway_folder.py`` stands behind it: a folder, which every gateway can be given.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from psr_tui.domain.clinic import Clinic


class Letter(Protocol):
    """A file that lies ready and has not left."""

    def ready(self) -> bool:
        """Whether it still lies ready: asked behind the write gate, before it is promised."""

    def put(self) -> None:
        """Let it go, whole or not at all. Raises InvalidInput when it cannot leave."""


class MessageGateway(Protocol):
    """The outside of messages. Nothing of it runs on the event loop; file names never hold a patient's data."""

    def trouble(self) -> str:
        """Why it cannot be used now, as one sentence; empty when it can."""

    def write(self, file_id: str, body: bytes) -> AbstractContextManager[Letter]:
        """A file of messages under a passing name; what was not put is gone afterwards. Raises InvalidInput."""

    def unput(self) -> Sequence[str]:
        """File ids that a process left behind between writing and letting go."""

    def put_again(self, file_id: str) -> None:
        """Let such a file go now."""

    def drop(self, file_id: str) -> None:
        """Take such a file away: it was never promised."""

    def arrived(self) -> Sequence[str]:
        """Names of whole files that wait to be read."""

    def read(self, name: str) -> bytes | None:
        """The bytes of a file; None when another process took it meanwhile."""

    def finished(self, name: str, stamp: str) -> None:
        """The file was read: move it out of the way under a name without patient data."""

    def set_aside(self, name: str, stamp: str, why: str) -> None:
        """Some or all of the file cannot be used: move it beside a text that says why."""


class Gateways:
    """Finds the gateway of a clinic; one object is kept as long as the setting names the same folder."""

    def __init__(self) -> None:
        self._kept: tuple[str, MessageGateway] | None = None

    def of(self, clinic: Clinic) -> MessageGateway | None:
        """The gateway, or None when the clinic has none."""
        from psr_tui.exchange.message_gateway_folder import MessageGatewayFolder

        if not clinic.gateway_folder:
            return None
        if self._kept is None or self._kept[0] != clinic.gateway_folder:
            self._kept = (clinic.gateway_folder, MessageGatewayFolder(Path(clinic.gateway_folder)))
        return self._kept[1]
