"""A typed answer as a reading and as columns: the same shape as one that came as a file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from psr_tui.domain.eligibility_check import CheckState
from psr_tui.domain.eligibility_reading import Reading
from psr_tui.domain.eligibility_typed import TypedAnswer
from psr_tui.domain.money import Money


def reading_of(answer: TypedAnswer) -> Reading:
    """What was typed, as far as it was told."""
    return Reading(
        answer.result, copay=answer.copay, copays=() if answer.copay is None else (answer.copay,),
        deductible_left=answer.deductible_left, out_of_pocket_left=answer.out_of_pocket_left,
        coinsurance=answer.coinsurance, plan=answer.plan,
    )  # fmt: skip


def typed_values(answer: TypedAnswer, at: datetime) -> dict[str, Any]:
    """The columns of a check that is answered when it is written. There are no bytes: nothing travelled."""
    return {
        "state": CheckState.ANSWERED.value,
        "result": answer.result.value,
        "answered_at": at,
        "spoke_with": answer.spoke_with,
        "reference": answer.reference,
        "copay_cents": _cents(answer.copay),
        "deductible_left_cents": _cents(answer.deductible_left),
        "out_of_pocket_left_cents": _cents(answer.out_of_pocket_left),
        "coinsurance": answer.coinsurance,
        "plan_name": answer.plan,
        "note": answer.note,
    }


def _cents(amount: Money | None) -> int | None:
    return None if amount is None else amount.cents
