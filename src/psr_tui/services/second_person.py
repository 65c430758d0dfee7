"""The signature of a second person: approver or witness, with a password of their own (cash-drawer.md CD-92)."""

from __future__ import annotations

from psr_tui.domain.clock import Clock
from psr_tui.domain.errors import WrongPassword
from psr_tui.domain.staff import Actor
from psr_tui.services.sign_in import SignInService
from psr_tui.store.repositories.staff import StaffMember
from psr_tui.store.store import Store


def second_person(store: Store, clock: Clock, actor: Actor, act: str, login: str, password: str) -> StaffMember:
    """Who signed. Proven before the act's transaction begins, because a password check takes its time (CD-07).

    Raises: WrongPassword, which is logged as a refusal of ``act``.
    """
    try:
        return SignInService(store, clock).verify(login, password)
    except WrongPassword:
        with store.write(actor, act, "staff", ""):
            raise


def as_actor(member: StaffMember) -> Actor:
    """The signer as the rules see a person: a role, but no sign-in at this station."""
    return Actor(member.id, member.login, member.name, member.role, "", "")
