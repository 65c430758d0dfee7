"""What to ask for at the desk, and the coded reasons why it was not collected (front-desk.md FD-45, FD-46, FD-128)."""

from __future__ import annotations

from dataclasses import dataclass

from psr_tui.domain.check_in import Step
from psr_tui.domain.errors import Refused
from psr_tui.domain.money import Money

NOT_OWED = ("NC00", "NC40")
"""Reasons after which nothing is owed: exempt, and waived by hardship policy (18.3)."""
WAIVED = ("NC40",)
"""Of these, the ones by which a copay that is owed is taken off again."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The amount to ask for and how it comes about: copay + past balance - what the patient paid ahead."""

    copay: Money
    past_balance: Money
    paid_ahead: Money

    @property
    def total(self) -> Money:
        """Never negative: credit beyond what is due stays on the account."""
        return max(Money.zero(), self.copay + self.past_balance - self.paid_ahead)

    def words(self) -> str:
        """``copay $25.00 + past balance $60.00 = $85.00``; parts that are zero are left out."""
        named = (("copay", self.copay), ("past balance", self.past_balance))
        parts = [f"{name} {amount.dollars}" for name, amount in named if amount]
        if not parts:
            return "nothing due today"
        ahead = f" - paid ahead {self.paid_ahead.dollars}" if self.paid_ahead else ""
        total = f" = {self.total.dollars}" if ahead or len(parts) > 1 else ""
        return f"{' + '.join(parts)}{ahead}{total}"


def check_no_copay(label: str, comment: str, *, needs_comment: bool, approver: str, needs_approver: bool) -> None:
    """Raise Refused when a reason lacks what it asks for (18.3: follow-up date, comment, or who approved it)."""
    if needs_comment and not comment.strip():
        raise Refused(f"{label}: add a few words (for example the follow-up date or the plan).")
    if needs_approver and not approver:
        raise Refused(f"{label}: a supervisor has to approve it; ask one to sign.")


def still_owed(step: Step | None) -> bool:
    """Whether a copay goes on the account all the same: not when the plan exempts it or a hardship policy waives it."""
    return step is None or step.code not in NOT_OWED
