"""Kinds of labels; by themselves, because the settings of a terminal name them before anything else is read."""

from __future__ import annotations

from enum import StrEnum


class LabelKind(StrEnum):
    """What a label is for."""

    SPECIMEN = "specimen"
    CHART = "chart"
    ADDRESS = "address"
    APPOINTMENT = "appointment"
    WRISTBAND = "wristband"

    @property
    def words(self) -> str:
        """``Specimen label``, ``Wristband``."""
        return "Wristband" if self is LabelKind.WRISTBAND else f"{self.value.capitalize()} label"
