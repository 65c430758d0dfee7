"""Who works here and what each role may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from psr_tui.domain.errors import NotAllowed


class Role(StrEnum):
    """What somebody may do; each role includes those below it."""

    REP = "rep"
    LEAD = "lead"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


_RANK = {Role.REP: 0, Role.LEAD: 1, Role.SUPERVISOR: 2, Role.ADMINISTRATOR: 3}


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind an act: every use case takes one, every audit row names one (reliability.md RS-01)."""

    staff_id: str
    login: str
    name: str
    role: Role
    sign_in_id: str
    station: str

    def at_least(self, role: Role) -> bool:
        """Whether this person has the role or one above it."""
        return _RANK[self.role] >= _RANK[role]

    def require(self, role: Role, act: str) -> None:
        """Raise NotAllowed unless the actor has at least ``role``; ``act`` reads like "approve a difference"."""
        if not self.at_least(role):
            article = "an" if role.value[0] in "aeiou" else "a"
            raise NotAllowed(f"Only {article} {role.value} (or higher) may {act}; ask one to sign for it.")
