"""The seam to payers: how a request leaves and how answers come in. ``bootstrap`` chooses what stands behind."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from psr_tui.domain.clinic import Clinic
from psr_tui.domain.eligibility_check import Channel


class Letter(Protocol):
    """A request that lies ready and has not left."""

    def ready(self) -> bool:
        """Whether it still lies ready: asked behind the write gate, before it is promised."""

    def put(self) -> bytes | None:
        """Let it go, whole or not at all. The answer's bytes when it comes at once, None when it comes later.
        Raises InvalidInput when it cannot leave."""


class EligibilityChannel(Protocol):
    """One way to ask payers. Nothing of it runs on the event loop. File names hold numbers, never a patient's data."""

    def trouble(self) -> str:
        """Why it cannot be used now, as one sentence; empty when it can."""

    def write(self, control: int, file_id: str, body: bytes, at: datetime) -> AbstractContextManager[Letter]:
        """The request, written under a passing name. What was not put is gone afterwards.
        Raises InvalidInput when it cannot be written."""

    def unput(self) -> Sequence[str]:
        """File ids of requests that a process left behind between writing and letting go."""

    def put_again(self, file_id: str) -> None:
        """Let such a request go now."""

    def drop(self, file_id: str) -> None:
        """Take such a request away: another process sent the same one."""

    def arrived(self) -> Sequence[str]:
        """Names of whole files that wait to be read. A file that still grows is not among them."""

    def read(self, name: str) -> bytes | None:
        """The bytes of a file; None when another process took it meanwhile."""

    def finished(self, name: str, stamp: str) -> None:
        """The file was read: move it out of the way under a name without patient data."""

    def set_aside(self, name: str, stamp: str, why: str) -> None:
        """The file cannot be used: move it beside a text that says why."""


class EligibilityChannels(Protocol):
    """Finds the channel of a payer."""

    def of(self, channel: Channel, clinic: Clinic) -> EligibilityChannel | None:
        """The channel, or None when there is no such channel here."""


class NoChannels:
    """For a program that was given none: everything is asked by phone or on the payer's page."""

    def of(self, channel: Channel, clinic: Clinic) -> EligibilityChannel | None:
        return None


NOT_SET_UP = {
    Channel.X12: "No clearinghouse is set up: ask by phone or on the payer's portal and type the answer (2).",
    Channel.LOOPBACK: "There is no training payer here: type the answer (2), or choose another channel for the payer.",
    Channel.PHONE: "This payer is asked by phone or on its portal: press 2 and type what they said.",
    Channel.PORTAL: "This payer is asked by phone or on its portal: press 2 and type what they said.",
}
