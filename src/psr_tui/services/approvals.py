"""Whose signature stands under an act of check-in that needs a supervisor (cash-drawer.md CD-92)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from psr_tui.domain.clock import Clock
from psr_tui.domain.staff import Actor, Role
from psr_tui.services.second_person import as_actor, second_person
from psr_tui.store.repositories.staff import StaffMember
from psr_tui.store.store import Store

if TYPE_CHECKING:
    from psr_tui.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Signature:
    """What a second person typed to sign; empty when the person at the desk signs. Never shown, logged or kept."""

    login: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


UNSIGNED = Signature()


def prove(store: Store, clock: Clock, actor: Actor, act: str, signature: Signature) -> StaffMember | None:
    """Who signed, proven before the transaction begins; None without a second person. Raises WrongPassword."""
    if not signature.login:
        return None
    return second_person(store, clock, actor, act, signature.login, signature.password)


def approved(work: UnitOfWork, actor: Actor, signer: StaffMember | None, act: str) -> str:
    """The id of the supervisor who signs, the actor or the second person. Raises NotAllowed when neither is one."""
    person = actor if signer is None else as_actor(signer)
    person.require(Role.SUPERVISOR, act)
    return person.staff_id
