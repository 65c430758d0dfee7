"""The channels this program knows: the clearinghouse's folder, and the loopback payer."""

from __future__ import annotations

from pathlib import Path

from psr_tui.domain.clinic import Clinic
from psr_tui.domain.eligibility_check import Channel
from psr_tui.exchange.clearinghouse_folder import ClearinghouseFolder
from psr_tui.exchange.loopback_payer import LoopbackPayer


class Channels:
    """One folder object is kept as long as the clinic's setting names the same folder."""

    def __init__(self) -> None:
        self._loopback = LoopbackPayer()
        self._folder: tuple[str, ClearinghouseFolder] | None = None

    def of(self, channel: Channel, clinic: Clinic) -> LoopbackPayer | ClearinghouseFolder | None:
        """The channel, or None when the clinic has none of this kind."""
        if channel is Channel.LOOPBACK:
            return self._loopback
        if channel is not Channel.X12 or not clinic.exchange_folder:
            return None
        if self._folder is None or self._folder[0] != clinic.exchange_folder:
            self._folder = (clinic.exchange_folder, ClearinghouseFolder(Path(clinic.exchange_folder)))
        return self._folder[1]
