"""What ``doctor`` reports: one line a finding, and its mend when there is something to mend."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """``mend`` is empty when all is well. ``note`` findings inform and never count as something to mend."""

    area: str
    what: str
    mend: str = ""
    note: bool = False

    @property
    def fine(self) -> bool:
        return self.note or not self.mend

    def line(self) -> str:
        mark = "·" if self.note else "✓" if self.fine else "✗"
        mend = f"\n      {self.mend}" if self.mend else ""
        return f"  {mark} {self.area:<10} {self.what}{mend}"

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "fine": self.fine}
