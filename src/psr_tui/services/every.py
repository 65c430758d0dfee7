"""Every use case of the desk, by subject. Each service is imported when it is first asked for, so that nobody waits at
sign-in for what comes later; ``doors.py`` reads the modules in spare time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from psr_tui.domain.clock import Clock
from psr_tui.services.every_cover import CoverServices
from psr_tui.services.every_desk import DeskServices
from psr_tui.services.every_money import MoneyServices
from psr_tui.services.every_people import PeopleServices
from psr_tui.services.every_phones import PhoneServices

if TYPE_CHECKING:
    from psr_tui.devices.label_printer import LabelPrinter
    from psr_tui.devices.printer import Printer
    from psr_tui.services.eligibility_channels import EligibilityChannels
    from psr_tui.store.store import Store


class Services(DeskServices, PeopleServices, CoverServices, PhoneServices, MoneyServices):
    """The services of one open store and of this terminal's printers. ``quickbooks``: account names of the settings,
    for exports. ``channels``: the ways to ask payers."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        quickbooks: Mapping[str, str] | None = None,
        printer: Printer | None = None,
        label_printer: LabelPrinter | None = None,
        channels: EligibilityChannels | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._quickbooks = quickbooks
        self._printer = printer
        self._label_printer = label_printer
        self._channels = channels
