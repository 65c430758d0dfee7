"""Choosing a payer; one that is not on the list yet is made by an explicit mark, never by a typing error."""

from __future__ import annotations

from typing import Any

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.text import clean
from psr_tui.widgets.choice_field import ChoiceField
from psr_tui.widgets.field import Field

NEW = "+"
LONGEST_PAYER = 120


class PayerField(ChoiceField):
    """Value: the id of a payer of the list, or ``+`` and the name of a new one."""

    def _is_new(self) -> bool:
        return self.value.lstrip().startswith(NEW)

    def _understand(self, typed: str) -> Any:
        text = clean(typed, LONGEST_PAYER + 1)
        if text.startswith(NEW):
            name = clean(text.removeprefix(NEW), LONGEST_PAYER)
            if not any(ch.isalnum() for ch in name):
                raise InvalidInput(f"{self.label}: type the new payer's name after the +.", self.field_id)
            return NEW + name
        try:
            return super()._understand(typed)
        except InvalidInput:
            raise InvalidInput(
                f"{self.label}: {clean(typed, 30)!r} is not on the list. Press Down for the list, or type + before the "
                "name to add a new payer.",
                self.field_id,
            ) from None

    def _read_back(self) -> None:
        if self._is_new():
            Field._read_back(self)  # there is no label to write in its place
        else:
            super()._read_back()

    def note(self) -> tuple[str, str]:
        problem = self._reading()[1]
        return ("NEW PAYER", "field--echo") if self._is_new() and problem is None else super().note()
