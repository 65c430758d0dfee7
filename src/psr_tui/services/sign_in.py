"""Signing in and out, and the signature of a second person."""

from __future__ import annotations

from psr_tui.domain.clock import Clock
from psr_tui.domain.errors import InvalidInput, NotAllowed, Refused, WrongPassword
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.text import clean
from psr_tui.services.set_up import read_login
from psr_tui.store import misses, vault
from psr_tui.store.repositories.staff import StaffMember
from psr_tui.store.store import Store


class SignInService:
    """Who works at this station. The password check is the key slot's own (reliability.md RS-18)."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def begin(self, user_id: str, station: str, misses_before: int) -> Actor:
        """Start a sign-in for a person whose password opened the store. Wrong passwords typed before are logged now,
        because nobody could write to the store then (RS-21). Raises NotAllowed for somebody no longer active."""
        with self._store.write(None) as work:
            member = work.staff.get(user_id)
            if member is None or not member.active:
                raise NotAllowed("This user may not sign in any more; ask an administrator.")
            sign_in_id = work.new_id()
            actor = Actor(member.id, member.login, member.name, member.role, sign_in_id, station)
            work.staff.begin_sign_in(sign_in_id, member.id, station, work.now)
            work.act_as(actor)
            if misses_before:
                work.audit.append("sign_in.missed", "staff", member.id, detail={"times": misses_before})
            work.audit.append("sign_in", "staff", member.id, detail={"station": station})
            work.commit()
        return actor

    def end(self, actor: Actor, reason: str) -> None:
        """Sign out: by the person, by idleness or because the program ends."""
        from psr_tui.services import rep_steps  # here: nobody waits at sign-in for what the way out needs

        with self._store.write(actor, "sign_out") as work:
            rep_steps.signed_out(work, actor)
            work.staff.end_sign_in(actor.sign_in_id, reason, work.now)
            work.audit.append("sign_out", "staff", actor.staff_id, reason=reason)
            work.commit()

    def locked(self, actor: Actor, reason: str) -> None:
        """Log that the screen was locked and why (by key, idle)."""
        from psr_tui.services import rep_steps

        with self._store.write(actor, "lock") as work:
            rep_steps.locked(work, actor)
            work.audit.append("lock", "staff", actor.staff_id, reason=reason)
            work.commit()

    def unlock(self, actor: Actor, password: str) -> None:
        """The person who is signed in proves it again. Raises WrongPassword, also while a waiting time runs."""
        self._prove(actor.login, password)
        from psr_tui.services import rep_steps

        with self._store.write(actor, "unlock") as work:
            rep_steps.unlocked(work, actor)
            work.audit.append("unlock", "staff", actor.staff_id)
            work.commit()

    def verify(self, login: str, password: str) -> StaffMember:
        """The signature of a second person (approval, witness). Raises WrongPassword; the waiting times count here
        too. What it is for is logged by the use case that asked."""
        user_id = self._prove(login, password)
        with self._store.read() as work:
            member = work.staff.get(user_id)
        if member is None or not member.active:
            raise WrongPassword("User name and password do not fit together. Type both again.")
        return member

    def add_staff(self, actor: Actor, login: str, name: str, role: Role, password: str) -> StaffMember:
        """A new member of staff with a password of their own. Only an administrator may."""
        vault.check_password(password)
        login, name = read_login(login), clean(name, 80)
        if not name:
            raise InvalidInput("Name: type the name colleagues know, for example M. Rivera.", "Name")
        with self._store.write(actor, "staff.add") as work:
            actor.require(Role.ADMINISTRATOR, "add staff")
            if work.staff.by_login(login) is not None:  # also when only capitals differ: they would share a key slot
                raise Refused("This user name is taken; choose another.")
            member = StaffMember(work.new_id(), login, name, role, True)
            work.staff.add(member, actor.name, work.now)
            work.audit.append("staff.add", "staff", member.id, detail={"role": role.value})
            # The slot first: a person without one could never sign in, and a slot without a person opens nothing.
            vault.add_user(self._store.path, self._store.keys, member.id, member.login, password)
            work.commit()
        return member

    def everyone(self, actor: Actor) -> list[StaffMember]:
        """All active staff, by name."""
        with self._store.read() as work:
            return work.staff.everyone()

    def _prove(self, login: str, password: str) -> str:
        return prove(self._store, self._clock, login, password)


def prove(store: Store, clock: Clock, login: str, password: str) -> str:
    """The id of the user whose password this is. Raises WrongPassword and counts the miss."""
    misses.refuse_early(store.path, login, clock.now())
    try:
        unlocked = vault.unlock(store.path, login, password)
    except WrongPassword:
        wait = misses.add(store.path, login, clock.now())
        raise WrongPassword(f"That password does not fit. Wait {wait} s, then type it again.") from None
    unlocked.keys.wipe()
    misses.clear(store.path, login)
    return unlocked.user_id
