"""What a check-out hands over, asks and leaves open (front-desk.md FD-45, FD-136).

Nothing here stops a patient from leaving: what is not finished is named and stays on the worklists. Only an expected
copay that was not collected asks for a coded reason first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from psr_tui.domain.check_in import Step
from psr_tui.domain.clock import NEVER
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.follow_up import Order, OrderState
from psr_tui.domain.money import Money
from psr_tui.domain.referrals import read_icd
from psr_tui.domain.text import clean, so_many

STAGE = "check_out"
"""Kept with the answer to the copay question, so that reports tell where it was asked (FD-139)."""
ANSWERED_BEFORE = frozenset({"NC00", "NC40", "NC41"})
"""Exempt, waived, on a plan: said at check-in, these hold for the whole visit and are not asked again."""
MOST_UNITS = 99
_CODE = re.compile(r"[A-Z0-9][A-Z0-9.-]{0,11}")


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """A service the provider marked for billing. ``handed_at`` is aware UTC, None while it waits at the desk."""

    service_id: str
    label: str
    code: str = ""
    quantity: int = 1
    icd_code: str = ""
    handed_at: datetime | None = None
    version: int = 1
    changed_by: str = ""
    changed_at: datetime = NEVER

    @property
    def words(self) -> str:
        """``2 x DRESS Dressing change (L03.115)``."""
        times = f"{self.quantity} x " if self.quantity != 1 else ""
        icd = f" ({self.icd_code})" if self.icd_code else ""
        return f"{times}{self.code} {self.label}{icd}".replace("  ", " ").strip()


@dataclass(frozen=True, slots=True)
class ServiceForm:
    """A line as it is typed: the clinic's own code and words; which ICD codes exist is not checked, their shape is."""

    label: str
    code: str = ""
    quantity: int = 1
    icd_code: str = ""

    def checked(self) -> ServiceForm:
        """Cleaned as it may be stored. Raises InvalidInput by field."""
        label = clean(self.label, 80)
        if not any(ch.isalnum() for ch in label):
            raise InvalidInput("Service: type what was done, for example dressing change.", "label")
        if not 1 <= self.quantity <= MOST_UNITS:
            raise InvalidInput(f"How many: a number from 1 to {MOST_UNITS}.", "quantity")
        return replace(self, label=label, code=read_code(self.code), icd_code=read_icd(self.icd_code))


def read_code(typed: str) -> str:
    """A code of the clinic's own list by its shape; '' stays ''. Raises InvalidInput."""
    text = clean(typed, 20).upper().replace(" ", "")
    if text and not _CODE.fullmatch(text):
        raise InvalidInput("Code: up to 12 letters and digits of your own list, for example OV15.", "code")
    return text


def must_ask_copay(due: Money, step: Step | None) -> bool:
    """Whether leaving needs a coded reason: an expected copay is open, and neither was it answered at this check-out
    nor does the answer of the check-in settle it for the whole visit."""
    if due.cents <= 0:
        return False
    return step is None or not (step.code and (step.detail == STAGE or step.code in ANSWERED_BEFORE))


class Left(StrEnum):
    """What can stay open when somebody leaves."""

    CHARGES = "charges"
    FOLLOW_UP = "follow_up"


@dataclass(frozen=True, slots=True)
class Unfinished:
    """One thing that stays behind as an item of a worklist; ``object_id`` is what it is about."""

    kind: Left
    words: str
    object_id: str


def left_behind(visit_id: str, services: Iterable[ServiceLine], orders: Iterable[Order]) -> tuple[Unfinished, ...]:
    """What is not finished, each thing once, in the order of the box."""
    found = []
    waiting = [one for one in services if one.handed_at is None]
    if waiting:
        found.append(Unfinished(Left.CHARGES, f"Hand over {so_many(len(waiting), 'charge')}", f"charges:{visit_id}"))
    found += [
        Unfinished(Left.FOLLOW_UP, f"Next visit: {one.words}", one.order_id)
        for one in orders
        if one.state is OrderState.OPEN
    ]
    return tuple(found)


def left_words(left: Sequence[Unfinished]) -> str:
    """One sentence for the message line, '' when nothing is left."""
    if not left:
        return ""
    return f" Stays on F8: {', '.join(one.words[0].lower() + one.words[1:] for one in left)}."
