"""An answer got by phone or on the payer's page, as the rep typed it (front-desk.md FD-109)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from psr_tui.domain.eligibility_check import Channel, Result
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.money import Money
from psr_tui.domain.text import clean, clean_note

TYPED_CHANNELS = (Channel.PHONE, Channel.PORTAL)
TYPED_RESULTS = (Result.ACTIVE, Result.INACTIVE, Result.UNKNOWN)


@dataclass(frozen=True, slots=True)
class TypedAnswer:
    """``check_id`` is made by the screen, so that the same answer sent twice is kept once. Amounts that were not told
    are None and stay so; ``coinsurance`` is the patient's part as typed, 20 or 20% or .2."""

    check_id: str
    channel: Channel
    result: Result
    spoke_with: str = ""
    reference: str = ""
    copay: Money | None = None
    deductible_left: Money | None = None
    out_of_pocket_left: Money | None = None
    coinsurance: str = ""
    plan: str = ""
    note: str = ""

    def checked(self) -> TypedAnswer:
        """Cleaned as it may be kept. Raises InvalidInput naming the field that is missing."""
        found = replace(
            self,
            spoke_with=clean(self.spoke_with, 80),
            reference=clean(self.reference, 60),
            plan=clean(self.plan, 80),
            note=clean_note(self.note),
            coinsurance=read_share(self.coinsurance),
        )
        if found.channel not in TYPED_CHANNELS:
            raise InvalidInput("How: choose phone or portal.", "channel")
        if found.result not in TYPED_RESULTS:
            raise InvalidInput("Answer: choose active, not active or unknown.", "result")
        if found.channel is Channel.PHONE and not found.spoke_with:
            raise InvalidInput("Spoke with: type the name the payer's person gave, for example Dana.", "spoke_with")
        if not found.reference and not found.spoke_with:
            raise InvalidInput("Reference: type the number on the page, or who told you.", "reference")
        for name, amount in (("Copay", found.copay), ("Deductible left", found.deductible_left)):
            if amount is not None and amount.cents < 0:
                raise InvalidInput(
                    f"{name}: an amount is never below zero.", "copay" if name == "Copay" else "deductible"
                )
        return found


def read_share(typed: str) -> str:
    """``20``, ``20%`` and ``.2`` become ``0.2``; empty stays empty. Raises InvalidInput for anything above 100 %."""
    text = typed.strip().rstrip("%").strip()
    if not text:
        return ""
    try:
        share = Decimal(text)
    except InvalidOperation:
        raise InvalidInput("Coinsurance: type the patient's part in percent, for example 20.", "coinsurance") from None
    if not share.is_finite() or share < 0 or share > 100:
        raise InvalidInput("Coinsurance: is between 0 and 100 percent, for example 20.", "coinsurance")
    if share >= 1 or typed.strip().endswith("%"):
        share /= 100
    return f"{share.normalize():f}"
